//! Something found that cannot be an input.
//!
//! Why it cannot is left to whoever finds that out. Invariant: what cannot be read says how much stays
//! unread with it.

use std::path::{Path, PathBuf};

use super::ignored::IGNORE_FILE;

/// Something found that cannot be an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnusableInput {
    /// The file or folder.
    pub(crate) path: PathBuf,
    /// The line of a `.jsonl` file.
    pub(crate) line: Option<usize>,
    /// The reason and the remedy.
    pub(crate) reason: String,
}

impl UnusableInput {
    /// Returns what remains unread: a file, or the folder that an ignore file applies to.
    pub(crate) fn unread(&self) -> &Path {
        let is_of_folder = self.path.file_name().is_some_and(|name| name == IGNORE_FILE);
        self.path.parent().filter(|_| is_of_folder).unwrap_or(&self.path)
    }
}
