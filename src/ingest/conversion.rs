//! Converts Word files of the format before 2007 with the program that the administrator names.
//!
//! Reading the result is left to a worker, as of any file. Invariants: the program runs confined, in a folder of
//! its own that is removed with all it wrote, and not at all where it cannot be confined; one conversion runs at
//! a time; a file is converted under a name of ours, never under its own; what a run may write is bounded in all,
//! not only by file.

use std::{
    fmt::{self, Display, Formatter},
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, TryLockError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use crossbeam_channel::{RecvTimeoutError, bounded};

use tempfile::TempDir;

use super::ingest_config::IngestConfig;
use crate::{
    document::ContentHash,
    extract::{
        ExtractError,
        worker::{
            self, CONVERTER_SOCKETS, ConfinedProgram, ExitCause, ProcessLimits, ProgramOutcome, SourceRef,
            WorkerFailure,
        },
    },
    regular, source,
};

/// The least address space of a converter, in bytes: `LibreOffice` reserves some 2 GB.
const LEAST_MEMORY_BYTES: u64 = 6 << 30;
/// How many times the limits of a document a conversion may take: it starts a whole suite of programs.
const TIMES: u32 = 3;
/// The maximum number of entries of the temporary folder, or of that of a run, that are looked at.
const MAX_ENTRIES: usize = 10_000;
/// How much a run may write in its folder, in bytes: the profile of `LibreOffice` takes some megabytes, and the
/// result of a file of 256 MB is not read above that.
const MAX_WRITTEN_BYTES: u64 = 512 << 20;
/// How often it is checked how much a run has written.
const LOOK: Duration = Duration::from_millis(100);
/// Why nothing is converted where the program could read any file, or leave processes behind.
const UNFENCED: &str =
    "this system lacks Landlock or seccomp, which confine it: convert the file to `.docx` yourself";
/// The name of the file to convert, and that of the result.
const GIVEN: &str = "document.doc";
const CONVERTED: &str = "document.docx";

/// Converts files.
#[derive(Debug)]
pub(super) struct Converter {
    launcher: PathBuf,
    path: PathBuf,
    limits: ProcessLimits,
    turn: Mutex<()>,
}

/// A converted file, which is removed when this is dropped.
#[derive(Debug)]
pub(super) struct ConvertedFile {
    /// Keeps the folder.
    _folder: TempDir,
    path: PathBuf,
    length: u64,
    hash: ContentHash,
}

impl ConvertedFile {
    /// Returns the file for a worker to read.
    pub(super) fn source(&self) -> SourceRef<'_> {
        let Self { path, length, hash, .. } = self;
        SourceRef { path, start: 0, length: *length, hash, may_change: false }
    }
}

impl Converter {
    /// Creates a converter that runs the program at `path`.
    pub(super) fn new(path: PathBuf, ingest_config: &IngestConfig) -> Self {
        let limits = ingest_config.limits;
        let limits = ProcessLimits {
            memory_bytes: limits.memory_bytes.max(LEAST_MEMORY_BYTES),
            cpu_seconds: limits.cpu_seconds.saturating_mul(TIMES.into()),
            wall: limits.wall.saturating_mul(TIMES),
            ..limits
        };
        Self { launcher: ingest_config.program.clone(), path, limits, turn: Mutex::default() }
    }

    /// Converts a file, unless `stop` is set before that is done.
    ///
    /// # Errors
    /// Returns the reason, with the remedy, if the program fails or exceeds its limits.
    pub(super) fn convert(
        &self,
        source: SourceRef<'_>,
        stop: &AtomicBool,
    ) -> Result<ConvertedFile, WorkerFailure> {
        if !worker::protection().is_ok_and(|protection| protection.files && protection.calls) {
            return Err(self.failed(UNFENCED));
        }
        let _turn = self.turn(stop).ok_or(WorkerFailure::Stopped)?;
        let prepared = prepare(source).map_err(|error| self.failed(&error.to_string()))?;
        let mut ran = self.run(&prepared, stop);
        // It restarts once it has created its profile, and then finds the socket that it may not remove.
        if matches!(ran, Ok((ProgramOutcome::Failed(_), None))) {
            ran = self.run(&prepared, stop);
        }
        let (outcome, excess) = ran.map_err(|error| self.failed(&error.to_string()))?;
        if let Some(excess) = excess {
            return Err(self.failed(&excess.to_string()));
        }
        match outcome {
            ProgramOutcome::Done(_) => self.finish(prepared),
            ProgramOutcome::Failed(complaint) => {
                Err(self.failed(complaint.lines().next_back().unwrap_or("it gives no reason")))
            }
            ProgramOutcome::Died(cause @ (ExitCause::Wall | ExitCause::Cpu)) => {
                Err(WorkerFailure::Died(cause))
            }
            ProgramOutcome::Stopped => Err(WorkerFailure::Stopped),
            ProgramOutcome::Died(_) => Err(self.failed("it was ended")),
        }
    }

    /// Waits until no other conversion runs; `None` if `stop` is set first.
    fn turn(&self, stop: &AtomicBool) -> Option<MutexGuard<'_, ()>> {
        while !stop.load(Ordering::Relaxed) {
            match self.turn.try_lock() {
                Ok(turn) => return Some(turn),
                Err(TryLockError::Poisoned(turn)) => return Some(turn.into_inner()),
                Err(TryLockError::WouldBlock) => thread::sleep(LOOK),
            }
        }
        None
    }

    /// Runs the program once; returns how it ended, and in what it wrote too much, if it did.
    fn run(
        &self,
        folder: &TempDir,
        stop: &AtomicBool,
    ) -> io::Result<(ProgramOutcome, Option<WrittenExcess>)> {
        let (launcher, path, limits) = (self.launcher.clone(), self.path.clone(), self.limits);
        let at = folder.path();
        let program =
            ConfinedProgram { launcher, path, data: Vec::new(), folder: Some(at.to_owned()), limits };
        let profile = format!("-env:UserInstallation=file://{}/profile", at.display());
        let (given, target) = (at.join(GIVEN).display().to_string(), at.display().to_string());
        let fixed = ["--headless", "--norestore", "--convert-to", "docx", "--outdir"].map(str::to_owned);
        let arguments: Vec<String> = [profile].into_iter().chain(fixed).chain([target, given]).collect();
        let ran = bounded_run(at, MAX_WRITTEN_BYTES, stop, |end| program.run(&arguments, end, |_| Ok(())));
        remove_sockets();
        let (outcome, excess) = ran?;
        Ok((outcome?, excess))
    }

    fn finish(&self, folder: TempDir) -> Result<ConvertedFile, WorkerFailure> {
        let path = folder.path().join(CONVERTED);
        // A link would lead to a file that the program may not read, but this process may.
        let length = || fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file).map(|file| file.len());
        let read = || Some((length()?, source::hash_file(&path).ok()?));
        let (length, hash) = read().ok_or_else(|| self.failed("it wrote no file"))?;
        Ok(ConvertedFile { _folder: folder, path, length, hash })
    }

    fn failed(&self, reason: &str) -> WorkerFailure {
        WorkerFailure::Refused(ExtractError::Unconverted {
            program: self.path.display().to_string(),
            reason: reason.to_owned(),
        })
    }
}

/// In what a run wrote too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WrittenExcess {
    /// More than this many bytes.
    Bytes(u64),
    /// More files than are counted.
    Files,
}

impl Display for WrittenExcess {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(limit) => write!(f, "it wrote more than {} MB", limit >> 20),
            Self::Files => write!(f, "it wrote more than {MAX_ENTRIES} files"),
        }
    }
}

/// Runs `work`, and sets the flag that ends it once `stop` is set or more than `limit` bytes are in `folder`;
/// returns in what it wrote too much, if it did, even if the files are gone by now.
///
/// # Errors
/// Returns an error if the system has no thread to look after it; then `work` is not run.
fn bounded_run<T>(
    folder: &Path,
    limit: u64,
    stop: &AtomicBool,
    work: impl FnOnce(&AtomicBool) -> T,
) -> io::Result<(T, Option<WrittenExcess>)> {
    let end = AtomicBool::new(false);
    let (done, is_done) = bounded::<()>(0);
    let watch = || {
        while is_done.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
            let excess = excess(folder, limit);
            if excess.is_some() || stop.load(Ordering::Relaxed) {
                end.store(true, Ordering::Relaxed);
                return excess;
            }
        }
        None
    };
    thread::scope(|scope| {
        let watcher = thread::Builder::new().name("conversion".to_owned()).spawn_scoped(scope, watch)?;
        let result = work(&end);
        drop(done);
        let seen = watcher.join().unwrap_or_default();
        Ok((result, seen.or_else(|| excess(folder, limit))))
    })
}

/// Returns whether more than `limit` bytes, or too many files, are in a folder.
fn excess(folder: &Path, limit: u64) -> Option<WrittenExcess> {
    let (mut bytes, mut entries) = (0_u64, 0_usize);
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten().filter_map(Result::ok) {
            entries += 1;
            // Of the entry, not of what a link leads to.
            let Ok(metadata) = entry.metadata() else { continue };
            if metadata.is_dir() {
                folders.push(entry.path());
            } else {
                bytes = bytes.saturating_add(metadata.len());
            }
            if bytes > limit {
                return Some(WrittenExcess::Bytes(limit));
            }
            if entries > MAX_ENTRIES {
                return Some(WrittenExcess::Files);
            }
        }
    }
    None
}

/// Removes the sockets that conversions ended by their limits have left behind.
///
/// A socket on which somebody listens belongs to a program that runs.
#[cfg(unix)]
fn remove_sockets() {
    let Ok(entries) = fs::read_dir(CONVERTER_SOCKETS) else { return };
    for entry in entries.take(MAX_ENTRIES).filter_map(Result::ok) {
        let path = entry.path();
        let is_ours = entry.file_name().as_encoded_bytes().starts_with(b"OSL_PIPE_")
            && entry.file_type().is_ok_and(|kind| std::os::unix::fs::FileTypeExt::is_socket(&kind));
        let is_left = || {
            std::os::unix::net::UnixStream::connect(&path)
                .is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
        };
        if is_ours && is_left() {
            // Another process may have removed it, or it may belong to another user.
            let _ = fs::remove_file(&path);
        }
    }
}

#[cfg(not(unix))]
fn remove_sockets() {}

/// Copies the file to convert into a new folder.
fn prepare(source: SourceRef<'_>) -> io::Result<TempDir> {
    let folder = tempfile::Builder::new().prefix("skorowidz-").tempdir()?;
    let mut file = regular::open(source.path)?;
    file.seek(SeekFrom::Start(source.start))?;
    io::copy(&mut file.take(source.length), &mut File::create(folder.path().join(GIVEN))?)?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How long a test waits for a run to be ended, so that none hangs.
    const MOST_ROUNDS: usize = 30_000;
    const ROUND: Duration = Duration::from_millis(1);

    /// Waits until a run is to end; returns `false` if it never is.
    fn wait(end: &AtomicBool) -> bool {
        (0..MOST_ROUNDS).any(|_| {
            thread::sleep(ROUND);
            end.load(Ordering::Relaxed)
        })
    }

    #[test]
    fn a_run_ends_when_it_has_written_too_much_or_is_stopped() {
        let folder = tempfile::tempdir().expect("a folder");
        let inner = folder.path().join("profile");
        fs::create_dir(&inner).expect("created");
        let written = bounded_run(folder.path(), 10_000, &AtomicBool::new(false), |end| {
            let mut files = 0;
            while files < MOST_ROUNDS && !end.load(Ordering::Relaxed) {
                files += 1;
                fs::write(inner.join(files.to_string()), [0; 3_000]).expect("written");
                thread::sleep(ROUND);
            }
            files
        });
        let (files, excess) = written.expect("run");
        assert_eq!((files > 3, excess), (true, Some(WrittenExcess::Bytes(10_000))));
        let empty = tempfile::tempdir().expect("a folder");
        let run = bounded_run(empty.path(), 0, &AtomicBool::new(true), wait);
        assert_eq!(run.expect("run"), (true, None));
    }

    #[test]
    fn a_run_that_removes_what_it_wrote_has_written_too_much_all_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("big");
        let ran = bounded_run(folder.path(), 1 << 20, &AtomicBool::new(false), |end| {
            fs::write(&file, vec![0; 2 << 20]).expect("written");
            let is_ended = wait(end);
            fs::remove_file(&file).expect("removed");
            is_ended
        });
        let (is_ended, excess) = ran.expect("run");
        assert!(is_ended);
        assert_eq!(excess.map(|excess| excess.to_string()).as_deref(), Some("it wrote more than 1 MB"));
    }

    #[test]
    fn too_many_files_are_told_from_too_much_content() {
        let folder = tempfile::tempdir().expect("a folder");
        for number in 0..=MAX_ENTRIES {
            File::create(folder.path().join(number.to_string())).expect("created");
        }
        let excess = excess(folder.path(), 1).expect("too many").to_string();
        assert_eq!(excess, "it wrote more than 10000 files");
    }

    #[test]
    fn nobody_waits_for_a_turn_once_stopped() {
        let converter = Converter {
            launcher: PathBuf::new(),
            path: PathBuf::new(),
            limits: ProcessLimits::default(),
            turn: Mutex::default(),
        };
        let _turn = converter.turn(&AtomicBool::new(false)).expect("free");
        assert!(converter.turn(&AtomicBool::new(true)).is_none());
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_is_ended_with_its_parent_has_not_failed() {
        use std::{io::Write, os::unix::fs::PermissionsExt};

        let folder = tempfile::tempdir().expect("a folder");
        let launcher = folder.path().join("launcher");
        fs::write(&launcher, "#!/bin/sh\nread line; kill -TERM $$\n").expect("written");
        fs::set_permissions(&launcher, fs::Permissions::from_mode(0o700)).expect("executable");
        let (path, limits) = ("/nowhere".into(), ProcessLimits::default());
        let program = ConfinedProgram { launcher, path, data: Vec::new(), folder: None, limits };
        let stop = AtomicBool::new(false);
        let outcome = program.run(&[], &stop, |input: &mut dyn Write| {
            stop.store(true, Ordering::Relaxed);
            input.write_all(b"go\n")
        });
        assert_eq!(outcome.expect("run"), ProgramOutcome::Stopped);
    }
}
