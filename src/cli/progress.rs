//! How far an indexing run is: a bar on a terminal, a plain line now and then elsewhere.

use std::{
    cell::Cell,
    io::{IsTerminal, stderr},
    time::{Duration, Instant},
};

use indicatif::{HumanDuration, ProgressBar, ProgressStyle};

use crate::ingest::Progress;

/// How often a plain line is written.
const LINE_INTERVAL: Duration = Duration::from_secs(5);

/// Shows progress on standard error.
pub(super) struct ProgressDisplay {
    bar: Option<ProgressBar>,
    is_quiet: bool,
    started: Instant,
    last_line: Cell<Instant>,
}

/// What the bar shows before it is known how many inputs there are, and then.
const COUNTING: &str = "{spinner} {pos} inputs, {per_sec}, {elapsed}";
const COUNTED: &str = "{bar:30} {pos} of {len} inputs, {per_sec}, {elapsed}, {eta} left";

/// Lets the bar know how many inputs there are.
fn show_total(bar: &ProgressBar, total: Option<u64>) {
    if let Some(total) = total.filter(|total| bar.length() != Some(*total)) {
        bar.set_length(total);
        if let Ok(style) = ProgressStyle::with_template(COUNTED) {
            bar.set_style(style);
        }
    }
}

/// How far a run is, and about how long it will take from here at the pace so far.
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
        let bar = (!is_quiet && stderr().is_terminal()).then(|| {
            let style = ProgressStyle::with_template(COUNTING);
            ProgressBar::no_length().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
        });
        Self { bar, is_quiet, started: Instant::now(), last_line: Cell::new(Instant::now()) }
    }

    pub(super) fn show(&self, progress: Progress) {
        if let Some(bar) = &self.bar {
            show_total(bar, progress.total);
            bar.set_position(progress.done);
        } else if !self.is_quiet && self.last_line.get().elapsed() >= LINE_INTERVAL {
            eprintln!("indexing: {}", line(progress, self.started.elapsed()));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(done: u64, total: Option<u64>, expected: &str) {
        assert_eq!(line(Progress { done, total, committed: 0 }, Duration::from_mins(1)), expected);
    }

    #[test]
    fn a_line_shows_the_count_and_the_estimated_time_left() {
        check(250, None, "250 inputs done");
        check(250, Some(1_000), "250 of 1000 inputs done, about 3 minutes left");
        check(0, Some(1_000), "0 of 1000 inputs done");
        check(1_200, Some(1_000), "1200 of 1200 inputs done, about 0 seconds left");
    }
}
