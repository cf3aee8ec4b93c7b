//! Whether changes can be written: what `/readyz` says once one was refused.
//!
//! Always holds: what keeps changes from being written is logged as an error whenever one is refused, and told until
//! a change has been made.

use std::sync::PoisonError;

use super::Service;
use crate::error::Error;

/// What is said where there is no room: what remains to be done is clear.
const FULL: &str = "the disk is full, changes are refused: make room";
/// What is said of all else that a disk may do.
const FAILED: &str = "a change could not be written: see the log";

impl Service {
    /// What keeps changes from being written, if the last one was refused.
    pub fn refusal(&self) -> Option<&'static str> {
        *self.inner.refusal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether all is done that was cut off before the start: above all purges.
    pub fn is_settled(&self) -> bool {
        self.inner.writing.get().is_none_or(|writing| writing.writes.is_settled())
    }

    /// Remembers that changes were refused, where that is for the sake of the disk.
    pub(super) fn note_refusal(&self, error: &Error) {
        let refusal = match error {
            error if error.is_storage_full() => FULL,
            Error::Io { .. } | Error::Engine(_) | Error::Uncertain(_) | Error::Damaged { .. } => FAILED,
            _ => return,
        };
        *self.inner.refusal.lock().unwrap_or_else(PoisonError::into_inner) = Some(refusal);
    }

    /// The same for a document that came no further than to the folder of what is under way.
    pub(super) fn note_unwritten(&self, error: &Error) {
        if matches!(error, Error::Io { .. }) {
            tracing::error!("a document could not be written: {error}");
            self.note_refusal(error);
        }
    }

    /// Forgets it: a change was made.
    pub(super) fn forget_refusal(&self) {
        *self.inner.refusal.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
