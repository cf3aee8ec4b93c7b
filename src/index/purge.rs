//! Removes purged documents from the files of the index.
//!
//! A marker file in the index folder says that words of purged documents may still be in files. It is created
//! before anything else and removed last.
//!
//! Invariant: without the marker, no file below the folder contains anything purged.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use tantivy::{Directory, TantivyError, directory::META_LOCK};

use super::{cleanup, remote_index::RemoteIndex, writer::IndexWriter};
use crate::error::{Error, Result};

const MARK: &str = "purge";

/// The progress of a purge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purge {
    /// Segments are being rewritten.
    Underway,
    /// The index itself is clean, but a rebuild or backup in progress may still contain purged documents.
    Elsewhere,
    /// Nothing is left.
    Done,
}

/// Creates the marker, before the purge begins.
///
/// # Errors
///
/// Returns [`Error::Io`] if the marker cannot be written.
pub(crate) fn begin_purge(index: &Path) -> Result<()> {
    let path = mark(index);
    let set = || {
        File::create(&path)?.sync_all()?;
        File::open(index)?.sync_all()
    };
    set().map_err(Error::io("write", &path))
}

/// Whether a purge is unfinished.
pub(crate) fn is_purging(index: &Path) -> bool {
    mark(index).exists()
}

/// Removes the marker, when nothing is left; the write lock must be held.
///
/// # Errors
///
/// Returns [`Error::Io`] if the marker cannot be removed.
pub(crate) fn end_purge(index: &Path) -> Result<()> {
    let path = mark(index);
    if path.exists() {
        fs::remove_file(&path).map_err(Error::io("remove", &path))?;
    }
    Ok(())
}

fn mark(index: &Path) -> PathBuf {
    index.join(MARK)
}

impl IndexWriter {
    /// Removes deleted documents from the files as far as possible now; must be called again while it returns
    /// [`Purge::Underway`]. All changes must be committed.
    ///
    /// # Errors
    ///
    /// Returns an error if the list of segments or the folder cannot be read.
    pub(crate) fn expunge(&mut self) -> Result<Purge> {
        self.index().refresh()?;
        if self.begin_expunging()? || self.is_merging() {
            return Ok(Purge::Underway);
        }
        if let Some(originals) = self.index().originals() {
            originals.remove_purged()?;
        }
        let is_clear = self.remove_replaced()? & cleanup::remove(&self.index().folder);
        let is_clear = is_clear & self.index().remote.as_ref().map_or(Ok(true), RemoteIndex::expunge)?;
        // The last merge may have ended after the first look.
        self.index().refresh()?;
        Ok(if is_clear { Purge::Done } else { Purge::Elsewhere })
    }

    /// Removes the files of segments that others have replaced, and returns whether all are gone. The engine
    /// keeps them while a search reads them, although the search does not need their names.
    fn remove_replaced(&self) -> Result<bool> {
        let directory = self.index().engine.directory();
        // While this lock is held, nobody, in this or another process, opens the files named in the segment
        // list.
        let _lock = directory.acquire_lock(&META_LOCK).map_err(TantivyError::from)?;
        let live = self.index().engine.load_metas()?.list_segment_files();
        let path = self.index().generation_path();
        let mut is_clear = true;
        for file in fs::read_dir(&path).map_err(Error::io("read", &path))? {
            let file = file.map_err(Error::io("read", &path))?;
            let name = PathBuf::from(file.file_name());
            if is_of_segment(&name) && !live.contains(&name) {
                is_clear &= fs::remove_file(file.path()).is_ok();
            }
        }
        directory.sync_directory().map_err(Error::io("sync", &path))?;
        Ok(is_clear)
    }
}

/// Whether a file is named after a segment.
fn is_of_segment(name: &Path) -> bool {
    let segment = name.to_str().and_then(|name| name.split_once('.'));
    segment.is_some_and(|(id, _)| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
