//! What the page of results says about the spelling of the query, and where to go if nothing was found.
//!
//! How queries are corrected is left to `search`. Invariant: each link keeps the filters and the order of the
//! search, but begins at its first page.

use crate::{
    http::{links, pages::site::Site},
    search::{Note, QueryInfo, request::QueryPair},
};

/// The lines about the spelling of a query.
pub(crate) struct Respelled {
    /// The query that was searched for instead, and a link to the typed one.
    pub(crate) corrected: Option<(String, QueryLink)>,
    /// A query that may have been meant, with the number of its documents.
    pub(crate) offered: Option<QueryLink>,
    /// The query without the words that no document has.
    pub(crate) without: Option<QueryLink>,
}

/// A link to another query.
pub(crate) struct QueryLink {
    pub(crate) href: String,
    /// The query.
    pub(crate) text: String,
    /// The number of documents, in words; empty if it is not known.
    pub(crate) count: String,
}

impl Respelled {
    /// Builds the lines; `pairs` are the parameters of the URL, and `total` the number of hits.
    pub(crate) fn new(site: &Site, pairs: &[QueryPair], query: &QueryInfo, total: usize) -> Self {
        let link = |text: String, is_exact: bool, count: String| {
            let href = href(site, pairs, &text, is_exact);
            QueryLink { href, text, count }
        };
        let typed = || link(query.text.clone(), true, String::new());
        let count = query.suggestion_total.map(|total| site.locale.count("results-count", total));
        let offered = query.suggestion.clone();
        let without = if total == 0 { without_missing(query) } else { None };
        Self {
            corrected: query.corrected.clone().map(|text| (text, typed())),
            offered: offered.map(|text| link(text, false, count.unwrap_or_default())),
            without: without.map(|text| link(text, false, String::new())),
        }
    }
}

/// Returns the URL of the search for another query.
fn href(site: &Site, pairs: &[QueryPair], text: &str, is_exact: bool) -> String {
    let query = ("q".to_owned(), text.to_owned());
    let exact = is_exact.then(|| ("exact".to_owned(), "true".to_owned()));
    let others = pairs.iter().filter(|(name, _)| !["q", "exact", "page"].contains(&name.as_str()));
    links::search(&site.base, std::iter::once(&query).chain(exact.as_ref()).chain(others))
}

/// Returns the query without the words that no document has; `None` if there are none, or no others.
fn without_missing(query: &QueryInfo) -> Option<String> {
    let missing = query.notes.iter().find_map(|note| match note {
        Note::NotFound { words } => Some(words),
        _ => None,
    })?;
    let is_missing = |word: &&str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        missing.contains(&bare)
    };
    let typed = query.corrected.as_deref().unwrap_or(&query.text);
    let (out, kept): (Vec<&str>, Vec<&str>) = typed.split_whitespace().partition(is_missing);
    (!out.is_empty() && !kept.is_empty()).then(|| kept.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_no_document_has_are_left_out() {
        let without = |text: &str, words: &[&str]| {
            let words = words.iter().map(|word| (*word).to_owned()).collect();
            without_missing(&QueryInfo {
                text: text.to_owned(),
                corrected: None,
                suggestion: None,
                suggestion_total: None,
                notes: vec![Note::NoWord, Note::NotFound { words }],
                note_details: Vec::new(),
            })
        };
        assert_eq!(without("Hipopotam, \"rada miasta\"", &["hipopotam"]).as_deref(), Some("\"rada miasta\""));
        assert_eq!(without("hipopotam", &["hipopotam"]), None);
        assert_eq!(without("rada miasta", &["hipopotam"]), None);
    }
}
