//! Many writers, one commit: changes wait for each other a moment and are made durable together.
//!
//! A thread of its own takes changes from a queue, gathers those of the next few milliseconds into a group and
//! has a [`Session`] make them. It holds the right to write while there are changes and merges, and lets go when
//! another process wants it or nothing is to do. Leaves what a change is to `changes`. Always holds: every
//! change is answered, and only after its group is committed or has failed.

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

use super::changes::{Outcome, Request, Session, SharedOriginals};
use crate::{
    error::{Error, Result},
    index::{self, Index, Purge},
    ingest::Intake,
    metrics::Metrics,
};

/// Changes that wait at most; who comes after them waits to wait.
const QUEUE: usize = 1024;
/// Changes of one commit at most, so that the first one of a group does not wait for ever.
const MAX_GROUP: usize = 512;
/// How long a start waits for what a killed process had not committed. Mostly that is one commit, some tens of
/// milliseconds, on a disk that is busy a second or two; what takes longer, as many scans do, turns up while the
/// service runs.
const CATCH_UP_TIME: Duration = Duration::from_secs(5);
/// How long the right to write is kept without a change: opening the writer anew costs some milliseconds.
const IDLE: Duration = Duration::from_secs(1);
/// How often it is looked whether there is a purge to go on with: one that was cut off, one that a rebuild or a backup
/// kept from its end.
const PURGE_CHECK: Duration = Duration::from_secs(5);
/// Merges are waited for, but looked at again after this time.
const MERGE_CHECK: Duration = Duration::from_millis(100);

/// A change and where its answer goes.
pub(super) struct Waiting {
    request: Request,
    answer: oneshot::Sender<Result<Outcome>>,
}

/// The way to the thread that writes.
#[derive(Debug)]
pub(super) struct Writes {
    queue: Sender<Waiting>,
    waiting: Arc<AtomicUsize>,
    is_settled: Arc<AtomicBool>,
}

/// What is called with the index after a group, and whether the group changed anything.
pub(super) type OnCommit = Box<dyn Fn(&Index, bool) + Send>;

/// What the thread works with.
pub(super) struct Writer {
    pub(super) path: PathBuf,
    pub(super) originals: SharedOriginals,
    pub(super) intake: Intake,
    pub(super) metrics: Metrics,
    /// How long a change waits for others.
    pub(super) group_time: Duration,
    /// Called with the index after each group, before the changes are answered, and whether it changed anything.
    pub(super) committed: OnCommit,
    /// Called with the error where a group could not be made.
    pub(super) failed: Box<dyn Fn(&Error) + Send>,
}

impl Writes {
    /// Starts the thread.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub(super) fn start(writer: Writer) -> Result<Self> {
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
        // What was cut off should be there from the start and not turn up later; but a start is quick.
        if matches!(is_caught_up.recv_timeout(CATCH_UP_TIME), Err(RecvTimeoutError::Timeout)) {
            tracing::warn!("what was not committed is still being read: it will be found later");
        }
        Ok(Self { queue, waiting, is_settled })
    }

    /// Has a change made; blocks while the queue is full.
    pub(super) fn send(&self, request: Request) -> oneshot::Receiver<Result<Outcome>> {
        let (answer, answered) = oneshot::channel();
        self.waiting.fetch_add(1, Ordering::Relaxed);
        // Where the thread is gone, the answer is dropped, and so its receiver knows.
        let _ = self.queue.send(Waiting { request, answer });
        answered
    }

    /// How many changes have not been answered.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

impl Writes {
    /// Whether all is done that was cut off before the start: above all purges.
    pub(super) fn is_settled(&self) -> bool {
        self.is_settled.load(Ordering::Acquire)
    }
}

impl Writer {
    fn run(
        &self,
        mut session: Option<Session>,
        requests: &Receiver<Waiting>,
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
            // A defect that a document meets must not end writing for all.
            let made = catch_unwind(AssertUnwindSafe(|| self.make(&mut session, group)));
            if made.is_err() {
                session = None;
            }
            waiting.fetch_sub(count, Ordering::Relaxed);
            if session.as_ref().is_some_and(Session::is_wanted) {
                session = None;
            }
        }
    }

    /// Goes on with what could not be done at the start, or with a purge that is not done.
    fn resume(&self, settled: &AtomicBool) -> Option<Session> {
        if !settled.load(Ordering::Acquire) {
            return self.catch_up(settled);
        }
        index::is_purging(&self.path).then_some(())?;
        Session::begin(&self.path, &self.originals, &self.intake, &self.metrics).ok()
    }

    /// Whether there are originals that the index has not seen.
    fn is_behind(&self) -> bool {
        let seen = Index::open_if_any(&self.path).ok().flatten().and_then(|index| index.sequence().ok());
        let last = self.originals.read().map_or(0, |originals| originals.last());
        seen.is_some_and(|seen| last > seen)
    }

    /// Makes the index hold what a process that was killed had written and not committed, removes what it left, and goes
    /// on with a purge, to the end if that does not need another process. What this returns may still be merging.
    fn catch_up(&self, settled: &AtomicBool) -> Option<Session> {
        if !self.is_behind() && !index::is_purging(&self.path) {
            self.remove_leftovers();
            settled.store(true, Ordering::Release);
            return None;
        }
        let begin = || Session::begin(&self.path, &self.originals, &self.intake, &self.metrics);
        match catch_unwind(AssertUnwindSafe(begin)) {
            Ok(Ok(mut session)) => {
                (self.committed)(session.index(), false);
                while !settle(&mut session, settled) {
                    thread::sleep(MERGE_CHECK);
                }
                return Some(session);
            }
            Ok(Err(error @ Error::Locked { .. })) => {
                tracing::warn!("what was cut off waits for another process: {error}");
                return None;
            }
            Ok(Err(error)) => tracing::error!("what was cut off waits for the next change: {error}"),
            Err(_) => tracing::error!("what was cut off waits for the next change: a panic"),
        }
        self.remove_leftovers();
        settled.store(true, Ordering::Release);
        None
    }

    /// Removes what processes left that were killed; what cannot be removed now is removed by who writes next.
    fn remove_leftovers(&self) {
        if !self.path.exists() {
            return;
        }
        let originals = self.originals.read().unwrap_or_else(PoisonError::into_inner);
        let removed = originals.remove_abandoned().and_then(|()| Index::lock_for_write(&self.path));
        if let Err(error) = removed {
            tracing::warn!("what a killed process left stays for now: {error}");
        }
    }

    /// The changes of the next moment, up to one of a document that has one already.
    fn gather(&self, requests: &Receiver<Waiting>, first: Waiting) -> (Vec<Waiting>, Option<Waiting>) {
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

    fn make(&self, session: &mut Option<Session>, group: Vec<Waiting>) {
        let (requests, answers): (Vec<_>, Vec<_>) =
            group.into_iter().map(|waiting| (waiting.request, waiting.answer)).unzip();
        match self.made(session, requests) {
            Ok(outcomes) => {
                for (answer, outcome) in answers.into_iter().zip(outcomes) {
                    let _ = answer.send(outcome);
                }
            }
            Err(error) => {
                // Nobody knows what the engine's writer is worth after a failure.
                *session = None;
                let shared = Shared::of(&error);
                tracing::error!(changes = answers.len(), "changes could not be made: {error}");
                (self.failed)(&error);
                for answer in answers {
                    let _ = answer.send(Err(shared.error(&self.path)));
                }
            }
        }
    }

    fn made(&self, session: &mut Option<Session>, requests: Vec<Request>) -> Result<Vec<Result<Outcome>>> {
        if session.is_none() {
            *session = Some(Session::begin(&self.path, &self.originals, &self.intake, &self.metrics)?);
        }
        let Some(open) = session else { return Err(Error::Internal("no session".to_owned())) };
        let outcomes = open.apply(requests)?;
        let is_changed = outcomes.iter().flatten().any(Outcome::is_change);
        (self.committed)(open.index(), is_changed);
        Ok(outcomes)
    }
}

/// The next change; meanwhile the session ends where it is not needed. `Err` where no more will come.
fn wait(
    requests: &Receiver<Waiting>,
    session: &mut Option<Session>,
    settled: &AtomicBool,
) -> std::result::Result<Option<Waiting>, RecvTimeoutError> {
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
        // Merges that are given up keep the right to write to their end all the same.
        if !open.is_busy() && (open.is_wanted() || idle_since.elapsed() > IDLE) {
            *session = None;
            continue;
        }
        if !settle(open, settled) || open.is_busy() {
            idle_since = Instant::now();
        }
    }
}

/// Goes on with what is to be done beside the changes; returns whether a purge is as far as it can be for now.
fn settle(session: &mut Session, settled: &AtomicBool) -> bool {
    let is_underway = match session.tidy() {
        Ok(purge) => purge == Purge::Underway,
        Err(error) => {
            tracing::debug!("what was purged is still in files: {error}");
            false
        }
    };
    if !is_underway {
        settled.store(true, Ordering::Release);
    }
    !is_underway
}

/// What each change of a group that failed is told.
enum Shared {
    Full,
    ReadOnly,
    Locked(String),
    Version { what: &'static str, found: String, expected: String },
    Uncertain(String),
    Other(String),
}

impl Shared {
    fn of(error: &Error) -> Self {
        match error {
            Error::Locked { holder, .. } => Self::Locked(holder.clone()),
            Error::VersionMismatch { what, found, expected, .. } => {
                Self::Version { what, found: found.clone(), expected: expected.clone() }
            }
            Error::Uncertain(reason) => Self::Uncertain(reason.clone()),
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
            Self::Other(reason) => Error::Internal(reason.clone()),
        }
    }
}
