//! The index that is served: commits of other processes, and rebuilds that replace the generation.
//!
//! Commits of this process come from `documents`. Invariant: damage that was found is forgotten only when
//! another generation is served.

use std::sync::{PoisonError, atomic::Ordering};

use super::Service;
use crate::{
    error::{Error, Result},
    index::Index,
};

impl Service {
    /// Picks up commits of this process and of others, and a new generation.
    pub fn follow(&self) -> Result<()> {
        match self.index() {
            Ok(index) if index.is_live() => index.refresh()?,
            _ => {
                let Some(index) = self.open_live()? else { return Ok(()) };
                // A change may have been committed to the new generation in the meantime, and may already be
                // served.
                self.serve(index, |served| !served.is_live());
            }
        }
        self.follow_uploads()?;
        self.follow_meaning();
        if self.index()?.snapshot().documents() > 0 {
            self.set_ready();
        }
        Ok(())
    }

    /// Opens the live generation, if there is one that can be read.
    pub(super) fn open_live(&self) -> Result<Option<Index>> {
        if !self.inner.takes_any_version {
            return Index::open_if_any(&self.inner.path);
        }
        let (index, mismatch) = match Index::open_any_version(&self.inner.path) {
            Ok((index, mismatch)) => (Some(index), mismatch),
            Err(Error::NoIndex(_)) => (None, None),
            Err(error @ Error::VersionMismatch { .. }) => (None, Some(error)),
            Err(error) => return Err(error),
        };
        let remedy = mismatch.map(|error| error.to_string());
        *self.inner.remedy.write().unwrap_or_else(PoisonError::into_inner) = remedy;
        Ok(index)
    }

    /// Returns whether there is an index that can be read.
    pub fn has_index(&self) -> bool {
        self.inner.index.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Returns what to do if another version of the program wrote the index.
    pub fn remedy(&self) -> Option<String> {
        self.inner.remedy.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn forget_remedy(&self) {
        *self.inner.remedy.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Serves another handle on the index from now on.
    pub(super) fn replace_index(&self, index: Index) {
        self.serve(index, |_| true);
    }

    /// Serves another handle on the index if `is_replaced` holds for the current one.
    fn serve(&self, index: Index, is_replaced: impl Fn(&Index) -> bool) {
        let mut served = self.inner.index.write().unwrap_or_else(PoisonError::into_inner);
        if served.as_ref().is_some_and(|served| !is_replaced(served)) {
            return;
        }
        if served.as_ref().is_none_or(|served| served.generation() != index.generation()) {
            self.inner.is_damaged.store(false, Ordering::Release);
            self.inner.is_looked_at.store(false, Ordering::Release);
        } else if let Some(served) = &*served {
            index.adopt(served);
        }
        *served = Some(index);
    }

    /// Returns the index that is served.
    pub(super) fn index(&self) -> Result<Index> {
        let index = self.inner.index.read().unwrap_or_else(PoisonError::into_inner);
        index.clone().ok_or_else(|| Error::NoIndex(self.inner.path.clone()))
    }
}
