//! Reads documents uploaded over HTTP, one at a time, and catches an index up with those it does not have
//! yet.
//!
//! When this happens is left to `service`, and which exist to `uploads`. Invariant: an upload
//! that cannot be read again does not keep others from being caught up with.

use std::{
    io::ErrorKind,
    num::NonZero,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
    thread,
    time::SystemTime,
};

use super::{
    cache::Cache,
    ingest_config::IngestConfig,
    pipeline::{self, PreparedDocument},
    reading::{InputReader, OcrTiming, ReadFailure},
};
use crate::{
    document::{Completeness, ContentHash, DocumentId, Fingerprint},
    error::{Error, Result},
    index::{self, IndexWriter, OriginalKind, Purge},
    meaning,
    source::{self, LoadedInput},
    uploads::{EntryState, StagedUpload, Upload, UploadEntry, UploadKey, Uploads},
};

/// Reads uploads; clones share its workers.
#[derive(Debug, Clone)]
pub struct UploadReader {
    pub(super) reader: Arc<InputReader>,
    cache: Cache,
}

impl UploadReader {
    /// Creates an intake for the index in a folder.
    pub fn new(index: &Path, ingest_config: &IngestConfig) -> Self {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let cache = Cache::new(index);
        let reader = InputReader::new(ingest_config, Some(cache.clone()), threads).for_index(index);
        Self { reader: Arc::new(reader), cache }
    }

    /// Reads an upload that has just been staged; pages that are images are left for later.
    ///
    /// # Errors
    /// Returns [`Error::Unreadable`] with the reason and the remedy if the document cannot be read.
    pub fn read_staged(&self, upload: Upload, staged: &StagedUpload) -> Result<PreparedDocument> {
        self.prepare(LoadedInput::from_staged(upload, staged), OcrTiming::Later(&AtomicBool::new(false)))
    }

    /// Reads an upload whose file is at `path` and whose content begins at `start`; pages that are images are
    /// left for later.
    ///
    /// # Errors
    /// Returns [`Error::Unreadable`] with the reason and the remedy if the document cannot be read.
    pub fn read(&self, upload: Upload, path: &Path, start: u64) -> Result<PreparedDocument> {
        self.prepare(
            LoadedInput::from_upload(upload, path.to_owned(), start),
            OcrTiming::Later(&AtomicBool::new(false)),
        )
    }

    /// Reads an upload as [`UploadReader::read`] does, and recognizes the pages that are images.
    ///
    /// # Errors
    /// Returns [`Error::Unreadable`] with the reason and the remedy if the document cannot be read.
    pub fn read_completely(&self, upload: Upload, path: &Path, start: u64) -> Result<PreparedDocument> {
        let loaded = LoadedInput::from_upload(upload, path.to_owned(), start);
        self.prepare(loaded, OcrTiming::Now(&AtomicBool::new(false)))
    }

    fn prepare(&self, loaded: LoadedInput, timing: OcrTiming<'_>) -> Result<PreparedDocument> {
        match pipeline::extract(&self.reader, loaded, timing) {
            Ok(extracted) => Ok(extracted.assemble().prepare(self.reader.engine())),
            Err(ReadFailure::Unreadable(reason)) => Err(Error::Unreadable(format!("the document {reason}"))),
            Err(ReadFailure::Stopped) => Err(Error::Internal("reading was stopped".to_owned())),
        }
    }

    /// Reads an upload again after a failure, whatever is remembered of that failure.
    ///
    /// # Errors
    /// Returns [`Error::Unreadable`] with the reason and the remedy if the document cannot be read, and an
    /// I/O error if the file no longer exists.
    pub(super) fn read_again(&self, path: &Path) -> Result<PreparedDocument> {
        let (upload, start) = Upload::read(path)?;
        self.reader.forget_failure(upload.content_hash());
        self.read_completely(upload, path, start)
    }

    /// Returns whether the missing pages of a document can be recognized now.
    pub fn can_complete(&self, known: &Fingerprint) -> bool {
        match known.completeness {
            Completeness::Pending | Completeness::Lost => true,
            Completeness::Unrecognized => self.reader.can_recognize(),
            Completeness::Complete | Completeness::Failed => false,
        }
    }

    /// Returns the hash under which results for the content of a file are cached.
    pub fn content_hash(&self, file: &Path) -> Option<ContentHash> {
        source::hash_file(file).ok()
    }

    /// Removes cache entries older than `since` for contents that this intake has not seen.
    ///
    /// Call this after everything has been read.
    pub(super) fn forget_unasked(&self, since: SystemTime) {
        self.cache.forget_unasked(since);
    }

    /// Removes everything cached for the content of a document.
    pub fn forget(&self, content_hash: &ContentHash) {
        self.cache.forget_all(content_hash);
    }

    /// Writes and commits the uploads that the index does not have yet; returns the number of entries.
    ///
    /// # Errors
    /// Returns an error if the index cannot be written. Unreadable uploads are reported and skipped.
    pub fn replay(&self, writer: &mut IndexWriter, uploads: &Uploads) -> Result<usize> {
        let later = uploads.after(writer.sequence());
        let originals = writer.index().originals().filter(|_| !later.is_empty());
        if let Some(originals) = &originals {
            originals.create()?;
        }
        for (key, entry) in &later {
            if let Some(originals) = &originals {
                match uploads.share(originals, key) {
                    Err(Error::Unreadable(_)) => {}
                    shared => drop(shared?),
                }
            }
            if let Err(error) = self.replay_one(writer, uploads, key, *entry) {
                match error {
                    Error::Unreadable(reason) => tracing::error!("skipped: {reason}"),
                    // It was replaced meanwhile by an entry that comes later.
                    Error::Io { reason, .. } if reason.kind() == ErrorKind::NotFound => {}
                    error => return Err(error),
                }
            }
            writer.set_sequence(entry.sequence);
            if writer.is_commit_due() {
                writer.commit()?;
            }
        }
        if !later.is_empty() {
            writer.commit()?;
        }
        Ok(later.len())
    }

    /// Mirrors what other machines have received and withdrawn, after [`Self::replay`]. The write lock must be held.
    ///
    /// # Errors
    /// Returns [`Error::Cluster`] if the cluster does not answer, and an error if the index cannot be written.
    pub fn mirror(&self, writer: &mut IndexWriter, uploads: &mut Uploads) -> Result<()> {
        let Some(originals) = writer.index().originals() else { return Ok(()) };
        let index = writer.index().path().to_owned();
        let mirrored = uploads.mirror(&originals, writer.sequence(), &|| index::begin_purge(&index))?;
        mirrored.forgotten.iter().for_each(|content| self.forget(content));
        if mirrored.is_changed {
            writer.set_sequence(uploads.last().max(writer.sequence()));
            writer.commit()?;
        }
        Ok(())
    }

    /// Reads into a new generation what other machines received, as far as it is not here. What cannot be read now is
    /// left out, and returned.
    ///
    /// # Errors
    /// Returns [`Error::Cluster`] if the cluster does not answer, and an error if the index cannot be written.
    pub(super) fn read_shared(&self, writer: &mut IndexWriter, uploads: &Uploads) -> Result<u64> {
        let Some(originals) = writer.index().originals() else { return Ok(0) };
        let mut read = 0;
        originals.each_row(&mut |key, row| {
            let (Some(key), Some(file), OriginalKind::Upload) = (UploadKey::named(key), row.file, row.kind)
            else {
                return Ok(());
            };
            if uploads.has_file(&key, &file) {
                return Ok(());
            }
            let path = uploads.fetch(&originals, &key, &file)?;
            match Upload::read(&path).and_then(|(upload, start)| self.read_completely(upload, &path, start)) {
                Ok(received) => {
                    writer.replace(received.prepared)?;
                    read += 1;
                }
                // The text that the cluster has of it is carried over.
                Err(error) => tracing::warn!("an original of another machine cannot be read again: {error}"),
            }
            if writer.is_commit_due() { writer.commit() } else { Ok(()) }
        })?;
        writer.commit()?;
        Ok(read)
    }

    fn replay_one(
        &self,
        writer: &mut IndexWriter,
        uploads: &Uploads,
        key: &UploadKey,
        entry: UploadEntry,
    ) -> Result<()> {
        match entry.state {
            EntryState::Present => {
                let path: PathBuf = uploads.path_of(key, entry.sequence);
                let (upload, start) = Upload::read(&path)?;
                writer.replace(self.read(upload, &path, start)?.prepared)
            }
            EntryState::Withdrawn { kept: None } if uploads.is_purged_key(key, entry.sequence) => {
                index::begin_purge(writer.index().path())?;
                withdrawn_id(writer, uploads, key, entry.sequence).map_or(Ok(()), |id| writer.delete(&id))
            }
            EntryState::Withdrawn { .. } => match withdrawn_id(writer, uploads, key, entry.sequence) {
                Some(id) => writer.delete(&id),
                None => Ok(()),
            },
        }
    }
}

/// Removes purged documents from the index and the folders beside it, as far as that is possible at once.
///
/// Call this again while the purge is under way. All changes must be committed, and the write lock must be
/// held.
///
/// # Errors
/// Returns an error if the list of segments cannot be read, or if leftovers cannot be removed.
pub(crate) fn go_on_purging(writer: &mut IndexWriter, uploads: &mut Uploads) -> Result<Purge> {
    let index = writer.index().path().to_owned();
    if !index::is_purging(&index) {
        return Ok(Purge::Done);
    }
    uploads.remove_abandoned()?;
    uploads.remove_fetched()?;
    let is_clear = uploads.after(writer.sequence()).is_empty() && uploads.remove_superseded();
    match writer.expunge()? {
        Purge::Done if is_clear => {
            if !meaning::purge(&index, &writer.index().snapshot())? {
                return Ok(Purge::Elsewhere);
            }
            uploads.sync()?;
            Cache::new(&index).end_purge()?;
            Ok(Purge::Done)
        }
        Purge::Done => Ok(Purge::Elsewhere),
        purge => Ok(purge),
    }
}

/// Returns the id of a withdrawn document, if the index has it; the withdrawal itself need not name the id.
fn withdrawn_id(
    writer: &IndexWriter,
    uploads: &Uploads,
    key: &UploadKey,
    sequence: u64,
) -> Option<DocumentId> {
    if let Some(id) = uploads.withdrawn_id(key, sequence) {
        return Some(id);
    }
    let indexed = writer.index().snapshot().indexed();
    let mut ids = indexed.into_keys().filter_map(|id| id.parse::<DocumentId>().ok());
    ids.find(|id| UploadKey::from_id(id) == *key)
}
