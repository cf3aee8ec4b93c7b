//! The search form and the list of results, as the template needs them.

use super::{
    links::{self, Paging},
    params::Pair,
    polish,
};
use crate::{
    document::Kind,
    search::{Hit, MAX_DEPTH, SearchResponse, Snippet, Sort},
};

/// The search form with what was chosen.
pub(super) struct Form {
    pub(super) q: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) kinds: Vec<Choice>,
    pub(super) sorts: Vec<Choice>,
    /// What only an address can ask for, kept when the form is sent.
    pub(super) extras: Vec<Extra>,
    /// Whether anything but the query is set, so that the filters stand open.
    pub(super) is_narrowed: bool,
}

/// A value of a filter or order.
pub(super) struct Choice {
    pub(super) value: &'static str,
    pub(super) label: &'static str,
    pub(super) is_chosen: bool,
}

/// A parameter without a field of its own.
pub(super) struct Extra {
    pub(super) name: String,
    pub(super) value: String,
    /// What it is called, where it narrows the search.
    pub(super) label: Option<&'static str>,
    /// The same search without it.
    pub(super) without: String,
}

impl Form {
    pub(super) fn new(base: &str, pairs: &[Pair]) -> Self {
        let has = |name: &str, value: &str| pairs.iter().any(|(n, v)| n == name && v == value);
        let first = |name: &str| {
            let pair = pairs.iter().find(|(n, _)| n == name);
            pair.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let kinds = Kind::ALL.map(|kind| Choice {
            value: kind.as_str(),
            label: polish::kinds(kind),
            is_chosen: has("kind", kind.as_str()),
        });
        let sorts = polish::SORTS.map(|(sort, value, label)| Choice {
            value,
            label,
            is_chosen: has("sort", value) && sort != Sort::default(),
        });
        let (from, to) = (first("from"), first("to"));
        let is_set = |choices: &[Choice]| choices.iter().any(|choice| choice.is_chosen);
        let is_narrowed = is_set(&kinds) || is_set(&sorts) || !from.is_empty() || !to.is_empty();
        Self {
            q: first("q"),
            from,
            to,
            kinds: kinds.into(),
            sorts: sorts.into(),
            extras: extras(base, pairs),
            is_narrowed,
        }
    }
}

impl Form {
    /// Whether something without a field of its own narrows the search.
    pub(super) fn is_narrowed_further(&self) -> bool {
        self.extras.iter().any(|extra| extra.label.is_some())
    }
}

fn extras(base: &str, pairs: &[Pair]) -> Vec<Extra> {
    let extra = |pair: &Pair| {
        let (name, value) = pair;
        let label = match name.as_str() {
            "district" => Some("Dzielnica"),
            "year" => Some("Rok"),
            "organ" => Some("Organ"),
            "status" => Some("Status"),
            "lang" => Some("Język"),
            "per_page" => None,
            _ => return None,
        };
        let others = pairs.iter().filter(|other| *other != pair && other.0 != "page");
        let without = links::search(base, others);
        Some(Extra { name: name.clone(), value: value.clone(), label, without })
    };
    pairs.iter().filter_map(extra).collect()
}

/// One page of results.
pub(super) struct Results {
    /// The number of documents, in words.
    pub(super) total: String,
    pub(super) is_empty: bool,
    /// The first page, where this one lies beyond the last.
    pub(super) first_page: Option<String>,
    pub(super) notes: Vec<String>,
    pub(super) start: usize,
    pub(super) hits: Vec<HitView>,
    pub(super) paging: Paging,
}

impl Results {
    pub(super) fn new(base: &str, pairs: &[Pair], response: SearchResponse) -> Self {
        let SearchResponse { query, total, page, per_page, hits, .. } = response;
        let last = total.div_ceil(per_page).min(MAX_DEPTH / per_page);
        let paging = Paging::new(base, pairs, page, last);
        let first = paging.pages.first().map(|link| link.href.clone());
        Self {
            total: polish::documents(total),
            is_empty: total == 0,
            first_page: first.filter(|_| hits.is_empty()),
            notes: query.notes,
            start: (page - 1) * per_page + 1,
            hits: hits.into_iter().map(|hit| HitView::new(base, hit)).collect(),
            paging,
        }
    }
}

/// One result.
pub(super) struct HitView {
    pub(super) href: String,
    /// Our page of the document, where the title leads to the original.
    pub(super) text_href: Option<String>,
    pub(super) language: String,
    pub(super) title_html: String,
    pub(super) kind: &'static str,
    pub(super) date: Option<Day>,
    pub(super) number: Option<String>,
    pub(super) organ: Option<String>,
    pub(super) snippets: Vec<SnippetView>,
}

/// A day, for programs and for people.
pub(super) struct Day {
    pub(super) iso: String,
    pub(super) text: String,
}

impl From<jiff::civil::Date> for Day {
    fn from(date: jiff::civil::Date) -> Self {
        Self { iso: date.to_string(), text: polish::date(date) }
    }
}

impl HitView {
    fn new(base: &str, hit: Hit) -> Self {
        let own = links::document(base, &hit.id);
        let original = links::original(hit.url.as_deref()).map(str::to_owned);
        let act = hit.act.unwrap_or_default();
        let snippet = |snippet| SnippetView::new(&own, &hit.title, snippet);
        Self {
            snippets: hit.snippets.into_iter().map(snippet).collect(),
            text_href: original.is_some().then(|| own.clone()),
            href: original.unwrap_or(own),
            language: hit.language.to_string(),
            title_html: hit.title_html,
            kind: polish::kind(hit.kind),
            date: hit.published.or(act.date).map(Day::from),
            number: act.number,
            organ: act.organ,
        }
    }
}

/// A passage that matches.
pub(super) struct SnippetView {
    pub(super) html: String,
    pub(super) page: Option<PagePlace>,
    pub(super) section: Option<String>,
    /// Whether it was recognised in an image of its page.
    pub(super) ocr: bool,
}

/// A page of a document that has pages.
pub(super) struct PagePlace {
    pub(super) number: u32,
    pub(super) href: String,
}

impl SnippetView {
    /// A section that only repeats the title of the document says nothing of the place.
    fn new(document: &str, title: &str, snippet: Snippet) -> Self {
        let page = snippet.page.map(|number| PagePlace { number, href: format!("{document}#page-{number}") });
        let section = snippet.section.filter(|section| section != title);
        Self { html: snippet.html, page, section, ocr: snippet.ocr }
    }
}
