//! Uploads and withdrawals that all machines over a cluster share.
//!
//! The machine that received a document keeps its file here, as one without a cluster does, and sends it and the state
//! of its id to the cluster (`index::Originals`). The others mirror withdrawals and give up files that are outdated; the
//! files of others they fetch when they need them, into `INDEX/fetched/`, which is only a cache. Invariants: a fetched
//! file is what was sent, byte for byte; nothing purged is left in the cache.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    time::SystemTime,
};

use tempfile::NamedTempFile;

use super::{
    EntryKind, EntryState, StagedUpload, Upload, UploadKey, Uploads,
    entry::{HeaderHash, Withdrawal},
    remove,
};
use crate::{
    document::ContentHash,
    error::{Error, Result},
    index::{OriginalFile, OriginalKind, OriginalRow, Originals},
};

/// The name of the folder of fetched files below the index folder.
const FETCHED: &str = "fetched";
/// The maximum size of that folder, in bytes; what was fetched first is removed first.
const MAX_FETCHED_BYTES: u64 = 1 << 30;

/// What mirroring the state of other machines has changed here.
#[derive(Debug, Default)]
pub(crate) struct MirroredUploads {
    /// Whether anything was withdrawn or given up.
    pub(crate) is_changed: bool,
    /// Whether something was purged elsewhere.
    pub(crate) is_purged: bool,
    /// The contents that were purged.
    pub(crate) forgotten: Vec<ContentHash>,
}

impl Uploads {
    /// Tells the other machines the state of an id, with its file; returns what they knew before.
    ///
    /// # Errors
    /// Returns [`Error::Cluster`] if the cluster does not take it, and [`Error::Io`] if the file cannot be read.
    pub(crate) fn share(&self, originals: &Originals, key: &UploadKey) -> Result<Option<OriginalRow>> {
        let before = originals.row(&key.0)?;
        let Some(entry) = self.entries.get(key).copied() else { return Ok(before) };
        let known = before.as_ref().and_then(|row| row.file.clone());
        let row = match entry.state {
            EntryState::Present => {
                let file = self.shared_file(originals, key, entry.sequence, known)?;
                OriginalRow { kind: OriginalKind::Upload, file: Some(file), withdrawal: None }
            }
            EntryState::Withdrawn { .. } if self.is_purged_key(key, entry.sequence) => OriginalRow {
                kind: OriginalKind::Purged,
                file: None,
                withdrawal: self.record(key, entry.sequence),
            },
            EntryState::Withdrawn { kept } => {
                // Another machine may have received it.
                let file = match kept {
                    Some(kept) => Some(self.shared_file(originals, key, kept, known)?),
                    None => known,
                };
                OriginalRow { kind: OriginalKind::Gone, file, withdrawal: self.record(key, entry.sequence) }
            }
        };
        if before.as_ref() != Some(&row) {
            originals.put_row(&key.0, &row)?;
        }
        Ok(before)
    }

    /// Removes files from the cluster that a state shared meanwhile has replaced.
    ///
    /// # Errors
    /// Returns [`Error::Cluster`] if the cluster does not answer.
    pub(crate) fn remove_outdated(originals: &Originals, key: &UploadKey) -> Result<()> {
        originals.remove_outdated(&key.0)
    }

    /// Takes back what [`Self::share`] told the other machines.
    ///
    /// # Errors
    /// Returns [`Error::Cluster`] if the cluster does not take it.
    pub(crate) fn unshare(
        originals: &Originals,
        key: &UploadKey,
        before: Option<&OriginalRow>,
    ) -> Result<()> {
        match before {
            Some(row) => originals.put_row(&key.0, row),
            None => originals.remove_row(&key.0),
        }
    }

    /// Tells the other machines that a withdrawal was undone.
    ///
    /// # Errors
    /// Returns [`Error::Cluster`] if the cluster does not take it.
    pub(crate) fn share_readmission(originals: &Originals, key: &UploadKey) -> Result<()> {
        originals.create()?;
        originals.put_row(&key.0, &OriginalRow { kind: OriginalKind::Admitted, file: None, withdrawal: None })
    }

    /// Sends a file unless the cluster has it.
    fn shared_file(
        &self,
        originals: &Originals,
        key: &UploadKey,
        sequence: u64,
        known: Option<OriginalFile>,
    ) -> Result<OriginalFile> {
        let path = self.path_of(key, sequence);
        let upload = Upload::open(&path)?;
        let mut hasher = blake3::Hasher::new();
        let read = File::open(&path).and_then(|file| hasher.update_reader(file).map(|hasher| hasher.count()));
        let bytes = read.map_err(Error::io("read", &path))?;
        let hash = hasher.finalize().to_hex().to_string();
        if let Some(known) = known.filter(|known| known.hash == hash) {
            return Ok(known);
        }
        let mut file = File::open(&path).map_err(Error::io("read", &path))?;
        let pieces = originals.put_file(&key.0, &hash, &mut file)?;
        let (source, format) = (upload.hash.as_str().to_owned(), upload.format);
        Ok(OriginalFile { hash, bytes, pieces, source, format })
    }

    fn record(&self, key: &UploadKey, sequence: u64) -> Option<serde_json::Value> {
        let sort = self.withdrawal_sort(key, sequence);
        let withdrawal = super::read_withdrawal(&self.path(key, sequence, sort)).unwrap_or_default();
        serde_json::to_value(withdrawal).ok()
    }

    /// Mirrors what other machines have received and withdrawn since the last time. `floor` is the number of the last
    /// change that the index has; everything here must be in it, and the write lock be held.
    ///
    /// # Errors
    /// Returns [`Error::Cluster`] if the cluster does not answer, and [`Error::Io`] if a file cannot be written.
    pub(crate) fn mirror(
        &mut self,
        originals: &Originals,
        floor: u64,
        begin_purge: &dyn Fn() -> Result<()>,
    ) -> Result<MirroredUploads> {
        let mut mirrored = MirroredUploads::default();
        let followed = originals.follow(&mut |key, row| match UploadKey::named(key) {
            Some(key) => self.mirror_row(key, row, floor, begin_purge, &mut mirrored),
            None => Ok(()),
        })?;
        if mirrored.is_changed {
            self.sync()?;
        }
        if let Some(followed) = followed {
            originals.note_followed(&followed)?;
        }
        Ok(mirrored)
    }

    fn mirror_row(
        &mut self,
        key: UploadKey,
        row: OriginalRow,
        floor: u64,
        begin_purge: &dyn Fn() -> Result<()>,
        mirrored: &mut MirroredUploads,
    ) -> Result<()> {
        let (entry, kind) = (self.entries.get(&key).copied(), row.kind);
        let kept = match entry.map(|entry| (entry.sequence, entry.state)) {
            Some((sequence, EntryState::Present)) => Some(sequence),
            Some((_, EntryState::Withdrawn { kept })) => kept,
            None => None,
        };
        let upload = kept.and_then(|kept| Upload::open(&self.path_of(&key, kept)).ok());
        let is_same = match (&upload, &row.file) {
            (Some(upload), Some(file)) => upload.hash.as_str() == file.source,
            (None, _) => true,
            (Some(_), None) => false,
        };
        let is_withdrawn = entry.is_some_and(|entry| matches!(entry.state, EntryState::Withdrawn { .. }));
        let is_purged = is_withdrawn && entry.is_some_and(|entry| self.is_purged_key(&key, entry.sequence));
        let is_mirrored = match kind {
            OriginalKind::Upload => !is_withdrawn && is_same,
            OriginalKind::Admitted => !is_withdrawn,
            OriginalKind::Gone => is_withdrawn && !is_purged && is_same,
            OriginalKind::Purged => is_purged,
        };
        if is_mirrored {
            return Ok(());
        }
        mirrored.is_changed = true;
        if kind == OriginalKind::Purged {
            begin_purge()?;
            mirrored.is_purged = true;
            mirrored.forgotten.extend(upload.and_then(|upload| match upload.content_hash {
                HeaderHash::Whole(hash) => Some(hash),
                HeaderHash::Half(_) => None,
            }));
        } else if !is_same || !matches!(kind, OriginalKind::Gone) {
            self.forget(&key)?;
        }
        let sort = match kind {
            OriginalKind::Upload | OriginalKind::Admitted => return Ok(()),
            OriginalKind::Gone => EntryKind::Gone,
            OriginalKind::Purged => EntryKind::Purged,
        };
        let record = row.withdrawal.and_then(|record| serde_json::from_value::<Withdrawal>(record).ok());
        let staged = self.stager.stage_withdrawal_of(key, &record.unwrap_or_default(), sort)?;
        self.publish(staged, floor).map(drop)
    }

    /// Removes everything of an id here: another machine has it.
    fn forget(&mut self, key: &UploadKey) -> Result<()> {
        let Some(entry) = self.entries.remove(key) else { return Ok(()) };
        let mut sequences = BTreeSet::from([entry.sequence]);
        if let EntryState::Withdrawn { kept: Some(kept) } = entry.state {
            sequences.insert(kept);
        }
        for sequence in sequences {
            for sort in EntryKind::ALL {
                remove(&self.path(key, sequence, sort))?;
            }
        }
        self.note();
        Ok(())
    }

    /// Returns whether the file of this id is here, in the version that the document with this source was made from.
    pub(crate) fn has_file(&self, key: &UploadKey, file: &OriginalFile) -> bool {
        let Some(entry) = self.entries.get(key) else { return false };
        let sequence = match entry.state {
            EntryState::Present => entry.sequence,
            EntryState::Withdrawn { kept } => kept.unwrap_or(entry.sequence),
        };
        Upload::open(&self.path_of(key, sequence)).is_ok_and(|upload| upload.hash.as_str() == file.source)
    }

    /// Takes over a file that another machine received, and a withdrawal of it; for an index that leaves its cluster.
    ///
    /// # Errors
    /// Returns [`Error::Cluster`] if the cluster does not answer, and [`Error::Io`] if a file cannot be written.
    pub(crate) fn take_over(
        &mut self,
        originals: &Originals,
        key: &UploadKey,
        row: &OriginalRow,
    ) -> Result<()> {
        let Some(file) = row.file.as_ref().filter(|file| !self.has_file(key, file)) else { return Ok(()) };
        let withdrawal = self.entries.get(key).copied();
        let record = withdrawal.and_then(|entry| {
            let sort = self.withdrawal_sort(key, entry.sequence);
            super::read_withdrawal(&self.path(key, entry.sequence, sort))
        });
        let path = self.fetch(originals, key, file)?;
        let staged = self.stager.stage_file(key, &path)?;
        self.publish(staged, 0)?;
        if row.kind == OriginalKind::Gone {
            let record = record.unwrap_or_default();
            let staged = self.stager.stage_withdrawal_of(key.clone(), &record, EntryKind::Gone)?;
            self.publish(staged, 0)?;
        }
        self.sync()
    }

    /// Fetches a file that another machine received, and returns where it is now.
    ///
    /// # Errors
    /// Returns [`Error::Cluster`] if the cluster does not answer, [`Error::Unreadable`] if the file there is damaged,
    /// and [`Error::Io`] if it cannot be written here.
    pub(crate) fn fetch(
        &self,
        originals: &Originals,
        key: &UploadKey,
        file: &OriginalFile,
    ) -> Result<PathBuf> {
        let folder = self.fetched();
        let damaged = || {
            Error::Unreadable(
                "the original in the cluster is damaged: send the document again, or restore a snapshot"
                    .to_owned(),
            )
        };
        let hash: ContentHash = file.hash.parse().map_err(|_| damaged())?;
        let path = folder.join(format!("{}-{}", key.0, hash.short()));
        if path.exists() {
            return Ok(path);
        }
        fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
        make_room(&folder, file.bytes)?;
        let mut beside = NamedTempFile::new_in(&folder).map_err(Error::io("write", &folder))?;
        let (mut hasher, mut bytes) = (blake3::Hasher::new(), 0);
        originals.each_piece(&key.0, file, &mut |piece| {
            hasher.update(&piece);
            bytes += piece.len() as u64;
            beside.write_all(&piece).map_err(Error::io("write", &folder))
        })?;
        if bytes != file.bytes || hasher.finalize().to_hex().as_str() != file.hash {
            return Err(damaged());
        }
        beside.persist(&path).map_err(|error| Error::io("write", &path)(error.error))?;
        Ok(path)
    }

    /// Removes the files that were fetched from other machines.
    ///
    /// # Errors
    /// Returns [`Error::Io`] if one cannot be removed.
    pub(crate) fn remove_fetched(&self) -> Result<()> {
        match fs::remove_dir_all(self.fetched()) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(Error::io("remove", self.fetched())(error))
            }
            _ => Ok(()),
        }
    }

    fn fetched(&self) -> PathBuf {
        self.folder.with_file_name(FETCHED)
    }
}

impl super::UploadStager {
    /// Copies the file of an upload, to be published later.
    ///
    /// # Errors
    /// Returns [`Error::Unreadable`] if it is damaged, and [`Error::Io`] if it cannot be copied.
    pub(super) fn stage_file(&self, key: &UploadKey, path: &Path) -> Result<StagedUpload> {
        let (upload, _) = Upload::read(path)?;
        let staged = self.stage(&upload)?;
        if staged.key == *key { Ok(staged) } else { Err(super::damaged(path)) }
    }
}

/// Removes the files that were fetched first until so many bytes fit into the folder.
fn make_room(folder: &Path, bytes: u64) -> Result<()> {
    let entries = fs::read_dir(folder).map_err(Error::io("read", folder))?.flatten();
    let mut files: Vec<(SystemTime, u64, PathBuf)> = entries
        .filter_map(|entry| {
            let metadata = entry.metadata().ok()?;
            Some((metadata.modified().ok()?, metadata.len(), entry.path()))
        })
        .collect();
    files.sort();
    let mut all: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
    for (_, size, path) in files {
        if all + bytes <= MAX_FETCHED_BYTES {
            break;
        }
        remove(&path)?;
        all -= size;
    }
    Ok(())
}
