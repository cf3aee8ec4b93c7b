//! Opens the index in a folder.
//!
//! Following what happens to it later is left to `served_index`.

use std::path::Path;

use super::{Service, analyzer_pool::AnalyzerPool, curated_files::CuratedFiles};
use crate::{error::Result, index::Index};

impl Service {
    /// Opens the index in a folder, which need not contain one yet.
    ///
    /// # Errors
    /// Returns the errors of [`Index::open`], except that a missing index is not an error.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_with(path, &CuratedFiles::default())
    }

    /// Opens the index in a folder with the best bets and synonyms of these files.
    ///
    /// # Errors
    /// Returns the errors of [`Service::open`], and those of [`CuratedFiles::read`].
    pub fn open_with(path: &Path, files: &CuratedFiles) -> Result<Self> {
        Self::with_index(path, files, Index::open_if_any(path)?, false)
    }

    /// Opens the index for a service that keeps running when the program is replaced by another version. An
    /// index that such a version wrote is served as far as it can be read, and [`Service::remedy`] says what
    /// to do.
    ///
    /// # Errors
    /// Returns the errors of [`Service::open_with`], except that another version is not an error.
    pub fn open_to_serve(path: &Path, files: &CuratedFiles) -> Result<Self> {
        let service = Self::with_index(path, files, None, true)?;
        if let Some(index) = service.open_live()? {
            if index.snapshot().documents() > 0 {
                service.set_ready();
            }
            service.replace_index(index);
        }
        Ok(service)
    }

    fn with_index(
        path: &Path,
        files: &CuratedFiles,
        index: Option<Index>,
        takes_any_version: bool,
    ) -> Result<Self> {
        let analyzers = AnalyzerPool::new(files.clone(), files.read()?);
        Self::new(path, analyzers, index, takes_any_version)
    }
}
