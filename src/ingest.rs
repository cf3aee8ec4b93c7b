//! The pipeline: inputs to documents to the index, and a report of all that happened.
//!
//! One thread finds inputs and decides who owns an id, one thread a core reads and extracts, one
//! writes; between them bounded channels, so memory does not grow with the corpus.
//! Always holds: every input counts in exactly one of added, updated, unchanged and failed; a bad
//! input never ends the run; what could not be read this time keeps its place in the index (but a
//! rebuild holds only what can be read).

mod assemble;
mod districts;
mod report;
mod scopes;

use std::{
    collections::HashMap,
    num::NonZero,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, bounded};

pub use report::{Failure, Report, Warning};

use crate::{
    document::{Document, DocumentId},
    error::{Error, Result},
    extract,
    index::{IndexWriter, Indexed, Origin, Prepared},
    source::{self, Input, Unusable},
};
use scopes::Scopes;

/// Inputs waiting for an extractor, and documents waiting for the writer, for each thread: enough
/// that nobody waits for a single slow file, few enough to bound memory.
const QUEUE_PER_THREAD: usize = 16;

/// How often a long run commits: what a `kill -9` may lose.
const COMMIT_INTERVAL: Duration = Duration::from_secs(30);

/// The stack of an extractor; deeply nested input needs more than the default 2 MiB.
const STACK_BYTES: usize = 16 << 20;

/// Who watches a run: it can be stopped, and tells how far it is.
pub struct Watch<'a> {
    /// Set it to end the run after the inputs in hand; what they gave is committed.
    pub stop: &'a AtomicBool,
    /// Called now and then, on the thread that started the run.
    pub progress: &'a dyn Fn(Progress),
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Inputs done.
    pub done: u64,
    /// Documents that can be searched: those committed so far.
    pub committed: u64,
}

/// What is to be brought up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// These files and folders.
    Update(Vec<PathBuf>),
    /// These files and folders and all roots that the index knows, into a new generation.
    Rebuild(Vec<PathBuf>),
}

/// Brings the index in a folder up to date.
///
/// # Errors
/// Where the index cannot be opened or written; a bad input is a line of the report instead.
pub fn run(index: &Path, task: &Task, watch: &Watch<'_>) -> Result<Report> {
    let started = Instant::now();
    let (mut writer, paths, is_rebuild) = match task {
        Task::Update(paths) => (IndexWriter::open(index)?, paths, false),
        Task::Rebuild(paths) => (IndexWriter::rebuild(index)?, paths, true),
    };
    let scopes = Scopes::new(index, paths, writer.index().roots()?, is_rebuild)?;
    if !is_rebuild {
        writer.set_roots(&scopes.roots)?;
    }
    let known = writer.index().snapshot().indexed();
    let mut run = Run::new(&mut writer, &scopes, &known, watch);
    run.go()?;
    let Run { mut report, .. } = run;
    if report.stopped && is_rebuild {
        return Err(Error::Invalid("the rebuild was stopped: the index is as it was before".to_owned()));
    }
    if !report.stopped {
        writer.set_roots(&scopes.completed_roots())?;
    }
    if is_rebuild {
        writer.publish()?;
    }
    report.documents = writer.index().snapshot().documents();
    writer.finish()?;
    report.finish(started.elapsed());
    Ok(report)
}

/// Reads one file to the document it would become, without an index.
///
/// # Errors
/// [`Error::Unreadable`] with the file, the reason and the remedy.
pub fn read(path: &Path) -> Result<(Document, Vec<String>)> {
    let unreadable = |reason| Error::Unreadable(format!("`{}` {reason}", path.display()));
    let input = source::input(path).map_err(|unusable| unreadable(unusable.reason))?;
    let id = input.id.clone();
    let read = input.read().map_err(unreadable)?;
    let extracted = catch_unwind(|| extract::extract(read.format, read.bytes))
        .unwrap_or_else(|_| Err(EXTRACTOR_FAILED.to_owned()))
        .map_err(unreadable)?;
    Ok(assemble::assemble(id, extracted, read.sidecar.as_deref()))
}

/// What is said where an extractor has met a file it cannot read.
const EXTRACTOR_FAILED: &str =
    "cannot be read: the extractor failed; save the file anew and report the fault";

/// What becomes of one input.
enum Outcome {
    Unchanged,
    Prepared { id: DocumentId, prepared: Box<Prepared>, warnings: Vec<String> },
    Failed(String),
}

/// An outcome and the input it came of.
struct Done {
    path: PathBuf,
    line: Option<usize>,
    outcome: Outcome,
}

/// What the scanner found out: who owns each id, and where something could not be read.
#[derive(Default)]
struct Scanned {
    owners: HashMap<String, PathBuf>,
    unread: Vec<PathBuf>,
    is_complete: bool,
}

struct Run<'a> {
    writer: &'a mut IndexWriter,
    scopes: &'a Scopes,
    known: &'a HashMap<String, Indexed>,
    watch: &'a Watch<'a>,
    report: Report,
    progress: Progress,
    last_commit: Instant,
}

impl<'a> Run<'a> {
    fn new(
        writer: &'a mut IndexWriter,
        scopes: &'a Scopes,
        known: &'a HashMap<String, Indexed>,
        watch: &'a Watch<'a>,
    ) -> Self {
        let (report, progress) = (Report::default(), Progress::default());
        Self { writer, scopes, known, watch, report, progress, last_commit: Instant::now() }
    }

    fn go(&mut self) -> Result<()> {
        for (path, reason) in &self.scopes.missing {
            self.report.fail(self.scopes.shown(path, None), reason.clone());
        }
        let mut unread = Vec::new();
        let scanned = self.pipe(&mut unread)?;
        if scanned.is_complete {
            unread.extend(scanned.unread);
            self.delete_gone(&scanned.owners, &unread);
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
    fn pipe(&mut self, unread: &mut Vec<PathBuf>) -> Result<Scanned> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let (inputs, found) = bounded::<Input>(QUEUE_PER_THREAD * threads);
        let (results, done) = bounded::<Done>(QUEUE_PER_THREAD * threads);
        let (scopes, known, stop) = (self.scopes, self.known, self.watch.stop);
        thread::scope(|scope| {
            for number in 0..threads {
                let (found, results) = (found.clone(), results.clone());
                let name = format!("extract-{number}");
                let extractor = thread::Builder::new().name(name).stack_size(STACK_BYTES);
                let spawned = extractor.spawn_scoped(scope, move || extract_all(&found, &results, known));
                spawned.map_err(Error::io("start a thread for", self.writer.index().path()))?;
            }
            drop(found);
            let scanner = scope.spawn(move || scan_all(scopes, known, stop, &inputs, &results));
            // An error must not leave the others waiting for a reader that is gone: `done` is
            // dropped with this closure, and whoever sends then ends.
            let written = self.write_all(done, unread);
            let found = scanner.join().unwrap_or_default();
            written.map(|()| found)
        })
    }

    fn write_all(&mut self, done: Receiver<Done>, unread: &mut Vec<PathBuf>) -> Result<()> {
        for Done { path, line, outcome } in done {
            let shown = || self.scopes.shown(&path, line);
            match outcome {
                Outcome::Unchanged => self.report.unchanged += 1,
                Outcome::Failed(reason) => {
                    self.report.fail(shown(), reason);
                    unread.push(path);
                }
                Outcome::Prepared { id, prepared, warnings } => {
                    let source = shown();
                    self.report.warn(&source, warnings);
                    self.write(&id, *prepared)?;
                }
            }
            self.progress.done += 1;
            self.tell()?;
        }
        Ok(())
    }

    fn write(&mut self, id: &DocumentId, prepared: Prepared) -> Result<()> {
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
        if self.last_commit.elapsed() > COMMIT_INTERVAL {
            self.writer.commit()?;
            self.progress.committed = self.writer.index().snapshot().documents();
            self.last_commit = Instant::now();
        }
        (self.watch.progress)(self.progress);
        Ok(())
    }

    /// Removes the documents below the scopes whose source is gone. A source that could not be
    /// read is not gone.
    fn delete_gone(&mut self, owners: &HashMap<String, PathBuf>, unread: &[PathBuf]) {
        for (id, indexed) in self.known {
            let Some(source) = indexed.source.as_deref().map(Path::new) else { continue };
            let is_gone = !owners.contains_key(id)
                && self.scopes.holds(source)
                && !unread.iter().any(|path| source.starts_with(path));
            if is_gone && let Ok(id) = id.parse() {
                self.writer.delete(&id);
                self.report.deleted += 1;
            }
        }
    }
}

/// Finds all inputs and decides which source owns each id: the first in order of paths.
fn scan_all(
    scopes: &Scopes,
    known: &HashMap<String, Indexed>,
    stop: &AtomicBool,
    inputs: &Sender<Input>,
    results: &Sender<Done>,
) -> Scanned {
    let mut scanned = Scanned { is_complete: true, ..Scanned::default() };
    for scope in &scopes.scopes {
        source::scan(scope, &mut |found| {
            let sent = match found.and_then(|input| claim(input, scopes, known, &mut scanned.owners)) {
                Ok(input) => inputs.send(input).is_ok(),
                Err(Unusable { path, line, reason }) => {
                    scanned.unread.push(path.clone());
                    results.send(Done { path, line, outcome: Outcome::Failed(reason) }).is_ok()
                }
            };
            scanned.is_complete &= sent && !stop.load(Ordering::Relaxed);
            scanned.is_complete
        });
    }
    scanned
}

/// Lets the input have its id, unless another source has it.
fn claim(
    input: Input,
    scopes: &Scopes,
    known: &HashMap<String, Indexed>,
    owners: &mut HashMap<String, PathBuf>,
) -> Result<Input, Unusable> {
    let id = input.id.as_str();
    let owner = match (owners.get(id), known.get(id)) {
        (Some(owner), _) => Some(scopes.shown(owner, None)),
        (None, Some(Indexed { source: None, .. })) => Some("a document that came over HTTP".to_owned()),
        (None, Some(Indexed { source: Some(source), .. })) => {
            let source = Path::new(source);
            let is_elsewhere = source != input.path && !scopes.holds(source) && source.exists();
            is_elsewhere.then(|| scopes.shown(source, None))
        }
        (None, None) => None,
    };
    if let Some(owner) = owner {
        let reason = format!("is a second source of the id `{id}`, which `{owner}` has: rename one of them");
        return Err(Unusable { line: input.line(), path: input.path, reason });
    }
    owners.insert(id.to_owned(), input.path.clone());
    Ok(input)
}

/// Turns inputs into outcomes until there are no more, or nobody takes them.
fn extract_all(found: &Receiver<Input>, results: &Sender<Done>, known: &HashMap<String, Indexed>) {
    for input in found {
        let (path, line) = (input.path.clone(), input.line());
        // An extractor that panics has met a file it cannot read; the next file is not concerned.
        let outcome = catch_unwind(AssertUnwindSafe(|| extract_one(input, known)))
            .unwrap_or_else(|_| Outcome::Failed(EXTRACTOR_FAILED.to_owned()));
        if results.send(Done { path, line, outcome }).is_err() {
            return;
        }
    }
}

fn extract_one(input: Input, known: &HashMap<String, Indexed>) -> Outcome {
    let (id, source) = (input.id.clone(), input.path.to_string_lossy().into_owned());
    let read = match input.read() {
        Ok(read) => read,
        Err(reason) => return Outcome::Failed(reason),
    };
    let before = known.get(id.as_str());
    if before.is_some_and(|before| before.hash == read.hash && before.source.as_deref() == Some(&source)) {
        return Outcome::Unchanged;
    }
    let origin = Origin { source, hash: read.hash };
    match extract::extract(read.format, read.bytes) {
        Ok(extracted) => {
            let (document, warnings) = assemble::assemble(id.clone(), extracted, read.sidecar.as_deref());
            let prepared = Box::new(Prepared::new(&document, Some(&origin)));
            Outcome::Prepared { id, prepared, warnings }
        }
        Err(reason) => Outcome::Failed(reason),
    }
}
