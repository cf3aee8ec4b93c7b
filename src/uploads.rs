//! Uploads and withdrawals: documents received over HTTP that are not in any folder, and withdrawn documents.
//!
//! `index/documents/` holds one file per entry, named by a sequence number and the hash of the id:
//! `000000000012-HASH` is an upload (a line of JSON, then the content as received), `000000000012-HASH.gone`
//! withdraws the document with that id, and so does `000000000012-HASH.purged`, which keeps no upload. The
//! entry with the highest number determines the state of an id. The index is built from these files and knows
//! from the number of its last commit which of them it has seen: entries that it has not seen yet are applied
//! later. Leaves the timing to `service` and `ingest`, and write access to `index`. `entry` is one file,
//! `seal` protects its header, `shared` is what several machines over a cluster have in common, `check` examines all files, and `carried` copies withdrawals to a restored
//! state.
//! Invariants: an entry is complete or absent, and its content never changes; numbers only grow.

mod carried;
mod check;
mod entry;
mod listed;
mod seal;
mod shared;
mod staging;

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::SystemTime,
};

use jiff::Timestamp;

pub(crate) use carried::CarriedWithdrawal;
use entry::{HeaderHash, read_withdrawal};
pub(crate) use entry::{OpenUpload, damaged};
pub use entry::{Upload, Withdrawal};
pub use staging::{StagedUpload, UploadStager};

use crate::{
    document::{ContentHash, DocumentId},
    error::{Error, Result},
};

/// The name of the folder below the index folder.
const FOLDER: &str = "documents";

/// The highest sequence number: a million changes a second would reach it in thirty years.
const MAX_SEQUENCE: u64 = 999_999_999_999_999;

/// The kind of a file, given by the end of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EntryKind {
    Upload,
    Gone,
    Purged,
}

impl EntryKind {
    const ALL: [Self; 3] = [Self::Gone, Self::Purged, Self::Upload];

    const fn suffix(self) -> &'static str {
        match self {
            Self::Upload => "",
            Self::Gone => ".gone",
            Self::Purged => ".purged",
        }
    }
}

/// The key of a document in this folder: half of the hash of its id, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UploadKey(String);

impl UploadKey {
    /// Returns the key of an id.
    pub fn from_id(id: &DocumentId) -> Self {
        Self(blake3::hash(id.as_str().as_bytes()).to_hex()[..32].to_owned())
    }

    /// The digits.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the key with these digits.
    pub(crate) fn named(text: &str) -> Option<Self> {
        ContentHash::is_short(text).then(|| Self(text.to_owned()))
    }
}

/// The state of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryState {
    /// Its upload is here.
    Present,
    /// It is withdrawn; its upload may still be kept.
    Withdrawn {
        /// The number of the upload that is kept in case the withdrawal is undone.
        kept: Option<u64>,
    },
}

/// The current entry of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadEntry {
    /// Its sequence number.
    pub sequence: u64,
    /// The state it establishes.
    pub state: EntryState,
}

/// The uploads of an index, as of the last listing.
#[derive(Debug, Clone)]
pub struct Uploads {
    folder: PathBuf,
    stager: UploadStager,
    entries: HashMap<UploadKey, UploadEntry>,
    /// Files replaced by a later entry.
    superseded: Vec<PathBuf>,
    last: u64,
    /// The modification time of the folder as of this listing.
    changed: Option<SystemTime>,
}

impl Uploads {
    /// Lists the uploads of the index in a folder; if it has none yet, the list is empty.
    ///
    /// # Errors
    /// Returns [`Error::Io`] if the folder exists but cannot be read.
    pub fn open(index: &Path) -> Result<Self> {
        let mut uploads = Self {
            folder: index.join(FOLDER),
            stager: UploadStager::new(index),
            entries: HashMap::new(),
            superseded: Vec::new(),
            last: 0,
            changed: None,
        };
        uploads.list()?;
        Ok(uploads)
    }

    /// Lists the folder again.
    ///
    /// # Errors
    /// Returns [`Error::Io`] if the folder exists but cannot be read.
    pub fn list(&mut self) -> Result<()> {
        self.note();
        let mut found: HashMap<UploadKey, BTreeMap<u64, EntryKind>> = HashMap::new();
        match fs::read_dir(&self.folder) {
            Ok(files) => {
                for file in files {
                    let file = file.map_err(Error::io("read", &self.folder))?;
                    if let Some((sequence, key, sort)) = named(&file.file_name().to_string_lossy()) {
                        found.entry(key).or_default().insert(sequence, sort);
                    }
                }
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(Error::io("read", &self.folder)(error)),
        }
        self.entries.clear();
        self.superseded.clear();
        for (key, files) in found {
            self.apply_files(key, &files);
        }
        Ok(())
    }

    /// Whether another process has changed the folder since it was listed.
    pub(crate) fn is_stale(&self) -> bool {
        changed(&self.folder) != self.changed
    }

    /// Records the current state of the folder as listed; only the writer may call this.
    fn note(&mut self) {
        self.changed = changed(&self.folder);
    }

    /// Returns a stager that writes files for this folder.
    pub fn stager(&self) -> UploadStager {
        self.stager.clone()
    }

    /// Determines the state of a key from its files; outdated ones are marked as superseded.
    fn apply_files(&mut self, key: UploadKey, files: &BTreeMap<u64, EntryKind>) {
        let Some((&sequence, &sort)) = files.last_key_value() else { return };
        let uploads = files.iter().rev().filter(|(_, sort)| **sort == EntryKind::Upload);
        let kept = uploads.map(|(&kept, _)| kept).next().filter(|_| sort != EntryKind::Purged);
        for (&old, &sort) in files {
            if old != sequence && Some(old) != kept {
                self.superseded.push(self.path(&key, old, sort));
            }
        }
        let state =
            if sort == EntryKind::Upload { EntryState::Present } else { EntryState::Withdrawn { kept } };
        self.last = self.last.max(sequence);
        self.entries.insert(key, UploadEntry { sequence, state });
    }

    /// The highest sequence number so far; 0 if there is none.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// Returns the current entry of an id; `None` if it was never uploaded or withdrawn.
    pub fn entry(&self, id: &DocumentId) -> Option<UploadEntry> {
        self.entries.get(&UploadKey::from_id(id)).copied()
    }

    /// Whether a file belongs to this folder.
    pub(crate) fn is_file_of(&self, file: &Path) -> bool {
        file.starts_with(&self.folder)
    }

    /// Whether the upload of this id is here.
    pub(crate) fn is_present(&self, id: &DocumentId) -> bool {
        self.entry(id).is_some_and(|entry| entry.state == EntryState::Present)
    }

    /// Whether the document with this id is withdrawn.
    pub fn is_withdrawn(&self, id: &DocumentId) -> bool {
        self.entry(id).is_some_and(|entry| matches!(entry.state, EntryState::Withdrawn { .. }))
    }

    /// Whether the document with this id is withdrawn and nothing of it is kept.
    pub(crate) fn is_purged(&self, id: &DocumentId) -> bool {
        let key = UploadKey::from_id(id);
        self.entries.get(&key).is_some_and(|entry| {
            entry.state == (EntryState::Withdrawn { kept: None }) && self.is_purged_key(&key, entry.sequence)
        })
    }

    /// Whether an entry is a withdrawal that keeps nothing.
    pub(crate) fn is_purged_key(&self, key: &UploadKey, sequence: u64) -> bool {
        self.withdrawal_sort(key, sequence) == EntryKind::Purged
    }

    /// The number of documents here.
    pub fn count(&self) -> usize {
        self.entries.values().filter(|entry| entry.state == EntryState::Present).count()
    }

    /// Returns the entries after a number, in order.
    pub fn after(&self, sequence: u64) -> Vec<(UploadKey, UploadEntry)> {
        let later = self.entries.iter().filter(|(_, entry)| entry.sequence > sequence);
        let mut later: Vec<(UploadKey, UploadEntry)> =
            later.map(|(key, entry)| (key.clone(), *entry)).collect();
        later.sort_by_key(|(_, entry)| entry.sequence);
        later
    }

    /// Returns the path of an upload.
    pub(crate) fn path_of(&self, key: &UploadKey, sequence: u64) -> PathBuf {
        self.path(key, sequence, EntryKind::Upload)
    }

    /// Returns the files of all current uploads, in the order of their arrival.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let all = self.after(0).into_iter();
        let present = all.filter(|(_, entry)| entry.state == EntryState::Present);
        present.map(|(key, entry)| self.path(&key, entry.sequence, EntryKind::Upload)).collect()
    }

    /// Reads an upload.
    ///
    /// # Errors
    /// Returns [`Error::Unreadable`] if the file is damaged, and [`Error::Io`] if it cannot be read.
    pub fn read(&self, key: &UploadKey, sequence: u64) -> Result<Upload> {
        Ok(Upload::read(&self.path(key, sequence, EntryKind::Upload))?.0)
    }

    /// Returns the withdrawal of an id; `None` if it is not withdrawn.
    pub fn withdrawal(&self, id: &DocumentId) -> Option<Withdrawal> {
        let key = UploadKey::from_id(id);
        let entry = self.entries.get(&key)?;
        matches!(entry.state, EntryState::Withdrawn { .. }).then_some(())?;
        // A withdrawal counts even if its file cannot be read.
        let sort = self.withdrawal_sort(&key, entry.sequence);
        Some(read_withdrawal(&self.path(&key, entry.sequence, sort)).unwrap_or_default())
    }

    /// Returns the content hash of an upload that is here, even if it is withdrawn.
    pub(crate) fn content_hash(&self, id: &DocumentId) -> Option<ContentHash> {
        let key = UploadKey::from_id(id);
        let entry = self.entries.get(&key)?;
        let sequence = match entry.state {
            EntryState::Present => entry.sequence,
            EntryState::Withdrawn { kept } => kept?,
        };
        let path = self.path(&key, sequence, EntryKind::Upload);
        match Upload::open(&path).ok()?.content_hash {
            HeaderHash::Whole(hash) => Some(hash),
            HeaderHash::Half(_) => Some(Upload::read(&path).ok()?.0.content_hash().clone()),
        }
    }

    /// Returns the id that a withdrawal names, if any.
    pub(crate) fn withdrawn_id(&self, key: &UploadKey, sequence: u64) -> Option<DocumentId> {
        read_withdrawal(&self.path(key, sequence, EntryKind::Gone))?
            .id
            .filter(|id| UploadKey::from_id(id) == *key)
    }

    /// Publishes a staged file under the next number after `floor` and returns that number. Durable only
    /// after [`Uploads::sync`].
    ///
    /// # Errors
    /// Returns [`Error::Io`] if the file cannot be renamed, and [`Error::Invalid`] if no number is left.
    pub fn publish(&mut self, staged: StagedUpload, floor: u64) -> Result<u64> {
        let sequence = next_after(self.last.max(floor))?;
        let StagedUpload { file, key, sort, .. } = staged;
        let path = self.path(&key, sequence, sort);
        fs::create_dir_all(&self.folder).map_err(Error::io("create", &self.folder))?;
        file.persist(&path).map_err(|error| Error::io("write", &path)(error.error))?;
        let mut files = BTreeMap::from([(sequence, sort)]);
        match self.entries.get(&key) {
            Some(UploadEntry { sequence, state: EntryState::Present }) => {
                files.insert(*sequence, EntryKind::Upload);
            }
            Some(UploadEntry { sequence, state: EntryState::Withdrawn { kept } }) => {
                files.extend(kept.map(|kept| (kept, EntryKind::Upload)));
                files.insert(*sequence, self.withdrawal_sort(&key, *sequence));
            }
            None => {}
        }
        self.apply_files(key, &files);
        Ok(sequence)
    }

    /// Returns the kind of a withdrawal entry.
    fn withdrawal_sort(&self, key: &UploadKey, sequence: u64) -> EntryKind {
        if self.path(key, sequence, EntryKind::Purged).exists() { EntryKind::Purged } else { EntryKind::Gone }
    }

    /// Removes everything published after a number, and lists the folder again.
    ///
    /// Only for the publisher, as long as nothing depends on it. The numbers are not reused.
    ///
    /// # Errors
    /// Returns [`Error::Io`] if a file cannot be removed; some may then still be there.
    pub fn take_back(&mut self, after: u64) -> Result<()> {
        self.list()?;
        for (key, entry) in self.after(after) {
            for sort in EntryKind::ALL {
                remove(&self.path(&key, entry.sequence, sort))?;
            }
        }
        self.sync()?;
        self.list()
    }

    /// Makes the names of published files durable.
    ///
    /// # Errors
    /// Returns [`Error::Io`] if the folder cannot be synced.
    pub fn sync(&self) -> Result<()> {
        if !self.folder.exists() {
            return Ok(());
        }
        let sync = || fs::File::open(&self.folder)?.sync_all();
        sync().map_err(Error::io("sync", &self.folder))
    }

    /// Removes files that later entries have replaced; call it once the index has those entries. Returns
    /// whether all of them are gone.
    pub fn remove_superseded(&mut self) -> bool {
        self.superseded.retain(|path| remove(path).is_err());
        self.note();
        self.superseded.is_empty()
    }

    /// Undoes the withdrawal of a document whose upload is not kept.
    ///
    /// # Errors
    /// Returns [`Error::Io`] if the withdrawal cannot be removed.
    pub fn readmit(&mut self, id: &DocumentId) -> Result<()> {
        let key = UploadKey::from_id(id);
        let Some(UploadEntry { sequence, state: EntryState::Withdrawn { .. } }) =
            self.entries.get(&key).copied()
        else {
            return Ok(());
        };
        remove(&self.path(&key, sequence, self.withdrawal_sort(&key, sequence)))?;
        self.entries.remove(&key);
        self.note();
        self.sync()
    }

    /// Removes partly written files of killed processes; files in progress stay.
    ///
    /// # Errors
    /// Returns [`Error::Io`] if any of them cannot be removed.
    pub(crate) fn remove_abandoned(&self) -> Result<()> {
        self.stager.remove_abandoned()
    }

    /// Returns partly written files of killed processes.
    pub(crate) fn abandoned(&self) -> Vec<PathBuf> {
        self.stager.abandoned()
    }

    fn path(&self, key: &UploadKey, sequence: u64, sort: EntryKind) -> PathBuf {
        self.folder.join(format!("{sequence:012}-{}{}", key.0, sort.suffix()))
    }
}

/// The current time, rounded to the second.
pub fn now() -> Timestamp {
    // A clock beyond the range of years is wrong; nothing should fail because of it.
    let now = Timestamp::try_from(SystemTime::now()).unwrap_or_default();
    now.round(jiff::Unit::Second).unwrap_or(now)
}

/// Whether an index can have a file of this name in this folder.
pub(crate) fn is_name(name: &str) -> bool {
    named(name).is_some()
}

/// Returns the sequence number after another.
pub(crate) fn next_after(sequence: u64) -> Result<u64> {
    let next = sequence.checked_add(1).filter(|next| *next <= MAX_SEQUENCE);
    next.ok_or_else(|| {
        Error::Invalid(format!("no sequence number is left after {sequence}: restore a backup"))
    })
}

/// Parses the number, key and kind from the name of a file.
fn named(name: &str) -> Option<(u64, UploadKey, EntryKind)> {
    let with_suffix = |sort: EntryKind| Some((name.strip_suffix(sort.suffix())?, sort));
    let (rest, sort) = EntryKind::ALL.into_iter().find_map(with_suffix)?;
    let (number, key) = rest.split_once('-')?;
    let sequence: u64 = number.parse().ok()?;
    // Only the exact spelling: no sign, no other number of zeros.
    let is_number = format!("{sequence:012}") == number && sequence <= MAX_SEQUENCE;
    (is_number && ContentHash::is_short(key)).then(|| (sequence, UploadKey(key.to_owned()), sort))
}

/// Returns the modification time of a folder.
fn changed(folder: &Path) -> Option<SystemTime> {
    fs::metadata(folder).and_then(|metadata| metadata.modified()).ok()
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::io("remove", path)(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
