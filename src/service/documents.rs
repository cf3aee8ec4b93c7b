//! Adds and withdraws single documents.
//!
//! Reading them is left to `lookup`, making a change durable to `writes`. Invariants: a file is parsed before
//! anything is changed; small documents are parsed by at most as many threads as there are cores, large ones
//! by half that number beside them.

use std::{
    collections::{HashMap, HashSet},
    num::NonZero,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
    thread,
    time::Duration,
};

use tokio::sync::Semaphore;

use super::{
    Service,
    changes::{self, Change, ChangeOutcome, ChangeRequest, ChangeSession, Precondition, WrittenDocument},
    completion::Completion,
    writes::{WriteQueue, WriteThread},
};
use crate::{
    analysis,
    document::{DocumentId, Fingerprint, Format, Metadata, OcrState},
    error::{Error, Result},
    index::{Index, Origin},
    ingest::{IngestConfig, UploadReader},
    metrics::Metrics,
    uploads::{self, EntryState, Upload, UploadKey, Uploads},
};

/// The size from which a document counts as large, in bytes: parsing it may take seconds, which small ones
/// must not wait for (`tests/it/writes.rs`).
const LARGE_BYTES: usize = 256 << 10;

/// The state needed to change documents.
#[derive(Debug)]
pub(super) struct DocumentWriter {
    pub(super) upload_reader: UploadReader,
    pub(super) ingest_config: IngestConfig,
    pub(super) writes: WriteQueue,
    completion: Completion,
    /// Limits the number of threads that parse small documents.
    small: Arc<Semaphore>,
    /// Limits the number of threads that parse large documents.
    large: Arc<Semaphore>,
}

/// An uploaded document.
#[derive(Debug, Clone)]
pub struct NewDocument {
    /// The id of the document.
    pub id: DocumentId,
    /// The format of the content.
    pub format: Format,
    /// Metadata sent separately from the content.
    pub metadata: Metadata,
    /// The content.
    pub content: Vec<u8>,
}

impl Service {
    /// Allows changes to documents from now on; `group_time` is how long a change waits for others, so that
    /// one commit covers them all.
    ///
    /// # Errors
    /// Returns an error if a thread cannot be started, or if writing is already allowed.
    pub fn allow_writing(&self, ingest_config: &IngestConfig, group_time: Duration) -> Result<()> {
        let upload_reader = UploadReader::new(&self.inner.path, ingest_config);
        let (service, refusing) = (self.clone(), self.clone());
        let writes = WriteQueue::start(WriteThread {
            path: self.inner.path.clone(),
            uploads: Arc::clone(&self.inner.uploads),
            upload_reader: upload_reader.clone(),
            metrics: self.metrics().clone(),
            group_time,
            committed: Box::new(move |index, is_changed| {
                service.replace_index(index.clone());
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
        let writing = DocumentWriter {
            upload_reader,
            ingest_config: ingest_config.clone(),
            writes,
            completion,
            small,
            large,
        };
        if self.inner.writing.set(writing).is_err() {
            return Err(Error::Internal("writing is already allowed".to_owned()));
        }
        queued.work_off(self.clone())
    }

    pub(super) fn writing(&self) -> Result<&DocumentWriter> {
        self.inner.writing.get().ok_or_else(|| Error::ReadOnly(self.inner.path.clone()))
    }

    /// Returns whether the index is read-only: it is still served, but changes are refused.
    pub fn is_read_only(&self) -> bool {
        Index::is_read_only(&self.inner.path)
    }

    /// Adds or replaces a document; returns when it is durable and searchable.
    ///
    /// # Errors
    /// Returns [`Error::Unreadable`] with the reason if the content cannot be read, [`Error::Conflict`] if a
    /// file has the id, [`Error::Precondition`] if the condition is not met, [`Error::Locked`] if another
    /// process is writing, and an error if the document cannot be written.
    pub async fn put(&self, upload: NewDocument, condition: Precondition) -> Result<WrittenDocument> {
        let writing = self.writing()?;
        let turns = if upload.content.len() < LARGE_BYTES { &writing.small } else { &writing.large };
        let turn = Arc::clone(turns).acquire_owned().await;
        let prepared = self.blocking(move |service| {
            let _turn = turn;
            service.prepare(upload, condition)
        });
        let request = match prepared.await.inspect_err(|error| self.note_unwritten(error))? {
            PreparedWrite::Unchanged(written) => return Ok(written),
            PreparedWrite::Request(request) => request,
        };
        // Continues even if the client is gone: a queued change is applied.
        let service = self.clone();
        let written = tokio::spawn(async move { service.put_ready(request).await }).await;
        written.unwrap_or_else(|error| Err(Error::Internal(error.to_string())))
    }

    async fn put_ready(&self, request: ChangeRequest) -> Result<WrittenDocument> {
        let id = request.id.clone();
        match self.change(request).await? {
            ChangeOutcome::Written(written) => {
                if written.missing == Some(OcrState::Pending) {
                    self.complete_later(id);
                }
                Ok(written)
            }
            outcome => Err(Error::Internal(format!("unexpected outcome of an upload: {outcome:?}"))),
        }
    }

    /// Parses an upload without changing anything.
    fn prepare(&self, upload: NewDocument, condition: Precondition) -> Result<PreparedWrite> {
        let NewDocument { id, format, metadata, content } = upload;
        let upload = Upload::new(id.clone(), format, metadata, uploads::now(), content);
        let (source, writing) = (upload.hash(), self.writing()?);
        let (before, is_here) = (self.origin(&id)?, self.uploads().is_present(&id));
        condition.check(&id, before.as_ref())?;
        if let Some(unchanged) = changes::admit(&id, before.as_ref(), is_here, &source)? {
            return Ok(PreparedWrite::Unchanged(unchanged));
        }
        let files = self.uploads().stager();
        let staged = files.stage(&upload)?;
        let received = writing.upload_reader.read_staged(upload, &staged)?;
        let change = Change::Put { staged, received: Box::new(received), source };
        Ok(PreparedWrite::Request(ChangeRequest { id, condition, change }))
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
    pub async fn withdraw(&self, id: DocumentId, purge: bool, condition: Precondition) -> Result<bool> {
        let change = Change::Withdraw { purge };
        let outcome = self.change(ChangeRequest { id, condition, change }).await?;
        Ok(outcome == ChangeOutcome::Withdrawn)
    }

    async fn change(&self, request: ChangeRequest) -> Result<ChangeOutcome> {
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
        let (key, entry) = (UploadKey::from_id(id), self.uploads().entry(id));
        let Some(entry) = entry.filter(|entry| entry.state == EntryState::Present) else { return Ok(()) };
        let known = self.origin(id)?.and_then(|origin| origin.fingerprint);
        if !known.is_some_and(|known| writing.upload_reader.can_complete(&known)) {
            return Ok(());
        }
        let path = self.uploads().path_of(&key, entry.sequence);
        let (upload, start) = Upload::read(&path)?;
        let content_hash = upload.content_hash().clone();
        let received = Box::new(writing.upload_reader.read_completely(upload, &path, start)?);
        let change = Change::Complete { received, sequence: entry.sequence };
        let request = ChangeRequest { id: id.clone(), condition: Precondition::Any, change };
        let answered = writing.writes.send(request).blocking_recv();
        let outcome =
            answered.unwrap_or_else(|_| Err(Error::Internal("the writer thread has ended".to_owned())))?;
        if outcome == ChangeOutcome::Outdated {
            // The recognized text is of content that is gone, perhaps purged.
            writing.upload_reader.forget(&content_hash);
        }
        Ok(())
    }

    /// Returns the documents that came over HTTP and whose text can now be completed.
    pub(super) fn incomplete(&self) -> Result<Vec<DocumentId>> {
        let upload_reader = &self.writing()?.upload_reader;
        let indexed = self.index()?.snapshot().indexed().into_iter();
        let can_complete = |known: &Fingerprint| upload_reader.can_complete(known);
        let waits = indexed.filter(|(_, origin)| {
            origin.source.is_none() && origin.fingerprint.as_ref().is_some_and(can_complete)
        });
        Ok(waits.filter_map(|(id, _)| id.parse().ok()).collect())
    }

    /// Returns the number of changes waiting to be applied, and of documents waiting for text recognition.
    pub fn queue_lengths(&self) -> (usize, usize) {
        self.writing().map_or((0, 0), |writing| (writing.writes.waiting(), writing.completion.waiting()))
    }

    /// Picks up what other processes did to the originals.
    pub(super) fn follow_uploads(&self) -> Result<()> {
        if self.uploads().is_stale() {
            self.inner.uploads.write().unwrap_or_else(PoisonError::into_inner).list()?;
        }
        Ok(())
    }

    pub(super) fn uploads(&self) -> std::sync::RwLockReadGuard<'_, Uploads> {
        self.inner.uploads.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The result of preparing an upload.
enum PreparedWrite {
    /// There is nothing to do.
    Unchanged(WrittenDocument),
    /// The change to apply.
    Request(ChangeRequest),
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
    ingest_config: &IngestConfig,
) -> Result<Vec<bool>> {
    let uploads = Arc::new(RwLock::new(Uploads::open(index)?));
    let upload_reader = UploadReader::new(index, ingest_config);
    let mut session =
        ChangeSession::begin(index, &uploads, &upload_reader, &Metrics::new(analysis::version()))?;
    let done = if undo {
        ids.iter().map(|id| session.readmit(id)).collect::<Result<Vec<_>>>()?
    } else {
        withdraw_all(&mut session, ids, purge)?
    };
    session.finish()?;
    Ok(done)
}

/// Withdraws documents together: all of them, or none if that fails.
fn withdraw_all(session: &mut ChangeSession, ids: &[DocumentId], purge: bool) -> Result<Vec<bool>> {
    let mut seen = HashSet::new();
    let first = ids.iter().filter(|id| seen.insert(*id));
    let change = || Change::Withdraw { purge };
    let requests: Vec<ChangeRequest> = first
        .map(|id| ChangeRequest { id: id.clone(), condition: Precondition::Any, change: change() })
        .collect();
    let asked: Vec<DocumentId> = requests.iter().map(|request| request.id.clone()).collect();
    let outcomes = session.apply(requests)?.into_iter().collect::<Result<Vec<_>>>()?;
    let mut withdrawn: HashMap<DocumentId, bool> = asked
        .into_iter()
        .zip(outcomes.into_iter().map(|outcome| outcome == ChangeOutcome::Withdrawn))
        .collect();
    // A document named twice is withdrawn once.
    Ok(ids.iter().map(|id| withdrawn.insert(id.clone(), false).unwrap_or_default()).collect())
}
