//! Completes texts that take long: scanned pages are recognized after the document has been accepted.
//!
//! Documents are completed one at a time on a separate thread. Work that was pending when a process ended is
//! found again in the index, which knows what each document lacks.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};

use super::Service;
use crate::{
    document::DocumentId,
    error::{Error, Result},
};

/// How often the index is scanned for documents with incomplete text: a third of a second of work for 300,000
/// of them.
const LOOK_AGAIN: Duration = Duration::from_mins(5);

/// The queue of documents to be completed.
#[derive(Debug)]
pub(super) struct Completion {
    queue: Sender<DocumentId>,
    waiting: Arc<AtomicUsize>,
}

/// The receiving end of the queue.
pub(super) struct CompletionQueue {
    ids: Receiver<DocumentId>,
    waiting: Arc<AtomicUsize>,
}

impl Completion {
    /// Creates a queue and its receiving end.
    pub(super) fn new() -> (Self, CompletionQueue) {
        let (queue, ids) = unbounded();
        let waiting = Arc::new(AtomicUsize::new(0));
        (Self { queue, waiting: Arc::clone(&waiting) }, CompletionQueue { ids, waiting })
    }

    /// Appends a document to the queue.
    pub(super) fn add(&self, id: DocumentId) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let _ = self.queue.send(id);
    }

    /// Returns the number of documents still to be completed.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

impl CompletionQueue {
    /// Starts a thread that completes the documents in the queue, after those that the index lists as
    /// incomplete.
    ///
    /// # Errors
    /// Returns an error if the thread cannot be started.
    pub(super) fn work_off(self, service: Service) -> Result<()> {
        let path = service.inner.path.clone();
        let thread = thread::Builder::new().name("complete".to_owned());
        thread.spawn(move || self.complete_all(&service)).map_err(Error::io("start a thread for", path))?;
        Ok(())
    }

    fn complete_all(self, service: &Service) {
        loop {
            // Includes documents added by another process or left by a rebuild, and those that failed for
            // lack of the write lock.
            let left = service.incomplete().unwrap_or_default();
            self.waiting.fetch_add(left.len(), Ordering::Relaxed);
            for id in &left {
                self.complete(service, id);
            }
            let looked = Instant::now();
            while looked.elapsed() < LOOK_AGAIN {
                match self.ids.recv_timeout(LOOK_AGAIN.saturating_sub(looked.elapsed())) {
                    Ok(id) => self.complete(service, &id),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        }
    }

    fn complete(&self, service: &Service, id: &DocumentId) {
        match catch_unwind(AssertUnwindSafe(|| service.complete(id))) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!("failed to complete the text of a document for now: {error}"),
            Err(_) => tracing::error!("failed to complete the text of a document: a thread panicked"),
        }
        self.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}
