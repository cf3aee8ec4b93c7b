//! Finds the documents that match a request: how many, the best of them, and the facet counts.
//!
//! `one_pass` goes over the segments of an embedded index, `cluster_search` asks the cluster of a catalog. Documents
//! with the same text are one hit, unless the request wants all: the best of them.
//!
//! Invariants: the total is exact; equal scores and equal dates are ordered by id.

use super::{
    budget, cluster_search, minimum_match::MinimumShouldMatch, one_pass, plan::Plan,
    postings::SegmentContext, request::SearchRequest, search_hits::SearchHits, weighted_query::WeightedQuery,
};
use crate::error::Result;

/// Finds the documents that meet the requirement of the plan or, if there are none, the highest lower one
/// that any document meets.
///
/// The postings are read once, except where all words are required: documents with all of them are looked for
/// first, which skips most postings, because what they contain is counted in another way.
pub(super) fn find(
    weighted_query: &WeightedQuery<'_>,
    segments: &[SegmentContext<'_>],
    plan: &Plan,
    request: &SearchRequest,
) -> Result<SearchHits> {
    let steps = MinimumShouldMatch::steps(plan);
    let mut failed = 0;
    if let [MinimumShouldMatch::All, _, ..] = steps[..] {
        if budget::may_all_match(&weighted_query.wanted) {
            let (found, _) = find_in_one_pass(weighted_query, segments, plan, request, &steps[..1])?;
            if found.total > 0 {
                return Ok(found);
            }
        }
        failed = 1;
    }
    let (mut found, number) = find_in_one_pass(weighted_query, segments, plan, request, &steps[failed..])?;
    found.relaxed = (failed + number > 0).then(|| found.minimum_match.share());
    Ok(found)
}

/// Finds the documents that meet the highest of some requirements, given from the highest to the lowest, that
/// any document meets; returns its number, too. If none meets any, that is the lowest one. If there are
/// several, all must be shares.
pub(super) fn find_in_one_pass(
    weighted_query: &WeightedQuery<'_>,
    segments: &[SegmentContext<'_>],
    plan: &Plan,
    request: &SearchRequest,
    steps: &[MinimumShouldMatch],
) -> Result<(SearchHits, usize)> {
    match weighted_query.snapshot.remote() {
        Some(remote) => cluster_search::find(remote, weighted_query, plan, request, steps),
        None => one_pass::find(weighted_query, segments, plan, request, steps),
    }
}
