//! Puts documents on top of the hits: those of a best bet, then the act that the query names.
//!
//! The hits on all pages together are the placed documents that exist and pass the filters, in their order,
//! then what `matching` finds without them. Invariants: `total` and the facets count each document once,
//! whether its words match or not; a page is as full as without placed documents.

use tantivy::{DocAddress, Score};

use super::{
    facets::add_counts,
    matching,
    minimum_match::MinimumShouldMatch,
    plan::Plan,
    postings::SegmentContext,
    request::{SearchRequest, Variants},
    reranking::{self, Reranking},
    search_hits::SearchHits,
    weighted_query::WeightedQuery,
};
use crate::{document::DocumentId, error::Result};

/// The hits of a page, the first of them placed documents.
pub(super) struct PlacedHits {
    /// The hits, with the placed documents.
    pub(super) hits: SearchHits,
    /// The placed documents that are hits of this page, in order.
    pub(super) placed: Vec<DocAddress>,
}

impl PlacedHits {
    /// Finds the documents that match a request, with `ids` on top.
    pub(super) fn find(
        weighted_query: &WeightedQuery<'_>,
        segments: &[SegmentContext<'_>],
        plan: &Plan,
        request: &SearchRequest,
        (ids, reranking): (&[&DocumentId], Option<&Reranking<'_>>),
    ) -> Result<Self> {
        if ids.is_empty() {
            let hits = reranking::find(weighted_query, segments, plan, request, reranking)?;
            return Ok(Self { hits, placed: Vec::new() });
        }
        let end = request.page * request.per_page;
        let from_first = SearchRequest { page: 1, per_page: end, ..request.clone() };
        let mut hits = reranking::find(weighted_query, segments, plan, &from_first, reranking)?;
        let placement = Placement { weighted_query, plan, request, ids };
        let matching = placement.matching(hits.minimum_match)?;
        let placed = placement.placed()?;
        placement.count_others(&mut hits, &matching)?;
        let groups = match request.variants {
            Variants::Folded => Some(weighted_query.snapshot.variants()?),
            Variants::All => None,
        };
        let group = |address: DocAddress| groups.and_then(|groups| groups.group_of(address));
        let is_copy = |one: DocAddress, other: DocAddress| group(one).is_some() && group(one) == group(other);
        let is_placed =
            |address: DocAddress| placed.iter().any(|one| *one == address || is_copy(*one, address));
        let score = |address| matching.iter().find(|hit| hit.1 == address).map_or(0.0, |hit| hit.0);
        let others = hits.top.into_iter().filter(|hit| !is_placed(hit.1));
        let all = placed.iter().map(|&address| (score(address), address)).chain(others);
        let start = end - request.per_page;
        hits.top = all.skip(start).take(request.per_page).collect();
        let placed = placed.into_iter().skip(start).take(request.per_page).collect();
        Ok(Self { hits, placed })
    }
}

/// Returns those of some documents that pass the filters of the request and of the query, in no particular
/// order.
pub(super) fn passing(
    weighted_query: &WeightedQuery<'_>,
    plan: &Plan,
    request: &SearchRequest,
    ids: &[&DocumentId],
) -> Result<Vec<DocAddress>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let request = &SearchRequest { variants: Variants::All, facets: Vec::new(), ..request.clone() };
    let found = Placement { weighted_query, plan, request, ids }.regardless_of_words(ids)?;
    Ok(found.top.into_iter().map(|(_, address)| address).collect())
}

/// The placed documents in a search.
struct Placement<'a> {
    weighted_query: &'a WeightedQuery<'a>,
    plan: &'a Plan,
    request: &'a SearchRequest,
    ids: &'a [&'a DocumentId],
}

impl Placement<'_> {
    /// Returns the documents that match by their words, whatever the filters, with their scores.
    fn matching(&self, minimum_match: MinimumShouldMatch) -> Result<Vec<(Score, DocAddress)>> {
        let request = SearchRequest { text: self.request.text.clone(), ..SearchRequest::default() };
        Ok(self.among(self.ids, &self.plan.without_conditions(), request, minimum_match)?.top)
    }

    /// Returns the documents that pass the filters, in their order.
    fn placed(&self) -> Result<Vec<DocAddress>> {
        let found = self.regardless_of_words(self.ids)?.top;
        let mut placed = Vec::new();
        for id in self.ids {
            let address = self.weighted_query.snapshot.address(id)?;
            placed.extend(address.filter(|address| found.iter().any(|hit| hit.1 == *address)));
        }
        Ok(placed)
    }

    /// Adds the documents that do not match by their words to the total and to the facets.
    fn count_others(&self, hits: &mut SearchHits, matching: &[(Score, DocAddress)]) -> Result<()> {
        let mut others = Vec::new();
        for id in self.ids {
            let address = self.weighted_query.snapshot.address(id)?;
            if address.is_some_and(|address| !matching.iter().any(|hit| hit.1 == address)) {
                others.push(*id);
            }
        }
        if others.is_empty() {
            return Ok(());
        }
        let counted = self.regardless_of_words(&others)?;
        hits.total += counted.total;
        for (facet, more) in counted.facets {
            add_counts(hits.facets.entry(facet).or_default(), more);
        }
        Ok(())
    }

    /// Finds those of the documents that pass the filters of the request and of the query.
    fn regardless_of_words(&self, ids: &[&DocumentId]) -> Result<SearchHits> {
        let request = SearchRequest { text: String::new(), takes_all: true, ..self.request.clone() };
        self.among(ids, &self.plan.conditions_only(), request, MinimumShouldMatch::All)
    }

    fn among(
        &self,
        ids: &[&DocumentId],
        plan: &Plan,
        request: SearchRequest,
        minimum_match: MinimumShouldMatch,
    ) -> Result<SearchHits> {
        let request = SearchRequest { page: 1, per_page: ids.len().max(1), ..request };
        let weighted_query =
            WeightedQuery { among: Some(ids), ..WeightedQuery::new(self.weighted_query.snapshot, plan)? };
        let segments = SegmentContext::all(&weighted_query);
        let found = matching::find_in_one_pass(&weighted_query, &segments, plan, &request, &[minimum_match]);
        found.map(|(found, _)| found)
    }
}
