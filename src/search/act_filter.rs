//! The filters by the status of acts, which is derived and in no column.
//!
//! Deriving statuses is left to `index::graph`. Invariant: a document that is no act has no status, and is
//! issued on every day.

use std::sync::Arc;

use tantivy::{
    BitSet, DocId,
    query::{BitSetDocSet, ConstScorer, Scorer},
};

use super::request::{Facet, SearchRequest};
use crate::{
    document::ActStatus,
    error::Result,
    index::{Snapshot, StatusTable},
};

/// The statuses that a request needs, on the day it is about; `None` if it needs none.
pub(super) fn statuses(snapshot: &Snapshot, request: &SearchRequest) -> Result<Option<Arc<StatusTable>>> {
    let is_filter = request.filters.get(&Facet::Status).is_some_and(|values| !values.is_empty());
    let is_needed = is_filter || request.as_of.is_some() || request.facets.contains(&Facet::Status);
    is_needed.then(|| snapshot.statuses(request.status_day())).transpose()
}

/// Returns the documents of a segment that each filter by status allows, with the facet it belongs to.
pub(super) fn documents(
    table: &StatusTable,
    segment: usize,
    request: &SearchRequest,
) -> Vec<(Option<Facet>, Box<dyn Scorer>)> {
    let mut filters: Vec<(Option<Facet>, Box<dyn Scorer>)> = Vec::new();
    if let Some(values) = request.filters.get(&Facet::Status).filter(|values| !values.is_empty()) {
        let wanted: Vec<ActStatus> = values.iter().filter_map(|value| value.parse().ok()).collect();
        let is_wanted = |doc| table.of(segment, doc).is_some_and(|status| wanted.contains(&status));
        filters.push((Some(Facet::Status), those(table, segment, is_wanted)));
    }
    // An index without the keys of acts does not know when they were issued.
    if request.as_of.is_some() && table.documents(segment) > 0 {
        filters.push((None, those(table, segment, |doc| table.is_issued(segment, doc))));
    }
    filters
}

/// Returns the documents of a segment that meet a condition.
fn those(table: &StatusTable, segment: usize, is_wanted: impl Fn(DocId) -> bool) -> Box<dyn Scorer> {
    let most = table.documents(segment);
    let mut wanted = BitSet::with_max_value(most);
    for doc in (0..most).filter(|doc| is_wanted(*doc)) {
        wanted.insert(doc);
    }
    Box::new(ConstScorer::new(BitSetDocSet::from(wanted), 1.0))
}
