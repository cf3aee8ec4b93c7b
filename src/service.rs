//! One handle on an open index for the command line and the web.
//!
//! The only place where asynchronous code crosses to blocking code. It follows the index: what
//! another process commits, or a rebuild that replaces the generation, is taken up by
//! [`Service::follow`]. `documents` is what is asked of single documents, `text` reads a long one piece by piece, `writes` and `changes` make what is
//! changed of them durable, `completion` adds text that takes long to recognise, `tasks` are runs over the whole
//! index, `listing` gives documents to programs that ask by the clock, `soundness` looks at the files that are served. Leaves limits and access to `http`.

mod beginnings;
mod changes;
mod completion;
mod documents;
mod listing;
mod refusal;
mod soundness;
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
    document::{DocumentId, Language},
    error::{Error, Result},
    index::{Index, Snapshot},
    metrics::{Figures, Metrics, Queue},
    originals::Originals,
    queries::{PopularQueries, QueryLog, QuerySettings, Wanted},
    regular,
    search::{
        self, Beginnings, MAX_QUERY_BYTES, Related, SearchRequest, SearchResponse, Sort, SuggestRequest,
        Suggestions,
    },
};

pub use crate::ingest::CheckedFile;
pub use crate::{
    index::{Listed, PagePiece, Statistics},
    ingest::{Missing, unknown_fields},
};
pub use changes::{Condition, Status, Written, is_among, tag_of};
pub use documents::{Found, Source, SourceFile, Upload, withdraw};
pub use listing::ListedDocument;
pub use tasks::{TaskKind, TaskReport, TaskState};
pub use text::OpenText;

/// Analyzers kept for the next searches; each remembers a few megabytes of words, so that those of a
/// burst of searches must not all stay.
const MAX_IDLE_ANALYZERS: usize = 8;

/// Reads a file of synonyms.
///
/// # Errors
/// [`Error::Io`], or [`Error::Config`] naming the line.
pub fn read_synonyms(path: &Path) -> Result<Arc<Synonyms>> {
    let text = regular::text(path).map_err(Error::io("read", path))?;
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
    /// Whether an index that another version wrote is served.
    takes_any_version: bool,
    /// What is to be done about the version of the index.
    remedy: RwLock<Option<String>>,
    analysis: Mutex<Analysis>,
    is_ready: AtomicBool,
    /// Whether a file that is served is not what was written.
    is_damaged: AtomicBool,
    /// What keeps changes from being written, since one was refused.
    refusal: Mutex<Option<&'static str>>,
    /// Whether the files of the generation that is served have been looked at because of a failure.
    is_looked_at: AtomicBool,
    originals: changes::SharedOriginals,
    /// What is needed to change documents, once that is allowed.
    writing: OnceLock<documents::Writing>,
    task: tasks::Tasks,
    metrics: Metrics,
    /// Counts what is asked, once [`Service::keep_queries`] has said so.
    queries: OnceLock<QueryLog>,
    /// What the front page offers, and in which state of the index.
    beginnings: Mutex<Option<(String, Arc<Beginnings>)>>,
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
        Self::over(path, synonyms, Index::open_if_any(path)?, false)
    }

    /// The same for a service that is to go on when the program has been replaced by another version: what that
    /// wrote is served as far as it can be read, and [`Service::remedy`] tells what is to be done.
    ///
    /// # Errors
    /// As [`Service::open_with`], but for the version.
    pub fn open_to_serve(path: &Path, synonyms: Option<&Path>) -> Result<Self> {
        let service = Self::over(path, synonyms, None, true)?;
        if let Some(index) = service.open_live()? {
            if index.snapshot().documents() > 0 {
                service.set_ready();
            }
            service.take_up(index);
        }
        Ok(service)
    }

    fn over(
        path: &Path,
        synonyms: Option<&Path>,
        index: Option<Index>,
        takes_any_version: bool,
    ) -> Result<Self> {
        let synonyms = synonyms.map(read_synonyms).transpose()?;
        let is_ready = index.as_ref().is_some_and(|index| index.snapshot().documents() > 0);
        Ok(Self {
            inner: Arc::new(Inner {
                path: path.to_owned(),
                index: RwLock::new(index),
                takes_any_version,
                remedy: RwLock::default(),
                analysis: Mutex::new(Analysis { synonyms, version: started(), idle: Vec::new() }),
                is_ready: is_ready.into(),
                is_damaged: AtomicBool::new(false),
                refusal: Mutex::default(),
                is_looked_at: AtomicBool::new(false),
                originals: Arc::new(RwLock::new(Originals::open(path)?)),
                writing: OnceLock::new(),
                task: tasks::Tasks::default(),
                metrics: Metrics::new(analysis::version()),
                queries: OnceLock::new(),
                beginnings: Mutex::default(),
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

    /// What this service counts and times.
    pub fn metrics(&self) -> &Metrics {
        &self.inner.metrics
    }

    /// Counts what is asked from now on, where the settings have it so.
    pub fn keep_queries(&self, settings: QuerySettings) {
        if let Some(queries) = QueryLog::open(&self.inner.path, settings) {
            let _ = self.inner.queries.set(queries);
        }
    }

    /// The counts of what is asked; `None` where they are not kept.
    pub fn queries(&self) -> Option<&QueryLog> {
        self.inner.queries.get()
    }

    /// Takes up what has been committed, by this process or another, and a new generation.
    pub fn follow(&self) -> Result<()> {
        match self.index() {
            Ok(index) if index.is_live() => index.refresh()?,
            _ => {
                let Some(index) = self.open_live()? else { return Ok(()) };
                // A change may have been committed to the new generation meanwhile, and be served already.
                self.serve(index, |served| !served.is_live());
            }
        }
        self.follow_originals()?;
        if self.index()?.snapshot().documents() > 0 {
            self.set_ready();
        }
        Ok(())
    }

    /// The live generation, where there is one that can be read.
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

    /// Whether there is an index that can be read.
    pub fn has_index(&self) -> bool {
        self.inner.index.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// What is to be done because another version of the program wrote the index, if one did.
    pub fn remedy(&self) -> Option<String> {
        self.inner.remedy.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn forget_remedy(&self) {
        *self.inner.remedy.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Serves another handle on the index from now on.
    fn take_up(&self, index: Index) {
        self.serve(index, |_| true);
    }

    /// The same, if the handle served now is one that is to be replaced.
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
        self.analysing(|snapshot, analyzer| search::search(snapshot, analyzer, request))
    }

    /// Where in a text stands what a query asks for, in bytes; nothing for an over-long query.
    pub async fn marks(&self, query: String, text: String, language: Language) -> Result<Vec<Range<usize>>> {
        if query.len() > MAX_QUERY_BYTES {
            return Ok(Vec::new());
        }
        self.blocking(move |service| {
            service.analysing(|snapshot, analyzer| {
                Ok(search::marks(snapshot, analyzer, &query, (&text, language)))
            })
        })
        .await
    }

    /// Does something that takes an analyser with one that has worked before, where there is one.
    fn analysing<T>(&self, work: impl FnOnce(&Snapshot, &mut Analyzer) -> Result<T>) -> Result<T> {
        let snapshot = self.index()?.snapshot();
        let (mut analyzer, version) = self.analyzer();
        let result = work(&snapshot, &mut analyzer);
        let mut analysis = self.analysis();
        if analysis.idle.len() < MAX_IDLE_ANALYZERS && analysis.version == version {
            analysis.idle.push(analyzer);
        }
        result
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

    /// The figures of the index, on the calling thread.
    pub fn statistics_blocking(&self) -> Result<Statistics> {
        let index = self.index()?;
        index.snapshot().statistics(index.size_bytes())
    }

    /// Answers a search of somebody outside, and counts it and, on its first page, the question.
    ///
    /// `asker` is the client's address. Where it is unknown, only a question that is neither filtered nor sorted
    /// counts, so that one person who narrows the hits has asked once.
    pub async fn search(&self, request: SearchRequest, asker: Option<IpAddr>) -> Result<SearchResponse> {
        let in_progress = self.metrics().search_begins();
        let is_plain = !request.has_filter() && request.sort == Sort::default();
        let (text, is_counted) = (request.text.clone(), request.page == 1 && (asker.is_some() || is_plain));
        let search = move |service: &Self| {
            // A search whose caller has given up still runs.
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

    /// What a text being typed may become.
    ///
    /// # Errors
    /// [`Error::Invalid`] as [`SuggestRequest::check`], [`Error::NoIndex`], and where the index cannot be read.
    pub async fn suggest(&self, request: SuggestRequest) -> Result<Suggestions> {
        self.blocking(move |service| search::suggest(&service.index()?.snapshot(), &request)).await
    }

    /// The documents most like one, at most `limit`; `None` where there is no such document.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a `limit` that is not from 1 to [`search::MAX_RELATED`], [`Error::NoIndex`], and where
    /// the index cannot be read.
    pub async fn related(&self, id: DocumentId, limit: usize) -> Result<Option<Related>> {
        let related = move |service: &Self| {
            service.analysing(|snapshot, analyzer| search::related(snapshot, analyzer, &id, limit))
        };
        self.blocking(related).await
    }

    /// What the index is at this moment; nothing where there is none.
    pub async fn figures(&self) -> Result<Figures> {
        let (changes, scans) = self.queue_lengths();
        self.metrics().set_waiting(Queue::Writes, changes);
        self.metrics().set_waiting(Queue::Recognition, scans);
        let figures = |service: &Self| {
            let index = service.index().map(|index| figures(&index)).unwrap_or_default();
            Ok(Figures { refused_roots: service.refused_roots(), ..index })
        };
        self.blocking(figures).await
    }

    /// Writes the counts of what is asked; to be called about once a minute and at the end.
    pub async fn write_queries(&self) -> Result<()> {
        self.blocking(|service| service.queries().map_or(Ok(()), QueryLog::flush)).await
    }

    /// What was asked most; `None` where that is not counted.
    pub async fn popular_queries(&self, wanted: Wanted) -> Result<Option<PopularQueries>> {
        self.blocking(move |service| service.queries().map(|queries| queries.popular(&wanted)).transpose())
            .await
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
        // What the runtime says of a panic has its message, which may quote a document.
        let result = result.unwrap_or_else(|_| Err(Error::Internal("a panic".to_owned())));
        if matches!(result, Err(Error::Engine(_) | Error::Internal(_))) {
            self.look_for_damage();
        }
        result
    }
}

fn figures(index: &Index) -> Figures {
    let snapshot = index.snapshot();
    Figures {
        documents: snapshot.documents(),
        segments: snapshot.segments() as u64,
        generation: index.generation(),
        size_bytes: index.size_bytes(),
        refused_roots: 0,
    }
}
#[cfg(test)]
mod tests;
