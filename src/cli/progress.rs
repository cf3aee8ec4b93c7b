//! How far an indexing run is: a bar on a terminal, a plain line now and then elsewhere.

use std::{
    cell::Cell,
    io::{IsTerminal, stderr},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

use crate::ingest::Progress;

/// How often a plain line is written.
const LINE_INTERVAL: Duration = Duration::from_secs(5);

/// Shows progress on standard error.
pub(super) struct ProgressDisplay {
    bar: Option<ProgressBar>,
    is_quiet: bool,
    last_line: Cell<Instant>,
}

impl ProgressDisplay {
    pub(super) fn new(is_quiet: bool) -> Self {
        let bar = (!is_quiet && stderr().is_terminal()).then(|| {
            let style = ProgressStyle::with_template("{spinner} {pos} inputs, {per_sec}, {elapsed}");
            ProgressBar::no_length().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
        });
        Self { bar, is_quiet, last_line: Cell::new(Instant::now()) }
    }

    pub(super) fn show(&self, progress: Progress) {
        if let Some(bar) = &self.bar {
            bar.set_position(progress.done);
        } else if !self.is_quiet && self.last_line.get().elapsed() >= LINE_INTERVAL {
            eprintln!("indexing: {} inputs done", progress.done);
            self.last_line.set(Instant::now());
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Shows how many bytes have been gone through, on standard error.
pub(super) struct BytesDisplay {
    bar: Option<ProgressBar>,
    name: &'static str,
    is_quiet: bool,
    done: Cell<u64>,
    last_line: Cell<Instant>,
}

impl BytesDisplay {
    pub(super) fn new(name: &'static str, is_quiet: bool) -> Self {
        let bar = (!is_quiet && stderr().is_terminal()).then(|| {
            let style = ProgressStyle::with_template("{spinner} {bytes}, {bytes_per_sec}, {elapsed}");
            ProgressBar::no_length().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
        });
        Self { bar, name, is_quiet, done: Cell::new(0), last_line: Cell::new(Instant::now()) }
    }

    pub(super) fn advance(&self, bytes: u64) {
        self.done.set(self.done.get() + bytes);
        if let Some(bar) = &self.bar {
            bar.set_position(self.done.get());
        } else if !self.is_quiet && self.last_line.get().elapsed() >= LINE_INTERVAL {
            eprintln!("{}: {:.0} MB done", self.name, self.done.get() as f64 / 1e6);
            self.last_line.set(Instant::now());
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
