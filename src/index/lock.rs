//! One writer and one run at a time, across processes.
//!
//! Locks are operating system locks on files in the index folder, so they end with the process however it
//! ends. Each file contains the process id for humans. A process that waits for `lock` holds `lock.turn`
//! meanwhile: a long-running writer notices the waiting process ([`WriteLock::is_contended`]), releases the
//! lock, and queues up again.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    path::{Path, PathBuf},
    process, thread,
    time::{Duration, Instant},
};

use super::{cleanup, folder::Folder, restore_commit};
use crate::error::{Error, Result};

/// How long a second writer waits before giving up. A group commit takes well under a second and a run yields
/// within seconds, so a holder that remains after this time is doing longer work.
const PATIENCE: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(5);

/// The write lock, held until dropped.
#[derive(Debug)]
pub(crate) struct WriteLock {
    _file: File,
    turn: PathBuf,
}

impl WriteLock {
    /// Acquires the lock, waiting a few seconds at most; the error names the process that holds it. Also
    /// completes a restore begun by a process that was killed.
    pub(crate) fn acquire(folder: &Folder) -> Result<Self> {
        folder.create()?;
        let turn = folder.path().join("lock.turn");
        let deadline = Instant::now() + PATIENCE;
        let my_turn = acquire(folder, &turn, deadline)?;
        let file = acquire(folder, &folder.path().join("lock"), deadline)?;
        drop(my_turn);
        // While the lock is held, nobody else restores and nobody needs what a killed process left.
        restore_commit::finish(folder)?;
        cleanup::remove(folder);
        Ok(Self { _file: file, turn })
    }

    /// Whether another process is waiting for the lock.
    pub(crate) fn is_contended(&self) -> bool {
        open(&self.turn).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    }
}

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

/// Waits for the lock on a file until the deadline.
fn acquire(folder: &Folder, path: &Path, deadline: Instant) -> Result<File> {
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

fn open(path: &Path) -> Result<File> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_for_a_second_writer_names_the_first() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let folder = Folder::new(place.path());
        let first = WriteLock::acquire(&folder).expect("the lock is free");
        let message = WriteLock::acquire(&folder).expect_err("held").to_string();
        assert!(message.contains(&format!("process {}", process::id())), "{message}");
        drop(first);
        WriteLock::acquire(&folder).expect("free again");
    }
}
