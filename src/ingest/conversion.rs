//! Converts Word files of the format before 2007 with the program that the administrator names.
//!
//! Reading the result is left to a worker, as of any file. Invariants: the program runs confined, in a folder of
//! its own that is removed with all it wrote, and not at all where it cannot be confined; one conversion runs at a time; a file is converted under a name of
//! ours, never under its own.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::PathBuf,
    sync::{Mutex, PoisonError, atomic::AtomicBool},
};

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
/// The maximum number of entries of the temporary folder that are looked at.
const MAX_ENTRIES: usize = 10_000;
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
        let outcome = program.run(&arguments, stop, |_| Ok(()));
        remove_sockets();
        outcome
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
