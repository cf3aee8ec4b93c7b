//! The state of a live index at one moment, held still by hard links while others go on writing.
//!
//! Files of an index are never changed in place: they are replaced by rename, or appear and vanish whole. So a second
//! name for each keeps the moment. It is made under the write lock, in milliseconds; then the lock is let
//! go. Always holds: the folder goes with the value, or with the next writer where the process was killed.

use std::{
    fs::{self, File},
    io::{self, ErrorKind},
    path::Path,
};

use tempfile::TempDir;

use crate::{
    error::{Error, Result},
    index::{self, Folder, WriteLock},
};

/// What of an index is held still beside its generation.
const PARTS: [&str; 4] = ["documents", "cache", "queries", "roots.json"];

/// The ends of the names of locks, and of what is being written.
const PASSING: [&str; 2] = ["lock", ".new"];

/// The state of an index in a folder of its own.
#[derive(Debug)]
pub(super) struct Frozen {
    folder: TempDir,
    /// Tells others that the folder is in use.
    _claim: File,
    /// The number of the live generation; `None` where nothing has been indexed.
    pub(super) generation: Option<u64>,
}

impl Frozen {
    /// Holds the present state of an index still.
    ///
    /// # Errors
    /// [`Error::Locked`] where somebody writes for long; [`Error::Io`].
    pub(super) fn take(index: &Path) -> Result<Self> {
        if !index.is_dir() {
            return Err(Error::NoIndex(index.to_owned()));
        }
        let live = Folder::new(index);
        let _lock = WriteLock::acquire(&live)?;
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
        Ok(Self { folder, _claim: claim, generation })
    }

    /// Where the state lies.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Gives a file, or all files of a folder, a second name; what has vanished meanwhile is not there.
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
            // A file system without hard links, or a file of another user.
            Err(_) => fs::copy(from, to).map(drop),
            linked => linked,
        },
        Ok(_) => Ok(()),
    }
}

/// Whether a file is a lock, or is being written.
fn is_passing(name: &str) -> bool {
    name.starts_with(".tmp") || PASSING.iter().any(|end| name.ends_with(end))
}
