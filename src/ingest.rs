//! The indexing pipeline: reads inputs, builds documents, writes them to the index and reports the result.
//!
//! One thread finds inputs and decides which one owns an id, one thread per core reads and extracts, and one
//! writes. Bounded channels between them keep memory use independent of the size of the corpus. Invariants:
//! every input is counted as exactly one of added, updated, unchanged and failed; a bad input never ends the
//! run; an input that could not be read this time keeps its document in the index (but a rebuild contains
//! only what can be read).

mod assemble;
mod budget;
mod cache;
mod config;
mod deletions;
mod districts;
mod extraction;
mod reading;
mod recognition;
mod report;
mod scan;
mod scopes;
mod upload_reader;

use std::{
    collections::{HashMap, HashSet},
    io::ErrorKind,
    num::NonZero,
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant, SystemTime},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};

pub use crate::source::CheckedFile;
pub(crate) use crate::source::{checked, format_of};
pub use config::IngestConfig;
pub use deletions::DeletionLimits;
pub use report::{InputFailure, InputWarning, RefusedRoot, Report};
pub use upload_reader::{OcrState, PreparedUpload, UploadReader};
pub(crate) use upload_reader::{content_of, go_on_purging};

/// Returns a warning about JSON fields that no document has; `None` if there are none.
pub fn unknown_fields(json: &[u8]) -> Option<String> {
    extract::unknown_fields(json)
}

use crate::{
    document::{Document, DocumentId},
    error::{Error, Result},
    extract,
    index::{self, Index, IndexWriter, IndexableDocument, Origin, Purge},
    metrics::Metrics,
    source::{self, Input},
    uploads::{EntryState, Uploads},
};
use budget::{Budget, BudgetPermit};
use deletions::{RefusedDeletion, indexed_before, refuse_rebuild};
use extraction::extract_all;
use reading::{InputReader, ReadOutcome};
use scan::{OVER_HTTP, ScanSummary, Scanner, second_source};
use scopes::Scopes;

/// The number of inputs waiting for an extractor, and of documents waiting for the writer, per thread.
///
/// It is large enough that one slow file holds up nobody, and small enough to bound memory.
const QUEUE_PER_THREAD: usize = 16;

/// The total size of inputs waiting to be read, in bytes.
///
/// The same limit applies to the extracted documents waiting to be written. The writer's heap comes on top of
/// both.
const MAX_BYTES_IN_FLIGHT: u64 = 64 << 20;

/// The commit interval of a long run, which bounds what a `kill -9` can lose.
const COMMIT_INTERVAL: Duration = Duration::from_secs(30);

/// The maximum number of rounds in which a rebuild catches up with changes without blocking writers.
///
/// After that, or once a round has brought fewer than `FEW_CHANGES`, the rebuild holds the write lock to
/// finish.
const MAX_UNLOCKED_ROUNDS: u32 = 10;
const FEW_CHANGES: usize = 20;

/// The maximum number of times segments are rewritten at the end of a run to remove purged documents.
///
/// Once is enough if the disk has room.
const MAX_PURGE_ROUNDS: u32 = 3;

/// The minimum time a run writes before it yields to another writer, because yielding costs a commit.
const MIN_TURN: Duration = Duration::from_secs(1);

/// How often a run checks whether another writer is waiting, even while extractors are slow.
const TURN_CHECK: Duration = Duration::from_millis(200);

/// The stack size of an extractor thread; deeply nested input needs more than the default 2 MiB.
const STACK_BYTES: usize = 16 << 20;

/// Cancellation flag and progress callback for an indexing run.
pub struct RunObserver<'a> {
    /// Set this flag to stop the run after the inputs in progress; their documents are committed.
    pub stop: &'a AtomicBool,
    /// A progress callback, called from time to time on the thread that started the run.
    pub progress: &'a dyn Fn(Progress),
    /// The metrics that count commits and failures, if any.
    pub metrics: Option<&'a Metrics>,
}

/// The progress of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// The number of inputs processed.
    pub done: u64,
    /// The total number of inputs, once it is known.
    pub total: Option<u64>,
    /// The number of documents committed so far, which can be searched.
    pub committed: u64,
}

/// The files and folders a run brings up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Updates these files and folders.
    Update(Vec<PathBuf>),
    /// Rebuilds these files and folders, and all known roots, into a new generation of the index.
    Rebuild {
        /// The files and folders to add.
        paths: Vec<PathBuf>,
        /// Whether to continue without roots that no longer exist.
        drop_missing: bool,
    },
}

/// Brings the index in a folder up to date.
///
/// # Errors
/// Returns an error if the index cannot be opened or written. A bad input is an entry in the report instead.
pub fn run(
    index: &Path,
    task: &Task,
    ingest_config: &IngestConfig,
    observer: &RunObserver<'_>,
) -> Result<Report> {
    let (started, began) = (Instant::now(), SystemTime::now());
    let _lock = Index::lock_for_run(index)?;
    // Finish a restore that a killed process had begun, before anything gets a number after it. So far no
    // work has been done that would justify a long wait.
    Index::lock_for_write(index)?;
    let (mut writer, scopes) = begin(index, task)?;
    if let Some(metrics) = observer.metrics {
        writer.count_in(metrics);
    }
    let is_rebuild = matches!(task, Task::Rebuild { .. });
    let upload_reader = UploadReader::new(index, ingest_config);
    // List the folder while nobody else writes: a listing can miss a file in a folder that changes meanwhile.
    writer.lock()?;
    let mut uploads = Uploads::open(index)?;
    if is_rebuild {
        writer.unlock();
        writer.set_sequence(uploads.last());
    } else {
        writer.index().check_columns()?;
        writer.remove_other_generations();
        upload_reader.replay(&mut writer, &uploads)?;
        writer.set_roots(&scopes.roots)?;
    }
    let known = writer.index().snapshot().indexed();
    let before = if is_rebuild { indexed_before(index) } else { None };
    let mut run = IndexRun::new(&mut writer, &scopes, &uploads, &known, &upload_reader.reader, observer);
    run.takes_uploads = is_rebuild;
    run.before = before.as_ref().unwrap_or(&known);
    run.deletions = ingest_config.deletions;
    run.go()?;
    let IndexRun { mut report, unread, refused, .. } = run;
    if !report.stopped {
        read_again(&mut writer, &upload_reader, &unread, &mut report, task)?;
    }
    if report.stopped && is_rebuild {
        return Err(Error::Invalid("the rebuild was stopped; the index is as it was before".to_owned()));
    }
    if is_rebuild {
        refuse_rebuild(&report)?;
        catch_up(&mut writer, &mut uploads, &upload_reader, observer)?;
        if let Err(error) = uploads.seal() {
            tracing::warn!("cannot seal the originals of an earlier version: {error}");
        }
        writer.publish()?;
        upload_reader.forget_unasked(began);
    }
    if !report.stopped {
        writer.set_roots(&scopes.completed_roots(&refused))?;
    }
    report.documents = writer.index().snapshot().documents();
    finish_purge(&mut writer, &mut uploads)?;
    writer.finish()?;
    report.finish(started.elapsed());
    Ok(report)
}

/// Removes documents that were purged before or during this run.
fn finish_purge(writer: &mut IndexWriter, uploads: &mut Uploads) -> Result<()> {
    if !index::is_purging(writer.index().path()) {
        return Ok(());
    }
    uploads.list()?;
    for _ in 0..MAX_PURGE_ROUNDS {
        if go_on_purging(writer, uploads)? != Purge::Underway {
            break;
        }
        while writer.is_merging() {
            thread::sleep(TURN_CHECK);
        }
    }
    Ok(())
}

/// Retries originals one by one, because they could be read when they were uploaded and no later run would
/// retry them.
///
/// A generation that lacks one of them does not replace a generation that has it, unless `drop_missing` is
/// set.
fn read_again(
    writer: &mut IndexWriter,
    upload_reader: &UploadReader,
    unread: &[PathBuf],
    report: &mut Report,
    task: &Task,
) -> Result<()> {
    let drops_missing = matches!(task, Task::Rebuild { drop_missing: true, .. });
    for path in unread {
        match upload_reader.read_again(path) {
            Ok(received) => {
                writer.replace(received.prepared)?;
                report.added += 1;
            }
            Err(Error::Io { reason, .. }) if reason.kind() == ErrorKind::NotFound => {}
            Err(error) if drops_missing => {
                report.fail(path, || path.display().to_string(), &error.to_string());
            }
            Err(error) => {
                return Err(Error::Invalid(format!(
                    "an uploaded document can no longer be read ({error}): withdraw it, or continue without \
                     it with `--rebuild --drop-missing`; the index is as it was before"
                )));
            }
        }
    }
    if !unread.is_empty() {
        writer.commit()?;
    }
    Ok(())
}

/// Applies to a new generation the uploads received since it was begun.
///
/// When it returns, the write lock is held.
fn catch_up(
    writer: &mut IndexWriter,
    uploads: &mut Uploads,
    upload_reader: &UploadReader,
    observer: &RunObserver<'_>,
) -> Result<()> {
    for _ in 0..MAX_UNLOCKED_ROUNDS {
        retry_while_locked(observer, || writer.lock())?;
        uploads.list()?;
        writer.unlock();
        if upload_reader.replay(writer, uploads)? < FEW_CHANGES {
            break;
        }
    }
    retry_while_locked(observer, || writer.lock())?;
    uploads.list()?;
    upload_reader.replay(writer, uploads)?;
    Ok(())
}

/// Waits for a lock as long as necessary, so that a long run is not abandoned because another one takes long.
fn retry_while_locked<T>(observer: &RunObserver<'_>, mut acquire: impl FnMut() -> Result<T>) -> Result<T> {
    loop {
        match acquire() {
            Err(Error::Locked { .. }) if !observer.stop.load(Ordering::Relaxed) => {}
            acquired => return acquired,
        }
    }
}

/// Opens the writer for a task and determines the scopes to scan.
fn begin(index: &Path, task: &Task) -> Result<(IndexWriter, Scopes)> {
    match task {
        Task::Update(paths) => {
            let writer = IndexWriter::open(index)?;
            let scopes = Scopes::new(index, paths, writer.index().roots()?)?;
            Ok((writer, scopes))
        }
        Task::Rebuild { paths, drop_missing } => {
            let writer = IndexWriter::rebuild(index)?;
            let known = match writer.index().roots() {
                Err(Error::Damaged { .. }) if !paths.is_empty() => Vec::new(),
                Err(Error::Damaged { path, reason }) => {
                    let reason = format!("{reason}; name the folders: `skorowidz index --rebuild PATH...`");
                    return Err(Error::Damaged { path, reason });
                }
                known => known?,
            };
            let mut scopes = Scopes::new(index, paths, known)?;
            scopes.add_roots(*drop_missing)?;
            Ok((writer, scopes))
        }
    }
}

/// Reads one file into the document it would become, without an index.
///
/// # Errors
/// Returns [`Error::Unreadable`] with the file, the reason and the remedy if the file cannot be read.
pub fn read(path: &Path, ingest_config: &IngestConfig) -> Result<(Document, Vec<String>)> {
    let unreadable = |reason: String| Error::Unreadable(format!("`{}` {reason}", path.display()));
    let input = source::input(path).map_err(|unusable| unreadable(unusable.reason))?;
    let (id, path) = (input.id.clone(), input.path.clone());
    let mut read = input.read().map_err(|error| unreadable(error.to_string()))?;
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let reader = InputReader::new(ingest_config, None, threads);
    match reader.read(&path, &mut read, &AtomicBool::new(false)) {
        ReadOutcome::Read(extracted, _) => Ok(assemble::assemble(id, *extracted, &read.beside)),
        ReadOutcome::Failed(reason) => Err(unreadable(reason)),
        ReadOutcome::Stopped => Err(Error::Internal("reading was stopped".to_owned())),
    }
}

/// The result of processing one input.
enum InputOutcome {
    Unchanged,
    /// The document of this input is withdrawn.
    Withdrawn,
    Prepared {
        id: DocumentId,
        hash: String,
        prepared: Box<IndexableDocument>,
        warnings: Vec<String>,
    },
    Failed(String),
    /// This number of further inputs failed.
    FailedMore(u64),
    /// The run was stopped before the input was read.
    Left,
    /// The folder was not entered, for this reason.
    Skipped(String),
    /// The link is broken.
    Dangling,
    /// The file is of a kind that is not read.
    OtherKind(String),
}

/// An outcome and the input it belongs to.
struct ProcessedInput {
    path: PathBuf,
    line: Option<usize>,
    outcome: InputOutcome,
    share: Option<BudgetPermit>,
}

/// An input and its share of the budget.
struct ExtractionJob {
    input: Input,
    share: BudgetPermit,
}

struct IndexRun<'a> {
    writer: &'a mut IndexWriter,
    scopes: &'a Scopes,
    uploads: Uploads,
    known: &'a HashMap<String, Origin>,
    reader: &'a InputReader,
    observer: &'a RunObserver<'a>,
    /// The origins in the index before the run; in a rebuild, those of the generation to be replaced.
    before: &'a HashMap<String, Origin>,
    /// The hashes of the inputs read, without marks, if the index held anything before.
    found: HashSet<String>,
    deletions: DeletionLimits,
    /// The roots whose documents were not deleted.
    refused: Vec<RefusedDeletion>,
    /// Whether originals (documents uploaded over HTTP) are inputs too, as in a rebuild.
    takes_uploads: bool,
    /// Originals that could not be read while much else was.
    unread: Vec<PathBuf>,
    report: Report,
    progress: Progress,
    last_commit: Instant,
    /// When another writer last had its turn.
    last_turn: Instant,
}

impl<'a> IndexRun<'a> {
    fn new(
        writer: &'a mut IndexWriter,
        scopes: &'a Scopes,
        uploads: &Uploads,
        known: &'a HashMap<String, Origin>,
        reader: &'a InputReader,
        observer: &'a RunObserver<'a>,
    ) -> Self {
        Self {
            writer,
            scopes,
            uploads: uploads.clone(),
            known,
            reader,
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
            last_turn: Instant::now(),
        }
    }

    fn go(&mut self) -> Result<()> {
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
        self.writer.commit()?;
        (self.observer.progress)(Progress {
            committed: self.writer.index().snapshot().documents(),
            ..self.progress
        });
        Ok(())
    }

    /// Runs the scanner and the extractors and writes their results until all inputs are processed.
    fn pipe(&mut self) -> Result<ScanSummary> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let (inputs, found) = bounded::<ExtractionJob>(QUEUE_PER_THREAD * threads);
        let (results, done) = bounded::<ProcessedInput>(QUEUE_PER_THREAD * threads);
        let (scopes, known, reader, stop) = (self.scopes, self.known, self.reader, self.observer.stop);
        let (uploads, takes_uploads) = (self.uploads.clone(), self.takes_uploads);
        let texts = Budget::new(MAX_BYTES_IN_FLIGHT);
        let scan = Scanner { scopes, known, uploads: &uploads, takes_uploads, stop };
        let (total, (ended, is_ended)) = (OnceLock::new(), bounded::<()>(0));
        thread::scope(|scope| {
            for number in 0..threads {
                let (found, results) = (found.clone(), results.clone());
                let name = format!("extract-{number}");
                let extractor = thread::Builder::new().name(name).stack_size(STACK_BYTES);
                let texts = &texts;
                let work = move || extract_all(&found, &results, known, reader, texts, stop);
                let spawned = extractor.spawn_scoped(scope, work);
                spawned.map_err(Error::io("start a thread for", self.writer.index().path()))?;
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
                Err(RecvTimeoutError::Timeout) => {}
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
            InputOutcome::Left => self.report.stopped = true,
            InputOutcome::Prepared { id, hash, prepared, warnings } => {
                let source = shown();
                match self.uploads.entry(&id).map(|entry| entry.state) {
                    Some(EntryState::Withdrawn { .. }) => self.report.leave_withdrawn(),
                    Some(EntryState::Present) if !self.takes_uploads => {
                        self.report.fail(&path, || source, &second_source(&id, OVER_HTTP));
                    }
                    _ => {
                        self.report.warn(&path, &source, &warnings);
                        self.write(&id, &hash, *prepared)?;
                    }
                }
            }
        }
        self.progress.done += 1;
        Ok(())
    }

    fn write(&mut self, id: &DocumentId, hash: &str, prepared: IndexableDocument) -> Result<()> {
        if !self.before.is_empty() {
            self.found.insert(hash.to_owned());
        }
        if self.known.contains_key(id.as_str()) {
            self.report.updated += 1;
            self.writer.replace(prepared)
        } else {
            self.report.added += 1;
            self.writer.add(prepared)
        }
    }

    /// Commits when it is time and reports progress.
    fn report_progress(&mut self) -> Result<()> {
        if self.last_turn.elapsed() > MIN_TURN {
            if self.writer.is_contended() {
                self.writer.yield_lock()?;
                let observer = self.observer;
                retry_while_locked(observer, || self.writer.resume())?;
                self.uploads.list()?;
                self.last_commit = Instant::now();
            }
            self.last_turn = Instant::now();
        }
        if self.last_commit.elapsed() > COMMIT_INTERVAL {
            self.writer.commit()?;
            self.writer.begin_merges()?;
            self.progress.committed = self.writer.index().snapshot().documents();
            self.last_commit = Instant::now();
        }
        (self.observer.progress)(self.progress);
        Ok(())
    }
}
