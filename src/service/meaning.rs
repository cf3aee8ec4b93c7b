//! Search by meaning in a running service: the model in use, and the vectors it still has to make.
//!
//! The model and the vectors themselves are left to `meaning`. Invariants: without a model nothing changes; a
//! model that cannot be read is logged once and the service goes on by words; one thread of low priority makes
//! vectors.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use super::Service;
use crate::{
    error::{Error, Result},
    meaning::{Meaning, MeaningSettings, VectorProgress},
};

/// How often to look for documents without vectors.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// The model in use.
#[derive(Debug, Default)]
pub(super) struct MeaningState {
    settings: Option<MeaningSettings>,
    model: Option<Meaning>,
    /// The file that could not be read, so that it is logged once.
    is_unusable: bool,
}

/// The number of documents that still get vectors.
#[derive(Debug, Default)]
pub(super) struct WaitingDocuments(AtomicU64);

impl Service {
    /// Uses the model of the index, if there is one, and follows it when another is imported.
    ///
    /// # Errors
    /// Returns [`Error::Unreadable`] if the model is damaged, and an error if a file cannot be read.
    pub fn use_meaning(&self, settings: MeaningSettings) -> Result<()> {
        let model = Meaning::open(&self.inner.path, settings)?;
        let mut state = self.inner.meaning.write().unwrap_or_else(PoisonError::into_inner);
        *state = MeaningState { settings: Some(settings), model, is_unusable: false };
        Ok(())
    }

    /// Returns the model in use.
    pub fn meaning(&self) -> Option<Meaning> {
        self.inner.meaning.read().unwrap_or_else(PoisonError::into_inner).model.clone()
    }

    /// Follows an import or removal of the model, and vectors that another process makes.
    pub(super) fn follow_meaning(&self) -> Result<()> {
        let settings = self.inner.meaning.read().unwrap_or_else(PoisonError::into_inner).settings;
        let Some(settings) = settings else { return Ok(()) };
        let known = self.meaning();
        if let Some(known) = known.filter(|known| known.is_current(&self.inner.path)) {
            return known.refresh();
        }
        let opened = Meaning::open(&self.inner.path, settings);
        let mut state = self.inner.meaning.write().unwrap_or_else(PoisonError::into_inner);
        let was_unusable = std::mem::replace(&mut state.is_unusable, opened.is_err());
        match opened {
            Ok(model) => state.model = model,
            Err(error) => {
                state.model = None;
                if !was_unusable {
                    tracing::warn!("search goes on by words alone: {error}");
                }
            }
        }
        Ok(())
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
        let Some(meaning) = self.meaning() else {
            self.inner.waiting_vectors.0.store(0, Ordering::Relaxed);
            return Ok(());
        };
        let Ok(index) = self.index() else { return Ok(()) };
        let progress = |progress: VectorProgress| {
            let waiting = (progress.total - progress.done) as u64;
            self.inner.waiting_vectors.0.store(waiting, Ordering::Relaxed);
        };
        meaning.complete(&index.snapshot(), 1, &AtomicBool::new(false), &progress)?;
        Ok(())
    }

    /// Returns the number of documents that still get vectors.
    pub(super) fn waiting_vectors(&self) -> u64 {
        self.inner.waiting_vectors.0.load(Ordering::Relaxed)
    }
}
