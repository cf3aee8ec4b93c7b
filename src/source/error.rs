//! What can be wrong with an input before its content is looked at.
//!
//! Naming the file is left to whoever reports it. Invariant: every message says what to do.

use std::io::{self, ErrorKind};

use crate::{document::ParseError, error::unreadable};

/// The reason an input cannot be used, with the remedy in its message.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SourceError {
    /// It has no bytes.
    #[error("is empty: fill it or remove it")]
    Empty,
    /// It grew while it was read.
    #[error("grew while it was read: run `index` again")]
    Grown,
    /// It is too large.
    #[error("is {size} {unit}, over the limit of {limit} {unit}: split it")]
    TooLarge {
        /// Its size.
        size: u64,
        /// The maximum size.
        limit: u64,
        /// The unit of both.
        unit: &'static str,
    },
    /// A line is too long.
    #[error("is longer than {limit} MB: split it")]
    LongLine {
        /// The maximum length, in megabytes.
        limit: u64,
    },
    /// A line is not UTF-8.
    #[error("is not UTF-8: save the file as UTF-8")]
    NotUtf8,
    /// A line is not a JSON object with an id.
    #[error("is not a JSON object with an `id` ({reason}): fix or remove the line")]
    NoId {
        /// What the parser says, shortened.
        reason: String,
    },
    /// The id in a line is invalid.
    #[error("has an invalid id: {0}")]
    InvalidId(ParseError),
    /// The name of the file is not UTF-8.
    #[error("has a name that is not UTF-8: rename it")]
    InvalidName,
    /// The path of the file cannot be an id.
    #[error("has a path that cannot be an id: {0}")]
    InvalidPath(ParseError),
    /// There is nothing at the path.
    #[error("does not exist: check the path")]
    Missing,
    /// It is a folder where one file is expected.
    #[error("is a folder: name a file in it, or index it with `index`")]
    Folder,
    /// The type of the file is not supported.
    #[error(
        "is of an unsupported type: use `.md`, `.html`, `.txt`, `.pdf`, `.jsonl`, `.docx`, `.doc`, `.odt`, `.rtf`, \
         `.xlsx`, `.xls`, `.ods`, `.eml` or `.zip`"
    )]
    UnsupportedType,
    /// The file has many documents where one is expected.
    #[error("contains many documents: index it with `index` and view one with `show`")]
    ManyDocuments,
    /// Something is wrong with its sidecar.
    #[error("has a sidecar, `{name}`, that {fault}")]
    Sidecar {
        /// The name of the sidecar.
        name: String,
        /// What is wrong with it.
        fault: Box<SourceError>,
    },
    /// The operating system does not let it be read.
    #[error("{}", explained(.0))]
    Io(#[from] io::Error),
    /// The stored upload is damaged or cannot be read.
    #[error(transparent)]
    Upload(#[from] crate::Error),
}

/// Explains why a file cannot be read, with the remedy.
pub(super) fn explained(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::InvalidInput => format!("{}: give a file or a folder", fault(error)),
        ErrorKind::FileTooLarge => format!("{}: split it", fault(error)),
        _ => unreadable(error),
    }
}

/// Formats the reason why a file cannot be read.
pub(super) fn fault(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::InvalidInput | ErrorKind::FileTooLarge => format!("is {error}"),
        _ => format!("cannot be read ({error})"),
    }
}
