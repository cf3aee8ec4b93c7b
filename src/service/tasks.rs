//! The latest run over the whole index, and its report.
//!
//! Running it is left to `task_run`. Invariant: a report names no path.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicBool},
    thread,
};

use jiff::Timestamp;
use serde::Serialize;

/// The kind of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TaskKind {
    /// Updates the index from the known folders.
    Index,
    /// Rebuilds the index.
    Rebuild,
}

/// The state of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TaskState {
    /// The run is in progress.
    Running,
    /// The run succeeded.
    Done,
    /// The run failed and changes nothing more.
    Failed,
}

/// The public report of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskReport {
    /// The kind of the run.
    pub kind: TaskKind,
    /// The state of the run.
    pub state: TaskState,
    /// When it started.
    pub started: Timestamp,
    /// When it ended.
    pub finished: Option<Timestamp>,
    /// Number of inputs processed so far.
    pub done: u64,
    /// Total number of inputs, once they have been counted.
    pub total: Option<u64>,
    /// Number of documents in the index at the end.
    pub documents: Option<u64>,
    /// Number of inputs that could not be read.
    pub failed: Option<u64>,
    /// Number of folders whose deletions were refused because too many documents were gone.
    pub refused: Option<u64>,
    /// Why it failed, without naming any path.
    pub error: Option<&'static str>,
}

/// The latest run, if any.
#[derive(Debug, Default)]
pub(super) struct Tasks {
    last: Mutex<Option<TaskReport>>,
    pub(super) stop: Arc<AtomicBool>,
    pub(super) thread: Mutex<Option<thread::JoinHandle<()>>>,
}

impl Tasks {
    pub(super) fn last(&self) -> MutexGuard<'_, Option<TaskReport>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
