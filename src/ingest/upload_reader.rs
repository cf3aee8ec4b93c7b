//! Reads documents uploaded over HTTP, one at a time, and catches an index up with those it does not have
//! yet.
//!
//! When this happens is left to `service`, and which originals exist to `uploads`. Invariant: an original
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
    assemble,
    cache::Cache,
    config::IngestConfig,
    reading::{InputReader, ReadOutcome},
    recognition::IncompleteOcr,
};
use crate::{
    document::{ContentHash, DocumentId},
    error::{Error, Result},
    index::{self, IndexWriter, IndexableDocument, Origin, Purge},
    source::{self, CheckedFile, LoadedInput},
    uploads::{self, EntryState, OpenUpload, Upload, UploadEntry, UploadKey, Uploads},
};

/// Reads uploads; clones share its workers.
#[derive(Debug, Clone)]
pub struct UploadReader {
    pub(super) reader: Arc<InputReader>,
    cache: Cache,
}

/// An uploaded document, prepared for the index.
#[derive(Debug)]
pub struct PreparedUpload {
    /// The data that goes into the index.
    pub prepared: IndexableDocument,
    /// The hash under which the index will know it: that of the original, and a mark for text that is still
    /// missing.
    pub hash: String,
    /// Warnings about doubtful or lost content.
    pub warnings: Vec<String>,
}

/// What is still missing of the text of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OcrState {
    /// Pages that are still being recognized.
    Pending,
    /// Pages that cannot be recognized on this machine.
    Unavailable,
}

impl UploadReader {
    /// Creates an intake for the index in a folder.
    pub fn new(index: &Path, ingest_config: &IngestConfig) -> Self {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let cache = Cache::new(index);
        Self { reader: Arc::new(InputReader::new(ingest_config, Some(cache.clone()), threads)), cache }
    }

    /// Reads an original whose file is at `path` and whose content begins at `start`.
    ///
    /// Pages that are images are recognized first if `recognizes` is set, and left for later otherwise.
    ///
    /// # Errors
    /// Returns [`Error::Unreadable`] with the reason and the remedy if the document cannot be read.
    pub fn read(&self, upload: Upload, path: &Path, start: u64, recognizes: bool) -> Result<PreparedUpload> {
        let id = upload.id.clone();
        let mut read = LoadedInput::from_upload(upload, start);
        let stop = AtomicBool::new(false);
        let reading = if recognizes {
            self.reader.read(path, &mut read, &stop)
        } else {
            self.reader.read_for_now(path, &mut read)
        };
        match reading {
            ReadOutcome::Read(extracted, unfinished) => {
                let (document, warnings) = assemble::assemble(id, *extracted, &read.beside);
                let hash = read.hash + unfinished.map_or("", IncompleteOcr::mark);
                let origin = Origin { source: None, hash: hash.clone() };
                let prepared = IndexableDocument::new(&document, Some(&origin)).changed_at(read.received);
                Ok(PreparedUpload { prepared, hash, warnings })
            }
            ReadOutcome::Failed(reason) => Err(Error::Unreadable(format!("the document {reason}"))),
            ReadOutcome::Stopped => Err(Error::Internal("reading was stopped".to_owned())),
        }
    }

    /// Reads an original again after a failure, whatever is remembered of that failure.
    ///
    /// # Errors
    /// Returns [`Error::Unreadable`] with the reason and the remedy if the document cannot be read, and an
    /// I/O error if the file no longer exists.
    pub(super) fn read_again(&self, path: &Path) -> Result<PreparedUpload> {
        let (upload, start) = Upload::read(path)?;
        self.reader.forget_failure(&upload.content_hash());
        self.read(upload, path, start, true)
    }

    /// Returns whether an index that knows a document under `known` holds the content of the original with
    /// that `hash`.
    pub fn is_known(&self, known: &str, hash: &str) -> bool {
        known
            .strip_prefix(hash)
            .is_some_and(|mark| mark.is_empty() || IncompleteOcr::from_mark(mark).is_some())
    }

    /// Returns what is missing of a document that the index knows under `known`, if it can still be added.
    pub fn missing(known: &str) -> Option<OcrState> {
        let mark = known.find('+').map(|at| &known[at..])?;
        match IncompleteOcr::from_mark(mark)? {
            IncompleteOcr::Pending | IncompleteOcr::Lost => Some(OcrState::Pending),
            IncompleteOcr::Unrecognized => Some(OcrState::Unavailable),
            IncompleteOcr::Failed => None,
        }
    }

    /// Returns whether the missing pages of a document can be recognized now.
    pub fn can_complete(&self, known: &str) -> bool {
        match Self::missing(known) {
            Some(OcrState::Pending) => true,
            Some(OcrState::Unavailable) => self.reader.can_recognize(),
            None => false,
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

    /// Writes and commits the originals that the index does not have yet; returns the number of entries.
    ///
    /// # Errors
    /// Returns an error if the index cannot be written. Unreadable originals are reported and skipped.
    pub fn replay(&self, writer: &mut IndexWriter, uploads: &Uploads) -> Result<usize> {
        let later = uploads.after(writer.sequence());
        for (key, entry) in &later {
            if let Err(error) = self.replay_one(writer, uploads, key, *entry) {
                match error {
                    Error::Unreadable(reason) => tracing::error!("skipped: {reason}"),
                    // It was replaced meanwhile by an entry that comes later.
                    Error::Io { reason, .. } if reason.kind() == ErrorKind::NotFound => {}
                    error => return Err(error),
                }
            }
            writer.set_sequence(entry.sequence);
        }
        if !later.is_empty() {
            writer.commit()?;
        }
        Ok(later.len())
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
                writer.replace(self.read(upload, &path, start, false)?.prepared)
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
    let is_clear = uploads.after(writer.sequence()).is_empty() && uploads.remove_superseded();
    match writer.expunge()? {
        Purge::Done if is_clear => {
            uploads.sync()?;
            index::end_purge(&index)?;
            Ok(Purge::Done)
        }
        Purge::Done => Ok(Purge::Elsewhere),
        purge => Ok(purge),
    }
}

/// Returns the content of an original after checking it against the hash in its header.
///
/// # Errors
/// Returns [`Error::Unreadable`] if the content is damaged, and an I/O error if it cannot be read.
pub(crate) fn content_of(path: &Path, upload: OpenUpload) -> Result<CheckedFile> {
    let checked = CheckedFile::new(upload.file, upload.start);
    let (content, hasher) = checked.map_err(Error::io("read", path))?;
    let is_whole = upload.content_hash.is(&hasher.finalize().into());
    if is_whole { Ok(content) } else { Err(uploads::damaged(path)) }
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
