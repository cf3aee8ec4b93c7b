//! The library's error type.
//!
//! Messages are lower case, without a full stop; they name what failed and how to fix it. Leaves the mapping
//! to exit statuses and HTTP statuses to `cli` and `http`.

use std::{error::Error as _, fmt::Display, io, iter, path::PathBuf};

use tantivy::{
    TantivyError,
    directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError},
};

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
    /// The cluster that holds the texts did not do what it was asked to; the message says why.
    #[error("{0}")]
    Cluster(String),
    /// A defect of this program; retrying may succeed.
    #[error("internal error: {0}")]
    Internal(String),
    /// The search engine failed.
    #[error(transparent)]
    Engine(#[from] TantivyError),
}

/// How a full disk or quota reads in the text of an error of the engine that hides the cause.
const FULL_SIGNS: [&str; 5] =
    ["StorageFull", "QuotaExceeded", "os error 28", "os error 122", "no storage space"];
/// How a file system that cannot be written reads there.
const READ_ONLY_SIGNS: [&str; 2] = ["ReadOnlyFilesystem", "os error 30"];

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
            Self::Io { reason, .. } => is_full(reason),
            Self::Engine(error) => is_caused_by(error, is_full, &FULL_SIGNS),
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
            Self::Engine(error) => {
                let is_read_only = |cause: &io::Error| cause.kind() == io::ErrorKind::ReadOnlyFilesystem;
                is_caused_by(error, is_read_only, &READ_ONLY_SIGNS)
            }
            _ => false,
        }
    }

    /// Wraps an operating system error about `path`.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |reason| Self::Io { action, path, reason }
    }
}

fn is_full(cause: &io::Error) -> bool {
    matches!(cause.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// Returns whether the engine failed for a cause of this kind. Where the engine hides the cause, in the text
/// of an error or in an error of another kind, that text contains one of the signs.
fn is_caused_by(error: &TantivyError, is_it: impl Fn(&io::Error) -> bool, signs: &[&str]) -> bool {
    match io_error(error) {
        Some(cause) if is_it(cause) => true,
        Some(cause) if cause.get_ref().is_none() => false,
        _ => signs.iter().any(|sign| error.to_string().contains(sign)),
    }
}

/// Returns the error of the operating system that made the engine fail. The engine holds most of them in an
/// `Arc` of its own instead of as a `source`.
fn io_error(error: &TantivyError) -> Option<&io::Error> {
    match error {
        TantivyError::IoError(cause)
        | TantivyError::LockFailure(LockError::IoError(cause), _)
        | TantivyError::OpenDirectoryError(
            OpenDirectoryError::FailedToCreateTempDir(cause)
            | OpenDirectoryError::IoError { io_error: cause, .. },
        )
        | TantivyError::OpenReadError(OpenReadError::IoError { io_error: cause, .. })
        | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: cause, .. }) => Some(cause),
        _ => iter::successors(error.source(), |&cause| cause.source()).find_map(|cause| cause.downcast_ref()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(error: TantivyError, is_full: bool) {
        let error = Error::from(error);
        assert_eq!(error.is_storage_full(), is_full, "{error:?}");
    }

    #[test]
    fn a_full_disk_is_recognized_wherever_the_engine_says_it() {
        let full = || io::Error::from_raw_os_error(28);
        check(full().into(), true);
        check(io::Error::from(io::ErrorKind::QuotaExceeded).into(), true);
        check(io::Error::other(full()).into(), true);
        check(OpenWriteError::wrap_io_error(full(), "a".into()).into(), true);
        check(TantivyError::ErrorInThread(format!("{:?}", full())), true);
        check(io::Error::from(io::ErrorKind::NotFound).into(), false);
        check(TantivyError::InternalError(full().to_string()), true);
        check(TantivyError::Poisoned, false);
    }

    #[test]
    fn a_read_only_file_system_is_recognized() {
        let error = TantivyError::from(io::Error::from_raw_os_error(30));
        assert!(Error::from(error).is_read_only());
        assert!(!Error::from(TantivyError::from(io::Error::from_raw_os_error(28))).is_read_only());
    }
}
