//! How many bytes may be on their way through the pipeline at a time, or pages be recognised.
//!
//! The channels bound how many inputs wait; this bounds how large they are together, because one
//! input may be a line of a hundred letters or a file of a hundred megabytes.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// A number of bytes that is shared out and given back.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    limit: u64,
    used: Mutex<u64>,
    freed: Condvar,
}

/// A part of the budget, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Share {
    budget: Budget,
    bytes: u64,
}

impl Budget {
    pub(super) fn new(limit: u64) -> Self {
        Self { inner: Arc::new(Inner { limit, used: Mutex::default(), freed: Condvar::new() }) }
    }

    /// Waits until there is room. What is larger than the whole budget goes through alone.
    pub(super) fn take(&self, bytes: u64) -> Share {
        let is_full = |used: &mut u64| *used > 0 && *used + bytes > self.inner.limit;
        let waited = self.inner.freed.wait_while(self.used(), is_full);
        *waited.unwrap_or_else(PoisonError::into_inner) += bytes;
        Share { budget: self.clone(), bytes }
    }

    fn used(&self) -> MutexGuard<'_, u64> {
        self.inner.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        *self.budget.used() -= self.bytes;
        self.budget.inner.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn a_full_budget_makes_the_next_file_wait_and_an_oversized_one_runs_alone() {
        let budget = Budget::new(10);
        let first = budget.take(25);
        let waiting = thread::spawn({
            let budget = budget.clone();
            move || drop(budget.take(4))
        });
        thread::sleep(std::time::Duration::from_millis(20));
        assert!(!waiting.is_finished());
        drop(first);
        waiting.join().expect("ended");
        assert_eq!(*budget.used(), 0);
    }
}
