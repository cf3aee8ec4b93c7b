//! Finds the documents that match a request: how many, the best of them, and the facet counts.
//!
//! Invariants: the total is exact; equal scores and equal dates are ordered by id.

use std::collections::BTreeMap;

use tantivy::{DocAddress, Score};

use super::{
    boost::Boosts,
    candidates::{Candidate, ProximityBonus, TopKMerger},
    facets::{FacetCount, FacetCounts},
    minimum_match::MinimumShouldMatch,
    plan::Plan,
    postings::SegmentContext,
    proximity,
    request::{Facet, SearchRequest, Sort},
    segment_search::{SearchBuffers, SegmentSearch},
    weighted_query::WeightedQuery,
};
use crate::error::Result;

/// The result of a request.
pub(super) struct SearchHits {
    /// The total number of matching documents.
    pub(super) total: usize,
    /// The requested page of documents, each with its score.
    pub(super) top: Vec<(Score, DocAddress)>,
    /// The counts of the requested facets.
    pub(super) facets: BTreeMap<Facet, Vec<FacetCount>>,
    /// The requirement that the documents meet.
    pub(super) minimum_match: MinimumShouldMatch,
    /// The share of the words' worth that was finally required, if no document contained all words.
    pub(super) relaxed: Option<Score>,
}

/// Finds the documents that meet the requirement of the plan or, if there are none, a lower one.
pub(super) fn find(
    weighted_query: &WeightedQuery<'_>,
    plan: &Plan,
    request: &SearchRequest,
) -> Result<SearchHits> {
    let steps = MinimumShouldMatch::steps(plan);
    for (number, &minimum_match) in steps.iter().enumerate() {
        let mut found = find_by(weighted_query, plan, request, minimum_match)?;
        if found.total > 0 || number + 1 == steps.len() {
            found.relaxed = match minimum_match {
                MinimumShouldMatch::Share(share) if number > 0 => Some(share),
                _ => None,
            };
            return Ok(found);
        }
    }
    unreachable!("there is at least one step")
}

fn find_by(
    weighted_query: &WeightedQuery<'_>,
    plan: &Plan,
    request: &SearchRequest,
    minimum_match: MinimumShouldMatch,
) -> Result<SearchHits> {
    let end = request.page * request.per_page;
    let words = match request.sort {
        Sort::Relevance => proximity::words(weighted_query),
        Sort::Newest | Sort::Oldest => Vec::new(),
    };
    let proximity_bonus = ProximityBonus {
        most: proximity::limit(&words) * Boosts::highest(weighted_query),
        documents: proximity::documents(&words),
    };
    let (mut total, mut tally) = (0, FacetCounts::default());
    let (mut best, mut room) = (TopKMerger::new(end, proximity_bonus), SearchBuffers::default());
    if !plan.is_empty() || request.needs_no_word() {
        for ord in 0..weighted_query.snapshot.searcher().segment_readers().len() {
            let segment = SegmentContext::new(weighted_query, ord);
            let found =
                SegmentSearch::open(&segment, request, minimum_match, best.candidates())?.run(&mut room);
            total += found.total;
            found.counters.iter().for_each(|counter| tally.add(counter));
            best.add(found.candidates);
        }
    }
    if proximity_bonus.most > 0.0 {
        best.decide(weighted_query, &words)?;
    }
    let mut top = best.merged(weighted_query.snapshot)?;
    let top = top.split_off((end - request.per_page).min(top.len()));
    let score = |one: &Candidate| if request.sort == Sort::Relevance { one.score } else { 0.0 };
    let top = top.into_iter().map(|(ord, one)| (score(&one), DocAddress::new(ord, one.doc))).collect();
    Ok(SearchHits { total, top, facets: tally.into_counts(request), minimum_match, relaxed: None })
}
