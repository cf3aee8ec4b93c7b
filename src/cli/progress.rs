//! Progress display: a bar on a terminal, otherwise a plain line every few seconds.

use std::{
    cell::Cell,
    io::{IsTerminal, stderr},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use indicatif::{HumanDuration, ProgressBar, ProgressStyle};

use crate::{fetch::FetchProgress, ingest::Progress};

/// The interval between plain progress lines.
const LINE_INTERVAL: Duration = Duration::from_secs(5);

/// Shows the progress of an indexing run on standard error.
pub(super) struct ProgressDisplay {
    bar: Option<ProgressBar>,
    is_quiet: bool,
    /// What is being done, for plain lines.
    activity: &'static str,
    started: Instant,
    last_line: Cell<Instant>,
}

/// The template of the bar while the number of inputs is unknown.
const COUNTING: &str = "{spinner} {pos} inputs, {per_sec}, {elapsed}";
/// The template of the bar once the number of inputs is known.
const COUNTED: &str = "{bar:30} {pos} of {len} inputs, {per_sec}, {elapsed}, {eta} left";

/// Sets the number of inputs on the bar once it is known.
fn show_total(bar: &ProgressBar, total: Option<u64>) {
    if let Some(total) = total.filter(|total| bar.length() != Some(*total)) {
        bar.set_length(total);
        if let Ok(style) = ProgressStyle::with_template(COUNTED) {
            bar.set_style(style);
        }
    }
}

/// Formats the progress of a run and the estimated time left at the rate so far.
fn line(progress: Progress, elapsed: Duration) -> String {
    let Progress { done, total, .. } = progress;
    let Some(total) = total.map(|total| total.max(done)) else { return format!("{done} inputs done") };
    let left =
        |left: u64| format!(", about {} left", HumanDuration(elapsed.mul_f64(left as f64 / done as f64)));
    let left = if done > 0 { left(total - done) } else { String::new() };
    format!("{done} of {total} inputs done{left}")
}

impl ProgressDisplay {
    pub(super) fn new(is_quiet: bool) -> Self {
        Self::of("indexing", is_quiet)
    }

    /// Shows the progress of making vectors.
    pub(super) fn of_vectors(is_quiet: bool) -> Self {
        Self::of("making vectors", is_quiet)
    }

    fn of(activity: &'static str, is_quiet: bool) -> Self {
        let bar = (!is_quiet && stderr().is_terminal()).then(|| {
            let style = ProgressStyle::with_template(COUNTING);
            ProgressBar::no_length().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
        });
        Self { bar, is_quiet, activity, started: Instant::now(), last_line: Cell::new(Instant::now()) }
    }

    pub(super) fn show(&self, progress: Progress) {
        if let Some(bar) = &self.bar {
            show_total(bar, progress.total);
            bar.set_position(progress.done);
        } else if !self.is_quiet && self.last_line.get().elapsed() >= LINE_INTERVAL {
            eprintln!("{}: {}", self.activity, line(progress, self.started.elapsed()));
            self.last_line.set(Instant::now());
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Shows the progress of a run of `fetch` on standard error; several threads may tell it.
pub(super) struct FetchDisplay {
    bar: Option<ProgressBar>,
    is_quiet: bool,
    last_line: Mutex<Instant>,
}

impl FetchDisplay {
    pub(super) fn new(is_quiet: bool) -> Self {
        let bar = (!is_quiet && stderr().is_terminal()).then(|| {
            let style =
                ProgressStyle::with_template("{spinner} {pos} of {len} documents, {per_sec}, {elapsed}");
            ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
        });
        Self { bar, is_quiet, last_line: Mutex::new(Instant::now()) }
    }

    pub(super) fn show(&self, FetchProgress { done, left }: FetchProgress) {
        if let Some(bar) = &self.bar {
            bar.set_length(done + left);
            bar.set_position(done);
        } else if !self.is_quiet {
            let mut last_line = self.last_line.lock().unwrap_or_else(PoisonError::into_inner);
            if last_line.elapsed() >= LINE_INTERVAL {
                eprintln!("fetching: {done} of {} documents done", done + left);
                *last_line = Instant::now();
            }
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Shows the number of bytes processed on standard error.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(done: u64, total: Option<u64>, expected: &str) {
        assert_eq!(line(Progress { done, total, committed: 0 }, Duration::from_mins(1)), expected);
    }

    #[test]
    fn a_progress_line_shows_the_total_and_the_estimated_time_left() {
        check(250, None, "250 inputs done");
        check(250, Some(1_000), "250 of 1000 inputs done, about 3 minutes left");
        check(0, Some(1_000), "0 of 1000 inputs done");
        check(1_200, Some(1_000), "1200 of 1200 inputs done, about 0 seconds left");
    }
}
