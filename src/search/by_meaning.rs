//! Finds documents by meaning alone, where words find few.
//!
//! Invariants: the documents pass all filters; none of them is a hit by words, or has the text of one; they
//! never count in totals and facets.

use tantivy::DocAddress;

use super::{
    placement, plan::Plan, request::SearchRequest, reranking::Reranking, search_hits::SearchHits,
    weighted_query::WeightedQuery,
};
use crate::{document::DocumentId, error::Result, meaning::NearDocument};

/// Below this number of hits by words, documents are also found by meaning.
const FEW: usize = 10;
/// The maximum number of documents found by meaning.
const MOST: usize = 3;
/// The minimum cosine. Of 113 documents above it for queries on the sample corpus 19 are relevant, of those
/// above .84 15 of 76; decision 042 has more.
const MIN_COSINE: f32 = 0.83;
/// The number of nearest texts that are examined: filters, hits and copies may leave out many.
const EXAMINED: usize = 200;

/// Returns up to three documents found by meaning, nearest first; none without a vector of the query.
pub(super) fn find(
    reranking: Option<&Reranking<'_>>,
    weighted_query: &WeightedQuery<'_>,
    (plan, request): (&Plan, &SearchRequest),
    found: &SearchHits,
) -> Result<Vec<NearDocument>> {
    if found.total >= FEW || request.page > 1 || !plan.excluded.is_empty() {
        return Ok(Vec::new());
    }
    let with_vector = reranking.and_then(|reranking| Some((reranking, reranking.vector()?)));
    let Some((reranking, vector)) = with_vector else { return Ok(Vec::new()) };
    let snapshot = weighted_query.snapshot;
    let near = reranking.meaning.nearest_documents(snapshot, vector, (MIN_COSINE, EXAMINED))?;
    let ids: Vec<&DocumentId> = near.iter().map(|near| &near.id).collect();
    let passing = placement::passing(weighted_query, plan, request, &ids)?;
    let groups = snapshot.variants()?;
    let hits = found.top.iter().map(|(_, address)| *address);
    let mut taken: Vec<DocAddress> = reranking.pool().into_iter().chain(hits).collect();
    taken.extend(taken.clone().into_iter().flat_map(|address| groups.others(address)));
    let mut by_meaning = Vec::new();
    for near in near {
        let address = near.address;
        if by_meaning.len() < MOST && passing.contains(&address) && !taken.contains(&address) {
            taken.push(address);
            taken.extend(groups.others(address));
            by_meaning.push(near);
        }
    }
    Ok(by_meaning)
}
