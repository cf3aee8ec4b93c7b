//! When a watch starts its next run: once changes have come to rest, or after a while if they never do.
//!
//! Noticing changes is left to `changes` and `watched_path`. Invariants: a noticed change is followed by a
//! run; a watch spends at most half of its time on runs, as long as they are short.

use std::time::{Duration, Instant};

/// How long nothing must have changed before a run starts. Programs write a file in several steps, and people
/// copy many files at once.
pub(super) const QUIET: Duration = Duration::from_secs(1);
/// After how long a run starts although changes go on.
pub(super) const MAX_DELAY: Duration = Duration::from_secs(10);
/// The longest rest after a run: a first run that takes hours delays nothing.
const MAX_REST: Duration = Duration::from_mins(1);

/// The changes that no run has followed yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// When the first and the latest of them were noticed.
    pending: Option<(Instant, Instant)>,
    /// The end of the rest after the latest run.
    rested: Instant,
}

impl Pace {
    pub(super) fn new(now: Instant) -> Self {
        Self { pending: None, rested: now }
    }

    /// Notes that something has changed.
    pub(super) fn note(&mut self, now: Instant) {
        let first = self.pending.map_or(now, |(first, _)| first);
        self.pending = Some((first, now));
    }

    /// Notes that a run begins, which sees all changes so far.
    pub(super) fn begin(&mut self) {
        self.pending = None;
    }

    /// Notes that a run has ended.
    pub(super) fn end(&mut self, now: Instant, took: Duration) {
        self.rested = now + took.min(MAX_REST);
    }

    /// Whether a run is to start.
    pub(super) fn is_due(&self, now: Instant) -> bool {
        let Some((first, latest)) = self.pending else { return false };
        let has_settled = now.duration_since(latest) >= QUIET || now.duration_since(first) >= MAX_DELAY;
        has_settled && now >= self.rested
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns after how many tenths of a second a run starts, if something changes at these.
    fn due(changes: &[u64], took: Duration) -> Option<u64> {
        let start = Instant::now();
        let at = |tenths: u64| start + Duration::from_millis(tenths * 100);
        let mut pace = Pace::new(start);
        pace.end(start, took);
        (0..1_000).find(|now| {
            if changes.contains(now) {
                pace.note(at(*now));
            }
            pace.is_due(at(*now))
        })
    }

    #[test]
    fn a_run_starts_when_changes_have_come_to_rest() {
        assert_eq!(due(&[], Duration::ZERO), None);
        assert_eq!(due(&[0], Duration::ZERO), Some(10));
        assert_eq!(due(&[0, 5, 12], Duration::ZERO), Some(22));
    }

    #[test]
    fn a_constant_stream_of_changes_delays_a_run_only_so_long() {
        let changes: Vec<u64> = (0..1_000).collect();
        assert_eq!(due(&changes, Duration::ZERO), Some(100));
    }

    #[test]
    fn a_watch_rests_as_long_as_its_last_run_took_but_no_longer_than_a_minute() {
        assert_eq!(due(&[0], Duration::from_secs(4)), Some(40));
        assert_eq!(due(&[0], Duration::from_hours(5)), Some(600));
    }

    #[test]
    fn a_change_during_a_run_is_followed_by_another_run() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        pace.note(start);
        pace.begin();
        assert!(!pace.is_due(start + MAX_DELAY));
        pace.note(start);
        pace.end(start, Duration::ZERO);
        assert!(pace.is_due(start + QUIET));
    }
}
