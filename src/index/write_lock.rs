//! The lock of writers: one process writes at a time.
//!
//! A process that waits for `lock` holds `lock.turn` meanwhile: a long-running writer notices the waiting
//! process ([`WriteLock::is_contended`]), releases the lock, and queues up again. Locking files is left to
//! `lock`.
//!
//! Invariant: whoever gets the lock finds no unfinished restore and nothing that a killed process left.

use std::{
    fs::{File, TryLockError},
    path::PathBuf,
    time::Instant,
};

use super::{cleanup, folder::Folder, lock, restore_commit};
use crate::error::Result;

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
        let deadline = Instant::now() + lock::PATIENCE;
        let my_turn = lock::acquire(folder, &turn, deadline)?;
        let file = lock::acquire(folder, &folder.path().join("lock"), deadline)?;
        drop(my_turn);
        // While the lock is held, nobody else restores and nobody needs what a killed process left.
        restore_commit::finish(folder)?;
        cleanup::remove(folder);
        Ok(Self { _file: file, turn })
    }

    /// Whether another process is waiting for the lock.
    pub(crate) fn is_contended(&self) -> bool {
        lock::open(&self.turn).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    }
}

#[cfg(test)]
mod tests {
    use std::process;

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
