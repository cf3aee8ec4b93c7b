//! Resources shared by all responses in progress: memory and open files.
//!
//! Invariants: never more is handed out than there is; a response that finds nothing left waits a short time
//! and is then refused.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use crate::http::error::ApiError;

/// The unit in which memory is handed out, in bytes.
const UNIT_BYTES: usize = 1 << 10;
/// How long a response waits for memory before it is refused.
const PATIENCE: Duration = Duration::from_secs(3);

/// The remaining memory and open files.
#[derive(Debug)]
pub(crate) struct ResponseBudget {
    memory: Arc<Semaphore>,
    units: usize,
    files: Arc<Semaphore>,
    patience: Duration,
}

/// A share, released when it is dropped.
pub(crate) type ResponsePermit = OwnedSemaphorePermit;

impl ResponseBudget {
    pub(crate) fn new(memory_bytes: usize, files: usize) -> Self {
        let units = (memory_bytes / UNIT_BYTES).clamp(1, u32::MAX as usize);
        Self {
            memory: Arc::new(Semaphore::new(units)),
            units,
            files: Arc::new(Semaphore::new(files)),
            patience: PATIENCE,
        }
    }

    /// Reserves memory for a response; a request for more than the total takes all of it.
    ///
    /// # Errors
    /// Returns [`ApiError::Overloaded`] if the memory is not available in time.
    pub(crate) async fn reserve(&self, bytes: usize) -> Result<ResponsePermit, ApiError> {
        let units = bytes.div_ceil(UNIT_BYTES).clamp(1, self.units) as u32;
        let share = timeout(self.patience, Arc::clone(&self.memory).acquire_many_owned(units)).await;
        share.ok().and_then(Result::ok).ok_or(ApiError::Overloaded)
    }

    /// Reserves a place for one more open file.
    ///
    /// # Errors
    /// Returns [`ApiError::Overloaded`] if there is none.
    pub(crate) fn file(&self) -> Result<ResponsePermit, ApiError> {
        Arc::clone(&self.files).try_acquire_owned().map_err(|_| ApiError::Overloaded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn responses_share_the_memory_and_an_oversized_one_takes_all() {
        let answers =
            ResponseBudget { patience: Duration::from_millis(10), ..ResponseBudget::new(8 << 10, 1) };
        let first = answers.reserve(5 << 10).await.expect("enough memory");
        let second = answers.reserve(3 << 10).await.expect("enough memory");
        assert_eq!(answers.reserve(1).await.map(|_| ()), Err(ApiError::Overloaded));
        drop((first, second));
        let all = answers.reserve(1 << 30).await.expect("all memory");
        assert_eq!(answers.reserve(1).await.map(|_| ()), Err(ApiError::Overloaded));
        drop(all);
        let place = answers.file().expect("a place");
        assert!(answers.file().is_err());
        drop(place);
        assert!(answers.file().is_ok());
    }
}
