//! The library's one error.
//!
//! Messages are lower case, without a full stop; they name the thing that failed and what would
//! have worked. Leaves to `cli` and `http` which exit status or HTTP status an error becomes.

use std::{fmt::Display, io, path::PathBuf};

pub(crate) use crate::document::quoted;

/// Why an operation of the library failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("cannot {action} `{}`: {reason}", path.display())]
    Io {
        /// What was tried, as a verb: `read`, `write`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        reason: io::Error,
    },
    /// An input holds something that cannot be indexed; the text says what and what to do.
    #[error("{0}")]
    Unreadable(String),
    /// A request asks for something impossible; the text names the value and what would work.
    #[error("{0}")]
    Invalid(String),
    /// A change does not fit what is there; the text says what has the place.
    #[error("{0}")]
    Conflict(String),
    /// A change was to be made only in a state that is not the present one.
    #[error("{0}")]
    Precondition(String),
    /// A change failed in such a way that nobody knows whether it was made.
    #[error(
        "nobody knows whether the change was made ({0}): read the document, and send the change again where it was not"
    )]
    Uncertain(String),
    /// The configuration is wrong.
    #[error("{0}")]
    Config(String),
    /// There is no index yet.
    #[error("no index in `{}`: make one with `skorowidz index PATH`", .0.display())]
    NoIndex(PathBuf),
    /// The index was written by another version of the program.
    #[error(
        "the index in `{}` has {what} `{found}`, this program needs `{expected}`: \
         run `skorowidz index --rebuild`", path.display()
    )]
    VersionMismatch {
        /// The folder of the index.
        path: PathBuf,
        /// Which version differs.
        what: &'static str,
        /// The version found on disk.
        found: String,
        /// The version this program writes.
        expected: String,
    },
    /// Another process writes to the index.
    #[error(
        "the index in `{}` is being written by {holder}: wait until it ends, or stop it",
        path.display()
    )]
    Locked {
        /// The folder of the index.
        path: PathBuf,
        /// The process that holds the lock, as in `process 123`.
        holder: String,
    },
    /// The index is to be changed where it can only be read.
    #[error("the index in `{}` can only be read here: nothing can be changed", .0.display())]
    ReadOnly(PathBuf),
    /// The index folder is damaged.
    #[error("the index in `{}` is damaged: {reason}; run `skorowidz index --rebuild`", path.display())]
    Damaged {
        /// The folder of the index.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A defect of this program; what was asked may work when asked again.
    #[error("internal error: {0}")]
    Internal(String),
    /// The search engine failed.
    #[error(transparent)]
    Engine(#[from] tantivy::TantivyError),
}

/// How a full disk or quota is called by the operating system and by the standard library.
const FULL_SIGNS: [&str; 5] =
    ["StorageFull", "QuotaExceeded", "os error 28", "os error 122", "no storage space"];

/// What is said of a file that the operating system does not give.
pub(crate) fn unreadable(reason: &impl Display) -> String {
    format!("cannot be read ({reason}): check the path and the permissions")
}

/// What fallible calls of the library return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Whether there was no room on the disk.
    pub fn is_storage_full(&self) -> bool {
        match self {
            Self::Io { reason, .. } => {
                matches!(reason.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
            }
            // The engine wraps what it has met in many ways, from its threads as text only.
            Self::Engine(error) => {
                let text = format!("{error} {error:?}");
                FULL_SIGNS.iter().any(|sign| text.contains(sign))
            }
            _ => false,
        }
    }

    /// Whether something was to be written where nothing may be.
    pub fn is_read_only(&self) -> bool {
        match self {
            Self::ReadOnly(_) => true,
            Self::Io { action: "read", .. } => false,
            Self::Io { reason, .. } => {
                matches!(reason.kind(), io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied)
            }
            Self::Engine(error) => format!("{error} {error:?}").contains("ReadOnlyFilesystem"),
            _ => false,
        }
    }

    /// Wraps what the operating system said about `path`.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |reason| Self::Io { action, path, reason }
    }
}
