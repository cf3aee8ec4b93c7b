//! The content of an input: its bytes, or a range of a file that a worker process reads.
//!
//! Understanding it is left to `extract`. Invariant: a file over the limit is refused, even if it
//! grows while it is read.

use std::{
    fs::File,
    io::{ErrorKind, Read as _},
    path::Path,
};

use super::SourceError;
use crate::{
    document::{ContentHash, Format},
    regular,
};

/// The maximum size of an input file, in bytes: every extractor holds one in memory.
pub(super) const MAX_FILE_BYTES: u64 = 256 << 20;
/// Inputs larger than this are read by a worker process, whatever their format, to limit time and memory.
/// Smaller texts cannot take much of either: their readers are linear.
pub(super) const SMALL_BYTES: u64 = 64 << 10;

/// The content of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum InputBody {
    /// The bytes in memory.
    Bytes(Vec<u8>),
    /// A range of a file, to be read by a worker process.
    File {
        /// The offset in the file, in bytes.
        start: u64,
        /// The length in bytes.
        length: u64,
        /// The hash of the content.
        hash: ContentHash,
        /// Whether the file may have changed since it was hashed; it may not if this process has just written
        /// it.
        may_change: bool,
    },
}

impl InputBody {
    /// Returns the content of a file: its bytes if it is small, otherwise only its hash.
    pub(super) fn of_file(path: &Path, format: Format) -> Result<Self, SourceError> {
        let (file, size) = open(path)?;
        if is_read_from_file(format, size) {
            let (hash, length) = hash_of(file)?;
            return Ok(Self::File { start: 0, length, hash, may_change: true });
        }
        match regular::read_all(&file, SMALL_BYTES) {
            Ok(bytes) if bytes.is_empty() => Err(SourceError::Empty),
            Ok(bytes) => Ok(Self::Bytes(bytes)),
            Err(error) if error.kind() == ErrorKind::FileTooLarge => Err(SourceError::Grown),
            Err(error) => Err(error.into()),
        }
    }

    /// The length of the content, in bytes.
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File { length, .. } => *length,
        }
    }
}

/// Whether a worker process reads the content: if its parser is complex or can be made to run forever, or if
/// the content is large.
pub(super) fn is_read_from_file(format: Format, bytes: u64) -> bool {
    bytes > small_bytes(format)
}

/// The maximum size of content read in this process, by format, in bytes.
pub(super) fn small_bytes(format: Format) -> u64 {
    match format {
        Format::Markdown | Format::Text | Format::Json => SMALL_BYTES,
        _ => 0,
    }
}

/// Returns the hash of a readable file.
pub(crate) fn hash_file(path: &Path) -> Result<ContentHash, SourceError> {
    Ok(hash_of(open(path)?.0)?.0)
}

/// Returns the hash and the length of the rest of a file.
fn hash_of(file: File) -> Result<(ContentHash, u64), SourceError> {
    let mut hasher = blake3::Hasher::new();
    // The file may grow while it is read.
    hasher.update_reader(file.take(MAX_FILE_BYTES + 1))?;
    match hasher.count() {
        0 => Err(SourceError::Empty),
        length if length > MAX_FILE_BYTES => Err(SourceError::Grown),
        length => Ok((hasher.finalize().into(), length)),
    }
}

/// Opens an input file and returns it with its size, which is within the limit.
fn open(path: &Path) -> Result<(File, u64), SourceError> {
    let file = regular::open(path)?;
    let size = file.metadata()?.len();
    if size > MAX_FILE_BYTES {
        let (size, limit) = (size >> 20, MAX_FILE_BYTES >> 20);
        return Err(SourceError::TooLarge { size, limit, unit: "MB" });
    }
    Ok((file, size))
}
