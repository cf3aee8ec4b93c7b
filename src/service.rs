//! A handle on an open index, shared by the command line and the web.
//!
//! This is the only place where asynchronous code crosses over to blocking code. The handle follows the
//! index: [`Service::follow`] picks up commits of other processes and rebuilds that replace the generation.
//! `lookup` reads single documents, `source_file` opens the file of one, `text` reads a long one in pieces,
//! `documents` adds and withdraws them, `writes` and `changes` make
//! changes durable, `completion` adds text that takes long to recognize, `tasks` runs work over the whole
//! index, `listing` serves programs that poll, and `integrity` checks the files in use. Limits and access
//! control are left to `http`.

mod changes;
mod completion;
mod documents;
mod integrity;
mod listing;
mod lookup;
mod refusal;
mod source_file;
mod starting_points;
mod tasks;
mod text;
mod writes;

use std::{
    net::IpAddr,
    ops::Range,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, OnceLock, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{
    analysis::{self, Analyzer, Synonyms},
    document::Language,
    error::{Error, Result},
    index::{Index, Snapshot},
    metrics::{IndexFigures, Metrics, QueueName},
    queries::{PopularQueries, PopularQueriesRequest, QueryLog, QuerySettings},
    regular,
    search::{
        self, Checked, MAX_QUERY_BYTES, SearchRequest, SearchResponse, Sort, StartingPoints, SuggestRequest,
        Suggestions,
    },
    uploads::Uploads,
};

pub use crate::ingest::CheckedFile;
pub use crate::{
    document::{OcrState, is_among},
    index::{IndexedDocument, PagePiece, Statistics},
    ingest::unknown_fields,
};
pub use changes::{Precondition, WriteStatus, WrittenDocument};
pub use documents::{NewDocument, withdraw};
pub use listing::ListedDocument;
pub use lookup::{DocumentLookup, OpenDocument, PresentedDocument};
pub use source_file::{DocumentSource, SourceFile};
pub use tasks::{TaskKind, TaskReport, TaskState};
pub use text::OpenText;

/// Maximum number of idle analyzers kept for later searches; each caches a few megabytes of words, so those
/// of a burst of searches must not all stay.
const MAX_IDLE_ANALYZERS: usize = 8;

/// Reads a file of synonyms.
///
/// # Errors
/// Returns [`Error::Io`] if the file cannot be read, and [`Error::Config`] naming the line if it is invalid.
pub fn read_synonyms(path: &Path) -> Result<Arc<Synonyms>> {
    let text = regular::text(path).map_err(Error::io("read", path))?;
    let read = Synonyms::parse(&text);
    read.map(Arc::new).map_err(|error| Error::Config(format!("`{}`, {error}", path.display())))
}

/// A shared handle on an index; clones share the index.
#[derive(Debug, Clone)]
pub struct Service {
    inner: Arc<ServiceInner>,
}

#[derive(Debug)]
struct ServiceInner {
    path: PathBuf,
    index: RwLock<Option<Index>>,
    /// Whether to serve an index that another version wrote.
    takes_any_version: bool,
    /// What to do about the version of the index, if it is of another version.
    remedy: RwLock<Option<String>>,
    analysis: Mutex<AnalyzerPool>,
    is_ready: AtomicBool,
    /// Whether a file in use is known to be damaged.
    is_damaged: AtomicBool,
    /// The reason changes cannot be written, from the first refusal until a change succeeds.
    refusal: Mutex<Option<&'static str>>,
    /// Whether the files of the served generation have been checked after a failure.
    is_looked_at: AtomicBool,
    uploads: changes::SharedUploads,
    /// The state needed to change documents; set once writing is allowed.
    writing: OnceLock<documents::DocumentWriter>,
    task: tasks::Tasks,
    metrics: Metrics,
    /// Records search statistics; set by [`Service::keep_queries`].
    queries: OnceLock<QueryLog>,
    /// The suggestions of the front page, and the state of the index they are for.
    beginnings: Mutex<Option<(String, Arc<StartingPoints>)>>,
}

/// The configuration for analyzing queries, and idle analyzers.
#[derive(Debug)]
struct AnalyzerPool {
    /// The synonyms for queries, if they differ from the built-in ones.
    synonyms: Option<Arc<Synonyms>>,
    /// Changes whenever the synonyms are replaced, and differs between processes: a program of another
    /// version, or with other settings, may answer differently.
    version: u128,
    /// Idle analyzers with their caches, one for each concurrent search.
    idle: Vec<Analyzer>,
}

/// Returns the current time in nanoseconds since 1970.
fn started() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos())
}

impl Service {
    /// Opens the index in a folder, which need not contain one yet.
    ///
    /// # Errors
    /// Returns the errors of [`Index::open`], except that a missing index is not an error.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_with(path, None)
    }

    /// Opens the index in a folder with the synonyms of a file instead of the built-in ones.
    ///
    /// # Errors
    /// Returns the errors of [`Service::open`], and an error naming the line and what would be valid if the
    /// file of synonyms cannot be read.
    pub fn open_with(path: &Path, synonyms: Option<&Path>) -> Result<Self> {
        Self::with_index(path, synonyms, Index::open_if_any(path)?, false)
    }

    /// Opens the index for a service that keeps running when the program is replaced by another version. An
    /// index that such a version wrote is served as far as it can be read, and [`Service::remedy`] says what
    /// to do.
    ///
    /// # Errors
    /// Returns the errors of [`Service::open_with`], except that another version is not an error.
    pub fn open_to_serve(path: &Path, synonyms: Option<&Path>) -> Result<Self> {
        let service = Self::with_index(path, synonyms, None, true)?;
        if let Some(index) = service.open_live()? {
            if index.snapshot().documents() > 0 {
                service.set_ready();
            }
            service.replace_index(index);
        }
        Ok(service)
    }

    fn with_index(
        path: &Path,
        synonyms: Option<&Path>,
        index: Option<Index>,
        takes_any_version: bool,
    ) -> Result<Self> {
        let synonyms = synonyms.map(read_synonyms).transpose()?;
        let is_ready = index.as_ref().is_some_and(|index| index.snapshot().documents() > 0);
        Ok(Self {
            inner: Arc::new(ServiceInner {
                path: path.to_owned(),
                index: RwLock::new(index),
                takes_any_version,
                remedy: RwLock::default(),
                analysis: Mutex::new(AnalyzerPool { synonyms, version: started(), idle: Vec::new() }),
                is_ready: is_ready.into(),
                is_damaged: AtomicBool::new(false),
                refusal: Mutex::default(),
                is_looked_at: AtomicBool::new(false),
                uploads: Arc::new(RwLock::new(Uploads::open(path)?)),
                writing: OnceLock::new(),
                task: tasks::Tasks::default(),
                metrics: Metrics::new(analysis::version()),
                queries: OnceLock::new(),
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

    /// Starts recording search statistics, if the settings enable them.
    pub fn keep_queries(&self, settings: QuerySettings) {
        if let Some(queries) = QueryLog::open(&self.inner.path, settings) {
            let _ = self.inner.queries.set(queries);
        }
    }

    /// Returns the search statistics; `None` if they are not recorded.
    pub fn queries(&self) -> Option<&QueryLog> {
        self.inner.queries.get()
    }

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
        if self.index()?.snapshot().documents() > 0 {
            self.set_ready();
        }
        Ok(())
    }

    /// Opens the live generation, if there is one that can be read.
    fn open_live(&self) -> Result<Option<Index>> {
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

    fn forget_remedy(&self) {
        *self.inner.remedy.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Serves another handle on the index from now on.
    fn replace_index(&self, index: Index) {
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

    /// Returns the roots that a run has begun to read but not completed.
    pub fn interrupted_roots(&self) -> Vec<PathBuf> {
        let roots = self.index().and_then(|index| index.roots()).unwrap_or_default();
        roots.into_iter().filter(|root| !root.is_complete).map(|root| root.path).collect()
    }

    fn index(&self) -> Result<Index> {
        let index = self.inner.index.read().unwrap_or_else(PoisonError::into_inner);
        index.clone().ok_or_else(|| Error::NoIndex(self.inner.path.clone()))
    }

    /// Runs a search on the calling thread.
    pub fn search_blocking(&self, request: &Checked<SearchRequest>) -> Result<SearchResponse> {
        self.with_analyzer(|snapshot, analyzer| search::search(snapshot, analyzer, request))
    }

    /// Returns where a text matches a query, as byte ranges; nothing if the query is too long.
    pub async fn marks(&self, query: String, text: String, language: Language) -> Result<Vec<Range<usize>>> {
        if query.len() > MAX_QUERY_BYTES {
            return Ok(Vec::new());
        }
        self.blocking(move |service| {
            service.with_analyzer(|snapshot, analyzer| {
                Ok(search::marks(snapshot, analyzer, &query, (&text, language)))
            })
        })
        .await
    }

    /// Runs `work` with an analyzer, preferably an idle one with a filled cache.
    fn with_analyzer<T>(&self, work: impl FnOnce(&Snapshot, &mut Analyzer) -> Result<T>) -> Result<T> {
        let snapshot = self.index()?.snapshot();
        let (mut analyzer, version) = self.analyzer();
        let result = work(&snapshot, &mut analyzer);
        let mut analysis = self.analysis();
        if analysis.idle.len() < MAX_IDLE_ANALYZERS && analysis.version == version {
            analysis.idle.push(analyzer);
        }
        result
    }

    /// Returns an idle analyzer or a new one, with the version of the synonyms.
    fn analyzer(&self) -> (Analyzer, u128) {
        let mut analysis = self.analysis();
        let (idle, synonyms) = (analysis.idle.pop(), analysis.synonyms.clone());
        let made = || synonyms.map_or_else(Analyzer::default, Analyzer::with_synonyms);
        (idle.unwrap_or_else(made), analysis.version)
    }

    /// Replaces the synonyms; `None` selects the built-in ones. Running searches keep theirs.
    pub fn set_synonyms(&self, synonyms: Option<Arc<Synonyms>>) {
        let mut analysis = self.analysis();
        *analysis = AnalyzerPool { synonyms, version: analysis.version + 1, idle: Vec::new() };
    }

    /// Identifies the state that responses depend on besides the request; `None` if there is no index yet.
    /// Every state of the index has another tag.
    pub fn state_tag(&self) -> Option<String> {
        let index = self.index().ok()?.state_tag();
        Some(format!("{index} {}", self.analysis().version))
    }

    fn analysis(&self) -> std::sync::MutexGuard<'_, AnalyzerPool> {
        self.inner.analysis.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the statistics of the index, on the calling thread.
    pub fn statistics_blocking(&self) -> Result<Statistics> {
        let index = self.index()?;
        index.snapshot().statistics(index.size_bytes())
    }

    /// Runs a search for a client, counts it, and records the query of a first page.
    ///
    /// `asker` is the address of the client. If it is unknown, the query is recorded only if it is neither
    /// filtered nor sorted, so that someone who narrows the results is counted once.
    pub async fn search(
        &self,
        request: Checked<SearchRequest>,
        asker: Option<IpAddr>,
    ) -> Result<SearchResponse> {
        let in_progress = self.metrics().search_begins();
        let is_plain = !request.has_filter() && request.sort == Sort::default();
        let (text, is_counted) = (request.text.clone(), request.page == 1 && (asker.is_some() || is_plain));
        let search = move |service: &Self| {
            // A search still runs if its caller has given up.
            let _in_progress = in_progress;
            service.search_blocking(&request)
        };
        let response = self.blocking(search).await?;
        self.metrics().searched(response.total);
        if let (Some(queries), true) = (self.queries(), is_counted) {
            queries.record(&text, response.total == 0, asker);
        }
        Ok(response)
    }

    /// Returns completions for a text being typed.
    ///
    /// # Errors
    /// Returns [`Error::NoIndex`] if there is no index, and an error if the index cannot be read.
    pub async fn suggest(&self, request: Checked<SuggestRequest>) -> Result<Suggestions> {
        self.blocking(move |service| search::suggest(&service.index()?.snapshot(), &request)).await
    }

    /// Returns the current statistics for the metrics; all zero if there is no index.
    pub async fn figures(&self) -> Result<IndexFigures> {
        let (changes, scans) = self.queue_lengths();
        self.metrics().set_waiting(QueueName::Writes, changes);
        self.metrics().set_waiting(QueueName::Recognition, scans);
        let figures = |service: &Self| {
            let index = service.index().map(|index| figures(&index)).unwrap_or_default();
            Ok(IndexFigures { refused_roots: service.refused_roots(), ..index })
        };
        self.blocking(figures).await
    }

    /// Writes the search statistics to disk; to be called about once a minute and at the end.
    pub async fn write_queries(&self) -> Result<()> {
        self.blocking(|service| service.queries().map_or(Ok(()), QueryLog::flush)).await
    }

    /// Returns the most frequent queries; `None` if they are not recorded.
    pub async fn popular_queries(&self, wanted: PopularQueriesRequest) -> Result<Option<PopularQueries>> {
        self.blocking(move |service| service.queries().map(|queries| queries.popular(&wanted)).transpose())
            .await
    }

    /// Returns the statistics of the index.
    pub async fn statistics(&self) -> Result<Statistics> {
        self.blocking(Self::statistics_blocking).await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let service = self.clone();
        let result = tokio::task::spawn_blocking(move || work(&service)).await;
        // The error of the runtime contains the panic message, which may quote a document.
        let result = result.unwrap_or_else(|_| Err(Error::Internal("a thread panicked".to_owned())));
        if matches!(result, Err(Error::Engine(_) | Error::Internal(_))) {
            self.look_for_damage();
        }
        result
    }
}

fn figures(index: &Index) -> IndexFigures {
    let snapshot = index.snapshot();
    IndexFigures {
        documents: snapshot.documents(),
        segments: snapshot.segments() as u64,
        generation: index.generation(),
        size_bytes: index.size_bytes(),
        refused_roots: 0,
    }
}
#[cfg(test)]
mod tests;
