//! The files of the folder: an original with its header, a withdrawal.
//!
//! Always holds: what is read back is what was written, or an error says that the file is damaged.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    path::Path,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    document::{DocumentId, Format, Metadata},
    error::{Error, Result},
};

/// The longest first line, in bytes: what is said of a document beside its content comes in an address, and
/// escaping makes it up to six times as long.
const MAX_HEADER_BYTES: u64 = 1 << 20;

/// A document as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Its id.
    pub id: DocumentId,
    /// How its content is to be read.
    pub format: Format,
    /// What was said of it beside its content.
    pub metadata: Metadata,
    /// When it was received.
    pub received: Timestamp,
    /// The content, byte by byte.
    pub content: Vec<u8>,
}

/// An original of which only the header has been read.
#[derive(Debug)]
pub(crate) struct OpenOriginal {
    pub(crate) format: Format,
    /// Where in the file the content begins.
    pub(crate) start: u64,
    /// The beginning of the hash of the content, as the header tells it.
    pub(crate) content_hash: String,
    /// See [`Original::hash`].
    pub(crate) hash: String,
    pub(crate) file: fs::File,
}

/// What is said of a document that is withdrawn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Since when.
    pub withdrawn: Option<Timestamp>,
    /// The id; not kept where the document was purged, as a name may be in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<DocumentId>,
}

/// The first line of an original.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    id: DocumentId,
    format: Format,
    metadata: Metadata,
    received: Timestamp,
    /// Bytes of the content.
    size: u64,
    /// The BLAKE3 hash of the content, in hexadecimal.
    hash: String,
}

impl Original {
    /// The beginning of the hash of the content, by which caches know it.
    pub fn content_hash(&self) -> String {
        content_hash(&self.content)
    }

    /// A hash of all that the document is made of: its content, the format and what is said of it beside.
    pub fn hash(&self) -> String {
        whole_hash(&self.content_hash(), self.format, &self.metadata)
    }

    /// Opens an original whose content is still to be read and checked.
    ///
    /// # Errors
    /// As [`Original::read`].
    pub(crate) fn open(path: &Path) -> Result<OpenOriginal> {
        let (Header { format, metadata, hash, .. }, start, file) = read_header(path)?;
        let whole_hash = whole_hash(&hash, format, &metadata);
        Ok(OpenOriginal { format, start, content_hash: hash, hash: whole_hash, file: file.into_inner() })
    }

    /// The id of the document whose original is in a file.
    ///
    /// # Errors
    /// As [`Original::read`].
    pub(crate) fn id_in(path: &Path) -> Result<DocumentId> {
        Ok(read_header(path)?.0.id)
    }

    /// Reads an original and checks it; also tells where in the file its content begins.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where the file is damaged, with the way out.
    pub(crate) fn read(path: &Path) -> Result<(Self, u64)> {
        let (header, start, mut file) = read_header(path)?;
        let mut content = Vec::new();
        file.read_to_end(&mut content).map_err(Error::io("read", path))?;
        let Header { id, format, metadata, received, size, hash } = header;
        let is_whole = content.len() as u64 == size && content_hash(&content) == hash;
        is_whole.then_some(()).ok_or_else(|| damaged(path))?;
        Ok((Self { id, format, metadata, received, content }, start))
    }
}

/// The header of an original, how long it is, and the file after it.
fn read_header(path: &Path) -> Result<(Header, u64, BufReader<fs::File>)> {
    let mut file = BufReader::new(fs::File::open(path).map_err(Error::io("read", path))?);
    let mut line = Vec::new();
    let read = file.by_ref().take(MAX_HEADER_BYTES).read_until(b'\n', &mut line);
    read.map_err(Error::io("read", path))?;
    let header = serde_json::from_slice(&line).map_err(|_| damaged(path))?;
    Ok((header, line.len() as u64, file))
}

/// What is said of an original that is not what was written.
pub(crate) fn damaged(path: &Path) -> Error {
    Error::Unreadable(format!(
        "the original `{}` is damaged: send the document again, or restore a backup",
        path.display()
    ))
}

pub(super) fn content_hash(content: &[u8]) -> String {
    blake3::hash(content).to_hex()[..32].to_owned()
}

/// Whether this is the hash of a content that is known by the beginning of it.
pub(crate) fn is_content_hash(hash: &blake3::Hash, known: &str) -> bool {
    hash.to_hex()[..32] == *known
}

fn whole_hash(content_hash: &str, format: Format, metadata: &Metadata) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(content_hash.as_bytes());
    hasher.update(&serde_json::to_vec(&(format, metadata)).unwrap_or_default());
    hasher.finalize().to_hex()[..32].to_owned()
}

/// The first line of an original's file, with its line end.
pub(super) fn header_of(original: &Original) -> Result<Vec<u8>> {
    let header = Header {
        id: original.id.clone(),
        format: original.format,
        metadata: original.metadata.clone(),
        received: original.received,
        size: original.content.len() as u64,
        hash: original.content_hash(),
    };
    let mut bytes = serde_json::to_vec(&header).map_err(|error| Error::Internal(error.to_string()))?;
    bytes.push(b'\n');
    if bytes.len() as u64 > MAX_HEADER_BYTES {
        return Err(Error::Invalid(
            "too much is said of the document beside its content: say less".to_owned(),
        ));
    }
    Ok(bytes)
}

/// The file of a withdrawal.
pub(super) fn withdrawal_bytes(withdrawal: &Withdrawal) -> Result<Vec<u8>> {
    serde_json::to_vec(withdrawal).map_err(|error| Error::Internal(error.to_string()))
}

/// Reads a withdrawal; `None` where that cannot be done.
pub(super) fn read_withdrawal(path: &Path) -> Option<Withdrawal> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}
