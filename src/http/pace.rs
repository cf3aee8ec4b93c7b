//! How fast a client takes what is sent to it.
//!
//! What counts is the time in which the system has no room for more: an answer that fits the buffers of the connection is
//! never too slow, and what the service itself takes long to make is not held against the client.
//! Always holds: a client that takes less than it must in a window is found too slow at its end, whether it takes nothing
//! at all or a little again and again.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::{sync::Notify, time::sleep};

use crate::config::Config;

/// How often in a window it is looked how far a client has come.
const LOOKS: u32 = 8;

/// How much a client must take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LeastPace {
    window: Duration,
    /// So many bytes in a window of waiting; 0: no limit.
    bytes: u64,
}

impl LeastPace {
    pub(super) fn new(config: &Config) -> Self {
        let bytes = (config.answer_min_kb_per_second << 10).saturating_mul(config.answer_window_ms) / 1000;
        Self { window: Duration::from_millis(config.answer_window_ms), bytes }
    }
}

/// The pace of one client on one connection.
#[derive(Debug)]
pub(super) struct Pace {
    least: LeastPace,
    state: Mutex<State>,
    /// Told when waiting begins.
    begins: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// Since when there is no room for more.
    waiting_since: Option<Instant>,
    /// How long there was none before, in this window.
    waited: Duration,
    /// What the client has taken in it.
    taken: u64,
}

impl State {
    fn waited(&self, now: Instant) -> Duration {
        self.waited + self.waiting_since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since))
    }
}

impl Pace {
    pub(super) fn new(least: LeastPace) -> Self {
        Self { least, state: Mutex::default(), begins: Notify::new() }
    }

    /// There is no room for more.
    pub(super) fn waits(&self) {
        let mut state = self.state();
        if state.waiting_since.is_some() {
            return;
        }
        if state.waited.is_zero() {
            // What went into the buffers before was not taken by the client.
            state.taken = 0;
        }
        state.waiting_since = Some(Instant::now());
        self.begins.notify_one();
    }

    /// So many bytes found room.
    pub(super) fn takes(&self, bytes: usize) {
        let mut state = self.state();
        state.waited = state.waited(Instant::now());
        state.waiting_since = None;
        state.taken += bytes as u64;
    }

    /// All of an answer found room.
    pub(super) fn ends(&self) {
        *self.state() = State::default();
    }

    /// Waits until the client is too slow.
    pub(super) async fn too_slow(&self) {
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

    /// Whether the client has taken too little in the window that ends now, if one does; else the next one begins.
    fn is_too_slow(&self, now: Instant) -> bool {
        let mut state = self.state();
        if state.waited(now) < self.least.window {
            return false;
        }
        let is_too_slow = state.taken < self.least.bytes;
        let waiting_since = state.waiting_since.map(|_| now);
        *state = State { waiting_since, ..State::default() };
        is_too_slow
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Duration = Duration::from_secs(10);

    fn pace(bytes: u64) -> Pace {
        Pace::new(LeastPace { window: WINDOW, bytes })
    }

    #[test]
    fn a_client_that_reads_nothing_or_too_little_in_a_window_is_too_slow() {
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
    fn each_window_counts_separately_and_a_finished_response_never() {
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
    async fn waiters_learn_of_a_slow_client() {
        let pace = Pace::new(LeastPace { window: Duration::from_millis(20), bytes: 1 });
        pace.waits();
        pace.too_slow().await;
    }
}
