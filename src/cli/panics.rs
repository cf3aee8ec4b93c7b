//! What becomes of a command that meets a panic: an error with the way out, as of everything else.
//!
//! Mostly the cause is a file of the index that is not what was written, so the files are looked at then. `serve` tells
//! its panics itself. Always holds: the message of a panic, which may quote a document, is not shown.

use std::{
    panic::{self, AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use super::Outcome;
use crate::{error::Error, index::Index};

/// Runs a command over the index in a folder.
pub(super) fn surviving(index: &Path, run: impl FnOnce() -> Outcome) -> Outcome {
    let place = Arc::new(Mutex::new(String::new()));
    let met = Arc::clone(&place);
    panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::debug!(place, "a panic");
        *met.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }));
    let outcome = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        let place = place.lock().unwrap_or_else(PoisonError::into_inner);
        Err(Error::Internal(format!("a panic at `{place}`, which is a defect: please report it")).into())
    });
    match outcome {
        Err(error) if may_be_of_damage(&error) => Err(Index::damage_of(index).map_or(error, Into::into)),
        outcome => outcome,
    }
}

/// Whether a damaged file may be the cause of an error that does not say so.
fn may_be_of_damage(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(Error::Engine(_) | Error::Internal(_)))
}
