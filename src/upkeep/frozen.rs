//! The state of a live index at one moment, held still by hard links while others go on writing.
//!
//! Files of an index are never changed in place: they are replaced by rename, or appear and vanish whole. So a second
//! name for each keeps the moment. It is made under the write lock, in milliseconds; then the lock is let
//! go. Where nothing can be written, the state is looked at where it lies, and whether it has changed meanwhile is
//! told at the end. Always holds: the folder goes with the value, or with the next writer where the process was killed.

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

/// What of an index is held still beside its generation.
const PARTS: [&str; 4] = ["documents", "cache", "queries", "roots.json"];

/// The ends of the names of locks, and of what is being written.
const PASSING: [&str; 2] = ["lock", ".new"];

/// The state of an index.
#[derive(Debug)]
pub(super) struct Frozen {
    place: Place,
    /// The number of the live generation; `None` where nothing has been indexed.
    pub(super) generation: Option<u64>,
}

#[derive(Debug)]
enum Place {
    /// Held still in a folder of its own, with what tells others that it is in use.
    Held { folder: TempDir, _claim: File },
    /// Where it lies, with what changes whenever it does.
    Lying { index: PathBuf, sign: Sign },
}

/// When what names the state of an index was changed last.
type Sign = [Option<SystemTime>; 4];

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
        Ok(Self { place: Place::Held { folder, _claim: claim }, generation })
    }

    /// The state of an index to which nothing can be written.
    fn lying(index: &Path) -> Result<Self> {
        if index::is_restore_begun(index) {
            return Err(Error::Unreadable(format!(
                "a restore of `{}` was cut off, and goes on only where it can be written: run `skorowidz stats` once \
                 as the user who may write there",
                index.display()
            )));
        }
        let generation = Folder::new(index).current()?;
        let sign = sign(index, generation);
        Ok(Self { place: Place::Lying { index: index.to_owned(), sign }, generation })
    }

    /// Where the state lies.
    pub(super) fn path(&self) -> &Path {
        match &self.place {
            Place::Held { folder, .. } => folder.path(),
            Place::Lying { index, .. } => index,
        }
    }

    /// The files and folders that are the state.
    pub(super) fn parts(&self) -> Vec<String> {
        let generation = self.generation.map(|generation| format!("generation-{generation}"));
        PARTS.into_iter().map(str::to_owned).chain(generation).collect()
    }

    /// Refuses what was found out where the state has changed meanwhile.
    ///
    /// # Errors
    /// [`Error::Conflict`].
    pub(super) fn check_unchanged(&self) -> Result<()> {
        match &self.place {
            Place::Lying { index, sign: then } if sign(index, self.generation) != *then => Err(changed()),
            _ => Ok(()),
        }
    }
}

/// What is said of a state that has changed.
pub(super) fn changed() -> Error {
    Error::Conflict("somebody has changed the index meanwhile: run this again".to_owned())
}

fn sign(index: &Path, generation: Option<u64>) -> Sign {
    let meta = generation.map(|generation| format!("generation-{generation}/meta.json")).unwrap_or_default();
    ["CURRENT", "documents", "roots.json", &meta]
        .map(|name| fs::metadata(index.join(name)).and_then(|metadata| metadata.modified()).ok())
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
pub(super) fn is_passing(name: &str) -> bool {
    name.starts_with(".tmp") || PASSING.iter().any(|end| name.ends_with(end))
}
