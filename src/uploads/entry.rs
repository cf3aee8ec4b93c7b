//! File formats of the folder: an upload with its header, and a withdrawal.
//!
//! The leading line of JSON is sealed (`seal`) and contains the hash of the content after it, so every byte
//! is covered. Files of earlier versions have no seal and half of the hash; they can be read, and are sealed
//! at the next rebuild. Invariant: what is read is what was written, or an error reports that the file is
//! damaged.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::seal::{SEAL_BYTES, sealed, unsealed};
use crate::{
    document::{ContentHash, DocumentId, Format, Metadata, SourceHash},
    error::{Error, Result},
};

/// The maximum length of the first line, in bytes: metadata arrives in the request URL, and escaping makes it
/// up to six times as long.
const MAX_HEADER_BYTES: u64 = 1 << 20;
/// The maximum size of a withdrawal: an id and a time.
const MAX_WITHDRAWAL_BYTES: u64 = 16 << 10;

/// A document as received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The document id.
    pub id: DocumentId,
    /// The format of the content.
    pub format: Format,
    /// The metadata sent along with the content.
    pub metadata: Metadata,
    /// When it was received.
    pub received: Timestamp,
    /// The content, byte for byte.
    pub(crate) content: Vec<u8>,
    /// The hash of the content, computed once: when it is received or read.
    content_hash: ContentHash,
}

/// An upload of which only the header has been read.
#[derive(Debug)]
pub(crate) struct OpenUpload {
    pub(crate) path: PathBuf,
    pub(crate) format: Format,
    /// The offset of the content in the file.
    pub(crate) start: u64,
    /// The content hash given in the header.
    pub(crate) content_hash: HeaderHash,
    /// The hash of the whole document, as in [`Upload::hash`].
    pub(crate) hash: SourceHash,
    pub(crate) file: fs::File,
}

/// The record of a withdrawn document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// When it was withdrawn.
    pub withdrawn: Option<Timestamp>,
    /// The id; not kept if the document was purged, because it may contain a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<DocumentId>,
}

/// The first line of an upload.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct UploadHeader {
    id: DocumentId,
    format: Format,
    metadata: Metadata,
    received: Timestamp,
    /// The size of the content in bytes.
    size: u64,
    /// The content hash; only its first half if an earlier version wrote it.
    hash: String,
}

/// A content hash as given in a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HeaderHash {
    /// The whole hash.
    Whole(ContentHash),
    /// The first half of it, from an earlier version.
    Half(String),
}

impl HeaderHash {
    /// Whether this names the given content hash.
    pub(crate) fn is(&self, hash: &ContentHash) -> bool {
        match self {
            Self::Whole(named) => named == hash,
            Self::Half(named) => named == hash.short(),
        }
    }

    /// The first half of the hash.
    fn short(&self) -> &str {
        match self {
            Self::Whole(named) => named.short(),
            Self::Half(named) => named,
        }
    }
}

impl Upload {
    /// Creates an upload that is being received, and hashes its content.
    pub fn new(
        id: DocumentId,
        format: Format,
        metadata: Metadata,
        received: Timestamp,
        content: Vec<u8>,
    ) -> Self {
        let content_hash = ContentHash::from_content(&content);
        Self { id, format, metadata, received, content, content_hash }
    }

    /// The hash of the content, which is also the cache key.
    pub fn content_hash(&self) -> &ContentHash {
        &self.content_hash
    }

    /// Returns a hash of everything the document is made of: content, format and metadata.
    pub fn hash(&self) -> SourceHash {
        whole_hash(self.content_hash.short(), self.format, &self.metadata)
    }

    /// Opens an upload without reading or checking its content.
    ///
    /// # Errors
    /// Returns [`Error::Unreadable`] if the header is damaged, and [`Error::Io`] if the file cannot be read.
    pub(crate) fn open(path: &Path) -> Result<OpenUpload> {
        let ParsedUpload { header: UploadHeader { format, metadata, .. }, hash, start, rest } = open(path)?;
        let whole_hash = whole_hash(hash.short(), format, &metadata);
        Ok(OpenUpload {
            path: path.to_owned(),
            format,
            start,
            content_hash: hash,
            hash: whole_hash,
            file: rest.into_inner(),
        })
    }

    /// Returns the id of the document whose upload is in a file.
    ///
    /// # Errors
    /// Returns [`Error::Unreadable`] if the header is damaged, and [`Error::Io`] if the file cannot be read.
    pub(crate) fn id_in(path: &Path) -> Result<DocumentId> {
        Ok(open(path)?.header.id)
    }

    /// Reads and checks an upload; also returns the offset of the content in the file.
    ///
    /// # Errors
    /// Returns [`Error::Unreadable`] if the file is damaged, and [`Error::Io`] if it cannot be read.
    pub(crate) fn read(path: &Path) -> Result<(Self, u64)> {
        let ParsedUpload { header, hash, start, rest } = open(path)?;
        let UploadHeader { id, format, metadata, received, size, .. } = header;
        let mut content = Vec::new();
        rest.take(size.saturating_add(1)).read_to_end(&mut content).map_err(Error::io("read", path))?;
        let upload = Self::new(id, format, metadata, received, content);
        let is_whole = upload.content.len() as u64 == size && hash.is(&upload.content_hash);
        is_whole.then_some((upload, start)).ok_or_else(|| damaged(path))
    }
}

/// An upload whose header has been read.
struct ParsedUpload {
    header: UploadHeader,
    hash: HeaderHash,
    /// The offset of the content.
    start: u64,
    /// The file after the header.
    rest: BufReader<fs::File>,
}

/// Reads and checks the header of an upload.
fn open(path: &Path) -> Result<ParsedUpload> {
    let mut rest = BufReader::new(fs::File::open(path).map_err(Error::io("read", path))?);
    let mut line = Vec::new();
    let read = rest.by_ref().take(MAX_HEADER_BYTES + SEAL_BYTES).read_until(b'\n', &mut line);
    read.map_err(Error::io("read", path))?;
    let (header, hash) = parsed(&line).ok_or_else(|| damaged(path))?;
    Ok(ParsedUpload { header, hash, start: line.len() as u64, rest })
}

/// Parses a header line and the content hash it names: a whole hash if there is a seal, otherwise half of
/// one.
fn parsed(line: &[u8]) -> Option<(UploadHeader, HeaderHash)> {
    let (header, is_sealed): (UploadHeader, bool) = unsealed(line.strip_suffix(b"\n")?)?;
    let hash = if is_sealed {
        HeaderHash::Whole(header.hash.parse().ok()?)
    } else {
        ContentHash::is_short(&header.hash).then(|| HeaderHash::Half(header.hash.clone()))?
    };
    Some((header, hash))
}

/// Whether a file of an earlier version needs a seal: it has none and is otherwise intact.
pub(super) fn lacks_seal(path: &Path, is_upload: bool) -> bool {
    if is_upload {
        return open(path).is_ok_and(|opened| matches!(opened.hash, HeaderHash::Half(_)));
    }
    sealed_withdrawal(path).is_some_and(|(_, is_sealed)| !is_sealed)
}

/// Creates the error for a damaged upload.
pub(crate) fn damaged(path: &Path) -> Error {
    Error::Unreadable(format!(
        "the original `{}` is damaged: send the document again, or restore a backup",
        path.display()
    ))
}

fn whole_hash(content_hash: &str, format: Format, metadata: &Metadata) -> SourceHash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(content_hash.as_bytes());
    hasher.update(&serde_json::to_vec(&(format, metadata)).unwrap_or_default());
    SourceHash::from_hasher(&hasher)
}

/// Returns the first line of an upload's file, including the line end.
pub(super) fn header_of(upload: &Upload) -> Result<Vec<u8>> {
    let header = UploadHeader {
        id: upload.id.clone(),
        format: upload.format,
        metadata: upload.metadata.clone(),
        received: upload.received,
        size: upload.content.len() as u64,
        hash: upload.content_hash.as_str().to_owned(),
    };
    let mut bytes = sealed(&header)?;
    bytes.push(b'\n');
    if bytes.len() as u64 > MAX_HEADER_BYTES {
        return Err(Error::Invalid("the metadata of the document is too long: shorten it".to_owned()));
    }
    Ok(bytes)
}

/// Returns the content of a withdrawal file.
pub(super) fn withdrawal_bytes(withdrawal: &Withdrawal) -> Result<Vec<u8>> {
    sealed(withdrawal)
}

/// Reads a withdrawal; `None` if it cannot be read.
pub(super) fn read_withdrawal(path: &Path) -> Option<Withdrawal> {
    Some(sealed_withdrawal(path)?.0)
}

/// Reads a withdrawal, and whether it is sealed.
fn sealed_withdrawal(path: &Path) -> Option<(Withdrawal, bool)> {
    let mut bytes = Vec::new();
    fs::File::open(path).ok()?.take(MAX_WITHDRAWAL_BYTES).read_to_end(&mut bytes).ok()?;
    unsealed(&bytes)
}
