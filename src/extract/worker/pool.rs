//! The parent's side: keeps worker processes ready, sends them requests, and kills them on timeout.
//!
//! A worker serves many documents, so that small files do not each pay for starting one. What to do about a
//! failure is left to the callers. Invariants: a worker that has failed is never used again; a document is
//! not blamed for what earlier ones left in the worker's memory.

use std::{
    fmt::Display,
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use crossbeam_channel::{RecvTimeoutError, bounded};
use serde::de::DeserializeOwned;

use super::{
    limits::{ExitCause, ProcessLimits},
    protocol::{self, ResponseKind, WorkerRequest},
};
use crate::{
    document::{ContentHash, Format},
    error::unreadable,
    extract::{
        PageLinks, PageReading,
        error::ExtractError,
        extracted::Extracted,
        placed_text::{PageArea, PlacedText},
    },
    regular,
};

/// The number of requests after which a worker is replaced, so that leaks in a library stay small.
const MAX_SERVED: u32 = 1000;
/// The stack size of the thread that checks the time of a request, in bytes: it calls next to nothing.
const WATCHDOG_STACK_BYTES: usize = 128 << 10;
/// How often the time of a request is checked.
const TICK: Duration = Duration::from_millis(100);
/// The size of the pieces copied from a file, in bytes.
const COPY_BYTES: usize = 64 << 10;
/// How much of a dying worker's standard error is examined, in bytes.
const LAST_WORDS_BYTES: u64 = 4096;

/// A document for workers to read: a file, and the hash of its content.
#[derive(Debug, Clone, Copy)]
pub struct SourceRef<'a> {
    /// The file.
    pub path: &'a Path,
    /// The offset of the content in the file, in bytes.
    pub start: u64,
    /// The length of the content, in bytes.
    pub length: u64,
    /// The hash of the content.
    pub hash: &'a ContentHash,
    /// Whether the file may have changed since it was hashed, so that its content must be checked again.
    pub may_change: bool,
}

/// The reason there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkerFailure {
    /// The reader reported what is wrong with the document.
    Refused(ExtractError),
    /// The process that read it died.
    Died(ExitCause),
    /// No worker could be asked; the document may be sound.
    Unasked(String),
    /// The caller stopped it.
    Stopped,
}

/// A pool of idle workers.
#[derive(Debug)]
pub struct Pool {
    program: PathBuf,
    limits: ProcessLimits,
    idle: Mutex<Vec<Worker>>,
}

impl Pool {
    /// Creates a pool of workers running `program`, which is this one; they are started on demand.
    pub fn new(program: PathBuf, limits: ProcessLimits) -> Self {
        Self { program, limits, idle: Mutex::default() }
    }

    /// Extracts the text of a document, sent with this character set, unless `stop` is set before that is done.
    ///
    /// # Errors
    /// Returns the reason there is no text.
    pub fn extract(
        &self,
        source: SourceRef<'_>,
        (format, charset): (Format, Option<&str>),
        stop: &AtomicBool,
    ) -> Result<Extracted, WorkerFailure> {
        let request = WorkerRequest::Extract { format, charset: charset.map(str::to_owned) };
        self.ask(source, (&request, stop), parsed)
    }

    /// Returns what a page of a site, sent with this character set, says and where it leads.
    pub(crate) fn page(
        &self,
        source: SourceRef<'_>,
        charset: Option<&str>,
        stop: &AtomicBool,
    ) -> Result<PageReading, WorkerFailure> {
        let request = WorkerRequest::Page { charset: charset.map(str::to_owned) };
        self.ask(source, (&request, stop), parsed)
    }

    /// Returns where a page of a site leads; `selector` is a CSS selector of links.
    pub(crate) fn links(
        &self,
        source: SourceRef<'_>,
        (charset, selector): (Option<&str>, Option<&str>),
        stop: &AtomicBool,
    ) -> Result<PageLinks, WorkerFailure> {
        let (charset, selector) = (charset.map(str::to_owned), selector.map(str::to_owned));
        self.ask(source, (&WorkerRequest::Links { charset, selector }, stop), parsed)
    }

    /// Rasterizes a page and passes the image to `take` as a stream, unless `stop` is set before that is done.
    pub(crate) fn raster<T>(
        &self,
        source: SourceRef<'_>,
        (page, stop): (u32, &AtomicBool),
        take: impl Fn(&mut dyn Read) -> io::Result<T>,
    ) -> Result<T, WorkerFailure> {
        self.ask(source, (&WorkerRequest::Raster { page }, stop), take)
    }

    /// Returns the text of a page, and where its words are.
    pub(crate) fn words(&self, source: SourceRef<'_>, page: u32) -> Result<PlacedText, WorkerFailure> {
        self.ask(source, (&WorkerRequest::Words { page }, &AtomicBool::new(false)), parsed)
    }

    /// Returns a picture of a page as PNG, with up to [`MAX_MARKS`](super::MAX_MARKS) areas marked.
    pub(crate) fn draw(
        &self,
        source: SourceRef<'_>,
        page: u32,
        marks: &[PageArea],
    ) -> Result<Vec<u8>, WorkerFailure> {
        let request = WorkerRequest::Draw { page, marks: marks.to_vec() };
        self.ask(source, (&request, &AtomicBool::new(false)), |answer| {
            let mut picture = Vec::new();
            answer.read_to_end(&mut picture).map(|_| picture)
        })
    }

    /// Ends the idle workers, for a pause after which new ones are started on demand.
    pub(crate) fn rest(&self) {
        self.idle().clear();
    }

    /// Asks a worker, and then a new one if the first may have been worn out by earlier documents.
    fn ask<T>(
        &self,
        source: SourceRef<'_>,
        request: (&WorkerRequest, &AtomicBool),
        take: impl Fn(&mut dyn Read) -> io::Result<T>,
    ) -> Result<T, WorkerFailure> {
        let mut worker = self.take(source.hash)?;
        let was_used = worker.served > 0;
        let mut result = worker.ask(&self.limits, source, request, &take);
        let is_stopped = || request.1.load(Ordering::Relaxed);
        if was_used
            && !is_stopped()
            && matches!(
                result,
                Err(WorkerFailure::Died(ExitCause::Memory | ExitCause::Crash | ExitCause::Outside))
            )
        {
            worker = Worker::start(&self.program, &self.limits)?;
            result = worker.ask(&self.limits, source, request, &take);
        }
        // Whoever stops this process may have ended its workers as well.
        if is_stopped() && matches!(result, Err(WorkerFailure::Died(_) | WorkerFailure::Unasked(_))) {
            return Err(WorkerFailure::Stopped);
        }
        if matches!(result, Ok(_) | Err(WorkerFailure::Refused(_))) && worker.served < MAX_SERVED {
            self.idle().push(worker);
        }
        result
    }

    /// Returns an idle worker, preferably one that holds the document, or a new one.
    fn take(&self, hash: &ContentHash) -> Result<Worker, WorkerFailure> {
        let mut idle = self.idle();
        let place =
            idle.iter().position(|worker| worker.held.as_ref() == Some(hash)).or(idle.len().checked_sub(1));
        let worker = place.map(|place| idle.swap_remove(place));
        drop(idle);
        worker.map_or_else(|| Worker::start(&self.program, &self.limits), Ok)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Worker>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads an answer that is JSON.
fn parsed<T: DeserializeOwned>(answer: &mut dyn Read) -> io::Result<T> {
    serde_json::from_reader(answer).map_err(io::Error::from)
}

/// A process that reads documents; it is killed on drop.
#[derive(Debug)]
struct Worker {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    /// The hash of the document it has in memory.
    held: Option<ContentHash>,
    served: u32,
}

/// Returns why no worker could be asked: the system gave no process, pipe or thread.
fn unasked(error: &io::Error) -> WorkerFailure {
    WorkerFailure::Unasked(failed("be started", error))
}

impl Worker {
    fn start(program: &Path, limits: &ProcessLimits) -> Result<Self, WorkerFailure> {
        let mut command = Command::new(program);
        command.arg("worker").args(limit_arguments(limits)).stderr(Stdio::piped());
        let mut child = spawn(&mut command).map_err(|error| unasked(&error))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(unasked(&io::ErrorKind::BrokenPipe.into()));
        };
        Ok(Self { child, input, output: BufReader::new(output), held: None, served: 0 })
    }

    /// Sends one request about a document and passes the answer to `take`, all within the time limit and before
    /// it is stopped.
    fn ask<T>(
        &mut self,
        limits: &ProcessLimits,
        source: SourceRef<'_>,
        (request, stop): (&WorkerRequest, &AtomicBool),
        take: impl Fn(&mut dyn Read) -> io::Result<T>,
    ) -> Result<T, WorkerFailure> {
        self.served += 1;
        let Self { child, input, output, held, .. } = self;
        let watched = within((limits.wall, stop), child, || {
            if held.take().as_ref() != Some(source.hash) {
                hold(input, source)?;
            }
            protocol::write_request(input, request).map_err(WorkerError::Pipe)?;
            *held = Some(source.hash.clone());
            receive(output, limits, take)
        });
        let (asked, killed) = watched.map_err(|error| unasked(&error))?;
        if killed == Some(KillCause::Stop) {
            return Err(WorkerFailure::Stopped);
        }
        let is_late = killed.is_some();
        if is_late {
            // It was killed, perhaps just after its answer.
            self.served = MAX_SERVED;
        }
        match asked {
            Ok(answer) => Ok(answer),
            Err(WorkerError::Refused(reason)) => Err(WorkerFailure::Refused(reason)),
            // It was killed in the middle of its answer.
            Err(WorkerError::File(_)) if is_late && self.held.is_some() => {
                Err(WorkerFailure::Died(ExitCause::Wall))
            }
            Err(WorkerError::File(reason)) => Err(WorkerFailure::Unasked(reason)),
            Err(WorkerError::Long) => Err(WorkerFailure::Died(ExitCause::Output)),
            Err(WorkerError::Pipe(_)) if is_late && self.held.is_none() => {
                Err(WorkerFailure::Unasked(SLOW.to_owned()))
            }
            Err(WorkerError::Pipe(_)) if is_late => Err(WorkerFailure::Died(ExitCause::Wall)),
            Err(WorkerError::Pipe(error)) => Err(self.autopsy(&error)),
        }
    }

    /// Determines what killed the worker, from its exit status and its last output.
    fn autopsy(&mut self, error: &io::Error) -> WorkerFailure {
        let _ = self.child.kill();
        let mut words = String::new();
        if let Some(stderr) = self.child.stderr.take() {
            let _ = stderr.take(LAST_WORDS_BYTES).read_to_string(&mut words);
        }
        match self.child.wait() {
            Ok(status) => {
                tracing::debug!("a worker ended ({status})");
                WorkerFailure::Died(cause(status, &words))
            }
            Err(_) => WorkerFailure::Unasked(failed("answer", error)),
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the message for a worker that could not be asked.
fn failed(action: &str, error: &io::Error) -> String {
    format!("the reader could not {action} ({error}): run `index` again")
}

/// What can go wrong between parent and worker.
enum WorkerError {
    Refused(ExtractError),
    File(String),
    Long,
    Pipe(io::Error),
}

/// The message for a file whose storage is too slow.
const SLOW: &str = "could not be sent to its reader in time: check the disk and run `index` again";
/// The message for a file that was replaced meanwhile.
const CHANGED: &str = "changed while it was read: run `index` again";

/// Sends the document to the worker, checking it against the known hash if it may have changed.
fn hold(input: &mut ChildStdin, source: SourceRef<'_>) -> Result<(), WorkerError> {
    let unreadable = |error: io::Error| WorkerError::File(unreadable(&error));
    let mut file = regular::open(source.path).map_err(unreadable)?;
    let bytes = source.length;
    file.seek(SeekFrom::Start(source.start)).map_err(unreadable)?;
    protocol::write_request(input, &WorkerRequest::Hold { bytes }).map_err(WorkerError::Pipe)?;
    let (mut hasher, mut left, mut buffer) = (blake3::Hasher::new(), bytes, vec![0; COPY_BYTES]);
    while left > 0 {
        let wanted = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = file.read(&mut buffer[..wanted]).map_err(unreadable)?;
        if read == 0 {
            break;
        }
        if source.may_change {
            hasher.update(&buffer[..read]);
        }
        input.write_all(&buffer[..read]).map_err(WorkerError::Pipe)?;
        left -= read as u64;
    }
    let is_hashed = !source.may_change || ContentHash::from(hasher.finalize()) == *source.hash;
    let is_same = left == 0 && is_hashed;
    if is_same { Ok(()) } else { Err(WorkerError::File(CHANGED.to_owned())) }
}

/// Receives an answer and passes its payload to `take`.
fn receive<T>(
    output: &mut BufReader<ChildStdout>,
    limits: &ProcessLimits,
    take: impl Fn(&mut dyn Read) -> io::Result<T>,
) -> Result<T, WorkerError> {
    let (answer, length) = protocol::read_answer(output).map_err(WorkerError::Pipe)?;
    if length > limits.output_bytes {
        return Err(WorkerError::Long);
    }
    let mut payload = output.take(length);
    if answer == ResponseKind::Refused {
        let mut reason = Vec::new();
        payload.read_to_end(&mut reason).map_err(WorkerError::Pipe)?;
        let refused = serde_json::from_slice(&reason).map_err(|error| invalid_answer(&error))?;
        return Err(WorkerError::Refused(refused));
    }
    let taken = take(&mut payload);
    let rest = io::copy(&mut payload, &mut io::sink()).map_err(WorkerError::Pipe)?;
    tracing::trace!("{rest} bytes of the answer were not read");
    taken.map_err(|error| invalid_answer(&error))
}

fn invalid_answer(error: &impl Display) -> WorkerError {
    WorkerError::File(format!("could not be read: invalid answer ({error}): run `index` again"))
}

/// Returns the limits as arguments of the program's own hidden commands.
pub(super) fn limit_arguments(limits: &ProcessLimits) -> [String; 2] {
    [format!("--memory-bytes={}", limits.memory_bytes), format!("--cpu-seconds={}", limits.cpu_seconds)]
}

/// Starts this program as a child process with pipes, an empty environment and its own process group.
///
/// With its own group, Ctrl-C reaches only the parent.
pub(super) fn spawn(command: &mut Command) -> io::Result<Child> {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    // Use one malloc arena: each further one would take 64 MB of the address space.
    command.env_clear().env("MALLOC_ARENA_MAX", "1").env("OMP_THREAD_LIMIT", "1");
    command.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()
}

/// Why a process was killed that was waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KillCause {
    /// It took too long.
    Late,
    /// The caller asked to stop.
    Stop,
}

/// Runs `work` and kills `child` if that takes longer than `wall`, or `stop` is set; returns why, if it did.
///
/// Time in which this process itself was suspended counts as one tick.
///
/// # Errors
/// Returns an error if the system has no thread for the watchdog; then `work` is not run.
pub(super) fn within<T>(
    (wall, stop): (Duration, &AtomicBool),
    child: &mut Child,
    work: impl FnOnce() -> T,
) -> io::Result<(T, Option<KillCause>)> {
    let (done, watched) = bounded::<()>(0);
    let thread = thread::Builder::new().name("watchdog".to_owned()).stack_size(WATCHDOG_STACK_BYTES);
    thread::scope(|scope| {
        let watchdog = thread.spawn_scoped(scope, move || {
            let mut left = wall;
            while !left.is_zero() && !stop.load(Ordering::Relaxed) {
                let tick = left.min(TICK);
                if watched.recv_timeout(tick) != Err(RecvTimeoutError::Timeout) {
                    return None;
                }
                left -= tick;
            }
            kill(child);
            Some(if left.is_zero() { KillCause::Late } else { KillCause::Stop })
        })?;
        let result = work();
        drop(done);
        Ok((result, watchdog.join().unwrap_or_default()))
    })
}

/// Kills a process and everything it has started, which is in its process group.
pub(super) fn kill(child: &mut Child) {
    #[cfg(unix)]
    let _ = rustix::process::kill_process_group(
        rustix::process::Pid::from_child(child),
        rustix::process::Signal::KILL,
    );
    let _ = child.kill();
}

/// Determines what ended a process, from its status and its last output.
#[cfg(unix)]
pub(super) fn cause(status: ExitStatus, words: &str) -> ExitCause {
    use std::os::unix::process::ExitStatusExt;

    use rustix::process::Signal;

    let is = |signal: Signal| status.signal() == Some(signal.as_raw());
    let is_out_of_memory =
        ["memory allocation of", "bad_alloc", "out of memory"].iter().any(|sign| words.contains(sign));
    if is(Signal::XCPU) {
        ExitCause::Cpu
    } else if is_out_of_memory {
        ExitCause::Memory
    } else if status.signal().is_none()
        || [Signal::KILL, Signal::TERM, Signal::INT, Signal::HUP].into_iter().any(is)
    {
        // A process that exits by itself did not get to the document: its limits could not be set, or a pipe
        // broke.
        ExitCause::Outside
    } else {
        ExitCause::Crash
    }
}

#[cfg(not(unix))]
pub(super) fn cause(_: ExitStatus, words: &str) -> ExitCause {
    if words.contains("memory allocation of") { ExitCause::Memory } else { ExitCause::Crash }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[track_caller]
    fn check(wall: Duration, is_stopped: bool, expected: KillCause) {
        let mut child = spawn(Command::new("/bin/sleep").arg("600")).expect("started");
        let mut output = child.stdout.take().expect("piped");
        let waits = || io::copy(&mut output, &mut io::sink()).map(drop);
        let (read, killed) =
            within((wall, &AtomicBool::new(is_stopped)), &mut child, waits).expect("watched");
        assert!(read.is_ok() && child.wait().is_ok());
        assert_eq!(killed, Some(expected));
    }

    #[test]
    fn a_process_is_ended_when_it_is_late_or_its_caller_is_stopped() {
        check(Duration::from_mins(10), true, KillCause::Stop);
        check(Duration::ZERO, false, KillCause::Late);
    }

    #[test]
    fn a_worker_that_is_ended_with_its_parent_blames_no_document() {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", r"printf 'E\1\0\0\0\0\0\0\0'; exec sleep 60"]).stderr(Stdio::piped());
        let mut child = spawn(&mut command).expect("started");
        let (input, output) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
        let id = rustix::process::Pid::from_child(&child);
        let pool = Pool::new("/nowhere".into(), ProcessLimits::default());
        pool.idle().push(Worker { child, input, output: BufReader::new(output), held: None, served: 0 });
        let hash = ContentHash::from_content(b"");
        let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
        let source = SourceRef { path, start: 0, length: 0, hash: &hash, may_change: false };
        let stop = AtomicBool::new(false);
        let asked = pool.raster(source, (1, &stop), |answer| {
            stop.store(true, Ordering::Relaxed);
            rustix::process::kill_process(id, rustix::process::Signal::TERM).expect("signaled");
            answer.read_exact(&mut [0])
        });
        assert_eq!(asked, Err(WorkerFailure::Stopped));
    }
}
