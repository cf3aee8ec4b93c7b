//! The suggestions of the front page, cached for one state of the index.

use std::sync::{Arc, PoisonError};

use super::Service;
use crate::{
    error::Result,
    search::{self, StartingPoints},
};

impl Service {
    /// Returns the suggestions of the front page; computed once for each state of the index.
    ///
    /// # Errors
    /// Returns an error if there is no index or it cannot be read.
    pub async fn beginnings(&self) -> Result<Arc<StartingPoints>> {
        self.blocking(Self::beginnings_blocking).await
    }

    fn beginnings_blocking(&self) -> Result<Arc<StartingPoints>> {
        let state = self.index_tag().unwrap_or_default();
        let mut remembered = self.inner.beginnings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, beginnings)) = remembered.as_ref().filter(|(known, _)| *known == state) {
            return Ok(Arc::clone(beginnings));
        }
        // Other callers wait for the lock: that is faster than computing the same.
        let beginnings = Arc::new(self.with_analyzer(search::beginnings)?);
        *remembered = Some((state, Arc::clone(&beginnings)));
        Ok(beginnings)
    }
}
