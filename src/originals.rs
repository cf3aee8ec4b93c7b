//! What came over HTTP and stands in no folder: the originals of documents, and what was withdrawn.
//!
//! `index/documents/` holds a file an entry, named by a sequence number and the hash of the id:
//! `000000000012-HASH` is an original (a line of JSON, then the content as it was received),
//! `000000000012-HASH.gone` says since when the document of that id is withdrawn, and so does
//! `000000000012-HASH.purged`, of which no original is kept. The entry with the highest number is what holds of
//! an id. The index is made from these files and knows by the number of its
//! last commit which it has seen: what is written here and not there is caught up with. Leaves to `service`
//! and `ingest` when that is, and to `index` who may write. `entry` is a file and `seal` what covers its header,
//! `check` looks at all files, `carried` hands withdrawals on to what is restored.
//! Always holds: an entry is whole or not there, and what it says is never changed; numbers only grow.

mod carried;
mod check;
mod entry;
mod listed;
mod seal;
mod staging;

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::SystemTime,
};

use jiff::Timestamp;

pub(crate) use carried::Withdrawn;
use entry::{Named, read_withdrawal};
pub(crate) use entry::{OpenOriginal, damaged};
pub use entry::{Original, Withdrawal};
pub use staging::{Staged, Stager};

use crate::{
    document::{ContentHash, DocumentId},
    error::{Error, Result},
};

/// The folder below that of the index.
const FOLDER: &str = "documents";

/// The highest number: a million changes a second reach it in thirty years.
const MAX_SEQUENCE: u64 = 999_999_999_999_999;

/// What a file is, told from the end of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Original,
    Gone,
    Purged,
}

impl Sort {
    const ALL: [Self; 3] = [Self::Gone, Self::Purged, Self::Original];

    const fn suffix(self) -> &'static str {
        match self {
            Self::Original => "",
            Self::Gone => ".gone",
            Self::Purged => ".purged",
        }
    }
}

/// The name of a document in this folder: half of the hash of its id, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(String);

impl Key {
    /// The key of an id.
    pub fn of(id: &DocumentId) -> Self {
        Self(blake3::hash(id.as_str().as_bytes()).to_hex()[..32].to_owned())
    }
}

/// What holds of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its original is here.
    Present,
    /// It is withdrawn; whether its original is still kept, under which number.
    Withdrawn {
        /// The number of the original that is kept for the case that the withdrawal is taken back.
        kept: Option<u64>,
    },
}

/// The entry that holds of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub sequence: u64,
    /// What it says.
    pub state: State,
}

/// The originals of an index, as they were listed last.
#[derive(Debug, Clone)]
pub struct Originals {
    folder: PathBuf,
    stager: Stager,
    entries: HashMap<Key, Entry>,
    /// Files that a later entry has replaced.
    superseded: Vec<PathBuf>,
    last: u64,
    /// When the folder had changed last as far as this list knows.
    changed: Option<SystemTime>,
}

impl Originals {
    /// Lists the originals of the index in a folder; where it has none yet, there are none.
    ///
    /// # Errors
    /// [`Error::Io`] where the folder is there and cannot be read.
    pub fn open(index: &Path) -> Result<Self> {
        let mut originals = Self {
            folder: index.join(FOLDER),
            stager: Stager::of(index),
            entries: HashMap::new(),
            superseded: Vec::new(),
            last: 0,
            changed: None,
        };
        originals.list()?;
        Ok(originals)
    }

    /// Lists the folder anew.
    ///
    /// # Errors
    /// As [`Originals::open`].
    pub fn list(&mut self) -> Result<()> {
        self.note();
        let mut found: HashMap<Key, BTreeMap<u64, Sort>> = HashMap::new();
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
            self.take_up(key, &files);
        }
        Ok(())
    }

    /// Whether somebody else has changed the folder since it was listed.
    pub(crate) fn is_stale(&self) -> bool {
        changed(&self.folder) != self.changed
    }

    /// Remembers the state of the folder as the one that is listed; who does so must be the one who writes.
    fn note(&mut self) {
        self.changed = changed(&self.folder);
    }

    /// What writes files for this folder.
    pub fn stager(&self) -> Stager {
        self.stager.clone()
    }

    /// What holds of a key with these files; what does not hold any more is superseded.
    fn take_up(&mut self, key: Key, files: &BTreeMap<u64, Sort>) {
        let Some((&sequence, &sort)) = files.last_key_value() else { return };
        let originals = files.iter().rev().filter(|(_, sort)| **sort == Sort::Original);
        let kept = originals.map(|(&kept, _)| kept).next().filter(|_| sort != Sort::Purged);
        for (&old, &sort) in files {
            if old != sequence && Some(old) != kept {
                self.superseded.push(self.path(&key, old, sort));
            }
        }
        let state = if sort == Sort::Original { State::Present } else { State::Withdrawn { kept } };
        self.last = self.last.max(sequence);
        self.entries.insert(key, Entry { sequence, state });
    }

    /// The highest number given so far; 0 where there is none.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// What holds of an id; `None` where it never came over HTTP and was never withdrawn.
    pub fn entry(&self, id: &DocumentId) -> Option<Entry> {
        self.entries.get(&Key::of(id)).copied()
    }

    /// Whether a file is one of this folder.
    pub(crate) fn is_file_of(&self, file: &Path) -> bool {
        file.starts_with(&self.folder)
    }

    /// Whether the original of this id is here.
    pub(crate) fn is_present(&self, id: &DocumentId) -> bool {
        self.entry(id).is_some_and(|entry| entry.state == State::Present)
    }

    /// Whether the document of this id is withdrawn.
    pub fn is_withdrawn(&self, id: &DocumentId) -> bool {
        self.entry(id).is_some_and(|entry| matches!(entry.state, State::Withdrawn { .. }))
    }

    /// Whether the document of this id is withdrawn and nothing of it is kept.
    pub(crate) fn is_purged(&self, id: &DocumentId) -> bool {
        let key = Key::of(id);
        self.entries.get(&key).is_some_and(|entry| {
            entry.state == (State::Withdrawn { kept: None }) && self.is_purged_key(&key, entry.sequence)
        })
    }

    /// Whether an entry is a withdrawal that keeps nothing.
    pub(crate) fn is_purged_key(&self, key: &Key, sequence: u64) -> bool {
        self.withdrawal_sort(key, sequence) == Sort::Purged
    }

    /// How many documents are here.
    pub fn count(&self) -> usize {
        self.entries.values().filter(|entry| entry.state == State::Present).count()
    }

    /// The entries after a number, in their order.
    pub fn after(&self, sequence: u64) -> Vec<(Key, Entry)> {
        let later = self.entries.iter().filter(|(_, entry)| entry.sequence > sequence);
        let mut later: Vec<(Key, Entry)> = later.map(|(key, entry)| (key.clone(), *entry)).collect();
        later.sort_by_key(|(_, entry)| entry.sequence);
        later
    }

    /// The file of an original.
    pub(crate) fn path_of(&self, key: &Key, sequence: u64) -> PathBuf {
        self.path(key, sequence, Sort::Original)
    }

    /// The files of the originals that hold, in the order in which they came.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let all = self.after(0).into_iter();
        let present = all.filter(|(_, entry)| entry.state == State::Present);
        present.map(|(key, entry)| self.path(&key, entry.sequence, Sort::Original)).collect()
    }

    /// Reads an original.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where the file is damaged, with the way out.
    pub fn read(&self, key: &Key, sequence: u64) -> Result<Original> {
        Ok(Original::read(&self.path(key, sequence, Sort::Original))?.0)
    }

    /// Since when the document of an id is withdrawn; `None` where it is not.
    pub fn withdrawal(&self, id: &DocumentId) -> Option<Withdrawal> {
        let key = Key::of(id);
        let entry = self.entries.get(&key)?;
        matches!(entry.state, State::Withdrawn { .. }).then_some(())?;
        // A withdrawal whose file cannot be read is one all the same.
        let sort = self.withdrawal_sort(&key, entry.sequence);
        Some(read_withdrawal(&self.path(&key, entry.sequence, sort)).unwrap_or_default())
    }

    /// The hash of the content of an original that is here, also of a withdrawn one.
    pub(crate) fn content_hash(&self, id: &DocumentId) -> Option<ContentHash> {
        let key = Key::of(id);
        let entry = self.entries.get(&key)?;
        let sequence = match entry.state {
            State::Present => entry.sequence,
            State::Withdrawn { kept } => kept?,
        };
        let path = self.path(&key, sequence, Sort::Original);
        match Original::open(&path).ok()?.content_hash {
            Named::Whole(hash) => Some(hash),
            Named::Half(_) => Some(Original::read(&path).ok()?.0.content_hash()),
        }
    }

    /// The id that a withdrawal names, if it does.
    pub(crate) fn withdrawn_id(&self, key: &Key, sequence: u64) -> Option<DocumentId> {
        read_withdrawal(&self.path(key, sequence, Sort::Gone))?.id.filter(|id| Key::of(id) == *key)
    }

    /// Gives a staged file its name, under the next number after `floor`, which it returns. Durable only
    /// after [`Originals::sync`].
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn publish(&mut self, staged: Staged, floor: u64) -> Result<u64> {
        let sequence = next_after(self.last.max(floor))?;
        let Staged { file, key, sort, .. } = staged;
        let path = self.path(&key, sequence, sort);
        fs::create_dir_all(&self.folder).map_err(Error::io("create", &self.folder))?;
        file.persist(&path).map_err(|error| Error::io("write", &path)(error.error))?;
        let mut files = BTreeMap::from([(sequence, sort)]);
        match self.entries.get(&key) {
            Some(Entry { sequence, state: State::Present }) => {
                files.insert(*sequence, Sort::Original);
            }
            Some(Entry { sequence, state: State::Withdrawn { kept } }) => {
                files.extend(kept.map(|kept| (kept, Sort::Original)));
                files.insert(*sequence, self.withdrawal_sort(&key, *sequence));
            }
            None => {}
        }
        self.take_up(key, &files);
        Ok(sequence)
    }

    /// Which of the two sorts of withdrawal an entry is.
    fn withdrawal_sort(&self, key: &Key, sequence: u64) -> Sort {
        if self.path(key, sequence, Sort::Purged).exists() { Sort::Purged } else { Sort::Gone }
    }

    /// Takes back all that was published after a number, and lists what holds then. To be called by who published it,
    /// as long as nothing is made of it. The numbers are not given again.
    ///
    /// # Errors
    /// [`Error::Io`]; then some of it may still be there.
    pub fn take_back(&mut self, after: u64) -> Result<()> {
        self.list()?;
        for (key, entry) in self.after(after) {
            for sort in Sort::ALL {
                remove(&self.path(&key, entry.sequence, sort))?;
            }
        }
        self.sync()?;
        self.list()
    }

    /// Makes the names of what was published durable.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn sync(&self) -> Result<()> {
        if !self.folder.exists() {
            return Ok(());
        }
        let sync = || fs::File::open(&self.folder)?.sync_all();
        sync().map_err(Error::io("sync", &self.folder))
    }

    /// Removes what later entries have replaced; to be called when the index has those. Returns whether all of it is
    /// gone.
    pub fn remove_superseded(&mut self) -> bool {
        self.superseded.retain(|path| remove(path).is_err());
        self.note();
        self.superseded.is_empty()
    }

    /// Takes back the withdrawal of a document whose original is not kept.
    ///
    /// # Errors
    /// [`Error::Io`] where the withdrawal cannot be removed.
    pub fn readmit(&mut self, id: &DocumentId) -> Result<()> {
        let key = Key::of(id);
        let Some(Entry { sequence, state: State::Withdrawn { .. } }) = self.entries.get(&key).copied() else {
            return Ok(());
        };
        remove(&self.path(&key, sequence, self.withdrawal_sort(&key, sequence)))?;
        self.entries.remove(&key);
        self.note();
        self.sync()
    }

    /// Removes what killed processes left half-written; what is under way stays.
    ///
    /// # Errors
    /// [`Error::Io`] where some of it cannot be removed.
    pub(crate) fn remove_abandoned(&self) -> Result<()> {
        self.stager.remove_abandoned()
    }

    /// What killed processes left half-written.
    pub(crate) fn abandoned(&self) -> Vec<PathBuf> {
        self.stager.abandoned()
    }

    fn path(&self, key: &Key, sequence: u64, sort: Sort) -> PathBuf {
        self.folder.join(format!("{sequence:012}-{}{}", key.0, sort.suffix()))
    }
}

/// The moment at which something happens, to the second.
pub fn now() -> Timestamp {
    // A clock that shows a year beyond all years is wrong; nothing fails for that.
    let now = Timestamp::try_from(SystemTime::now()).unwrap_or_default();
    now.round(jiff::Unit::Second).unwrap_or(now)
}

/// Whether an index has files of that name in this folder.
pub(crate) fn is_name(name: &str) -> bool {
    named(name).is_some()
}

/// The number that follows another.
pub(crate) fn next_after(sequence: u64) -> Result<u64> {
    let next = sequence.checked_add(1).filter(|next| *next <= MAX_SEQUENCE);
    next.ok_or_else(|| Error::Invalid(format!("no number is left after {sequence}: restore a backup")))
}

/// The number, the key and the sort, from the name of a file.
fn named(name: &str) -> Option<(u64, Key, Sort)> {
    let with_suffix = |sort: Sort| Some((name.strip_suffix(sort.suffix())?, sort));
    let (rest, sort) = Sort::ALL.into_iter().find_map(with_suffix)?;
    let (number, key) = rest.split_once('-')?;
    let sequence: u64 = number.parse().ok()?;
    // Only as it is written: no sign, no other number of zeros.
    let is_number = format!("{sequence:012}") == number && sequence <= MAX_SEQUENCE;
    (is_number && ContentHash::is_short(key)).then(|| (sequence, Key(key.to_owned()), sort))
}

/// When a folder has changed last.
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
