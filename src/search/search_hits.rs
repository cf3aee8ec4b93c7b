//! The documents that match a request: what a search finds, before it is shown.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use tantivy::{DocAddress, Score};

use super::{facets::FacetCount, minimum_match::MinimumShouldMatch, request::Facet};
use crate::index::{FetchedHits, VariantGroups};

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

/// Returns the best document of each group of equal texts, and all documents without a group. `found` is in order, best
/// first.
pub(super) fn first_of_each_group<T>(
    mut found: Vec<T>,
    groups: Option<&VariantGroups>,
    address: impl Fn(&T) -> DocAddress,
) -> Vec<T> {
    let Some(groups) = groups.filter(|groups| groups.surplus() > 0) else { return found };
    let mut seen = FxHashSet::default();
    found.retain(|one| groups.group_of(address(one)).is_none_or(|group| seen.insert(group)));
    found
}
