//! Completes texts that take long: scanned pages are recognized after the document has been accepted.
//!
//! Documents are completed one at a time on a separate thread. Work that was pending when a process ended is
//! found again in the index, which knows what each document lacks.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::RecvTimeoutError;

use super::{
    Precondition, Service,
    changes::{Change, ChangeOutcome, ChangeRequest},
    completion_queue::CompletionQueue,
};
use crate::{
    document::{DocumentId, Fingerprint},
    error::{Error, Result},
    uploads::{EntryState, Upload, UploadKey},
};

/// How often the index is scanned for documents with incomplete text: a third of a second of work for 300,000
/// of them.
const LOOK_AGAIN: Duration = Duration::from_mins(5);

impl Service {
    /// Starts a thread that completes the documents in the queue, after those that the index lists as
    /// incomplete.
    ///
    /// # Errors
    /// Returns an error if the thread cannot be started.
    pub(super) fn complete_queued(&self, queue: CompletionQueue) -> Result<()> {
        let (service, path) = (self.clone(), self.inner.path.clone());
        let thread = thread::Builder::new().name("complete".to_owned());
        thread.spawn(move || service.complete_all(&queue)).map_err(Error::io("start a thread for", path))?;
        Ok(())
    }

    fn complete_all(&self, queue: &CompletionQueue) {
        loop {
            // Includes documents added by another process or left by a rebuild, and those that failed for
            // lack of the write lock.
            let left = self.incomplete().unwrap_or_default();
            queue.add_waiting(left.len());
            for id in &left {
                self.complete_next(queue, id);
            }
            let looked = Instant::now();
            while looked.elapsed() < LOOK_AGAIN {
                match queue.next(LOOK_AGAIN.saturating_sub(looked.elapsed())) {
                    Ok(id) => self.complete_next(queue, &id),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        }
    }

    fn complete_next(&self, queue: &CompletionQueue, id: &DocumentId) {
        match catch_unwind(AssertUnwindSafe(|| self.complete(id))) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!("failed to complete the text of a document for now: {error}"),
            Err(_) => tracing::error!("failed to complete the text of a document: a thread panicked"),
        }
        queue.finish_one();
    }

    /// Queues a document for the recognition of its scanned pages.
    pub(super) fn complete_later(&self, id: DocumentId) {
        if let Ok(writing) = self.writing() {
            writing.completion.add(id);
        }
    }

    /// Recognizes the missing text of a document and replaces it with the whole text, on the calling thread.
    fn complete(&self, id: &DocumentId) -> Result<()> {
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
    fn incomplete(&self) -> Result<Vec<DocumentId>> {
        let upload_reader = &self.writing()?.upload_reader;
        if self.uploads().count() == 0 {
            // Looking through the documents of folders would take a second for 200,000 of them.
            return Ok(Vec::new());
        }
        let indexed = self.index()?.snapshot().indexed().into_iter();
        let can_complete = |known: &Fingerprint| upload_reader.can_complete(known);
        let waits = indexed.filter(|(_, origin)| {
            origin.source.is_none() && origin.fingerprint.as_ref().is_some_and(can_complete)
        });
        Ok(waits.filter_map(|(id, _)| id.parse().ok()).collect())
    }
}
