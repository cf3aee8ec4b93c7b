//! Adds and withdraws single documents.
//!
//! Reading them is left to `lookup`, making a change durable to `writes`, recognizing scanned pages to
//! `completion`. Invariant: a file is parsed before anything is changed.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use super::{
    Service,
    changes::{self, Change, ChangeOutcome, ChangeRequest, ChangeSession, Precondition, WrittenDocument},
    completion_queue::Completion,
    document_writer::DocumentWriter,
    writes::{WriteQueue, WriteThread},
};
use crate::{
    analysis,
    document::{DocumentId, Format, Metadata, OcrState},
    error::{Error, Result},
    index::{Index, Origin},
    ingest::{IngestConfig, UploadReader},
    metrics::Metrics,
    uploads::{self, Upload, Uploads},
};

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
        let (completion, queued) = Completion::new();
        let writing = DocumentWriter::new(upload_reader, ingest_config.clone(), writes, completion);
        if self.inner.writing.set(writing).is_err() {
            return Err(Error::Internal("writing is already allowed".to_owned()));
        }
        self.complete_queued(queued)
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
        let turn = Arc::clone(writing.turns(upload.content.len())).acquire_owned().await;
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
    pub(super) fn origin(&self, id: &DocumentId) -> Result<Option<Origin>> {
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
        let outcome = self.change(ChangeRequest { id, condition, change }).await;
        // Also where the outcome is uncertain.
        if purge {
            self.forget_pictures();
        }
        Ok(outcome? == ChangeOutcome::Withdrawn)
    }

    async fn change(&self, request: ChangeRequest) -> Result<ChangeOutcome> {
        let service = self.clone();
        let sent = tokio::task::spawn_blocking(move || Ok(service.writing()?.writes.send(request))).await;
        let answered = sent.unwrap_or_else(|error| Err(Error::Internal(error.to_string())))?;
        answered.await.unwrap_or_else(|_| Err(Error::Internal("the writer thread has ended".to_owned())))
    }

    /// Returns the number of changes waiting to be applied, and of documents waiting for text recognition.
    pub fn queue_lengths(&self) -> (usize, usize) {
        self.writing().map_or((0, 0), |writing| (writing.writes.waiting(), writing.completion.waiting()))
    }

    /// Mirrors what other machines have received and withdrawn.
    pub(super) fn mirror(&self) -> Result<()> {
        let (uploads, reader) = (&self.inner.uploads, &self.writing()?.upload_reader);
        ChangeSession::begin(&self.inner.path, uploads, reader, self.metrics())?.finish()
    }

    /// Picks up what other processes did to the uploads.
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
/// Returns [`Error::Locked`] if another process is writing, and an error if the index or the uploads cannot
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
