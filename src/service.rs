//! One handle on an open index for the command line and the web.
//!
//! The only place where asynchronous code crosses to blocking code. It follows the index: what
//! another process commits, or a rebuild that replaces the generation, is taken up by
//! [`Service::follow`]. Leaves limits and access to `http`.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{
    analysis::{Analyzer, Synonyms},
    document::{Document, DocumentId},
    error::{Error, Result},
    index::Index,
    search::{self, SearchRequest, SearchResponse},
};

pub use crate::index::Statistics;

/// Analyzers kept for the next searches; each remembers a few megabytes of words, so that those of a
/// burst of searches must not all stay.
const MAX_IDLE_ANALYZERS: usize = 8;

/// Reads a file of synonyms.
///
/// # Errors
/// [`Error::Io`], or [`Error::Config`] naming the line.
pub fn read_synonyms(path: &Path) -> Result<Arc<Synonyms>> {
    let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
    let read = Synonyms::parse(&text);
    read.map(Arc::new).map_err(|error| Error::Config(format!("`{}`, {error}", path.display())))
}

/// A shared handle; clones share the index.
#[derive(Debug, Clone)]
pub struct Service {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    index: RwLock<Option<Index>>,
    analysis: Mutex<Analysis>,
    is_ready: AtomicBool,
}

/// How queries are analysed.
#[derive(Debug)]
struct Analysis {
    /// What stands for what in queries, where it is not what the program carries.
    synonyms: Option<Arc<Synonyms>>,
    /// Another one whenever the synonyms have been exchanged, and in each process: a program of another
    /// version, or with other settings, may answer otherwise.
    version: u128,
    /// Analyzers with what they remember, one for each search that runs at a time.
    idle: Vec<Analyzer>,
}

/// Nanoseconds since 1970.
fn started() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos())
}

impl Service {
    /// Opens the index in a folder, which may not hold one yet.
    ///
    /// # Errors
    /// As [`Index::open`], but a missing index is none.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_with(path, None)
    }

    /// The same with the synonyms of a file in the place of those that the program carries.
    ///
    /// # Errors
    /// Also where the file cannot be read, with the line and what would be right.
    pub fn open_with(path: &Path, synonyms: Option<&Path>) -> Result<Self> {
        let synonyms = synonyms.map(read_synonyms).transpose()?;
        let index = Index::open_if_any(path)?;
        let is_ready = index.as_ref().is_some_and(|index| index.snapshot().documents() > 0);
        Ok(Self {
            inner: Arc::new(Inner {
                path: path.to_owned(),
                index: RwLock::new(index),
                analysis: Mutex::new(Analysis { synonyms, version: started(), idle: Vec::new() }),
                is_ready: is_ready.into(),
            }),
        })
    }

    /// Whether there is anything to search: documents, or an index that was filled and is empty.
    pub fn is_ready(&self) -> bool {
        self.inner.is_ready.load(Ordering::Acquire)
    }

    /// Says that the index has been filled, however little there was to fill it with.
    pub fn set_ready(&self) {
        self.inner.is_ready.store(true, Ordering::Release);
    }

    /// Takes up what has been committed, by this process or another, and a new generation.
    pub fn follow(&self) -> Result<()> {
        match self.index() {
            Ok(index) if index.is_live() => index.refresh()?,
            _ => {
                let Some(index) = Index::open_if_any(&self.inner.path)? else { return Ok(()) };
                *self.inner.index.write().unwrap_or_else(PoisonError::into_inner) = Some(index);
            }
        }
        if self.index()?.snapshot().documents() > 0 {
            self.set_ready();
        }
        Ok(())
    }

    /// The roots that a run has begun to read and not gone through.
    pub fn interrupted_roots(&self) -> Vec<PathBuf> {
        let roots = self.index().and_then(|index| index.roots()).unwrap_or_default();
        roots.into_iter().filter(|root| !root.is_complete).map(|root| root.path).collect()
    }

    fn index(&self) -> Result<Index> {
        let index = self.inner.index.read().unwrap_or_else(PoisonError::into_inner);
        index.clone().ok_or_else(|| Error::NoIndex(self.inner.path.clone()))
    }

    /// Answers a search on the calling thread.
    pub fn search_blocking(&self, request: &SearchRequest) -> Result<SearchResponse> {
        let snapshot = self.index()?.snapshot();
        let (mut analyzer, version) = self.analyzer();
        let response = search::search(&snapshot, &mut analyzer, request);
        let mut analysis = self.analysis();
        if analysis.idle.len() < MAX_IDLE_ANALYZERS && analysis.version == version {
            analysis.idle.push(analyzer);
        }
        response
    }

    /// One that has worked before, or a new one; and the version of the synonyms by then.
    fn analyzer(&self) -> (Analyzer, u128) {
        let mut analysis = self.analysis();
        let (idle, synonyms) = (analysis.idle.pop(), analysis.synonyms.clone());
        let made = || synonyms.map_or_else(Analyzer::default, Analyzer::with_synonyms);
        (idle.unwrap_or_else(made), analysis.version)
    }

    /// Exchanges the synonyms; `None`: those that the program carries. Searches that run keep theirs.
    pub fn set_synonyms(&self, synonyms: Option<Arc<Synonyms>>) {
        let mut analysis = self.analysis();
        *analysis = Analysis { synonyms, version: analysis.version + 1, idle: Vec::new() };
    }

    /// Names what answers depend on besides the request; `None` where there is no index yet. Another state of
    /// the index has another name.
    pub fn state_tag(&self) -> Option<String> {
        let index = self.index().ok()?.state_tag();
        Some(format!("{index} {}", self.analysis().version))
    }

    fn analysis(&self) -> std::sync::MutexGuard<'_, Analysis> {
        self.inner.analysis.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The document of this id, on the calling thread.
    pub fn document_blocking(&self, id: &DocumentId) -> Result<Option<Document>> {
        self.index()?.snapshot().document(id)
    }

    /// The figures of the index, on the calling thread.
    pub fn statistics_blocking(&self) -> Result<Statistics> {
        let index = self.index()?;
        index.snapshot().statistics(index.size_bytes())
    }

    /// Answers a search.
    pub async fn search(&self, request: SearchRequest) -> Result<SearchResponse> {
        self.blocking(move |service| service.search_blocking(&request)).await
    }

    /// The document of this id.
    pub async fn document(&self, id: DocumentId) -> Result<Option<Document>> {
        self.blocking(move |service| service.document_blocking(&id)).await
    }

    /// The figures of the index.
    pub async fn statistics(&self) -> Result<Statistics> {
        self.blocking(Self::statistics_blocking).await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let service = self.clone();
        let result = tokio::task::spawn_blocking(move || work(&service)).await;
        result.unwrap_or_else(|error| Err(Error::Internal(error.to_string())))
    }
}
