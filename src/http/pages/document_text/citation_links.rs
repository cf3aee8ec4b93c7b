//! Where the acts that a text cites lead: to their documents, or to the official journal.
//!
//! Finding the acts is left to `search`. Invariants: the links are in reading order and do not overlap; their
//! ranges are of the text as it is shown.

use std::ops::Range;

use crate::{
    document::{ByteCounter, Document},
    http::{links, pages::site::Site},
    search::OutgoingCitation,
};

/// A citation that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CitationLink {
    /// The number of its page.
    pub(crate) page: u32,
    /// Its bytes of the text shown of the page.
    pub(crate) range: Range<usize>,
    pub(crate) href: String,
    /// Whether it leads to another site.
    pub(crate) is_external: bool,
}

impl CitationLink {
    /// Returns the links of a document.
    pub(crate) fn all(site: &Site, document: &Document, cites: &[OutgoingCitation]) -> Vec<Self> {
        let mut counter = ByteCounter::default();
        let mut linked: Vec<Self> = Vec::new();
        for citation in cites {
            let Some((href, is_external)) = target(site, citation) else { continue };
            let known = document.pages.binary_search_by_key(&citation.page, |page| page.number);
            let Some(page) = known.ok().and_then(|at| document.pages.get(at)) else { continue };
            let [start, end] =
                [citation.start, citation.end].map(|at| page.place_in_shown(counter.byte(page, at)));
            let is_free = linked.last().is_none_or(|last| last.page < page.number || last.range.end <= start);
            if start < end && is_free {
                linked.push(Self { page: page.number, range: start..end, href, is_external });
            }
        }
        linked
    }

    /// Returns those of the links that are on a page.
    pub(super) fn on_page(all: &[Self], page: u32) -> Range<usize> {
        all.partition_point(|link| link.page < page)..all.partition_point(|link| link.page <= page)
    }
}

/// Returns the URL of a cited act, and whether it is on another site.
pub(crate) fn target(site: &Site, citation: &OutgoingCitation) -> Option<(String, bool)> {
    if let Some(id) = &citation.target {
        return Some((site.with_language(links::document(&site.base, id)), false));
    }
    links::original(citation.eli.as_deref()).map(|url| (url.to_owned(), true))
}
