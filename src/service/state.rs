//! The handle on an open index and the state behind it.
//!
//! What can be done with it is left to the other files, which add their methods. Invariant: clones share all
//! state.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{
    analyzer_pool::AnalyzerPool,
    changes::SharedUploads,
    document_writer::DocumentWriter,
    meaning_state::{MeaningState, WaitingDocuments},
    picture_drawer::PictureDrawer,
    tasks::Tasks,
};
use crate::{
    analysis, document::today, error::Result, index::Index, metrics::Metrics, queries::QueryLog,
    search::StartingPoints, uploads::Uploads,
};

/// A shared handle on an index; clones share the index.
#[derive(Debug, Clone)]
pub struct Service {
    pub(super) inner: Arc<ServiceInner>,
}

/// The state that clones of a service share.
#[derive(Debug)]
pub(super) struct ServiceInner {
    pub(super) path: PathBuf,
    pub(super) index: RwLock<Option<Index>>,
    /// Whether to serve an index that another version wrote.
    pub(super) takes_any_version: bool,
    /// What to do about the version of the index, if it is of another version.
    pub(super) remedy: RwLock<Option<String>>,
    pub(super) analyzers: Mutex<AnalyzerPool>,
    pub(super) is_ready: AtomicBool,
    /// Whether a file in use is known to be damaged.
    pub(super) is_damaged: AtomicBool,
    /// The reason changes cannot be written, from the first refusal until a change succeeds.
    pub(super) refusal: Mutex<Option<&'static str>>,
    /// Whether the files of the served generation have been checked after a failure.
    pub(super) is_looked_at: AtomicBool,
    pub(super) uploads: SharedUploads,
    /// The state needed to change documents; set once writing is allowed.
    pub(super) writing: OnceLock<DocumentWriter>,
    pub(super) task: Tasks,
    pub(super) metrics: Metrics,
    /// The model for search by meaning; set by [`Service::use_meaning`].
    pub(super) meaning: RwLock<MeaningState>,
    pub(super) waiting_vectors: WaitingDocuments,
    /// Records search statistics; set by [`Service::keep_queries`].
    pub(super) queries: OnceLock<QueryLog>,
    /// The queries shown on the front page, as of the last time that the statistics were written.
    pub(super) frequent: Mutex<Arc<[String]>>,
    /// The means to draw pages; set by [`Service::allow_pictures`].
    pub(super) pictures: OnceLock<PictureDrawer>,
    /// The suggestions of the front page, and the state of the index they are for.
    pub(super) beginnings: Mutex<Option<(String, Arc<StartingPoints>)>>,
}

impl Service {
    /// Creates the handle on the index in a folder, which need not contain one yet.
    ///
    /// # Errors
    /// Returns [`Error::Io`](crate::Error::Io) if the uploads cannot be read.
    pub(super) fn new(
        path: &Path,
        analyzers: AnalyzerPool,
        index: Option<Index>,
        takes_any_version: bool,
    ) -> Result<Self> {
        let is_ready = index.as_ref().is_some_and(|index| index.snapshot().documents() > 0);
        Ok(Self {
            inner: Arc::new(ServiceInner {
                path: path.to_owned(),
                index: RwLock::new(index),
                takes_any_version,
                remedy: RwLock::default(),
                analyzers: Mutex::new(analyzers),
                is_ready: is_ready.into(),
                is_damaged: AtomicBool::new(false),
                refusal: Mutex::default(),
                is_looked_at: AtomicBool::new(false),
                uploads: Arc::new(RwLock::new(Uploads::open(path)?)),
                writing: OnceLock::new(),
                task: Tasks::default(),
                metrics: Metrics::new(analysis::version()),
                meaning: RwLock::default(),
                waiting_vectors: WaitingDocuments::default(),
                queries: OnceLock::new(),
                frequent: Mutex::default(),
                pictures: OnceLock::new(),
                beginnings: Mutex::default(),
            }),
        })
    }

    /// Returns whether there is anything to search: documents, or an index that was filled and is empty.
    pub fn is_ready(&self) -> bool {
        self.inner.is_ready.load(Ordering::Acquire)
    }

    /// Marks the index as filled, even if there was nothing to fill it with.
    pub fn set_ready(&self) {
        self.inner.is_ready.store(true, Ordering::Release);
    }

    /// Returns the metrics of this service.
    pub fn metrics(&self) -> &Metrics {
        &self.inner.metrics
    }

    /// Identifies the state that responses depend on besides the request; `None` if there is no index yet.
    /// Every state of the index and of its vectors has another tag.
    pub fn state_tag(&self) -> Option<String> {
        let vectors = self.meaning().map(|meaning| meaning.state_tag()).unwrap_or_default();
        Some(format!("{} {vectors}", self.index_tag()?))
    }

    /// Identifies the state of the index without its vectors; `None` if there is no index yet.
    pub fn index_tag(&self) -> Option<String> {
        let index = self.index().ok()?.state_tag();
        let pool = self.analyzers();
        // With the day, acts come into force and best bets expire.
        Some(format!("{index} {} {}", pool.version(), today()))
    }

    /// Returns the pool of analyzers, locked.
    pub(super) fn analyzers(&self) -> MutexGuard<'_, AnalyzerPool> {
        self.inner.analyzers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
