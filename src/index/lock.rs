//! Locks on files in the index folder, and the one that keeps runs apart.
//!
//! They are locks of the operating system, so they end with the process however it ends. Each file contains
//! the process id for humans. The lock of writers is left to `write_lock`.
//!
//! Invariant: one process holds a lock at a time.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    path::Path,
    process, thread,
    time::{Duration, Instant},
};

use super::folder::Folder;
use crate::error::{Error, Result};

/// How long a second writer waits before giving up. A group commit takes well under a second and a run yields
/// within seconds, so a holder that remains after this time is doing longer work.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(5);

/// The lock for updating or rebuilding the whole index, held until dropped. Its holder may write concurrently
/// with writers of single documents.
#[derive(Debug)]
pub(crate) struct RunLock {
    _file: File,
}

impl RunLock {
    /// Acquires the lock, waiting a few seconds at most; the error names the process that holds it.
    pub(crate) fn acquire(folder: &Folder) -> Result<Self> {
        folder.create()?;
        let path = folder.path().join("lock.run");
        Ok(Self { _file: acquire(folder, &path, Instant::now() + PATIENCE)? })
    }

    /// Whether any process, possibly this one, holds the lock.
    pub(super) fn is_held(folder: &Folder) -> bool {
        let file = open(&folder.path().join("lock.run"));
        file.map_or(true, |file| file.try_lock().is_err())
    }
}

/// Whether the index folder is read-only, so that nobody can hold the write lock.
pub(super) fn is_read_only(folder: &Folder) -> bool {
    folder.path().is_dir() && open(&folder.path().join("lock")).is_err_and(|error| error.is_read_only())
}

/// Waits for the lock on a file until the deadline; the error names the process that holds it.
pub(super) fn acquire(folder: &Folder, path: &Path, deadline: Instant) -> Result<File> {
    let mut file = open(path)?;
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => thread::sleep(POLL),
            Err(TryLockError::WouldBlock) => return Err(locked(folder, &mut file)),
            Err(TryLockError::Error(error)) => return Err(Error::io("lock", path)(error)),
        }
    }
    // Only for humans: a full disk must not keep anybody from acquiring the lock.
    let _ = write_holder(&mut file);
    Ok(file)
}

/// Opens the file of a lock, creating it if it does not exist.
pub(super) fn open(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    options.open(path).map_err(Error::io("open", path))
}

fn write_holder(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    write!(file, "{}", process::id())
}

fn locked(folder: &Folder, file: &mut File) -> Error {
    let mut pid = String::new();
    let holder = match file.rewind().and_then(|()| file.read_to_string(&mut pid)) {
        Ok(_) if !pid.trim().is_empty() => format!("process {}", pid.trim()),
        _ => "another process".to_owned(),
    };
    Error::Locked { path: folder.path().to_owned(), holder }
}
