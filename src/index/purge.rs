//! Taking what was purged out of the files of the index.
//!
//! A mark in the index folder says that words of purged documents may still be in files. It is set before anything else
//! and goes last. Always holds: without the mark no file below the folder holds what was purged.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use tantivy::{Directory, TantivyError, directory::META_LOCK};

use super::{IndexWriter, leftovers};
use crate::error::{Error, Result};

const MARK: &str = "purge";

/// How far a purge is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purge {
    /// Segments are being written anew.
    Underway,
    /// Here all is done; a rebuild or a backup that goes on may still hold what was purged.
    Elsewhere,
    /// Nothing is left.
    Done,
}

/// Says that there is something to be taken out, before it is begun.
///
/// # Errors
/// [`Error::Io`].
pub(crate) fn begin_purge(index: &Path) -> Result<()> {
    let path = mark(index);
    let set = || {
        File::create(&path)?.sync_all()?;
        File::open(index)?.sync_all()
    };
    set().map_err(Error::io("write", &path))
}

/// Whether there is still something to be taken out.
pub(crate) fn is_purging(index: &Path) -> bool {
    mark(index).exists()
}

/// Says that nothing is left; the right to write must be held.
///
/// # Errors
/// [`Error::Io`].
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
    /// Takes what was deleted out of the files, as far as that can be done at once; to be called again while it is
    /// under way. All that was changed must be committed.
    ///
    /// # Errors
    /// Where the list of segments cannot be read.
    pub(crate) fn expunge(&mut self) -> Result<Purge> {
        self.index().refresh()?;
        if self.begin_expunging()? || self.is_merging() {
            return Ok(Purge::Underway);
        }
        let is_clear = self.remove_replaced()? & leftovers::remove(&self.index().folder);
        Ok(if is_clear { Purge::Done } else { Purge::Elsewhere })
    }

    /// Removes the files of segments that others have replaced. The engine leaves them while a search reads them, which
    /// does not need their names. Returns whether all are gone.
    fn remove_replaced(&self) -> Result<bool> {
        let directory = self.index().engine.directory();
        // Nobody, here or in another process, is opening what the list of segments names.
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
