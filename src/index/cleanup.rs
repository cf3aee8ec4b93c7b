//! Cleans up after killed processes in the index folder.
//!
//! A process that needs a temporary folder creates one with a claim file, which it keeps locked as long as it
//! lives. The next writer removes folders whose claim is not locked and, if no run is in progress, unfinished
//! generations.
//!
//! Invariant: this is called with the write lock held, so that nobody is creating or completing anything.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    path::Path,
};

use tempfile::TempDir;

use super::{folder::Folder, lock::RunLock, restore_commit};
use crate::error::{Error, Result};

/// The file whose lock says that a folder is in use.
const CLAIM: &str = "claim";
/// The prefixes of claimed folders.
const CLAIMED: [&str; 2] = ["snapshot-", "restoring-"];
/// The suffix of temporary files that replace others when complete.
const BESIDE: &str = ".new";

/// Creates and claims a folder inside the index folder, which is removed when the value is dropped. The write
/// lock must be held.
pub(crate) fn claimed_folder(folder: &Folder, prefix: &str) -> Result<(TempDir, File)> {
    let make = || {
        let made = tempfile::Builder::new().prefix(prefix).tempdir_in(folder.path())?;
        let claim = File::create_new(made.path().join(CLAIM))?;
        claim.lock()?;
        Ok((made, claim))
    };
    make().map_err(Error::io("create a folder in", folder.path()))
}

/// Removes everything that is not in use; what cannot be removed now is removed next time. Returns whether
/// only the live generation is left.
pub(super) fn remove(folder: &Folder) -> bool {
    let mut is_clear = true;
    for entry in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
        let (name, path) = (entry.file_name().to_string_lossy().into_owned(), entry.path());
        let is_used = CLAIMED.iter().any(|prefix| name.starts_with(prefix));
        if is_used && is_claimed(&path) {
            is_clear = false;
        } else if is_used || restore_commit::FOLDERS.contains(&name.as_str()) {
            tracing::debug!(name, "removed files left by a killed process");
            is_clear &= fs::remove_dir_all(path).is_ok();
        } else if name.ends_with(BESIDE) {
            let _ = fs::remove_file(path);
        }
    }
    let Ok(Some(live)) = folder.current() else { return is_clear };
    if !RunLock::is_held(folder) {
        folder.remove_other_generations(live);
    }
    is_clear && !folder.has_other_generations(live)
}

/// Whether a living process uses the folder.
fn is_claimed(path: &Path) -> bool {
    let claim = OpenOptions::new().write(true).open(path.join(CLAIM));
    claim.is_ok_and(|claim| matches!(claim.try_lock(), Err(TryLockError::WouldBlock)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claimed_folders_are_kept_and_remains_of_killed_processes_removed() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let folder = Folder::new(place.path());
        let (used, claim) = claimed_folder(&folder, "snapshot-").expect("created");
        for left in ["snapshot-old", "restoring-old", "restoring", "replaced"] {
            fs::create_dir(place.path().join(left)).expect("created");
        }
        for left in ["CURRENT.new", "roots.new"] {
            fs::write(place.path().join(left), "half").expect("written");
        }
        fs::write(place.path().join("roots.json"), "[]").expect("written");
        remove(&folder);
        let mut left: Vec<String> = fs::read_dir(place.path())
            .expect("readable")
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        left.retain(|name| name != "lock.run");
        assert_eq!(left.len(), 2, "{left:?}");
        assert!(used.path().exists() && place.path().join("roots.json").exists());
        drop(claim);
        remove(&folder);
        assert!(!used.path().exists());
    }
}
