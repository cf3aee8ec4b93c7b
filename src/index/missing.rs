//! Finds the documents that either a catalog or the cluster lacks, without listing all of them.
//!
//! Both are divided into the same ranges of ids; where the numbers of documents differ, the range is divided again.
//! Documents that are there in other versions are left to `following`. Invariant: every document is in one range.

use serde_json::{Value, json};

use super::{
    remote_index::{RemoteIndex, failed},
    schema::column,
    snapshot::Snapshot,
};
use crate::{
    document::DocumentId,
    error::{Error, Result},
};

/// The number of ranges into which one is divided.
const RANGES: usize = 64;
/// The number of documents of a range that is listed.
const FEW: usize = 1000;
/// The number of ids listed at a time.
const LISTED: usize = 2000;

/// A range of the ids of a catalog, in order; without a neighbor, it is open on that side.
#[derive(Clone, Copy)]
struct IdRange {
    first: usize,
    end: usize,
}

impl RemoteIndex {
    /// Returns the ids of documents that either the catalog or this index lacks.
    pub(super) fn differing_ids(&self, catalog: &Snapshot) -> Result<Vec<DocumentId>> {
        let mut ids: Vec<String> = catalog.documents_by_address().map(|(_, id)| id).collect();
        ids.sort_unstable();
        let (mut differing, mut left) = (Vec::new(), vec![IdRange { first: 0, end: ids.len() }]);
        while let Some(range) = left.pop() {
            if range.end - range.first <= FEW {
                self.compare_range(&ids, range, &mut differing)?;
                continue;
            }
            let parts = range.parts();
            let queries: Vec<Value> = parts.iter().map(|part| part.query(&ids)).collect();
            let (cluster, name) = self.requests();
            let counts = cluster.counts(name, &queries).map_err(failed)?;
            let differs = |(part, count): &(IdRange, u64)| (part.end - part.first) as u64 != *count;
            left.extend(parts.into_iter().zip(counts).filter(differs).map(|(part, _)| part));
        }
        Ok(differing)
    }

    /// Lists the ids of a range and adds those that are not in both places.
    fn compare_range(&self, ids: &[String], range: IdRange, differing: &mut Vec<DocumentId>) -> Result<()> {
        let (cluster, name) = self.requests();
        let mut here = ids[range.first..range.end].iter().peekable();
        let mut differ = |id: &str| differing.extend(id.parse::<DocumentId>().ok());
        let what = (&range.query(ids), &json!(false));
        cluster.each_document(name, what, (column::ID, None), LISTED, |hit| {
            while let Some(gone) = here.next_if(|id| **id < hit.id) {
                differ(gone);
            }
            if here.next_if(|id| **id == hit.id).is_none() {
                differ(&hit.id);
            }
            Ok::<(), Error>(())
        })?;
        here.for_each(|gone| differ(gone));
        Ok(())
    }
}

impl IdRange {
    /// Divides the range.
    fn parts(self) -> Vec<Self> {
        let size = (self.end - self.first).div_ceil(RANGES);
        let first = (self.first..self.end).step_by(size.max(1));
        first.map(|first| Self { first, end: self.end.min(first + size) }).collect()
    }

    /// Returns the query for the documents of the range.
    fn query(self, ids: &[String]) -> Value {
        let mut bounds = json!({});
        if self.first > 0 {
            bounds["gte"] = json!(ids[self.first]);
        }
        if let Some(end) = ids.get(self.end) {
            bounds["lt"] = json!(end);
        }
        if self.first == 0 && self.end == ids.len() {
            return json!({"match_all": {}});
        }
        json!({"range": {column::ID: bounds}})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_every_id_once() {
        let ids: Vec<String> = (0..5000).map(|number| format!("{number:05}")).collect();
        let parts = IdRange { first: 0, end: ids.len() }.parts();
        assert_eq!(parts.iter().map(|part| part.end - part.first).sum::<usize>(), ids.len());
        assert!(parts.windows(2).all(|pair| pair[0].end == pair[1].first));
        let (first, last) = (parts[0].query(&ids), parts[parts.len() - 1].query(&ids));
        assert_eq!(first, json!({"range": {"id": {"lt": ids[parts[0].end]}}}));
        assert!(last["range"]["id"].get("lt").is_none(), "{last}");
        assert_eq!(parts[1].query(&ids)["range"]["id"]["gte"], json!(ids[parts[1].first]));
        assert_eq!(IdRange { first: 0, end: 0 }.query(&[]), json!({"match_all": {}}));
    }
}
