//! The pipeline: inputs to documents to the index, and a report of all that happened.
//!
//! One thread finds inputs and decides who owns an id, one thread a core reads and extracts, one
//! writes; between them bounded channels, so memory does not grow with the corpus.
//! Always holds: every input counts in exactly one of added, updated, unchanged and failed; a bad
//! input never ends the run; what could not be read this time keeps its place in the index (but a
//! rebuild holds only what can be read).

mod assemble;
mod budget;
mod cache;
mod deletions;
mod districts;
mod extraction;
mod intake;
mod reading;
mod recognition;
mod report;
mod scan;
mod scopes;

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
pub use deletions::DeletionLimits;
pub use intake::{Intake, Missing, Received};
pub(crate) use intake::{content_of, go_on_purging};
pub use reading::Means;
pub use report::{Failure, RefusedRoot, Report, Warning};

/// What is said of the fields of a document as JSON that no document has; `None` where there are none.
pub fn unknown_fields(json: &[u8]) -> Option<String> {
    extract::unknown_fields(json)
}

use crate::{
    document::{Document, DocumentId},
    error::{Error, Result},
    extract,
    index::{self, Index, IndexWriter, Origin, Prepared, Purge},
    metrics::Metrics,
    originals::{Originals, State},
    source::{self, Input},
};
use budget::{Budget, Share};
use deletions::{Refused, indexed_before, refuse_rebuild};
use extraction::extract_all;
use reading::{Reader, Reading};
use scan::{OVER_HTTP, Scan, Scanned, second_source};
use scopes::Scopes;

/// Inputs waiting for an extractor, and documents waiting for the writer, for each thread: enough
/// that nobody waits for a single slow file, few enough to bound memory.
const QUEUE_PER_THREAD: usize = 16;

/// Bytes of inputs on their way to being read, and as many again of what is made of them on its way to being
/// written. The writer's heap stands beside them.
const MAX_BYTES_IN_FLIGHT: u64 = 64 << 20;

/// How often a long run commits: what a `kill -9` may lose.
const COMMIT_INTERVAL: Duration = Duration::from_secs(30);

/// How often a rebuild catches up with changes while others go on making them, at most, before it keeps them
/// waiting; and how many changes may be left for that.
const MAX_UNLOCKED_ROUNDS: u32 = 10;
const FEW_CHANGES: usize = 20;

/// How often segments are written anew at the end of a run to take out what was purged; once is enough where the disk
/// has room.
const MAX_PURGE_ROUNDS: u32 = 3;

/// How long a run writes at least before it lets another writer have its turn: a turn costs a commit.
const MIN_TURN: Duration = Duration::from_secs(1);

/// How often it is looked whether another writer waits, also while extractors take long.
const TURN_CHECK: Duration = Duration::from_millis(200);

/// The stack of an extractor; deeply nested input needs more than the default 2 MiB.
const STACK_BYTES: usize = 16 << 20;

/// Who watches a run: it can be stopped, and tells how far it is.
pub struct Watch<'a> {
    /// Set it to end the run after the inputs in hand; what they gave is committed.
    pub stop: &'a AtomicBool,
    /// Called now and then, on the thread that started the run.
    pub progress: &'a dyn Fn(Progress),
    /// Where commits and failures are counted, if they are.
    pub metrics: Option<&'a Metrics>,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Inputs done.
    pub done: u64,
    /// How many there are, once that is known.
    pub total: Option<u64>,
    /// Documents that can be searched: those committed so far.
    pub committed: u64,
}

/// What is to be brought up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// These files and folders.
    Update(Vec<PathBuf>),
    /// Some files and folders and all roots that the index knows, into a new generation.
    Rebuild {
        /// The files and folders to add.
        paths: Vec<PathBuf>,
        /// Whether to go on without roots that are not there any more.
        drop_missing: bool,
    },
}

/// Brings the index in a folder up to date.
///
/// # Errors
/// Where the index cannot be opened or written; a bad input is a line of the report instead.
pub fn run(index: &Path, task: &Task, means: &Means, watch: &Watch<'_>) -> Result<Report> {
    let (started, began) = (Instant::now(), SystemTime::now());
    let _lock = Index::lock_for_run(index)?;
    // Finishes a restore that a killed process had begun, before anything is numbered after it. Nothing is done yet
    // that would be worth a long wait.
    Index::lock_for_write(index)?;
    let (mut writer, scopes) = begin(index, task)?;
    if let Some(metrics) = watch.metrics {
        writer.count_in(metrics);
    }
    let is_rebuild = matches!(task, Task::Rebuild { .. });
    let intake = Intake::new(index, means);
    // Listed while nobody else writes: in a folder that changes meanwhile a file can be missed.
    writer.lock()?;
    let mut originals = Originals::open(index)?;
    if is_rebuild {
        writer.unlock();
        writer.set_sequence(originals.last());
    } else {
        writer.index().check_columns()?;
        writer.remove_other_generations();
        intake.replay(&mut writer, &originals)?;
        writer.set_roots(&scopes.roots)?;
    }
    let known = writer.index().snapshot().indexed();
    let before = if is_rebuild { indexed_before(index) } else { None };
    let mut run = Run::new(&mut writer, &scopes, &originals, &known, &intake.reader, watch);
    run.takes_originals = is_rebuild;
    run.before = before.as_ref().unwrap_or(&known);
    run.deletions = means.deletions;
    run.go()?;
    let Run { mut report, unread, refused, .. } = run;
    if !report.stopped {
        read_again(&mut writer, &intake, &unread, &mut report, task)?;
    }
    if report.stopped && is_rebuild {
        return Err(Error::Invalid("the rebuild was stopped: the index is as it was before".to_owned()));
    }
    if is_rebuild {
        refuse_rebuild(&report)?;
        catch_up(&mut writer, &mut originals, &intake, watch)?;
        if let Err(error) = originals.seal() {
            tracing::warn!("originals of an earlier version stay without a seal: {error}");
        }
        writer.publish()?;
        intake.forget_unasked(began);
    }
    if !report.stopped {
        writer.set_roots(&scopes.completed_roots(&refused))?;
    }
    report.documents = writer.index().snapshot().documents();
    finish_purge(&mut writer, &mut originals)?;
    writer.finish()?;
    report.finish(started.elapsed());
    Ok(report)
}

/// Takes out what was purged before this run or while it went on.
fn finish_purge(writer: &mut IndexWriter, originals: &mut Originals) -> Result<()> {
    if !index::is_purging(writer.index().path()) {
        return Ok(());
    }
    originals.list()?;
    for _ in 0..MAX_PURGE_ROUNDS {
        if go_on_purging(writer, originals)? != Purge::Underway {
            break;
        }
        while writer.is_merging() {
            thread::sleep(TURN_CHECK);
        }
    }
    Ok(())
}

/// Tries originals once more, one by one: they could be read when they were sent, and no later run would. A
/// generation without one is not put in the place of one with it, unless that is wanted.
fn read_again(
    writer: &mut IndexWriter,
    intake: &Intake,
    unread: &[PathBuf],
    report: &mut Report,
    task: &Task,
) -> Result<()> {
    let drops_missing = matches!(task, Task::Rebuild { drop_missing: true, .. });
    for path in unread {
        match intake.read_again(path) {
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
                    "a document that came over HTTP cannot be read any more ({error}): withdraw it, or go on \
                     without it by `--rebuild --drop-missing`; the index is as it was before"
                )));
            }
        }
    }
    if !unread.is_empty() {
        writer.commit()?;
    }
    Ok(())
}

/// Brings a new generation to what has come over HTTP since it was begun; at its end nobody else may write.
fn catch_up(
    writer: &mut IndexWriter,
    originals: &mut Originals,
    intake: &Intake,
    watch: &Watch<'_>,
) -> Result<()> {
    for _ in 0..MAX_UNLOCKED_ROUNDS {
        patiently(watch, || writer.lock())?;
        originals.list()?;
        writer.unlock();
        if intake.replay(writer, originals)? < FEW_CHANGES {
            break;
        }
    }
    patiently(watch, || writer.lock())?;
    originals.list()?;
    intake.replay(writer, originals)?;
    Ok(())
}

/// Waits for a lock as long as it takes: a long run is not given up because another one takes long.
fn patiently<T>(watch: &Watch<'_>, mut acquire: impl FnMut() -> Result<T>) -> Result<T> {
    loop {
        match acquire() {
            Err(Error::Locked { .. }) if !watch.stop.load(Ordering::Relaxed) => {}
            acquired => return acquired,
        }
    }
}

/// The writer of a task and what it is to look through.
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

/// Reads one file to the document it would become, without an index.
///
/// # Errors
/// [`Error::Unreadable`] with the file, the reason and the remedy.
pub fn read(path: &Path, means: &Means) -> Result<(Document, Vec<String>)> {
    let unreadable = |reason| Error::Unreadable(format!("`{}` {reason}", path.display()));
    let input = source::input(path).map_err(|unusable| unreadable(unusable.reason))?;
    let (id, path) = (input.id.clone(), input.path.clone());
    let mut read = input.read().map_err(unreadable)?;
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let reader = Reader::new(means, None, threads);
    match reader.read(&path, &mut read, &AtomicBool::new(false)) {
        Reading::Read(extracted, _) => Ok(assemble::assemble(id, *extracted, &read.beside)),
        Reading::Failed(reason) => Err(unreadable(reason)),
        Reading::Stopped => Err(Error::Internal("the reading was stopped".to_owned())),
    }
}

/// What becomes of one input.
enum Outcome {
    Unchanged,
    /// Its document is withdrawn.
    Withdrawn,
    Prepared {
        id: DocumentId,
        hash: String,
        prepared: Box<Prepared>,
        warnings: Vec<String>,
    },
    Failed(String),
    /// It stands for so many inputs that failed.
    FailedMore(u64),
    /// The run was stopped before it was read.
    Left,
    /// It is a folder that is not gone into, for this reason.
    Skipped(String),
    /// It is a link that leads nowhere.
    Dangling,
    /// It is a file of a kind that is not read.
    OtherKind(String),
}

/// An outcome and the input it came of.
struct Done {
    path: PathBuf,
    line: Option<usize>,
    outcome: Outcome,
    share: Option<Share>,
}

/// An input and its part of the budget.
struct Job {
    input: Input,
    share: Share,
}

struct Run<'a> {
    writer: &'a mut IndexWriter,
    scopes: &'a Scopes,
    originals: Originals,
    known: &'a HashMap<String, Origin>,
    reader: &'a Reader,
    watch: &'a Watch<'a>,
    /// What the index held before: in a rebuild, the generation that is to be replaced.
    before: &'a HashMap<String, Origin>,
    /// The hashes of what came in, without marks, where something was there before.
    found: HashSet<String>,
    deletions: DeletionLimits,
    /// Roots of which nothing was deleted.
    refused: Vec<Refused>,
    /// Whether the originals of what came over HTTP are inputs too: in a rebuild.
    takes_originals: bool,
    /// Originals that could not be read while much else was.
    unread: Vec<PathBuf>,
    report: Report,
    progress: Progress,
    last_commit: Instant,
    /// When another writer had its turn last.
    last_turn: Instant,
}

impl<'a> Run<'a> {
    fn new(
        writer: &'a mut IndexWriter,
        scopes: &'a Scopes,
        originals: &Originals,
        known: &'a HashMap<String, Origin>,
        reader: &'a Reader,
        watch: &'a Watch<'a>,
    ) -> Self {
        Self {
            writer,
            scopes,
            originals: originals.clone(),
            known,
            reader,
            watch,
            before: known,
            found: HashSet::new(),
            deletions: DeletionLimits::default(),
            refused: Vec::new(),
            takes_originals: false,
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
        (self.watch.progress)(Progress {
            committed: self.writer.index().snapshot().documents(),
            ..self.progress
        });
        Ok(())
    }

    /// Runs scanner and extractors and writes what they give, until all is done.
    fn pipe(&mut self) -> Result<Scanned> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let (inputs, found) = bounded::<Job>(QUEUE_PER_THREAD * threads);
        let (results, done) = bounded::<Done>(QUEUE_PER_THREAD * threads);
        let (scopes, known, reader, stop) = (self.scopes, self.known, self.reader, self.watch.stop);
        let (originals, takes_originals) = (self.originals.clone(), self.takes_originals);
        let texts = Budget::new(MAX_BYTES_IN_FLIGHT);
        let scan = Scan { scopes, known, originals: &originals, takes_originals, stop };
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
            // An error must not leave the others waiting for a reader that is gone: `done` is
            // dropped after it, and whoever sends then ends.
            let written = self.write_all(&done, total);
            drop((done, ended));
            let found = scanner.join().map_err(|_| Error::Internal("the scanner failed".to_owned()));
            written.and(found)
        })
    }

    fn write_all(&mut self, done: &Receiver<Done>, total: &OnceLock<u64>) -> Result<()> {
        loop {
            match done.recv_timeout(TURN_CHECK) {
                Ok(done) => self.take(done)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            self.progress.total = total.get().copied();
            self.tell()?;
        }
    }

    /// Counts what became of an input, and writes what was made of it.
    fn take(&mut self, Done { path, line, outcome, share: _share }: Done) -> Result<()> {
        let shown = || self.scopes.shown(&path, line);
        match outcome {
            Outcome::Skipped(reason) => {
                self.report.warn(&path, &shown(), &[reason]);
                return Ok(());
            }
            Outcome::Dangling => return Ok(()),
            Outcome::OtherKind(kind) => {
                self.report.count_kind(kind);
                return Ok(());
            }
            Outcome::FailedMore(count) => {
                self.report.fail_more(count);
                self.progress.done += count;
                return Ok(());
            }
            Outcome::Unchanged => self.report.unchanged += 1,
            Outcome::Failed(_) if self.originals.is_file_of(&path) => self.unread.push(path),
            Outcome::Failed(reason) => self.report.fail(&path, shown, &reason),
            Outcome::Withdrawn => self.report.leave_withdrawn(),
            Outcome::Left => self.report.stopped = true,
            Outcome::Prepared { id, hash, prepared, warnings } => {
                let source = shown();
                match self.originals.entry(&id).map(|entry| entry.state) {
                    Some(State::Withdrawn { .. }) => self.report.leave_withdrawn(),
                    Some(State::Present) if !self.takes_originals => {
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

    fn write(&mut self, id: &DocumentId, hash: &str, prepared: Prepared) -> Result<()> {
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

    /// Commits where it is time, and tells the watcher.
    fn tell(&mut self) -> Result<()> {
        if self.last_turn.elapsed() > MIN_TURN {
            if self.writer.is_wanted() {
                self.writer.give_way()?;
                let watch = self.watch;
                patiently(watch, || self.writer.resume())?;
                self.originals.list()?;
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
        (self.watch.progress)(self.progress);
        Ok(())
    }
}
