//! Tracks whether changes can be written, for `/readyz`.
//!
//! Invariant: whatever keeps changes from being written is logged as an error at each refusal, and reported
//! until a change succeeds.

use std::sync::PoisonError;

use super::Service;
use crate::error::Error;

/// The report for a full disk, which says what to do.
const FULL: &str = "the disk is full, changes are refused: free some space";
/// The report for any other failure of the disk.
const FAILED: &str = "a change could not be written: see the log";

impl Service {
    /// Returns the reason changes cannot be written, if the last one was refused.
    pub fn refusal(&self) -> Option<&'static str> {
        *self.inner.refusal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether all work interrupted before the start is finished, above all purges.
    pub fn is_settled(&self) -> bool {
        self.inner.writing.get().is_none_or(|writing| writing.writes.is_settled())
    }

    /// Records that changes were refused, if the disk is the reason.
    pub(super) fn note_refusal(&self, error: &Error) {
        let refusal = match error {
            error if error.is_storage_full() => FULL,
            Error::Io { .. } | Error::Engine(_) | Error::Uncertain(_) | Error::Damaged { .. } => FAILED,
            _ => return,
        };
        *self.inner.refusal.lock().unwrap_or_else(PoisonError::into_inner) = Some(refusal);
    }

    /// Records the failure of a document that did not get further than the staging folder.
    pub(super) fn note_unwritten(&self, error: &Error) {
        if matches!(error, Error::Io { .. }) {
            tracing::error!("failed to write a document: {error}");
            self.note_refusal(error);
        }
    }

    /// Clears the reason after a successful change.
    pub(super) fn forget_refusal(&self) {
        *self.inner.refusal.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
