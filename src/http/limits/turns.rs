//! How many requests are answered at a time: few run, some wait for a short time, the rest is turned away.
//!
//! A search is work for a core: more of them at a time are not answered sooner, they only need more memory.

use std::{thread::available_parallelism, time::Duration};

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

/// Requests a core: while some wait for the disk or for others, the rest keeps the core busy.
const REQUESTS_PER_CORE: usize = 16;
/// Requests that may wait: with 32 at work that many are answered in about a quarter of a second.
const WAITING: usize = 512;
/// How long a request waits before it is turned away: its sender is about to lose patience.
const PATIENCE: Duration = Duration::from_secs(2);

/// The turns of the requests.
#[derive(Debug)]
pub(super) struct Turns {
    running: Semaphore,
    waiting: Semaphore,
    patience: Duration,
}

impl Turns {
    /// So many at a time; 0: chosen by the number of cores.
    pub(super) fn new(at_a_time: usize) -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        let running = if at_a_time == 0 { cores * REQUESTS_PER_CORE } else { at_a_time };
        Self {
            running: Semaphore::new(running.min(Semaphore::MAX_PERMITS)),
            waiting: Semaphore::new(WAITING),
            patience: PATIENCE,
        }
    }

    /// A turn, which ends when it is dropped; `None` where too many wait already, or it takes too long.
    pub(super) async fn take(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(turn) = self.running.try_acquire() {
            return Some(turn);
        }
        let _place = self.waiting.try_acquire().ok()?;
        timeout(self.patience, self.running.acquire()).await.ok()?.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn beyond_those_that_run_and_wait_requests_are_turned_away() {
        let turns = Turns { patience: Duration::from_millis(10), ..Turns::new(1) };
        let first = turns.take().await.expect("a turn");
        let places = turns.waiting.try_acquire_many(WAITING as u32).expect("nobody waits");
        assert!(turns.take().await.is_none(), "no place to wait");
        drop(places);
        assert!(turns.take().await.is_none(), "waited in vain");
        drop(first);
        assert!(turns.take().await.is_some());
    }
}
