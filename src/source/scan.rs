//! Finds inputs: all that are in a scope, the one that a file is, and the one that an upload is.
//!
//! Walking folders is left to `folder`, the lines of a file to `jsonl`. Invariant: inputs are ordered by
//! path, so the first source of an id is the same in every run.

use std::path::{Path, PathBuf};

use super::{
    Input, ScanItem, Scope, SourceError, UnusableInput,
    folder::{self, FolderWalk, WalkEntry, is_jsonl},
    input::InputContent,
    jsonl,
};
use crate::uploads::Upload;

/// Passes every item in a scope to `found`, in order, until `found` or `goes_on` returns `false`.
pub(crate) fn scan(scope: &Scope, goes_on: &dyn Fn() -> bool, found: &mut dyn FnMut(ScanItem) -> bool) {
    if is_gone(&scope.path) {
        return;
    }
    for met in FolderWalk::new(scope) {
        let is_wanted = goes_on()
            && match met {
                WalkEntry::File(path) if is_jsonl(&path) => jsonl::scan(&path, goes_on, found),
                WalkEntry::File(path) => {
                    found(folder::input(scope, path).map_or_else(ScanItem::Unusable, ScanItem::Input))
                }
                WalkEntry::OtherKind(kind) => found(ScanItem::OtherKind(kind)),
                WalkEntry::Skipped(path, reason) => found(ScanItem::Skipped(path, reason)),
                WalkEntry::Dangling(path) => found(ScanItem::Dangling(path)),
                WalkEntry::Unusable(unusable) => found(ScanItem::Unusable(unusable)),
            };
        if !is_wanted {
            return;
        }
    }
}

/// Returns the number of inputs that a scan of the scope will find; `None` if `goes_on` returned `false`.
pub(crate) fn count(scope: &Scope, goes_on: &dyn Fn() -> bool) -> Option<u64> {
    if is_gone(&scope.path) {
        return Some(0);
    }
    let mut inputs = 0;
    for met in FolderWalk::new(scope) {
        goes_on().then_some(())?;
        inputs += match met {
            WalkEntry::File(path) if is_jsonl(&path) => jsonl::count(&path, goes_on),
            WalkEntry::File(_) | WalkEntry::Unusable(_) => 1,
            WalkEntry::OtherKind(_) | WalkEntry::Skipped(..) | WalkEntry::Dangling(_) => 0,
        };
    }
    Some(inputs)
}

/// Returns the single input that a file is.
pub(crate) fn input(path: &Path) -> Result<Input, UnusableInput> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let fault = match () {
        () if is_gone(&path) => Some(SourceError::Missing),
        () if path.is_dir() => Some(SourceError::Folder),
        () if is_jsonl(&path) => Some(SourceError::ManyDocuments),
        () => None,
    };
    if let Some(fault) = fault {
        return Err(UnusableInput { path, line: None, reason: fault.to_string() });
    }
    let except = PathBuf::new();
    folder::input(&Scope { root: path.clone(), path: path.clone(), except }, path)
}

/// Returns the input for an upload.
///
/// # Errors
/// Returns an error if the file is damaged or cannot be read.
pub(crate) fn upload(path: PathBuf) -> Result<Input, UnusableInput> {
    match Upload::id_in(&path) {
        Ok(id) => Ok(Input { id, path, content: InputContent::Upload }),
        Err(error) => Err(UnusableInput { path, line: None, reason: error.to_string() }),
    }
}

/// Whether there is certainly nothing at the path. A path that cannot be examined is not considered gone.
pub(crate) fn is_gone(path: &Path) -> bool {
    matches!(path.try_exists(), Ok(false))
}
