//! Groups documents of an index by segment.

use tantivy::DocAddress;

/// Groups the indices of documents by segment, sorted by document number within each, so that they are read
/// forward.
pub(super) fn by_segment(addresses: &[DocAddress]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..addresses.len()).collect();
    order.sort_by_key(|at| addresses[*at]);
    let is_same = |a: &usize, b: &usize| addresses[*a].segment_ord == addresses[*b].segment_ord;
    order.chunk_by(is_same).map(<[usize]>::to_vec).collect()
}
