//! One writer at a time, across processes, and one run at a time.
//!
//! Locks are the operating system's locks on files of the index folder, so they end with the process however
//! that ends; the file holds the process id for people to read. Who waits for `lock` holds `lock.turn`
//! meanwhile: a writer that goes on for long sees that somebody waits ([`WriteLock::is_wanted`]), lets go, and
//! queues up itself.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    path::{Path, PathBuf},
    process, thread,
    time::{Duration, Instant},
};

use super::{folder::Folder, leftovers, switch};
use crate::error::{Error, Result};

/// How long a second writer waits before it gives up: a group commit takes well under a second and a run
/// gives way within seconds, so a holder that is still there after this long is at longer work.
const PATIENCE: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(5);

/// The right to write, until it is dropped.
#[derive(Debug)]
pub(crate) struct WriteLock {
    _file: File,
    turn: PathBuf,
}

impl WriteLock {
    /// Waits for the lock, a few seconds at most; then the error names the process that holds it. Who gets it finds
    /// a restore finished that a killed process had begun.
    pub(crate) fn acquire(folder: &Folder) -> Result<Self> {
        folder.create()?;
        let turn = folder.path().join("lock.turn");
        let deadline = Instant::now() + PATIENCE;
        let my_turn = acquire(folder, &turn, deadline)?;
        let file = acquire(folder, &folder.path().join("lock"), deadline)?;
        drop(my_turn);
        // Under the lock nobody else restores, and nobody needs what a killed process left.
        switch::finish(folder)?;
        leftovers::remove(folder);
        Ok(Self { _file: file, turn })
    }

    /// Whether somebody waits for the lock.
    pub(crate) fn is_wanted(&self) -> bool {
        open(&self.turn).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    }
}

/// The right to bring the whole index up to date or to make it anew, until it is dropped. Who has it may
/// write beside those who write single documents.
#[derive(Debug)]
pub(crate) struct RunLock {
    _file: File,
}

impl RunLock {
    /// Waits for the lock as [`WriteLock::acquire`] does.
    pub(crate) fn acquire(folder: &Folder) -> Result<Self> {
        folder.create()?;
        let path = folder.path().join("lock.run");
        Ok(Self { _file: acquire(folder, &path, Instant::now() + PATIENCE)? })
    }

    /// Whether some process, this one perhaps, has it.
    pub(super) fn is_held(folder: &Folder) -> bool {
        let file = open(&folder.path().join("lock.run"));
        file.map_or(true, |file| file.try_lock().is_err())
    }
}

/// Whether nothing can be written to the folder of an index: nobody can have the right to write then.
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
    // Only for people to read: a full disk must not keep anybody from the lock.
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
    fn a_second_writer_learns_which_process_holds_the_lock() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let folder = Folder::new(place.path());
        let first = WriteLock::acquire(&folder).expect("the lock is free");
        let message = WriteLock::acquire(&folder).expect_err("held").to_string();
        assert!(message.contains(&format!("process {}", process::id())), "{message}");
        drop(first);
        WriteLock::acquire(&folder).expect("free again");
    }
}
