//! Search by meaning in a running service: the model in use, and the vectors it still has to make.
//!
//! The model and the vectors themselves are left to `meaning`. Invariants: without a model nothing changes; a
//! model that cannot be read is logged once and the service goes on by words; one thread of low priority makes
//! vectors.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        PoisonError, RwLockWriteGuard,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use super::{Service, meaning_state::MeaningState};
use crate::{
    error::{Error, Result},
    meaning::{Meaning, MeaningSettings, ModelStamp, VectorProgress},
};

/// The number of documents that get vectors at a time, before the index is looked at again: those that were written
/// meanwhile come next, and the state of the index that is held meanwhile is let go.
const AT_A_TIME: usize = 500;
/// How often to look for documents without vectors.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

impl Service {
    /// Uses the model of the index, if there is one, and follows it when another is imported.
    ///
    /// # Errors
    /// Returns [`Error::Unreadable`] if the model is damaged, and an error if a file cannot be read. Another model is
    /// followed nevertheless.
    pub fn use_meaning(&self, settings: MeaningSettings) -> Result<()> {
        self.meaning_state().settings = Some(settings);
        self.open_meaning(settings)
    }

    /// Returns the model in use.
    pub fn meaning(&self) -> Option<Meaning> {
        self.inner.meaning.read().unwrap_or_else(PoisonError::into_inner).model.clone()
    }

    fn meaning_state(&self) -> RwLockWriteGuard<'_, MeaningState> {
        self.inner.meaning.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn open_meaning(&self, settings: MeaningSettings) -> Result<()> {
        let stamp = ModelStamp::of(&self.inner.path);
        let opened = Meaning::open(&self.inner.path, settings);
        let mut state = self.meaning_state();
        state.unusable = stamp.filter(|_| opened.is_err());
        let (model, result) = match opened {
            Ok(model) => (model, Ok(())),
            Err(error) => (None, Err(error)),
        };
        if let Some(before) = std::mem::replace(&mut state.model, model) {
            before.retire();
        }
        result
    }

    /// Follows an import or removal of the model, and vectors that another process makes. Whatever fails, the search
    /// by words goes on.
    pub(super) fn follow_meaning(&self) {
        let (settings, known, unusable) = {
            let state = self.inner.meaning.read().unwrap_or_else(PoisonError::into_inner);
            (state.settings, state.model.clone(), state.unusable)
        };
        let Some(settings) = settings else { return };
        let stamp = ModelStamp::of(&self.inner.path);
        if stamp.is_some() && stamp == unusable {
            return;
        }
        if let Some(known) = known.filter(|known| Some(known.stamp()) == stamp) {
            let refreshed = known.refresh();
            let was_behind = std::mem::replace(&mut self.meaning_state().is_behind, refreshed.is_err());
            if let (Err(error), false) = (refreshed, was_behind) {
                tracing::warn!("vectors cannot be read: {error}");
            }
        } else if let Err(error) = self.open_meaning(settings) {
            tracing::warn!("search goes on by words alone: {error}");
        }
    }

    /// Starts a thread that makes the vectors that documents lack, now and after every commit.
    ///
    /// # Errors
    /// Returns an error if the thread cannot be started.
    pub fn make_vectors(&self) -> Result<()> {
        let (service, path) = (self.clone(), self.inner.path.clone());
        let thread = thread::Builder::new().name("vectors".to_owned());
        let run = move || {
            loop {
                match catch_unwind(AssertUnwindSafe(|| service.make_lacking_vectors())) {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => tracing::warn!("failed to make vectors for now: {error}"),
                    Err(_) => tracing::error!("failed to make vectors: a thread panicked"),
                }
                thread::sleep(LOOK_AGAIN);
            }
        };
        thread.spawn(run).map_err(Error::io("start a thread for", path))?;
        Ok(())
    }

    fn make_lacking_vectors(&self) -> Result<()> {
        let (Some(meaning), Ok(index)) = (self.meaning(), self.index()) else {
            self.set_waiting_vectors(0);
            return Ok(());
        };
        let progress = |progress: VectorProgress| self.set_waiting_vectors(progress.total - progress.done);
        let made = meaning.complete(&index, (1, AT_A_TIME), &AtomicBool::new(false), &progress)?;
        let snapshot = index.snapshot();
        if let Some(made) = made {
            self.set_waiting_vectors(made.total - made.done);
            meaning.compact(&snapshot)
        } else {
            // Another process makes them.
            self.set_waiting_vectors(meaning.waiting(&snapshot)?);
            Ok(())
        }
    }

    fn set_waiting_vectors(&self, documents: usize) {
        self.inner.waiting_vectors.0.store(documents as u64, Ordering::Relaxed);
    }

    /// Returns the number of documents that still get vectors.
    pub(super) fn waiting_vectors(&self) -> u64 {
        self.inner.waiting_vectors.0.load(Ordering::Relaxed)
    }
}
