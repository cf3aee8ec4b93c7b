//! What a run is asked to do, and how its caller follows and stops it.
//!
//! Invariant: plain values; doing it is left to `run`.

use std::{path::PathBuf, sync::atomic::AtomicBool};

use crate::metrics::Metrics;

/// Cancellation flag and progress callback for an indexing run.
pub struct RunObserver<'a> {
    /// Set this flag to stop the run: inputs in progress are broken off, documents that were read are committed.
    pub stop: &'a AtomicBool,
    /// A progress callback, called from time to time on the thread that started the run.
    pub progress: &'a dyn Fn(Progress),
    /// The metrics that count commits and failures, if any.
    pub metrics: Option<&'a Metrics>,
}

/// The progress of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// The number of inputs processed.
    pub done: u64,
    /// The total number of inputs, once it is known.
    pub total: Option<u64>,
    /// The number of documents committed so far, which can be searched.
    pub committed: u64,
}

/// The files and folders a run brings up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Updates these files and folders.
    Update(Vec<PathBuf>),
    /// Rebuilds these files and folders, and all known roots, into a new generation of the index.
    Rebuild {
        /// The files and folders to add.
        paths: Vec<PathBuf>,
        /// Whether to continue without roots that no longer exist.
        drop_missing: bool,
    },
}
