//! Follows the cluster: what other machines write to it comes into the catalog of this one.
//!
//! Reading it is left to `index`. Invariants: an index whose catalog is not complete is not served; what fails is tried
//! again, and logged once.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::Service;
use crate::{
    error::{Error, Result},
    index::{ClusterWatch, Joined},
    metrics::ServiceFailure,
};

/// How often the thread looks whether it is to end.
const TICK: Duration = Duration::from_millis(100);
/// How often the progress of filling a catalog is logged.
const TOLD_EVERY: Duration = Duration::from_secs(10);
/// The pause before a catalog that could not be filled is tried again.
const RETRY: Duration = Duration::from_secs(5);

impl Service {
    /// Follows the cluster until `stop` is set, on a thread of its own.
    ///
    /// # Errors
    /// Returns an error if the thread cannot be started.
    pub fn follow_cluster(&self, every: Duration, stop: Arc<AtomicBool>) -> Result<()> {
        let (service, mut watch) = (self.clone(), ClusterWatch::new(&self.inner.path));
        let work = move || {
            let mut last_error = String::new();
            while wait(every, &stop) {
                // Changes received here follow the cluster themselves.
                if service.queue_lengths().0 > 0 {
                    continue;
                }
                let followed = service.catch_up(&mut watch, &stop);
                service.note_following(followed, &mut last_error);
            }
        };
        let spawned = thread::Builder::new().name("follow".to_owned()).spawn(work);
        spawned.map(drop).map_err(Error::io("start a thread for", &self.inner.path))
    }

    /// Fills the catalog from the cluster if there is an index of it there and none here; tries until it succeeds or
    /// `stop` is set. Returns whether it was filled.
    pub fn join_cluster(&self, stop: &AtomicBool) -> bool {
        let mut last_error = String::new();
        loop {
            let joined = Joined::ensure(&self.inner.path, self.uploads().last(), (&progress_log(), stop));
            match joined {
                Ok(Joined::Already) => return false,
                Ok(Joined::Stopped) => return true,
                Ok(Joined::Filled(documents)) => {
                    tracing::info!(documents, "the catalog was filled from the cluster");
                    let followed = self.follow().map(|()| self.set_ready());
                    self.note_following(followed, &mut last_error);
                    return true;
                }
                Err(error) => self.note_following(Err(error), &mut last_error),
            }
            if !wait(RETRY, stop) {
                return true;
            }
        }
    }

    /// Takes over what is new in the cluster.
    fn catch_up(&self, watch: &mut ClusterWatch, stop: &AtomicBool) -> Result<()> {
        if watch.catch_up(self.uploads().last(), (&progress_log(), stop))? {
            self.follow()?;
        }
        let originals = self.index().ok().and_then(|index| index.originals());
        if originals.is_some_and(|originals| originals.has_news().unwrap_or_default()) {
            self.mirror()?;
            self.follow()?;
        }
        Ok(())
    }

    fn note_following(&self, followed: Result<()>, last_error: &mut String) {
        let error = match followed {
            // The other process follows the cluster itself.
            Ok(()) | Err(Error::Locked { .. }) => String::new(),
            Err(error) => error.to_string(),
        };
        if !error.is_empty() && error != *last_error {
            self.metrics().failed(ServiceFailure::Follow);
            tracing::error!("cannot follow the cluster for now: {error}");
        }
        *last_error = error;
    }
}

/// Returns what logs the progress of filling a catalog from time to time.
fn progress_log() -> impl Fn(u64, u64) {
    let told = std::cell::Cell::new(Instant::now());
    move |done, all| {
        if told.get().elapsed() > TOLD_EVERY {
            told.set(Instant::now());
            tracing::info!(done, all, "filling the catalog from the cluster");
        }
    }
}

/// Waits; returns whether to go on.
fn wait(time: Duration, stop: &AtomicBool) -> bool {
    let until = Instant::now() + time;
    while !stop.load(Ordering::Relaxed) {
        let Some(left) = until.checked_duration_since(Instant::now()) else { return true };
        thread::sleep(left.min(TICK));
    }
    false
}
