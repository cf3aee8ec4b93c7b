//! Tells results that were begun before something was forgotten from later ones, in any process.
//!
//! `INDEX/lock.cache` holds a number that rises whenever something is forgotten. Who obtains a result reads
//! it first, and keeps the result only if it is still the same. Invariant: while something is forgotten,
//! nothing is kept.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
};

/// The state of the cache at the beginning of work on a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ingest) struct CachePass(String);

/// The number in the file of an index.
#[derive(Debug, Clone)]
pub(super) struct CacheEpoch {
    path: PathBuf,
}

impl CacheEpoch {
    pub(super) fn new(index: &Path) -> Self {
        Self { path: index.join("lock.cache") }
    }

    /// Returns the state now; to be asked before the content is read.
    pub(super) fn pass(&self) -> CachePass {
        CachePass(fs::read_to_string(&self.path).unwrap_or_default())
    }

    /// Calls `keep` unless something was forgotten since the pass was taken; nothing is forgotten meanwhile.
    pub(super) fn keep(&self, pass: &CachePass, keep: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        let mut file = self.open()?;
        file.lock_shared()?;
        let mut now = String::new();
        file.read_to_string(&mut now)?;
        if now == pass.0 { keep() } else { Ok(()) }
    }

    /// Calls `forget`, after which no result that was begun before is kept.
    pub(super) fn forget<T>(&self, forget: impl FnOnce() -> T) -> io::Result<T> {
        let mut file = self.open()?;
        file.lock()?;
        let mut now = String::new();
        file.read_to_string(&mut now)?;
        let next = now.trim().parse::<u64>().map_or(1, |number| number.wrapping_add(1));
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(next.to_string().as_bytes())?;
        Ok(forget())
    }

    fn open(&self) -> io::Result<File> {
        File::options().read(true).write(true).create(true).truncate(false).open(&self.path)
    }
}
