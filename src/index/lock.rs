//! One writer at a time, across processes.
//!
//! The lock is the operating system's lock on `index/lock`, so it ends with the process however
//! that ends; the file holds the writer's process id for people to read.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    path::Path,
    process, thread,
    time::{Duration, Instant},
};

use super::folder::Folder;
use crate::error::{Error, Result};

/// How long a second writer waits before it gives up: a group commit takes well under a second,
/// so a holder that is still there after this long is at longer work.
const PATIENCE: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(50);

/// The right to write, until it is dropped.
#[derive(Debug)]
pub(super) struct WriteLock {
    _file: File,
}

impl WriteLock {
    /// Waits for the lock, a few seconds at most; then the error names the process that holds it.
    pub(super) fn acquire(folder: &Folder) -> Result<Self> {
        folder.create()?;
        let path = folder.lock_path();
        let mut file = open(&path)?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => thread::sleep(POLL),
                Err(TryLockError::WouldBlock) => return Err(locked(folder, &mut file)),
                Err(TryLockError::Error(error)) => return Err(Error::io("lock", path)(error)),
            }
        }
        write_holder(&mut file).map_err(Error::io("write", path))?;
        Ok(Self { _file: file })
    }
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
    fn a_second_writer_is_told_who_writes() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let folder = Folder::new(place.path());
        let first = WriteLock::acquire(&folder).expect("nobody holds it");
        let message = WriteLock::acquire(&folder).expect_err("held").to_string();
        assert!(message.contains(&format!("process {}", process::id())), "{message}");
        drop(first);
        WriteLock::acquire(&folder).expect("free again");
    }
}
