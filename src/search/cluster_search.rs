//! Finds the documents that match a request in a cluster.
//!
//! The counterpart of one pass over the segments in `matching`. Invariants: addresses are those of the catalog; what
//! the cluster has and the catalog lacks is no hit.

use rustc_hash::FxHashSet;
use tantivy::{DocAddress, Score};

use super::{
    cluster_query::{self, ReadCounts},
    matching::SearchHits,
    minimum_match::MinimumShouldMatch,
    plan::Plan,
    request::{SearchRequest, Sort, Variants},
    weighted_query::WeightedQuery,
};
use crate::{
    error::Result,
    index::{RemoteIndex, VariantGroups},
};

/// Finds the documents that meet the highest of some requirements, given from the highest to the lowest, that any
/// document meets; returns its number, too. If none meets any, that is the lowest one.
pub(super) fn find(
    remote: &RemoteIndex,
    weighted_query: &WeightedQuery<'_>,
    plan: &Plan,
    request: &SearchRequest,
    steps: &[MinimumShouldMatch],
) -> Result<(SearchHits, usize)> {
    let mut number = 0;
    loop {
        let found = with_minimum(remote, weighted_query, (plan, request), steps[number])?;
        if found.total > 0 || number + 1 == steps.len() {
            return Ok((found, number));
        }
        number += 1;
    }
}

fn with_minimum(
    remote: &RemoteIndex,
    weighted_query: &WeightedQuery<'_>,
    (plan, request): (&Plan, &SearchRequest),
    minimum_match: MinimumShouldMatch,
) -> Result<SearchHits> {
    let mut hits = SearchHits {
        total: 0,
        top: Vec::new(),
        facets: request.facets.iter().map(|facet| (*facet, Vec::new())).collect(),
        minimum_match,
        relaxed: None,
    };
    if plan.is_empty() && !request.needs_no_word() {
        return Ok(hits);
    }
    let groups = match request.variants {
        Variants::Folded => Some(weighted_query.snapshot.variants()?),
        Variants::All => None,
    };
    let end = request.page * request.per_page;
    let mut wanted = end + groups.map_or(0, |groups| groups.surplus().min(end));
    loop {
        let body = cluster_query::body(weighted_query, request, minimum_match, wanted)?;
        let reply = remote.search(&body)?;
        let is_all = reply.hits.len() < wanted;
        let mut top = Vec::with_capacity(reply.hits.len());
        for found in &reply.hits {
            let address = found.id.parse().ok().map(|id| weighted_query.snapshot.address(&id)).transpose()?;
            let score = if request.sort == Sort::Relevance { found.score.unwrap_or(0.0) } else { 0.0 };
            top.extend(address.flatten().map(|address| (score, address, found.id.as_str())));
        }
        if request.sort == Sort::Relevance {
            top.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.2.cmp(other.2)));
        }
        let top = first_of_each_group(top.into_iter().map(|(score, address, _)| (score, address)), groups);
        if is_all || top.len() >= end {
            let counts = ReadCounts::read(reply.total, &reply.aggregations, request);
            (hits.total, hits.facets) = (counts.total, counts.facets);
            hits.top = top.into_iter().take(end).skip(end - request.per_page).collect();
            return Ok(hits);
        }
        wanted *= 2;
    }
}

/// Returns the best document of each group, and all documents without one.
fn first_of_each_group(
    top: impl Iterator<Item = (Score, DocAddress)>,
    groups: Option<&VariantGroups>,
) -> Vec<(Score, DocAddress)> {
    let mut seen = FxHashSet::default();
    let group = |address| groups.and_then(|groups| groups.group_of(address));
    top.filter(|(_, address)| group(*address).is_none_or(|group| seen.insert(group))).collect()
}
