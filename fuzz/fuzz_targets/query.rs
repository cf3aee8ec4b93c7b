//! Any text is a valid query: hits are ordered and within the requested page, and the same query gives the
//! same answer.

#![no_main]

use arbitrary::Arbitrary;
use jiff::civil::Date;
use libfuzzer_sys::fuzz_target;
use skorowidz::{
    document::Kind,
    search::{Facet, SearchRequest, SearchResponse, Snippet, Sort},
};
use skorowidz_fuzz::with_site;

/// A search request; the text is what remains of the bytes, so that the words of a fuzzing dictionary stay
/// whole.
#[derive(Debug, Arbitrary)]
struct Asked<'a> {
    sort: u8,
    page: u8,
    per_page: u8,
    kinds: u8,
    year: Option<u16>,
    from: Option<(i16, u8, u8)>,
    facets: bool,
    explain: bool,
    text: &'a str,
}

impl Asked<'_> {
    fn request(&self) -> SearchRequest {
        let sorts = [Sort::Relevance, Sort::Newest, Sort::Oldest];
        let kinds = Kind::ALL.into_iter().enumerate().filter(|(at, _)| self.kinds >> at & 1 == 1);
        let facets = ["kind", "year", "organ", "district", "language", "status"];
        let facets =
            facets.iter().filter(|_| self.facets).map(|name| name.parse::<Facet>().expect("a facet"));
        let day = |(year, month, day): (i16, u8, u8)| Date::new(year, month as i8, day as i8).ok();
        let request = SearchRequest {
            text: self.text.to_owned(),
            sort: sorts[usize::from(self.sort) % sorts.len()],
            page: self.page.into(),
            per_page: self.per_page.into(),
            from: self.from.and_then(day),
            facets: facets.collect(),
            explain: self.explain,
            ..SearchRequest::default()
        };
        let request =
            kinds.fold(request, |request, (_, kind)| request.with_filter(Facet::Kind, kind.as_str()));
        self.year
            .into_iter()
            .fold(request, |request, year| request.with_filter(Facet::Year, year.to_string()))
    }
}

fuzz_target!(|asked: Asked<'_>| {
    let request = asked.request();
    let Ok(request) = request.checked() else { return };
    let ask = || with_site(|site| site.service.search_blocking(&request)).expect("an answer");
    let response = ask();
    check(&request, &response);
    assert_eq!(SearchResponse { took_ms: 0.0, ..ask() }, SearchResponse { took_ms: 0.0, ..response });
});

fn check(request: &SearchRequest, response: &SearchResponse) {
    assert!(response.hits.len() <= request.per_page && response.hits.len() <= response.total);
    if request.sort == Sort::Relevance {
        assert!(response.hits.is_sorted_by(|a, b| a.score >= b.score));
    }
    for hit in &response.hits {
        let kinds = request.filters.get(&Facet::Kind);
        assert!(kinds.is_none_or(|kinds| kinds.iter().any(|kind| kind == hit.kind.as_str())));
        assert!(hit.score.is_finite());
        check_html(&hit.title_html);
        hit.snippets.iter().for_each(check_snippet);
    }
}

fn check_snippet(snippet: &Snippet) {
    let length = snippet.text.chars().count();
    assert!(snippet.highlights.iter().all(|[start, end]| start < end && *end <= length));
    assert!(snippet.highlights.is_sorted_by(|a, b| a[1] <= b[0]));
    assert_eq!(check_html(&snippet.html), snippet.highlights.len());
}

/// Fails if the HTML contains anything but marks; returns how many there are.
fn check_html(html: &str) -> usize {
    let bare = html.replace("<mark>", "").replace("</mark>", "");
    assert!(!bare.contains(['<', '>', '"']), "{html}");
    html.matches("<mark>").count()
}
