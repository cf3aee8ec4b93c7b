//! Simulates disk failures: an engine directory that wraps the real one.
//!
//! For tests. After a fault is set on an index folder, every write, sync and rename of the engine in it
//! counts down, and then fails until the fault is cleared.

use std::{
    collections::HashMap,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{
        Arc, LazyLock, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

use tantivy::directory::{
    AntiCallToken, Directory, FileHandle, TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
    error::{DeleteError, OpenReadError, OpenWriteError},
};

use super::directory::EngineDirectory;

/// The faults of each index folder.
static FAULTS: LazyLock<Mutex<HashMap<PathBuf, Arc<Faults>>>> = LazyLock::new(Mutex::default);

/// When and how a folder fails.
#[derive(Debug)]
pub(crate) struct Faults {
    /// The number of operations that still succeed; all do if it is negative.
    left: AtomicI64,
    kind: Mutex<io::ErrorKind>,
}

/// Returns the faults of an index folder.
pub(crate) fn faults(index: &Path) -> Arc<Faults> {
    let mut all = FAULTS.lock().unwrap_or_else(PoisonError::into_inner);
    let new = || Arc::new(Faults { left: AtomicI64::new(-1), kind: Mutex::new(io::ErrorKind::Other) });
    Arc::clone(all.entry(index.to_owned()).or_insert_with(new))
}

impl Faults {
    /// Lets this number of operations succeed, and fails all later ones.
    pub(crate) fn fail_after(&self, operations: u32, kind: io::ErrorKind) {
        *self.kind.lock().unwrap_or_else(PoisonError::into_inner) = kind;
        self.left.store(i64::from(operations), Ordering::SeqCst);
    }

    /// Lets all operations succeed again. Returns whether failures were in effect.
    pub(crate) fn clear(&self) -> bool {
        self.left.swap(-1, Ordering::SeqCst) == 0
    }

    fn check(&self) -> io::Result<()> {
        let count = |left: i64| match left {
            0 => None,
            left if left < 0 => Some(left),
            left => Some(left - 1),
        };
        match self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, count) {
            Ok(_) => Ok(()),
            Err(_) => Err((*self.kind.lock().unwrap_or_else(PoisonError::into_inner)).into()),
        }
    }
}

/// The real directory with faults.
#[derive(Debug, Clone)]
pub(super) struct FaultyDirectory {
    real: EngineDirectory,
    faults: Arc<Faults>,
}

impl FaultyDirectory {
    pub(super) fn new(real: EngineDirectory, index: &Path) -> Self {
        Self { real, faults: faults(index) }
    }
}

impl Directory for FaultyDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.real.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.real.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.real.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.faults.check().map_err(|error| OpenWriteError::wrap_io_error(error, path.to_owned()))?;
        let real = self
            .real
            .open_write(path)?
            .into_inner()
            .map_err(|error| OpenWriteError::wrap_io_error(error.into_error(), path.to_owned()))?;
        let faults = Arc::clone(&self.faults);
        Ok(io::BufWriter::new(Box::new(FaultyWriter { real, faults })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.real.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.faults.check()?;
        self.real.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.faults.check()?;
        self.real.sync_directory()
    }

    fn acquire_lock(
        &self,
        lock: &tantivy::directory::Lock,
    ) -> Result<tantivy::directory::DirectoryLock, tantivy::directory::error::LockError> {
        self.real.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.real.watch(callback)
    }
}

struct FaultyWriter {
    real: Box<dyn TerminatingWrite + Send + Sync>,
    faults: Arc<Faults>,
}

impl Write for FaultyWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.faults.check()?;
        self.real.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.real.flush()
    }
}

impl TerminatingWrite for FaultyWriter {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.faults.check()?;
        self.real.terminate_ref(token)
    }
}
