//! Goes through the inputs of a run and writes their documents.
//!
//! One thread finds inputs and decides which one owns an id, one thread per core reads and extracts, and one
//! writes. Bounded channels between them keep memory use independent of the size of the corpus. Invariants:
//! every input is counted as exactly one of added, updated, unchanged and failed; a bad input never ends the
//! run; an input that could not be read this time keeps its document in the index (but a rebuild contains
//! only what can be read).

use std::{
    collections::{HashMap, HashSet},
    num::NonZero,
    path::{Path, PathBuf},
    sync::{OnceLock, atomic::Ordering},
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};

use super::{
    budget::{Budget, MAX_BYTES_IN_FLIGHT},
    deletions::{Deletions, RefusedDeletion, accepting, reason},
    extraction::{Extraction, extract_all},
    ingest_config::DeletionLimits,
    job::{ExtractionJob, InputOutcome, ProcessedInput},
    pipeline::PreparedDocument,
    reading::{InputReader, OcrTiming},
    report::{RefusedRoot, Report},
    run_target::RunTarget,
    scan::{OVER_HTTP, ScanSummary, Scanner, second_source},
    scopes::{self, Scopes},
    task::{Progress, RunObserver},
    unchanged::UnchangedFiles,
};
use crate::{
    document::{DocumentId, SourceHash},
    error::{Error, Result},
    index::{IndexWriter, Origin},
    uploads::{EntryState, Uploads},
};

/// The number of inputs waiting for an extractor, and of documents waiting for the writer, per thread.
///
/// It is large enough that one slow file holds up nobody, and small enough to bound memory.
const QUEUE_PER_THREAD: usize = 16;

/// The commit interval of a long run, which bounds what a `kill -9` can lose.
const COMMIT_INTERVAL: Duration = Duration::from_secs(30);

/// How long after the latest commit a run commits for the first time while it waits for slow inputs; twice as
/// long each further time, since each commit makes another segment.
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// The minimum time a run writes before it yields to another writer, because yielding costs a commit.
const MIN_TURN: Duration = Duration::from_secs(1);

/// How often a run checks whether another writer is waiting, even while extractors are slow.
const TURN_CHECK: Duration = Duration::from_millis(200);

/// The stack size of an extractor thread; deeply nested input needs more than the default 2 MiB.
const STACK_BYTES: usize = 16 << 20;

/// The message for a broken link through which documents were read.
const LOST_WAY: &str = "is a broken link; what was read through it stays in the index: check its target, \
                        or remove the link";

/// A run in progress.
pub(super) struct IndexRun<'a> {
    pub(super) target: RunTarget<'a>,
    scopes: &'a Scopes,
    uploads: Uploads,
    known: &'a HashMap<String, Origin>,
    reader: &'a InputReader,
    unchanged: &'a UnchangedFiles,
    observer: &'a RunObserver<'a>,
    /// The origins in the index before the run; in a rebuild, those of the generation to be replaced.
    pub(super) before: &'a HashMap<String, Origin>,
    /// The hashes of the inputs read, if the index held anything before.
    found: HashSet<SourceHash>,
    pub(super) deletions: DeletionLimits,
    /// The roots whose documents were not deleted.
    pub(super) refused: Vec<RefusedDeletion>,
    /// Whether uploads (documents received over HTTP) are inputs too, as in a rebuild.
    pub(super) takes_uploads: bool,
    /// Originals that could not be read while much else was.
    pub(super) unread: Vec<PathBuf>,
    pub(super) report: Report,
    progress: Progress,
    last_commit: Instant,
    /// Whether documents were written since.
    has_uncommitted: bool,
    /// How long after a commit the run commits while it waits for slow inputs.
    wait: Duration,
    /// When another writer last had its turn.
    last_turn: Instant,
}

impl<'a> IndexRun<'a> {
    pub(super) fn new(
        target: RunTarget<'a>,
        scopes: &'a Scopes,
        uploads: &Uploads,
        known: &'a HashMap<String, Origin>,
        (reader, unchanged): (&'a InputReader, &'a UnchangedFiles),
        observer: &'a RunObserver<'a>,
    ) -> Self {
        Self {
            target,
            scopes,
            uploads: uploads.clone(),
            known,
            reader,
            unchanged,
            observer,
            before: known,
            found: HashSet::new(),
            deletions: DeletionLimits::default(),
            refused: Vec::new(),
            takes_uploads: false,
            unread: Vec::new(),
            report: Report::default(),
            progress: Progress::default(),
            last_commit: Instant::now(),
            has_uncommitted: false,
            wait: FIRST_WAIT,
            last_turn: Instant::now(),
        }
    }

    /// Goes through all inputs, deletes what is gone, and commits.
    pub(super) fn go(&mut self) -> Result<()> {
        for (path, reason) in &self.scopes.missing {
            self.report.fail(path, || self.scopes.shown(path, None), reason);
        }
        for path in self.scopes.gone() {
            let sources = || self.before.values().filter_map(|indexed| indexed.source.as_deref());
            if !sources().any(|source| Path::new(source).starts_with(path)) {
                self.report.fail(path, || self.scopes.shown(path, None), scopes::MISSING);
            }
        }
        let scanned = self.pipe()?;
        if scanned.is_complete && !self.report.stopped {
            self.delete_gone(&scanned)?;
        } else {
            self.report.stopped = true;
        }
        self.commit()?;
        (self.observer.progress)(self.progress);
        Ok(())
    }

    /// Runs the scanner and the extractors and writes their results until all inputs are processed.
    fn pipe(&mut self) -> Result<ScanSummary> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let (inputs, found) = bounded::<ExtractionJob>(QUEUE_PER_THREAD * threads);
        let (results, done) = bounded::<ProcessedInput>(QUEUE_PER_THREAD * threads);
        let (scopes, known, reader, stop) = (self.scopes, self.known, self.reader, self.observer.stop);
        let (uploads, takes_uploads) = (self.uploads.clone(), self.takes_uploads);
        let (texts, unchanged) = (Budget::new(MAX_BYTES_IN_FLIGHT), self.unchanged);
        let timing =
            if self.target.writer().is_some() { OcrTiming::Now(stop) } else { OcrTiming::Later(stop) };
        let is_shared = self.target.writer().is_some_and(|writer| writer.index().is_shared());
        let scan = Scanner { scopes, known, uploads: &uploads, takes_uploads, is_shared, stop };
        let (total, (ended, is_ended)) = (OnceLock::new(), bounded::<()>(0));
        thread::scope(|scope| {
            for number in 0..threads {
                let (found, results) = (found.clone(), results.clone());
                let name = format!("extract-{number}");
                let extractor = thread::Builder::new().name(name).stack_size(STACK_BYTES);
                let texts = &texts;
                let extraction = Extraction { known, unchanged, reader, texts, timing, stop };
                let work = move || extract_all(&found, &results, extraction);
                let spawned = extractor.spawn_scoped(scope, work);
                spawned.map_err(Error::io("start a thread for", self.scopes.index()))?;
            }
            drop(found);
            let (scan, total) = (&scan, &total);
            let scanner = scope.spawn(move || scan.all(&inputs, &results));
            scope.spawn(move || scan.count(&is_ended, total));
            // An error must not leave the other threads waiting for a reader that is gone: `done` is dropped
            // afterward, and whoever sends then ends.
            let written = self.write_all(&done, total);
            drop((done, ended));
            let found = scanner.join().map_err(|_| Error::Internal("the scanner failed".to_owned()));
            written.and(found)
        })
    }

    fn write_all(&mut self, done: &Receiver<ProcessedInput>, total: &OnceLock<u64>) -> Result<()> {
        loop {
            match done.recv_timeout(TURN_CHECK) {
                Ok(done) => self.take(done)?,
                Err(RecvTimeoutError::Timeout) => self.commit_while_waiting()?,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            self.progress.total = total.get().copied();
            self.report_progress()?;
        }
    }

    /// Counts the outcome of an input and writes its document.
    fn take(&mut self, ProcessedInput { path, line, outcome, share: _share }: ProcessedInput) -> Result<()> {
        let shown = || self.scopes.shown(&path, line);
        match outcome {
            InputOutcome::Skipped(reason) => {
                self.report.warn(&path, &shown(), &[reason]);
                return Ok(());
            }
            InputOutcome::Dangling => return Ok(()),
            InputOutcome::OtherKind(kind) => {
                self.report.count_kind(kind);
                return Ok(());
            }
            InputOutcome::FailedMore(count) => {
                self.report.fail_more(count);
                self.progress.done += count;
                return Ok(());
            }
            InputOutcome::Unchanged => self.report.unchanged += 1,
            InputOutcome::Failed(_) if self.uploads.is_file_of(&path) => self.unread.push(path),
            InputOutcome::Failed(reason) => self.report.fail(&path, shown, &reason),
            InputOutcome::Withdrawn => self.report.leave_withdrawn(),
            InputOutcome::Left => {
                self.report.stopped = true;
                return Ok(());
            }
            InputOutcome::Prepared { id, prepared } => {
                let source = shown();
                match self.uploads.entry(&id).map(|entry| entry.state) {
                    Some(EntryState::Withdrawn { .. }) => self.report.leave_withdrawn(),
                    Some(EntryState::Present) if !self.takes_uploads => {
                        self.report.fail(&path, || source, &second_source(&id, OVER_HTTP));
                    }
                    _ => {
                        self.report.warn(&path, &source, &prepared.warnings);
                        self.write(&id, *prepared)?;
                    }
                }
            }
        }
        self.progress.done += 1;
        Ok(())
    }

    fn write(&mut self, id: &DocumentId, document: PreparedDocument) -> Result<()> {
        let PreparedDocument { prepared, origin, .. } = document;
        self.has_uncommitted = true;
        if !self.before.is_empty() {
            self.found.extend(origin.fingerprint.map(|fingerprint| fingerprint.content));
        }
        if self.known.contains_key(id.as_str()) {
            self.report.updated += 1;
            self.target.replace(id, prepared)
        } else {
            self.report.added += 1;
            self.target.add(id, prepared)
        }
    }

    /// Commits what was read while slow inputs are still being read, so that it can be found.
    fn commit_while_waiting(&mut self) -> Result<()> {
        if !self.has_uncommitted || self.takes_uploads || self.last_commit.elapsed() < self.wait {
            return Ok(());
        }
        self.commit_now()?;
        self.wait = (self.wait * 2).min(COMMIT_INTERVAL);
        Ok(())
    }

    /// Commits when it is time and reports progress.
    fn report_progress(&mut self) -> Result<()> {
        if let Some(writer) = self.target.writer() {
            if self.last_turn.elapsed() > MIN_TURN {
                if writer.is_contended() {
                    writer.yield_lock()?;
                    retry_while_locked(self.observer, || writer.resume())?;
                    self.uploads.list()?;
                    // Yielding has committed.
                    self.has_uncommitted = false;
                    self.last_commit = Instant::now();
                }
                self.last_turn = Instant::now();
            }
            if self.last_commit.elapsed() > COMMIT_INTERVAL || writer.is_commit_due() {
                self.commit_now()?;
            }
        }
        (self.observer.progress)(self.progress);
        Ok(())
    }

    /// Commits in the middle of a run, and begins the merges that are due.
    fn commit_now(&mut self) -> Result<()> {
        self.commit()?;
        let Some(writer) = self.target.writer() else { return Ok(()) };
        if !self.takes_uploads {
            writer.follow()?;
        }
        writer.begin_merges()
    }

    fn commit(&mut self) -> Result<()> {
        if let Some(documents) = self.target.commit()? {
            self.progress.committed = documents;
        }
        for refused in self.target.writer().map(IndexWriter::take_refused).unwrap_or_default() {
            let was_known = self.known.contains_key(refused.id.as_str());
            self.report.refuse(&refused, was_known);
        }
        self.has_uncommitted = false;
        self.last_commit = Instant::now();
        Ok(())
    }
}

impl IndexRun<'_> {
    /// Removes the documents in scope whose source is gone, unless a root has lost too many.
    ///
    /// Documents in a folder or file that could not be read are not gone, and an input that could not be read
    /// keeps its id.
    fn delete_gone(&mut self, ScanSummary { owners, unread, dangling, .. }: &ScanSummary) -> Result<()> {
        let mut deletions = Deletions::new(&self.scopes.roots);
        let mut lost_ways: HashSet<&Path> = HashSet::new();
        for (id, indexed) in self.before {
            let Some(source) = indexed.source.as_deref().map(Path::new) else { continue };
            let mut is_gone = !owners.contains_key(id)
                && self.scopes.holds(source)
                && !source.ancestors().any(|path| unread.contains(path));
            if let Some(link) = source.ancestors().find(|path| dangling.contains(*path)).filter(|_| is_gone) {
                lost_ways.insert(link);
                is_gone = false;
            }
            let is_received =
                is_gone && id.parse().is_ok_and(|id: DocumentId| self.uploads.entry(&id).is_some());
            deletions.held(id, indexed, is_gone && !is_received, &self.found);
        }
        for link in lost_ways {
            self.report.fail(link, || self.scopes.shown(link, None), LOST_WAY);
        }
        for (path, _) in owners.values() {
            deletions.present(path);
        }
        let (deleted, refused) = deletions.judged(&self.deletions);
        for id in deleted {
            if let (Ok(id), true) = (id.parse(), self.known.contains_key(id)) {
                self.target.delete(&id)?;
                self.report.deleted += 1;
            }
        }
        self.refuse(refused);
        Ok(())
    }

    /// Reports the roots that have lost too much.
    fn refuse(&mut self, refused: Vec<RefusedDeletion>) {
        let consequence =
            if self.takes_uploads { "the index is as it was before" } else { "none of them was deleted" };
        let means = (self.scopes.index(), &self.deletions);
        // A rebuild accepts the losses of all folders or of none.
        let accepted = |own: &RefusedDeletion| {
            let accepted = if self.takes_uploads { &refused } else { std::slice::from_ref(own) };
            accepting(means, accepted, self.takes_uploads)
        };
        let report = |own: &RefusedDeletion| RefusedRoot {
            root: self.scopes.shown(&own.root, None),
            documents: own.loss.documents,
            gone: own.loss.gone,
            reason: reason(own.loss, consequence, &accepted(own)),
        };
        self.report.refused = refused.iter().map(report).collect();
        self.refused = refused;
    }
}

/// Waits for a lock as long as necessary, so that a long run is not abandoned because another one takes long.
pub(super) fn retry_while_locked<T>(
    observer: &RunObserver<'_>,
    mut acquire: impl FnMut() -> Result<T>,
) -> Result<T> {
    loop {
        match acquire() {
            Err(Error::Locked { .. }) if !observer.stop.load(Ordering::Relaxed) => {}
            acquired => return acquired,
        }
    }
}
