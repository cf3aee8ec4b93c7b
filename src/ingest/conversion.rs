//! Converts Word files of the format before 2007 with the program that the administrator names.
//!
//! Reading the result is left to a worker, as of any file. Invariants: the program runs confined, in a folder of
//! its own that is removed with all it wrote, and not at all where it cannot be confined; one conversion runs at
//! a time; a file is converted under a name of ours, never under its own; what a run may write is bounded in all,
//! not only by file.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
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
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let prepared = prepare(source).map_err(|error| self.failed(&error.to_string()))?;
        let mut outcome = self.run(&prepared, stop);
        // It restarts once it has created its profile, and then finds the socket that it may not remove.
        if matches!(outcome, Ok(ProgramOutcome::Failed(_))) {
            outcome = self.run(&prepared, stop);
        }
        let outcome = outcome.map_err(|error| self.failed(&error.to_string()))?;
        if is_over(prepared.path(), MAX_WRITTEN_BYTES) {
            return Err(self.failed(&format!("it wrote more than {} MB", MAX_WRITTEN_BYTES >> 20)));
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

    fn run(&self, folder: &TempDir, stop: &AtomicBool) -> io::Result<ProgramOutcome> {
        let (launcher, path, limits) = (self.launcher.clone(), self.path.clone(), self.limits);
        let at = folder.path();
        let program =
            ConfinedProgram { launcher, path, data: Vec::new(), folder: Some(at.to_owned()), limits };
        let profile = format!("-env:UserInstallation=file://{}/profile", at.display());
        let (given, target) = (at.join(GIVEN).display().to_string(), at.display().to_string());
        let fixed = ["--headless", "--norestore", "--convert-to", "docx", "--outdir"].map(str::to_owned);
        let arguments: Vec<String> = [profile].into_iter().chain(fixed).chain([target, given]).collect();
        let outcome =
            bounded_run(at, MAX_WRITTEN_BYTES, stop, |end| program.run(&arguments, end, |_| Ok(())));
        remove_sockets();
        outcome?
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

/// Runs `work`, and sets the flag that ends it once `stop` is set or more than `limit` bytes are in `folder`.
///
/// # Errors
/// Returns an error if the system has no thread to look after it; then `work` is not run.
fn bounded_run<T>(
    folder: &Path,
    limit: u64,
    stop: &AtomicBool,
    work: impl FnOnce(&AtomicBool) -> T,
) -> io::Result<T> {
    let end = AtomicBool::new(false);
    let (done, is_done) = bounded::<()>(0);
    let watch = || {
        while is_done.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
            if stop.load(Ordering::Relaxed) || is_over(folder, limit) {
                return end.store(true, Ordering::Relaxed);
            }
        }
    };
    thread::scope(|scope| {
        thread::Builder::new().name("conversion".to_owned()).spawn_scoped(scope, watch)?;
        let result = work(&end);
        drop(done);
        Ok(result)
    })
}

/// Returns whether more than `limit` bytes, or too many files, are in a folder.
fn is_over(folder: &Path, limit: u64) -> bool {
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
            if bytes > limit || entries > MAX_ENTRIES {
                return true;
            }
        }
    }
    false
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

    #[test]
    fn a_run_ends_when_it_has_written_too_much_or_is_stopped() {
        let folder = tempfile::tempdir().expect("a folder");
        let inner = folder.path().join("profile");
        fs::create_dir(&inner).expect("created");
        let written = bounded_run(folder.path(), 10_000, &AtomicBool::new(false), |end| {
            let mut files = 0;
            while !end.load(Ordering::Relaxed) {
                files += 1;
                fs::write(inner.join(files.to_string()), [0; 3_000]).expect("written");
                thread::sleep(Duration::from_millis(1));
            }
            files
        });
        assert!(written.expect("run") > 3 && is_over(folder.path(), 10_000));
        let empty = tempfile::tempdir().expect("a folder");
        let run = bounded_run(empty.path(), 0, &AtomicBool::new(true), |end| {
            while !end.load(Ordering::Relaxed) {
                thread::sleep(Duration::from_millis(1));
            }
        });
        assert!(run.is_ok() && !is_over(empty.path(), 0));
    }
}
