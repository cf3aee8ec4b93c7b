//! How fast a client reads what is sent to it.
//!
//! Only the time counts in which the system has no room for more data: a response that fits into the buffers
//! of the connection is never too slow, and the time the service itself takes does not count against the
//! client. Invariant: a client that reads less than it must in a window is found too slow at the end of the
//! window, whether it reads nothing at all or a little again and again.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::{sync::Notify, time::sleep};

use crate::config::Config;

/// Number of checks of the progress of a client per window.
const LOOKS: u32 = 8;

/// The minimum pace of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MinThroughput {
    window: Duration,
    /// The minimum number of bytes per window of waiting; 0 means no limit.
    bytes: u64,
}

impl MinThroughput {
    pub(crate) fn new(config: &Config) -> Self {
        let bytes = (config.answer_min_kb_per_second << 10).saturating_mul(config.answer_window_ms) / 1000;
        Self { window: Duration::from_millis(config.answer_window_ms), bytes }
    }
}

/// The pace of one client on one connection.
#[derive(Debug)]
pub(crate) struct Throughput {
    least: MinThroughput,
    state: Mutex<ThroughputState>,
    /// Notified when waiting begins.
    begins: Notify,
}

#[derive(Debug, Default)]
struct ThroughputState {
    /// Since when there has been no room for more data.
    waiting_since: Option<Instant>,
    /// How long there was no room before that, in this window.
    waited: Duration,
    /// The bytes that the client has read in this window.
    taken: u64,
}

impl ThroughputState {
    fn waited(&self, now: Instant) -> Duration {
        self.waited + self.waiting_since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since))
    }
}

impl Throughput {
    pub(crate) fn new(least: MinThroughput) -> Self {
        Self { least, state: Mutex::default(), begins: Notify::new() }
    }

    /// Records that there is no room for more data.
    pub(crate) fn waits(&self) {
        let mut state = self.state();
        if state.waiting_since.is_some() {
            return;
        }
        if state.waited.is_zero() {
            // Bytes that went into the buffers before were not read by the client.
            state.taken = 0;
        }
        state.waiting_since = Some(Instant::now());
        self.begins.notify_one();
    }

    /// Records that this number of bytes found room.
    pub(crate) fn takes(&self, bytes: usize) {
        let mut state = self.state();
        state.waited = state.waited(Instant::now());
        state.waiting_since = None;
        state.taken += bytes as u64;
    }

    /// Records that all of a response found room.
    pub(crate) fn ends(&self) {
        *self.state() = ThroughputState::default();
    }

    /// Waits until the client is too slow.
    pub(crate) async fn too_slow(&self) {
        loop {
            self.begins.notified().await;
            while self.state().waited(Instant::now()) > Duration::ZERO {
                sleep(self.least.window / LOOKS).await;
                if self.is_too_slow(Instant::now()) {
                    return;
                }
            }
        }
    }

    /// Returns whether the client has read too little in the window that ends now, if one does; else starts
    /// the next window.
    fn is_too_slow(&self, now: Instant) -> bool {
        let mut state = self.state();
        if state.waited(now) < self.least.window {
            return false;
        }
        let is_too_slow = state.taken < self.least.bytes;
        let waiting_since = state.waiting_since.map(|_| now);
        *state = ThroughputState { waiting_since, ..ThroughputState::default() };
        is_too_slow
    }

    fn state(&self) -> MutexGuard<'_, ThroughputState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Duration = Duration::from_secs(10);

    fn pace(bytes: u64) -> Throughput {
        Throughput::new(MinThroughput { window: WINDOW, bytes })
    }

    #[test]
    fn a_client_that_reads_too_little_in_a_window_is_too_slow() {
        for (taken, is_too_slow) in [(0, true), (99, true), (100, false)] {
            let pace = pace(100);
            pace.takes(1_000_000);
            pace.waits();
            let began = Instant::now();
            assert!(!pace.is_too_slow(began + WINDOW / 2), "not yet");
            pace.takes(taken);
            pace.waits();
            assert_eq!(pace.is_too_slow(began + 2 * WINDOW), is_too_slow, "{taken}");
        }
    }

    #[test]
    fn each_window_is_independent_and_a_finished_response_does_not_count() {
        let (pace, began) = (pace(100), Instant::now());
        pace.waits();
        pace.takes(100);
        pace.waits();
        assert!(!pace.is_too_slow(began + 2 * WINDOW));
        assert!(!pace.is_too_slow(began + 2 * WINDOW + WINDOW / 2));
        assert!(pace.is_too_slow(began + 4 * WINDOW), "nothing in the second one");
        pace.ends();
        assert!(!pace.is_too_slow(began + 100 * WINDOW));
    }

    #[test]
    fn without_a_limit_no_client_is_too_slow() {
        let pace = pace(0);
        pace.waits();
        assert!(!pace.is_too_slow(Instant::now() + 100 * WINDOW));
    }

    #[tokio::test]
    async fn a_slow_client_is_reported() {
        let pace = Throughput::new(MinThroughput { window: Duration::from_millis(20), bytes: 1 });
        pace.waits();
        pace.too_slow().await;
    }
}
