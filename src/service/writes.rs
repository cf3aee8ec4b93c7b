//! Group commit: concurrent changes wait briefly for each other and are made durable together.
//!
//! A separate thread takes changes from a queue, gathers those of the next few milliseconds into a group, and
//! applies them with a [`ChangeSession`]. It holds the write lock while there are changes and merges, and
//! releases it when another process wants it or there is nothing to do. Applying a change is left to
//! `changes`. Invariant: every change is answered, and only after its group has been committed or has failed.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use tokio::sync::oneshot;

use super::changes::{ChangeOutcome, ChangeRequest, ChangeSession, SharedUploads};
use crate::{
    error::{Error, Result},
    index::{self, Index, Purge},
    ingest::UploadReader,
    metrics::Metrics,
};

/// Maximum number of queued changes; senders beyond it block until there is room.
const QUEUE: usize = 1024;
/// Maximum number of changes in a commit, so that the first one of a group does not wait forever.
const MAX_GROUP: usize = 512;
/// How long a start waits for uncommitted work of a killed process. Usually that is one commit, which takes
/// some tens of milliseconds, or a second or two on a busy disk; what takes longer, such as many scans,
/// becomes searchable while the service runs.
const CATCH_UP_TIME: Duration = Duration::from_secs(5);
/// How long the write lock is kept without a change: reopening the writer takes some milliseconds.
const IDLE: Duration = Duration::from_secs(1);
/// How often to check for a purge to continue: one that was interrupted, or that a rebuild or a backup kept
/// from finishing.
const PURGE_CHECK: Duration = Duration::from_secs(5);
/// How often running merges are checked.
const MERGE_CHECK: Duration = Duration::from_millis(100);

/// A change and the channel for its result.
pub(super) struct PendingWrite {
    request: ChangeRequest,
    answer: oneshot::Sender<Result<ChangeOutcome>>,
}

/// The handle on the writer thread.
#[derive(Debug)]
pub(super) struct WriteQueue {
    queue: Sender<PendingWrite>,
    waiting: Arc<AtomicUsize>,
    is_settled: Arc<AtomicBool>,
}

/// Called with the index after a group, and with whether the group changed anything.
pub(super) type OnCommit = Box<dyn Fn(&Index, bool) + Send>;

/// The state of the writer thread.
pub(super) struct WriteThread {
    pub(super) path: PathBuf,
    pub(super) uploads: SharedUploads,
    pub(super) upload_reader: UploadReader,
    pub(super) metrics: Metrics,
    /// How long a change waits for others.
    pub(super) group_time: Duration,
    /// Called after each group, before the changes are answered.
    pub(super) committed: OnCommit,
    /// Called with the error if a group could not be applied.
    pub(super) failed: Box<dyn Fn(&Error) + Send>,
}

impl WriteQueue {
    /// Starts the thread.
    ///
    /// # Errors
    /// Returns an error if the thread cannot be started.
    pub(super) fn start(writer: WriteThread) -> Result<Self> {
        let (queue, requests) = bounded(QUEUE);
        let waiting = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&waiting);
        let path = writer.path.clone();
        let is_settled = Arc::new(AtomicBool::new(false));
        let settled = Arc::clone(&is_settled);
        let (caught_up, is_caught_up) = bounded::<()>(0);
        let thread = thread::Builder::new().name("write".to_owned());
        let work = move || {
            let session = writer.catch_up(&settled);
            drop(caught_up);
            writer.run(session, &requests, &counted, &settled);
        };
        thread.spawn(work).map_err(Error::io("start a thread for", path))?;
        // Interrupted work should be searchable from the start and not appear later; but a start must be
        // quick.
        if matches!(is_caught_up.recv_timeout(CATCH_UP_TIME), Err(RecvTimeoutError::Timeout)) {
            tracing::warn!("uncommitted documents are still being read: they become searchable later");
        }
        Ok(Self { queue, waiting, is_settled })
    }

    /// Queues a change; blocks while the queue is full.
    pub(super) fn send(&self, request: ChangeRequest) -> oneshot::Receiver<Result<ChangeOutcome>> {
        let (answer, answered) = oneshot::channel();
        self.waiting.fetch_add(1, Ordering::Relaxed);
        // If the thread is gone, the sender of the result is dropped, which the receiver notices.
        let _ = self.queue.send(PendingWrite { request, answer });
        answered
    }

    /// Returns the number of changes not yet answered.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

impl WriteQueue {
    /// Returns whether all work interrupted before the start is finished, above all purges.
    pub(super) fn is_settled(&self) -> bool {
        self.is_settled.load(Ordering::Acquire)
    }
}

impl WriteThread {
    fn run(
        &self,
        mut session: Option<ChangeSession>,
        requests: &Receiver<PendingWrite>,
        waiting: &AtomicUsize,
        settled: &AtomicBool,
    ) {
        let mut next = None;
        loop {
            let first = match next.take() {
                Some(first) => first,
                None => match wait(requests, &mut session, settled) {
                    Ok(Some(first)) => first,
                    Ok(None) => {
                        session = self.resume(settled);
                        continue;
                    }
                    Err(_) => return,
                },
            };
            let (group, left) = self.gather(requests, first);
            next = left;
            let count = group.len();
            // A bug triggered by one document must not stop writing for all.
            let made = catch_unwind(AssertUnwindSafe(|| self.make(&mut session, group)));
            if made.is_err() {
                session = None;
            }
            waiting.fetch_sub(count, Ordering::Relaxed);
            if session.as_ref().is_some_and(ChangeSession::is_contended) {
                session = None;
            }
        }
    }

    /// Continues what could not be done at the start, or an unfinished purge.
    fn resume(&self, settled: &AtomicBool) -> Option<ChangeSession> {
        if !settled.load(Ordering::Acquire) {
            return self.catch_up(settled);
        }
        index::is_purging(&self.path).then_some(())?;
        ChangeSession::begin(&self.path, &self.uploads, &self.upload_reader, &self.metrics).ok()
    }

    /// Returns whether there are uploads that the index has not seen.
    fn is_behind(&self) -> bool {
        let seen = Index::open_if_any(&self.path).ok().flatten().and_then(|index| index.sequence().ok());
        let last = self.uploads.read().map_or(0, |uploads| uploads.last());
        seen.is_some_and(|seen| last > seen)
    }

    /// Indexes what a killed process had written but not committed, removes its leftovers, and continues a
    /// purge, to the end unless that depends on another process. The returned session may still be merging.
    fn catch_up(&self, settled: &AtomicBool) -> Option<ChangeSession> {
        if !self.is_behind() && !index::is_purging(&self.path) {
            self.remove_leftovers();
            settled.store(true, Ordering::Release);
            return None;
        }
        let begin = || ChangeSession::begin(&self.path, &self.uploads, &self.upload_reader, &self.metrics);
        match catch_unwind(AssertUnwindSafe(begin)) {
            Ok(Ok(mut session)) => {
                (self.committed)(session.index(), false);
                while !settle(&mut session, settled) {
                    thread::sleep(MERGE_CHECK);
                }
                return Some(session);
            }
            Ok(Err(error @ Error::Locked { .. })) => {
                tracing::warn!("interrupted work waits for another process: {error}");
                return None;
            }
            Ok(Err(error)) => tracing::error!("interrupted work waits for the next change: {error}"),
            Err(_) => tracing::error!("interrupted work waits for the next change: a thread panicked"),
        }
        self.remove_leftovers();
        settled.store(true, Ordering::Release);
        None
    }

    /// Removes the leftovers of killed processes; what cannot be removed now is left to the next writer.
    fn remove_leftovers(&self) {
        if !self.path.exists() {
            return;
        }
        let uploads = self.uploads.read().unwrap_or_else(PoisonError::into_inner);
        let removed = uploads.remove_abandoned().and_then(|()| Index::lock_for_write(&self.path));
        if let Err(error) = removed {
            tracing::warn!("failed to remove the leftovers of a killed process for now: {error}");
        }
    }

    /// Collects the changes of the next moment, up to a second one of the same document.
    fn gather(
        &self,
        requests: &Receiver<PendingWrite>,
        first: PendingWrite,
    ) -> (Vec<PendingWrite>, Option<PendingWrite>) {
        let deadline = Instant::now() + self.group_time;
        let mut group = vec![first];
        while group.len() < MAX_GROUP {
            let Ok(next) = requests.recv_deadline(deadline) else { break };
            if group.iter().any(|other| other.request.id == next.request.id) {
                return (group, Some(next));
            }
            group.push(next);
        }
        (group, None)
    }

    fn make(&self, session: &mut Option<ChangeSession>, group: Vec<PendingWrite>) {
        let (requests, answers): (Vec<_>, Vec<_>) =
            group.into_iter().map(|waiting| (waiting.request, waiting.answer)).unzip();
        match self.made(session, requests) {
            Ok(outcomes) => {
                for (answer, outcome) in answers.into_iter().zip(outcomes) {
                    let _ = answer.send(outcome);
                }
            }
            Err(error) => {
                // The state of the writer of the search engine is unknown after a failure.
                *session = None;
                let shared = GroupError::from_error(&error);
                tracing::error!(changes = answers.len(), "failed to apply changes: {error}");
                (self.failed)(&error);
                for answer in answers {
                    let _ = answer.send(Err(shared.error(&self.path)));
                }
            }
        }
    }

    fn made(
        &self,
        session: &mut Option<ChangeSession>,
        requests: Vec<ChangeRequest>,
    ) -> Result<Vec<Result<ChangeOutcome>>> {
        if session.is_none() {
            *session =
                Some(ChangeSession::begin(&self.path, &self.uploads, &self.upload_reader, &self.metrics)?);
        }
        let Some(open) = session else { return Err(Error::Internal("no session".to_owned())) };
        let outcomes = open.apply(requests)?;
        let is_changed = outcomes.iter().flatten().any(ChangeOutcome::is_change);
        (self.committed)(open.index(), is_changed);
        Ok(outcomes)
    }
}

/// Waits for the next change, and ends the session when it is no longer needed. Returns `Err` if no more
/// changes will come.
fn wait(
    requests: &Receiver<PendingWrite>,
    session: &mut Option<ChangeSession>,
    settled: &AtomicBool,
) -> std::result::Result<Option<PendingWrite>, RecvTimeoutError> {
    let mut idle_since = Instant::now();
    loop {
        let Some(open) = session else {
            return match requests.recv_timeout(PURGE_CHECK) {
                Ok(first) => Ok(Some(first)),
                Err(RecvTimeoutError::Timeout) => Ok(None),
                Err(ended) => Err(ended),
            };
        };
        match requests.recv_timeout(MERGE_CHECK) {
            Ok(first) => return Ok(Some(first)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(ended) => return Err(ended),
        }
        // Even abandoned merges keep the write lock until they end.
        if !open.is_busy() && (open.is_contended() || idle_since.elapsed() > IDLE) {
            *session = None;
            continue;
        }
        if !settle(open, settled) || open.is_busy() {
            idle_since = Instant::now();
        }
    }
}

/// Continues background maintenance; returns whether a purge is as far as it can be for now.
fn settle(session: &mut ChangeSession, settled: &AtomicBool) -> bool {
    let is_underway = match session.tidy() {
        Ok(purge) => purge == Purge::Underway,
        Err(error) => {
            tracing::debug!("purged content is still on disk: {error}");
            false
        }
    };
    if !is_underway {
        settled.store(true, Ordering::Release);
    }
    !is_underway
}

/// The error reported to each change of a failed group.
enum GroupError {
    Full,
    ReadOnly,
    Locked(String),
    Version { what: &'static str, found: String, expected: String },
    Uncertain(String),
    Cluster(String),
    Other(String),
}

impl GroupError {
    fn from_error(error: &Error) -> Self {
        match error {
            Error::Locked { holder, .. } => Self::Locked(holder.clone()),
            Error::VersionMismatch { what, found, expected, .. } => {
                Self::Version { what, found: found.clone(), expected: expected.clone() }
            }
            Error::Uncertain(reason) => Self::Uncertain(reason.clone()),
            Error::Cluster(reason) => Self::Cluster(reason.clone()),
            error if error.is_storage_full() => Self::Full,
            error if error.is_read_only() => Self::ReadOnly,
            error => Self::Other(error.to_string()),
        }
    }

    fn error(&self, path: &Path) -> Error {
        match self {
            Self::Full => Error::Io {
                action: "write",
                path: path.to_owned(),
                reason: std::io::ErrorKind::StorageFull.into(),
            },
            Self::ReadOnly => Error::ReadOnly(path.to_owned()),
            Self::Locked(holder) => Error::Locked { path: path.to_owned(), holder: holder.clone() },
            Self::Version { what, found, expected } => Error::VersionMismatch {
                path: path.to_owned(),
                what,
                found: found.clone(),
                expected: expected.clone(),
            },
            Self::Uncertain(reason) => Error::Uncertain(reason.clone()),
            Self::Cluster(reason) => Error::Cluster(reason.clone()),
            Self::Other(reason) => Error::Internal(reason.clone()),
        }
    }
}
