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
/// How often a write is repeated that another machine was faster with.
const MAX_ROUNDS: u32 = 5;
/// The highest version to go on from: one far in the future is the mistake of a clock.
const MAX_VERSION: u64 = 1 << 60;
/// Why an index takes no more writes.
pub(super) const REPLACED: &str =
    "another machine is replacing the index by a newer generation: try again in a moment";

/// Collects the changes of a writer and sends them.
///
/// Invariant: nothing is sent before a commit unless it is more than a batch.
pub(super) struct RemoteWriter {
    index: RemoteIndex,
    waiting: Vec<WaitingWrite>,
    bytes: usize,
    folding: Folding,
    /// The documents that the cluster did not take since the last commit.
    refused: Vec<RefusedDocument>,
    /// Whether anything was sent since.
    has_sent: bool,
    /// Whether the cluster has, or may have, changes that the catalog has not.
    is_ahead: bool,
}

/// A write that was not sent yet.
struct WaitingWrite {
    action: BulkAction,
    /// Whether it is left out if another machine has written the document since its version.
    yields: bool,
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
        self.put_as(id, document, None)
    }

    /// Writes a document; with a version, only if nobody else has written it since.
    fn put_as(
        &mut self,
        id: &DocumentId,
        document: Option<RemoteDocument>,
        known: Option<u64>,
    ) -> Result<()> {
        self.folding.forget(id.as_str());
        let document =
            document.ok_or_else(|| Error::Internal("a document was not laid out for the cluster".into()))?;
        let source = document.into_json().map_err(|error| Error::Internal(error.to_string()))?;
        let version = known.unwrap_or_else(next_version);
        let action = BulkAction::Index { id: id.as_str().to_owned(), version, source };
        self.wait(WaitingWrite { action, yields: known.is_some() })
    }

    pub(super) fn delete(&mut self, id: &DocumentId) -> Result<()> {
        self.folding.forget(id.as_str());
        let action = BulkAction::Delete { id: id.as_str().to_owned(), version: next_version() };
        self.wait(WaitingWrite { action, yields: false })
    }

    fn wait(&mut self, write: WaitingWrite) -> Result<()> {
        self.bytes += write.bytes();
        self.waiting.push(write);
        if self.bytes > BATCH_BYTES { self.send() } else { Ok(()) }
    }

    /// What the cluster knows of documents with the same text.
    pub(super) fn folding(&mut self) -> &mut Folding {
        &mut self.folding
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
            // Whoever has changed one of them meanwhile sees to it.
            documents
                .into_iter()
                .try_for_each(|(id, version, document)| self.put_as(&id, Some(document), Some(version)))
        })?;
        self.folding = folding;
        if is_any { self.commit().map(drop) } else { Ok(()) }
    }

    /// Sends what waits. What another machine wrote with a higher version, perhaps because its clock is fast, is
    /// written again: the last one to write wins.
    fn send(&mut self) -> Result<()> {
        for _ in 0..MAX_ROUNDS {
            if self.waiting.is_empty() {
                break;
            }
            self.has_sent |= self.send_once()?;
        }
        self.abandon();
        Ok(())
    }

    /// Sends what waits, and keeps what is to be written again; returns whether anything was written.
    fn send_once(&mut self) -> Result<bool> {
        let actions: Vec<BulkAction> = self.waiting.iter().map(|write| write.action.clone()).collect();
        let written = self.index.write(&actions);
        let is_unchanged = written.as_ref().is_err_and(|error| !matches!(error, Error::Uncertain(_)));
        self.is_ahead |= !actions.is_empty() && !is_unchanged;
        drop(actions);
        let outcomes = written?;
        let (mut is_written, mut again) = (false, Vec::new());
        let mut failure = None;
        for (outcome, write) in outcomes.into_iter().zip(std::mem::take(&mut self.waiting)) {
            match outcome {
                BulkOutcome::Done => is_written = true,
                BulkOutcome::Superseded { by: Some(newer) } if !write.yields => {
                    note_version(newer);
                    again.push(write.again());
                }
                // It comes with the changes of others.
                BulkOutcome::Superseded { .. } => {}
                BulkOutcome::Busy(reason) => {
                    failure = Some(Error::Uncertain(format!("the cluster is too busy to write: {reason}")));
                }
                BulkOutcome::Blocked => {
                    failure = failure.or_else(|| Some(Error::Cluster(REPLACED.to_owned())));
                }
                BulkOutcome::Refused(reason) => {
                    let id = write.action.id().parse().ok();
                    self.refused.extend(id.map(|id| RefusedDocument { id, reason }));
                }
            }
        }
        self.waiting = again;
        match failure {
            None => Ok(is_written),
            Some(Error::Cluster(reason)) if is_written || self.has_sent => Err(Error::Uncertain(reason)),
            Some(error) => Err(error),
        }
    }
}

impl WaitingWrite {
    fn bytes(&self) -> usize {
        match &self.action {
            BulkAction::Index { source, id, .. } => source.len() + id.len(),
            BulkAction::Delete { id, .. } => id.len() + 100,
        }
    }

    /// Returns the same write with a version above all that are known.
    fn again(mut self) -> Self {
        match &mut self.action {
            BulkAction::Index { version, .. } | BulkAction::Delete { version, .. } => {
                *version = next_version();
            }
        }
        self
    }
}

/// The highest version used or seen.
static LAST: AtomicU64 = AtomicU64::new(0);

/// Returns a version that is higher than all before, here and as far as they were seen elsewhere: the time, in
/// microseconds since 1970.
pub(super) fn next_version() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros() as u64);
    let last = LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(now.max(last + 1)));
    last.map_or(now, |last| now.max(last + 1))
}

/// Notes a version that another machine has used.
pub(super) fn note_version(version: impl Into<Option<u64>>) {
    LAST.fetch_max(version.into().map_or(0, |version| version.min(MAX_VERSION)), Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_rise_with_every_change() {
        let versions: Vec<u64> = (0..1000).map(|_| next_version()).collect();
        assert!(versions.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(versions[0] > 1_700_000_000_000_000);
        let ahead = next_version() + 1_000_000_000;
        note_version(ahead);
        assert!(next_version() > ahead);
    }
}
