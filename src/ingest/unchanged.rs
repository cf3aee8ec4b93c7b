//! Remembers in which state files were read, so that a run need not read and hash those that have not
//! changed.
//!
//! `index/unchanged` holds a digest for each file read: of its path, of what the file system says of it and
//! its sidecar, and of the hash of what was read. What the index holds under that hash, and whether it is
//! complete, is left to the callers. Invariants: a file that changed in any way, or whose document is not
//! the one it had then, has no digest; neither has one that was about to change while it was read; the file
//! may be damaged or deleted at any time, which costs reading everything once.

use std::{
    collections::HashSet,
    fs::{self, Metadata},
    io::{ErrorKind, Read as _},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use crate::{document::SourceHash, source};

/// The name of the file, and what it is called until it is complete.
const FILE: &str = "unchanged";
const FILE_BESIDE: &str = "unchanged.new";
/// The maximum size of the file, in bytes: that of eight million inputs.
const MAX_FILE_BYTES: u64 = 128 << 20;
/// The length of a digest in bytes; even two of a billion files do not share one.
const DIGEST_BYTES: usize = 16;
/// How long before it is read a file must have changed last. File systems stamp changes with a precision of
/// up to two seconds (FAT), so a later change could leave the same time. On FAT, programs can set both times:
/// a file replaced there by one of the same size and times is taken as unchanged.
const SETTLED_AFTER: Duration = Duration::from_secs(2);

type Digest = [u8; DIGEST_BYTES];

/// The files of an index that have not changed since they were read.
#[derive(Debug)]
pub(super) struct UnchangedFiles {
    folder: PathBuf,
    before: HashSet<Digest>,
    /// The digests of the files of this run.
    now: Mutex<HashSet<Digest>>,
}

/// The state of a file and its sidecar, as the file system tells it.
#[derive(Debug)]
pub(super) struct FileState {
    hasher: blake3::Hasher,
    is_settled: bool,
}

impl FileState {
    /// Looks at a file; `None` if that does not say whether it changes.
    pub(super) fn of(path: &Path) -> Option<Self> {
        Self::at(path, SystemTime::now())
    }

    fn at(path: &Path, now: SystemTime) -> Option<Self> {
        let file = fs::metadata(path).ok()?;
        let sidecar = match fs::metadata(source::sidecar_of(path)) {
            Ok(metadata) => Some(metadata),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(_) => return None,
        };
        let mut hasher = blake3::Hasher::new();
        hasher.update(path.as_os_str().as_encoded_bytes());
        let mut is_settled = true;
        hasher.update(&[u8::from(sidecar.is_some())]);
        for metadata in std::iter::once(&file).chain(&sidecar) {
            let (state, changed) = state(metadata)?;
            for number in state {
                hasher.update(&number.to_le_bytes());
            }
            is_settled &= now.duration_since(changed).is_ok_and(|since| since > SETTLED_AFTER);
        }
        Some(Self { hasher, is_settled })
    }

    /// Whether nothing about the file and its sidecar differs.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.hasher.finalize() == other.hasher.finalize()
    }

    /// Returns the digest of a file in this state with this content.
    fn with(&self, content: &SourceHash) -> Digest {
        let mut hasher = self.hasher.clone();
        hasher.update(content.as_str().as_bytes());
        let mut digest = [0; DIGEST_BYTES];
        hasher.finalize_xof().fill(&mut digest);
        digest
    }
}

/// Returns what changes with a file, and when that was last so. Programs can set the time of modification
/// but not that of the change of the inode, which also tells a file from another one moved into its place.
#[cfg(unix)]
fn state(metadata: &Metadata) -> Option<([i128; 5], SystemTime)> {
    use std::os::unix::fs::MetadataExt;

    let nanos = |seconds: i64, nanos: i64| i128::from(seconds) * 1_000_000_000 + i128::from(nanos);
    let modified = nanos(metadata.mtime(), metadata.mtime_nsec());
    let changed = nanos(metadata.ctime(), metadata.ctime_nsec());
    let last = u64::try_from(modified.max(changed)).ok()?;
    let state = [metadata.dev().into(), metadata.ino().into(), metadata.len().into(), modified, changed];
    Some((state, SystemTime::UNIX_EPOCH + Duration::from_nanos(last)))
}

#[cfg(not(unix))]
fn state(_: &Metadata) -> Option<([i128; 5], SystemTime)> {
    None
}

impl UnchangedFiles {
    /// Reads what earlier runs over the index in a folder remember.
    pub(super) fn read(index: &Path) -> Self {
        let mut bytes = Vec::new();
        let read = fs::File::open(index.join(FILE))
            .and_then(|file| file.take(MAX_FILE_BYTES).read_to_end(&mut bytes));
        if read.is_err() {
            bytes.clear();
        }
        let before = bytes.as_chunks().0.iter().copied().collect();
        Self { folder: index.to_owned(), before, now: Mutex::default() }
    }

    /// Whether the file was in this state when this content was read from it.
    pub(super) fn has(&self, state: &FileState, content: &SourceHash) -> bool {
        let is_known = self.before.contains(&state.with(content));
        if is_known {
            self.add(state, content);
        }
        is_known
    }

    /// Remembers that this content was read from a file after it was seen in this state.
    pub(super) fn add(&self, state: &FileState, content: &SourceHash) {
        if state.is_settled {
            self.now.lock().unwrap_or_else(PoisonError::into_inner).insert(state.with(content));
        }
    }

    /// Writes the digests for the next run; if that fails, it only has to read more. Those of files that this
    /// run did not come across are kept, unless they have become more than the documents of the index.
    pub(super) fn write(self, documents: u64) {
        let now = self.now.into_inner().unwrap_or_else(PoisonError::into_inner);
        if now.is_empty() || now == self.before {
            return;
        }
        let others: Vec<&Digest> = self.before.difference(&now).collect();
        let others = if others.len() as u64 > documents { Vec::new() } else { others };
        let bytes: Vec<u8> = now.iter().chain(others).flatten().copied().collect();
        let beside = self.folder.join(FILE_BESIDE);
        let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, self.folder.join(FILE)));
        if let Err(error) = written {
            tracing::warn!("cannot remember which files are unchanged: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The state of a file as an hour later, when it is settled.
    fn later(path: &Path) -> FileState {
        FileState::at(path, SystemTime::now() + Duration::from_hours(1)).expect("a state")
    }

    fn hash(text: &str) -> SourceHash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(text.as_bytes());
        SourceHash::from_hasher(&hasher)
    }

    #[test]
    fn a_file_is_unchanged_until_it_or_its_sidecar_or_its_document_changes() {
        let place = tempfile::tempdir().expect("a folder");
        let (file, sidecar) = (place.path().join("a.txt"), place.path().join("a.txt.yaml"));
        fs::write(&file, "Rada").expect("written");
        let read = || UnchangedFiles::read(place.path());
        let first = read();
        assert!(!first.has(&later(&file), &hash("Rada")));
        first.add(&later(&file), &hash("Rada"));
        first.write(1);
        assert!(read().has(&later(&file), &hash("Rada")));
        assert!(!read().has(&later(&file), &hash("other document")));
        fs::write(&sidecar, "title: T").expect("written");
        assert!(!read().has(&later(&file), &hash("Rada")));
        fs::remove_file(&sidecar).expect("removed");
        let modified = fs::metadata(&file).and_then(|metadata| metadata.modified()).expect("known");
        fs::write(&file, "Rady").expect("written");
        let changed = fs::File::options().write(true).open(&file).expect("opened");
        changed.set_modified(modified).expect("set");
        assert!(!read().has(&later(&file), &hash("Rada")), "the time of modification alone tells nothing");
    }

    #[test]
    fn a_file_that_has_just_changed_is_read_again() {
        let place = tempfile::tempdir().expect("a folder");
        let file = place.path().join("a.txt");
        fs::write(&file, "Rada").expect("written");
        let unchanged = UnchangedFiles::read(place.path());
        unchanged.add(&FileState::of(&file).expect("a state"), &hash("Rada"));
        unchanged.write(1);
        assert!(!UnchangedFiles::read(place.path()).has(&later(&file), &hash("Rada")));
    }

    #[test]
    fn files_out_of_scope_are_remembered_as_long_as_the_index_has_room_for_them() {
        let place = tempfile::tempdir().expect("a folder");
        let [one, other] = ["one.txt", "other.txt"].map(|name| place.path().join(name));
        for (file, documents, is_kept) in [(&one, 1, true), (&other, 1, true), (&other, 0, false)] {
            fs::write(file, "Rada").expect("written");
            let unchanged = UnchangedFiles::read(place.path());
            unchanged.add(&later(file), &hash("Rada"));
            unchanged.write(documents);
            let has_one = UnchangedFiles::read(place.path()).has(&later(&one), &hash("Rada"));
            assert_eq!(has_one, is_kept, "{file:?} {documents}");
        }
    }
}
