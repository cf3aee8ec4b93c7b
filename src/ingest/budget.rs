//! Limits the total size of the inputs in the pipeline, or the number of pages recognized at a time.
//!
//! The channels bound how many inputs wait; this bounds their total size, because an input may be a line of a
//! hundred letters or a file of a hundred megabytes.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The total size of inputs waiting to be read, in bytes.
///
/// Extracted documents waiting to be written have a limit of the same size. The writer's heap comes on top of
/// both.
pub(super) const MAX_BYTES_IN_FLIGHT: u64 = 64 << 20;

/// A number of bytes that is handed out in shares and given back.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    inner: Arc<BudgetInner>,
}

#[derive(Debug)]
struct BudgetInner {
    limit: u64,
    used: Mutex<u64>,
    freed: Condvar,
}

/// A share of the budget, given back when it is dropped.
#[derive(Debug)]
pub(super) struct BudgetPermit {
    budget: Budget,
    bytes: u64,
}

impl Budget {
    pub(super) fn new(limit: u64) -> Self {
        Self { inner: Arc::new(BudgetInner { limit, used: Mutex::default(), freed: Condvar::new() }) }
    }

    /// Waits until there is room; a request larger than the whole budget is granted alone.
    pub(super) fn take(&self, bytes: u64) -> BudgetPermit {
        let is_full = |used: &mut u64| *used > 0 && *used + bytes > self.inner.limit;
        let waited = self.inner.freed.wait_while(self.used(), is_full);
        *waited.unwrap_or_else(PoisonError::into_inner) += bytes;
        BudgetPermit { budget: self.clone(), bytes }
    }

    fn used(&self) -> MutexGuard<'_, u64> {
        self.inner.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for BudgetPermit {
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
    fn a_full_budget_blocks_and_a_large_request_is_granted_alone() {
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
