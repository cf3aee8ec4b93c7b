//! Finds the documents that match a request in a cluster.
//!
//! The counterpart of `one_pass`. The cluster says which documents are on a page; the first of them are ranked by the
//! scores of an embedded index, since their texts are fetched in any case. Invariants: addresses are those of the
//! catalog; what the cluster has and the catalog lacks is no hit.

use rustc_hash::FxHashMap;
use serde_json::value::RawValue;
use skorowidz_cluster::SearchHit;
use tantivy::{DocAddress, Score};

use super::{
    cluster_query::{self, ReadCounts},
    minimum_match::MinimumShouldMatch,
    one_pass,
    plan::Plan,
    postings::SegmentContext,
    request::{SearchRequest, Sort, Variants},
    search_hits::{SearchHits, first_of_each_group},
    weighted_query::WeightedQuery,
};
use crate::{
    error::Result,
    index::{FetchedHits, RemoteIndex},
};

/// The maximum number of hits of a page that are ranked by their texts: the first ones.
const MAX_RANKED: usize = 30;

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
        fetched: None,
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
        // Of a deep page the texts before it are not needed.
        let has_texts = wanted <= MAX_RANKED;
        let body = cluster_query::body(weighted_query, request, minimum_match, (wanted, has_texts))?;
        let reply = remote.search(&body)?;
        let is_all = reply.hits.len() < wanted;
        let mut found = Vec::with_capacity(reply.hits.len());
        for hit in &reply.hits {
            let address = hit.id.parse().ok().map(|id| weighted_query.snapshot.address(&id)).transpose()?;
            let json = hit.source.as_deref().map_or("", RawValue::get);
            found.extend(address.flatten().map(|address| FoundHit { address, hit, json }));
        }
        let mut top = first_of_each_group(found, groups, |one| one.address);
        if is_all || top.len() >= end {
            let counts = ReadCounts::read(reply.total, &reply.aggregations, request);
            (hits.total, hits.facets) = (counts.total, counts.facets);
            top.truncate(end);
            top.drain(..(end - request.per_page).min(top.len()));
            let (first, rest) = top.split_at(top.len().min(MAX_RANKED));
            if request.sort == Sort::Relevance || has_texts {
                let addresses: Vec<DocAddress> = first.iter().map(|one| one.address).collect();
                let texts = has_texts.then(|| first.iter().map(|one| one.json));
                hits.fetched = Some(weighted_query.snapshot.fetched(&addresses, texts)?);
            }
            hits.top = match &hits.fetched {
                Some(fetched) if request.sort == Sort::Relevance => {
                    ranked(fetched, plan, first, minimum_match)?
                }
                _ => first.iter().map(|one| (0.0, one.address)).collect(),
            };
            let score = |one: &FoundHit<'_>| if request.sort == Sort::Relevance { one.score() } else { 0.0 };
            hits.top.extend(rest.iter().map(|one| (score(one), one.address)));
            return Ok(hits);
        }
        wanted *= 2;
    }
}

/// A hit that the catalog has.
struct FoundHit<'r> {
    address: DocAddress,
    hit: &'r SearchHit,
    json: &'r str,
}

impl FoundHit<'_> {
    fn score(&self) -> Score {
        self.hit.score.unwrap_or(0.0)
    }
}

/// Ranks hits by the scores of an embedded index, which a cluster only comes near to.
fn ranked(
    fetched: &FetchedHits,
    plan: &Plan,
    top: &[FoundHit<'_>],
    minimum_match: MinimumShouldMatch,
) -> Result<Vec<(Score, DocAddress)>> {
    let plan = plan.without_conditions();
    let weighted_query = WeightedQuery::new(&fetched.snapshot, &plan)?;
    let segments = SegmentContext::all(&weighted_query);
    // Other documents may be beside the hits.
    let request = SearchRequest {
        per_page: fetched.bound().max(1),
        variants: Variants::All,
        takes_all: true,
        ..SearchRequest::default()
    };
    let (found, _) = one_pass::find(&weighted_query, &segments, &plan, &request, &[minimum_match])?;
    let of_catalog = fetched.by_own_address();
    let exact: FxHashMap<DocAddress, Score> =
        found.top.iter().filter_map(|(score, own)| Some((*of_catalog.get(own)?, *score))).collect();
    let score = |one: &FoundHit<'_>| exact.get(&one.address).copied().unwrap_or_else(|| one.score());
    let mut ranked: Vec<(Score, &FoundHit<'_>)> = top.iter().map(|one| (score(one), one)).collect();
    ranked.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.hit.id.cmp(&other.1.hit.id)));
    Ok(ranked.into_iter().map(|(score, one)| (score, one.address)).collect())
}
