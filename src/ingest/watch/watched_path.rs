//! A path given to a watch, and what is there.
//!
//! What happens below a folder is left to `changes`, but that sees neither a folder moved away with
//! everything in it, nor another one mounted or moved into its place. So each path is looked at by itself;
//! for a file, that is all there is to see. Invariant: two looks are equal only if nothing has changed.

use std::{
    fs::{self, Metadata},
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::source::sidecar_of;

/// What is at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Sight {
    /// Nothing, or nothing that can be examined.
    Nothing,
    /// A folder: this one.
    Folder(Identity),
    /// A file in this state, and the state of its sidecar.
    File(FileSight, Option<FileSight>),
}

/// What tells a file or folder from another one in its place.
type Identity = (u64, u64);
type FileSight = (Identity, u64, Option<SystemTime>);

/// How a path has changed since it was last looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PathChange {
    /// There is nothing any more.
    Gone,
    /// There is something again.
    Back,
    /// There is something else.
    Replaced,
}

/// A path that is watched.
#[derive(Debug)]
pub(super) struct WatchedPath {
    path: PathBuf,
    sight: Sight,
}

impl WatchedPath {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), sight: sight(path) }
    }

    /// The path as given.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is nothing at the path.
    pub(super) fn is_gone(&self) -> bool {
        self.sight == Sight::Nothing
    }

    /// The folder at the path, without links; `None` if it is none.
    pub(super) fn folder(&self) -> Option<PathBuf> {
        matches!(self.sight, Sight::Folder(_)).then(|| self.path.canonicalize().ok()).flatten()
    }

    /// Looks at the path again and returns what is different.
    pub(super) fn look(&mut self) -> Option<PathChange> {
        let before = std::mem::replace(&mut self.sight, sight(&self.path));
        match (before, &self.sight) {
            (before, now) if before == *now => None,
            (_, Sight::Nothing) => Some(PathChange::Gone),
            (Sight::Nothing, _) => Some(PathChange::Back),
            _ => Some(PathChange::Replaced),
        }
    }
}

fn sight(path: &Path) -> Sight {
    match fs::metadata(path) {
        Err(_) => Sight::Nothing,
        Ok(found) if found.is_dir() => Sight::Folder(identity(&found)),
        Ok(found) => {
            let sidecar = fs::metadata(sidecar_of(path)).ok();
            Sight::File(file_sight(&found), sidecar.as_ref().map(file_sight))
        }
    }
}

fn file_sight(found: &Metadata) -> FileSight {
    (identity(found), found.len(), found.modified().ok())
}

#[cfg(unix)]
fn identity(found: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;

    (found.dev(), found.ino())
}

/// Without numbers of files, a folder in the place of another one is known by when it was created.
#[cfg(not(unix))]
fn identity(found: &Metadata) -> Identity {
    let created = found.created().ok().and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
    (0, created.map_or(0, |since| since.as_nanos() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_goes_comes_back_or_is_replaced_is_noticed() {
        let place = tempfile::tempdir().expect("a folder");
        let [path, aside] = ["c", "aside"].map(|name| place.path().join(name));
        let mut watched = WatchedPath::new(&path);
        assert!(watched.is_gone() && watched.look().is_none());
        fs::create_dir(&path).expect("created");
        assert_eq!(watched.look(), Some(PathChange::Back));
        fs::write(path.join("a.md"), "Rada").expect("written");
        assert_eq!(watched.look(), None, "what is in it is left to others");
        fs::rename(&path, &aside).expect("moved");
        assert_eq!((watched.look(), watched.folder()), (Some(PathChange::Gone), None));
        fs::rename(&aside, &path).expect("moved");
        assert_eq!(watched.look(), Some(PathChange::Back));
        fs::rename(&path, &aside).and_then(|()| fs::create_dir(&path)).expect("replaced");
        assert_eq!(watched.look(), Some(PathChange::Replaced));
    }

    #[test]
    fn a_file_is_different_if_it_or_its_sidecar_is() {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("a.txt");
        fs::write(&path, "Rada").expect("written");
        let mut watched = WatchedPath::new(&path);
        assert_eq!((watched.look(), watched.folder()), (None, None));
        fs::write(&path, "Rada Miasta").expect("written");
        assert_eq!(watched.look(), Some(PathChange::Replaced));
        fs::write(place.path().join("a.txt.yaml"), "title: T").expect("written");
        assert_eq!(watched.look(), Some(PathChange::Replaced));
        assert_eq!(watched.look(), None);
    }
}
