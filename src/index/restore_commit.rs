//! Atomically switches the index from its current state to a restored one.
//!
//! The restored files are prepared in a folder inside the index. Then `restore.json` is written, which
//! commits the restore: existing files are moved aside, each part is moved to its place, `CURRENT` is set,
//! and the record is removed. If the process is killed, the next one to open the index finishes the restore.
//! What is restored is left to `maintenance`.
//!
//! Invariants: without the record nothing has moved; every step may be repeated.

use std::{fs, io::ErrorKind, path::Path};

use serde::{Deserialize, Serialize};

use super::{folder::Folder, parts::Generation};
use crate::error::{Error, Result};

/// What is restored besides the generation; all of these must have been prepared.
pub(crate) const PARTS: [&str; 4] = ["documents", "cache", "queries", "roots.json"];
/// The folders of prepared files and of files moved aside.
pub(super) const FOLDERS: [&str; 2] = [READY, REPLACED];

const RECORD: &str = "restore.json";
const READY: &str = "restoring";
const REPLACED: &str = "replaced";

/// The restore in progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct RestoreRecord {
    /// The prepared generation, or `None` if the live one stays.
    generation: Option<Generation>,
}

/// Replaces the index with the files prepared in `from`; the write lock must be held. After an error, or if
/// the process is killed, either the index is unchanged or the next process to open it finishes the restore.
pub(crate) fn commit_restore(folder: &Folder, from: &Path, generation: Option<Generation>) -> Result<()> {
    let ready = folder.path().join(READY);
    remove_all(&ready)?;
    fs::rename(from, &ready).map_err(Error::io("rename", from))?;
    folder.sync()?;
    folder.write_json(&folder.path().join(RECORD), &RestoreRecord { generation })?;
    finish(folder)
}

/// Whether there is an unfinished restore.
pub(super) fn is_pending(folder: &Folder) -> bool {
    folder.path().join(RECORD).exists()
}

/// Whether there is an unfinished restore in an index folder.
pub(crate) fn is_restore_pending(index: &Path) -> bool {
    is_pending(&Folder::new(index))
}

/// Finishes a restore, if there is an unfinished one; the write lock must be held.
pub(super) fn finish(folder: &Folder) -> Result<()> {
    let record = folder.path().join(RECORD);
    let Some(RestoreRecord { generation }) = folder.read_json(&record).map_err(unreadable)? else {
        return Ok(());
    };
    let [ready, replaced] = FOLDERS.map(|name| folder.path().join(name));
    fs::create_dir_all(&replaced).map_err(Error::io("create", &replaced))?;
    let names = PARTS.into_iter().map(str::to_owned);
    for name in names.chain(generation.map(Generation::name)) {
        put(&ready.join(&name), &folder.path().join(&name), &replaced.join(&name))?;
    }
    folder.sync()?;
    if let Some(generation) = generation {
        folder.set_current(generation.get())?;
        folder.remove_other_generations(generation.get());
    }
    fs::remove_file(&record).map_err(Error::io("remove", &record))?;
    folder.sync()?;
    tracing::info!("restore completed");
    remove_all(&ready)?;
    remove_all(&replaced)
}

/// Adds the remedy to the error for an unreadable record.
fn unreadable(error: Error) -> Error {
    match error {
        Error::Damaged { reason, .. } => {
            Error::Unreadable(format!("{reason}: remove this file, then restore the backup again"))
        }
        error => error,
    }
}

/// Moves `new` to its place and what is there aside. If `new` does not exist, this has already been done.
fn put(new: &Path, place: &Path, aside: &Path) -> Result<()> {
    if !new.exists() {
        return Ok(());
    }
    if place.exists() {
        remove_all(aside)?;
        fs::rename(place, aside).map_err(Error::io("rename", place))?;
    }
    fs::rename(new, place).map_err(Error::io("rename", new))
}

/// Removes a file, or a folder with its contents, if it exists.
fn remove_all(path: &Path) -> Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::io("remove", path)(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Creates a folder with one state, and another one prepared inside it.
    fn place() -> (tempfile::TempDir, Folder) {
        let place = tempfile::tempdir().expect("a temporary folder");
        let folder = Folder::new(place.path());
        for (base, text, generation) in [("", "old", 1), ("ready/", "new", 2)] {
            for part in PARTS.into_iter().filter(|part| *part != "roots.json") {
                write(&place.path().join(format!("{base}{part}/file")), text);
            }
            write(&place.path().join(format!("{base}roots.json")), text);
            write(&place.path().join(format!("{base}generation-{generation}/meta")), text);
        }
        folder.set_current(1).expect("written");
        (place, folder)
    }

    fn second() -> Generation {
        Generation::try_from(2).expect("a number")
    }

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().expect("a folder")).expect("created");
        fs::write(path, text).expect("written");
    }

    #[track_caller]
    fn is_restored(folder: &Folder) {
        let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap_or_default();
        assert_eq!(folder.current().expect("readable"), Some(2));
        for name in ["documents/file", "cache/file", "queries/file", "roots.json", "generation-2/meta"] {
            assert_eq!(text(name), "new", "{name}");
        }
        for name in ["generation-1", "restoring", "replaced", RECORD] {
            assert!(!folder.path().join(name).exists(), "{name}");
        }
    }

    #[test]
    fn all_parts_are_restored() {
        let (place, folder) = place();
        commit_restore(&folder, &place.path().join("ready"), Some(second())).expect("switched");
        is_restored(&folder);
        finish(&folder).expect("nothing to do");
        is_restored(&folder);
    }

    #[test]
    fn a_restore_interrupted_after_any_step_can_be_finished() {
        // The moves in order: each part away and in, then the generation.
        let moves = |folder: &Folder| {
            let names = PARTS.into_iter().chain(["generation-2"]);
            let steps = names.flat_map(|name| {
                let [ready, replaced] = FOLDERS.map(|part| folder.path().join(part).join(name));
                let place = folder.path().join(name);
                [(place.clone(), replaced), (ready, place)]
            });
            steps.filter(|(from, _)| from.exists()).collect::<Vec<_>>()
        };
        let steps = 9;
        for done in 0..=steps {
            let (place, folder) = place();
            fs::rename(place.path().join("ready"), place.path().join(READY)).expect("renamed");
            folder
                .write_json(&place.path().join(RECORD), &RestoreRecord { generation: Some(second()) })
                .expect("written");
            fs::create_dir(place.path().join(REPLACED)).expect("created");
            let all = moves(&folder);
            assert_eq!(all.len(), steps);
            for (from, to) in all.iter().take(done) {
                fs::rename(from, to).expect("renamed");
            }
            finish(&folder).expect("finished");
            is_restored(&folder);
        }
    }

    #[test]
    fn an_invalid_record_moves_nothing() {
        for text in [r#"{"generation":"../../x"}"#, r#"{"generation":18446744073709551615}"#, "\u{1b}[31m"] {
            let (place, folder) = place();
            fs::rename(place.path().join("ready"), place.path().join(READY)).expect("renamed");
            fs::write(place.path().join(RECORD), text).expect("written");
            let message = finish(&folder).expect_err("damaged").to_string();
            assert!(message.contains(RECORD) && message.contains("restore the backup again"), "{message}");
            assert!(!message.contains(char::is_control), "{message}");
            assert_eq!(fs::read_to_string(place.path().join("roots.json")).expect("exists"), "old");
        }
    }

    #[test]
    fn without_the_record_nothing_moves() {
        let (place, folder) = place();
        fs::rename(place.path().join("ready"), place.path().join(READY)).expect("renamed");
        finish(&folder).expect("nothing to do");
        assert_eq!(folder.current().expect("readable"), Some(1));
        assert_eq!(fs::read_to_string(place.path().join("roots.json")).expect("exists"), "old");
    }
}
