//! What a watch tells its caller.
//!
//! Invariant: plain values; printing them is left to the command line.

use std::{path::PathBuf, time::Duration};

use crate::ingest::report::Report;

/// Something that happened while watching.
#[derive(Debug)]
pub enum WatchNews {
    /// A run has ended. Its failures, warnings and refusals are those not reported before.
    Ran {
        /// The result.
        report: Box<Report>,
        /// Whether the run changed the index, or found or lost a failure.
        has_changed: bool,
    },
    /// The watch has begun: changes of this number of paths are noticed from now on.
    Watching(usize),
    /// There is nothing at a watched path any more, or not yet.
    Gone(PathBuf),
    /// There is something again.
    Back(PathBuf),
    /// Another process is writing to the index, for this reason; the watch tries again.
    Locked(String),
    /// Changes may go unnoticed, for this reason; the paths are scanned at this interval as well.
    Partial {
        /// What cannot be watched, and the remedy.
        reason: String,
        /// The interval between scans.
        interval: Duration,
    },
}
