//! Reads, adds and withdraws single documents.
//!
//! Making a change durable is left to `writes`. Invariants: a file is parsed before anything is changed; small
//! documents are parsed by at most as many threads as there are cores, large ones by half that number beside
//! them.

use std::{
    collections::{HashMap, HashSet},
    io::ErrorKind,
    num::NonZero,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
    thread,
    time::Duration,
};

use jiff::Timestamp;
use tokio::sync::Semaphore;

use super::{
    Service,
    changes::{self, Change, Condition, Outcome, Request, Session, Written},
    completion::Completion,
    writes::{Writer, Writes},
};
use crate::{
    analysis,
    document::{Document, DocumentId, Format, Metadata},
    error::{Error, Result},
    index::{Index, Origin},
    ingest::{self, CheckedFile, Intake, Means, Missing},
    metrics::Metrics,
    originals::{self, Key, Original, Originals, State},
};

/// The size from which a document counts as large, in bytes: parsing it may take seconds, which small ones
/// must not wait for (`tests/it/writes.rs`).
const LARGE_BYTES: usize = 256 << 10;

/// The state needed to change documents.
#[derive(Debug)]
pub(super) struct Writing {
    pub(super) intake: Intake,
    pub(super) means: Means,
    pub(super) writes: Writes,
    completion: Completion,
    /// Limits the number of threads that parse small documents.
    small: Arc<Semaphore>,
    /// Limits the number of threads that parse large documents.
    large: Arc<Semaphore>,
}

/// An uploaded document.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The id of the document.
    pub id: DocumentId,
    /// The format of the content.
    pub format: Format,
    /// Metadata sent separately from the content.
    pub metadata: Metadata,
    /// The content.
    pub content: Vec<u8>,
}

/// The content that a document was extracted from.
#[derive(Debug)]
pub enum Source {
    /// The content is available.
    File(SourceFile),
    /// The content has changed since it was indexed.
    Changed,
    /// There is none, or it is not available.
    Nothing,
}

/// Available content.
#[derive(Debug)]
pub struct SourceFile {
    /// The file.
    pub content: CheckedFile,
    /// The format of the file.
    pub format: Format,
    /// The tag of the document.
    pub tag: String,
}

/// The result of looking up an id.
#[derive(Debug)]
pub enum Found<T = Box<Document>> {
    /// There is a document.
    Document {
        /// The document.
        document: T,
        /// The tag of the document.
        tag: String,
        /// Why text is missing; `None` if the text is complete.
        missing: Option<Missing>,
    },
    /// The document was withdrawn, at this time if known.
    Withdrawn(Option<Timestamp>),
    /// There is no such document.
    Nothing,
}

impl Service {
    /// Allows changes to documents from now on; `group_time` is how long a change waits for others, so that
    /// one commit covers them all.
    ///
    /// # Errors
    /// Returns an error if a thread cannot be started, or if writing is already allowed.
    pub fn allow_writing(&self, means: &Means, group_time: Duration) -> Result<()> {
        let intake = Intake::new(&self.inner.path, means);
        let (service, refusing) = (self.clone(), self.clone());
        let writes = Writes::start(Writer {
            path: self.inner.path.clone(),
            originals: Arc::clone(&self.inner.originals),
            intake: intake.clone(),
            metrics: self.metrics().clone(),
            group_time,
            committed: Box::new(move |index, is_changed| {
                service.take_up(index.clone());
                // An index that can be written is of this version.
                service.forget_remedy();
                service.set_ready();
                if is_changed {
                    service.forget_refusal();
                }
            }),
            failed: Box::new(move |error| refusing.note_refusal(error)),
        })?;
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let (completion, queued) = Completion::new();
        let (small, large) = (Arc::new(Semaphore::new(cores)), Arc::new(Semaphore::new(cores.div_ceil(2))));
        let writing = Writing { intake, means: means.clone(), writes, completion, small, large };
        if self.inner.writing.set(writing).is_err() {
            return Err(Error::Internal("writing is already allowed".to_owned()));
        }
        queued.work_off(self.clone())
    }

    pub(super) fn writing(&self) -> Result<&Writing> {
        self.inner.writing.get().ok_or_else(|| Error::ReadOnly(self.inner.path.clone()))
    }

    /// Returns whether the index is read-only: it is still served, but changes are refused.
    pub fn is_read_only(&self) -> bool {
        Index::is_read_only(&self.inner.path)
    }

    /// Looks up a document on the calling thread.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub fn document_blocking(&self, id: &DocumentId) -> Result<Found> {
        let snapshot = self.index()?.snapshot();
        if let Some(document) = snapshot.document(id)? {
            let hash = snapshot.origin(id)?.map(|origin| origin.hash).unwrap_or_default();
            let (tag, missing) = (changes::tag_of(&hash), Intake::missing(&hash));
            return Ok(Found::Document { document: Box::new(document), tag, missing });
        }
        Ok(self.absent(id))
    }

    /// Returns the result for an id that the index does not contain.
    pub(super) fn absent<T>(&self, id: &DocumentId) -> Found<T> {
        let withdrawal = self.originals().withdrawal(id);
        withdrawal.map_or(Found::Nothing, |withdrawal| Found::Withdrawn(withdrawal.withdrawn))
    }

    /// Looks up a document.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub async fn document(&self, id: DocumentId) -> Result<Found> {
        self.blocking(move |service| service.document_blocking(&id)).await
    }

    /// Returns the file that a document was extracted from, opened and checked, so that it can be sent
    /// without accessing the folder again.
    ///
    /// # Errors
    /// Returns an error if the file exists but cannot be read.
    pub async fn source(&self, id: DocumentId) -> Result<Source> {
        self.blocking(move |service| service.source_blocking(&id)).await
    }

    fn source_blocking(&self, id: &DocumentId) -> Result<Source> {
        let Some(origin) = self.index()?.snapshot().origin(id)? else { return Ok(Source::Nothing) };
        let tag = changes::tag_of(&origin.hash);
        let Some(path) = origin.source.as_deref().map(Path::new) else {
            return self.original_of(id, &origin.hash, tag);
        };
        // A line of a `.jsonl` file has no file of its own.
        let Some(format) = ingest::format_of(path).filter(|_| path.exists()) else {
            return Ok(Source::Nothing);
        };
        let content = ingest::checked(path, format, &origin.hash);
        Ok(content.map_or(Source::Changed, |content| Source::File(SourceFile { content, format, tag })))
    }

    /// Returns the original of a document that came over HTTP, if it is the one that the index knows.
    fn original_of(&self, id: &DocumentId, known: &str, tag: String) -> Result<Source> {
        let Some(entry) = self.originals().entry(id) else { return Ok(Source::Nothing) };
        let path = self.originals().path_of(&Key::of(id), entry.sequence);
        match Original::open(&path) {
            Ok(original) if !known.starts_with(&original.hash) => Ok(Source::Changed),
            Ok(original) => {
                let format = original.format;
                let content = ingest::content_of(&path, original)?;
                Ok(Source::File(SourceFile { content, format, tag }))
            }
            // It has just been replaced or withdrawn.
            Err(Error::Io { reason, .. }) if reason.kind() == ErrorKind::NotFound => Ok(Source::Nothing),
            Err(error) => Err(error),
        }
    }

    /// Adds or replaces a document; returns when it is durable and searchable.
    ///
    /// # Errors
    /// Returns [`Error::Unreadable`] with the reason if the content cannot be read, [`Error::Conflict`] if a
    /// file has the id, [`Error::Precondition`] if the condition is not met, [`Error::Locked`] if another
    /// process is writing, and an error if the document cannot be written.
    pub async fn put(&self, upload: Upload, condition: Condition) -> Result<Written> {
        let writing = self.writing()?;
        let turns = if upload.content.len() < LARGE_BYTES { &writing.small } else { &writing.large };
        let turn = Arc::clone(turns).acquire_owned().await;
        let prepared = self.blocking(move |service| {
            let _turn = turn;
            service.prepare(upload, condition)
        });
        let request = match prepared.await.inspect_err(|error| self.note_unwritten(error))? {
            Ready::Unchanged(written) => return Ok(written),
            Ready::Request(request) => request,
        };
        // Continues even if the client is gone: a queued change is applied.
        let service = self.clone();
        let written = tokio::spawn(async move { service.put_ready(request).await }).await;
        written.unwrap_or_else(|error| Err(Error::Internal(error.to_string())))
    }

    async fn put_ready(&self, request: Request) -> Result<Written> {
        let id = request.id.clone();
        match self.change(request).await? {
            Outcome::Written(written) => {
                if written.missing == Some(Missing::Pending) {
                    self.complete_later(id);
                }
                Ok(written)
            }
            outcome => Err(Error::Internal(format!("unexpected outcome of an upload: {outcome:?}"))),
        }
    }

    /// Parses an upload without changing anything.
    fn prepare(&self, upload: Upload, condition: Condition) -> Result<Ready> {
        let Upload { id, format, metadata, content } = upload;
        let received = originals::now();
        let original = Original { id: id.clone(), format, metadata, received, content };
        let hash = original.hash();
        let writing = self.writing()?;
        let before = self.origin(&id)?;
        condition.check(&id, before.as_ref())?;
        changes::refuse_file(&id, before.as_ref())?;
        let is_here = self.originals().is_present(&id);
        if let Some(before) = before.filter(|before| is_here && writing.intake.is_known(&before.hash, &hash))
        {
            return Ok(Ready::Unchanged(changes::unchanged(&before.hash)));
        }
        let files = self.originals().stager();
        let staged = files.stage(&original)?;
        let received = writing.intake.read(original, staged.path(), staged.start, false)?;
        let change = Change::Put { staged, received: Box::new(received), hash };
        Ok(Ready::Request(Request { id, condition, change }))
    }

    /// Returns what the index records about the origin of a document; `None` if there is no index yet.
    fn origin(&self, id: &DocumentId) -> Result<Option<Origin>> {
        match self.index() {
            Ok(index) => index.snapshot().origin(id),
            Err(Error::NoIndex(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Withdraws a document; it stays withdrawn even if a file would add it again. Returns whether there was
    /// one. With `purge` its original and all data derived from it are removed as well.
    ///
    /// # Errors
    /// Returns [`Error::Precondition`] if the condition is not met, [`Error::Locked`] if another process is
    /// writing, and an error if the change cannot be written.
    pub async fn withdraw(&self, id: DocumentId, purge: bool, condition: Condition) -> Result<bool> {
        let change = Change::Withdraw { purge };
        let outcome = self.change(Request { id, condition, change }).await?;
        Ok(outcome == Outcome::Withdrawn)
    }

    async fn change(&self, request: Request) -> Result<Outcome> {
        let service = self.clone();
        let sent = tokio::task::spawn_blocking(move || Ok(service.writing()?.writes.send(request))).await;
        let answered = sent.unwrap_or_else(|error| Err(Error::Internal(error.to_string())))?;
        answered.await.unwrap_or_else(|_| Err(Error::Internal("the writer thread has ended".to_owned())))
    }

    /// Queues a document for the recognition of its scanned pages.
    fn complete_later(&self, id: DocumentId) {
        if let Ok(writing) = self.writing() {
            writing.completion.add(id);
        }
    }

    /// Recognizes the missing text of a document and replaces it with the whole text, on the calling thread.
    pub(super) fn complete(&self, id: &DocumentId) -> Result<()> {
        let writing = self.writing()?;
        let (key, entry) = (Key::of(id), self.originals().entry(id));
        let Some(entry) = entry.filter(|entry| entry.state == State::Present) else { return Ok(()) };
        let known = self.origin(id)?.map(|origin| origin.hash).unwrap_or_default();
        if !writing.intake.can_complete(&known) {
            return Ok(());
        }
        let path = self.originals().path_of(&key, entry.sequence);
        let (original, start) = Original::read(&path)?;
        let content_hash = original.content_hash();
        let received = Box::new(writing.intake.read(original, &path, start, true)?);
        let change = Change::Complete { received, sequence: entry.sequence };
        let request = Request { id: id.clone(), condition: Condition::Any, change };
        let answered = writing.writes.send(request).blocking_recv();
        let outcome =
            answered.unwrap_or_else(|_| Err(Error::Internal("the writer thread has ended".to_owned())))?;
        if outcome == Outcome::Outdated {
            // The recognized text is of content that is gone, perhaps purged.
            writing.intake.forget(&content_hash);
        }
        Ok(())
    }

    /// Returns the documents that came over HTTP and whose text can now be completed.
    pub(super) fn incomplete(&self) -> Result<Vec<DocumentId>> {
        let intake = &self.writing()?.intake;
        let indexed = self.index()?.snapshot().indexed().into_iter();
        let waits =
            indexed.filter(|(_, origin)| origin.source.is_none() && intake.can_complete(&origin.hash));
        Ok(waits.filter_map(|(id, _)| id.parse().ok()).collect())
    }

    /// Returns the number of changes waiting to be applied, and of documents waiting for text recognition.
    pub fn queue_lengths(&self) -> (usize, usize) {
        self.writing().map_or((0, 0), |writing| (writing.writes.waiting(), writing.completion.waiting()))
    }

    /// Picks up what other processes did to the originals.
    pub(super) fn follow_originals(&self) -> Result<()> {
        if self.originals().is_stale() {
            self.inner.originals.write().unwrap_or_else(PoisonError::into_inner).list()?;
        }
        Ok(())
    }

    pub(super) fn originals(&self) -> std::sync::RwLockReadGuard<'_, Originals> {
        self.inner.originals.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The result of preparing an upload.
enum Ready {
    /// There is nothing to do.
    Unchanged(Written),
    /// The change to apply.
    Request(Request),
}

/// Withdraws documents of the index in a folder, or undoes that, without a service. Returns for each document
/// whether there was anything to do.
///
/// # Errors
/// Returns [`Error::Locked`] if another process is writing, and an error if the index or the originals cannot
/// be read or written.
pub fn withdraw(
    index: &Path,
    ids: &[DocumentId],
    purge: bool,
    undo: bool,
    means: &Means,
) -> Result<Vec<bool>> {
    let originals = Arc::new(RwLock::new(Originals::open(index)?));
    let intake = Intake::new(index, means);
    let mut session = Session::begin(index, &originals, &intake, &Metrics::new(analysis::version()))?;
    let done = if undo {
        ids.iter().map(|id| session.readmit(id)).collect::<Result<Vec<_>>>()?
    } else {
        withdraw_all(&mut session, ids, purge)?
    };
    session.finish()?;
    Ok(done)
}

/// Withdraws documents together: all of them, or none if that fails.
fn withdraw_all(session: &mut Session, ids: &[DocumentId], purge: bool) -> Result<Vec<bool>> {
    let mut seen = HashSet::new();
    let first = ids.iter().filter(|id| seen.insert(*id));
    let change = || Change::Withdraw { purge };
    let requests: Vec<Request> =
        first.map(|id| Request { id: id.clone(), condition: Condition::Any, change: change() }).collect();
    let asked: Vec<DocumentId> = requests.iter().map(|request| request.id.clone()).collect();
    let outcomes = session.apply(requests)?.into_iter().collect::<Result<Vec<_>>>()?;
    let mut withdrawn: HashMap<DocumentId, bool> =
        asked.into_iter().zip(outcomes.into_iter().map(|outcome| outcome == Outcome::Withdrawn)).collect();
    // A document named twice is withdrawn once.
    Ok(ids.iter().map(|id| withdrawn.insert(id.clone(), false).unwrap_or_default()).collect())
}
