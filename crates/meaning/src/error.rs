//! What can go wrong with a model file.

use std::path::{Path, PathBuf};

/// What can go wrong with a model file.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The operating system could not read or write.
    #[error("cannot use `{}`: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system reported.
        source: std::io::Error,
    },
    /// The file is not a model that can be used.
    #[error("`{}` is not a usable model: {reason}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        reason: String,
    },
}

impl ModelError {
    /// Returns a function that turns an I/O error into one that names the file.
    pub(crate) fn io(path: &Path) -> impl Fn(std::io::Error) -> ModelError + '_ {
        |source| ModelError::Io { path: path.to_owned(), source }
    }

    /// Returns the error with `path` as the file that is unusable.
    pub(crate) fn about(self, path: &Path) -> ModelError {
        match self {
            ModelError::Unusable { reason, .. } => ModelError::Unusable { path: path.to_owned(), reason },
            error @ ModelError::Io { .. } => error,
        }
    }

    /// Returns a function that turns a reason into an error that names the file.
    pub(crate) fn unusable<R: Into<String>>(path: &Path) -> impl Fn(R) -> ModelError + '_ {
        |reason| ModelError::Unusable { path: path.to_owned(), reason: reason.into() }
    }
}
