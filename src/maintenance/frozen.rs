//! A snapshot of a live index, made with hard links while writers continue.
//!
//! Index files are never changed in place: they are replaced by rename, or appear and vanish as a whole. A
//! second link to each file therefore preserves the state. The links are made under the write lock, within
//! milliseconds; then the lock is released. If nothing can be written, the index is read in place, and a
//! change in the meantime is detected at the end. Invariant: the snapshot folder is removed when the value is
//! dropped, or by the next writer if the process was killed.

use std::{
    fs::{self, File},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    time::SystemTime,
};

use tempfile::TempDir;

use crate::{
    error::{Error, Result},
    index::{self, Folder, WriteLock},
};

/// The parts of an index to link, besides the live generation.
const PARTS: [&str; 4] = ["documents", "cache", "queries", "roots.json"];

/// Name suffixes of locks and of files being written.
const PASSING: [&str; 2] = ["lock", ".new"];

/// A snapshot of an index.
#[derive(Debug)]
pub(super) struct FrozenIndex {
    place: FrozenFiles,
    /// The number of the live generation; `None` if nothing has been indexed.
    pub(super) generation: Option<u64>,
}

#[derive(Debug)]
enum FrozenFiles {
    /// Linked into a folder of its own, with a claim that marks it as in use.
    Held { folder: TempDir, _claim: File },
    /// Read in place, with timestamps that change whenever the index does.
    Lying { index: PathBuf, sign: ChangeTimes },
}

/// Modification times of the files that define the state of an index.
type ChangeTimes = [Option<SystemTime>; 4];

impl FrozenIndex {
    /// Takes a snapshot of the current state of an index.
    ///
    /// # Errors
    /// Returns [`Error::NoIndex`] if there is no index, [`Error::Locked`] if another process holds the write
    /// lock for long, [`Error::Unreadable`] if a restore was interrupted and cannot be completed here, and
    /// [`Error::Io`] if a file cannot be read or linked.
    pub(super) fn take(index: &Path) -> Result<Self> {
        if !index.is_dir() {
            return Err(Error::NoIndex(index.to_owned()));
        }
        let live = Folder::new(index);
        let _lock = match WriteLock::acquire(&live) {
            Err(error) if error.is_read_only() => return Self::lying(index),
            lock => lock?,
        };
        let (folder, claim) = index::claimed_folder(&live, "snapshot-")?;
        let generation = live.current()?;
        if generation.is_none() && !index.join("documents").exists() {
            return Err(Error::NoIndex(index.to_owned()));
        }
        let names = PARTS.into_iter().map(str::to_owned);
        for name in names.chain(generation.map(|generation| format!("generation-{generation}"))) {
            link(&index.join(&name), &folder.path().join(&name))
                .map_err(Error::io("link", index.join(&name)))?;
        }
        Ok(Self { place: FrozenFiles::Held { folder, _claim: claim }, generation })
    }

    /// Uses the index in place, for an index that cannot be written to.
    fn lying(index: &Path) -> Result<Self> {
        if index::is_restore_pending(index) {
            return Err(Error::Unreadable(format!(
                "a restore of `{}` was interrupted and needs write access to finish: run `skorowidz stats` once \
                 as the user who may write there",
                index.display()
            )));
        }
        let generation = Folder::new(index).current()?;
        let sign = sign(index, generation);
        Ok(Self { place: FrozenFiles::Lying { index: index.to_owned(), sign }, generation })
    }

    /// The folder of the snapshot.
    pub(super) fn path(&self) -> &Path {
        match &self.place {
            FrozenFiles::Held { folder, .. } => folder.path(),
            FrozenFiles::Lying { index, .. } => index,
        }
    }

    /// The files and folders that make up the state.
    pub(super) fn parts(&self) -> Vec<String> {
        let generation = self.generation.map(|generation| format!("generation-{generation}"));
        PARTS.into_iter().map(str::to_owned).chain(generation).collect()
    }

    /// Fails if the state has changed since the snapshot was taken.
    ///
    /// # Errors
    /// Returns [`Error::Conflict`] if an index read in place has changed.
    pub(super) fn check_unchanged(&self) -> Result<()> {
        match &self.place {
            FrozenFiles::Lying { index, sign: then } if sign(index, self.generation) != *then => {
                Err(changed())
            }
            _ => Ok(()),
        }
    }
}

/// Creates the error for an index that has changed.
pub(super) fn changed() -> Error {
    Error::Conflict("the index changed in the meantime: run this again".to_owned())
}

fn sign(index: &Path, generation: Option<u64>) -> ChangeTimes {
    let meta = generation.map(|generation| format!("generation-{generation}/meta.json")).unwrap_or_default();
    ["CURRENT", "documents", "roots.json", &meta]
        .map(|name| fs::metadata(index.join(name)).and_then(|metadata| metadata.modified()).ok())
}

/// Links a file, or all files of a folder; skips files that have vanished.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    match fs::symlink_metadata(from) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(metadata) if metadata.is_dir() => {
            fs::create_dir(to)?;
            for entry in fs::read_dir(from)? {
                let name = entry?.file_name();
                if !is_passing(&name.to_string_lossy()) {
                    link(&from.join(&name), &to.join(&name))?;
                }
            }
            Ok(())
        }
        Ok(metadata) if metadata.is_file() => match fs::hard_link(from, to) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            // A file system without hard links, or a file owned by another user.
            Err(_) => fs::copy(from, to).map(drop),
            linked => linked,
        },
        Ok(_) => Ok(()),
    }
}

/// Whether a file is a lock or is being written.
pub(super) fn is_passing(name: &str) -> bool {
    name.starts_with(".tmp") || PASSING.iter().any(|end| name.ends_with(end))
}
