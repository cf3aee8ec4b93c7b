//! Compares a catalog with the cluster that has its texts.

use super::{remote_index::RemoteIndex, snapshot::Snapshot};
use crate::{
    document::{DocumentId, Fingerprint},
    error::Result,
};

/// The number of documents that are compared.
const SAMPLE: usize = 200;

impl RemoteIndex {
    /// Returns what differs between a catalog and this index: the number of documents, and the versions of a sample.
    pub(super) fn problems(&self, catalog: &Snapshot) -> Result<Vec<String>> {
        let (count, mut problems) = (self.count()?, Vec::new());
        if count != catalog.documents() {
            problems.push(format!("has {count} documents, the catalog {}", catalog.documents()));
        }
        let every = (catalog.documents() as usize / SAMPLE).max(1);
        let sample =
            catalog.every_document().filter_map(|address| catalog.identity_at(address)).step_by(every);
        let sample: Vec<(DocumentId, Fingerprint)> = sample.take(SAMPLE).collect();
        let ids: Vec<DocumentId> = sample.iter().map(|(id, _)| id.clone()).collect();
        let (mut missing, mut outdated) = (0, 0);
        for (fetched, (_, known)) in self.fetch(&ids)?.into_iter().zip(&sample) {
            match fetched {
                None => missing += 1,
                Some(fetched) if fetched.source.origin.fingerprint.as_ref() != Some(known) => outdated += 1,
                Some(_) => {}
            }
        }
        if missing > 0 {
            problems.push(format!("lacks {missing} of {} documents that were looked up", sample.len()));
        }
        if outdated > 0 {
            problems.push(format!("has {outdated} of {} documents in another version", sample.len()));
        }
        Ok(problems)
    }
}
