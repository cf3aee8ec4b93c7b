//! Which node is asked next.
//!
//! Invariants: a node that failed is asked again after a pause, by one request at first, or at once if all failed. The
//! pause is no shorter than what the failure cost, so that a node that hangs slows few requests.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use url::Url;

/// The pause after the first failure of a node; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The nodes of a cluster.
#[derive(Debug)]
pub(crate) struct Nodes {
    nodes: Vec<Node>,
    next: AtomicUsize,
}

#[derive(Debug)]
struct Node {
    url: Url,
    failures: Mutex<Failures>,
}

#[derive(Debug, Default)]
struct Failures {
    count: u32,
    /// The pause after the last one.
    pause: Duration,
    /// When that ends; `None` if there was no failure since the last answer.
    until: Option<Instant>,
}

impl Nodes {
    pub(crate) fn new(urls: Vec<Url>) -> Self {
        let nodes = urls.into_iter().map(|url| Node { url, failures: Mutex::default() });
        Self { nodes: nodes.collect(), next: AtomicUsize::new(0) }
    }

    /// Returns the number of the node to be asked now: the next in turn that has not failed lately, or the one whose
    /// pause ends first.
    pub(crate) fn next(&self, now: Instant) -> usize {
        let start = self.next.fetch_add(1, Ordering::Relaxed);
        let turn = (0..self.nodes.len()).map(|at| (start + at) % self.nodes.len());
        let pause = |at: &usize| self.nodes[*at].pause(now);
        let node = turn.min_by_key(pause).unwrap_or(0);
        self.nodes[node].failures().tried(now);
        node
    }

    /// Returns the address of a node.
    pub(crate) fn url(&self, node: usize) -> &Url {
        &self.nodes[node].url
    }

    /// Notes that a node answered.
    pub(crate) fn answered(&self, node: usize) {
        *self.nodes[node].failures() = Failures::default();
    }

    /// Notes that a node did not answer, and how long that took.
    pub(crate) fn failed(&self, node: usize, now: Instant, lost: Duration) {
        self.nodes[node].failures().add(now, lost);
    }
}

impl Failures {
    fn add(&mut self, now: Instant, lost: Duration) {
        let grown = FIRST_PAUSE.saturating_mul(1 << self.count.min(6));
        self.count = self.count.saturating_add(1);
        self.pause = grown.max(lost).min(LONGEST_PAUSE);
        self.until = Some(now + self.pause);
    }

    /// Lets other requests wait for the outcome of this one.
    fn tried(&mut self, now: Instant) {
        if self.until.is_some() {
            self.until = Some(now + self.pause);
        }
    }
}

impl Node {
    fn failures(&self) -> std::sync::MutexGuard<'_, Failures> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns how long the node is still left alone.
    fn pause(&self, now: Instant) -> Duration {
        self.failures().until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nodes(count: u16) -> Nodes {
        Nodes::new(
            (0..count).map(|port| format!("http://127.0.0.1:{port}").parse().expect("a url")).collect(),
        )
    }

    #[test]
    fn nodes_take_turns_and_failed_ones_pause() {
        let (nodes, now) = (nodes(3), Instant::now());
        assert_eq!([nodes.next(now), nodes.next(now), nodes.next(now), nodes.next(now)], [0, 1, 2, 0]);
        nodes.failed(1, now, Duration::ZERO);
        assert!((0..6).all(|_| nodes.next(now) != 1));
        let later = now + FIRST_PAUSE;
        assert_eq!((0..6).filter(|_| nodes.next(later) == 1).count(), 1, "one request at a time tries it");
        nodes.answered(1);
        assert_eq!((0..6).filter(|_| nodes.next(later) == 1).count(), 2);
    }

    #[test]
    fn a_node_that_hangs_pauses_as_long_as_it_hung() {
        let (nodes, now) = (nodes(2), Instant::now());
        nodes.failed(0, now, 20 * FIRST_PAUSE);
        assert!((0..4).all(|_| nodes.next(now + 19 * FIRST_PAUSE) == 1));
        nodes.failed(0, now, 2 * LONGEST_PAUSE);
        assert!((0..4).any(|_| nodes.next(now + LONGEST_PAUSE) == 0));
    }

    #[test]
    fn if_all_failed_the_one_whose_pause_ends_first_is_asked() {
        let (nodes, now) = (nodes(2), Instant::now());
        nodes.failed(0, now, Duration::ZERO);
        nodes.failed(0, now, Duration::ZERO);
        nodes.failed(1, now, Duration::ZERO);
        assert_eq!([nodes.next(now), nodes.next(now)], [1, 1]);
        nodes.answered(0);
        assert_eq!([nodes.next(now), nodes.next(now)], [0, 0]);
    }
}
