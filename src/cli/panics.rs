//! Turns a panic in a command into an error that says how to fix it.
//!
//! The usual cause is a damaged index file, so the files are checked after a panic. `serve` reports its
//! panics itself.
//!
//! Invariant: the message of a panic is never shown, because it may quote a document.

use std::{
    panic::{self, AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use super::command_result::CommandResult;
use crate::{error::Error, index::Index};

/// Runs a command over the index in a folder and converts a panic into an error.
pub(super) fn surviving(index: &Path, run: impl FnOnce() -> CommandResult) -> CommandResult {
    let place = Arc::new(Mutex::new(String::new()));
    let met = Arc::clone(&place);
    panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::debug!(place, "panic");
        *met.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }));
    let outcome = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        let place = place.lock().unwrap_or_else(PoisonError::into_inner);
        Err(Error::Internal(format!("panic at `{place}`: this is a bug, please report it")).into())
    });
    match outcome {
        Err(error) if may_be_of_damage(&error) => Err(Index::damage_of(index).map_or(error, Into::into)),
        outcome => outcome,
    }
}

/// Returns whether an error that does not mention damage may still be caused by a damaged file.
fn may_be_of_damage(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(Error::Engine(_) | Error::Internal(_)))
}
