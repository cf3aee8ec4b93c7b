//! Staged files: written and synced first, published under their names later.
//!
//! Each process writes to its own folder below `index/incoming/`, which contains a claim: a file that it
//! keeps locked while anything is in progress. Unclaimed files were left behind by a killed process.
//! Invariants: a process never removes what another one is writing; no decision depends on the clock.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, Weak},
};

use tempfile::{NamedTempFile, TempDir};

use super::{
    EntryKind, UploadKey,
    entry::{self, Upload, Withdrawal, header_of},
};
use crate::{
    document::{ContentHash, DocumentId},
    error::{Error, Result},
};

/// The name of the folder below the index folder.
const FOLDER: &str = "incoming";
/// The file whose lock marks a folder as in use.
const CLAIM: &str = "claim";
/// The file that is locked while a folder is created, or while unclaimed ones are removed.
const TURN: &str = "lock.incoming";

/// A file that is written and synced but not published yet.
#[derive(Debug)]
pub struct StagedUpload {
    pub(super) file: NamedTempFile,
    pub(super) key: UploadKey,
    pub(super) sort: EntryKind,
    /// The offset of the content.
    pub(crate) start: u64,
    /// The hash of the content, which is also the cache key; `None` for a withdrawal.
    pub(crate) content_hash: Option<ContentHash>,
    /// Keeps the folder until the file is published or removed.
    _place: Arc<StagingFolder>,
}

impl StagedUpload {
    /// The temporary path of the file.
    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }
}

/// The folder of a process.
#[derive(Debug)]
struct StagingFolder {
    // Dropped first: not every system can remove an open file.
    _claim: File,
    folder: TempDir,
}

/// Writes files to be published later; clones share a folder.
#[derive(Debug, Clone)]
pub struct UploadStager {
    folder: PathBuf,
    place: Arc<Mutex<Weak<StagingFolder>>>,
}

impl UploadStager {
    /// Creates a stager that writes below the folder of an index.
    pub(super) fn new(index: &Path) -> Self {
        Self { folder: index.join(FOLDER), place: Arc::default() }
    }

    /// Writes and syncs an upload, to be published later.
    ///
    /// # Errors
    /// Returns [`Error::Io`] if the file cannot be written, for example because the disk is full, and
    /// [`Error::Invalid`] if the metadata is too long.
    pub fn stage(&self, upload: &Upload) -> Result<StagedUpload> {
        let header = header_of(upload)?;
        let parts = [header.as_slice(), upload.content.as_slice()];
        let (file, place) = self.written(&parts).map_err(Error::io("write", &self.folder))?;
        Ok(StagedUpload {
            file,
            key: UploadKey::from_id(&upload.id),
            sort: EntryKind::Upload,
            start: header.len() as u64,
            content_hash: Some(upload.content_hash().clone()),
            _place: place,
        })
    }

    /// Writes and syncs a withdrawal, to be published later; one that does not name the id keeps no upload.
    ///
    /// # Errors
    /// Returns [`Error::Io`] if the file cannot be written, for example because the disk is full.
    pub fn stage_withdrawal(&self, id: &DocumentId, withdrawal: &Withdrawal) -> Result<StagedUpload> {
        let sort = if withdrawal.id.is_some() { EntryKind::Gone } else { EntryKind::Purged };
        self.stage_withdrawal_of(UploadKey::from_id(id), withdrawal, sort)
    }

    /// Writes and syncs a withdrawal of the id with a key.
    pub(super) fn stage_withdrawal_of(
        &self,
        key: UploadKey,
        withdrawal: &Withdrawal,
        sort: EntryKind,
    ) -> Result<StagedUpload> {
        let bytes = entry::withdrawal_bytes(withdrawal)?;
        let (file, place) = self.written(&[&bytes]).map_err(Error::io("write", &self.folder))?;
        Ok(StagedUpload { file, key, sort, start: 0, content_hash: None, _place: place })
    }

    /// Replaces a file atomically.
    ///
    /// # Errors
    /// Returns [`Error::Io`] if the file cannot be written.
    pub(super) fn replace(&self, path: &Path, parts: &[&[u8]]) -> Result<()> {
        let written =
            self.written(parts).and_then(|(file, _place)| file.persist(path).map_err(|error| error.error));
        written.map(drop).map_err(Error::io("write", path))
    }

    /// Writes a temporary file; returns it with the guard that keeps its folder.
    fn written(&self, parts: &[&[u8]]) -> io::Result<(NamedTempFile, Arc<StagingFolder>)> {
        let place = self.place()?;
        let mut file = NamedTempFile::new_in(place.folder.path())?;
        for part in parts {
            file.write_all(part)?;
        }
        file.as_file().sync_all()?;
        Ok((file, place))
    }

    /// Returns the folder of this process, creating it if nothing is in progress yet.
    fn place(&self) -> io::Result<Arc<StagingFolder>> {
        let mut known = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = known.upgrade() {
            return Ok(place);
        }
        fs::create_dir_all(&self.folder)?;
        let _turn = self.turn()?;
        let folder = tempfile::tempdir_in(&self.folder)?;
        let claim = File::create_new(folder.path().join(CLAIM))?;
        claim.lock()?;
        let place = Arc::new(StagingFolder { _claim: claim, folder });
        *known = Arc::downgrade(&place);
        Ok(place)
    }

    fn turn(&self) -> io::Result<File> {
        let path = self.folder.with_file_name(TURN);
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        file.lock()?;
        Ok(file)
    }

    /// Removes partly written files of killed processes.
    ///
    /// # Errors
    /// Returns [`Error::Io`] if any of them cannot be removed.
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

    /// Returns what lies here unclaimed.
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
