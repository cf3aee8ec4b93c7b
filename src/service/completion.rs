//! Text that takes long: pages that are images are recognised after the document has been taken in.
//!
//! One document at a time on a thread of its own. What was waiting when a process ended is found again in the
//! index, which knows of each document what is missing.

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

/// How often the index is looked through for documents whose text is not complete: a third of a second's work
/// with 300,000 of them.
const LOOK_AGAIN: Duration = Duration::from_mins(5);

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
        loop {
            // Also what another process took in, a rebuild left, or failed for want of the right to write.
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
            Ok(Err(error)) => tracing::warn!("a document keeps the text that it has for now: {error}"),
            Err(_) => tracing::error!("a document keeps the text that it has: a panic"),
        }
        self.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}
