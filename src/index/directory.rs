//! The folder of a generation as the engine sees it: only the engine's own files, and no writing if the
//! folder is read-only.
//!
//! Invariants: the engine never reads, writes or deletes a file outside the folder; in a read-only folder,
//! operations that only read still work.

use std::{
    io::{self, ErrorKind},
    path::Path,
    sync::Arc,
};

use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, META_LOCK, MmapDirectory, WatchCallback, WatchHandle,
    WritePtr,
    error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError},
};

use super::parts;

/// The engine's directory.
#[derive(Debug, Clone)]
pub(super) struct EngineDirectory(MmapDirectory);

impl EngineDirectory {
    pub(super) fn open(path: &Path) -> Result<Self, OpenDirectoryError> {
        MmapDirectory::open(path).map(Self)
    }
}

/// Rejects files that are not the engine's.
fn check(path: &Path) -> io::Result<()> {
    let name = path.to_str().unwrap_or_default();
    let is_own = parts::is_engine_file(name) || name == parts::MANAGED;
    is_own.then_some(()).ok_or_else(|| io::Error::new(ErrorKind::InvalidInput, "not an index file"))
}

impl Directory for EngineDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        check(path).map_err(|error| OpenReadError::wrap_io_error(error, path.to_owned()))?;
        self.0.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        check(path)
            .map_err(|error| DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_owned() })?;
        self.0.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        check(path).map_err(|error| OpenWriteError::wrap_io_error(error, path.to_owned()))?;
        self.0.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        check(path).map_err(|error| OpenReadError::wrap_io_error(error, path.to_owned()))?;
        self.0.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        check(path)?;
        self.0.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.0.sync_directory()
    }

    /// In a read-only folder nobody deletes files while they are opened, so the lock is not needed.
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.0.acquire_lock(lock) {
            Err(LockError::IoError(error)) if lock.filepath == META_LOCK.filepath && is_read_only(&error) => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            acquired => acquired,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.0.watch(callback)
    }
}

/// Whether an operation failed because the location is read-only.
fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied)
}
