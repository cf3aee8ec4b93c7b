//! Finds documents by meaning alone, where words find few.
//!
//! Invariants: the documents pass all filters; none of them is a hit by words, or has the text of one; they
//! never count in totals and facets.

use tantivy::DocAddress;

use super::{
    matching::SearchHits, placement, plan::Plan, request::SearchRequest, reranking::Reranking,
    weighted_query::WeightedQuery,
};
use crate::{document::DocumentId, error::Result, meaning::NearestWindow};

/// Below this number of hits by words, documents are also found by meaning.
const FEW: usize = 10;
/// The maximum number of documents found by meaning.
const MOST: usize = 3;
/// The minimum cosine. Of 113 documents above it for queries on the sample corpus 19 are relevant, of those
/// above .84 15 of 76; decision 042 has more.
const MIN_COSINE: f32 = 0.83;
/// The number of nearest texts that are examined: filters, hits and copies may leave out many.
const EXAMINED: usize = 200;

/// A document found by meaning.
pub(super) struct DocumentByMeaning {
    pub(super) address: DocAddress,
    pub(super) window: NearestWindow,
}

/// Returns up to three documents found by meaning, nearest first.
pub(super) fn find(
    reranking: &Reranking<'_>,
    weighted_query: &WeightedQuery<'_>,
    (plan, request): (&Plan, &SearchRequest),
    found: &SearchHits,
) -> Result<Vec<DocumentByMeaning>> {
    if found.total >= FEW || request.page > 1 || !plan.excluded.is_empty() {
        return Ok(Vec::new());
    }
    let Some(vector) = reranking.vector() else { return Ok(Vec::new()) };
    let snapshot = weighted_query.snapshot;
    let mut near: Vec<(NearestWindow, DocumentId, DocAddress)> = Vec::new();
    for (window, id) in reranking.meaning.nearest_documents(vector, MIN_COSINE, EXAMINED) {
        let Some(address) = snapshot.address(&id)? else { continue };
        let fingerprint = snapshot.fingerprint_at(address);
        if fingerprint.is_some_and(|known| reranking.meaning.is_current_document(&id, &known)) {
            near.push((window, id, address));
        }
    }
    let ids: Vec<&DocumentId> = near.iter().map(|(_, id, _)| id).collect();
    let passing = placement::passing(weighted_query, plan, request, &ids)?;
    let groups = snapshot.variants()?;
    let hits = found.top.iter().map(|(_, address)| *address);
    let mut taken: Vec<DocAddress> = reranking.pool().into_iter().chain(hits).collect();
    taken.extend(taken.clone().into_iter().flat_map(|address| groups.others(address)));
    let mut by_meaning = Vec::new();
    for (window, _, address) in near {
        if by_meaning.len() < MOST && passing.contains(&address) && !taken.contains(&address) {
            taken.push(address);
            taken.extend(groups.others(address));
            by_meaning.push(DocumentByMeaning { address, window });
        }
    }
    Ok(by_meaning)
}
