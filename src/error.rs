//! The library's error type.
//!
//! Messages are lower case, without a full stop; they name what failed and how to fix it. Leaves the mapping
//! to exit statuses and HTTP statuses to `cli` and `http`.

use std::{fmt::Display, io, path::PathBuf};

pub(crate) use crate::document::quoted;

/// Any error that an operation of the library can return.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("cannot {action} `{}`: {reason}", path.display())]
    Io {
        /// The attempted action, as a verb: `read`, `write`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The error from the operating system.
        reason: io::Error,
    },
    /// An input contains something that cannot be indexed; the message says what, and what to do.
    #[error("{0}")]
    Unreadable(String),
    /// A request is invalid; the message names the value and what would be valid.
    #[error("{0}")]
    Invalid(String),
    /// A change conflicts with the current state; the message names the conflict.
    #[error("{0}")]
    Conflict(String),
    /// A precondition of a change does not hold.
    #[error("{0}")]
    Precondition(String),
    /// A change failed in a way that leaves it unknown whether the change was made.
    #[error(
        "it is unknown whether the change was made ({0}): read the document, and repeat the change if it was not"
    )]
    Uncertain(String),
    /// The configuration is invalid.
    #[error("{0}")]
    Config(String),
    /// There is no index yet.
    #[error("no index in `{}`: create one with `skorowidz index PATH`", .0.display())]
    NoIndex(PathBuf),
    /// The index was written by another version of the program.
    #[error(
        "the index in `{}` has {what} `{found}`, this program needs `{expected}`: \
         run `skorowidz index --rebuild`", path.display()
    )]
    VersionMismatch {
        /// The index folder.
        path: PathBuf,
        /// Which version differs.
        what: &'static str,
        /// The version found on disk.
        found: String,
        /// The version that this program writes.
        expected: String,
    },
    /// Another process is writing to the index.
    #[error(
        "the index in `{}` is being written by {holder}: wait until it finishes, or stop it",
        path.display()
    )]
    Locked {
        /// The index folder.
        path: PathBuf,
        /// The process that holds the lock, such as `process 123`.
        holder: String,
    },
    /// A change was attempted where the index is read-only.
    #[error("the index in `{}` is read-only here: changes are refused", .0.display())]
    ReadOnly(PathBuf),
    /// The index folder is damaged.
    #[error("the index in `{}` is damaged: {reason}; run `skorowidz index --rebuild`", path.display())]
    Damaged {
        /// The index folder.
        path: PathBuf,
        /// The damage found.
        reason: String,
    },
    /// A defect of this program; retrying may succeed.
    #[error("internal error: {0}")]
    Internal(String),
    /// The search engine failed.
    #[error(transparent)]
    Engine(#[from] tantivy::TantivyError),
}

/// How the operating system and the standard library report a full disk or quota.
const FULL_SIGNS: [&str; 5] =
    ["StorageFull", "QuotaExceeded", "os error 28", "os error 122", "no storage space"];

/// Formats the message for a file that the operating system cannot read.
pub(crate) fn unreadable(reason: &impl Display) -> String {
    format!("cannot be read ({reason}): check the path and the permissions")
}

/// The result of fallible calls of the library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Whether the disk or quota is full.
    pub fn is_storage_full(&self) -> bool {
        match self {
            Self::Io { reason, .. } => {
                matches!(reason.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
            }
            // The engine wraps the cause in many ways; errors from its threads carry it only as text.
            Self::Engine(error) => {
                let text = format!("{error} {error:?}");
                FULL_SIGNS.iter().any(|sign| text.contains(sign))
            }
            _ => false,
        }
    }

    /// Whether the error is a write attempted where nothing may be written.
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

    /// Wraps an operating system error about `path`.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |reason| Self::Io { action, path, reason }
    }
}
