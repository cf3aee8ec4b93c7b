//! A file beside its target that is complete, synced and checked before it takes the target's place.
//!
//! Always holds: the target is never half written; the names of new files can be recognized, so that the next
//! import removes what a killed one left behind.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::Path,
};

use tempfile::{Builder, NamedTempFile};

/// What the names of new files begin and end with.
const PREFIX: &str = "model-import-";
const SUFFIX: &str = ".new";

/// A file that is removed unless it takes its target's place.
pub(crate) struct NewFile(NamedTempFile);

impl NewFile {
    /// Creates a file in the folder of `target`, which is created as well.
    pub(crate) fn beside(target: &Path) -> io::Result<NewFile> {
        let folder = folder(target);
        fs::create_dir_all(folder)?;
        let file = Builder::new().prefix(PREFIX).suffix(SUFFIX).tempfile_in(folder)?;
        // Tells other imports that it is in use. Elsewhere than on Unix a lock would also keep this one from
        // reading the file.
        if cfg!(unix) {
            let _ = file.as_file().try_lock();
        }
        Ok(NewFile(file))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Waits until the content is on the disk.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.0.as_file().sync_all()
    }

    /// Gives the file the name of `target`, in whose folder it is; what was there is replaced.
    pub(crate) fn replace(self, target: &Path) -> io::Result<()> {
        drop(self.0.persist(target)?);
        // Where folders cannot be synced, the name is as safe as the system makes it.
        let _ = File::open(folder(target)).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Removes new files beside `target` that no import is using. Those that cannot be removed stay.
pub(crate) fn remove_leftovers(target: &Path) {
    for entry in fs::read_dir(folder(target)).into_iter().flatten().flatten() {
        let is_new =
            entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX));
        if is_new && entry.file_type().is_ok_and(|kind| kind.is_file()) && !is_in_use(&entry.path()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_in_use(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}

fn folder(target: &Path) -> &Path {
    target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_new_files_that_nobody_uses_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("model");
        let mut used = NewFile::beside(&target).unwrap();
        for name in ["model-import-left.new", "model", "vectors-1.new", "model-import-notes.txt"] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        fs::create_dir(folder.path().join("model-import-folder.new")).unwrap();
        remove_leftovers(&target);
        assert!(!folder.path().join("model-import-left.new").exists());
        let kept = folder.path().read_dir().unwrap().count();
        assert_eq!(kept, if cfg!(unix) { 5 } else { 4 });
        if cfg!(unix) {
            used.write_all(b"complete").unwrap();
            used.replace(&target).unwrap();
            assert_eq!(fs::read(&target).unwrap(), b"complete");
        }
    }
}
