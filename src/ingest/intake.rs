//! What comes over HTTP: one original at a time to a document, and all that an index has not seen yet.
//!
//! Leaves to `service` when that is, and which originals there are to `originals`. Always holds: an original
//! that cannot be read again keeps no other from being caught up with.

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
    reading::{Means, Reader, Reading},
    recognition::Unfinished,
};
use crate::{
    document::{ContentHash, DocumentId},
    error::{Error, Result},
    index::{self, IndexWriter, Origin, Prepared, Purge},
    originals::{self, Entry, Key, OpenOriginal, Original, Originals, State},
    source::{self, CheckedFile, Read},
};

/// Reads what comes over HTTP; clones share its workers.
#[derive(Debug, Clone)]
pub struct Intake {
    pub(super) reader: Arc<Reader>,
    cache: Cache,
}

/// A document that came over HTTP, made ready for the index.
#[derive(Debug)]
pub struct Received {
    /// What goes into the index.
    pub prepared: Prepared,
    /// What the index will know it by: the hash of the original, and what is still missing of its text.
    pub hash: String,
    /// What was doubtful or lost.
    pub warnings: Vec<String>,
}

/// What is still missing of the text of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Pages that are being recognised.
    Pending,
    /// Pages that nothing here can recognise.
    Unavailable,
}

impl Intake {
    /// An intake for the index in a folder.
    pub fn new(index: &Path, means: &Means) -> Self {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let cache = Cache::of(index);
        Self { reader: Arc::new(Reader::new(means, Some(cache.clone()), threads)), cache }
    }

    /// Reads an original whose file is at `path`, its content from `start` on. Pages that are images are
    /// recognised first where `recognises`, else left for later.
    ///
    /// # Errors
    /// [`Error::Unreadable`] with the reason and the remedy.
    pub fn read(&self, original: Original, path: &Path, start: u64, recognises: bool) -> Result<Received> {
        let id = original.id.clone();
        let mut read = Read::of(original, start);
        let stop = AtomicBool::new(false);
        let reading = if recognises {
            self.reader.read(path, &mut read, &stop)
        } else {
            self.reader.read_for_now(path, &mut read)
        };
        match reading {
            Reading::Read(extracted, unfinished) => {
                let (document, warnings) = assemble::assemble(id, *extracted, &read.beside);
                let hash = read.hash + unfinished.map_or("", Unfinished::mark);
                let origin = Origin { source: None, hash: hash.clone() };
                let prepared = Prepared::new(&document, Some(&origin)).changed_at(read.received);
                Ok(Received { prepared, hash, warnings })
            }
            Reading::Failed(reason) => Err(Error::Unreadable(format!("the document {reason}"))),
            Reading::Stopped => Err(Error::Internal("the reading was stopped".to_owned())),
        }
    }

    /// Reads an original whose reading has failed, whatever is remembered of that.
    ///
    /// # Errors
    /// As [`Intake::read`], and where the file is not there any more.
    pub(super) fn read_again(&self, path: &Path) -> Result<Received> {
        let (original, start) = Original::read(path)?;
        self.reader.forget_failure(&original.content_hash());
        self.read(original, path, start, true)
    }

    /// Whether an index that knows a document under `known` holds what the original of that `hash` gives.
    pub fn is_known(&self, known: &str, hash: &str) -> bool {
        known.strip_prefix(hash).is_some_and(|mark| mark.is_empty() || Unfinished::from_mark(mark).is_some())
    }

    /// What is missing of a document that the index knows so, as far as it may still come.
    pub fn missing(known: &str) -> Option<Missing> {
        let mark = known.find('+').map(|at| &known[at..])?;
        match Unfinished::from_mark(mark)? {
            Unfinished::Pending | Unfinished::Lost => Some(Missing::Pending),
            Unfinished::Unrecognised => Some(Missing::Unavailable),
            Unfinished::Failed => None,
        }
    }

    /// Whether the pages that a document misses can be recognised by now.
    pub fn can_complete(&self, known: &str) -> bool {
        match Self::missing(known) {
            Some(Missing::Pending) => true,
            Some(Missing::Unavailable) => self.reader.can_recognise(),
            None => false,
        }
    }

    /// The hash by which what is kept of the content of a file is known.
    pub fn content_hash(&self, file: &Path) -> Option<ContentHash> {
        source::hash_file(file).ok()
    }

    /// Removes what was kept before `since` of contents that this intake has not met: to be called after it has read
    /// all that there is.
    pub(super) fn forget_unasked(&self, since: SystemTime) {
        self.cache.forget_unasked(since);
    }

    /// Removes what was kept of the content of a document beside the index.
    pub fn forget(&self, content_hash: &ContentHash) {
        self.cache.forget_all(content_hash);
    }

    /// Writes and commits what the originals hold and the index has not seen; returns how many entries.
    ///
    /// # Errors
    /// Where the index cannot be written. An original that cannot be read is told and passed over.
    pub fn replay(&self, writer: &mut IndexWriter, originals: &Originals) -> Result<usize> {
        let later = originals.after(writer.sequence());
        for (key, entry) in &later {
            if let Err(error) = self.replay_one(writer, originals, key, *entry) {
                match error {
                    Error::Unreadable(reason) => tracing::error!("passed over: {reason}"),
                    // Replaced meanwhile by an entry that comes later.
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
        originals: &Originals,
        key: &Key,
        entry: Entry,
    ) -> Result<()> {
        match entry.state {
            State::Present => {
                let path: PathBuf = originals.path_of(key, entry.sequence);
                let (original, start) = Original::read(&path)?;
                writer.replace(self.read(original, &path, start, false)?.prepared)
            }
            State::Withdrawn { kept: None } if originals.is_purged_key(key, entry.sequence) => {
                index::begin_purge(writer.index().path())?;
                withdrawn_id(writer, originals, key, entry.sequence).map_or(Ok(()), |id| writer.delete(&id))
            }
            State::Withdrawn { .. } => match withdrawn_id(writer, originals, key, entry.sequence) {
                Some(id) => writer.delete(&id),
                None => Ok(()),
            },
        }
    }
}

/// Takes what was purged out of the index and the folders beside it, as far as that can be done at once; to be called
/// again while it is under way. All that was changed must be committed, and the right to write be held.
///
/// # Errors
/// Where the list of segments cannot be read, or what is left not be removed.
pub(crate) fn go_on_purging(writer: &mut IndexWriter, originals: &mut Originals) -> Result<Purge> {
    let index = writer.index().path().to_owned();
    if !index::is_purging(&index) {
        return Ok(Purge::Done);
    }
    originals.remove_abandoned()?;
    let is_clear = originals.after(writer.sequence()).is_empty() && originals.remove_superseded();
    match writer.expunge()? {
        Purge::Done if is_clear => {
            originals.sync()?;
            index::end_purge(&index)?;
            Ok(Purge::Done)
        }
        Purge::Done => Ok(Purge::Elsewhere),
        purge => Ok(purge),
    }
}

/// The content of an original, if it is the one that its header tells of.
///
/// # Errors
/// [`Error::Unreadable`] where it is damaged, and where it cannot be read.
pub(crate) fn content_of(path: &Path, original: OpenOriginal) -> Result<CheckedFile> {
    let checked = CheckedFile::new(original.file, original.start);
    let (content, hasher) = checked.map_err(Error::io("read", path))?;
    let is_whole = original.content_hash.is(&hasher.finalize().into());
    if is_whole { Ok(content) } else { Err(originals::damaged(path)) }
}

/// The id of what is withdrawn, if the index has it: a withdrawal need not name the id.
fn withdrawn_id(writer: &IndexWriter, originals: &Originals, key: &Key, sequence: u64) -> Option<DocumentId> {
    if let Some(id) = originals.withdrawn_id(key, sequence) {
        return Some(id);
    }
    let indexed = writer.index().snapshot().indexed();
    let mut ids = indexed.into_keys().filter_map(|id| id.parse::<DocumentId>().ok());
    ids.find(|id| Key::of(id) == *key)
}
