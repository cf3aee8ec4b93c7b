//! The folder of a source: originals, each with its sidecar.
//!
//! What they are called is left to `document_name`, what the sidecar says to `sidecar_lines`. Invariant: a file
//! is replaced as a whole or not at all, whatever happens to this process.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::record::FetchedDocument;
use crate::error::{Error, Result};

/// A folder that is being filled.
pub(crate) struct SourceFolder {
    path: PathBuf,
}

impl SourceFolder {
    /// Returns the folder at this path, which exists.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// The path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns whether the file of a document and its sidecar are there.
    pub(crate) fn holds(&self, document: &FetchedDocument) -> bool {
        self.path.join(document.file()).is_file() && self.sidecar(document).is_file()
    }

    /// Writes the content of a document.
    ///
    /// # Errors
    /// Returns an error if it cannot be written.
    pub(crate) fn write(&self, document: &FetchedDocument, content: &[u8]) -> Result<()> {
        self.replace(&self.path.join(document.file()), content)
    }

    /// Writes the sidecar of a document.
    ///
    /// # Errors
    /// Returns an error if it cannot be written.
    pub(crate) fn write_sidecar(&self, document: &FetchedDocument) -> Result<()> {
        self.replace(&self.sidecar(document), document.sidecar.as_bytes())
    }

    /// Removes a document and its sidecar, if they are there.
    ///
    /// # Errors
    /// Returns an error if they cannot be removed.
    pub(crate) fn remove(&self, document: &FetchedDocument) -> Result<()> {
        for path in [self.path.join(document.file()), self.sidecar(document)] {
            match fs::remove_file(&path) {
                Err(reason) if reason.kind() != io::ErrorKind::NotFound => {
                    return Err(Error::Io { action: "remove", path, reason });
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn sidecar(&self, document: &FetchedDocument) -> PathBuf {
        self.path.join(format!("{}.yaml", document.file()))
    }

    fn replace(&self, path: &Path, content: &[u8]) -> Result<()> {
        let write = || -> io::Result<()> {
            fs::create_dir_all(path.parent().unwrap_or(&self.path))?;
            let mut file = new_file(&self.path)?;
            file.write_all(content)?;
            file.as_file().sync_data()?;
            file.persist(path).map_err(|error| error.error)?;
            Ok(())
        };
        write().map_err(Error::io("write", path))
    }
}

/// Creates a file that other users may read as far as the system lets them, unlike other temporary files.
fn new_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
