//! Sends the changes of a writer to a cluster.
//!
//! Requests are left to `remote_index`, and which documents have the same text to `folding`. Invariant: nothing is sent
//! before a commit unless it is more than a batch.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use skorowidz_cluster::{BulkAction, BulkOutcome};

use super::{
    cluster_document::RemoteDocument, folding::Folding, remote_index::RemoteIndex, snapshot::Snapshot,
};
use crate::{
    document::DocumentId,
    error::{Error, Result},
};

/// The bytes of documents that are collected before they are sent.
const BATCH_BYTES: usize = 8 << 20;

/// Collects the changes of a writer and sends them.
///
/// Invariant: nothing is sent before a commit unless it is more than a batch.
pub(super) struct RemoteWriter {
    index: RemoteIndex,
    waiting: Vec<BulkAction>,
    bytes: usize,
    folding: Folding,
    /// The documents that the cluster did not take since the last commit.
    refused: Vec<RefusedDocument>,
    /// Whether anything was sent since.
    has_sent: bool,
    /// Whether the cluster has, or may have, changes that the catalog has not.
    is_ahead: bool,
}

/// A document that a cluster does not take, however often it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RefusedDocument {
    pub(crate) id: DocumentId,
    /// What the cluster says.
    pub(crate) reason: String,
}

impl RemoteWriter {
    pub(super) fn new(index: RemoteIndex) -> Self {
        Self {
            index,
            waiting: Vec::new(),
            bytes: 0,
            folding: Folding::default(),
            refused: Vec::new(),
            has_sent: false,
            is_ahead: false,
        }
    }

    pub(super) fn index(&self) -> &RemoteIndex {
        &self.index
    }

    /// Adds or replaces a document.
    pub(super) fn put(&mut self, id: &DocumentId, document: Option<RemoteDocument>) -> Result<()> {
        self.folding.forget(id.as_str());
        let document =
            document.ok_or_else(|| Error::Internal("a document was not laid out for the cluster".into()))?;
        let source = document.into_json().map_err(|error| Error::Internal(error.to_string()))?;
        self.bytes += source.len();
        self.waiting.push(BulkAction::Index { id: id.as_str().to_owned(), version: next_version(), source });
        if self.bytes > BATCH_BYTES { self.send() } else { Ok(()) }
    }

    pub(super) fn delete(&mut self, id: &DocumentId) {
        self.folding.forget(id.as_str());
        self.waiting.push(BulkAction::Delete { id: id.as_str().to_owned(), version: next_version() });
    }

    /// Whether the cluster has, or may have, changes that the catalog has not.
    pub(super) fn is_ahead(&self) -> bool {
        self.is_ahead
    }

    /// Notes that the catalog has all changes.
    pub(super) fn catalog_followed(&mut self) {
        self.is_ahead = false;
    }

    /// Forgets the changes that were not sent.
    pub(super) fn abandon(&mut self) {
        (self.waiting, self.bytes) = (Vec::new(), 0);
    }

    /// Makes all changes durable and findable, and returns the documents that the cluster did not take.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Uncertain`] if some of the changes may have been made.
    pub(super) fn commit(&mut self) -> Result<Vec<RefusedDocument>> {
        let had_sent = self.has_sent;
        self.send().map_err(|error| if had_sent { Error::Uncertain(error.to_string()) } else { error })?;
        if self.has_sent {
            self.index.refresh().map_err(|error| Error::Uncertain(error.to_string()))?;
        }
        self.has_sent = false;
        Ok(std::mem::take(&mut self.refused))
    }

    /// Lets documents with the same text count once. `catalog` is the state that was committed.
    pub(super) fn fold(&mut self, catalog: &Snapshot) -> Result<()> {
        let (index, mut folding) = (self.index.clone(), std::mem::take(&mut self.folding));
        let mut is_any = false;
        folding.update((&index, catalog), |documents| {
            is_any = true;
            documents.into_iter().try_for_each(|(id, document)| self.put(&id, Some(document)))
        })?;
        self.folding = folding;
        if is_any { self.commit().map(drop) } else { Ok(()) }
    }

    fn send(&mut self) -> Result<()> {
        let written = self.index.write(&self.waiting);
        let is_unchanged = written.as_ref().is_err_and(|error| !matches!(error, Error::Uncertain(_)));
        self.is_ahead |= !self.waiting.is_empty() && !is_unchanged;
        let outcomes = written?;
        self.has_sent |= !self.waiting.is_empty();
        for (outcome, action) in outcomes.into_iter().zip(&self.waiting) {
            match outcome {
                BulkOutcome::Done | BulkOutcome::Superseded => {}
                BulkOutcome::Busy(reason) => {
                    return Err(Error::Uncertain(format!("the cluster is too busy to write: {reason}")));
                }
                BulkOutcome::Refused(reason) => {
                    self.refused.extend(action.id().parse().ok().map(|id| RefusedDocument { id, reason }));
                }
            }
        }
        self.abandon();
        Ok(())
    }
}

/// Returns a version that is higher than all before: the time, in microseconds since 1970.
fn next_version() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros() as u64);
    let last = LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(now.max(last + 1)));
    last.map_or(now, |last| now.max(last + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_rise_with_every_change() {
        let versions: Vec<u64> = (0..1000).map(|_| next_version()).collect();
        assert!(versions.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(versions[0] > 1_700_000_000_000_000);
    }
}
