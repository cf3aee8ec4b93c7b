//! The page of results with documents found by meaning, which no test without a model can find.

use std::collections::BTreeMap;

use super::*;
use crate::{
    document::Language,
    http::{locale::Locale, params},
    search::{Hit, Note, QueryInfo, Snippet},
};

/// Returns a hit without any mark, as those by meaning are.
fn hit(id: &str) -> Hit {
    let text = format!("Wyimek z {id}.");
    let (html, section, anchor) = (text.clone(), Some("§ 1".to_owned()), Some("par-1".to_owned()));
    let snippet = Snippet { text, html, highlights: Vec::new(), page: Some(2), ocr: false, section, anchor };
    Hit {
        id: id.parse().expect("a valid id"),
        kind: Kind::News,
        language: Language::POLISH,
        url: None,
        published: None,
        title: format!("Tytuł {id}"),
        title_html: format!("Tytuł {id}"),
        heading: None,
        score: 0.85,
        act: None,
        topic: None,
        best_bet: None,
        also: Vec::new(),
        snippets: vec![snippet],
        explanation: None,
        changed: None,
    }
}

/// Renders the page of a search for these parameters with these hits; `mode` is what it ranks by, if there is a
/// choice.
fn rendered(query: &str, hits: &[&str], by_meaning: &[&str], mode: Option<Mode>) -> String {
    let pairs = params::pairs(query).expect("pairs");
    let site = Site::sample(Locale::Polish);
    let response = SearchResponse {
        query: QueryInfo {
            text: "gdzie zaparkuję".to_owned(),
            corrected: None,
            suggestion: None,
            suggestion_total: None,
            notes: Vec::<Note>::new(),
            note_details: Vec::new(),
        },
        total: hits.len(),
        page: 1,
        per_page: 10,
        took_ms: 1.0,
        hits: hits.iter().map(|id| hit(id)).collect(),
        by_meaning: by_meaning.iter().map(|id| hit(id)).collect(),
        facets: BTreeMap::new(),
    };
    let filters = Filters::new(&site.base, site.locale, &pairs, Some(&response));
    let answer =
        PageData::Found { response: Box::new(response), mode, unfiltered: None, nearest: Vec::new() };
    let outcome = outcome(&site, &pairs, answer);
    let page = SearchPage { site, q: "gdzie zaparkuję".to_owned(), heading: None, filters, outcome };
    page.render().expect("rendered")
}

/// Returns where these texts stand in a page, which has each of them.
#[track_caller]
fn places<const N: usize>(page: &str, texts: [&str; N]) -> [usize; N] {
    texts.map(|text| page.find(text).unwrap_or_else(|| panic!("no `{text}` in {page}")))
}

const QUERY: &str = "q=gdzie+zaparkuj%C4%99&kind=news&page=1";

#[test]
fn documents_found_by_meaning_are_a_section_of_their_own_below_the_hits() {
    let page = rendered(QUERY, &["a"], &["b", "c"], Some(Mode::Both));
    let [total, hit, section, second, feed] = places(
        &page,
        [
            "Znaleziono 1 dokument",
            "Tytuł a",
            "<h2 id=\"by-meaning\">Podobne znaczeniem</h2>",
            "Tytuł c",
            "class=\"feed\"",
        ],
    );
    assert!(total < hit && hit < section && section < second && second < feed, "{page}");
    assert!(page.contains("<section class=\"by-meaning\" aria-labelledby=\"by-meaning\">"), "{page}");
    assert!(page.contains("/documents/b?q=gdzie%20zaparkuj%C4%99&#38;back=kind%3Dnews"), "{page}");
    assert!(!page.contains("<mark>"), "{page}");
}

#[test]
fn where_nothing_is_found_they_stand_above_the_ways_out() {
    let page = rendered(QUERY, &[], &["b"], Some(Mode::Both));
    let [nothing, section, ways] =
        places(&page, ["Nic nie znaleziono", "Podobne znaczeniem", "class=\"nothing\""]);
    assert!(nothing < section && section < ways, "{page}");
    assert_eq!(page.matches("Podobne znaczeniem").count(), 1, "{page}");
}

#[test]
fn a_link_leads_to_the_search_by_words_alone_and_back() {
    let link = |href: &str, label: &str| format!("<a href=\"{href}\">{label}</a>");
    let kept = "/search?q=gdzie%20zaparkuj%C4%99&#38;kind=news";
    let by_words = link(&format!("{kept}&#38;mode=words"), "Szukaj tylko według słów");
    for by_meaning in [&["b"][..], &[]] {
        let page = rendered(QUERY, &["a"], by_meaning, Some(Mode::Both));
        assert_eq!(page.matches(&by_words).count(), 1, "{page}");
    }
    let page = rendered(&format!("{QUERY}&mode=words"), &["a"], &[], Some(Mode::Words));
    assert!(page.contains(&link(kept, "Szukaj także według znaczenia")), "{page}");
    assert!(page.contains("name=\"mode\" value=\"words\""), "the form keeps the mode: {page}");
    assert!(page.contains("kind=news&#38;mode=words&#38;sort=newest"), "the order keeps the mode: {page}");
}

#[test]
fn without_a_model_the_page_says_nothing_of_meaning() {
    for page in [rendered(QUERY, &["a"], &[], None), rendered(QUERY, &[], &[], None)] {
        for text in ["meaning", "class=\"mode\"", "mode=words", "Podobne", "według znaczenia"] {
            assert!(!page.contains(text), "`{text}` in {page}");
        }
    }
}
