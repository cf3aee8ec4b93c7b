//! What may go wrong with a model's file.

use std::path::{Path, PathBuf};

/// What may go wrong with a model's file.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The system refused to read or write.
    #[error("cannot use `{}`: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is not a model that can be used.
    #[error("`{}` is not a usable model: {reason}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and the way out.
        reason: String,
    },
}

impl ModelError {
    /// Returns what makes an error of the system one that names the file.
    pub(crate) fn io(path: &Path) -> impl Fn(std::io::Error) -> ModelError + '_ {
        |source| ModelError::Io { path: path.to_owned(), source }
    }

    /// Returns the error with another file named as unusable.
    pub(crate) fn about(self, path: &Path) -> ModelError {
        match self {
            ModelError::Unusable { reason, .. } => ModelError::Unusable { path: path.to_owned(), reason },
            error @ ModelError::Io { .. } => error,
        }
    }

    /// Returns what makes a reason an error that names the file.
    pub(crate) fn unusable<R: Into<String>>(path: &Path) -> impl Fn(R) -> ModelError + '_ {
        |reason| ModelError::Unusable { path: path.to_owned(), reason: reason.into() }
    }
}
