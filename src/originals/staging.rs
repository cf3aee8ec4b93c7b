//! Files on their way into the folder: written and synced first, given their names later.
//!
//! A process keeps what it writes in a folder of its own below `index/incoming/`, with a claim in it: a file that it
//! holds locked while anything is under way. What nobody claims was left by a process that was killed.
//! Always holds: nobody removes what another process is writing; no clock decides what is old.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, Weak},
};

use tempfile::{NamedTempFile, TempDir};

use super::{
    Key, Sort,
    entry::{self, Original, Withdrawal, header_of},
};
use crate::{
    document::{ContentHash, DocumentId},
    error::{Error, Result},
};

/// The folder below that of the index.
const FOLDER: &str = "incoming";
/// The file whose lock says that a folder is in use.
const CLAIM: &str = "claim";
/// The file whose lock is held while a folder is made, or those that nobody claims are removed.
const TURN: &str = "lock.incoming";

/// A file that is written and synced, and has no name yet under which it is found.
#[derive(Debug)]
pub struct Staged {
    pub(super) file: NamedTempFile,
    pub(super) key: Key,
    pub(super) sort: Sort,
    /// Where the content begins.
    pub(crate) start: u64,
    /// The hash of the content, by which caches know it; of a withdrawal that of its words.
    pub(crate) content_hash: ContentHash,
    /// Keeps the folder until the file has its name or is gone.
    _place: Arc<Place>,
}

impl Staged {
    /// Where it lies.
    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }
}

/// The folder of a process.
#[derive(Debug)]
struct Place {
    // The first to go: not every system removes a file that is open.
    _claim: File,
    folder: TempDir,
}

/// Writes files that get their names later; clones share a folder.
#[derive(Debug, Clone)]
pub struct Stager {
    folder: PathBuf,
    place: Arc<Mutex<Weak<Place>>>,
}

impl Stager {
    /// Writes below the folder of an index.
    pub(super) fn of(index: &Path) -> Self {
        Self { folder: index.join(FOLDER), place: Arc::default() }
    }

    /// Writes an original and syncs it, to be published later.
    ///
    /// # Errors
    /// [`Error::Io`]: the disk may be full.
    pub fn stage(&self, original: &Original) -> Result<Staged> {
        let header = header_of(original)?;
        let parts = [header.as_slice(), original.content.as_slice()];
        self.write(Key::of(&original.id), Sort::Original, &parts, header.len() as u64)
    }

    /// The same for a withdrawal; one that does not name the id keeps no original.
    ///
    /// # Errors
    /// As [`Stager::stage`].
    pub fn stage_withdrawal(&self, id: &DocumentId, withdrawal: &Withdrawal) -> Result<Staged> {
        let bytes = entry::withdrawal_bytes(withdrawal)?;
        let sort = if withdrawal.id.is_some() { Sort::Gone } else { Sort::Purged };
        self.write(Key::of(id), sort, &[&bytes], 0)
    }

    /// Puts a file in the place of another, wholly or not at all.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub(super) fn replace(&self, path: &Path, parts: &[&[u8]]) -> Result<()> {
        let written =
            self.written(parts).and_then(|(file, _place)| file.persist(path).map_err(|error| error.error));
        written.map(drop).map_err(Error::io("write", path))
    }

    fn write(&self, key: Key, sort: Sort, parts: &[&[u8]], start: u64) -> Result<Staged> {
        let (file, place) = self.written(parts).map_err(Error::io("write", &self.folder))?;
        let content_hash = ContentHash::of(parts.last().copied().unwrap_or_default());
        Ok(Staged { file, key, sort, start, content_hash, _place: place })
    }

    /// A file with these bytes, and what keeps its folder.
    fn written(&self, parts: &[&[u8]]) -> io::Result<(NamedTempFile, Arc<Place>)> {
        let place = self.place()?;
        let mut file = NamedTempFile::new_in(place.folder.path())?;
        for part in parts {
            file.write_all(part)?;
        }
        file.as_file().sync_all()?;
        Ok((file, place))
    }

    /// The folder of this process; made where nothing is under way yet.
    fn place(&self) -> io::Result<Arc<Place>> {
        let mut known = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = known.upgrade() {
            return Ok(place);
        }
        fs::create_dir_all(&self.folder)?;
        let _turn = self.turn()?;
        let folder = tempfile::tempdir_in(&self.folder)?;
        let claim = File::create_new(folder.path().join(CLAIM))?;
        claim.lock()?;
        let place = Arc::new(Place { _claim: claim, folder });
        *known = Arc::downgrade(&place);
        Ok(place)
    }

    fn turn(&self) -> io::Result<File> {
        let path = self.folder.with_file_name(TURN);
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        file.lock()?;
        Ok(file)
    }

    /// Removes what killed processes left half-written.
    ///
    /// # Errors
    /// [`Error::Io`] where some of it cannot be removed.
    pub(super) fn remove_abandoned(&self) -> Result<()> {
        if self.abandoned().is_empty() {
            return Ok(());
        }
        let remove = || {
            let _turn = self.turn()?;
            self.abandoned().iter().try_for_each(|path| remove_all(path))
        };
        remove().map_err(Error::io("remove what was left in", &self.folder))
    }

    /// What lies here and nobody is writing.
    pub(super) fn abandoned(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(|path| !is_claimed(path)).collect()
    }
}

/// Whether a living process uses the folder.
fn is_claimed(path: &Path) -> bool {
    let claim = OpenOptions::new().write(true).open(path.join(CLAIM));
    claim.is_ok_and(|claim| matches!(claim.try_lock(), Err(TryLockError::WouldBlock)))
}

fn remove_all(path: &Path) -> io::Result<()> {
    let is_folder = path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir());
    match if is_folder { fs::remove_dir_all(path) } else { fs::remove_file(path) } {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
