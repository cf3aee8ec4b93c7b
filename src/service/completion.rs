//! Text that takes long: pages that are images are recognised after the document has been taken in.
//!
//! One document at a time on a thread of its own. What was waiting when a process ended is found again in the
//! index, which knows of each document what is missing.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use crossbeam_channel::{Receiver, Sender, unbounded};

use super::Service;
use crate::{
    document::DocumentId,
    error::{Error, Result},
};

/// The queue of documents whose text is to be completed.
#[derive(Debug)]
pub(super) struct Completion {
    queue: Sender<DocumentId>,
    waiting: Arc<AtomicUsize>,
}

/// The other end of the queue.
pub(super) struct Queued {
    ids: Receiver<DocumentId>,
    waiting: Arc<AtomicUsize>,
}

impl Completion {
    /// A queue and its other end.
    pub(super) fn new() -> (Self, Queued) {
        let (queue, ids) = unbounded();
        let waiting = Arc::new(AtomicUsize::new(0));
        (Self { queue, waiting: Arc::clone(&waiting) }, Queued { ids, waiting })
    }

    /// Puts a document at the end of the queue.
    pub(super) fn add(&self, id: DocumentId) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let _ = self.queue.send(id);
    }

    /// How many documents have not been completed.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

impl Queued {
    /// Completes what is in the queue, and first what the index says is missing, on a thread of its own.
    ///
    /// # Errors
    /// Where the system gives none.
    pub(super) fn work_off(self, service: Service) -> Result<()> {
        let path = service.inner.path.clone();
        let thread = thread::Builder::new().name("complete".to_owned());
        thread.spawn(move || self.complete_all(&service)).map_err(Error::io("start a thread for", path))?;
        Ok(())
    }

    fn complete_all(self, service: &Service) {
        let left = service.incomplete().unwrap_or_default();
        self.waiting.fetch_add(left.len(), Ordering::Relaxed);
        for id in left.into_iter().chain(self.ids) {
            if let Err(error) = service.complete(&id) {
                tracing::warn!("a document keeps the text that it has: {error}");
            }
            self.waiting.fetch_sub(1, Ordering::Relaxed);
        }
    }
}
