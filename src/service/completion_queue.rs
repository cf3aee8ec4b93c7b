//! The queue of documents whose scanned pages are still to be recognized.
//!
//! Recognizing them is left to `completion`. Invariant: a document counts as waiting until it is done.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};

use crate::document::DocumentId;

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
    /// Waits for the next document, at most this long.
    ///
    /// # Errors
    /// Returns an error if none has come by then, or if none can come anymore.
    pub(super) fn next(&self, time: Duration) -> Result<DocumentId, RecvTimeoutError> {
        self.ids.recv_timeout(time)
    }

    /// Counts documents as waiting that are not in the queue.
    pub(super) fn add_waiting(&self, documents: usize) {
        self.waiting.fetch_add(documents, Ordering::Relaxed);
    }

    /// Counts a document as no longer waiting.
    pub(super) fn finish_one(&self) {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}
