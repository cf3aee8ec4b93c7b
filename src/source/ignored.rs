//! Applies `.skorowidzignore`: files and folders that are not documents, in the syntax of `.gitignore`.
//!
//! Leaves the walk to `folder`. Invariant: an ignore file is read completely or refused, because otherwise
//! excluded files would be published unnoticed.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use ignore::{
    Match,
    gitignore::{Gitignore, GitignoreBuilder},
};

use super::error::fault;
use crate::{document::quoted::brief, error::unreadable, regular};

/// The name of the ignore file.
pub(super) const IGNORE_FILE: &str = ".skorowidzignore";
/// The maximum size of an ignore file in bytes, and the maximum number of patterns matched against each path.
const MAX_BYTES: u64 = 1 << 20;
const MAX_PATTERNS: usize = 10_000;

/// What is wrong with an ignore file, or with the folder in which it would be.
#[derive(Debug)]
pub(super) struct IgnoreFileError {
    /// The file or the folder.
    pub(super) path: PathBuf,
    /// The line of an invalid pattern.
    pub(super) line: Option<usize>,
    /// The reason and the remedy.
    pub(super) reason: String,
}

/// The ignore patterns of the folders from the top of the file system down to the current position of a walk.
#[derive(Default)]
pub(super) struct Ignored {
    folders: Vec<(PathBuf, Option<Gitignore>)>,
}

impl Ignored {
    /// Enters a folder whose parent is the last folder entered and not left.
    ///
    /// # Errors
    /// Returns an error if its ignore file cannot be read or parsed.
    pub(super) fn enter(&mut self, folder: &Path) -> Result<(), IgnoreFileError> {
        let patterns = read(folder)?;
        self.folders.push((folder.to_owned(), patterns));
        Ok(())
    }

    /// Leaves the folders that do not contain `path`.
    pub(super) fn leave_for(&mut self, path: &Path) {
        let around = |folder: &Path| path != folder && path.starts_with(folder);
        while self.folders.last().is_some_and(|(folder, _)| !around(folder)) {
            self.folders.pop();
        }
    }

    /// Whether a path is ignored: the nearest folder with a matching pattern decides.
    pub(super) fn holds(&self, path: &Path, is_folder: bool) -> bool {
        let patterns = self.folders.iter().rev().filter_map(|(_, patterns)| patterns.as_ref());
        let says = patterns.map(|patterns| patterns.matched(path, is_folder)).find(|said| !said.is_none());
        matches!(says, Some(Match::Ignore(_)))
    }
}

/// Reads the patterns of a folder, if it has any.
fn read(folder: &Path) -> Result<Option<Gitignore>, IgnoreFileError> {
    let path = folder.join(IGNORE_FILE);
    let refused = |line: Option<usize>, reason: &str| IgnoreFileError {
        path: path.clone(),
        line,
        reason: format!("{reason}; nothing in its folder was read: fix or remove it"),
    };
    let bytes = match regular::read(&path, MAX_BYTES) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound && !path.is_symlink() => return Ok(None),
        Err(error) if error.kind() == ErrorKind::NotADirectory => return Ok(None),
        Err(error) => {
            // If even this says nothing of the file, it is the folder that cannot be searched.
            return Err(match path.symlink_metadata() {
                Err(of_folder) if of_folder.kind() != ErrorKind::NotFound => {
                    IgnoreFileError { path: folder.to_owned(), line: None, reason: unreadable(&of_folder) }
                }
                _ => refused(None, &fault(&error)),
            });
        }
    };
    let text = String::from_utf8(bytes).map_err(|_| refused(None, "is not UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let is_pattern = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    if text.lines().filter(is_pattern).count() > MAX_PATTERNS {
        return Err(refused(None, &format!("has more than {MAX_PATTERNS} patterns")));
    }
    let mut builder = GitignoreBuilder::new(folder);
    for (number, line) in (1..).zip(text.lines()) {
        let added = builder.add_line(None, line);
        added
            .map_err(|error| refused(Some(number), &format!("has an invalid pattern ({})", brief(&error))))?;
    }
    let patterns = builder.build();
    patterns.map(Some).map_err(|error| refused(None, &format!("cannot be used ({})", brief(&error))))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_folder_that_cannot_be_searched_is_named_instead_of_a_file_in_it() {
        let place = tempfile::tempdir().expect("a folder");
        let folder = place.path().join("circle");
        std::os::unix::fs::symlink(&folder, &folder).expect("linked");
        let error = read(&folder).expect_err("unreadable");
        assert_eq!((error.path, error.line), (folder, None));
        assert!(error.reason.starts_with("cannot be read") && !error.reason.contains("its folder"));
    }

    #[test]
    fn an_ignore_file_that_cannot_be_read_is_named() {
        let place = tempfile::tempdir().expect("a folder");
        let file = place.path().join(IGNORE_FILE);
        fs::create_dir(&file).expect("made");
        let error = read(place.path()).expect_err("unreadable");
        assert_eq!(error.path, file);
        assert!(error.reason.ends_with("fix or remove it"), "{}", error.reason);
    }
}
