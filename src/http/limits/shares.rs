//! What answers under way take all together: memory, and open files.
//!
//! Always holds: there is never more given out than there is; who finds nothing left waits for a short time and is then
//! turned away.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use crate::http::error::ApiError;

/// Memory is given out in pieces of so many bytes.
const UNIT_BYTES: usize = 1 << 10;
/// How long an answer waits for memory before it is turned away.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is left of memory and open files.
#[derive(Debug)]
pub(in crate::http) struct Answers {
    memory: Arc<Semaphore>,
    units: usize,
    files: Arc<Semaphore>,
    patience: Duration,
}

/// A share, given back when it is dropped.
pub(in crate::http) type Share = OwnedSemaphorePermit;

impl Answers {
    pub(super) fn new(memory_bytes: usize, files: usize) -> Self {
        let units = (memory_bytes / UNIT_BYTES).clamp(1, u32::MAX as usize);
        Self {
            memory: Arc::new(Semaphore::new(units)),
            units,
            files: Arc::new(Semaphore::new(files)),
            patience: PATIENCE,
        }
    }

    /// Memory for an answer; what takes more than there is takes all.
    ///
    /// # Errors
    /// [`ApiError::Overloaded`].
    pub(in crate::http) async fn hold(&self, bytes: usize) -> Result<Share, ApiError> {
        let units = bytes.div_ceil(UNIT_BYTES).clamp(1, self.units) as u32;
        let share = timeout(self.patience, Arc::clone(&self.memory).acquire_many_owned(units)).await;
        share.ok().and_then(Result::ok).ok_or(ApiError::Overloaded)
    }

    /// A place for one more open file.
    ///
    /// # Errors
    /// [`ApiError::Overloaded`].
    pub(in crate::http) fn file(&self) -> Result<Share, ApiError> {
        Arc::clone(&self.files).try_acquire_owned().map_err(|_| ApiError::Overloaded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn responses_share_the_memory_and_the_largest_takes_all_of_it() {
        let answers = Answers { patience: Duration::from_millis(10), ..Answers::new(8 << 10, 1) };
        let first = answers.hold(5 << 10).await.expect("enough memory");
        let second = answers.hold(3 << 10).await.expect("enough memory");
        assert_eq!(answers.hold(1).await.map(|_| ()), Err(ApiError::Overloaded));
        drop((first, second));
        let all = answers.hold(1 << 30).await.expect("all memory");
        assert_eq!(answers.hold(1).await.map(|_| ()), Err(ApiError::Overloaded));
        drop(all);
        let place = answers.file().expect("a place");
        assert!(answers.file().is_err());
        drop(place);
        assert!(answers.file().is_ok());
    }
}
