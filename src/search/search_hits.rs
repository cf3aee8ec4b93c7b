//! The documents that match a request: what a search finds, before it is shown.

use std::collections::BTreeMap;

use tantivy::{DocAddress, Score};

use super::{facets::FacetCount, minimum_match::MinimumShouldMatch, request::Facet};
use crate::index::FetchedHits;

/// The result of a request.
pub(super) struct SearchHits {
    /// The total number of matching documents; of documents with the same text only one counts.
    pub(super) total: usize,
    /// The requested page of documents, each with its score.
    pub(super) top: Vec<(Score, DocAddress)>,
    /// The counts of the requested facets.
    pub(super) facets: BTreeMap<Facet, Vec<FacetCount>>,
    /// The requirement that the documents meet.
    pub(super) minimum_match: MinimumShouldMatch,
    /// The share of the words' worth that was finally required, if no document contained all words.
    pub(super) relaxed: Option<Score>,
    /// The texts of the documents, if they came with the hits.
    pub(super) fetched: Option<FetchedHits>,
}
