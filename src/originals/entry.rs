//! The files of the folder: an original with its header, a withdrawal.
//!
//! The line of JSON that each begins with is sealed (`seal`), and holds the hash of the content after it: so every
//! byte is covered. Files of earlier versions have no seal and half of the hash; they are read, and sealed at the next
//! rebuild. Always holds: what is read back is what was written, or an error says that the file is damaged.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    path::Path,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::seal::{SEAL_BYTES, sealed, unsealed};
use crate::{
    document::{ContentHash, DocumentId, Format, Metadata},
    error::{Error, Result},
};

/// The longest first line, in bytes: what is said of a document beside its content comes in an address, and
/// escaping makes it up to six times as long.
const MAX_HEADER_BYTES: u64 = 1 << 20;
/// The longest withdrawal: an id and a moment.
const MAX_WITHDRAWAL_BYTES: u64 = 16 << 10;

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
    /// The hash of the content as the header names it.
    pub(crate) content_hash: Named,
    /// See [`Original::hash`].
    pub(crate) hash: String,
    pub(crate) file: fs::File,
}

/// What is said of a document that is withdrawn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// Since when.
    pub withdrawn: Option<Timestamp>,
    /// The id; not kept where the document was purged, as a name may be in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<DocumentId>,
}

/// The first line of an original.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    id: DocumentId,
    format: Format,
    metadata: Metadata,
    received: Timestamp,
    /// Bytes of the content.
    size: u64,
    /// The hash of the content; the first half of it where an earlier version wrote it.
    hash: String,
}

/// The hash of a content as a header names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Named {
    /// The hash.
    Whole(ContentHash),
    /// The first half of it, from an earlier version.
    Half(String),
}

impl Named {
    /// Whether it is this hash of a content.
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

impl Original {
    /// The hash of the content, by which caches know it.
    pub fn content_hash(&self) -> ContentHash {
        ContentHash::of(&self.content)
    }

    /// A hash of all that the document is made of: its content, the format and what is said of it beside.
    pub fn hash(&self) -> String {
        whole_hash(self.content_hash().short(), self.format, &self.metadata)
    }

    /// Opens an original whose content is still to be read and checked.
    ///
    /// # Errors
    /// As [`Original::read`].
    pub(crate) fn open(path: &Path) -> Result<OpenOriginal> {
        let Opened { header: Header { format, metadata, .. }, hash, start, rest } = open(path)?;
        let whole_hash = whole_hash(hash.short(), format, &metadata);
        Ok(OpenOriginal { format, start, content_hash: hash, hash: whole_hash, file: rest.into_inner() })
    }

    /// The id of the document whose original is in a file.
    ///
    /// # Errors
    /// As [`Original::read`].
    pub(crate) fn id_in(path: &Path) -> Result<DocumentId> {
        Ok(open(path)?.header.id)
    }

    /// Reads an original and checks it; also tells where in the file its content begins.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where the file is damaged, with the way out.
    pub(crate) fn read(path: &Path) -> Result<(Self, u64)> {
        let Opened { header, hash, start, rest } = open(path)?;
        let Header { id, format, metadata, received, size, .. } = header;
        let mut content = Vec::new();
        rest.take(size.saturating_add(1)).read_to_end(&mut content).map_err(Error::io("read", path))?;
        let is_whole = content.len() as u64 == size && hash.is(&ContentHash::of(&content));
        is_whole.then_some(()).ok_or_else(|| damaged(path))?;
        Ok((Self { id, format, metadata, received, content }, start))
    }
}

/// An original whose header has been read.
struct Opened {
    header: Header,
    hash: Named,
    /// Where the content begins.
    start: u64,
    /// The file after the header.
    rest: BufReader<fs::File>,
}

/// Reads the header of an original and checks it.
fn open(path: &Path) -> Result<Opened> {
    let mut rest = BufReader::new(fs::File::open(path).map_err(Error::io("read", path))?);
    let mut line = Vec::new();
    let read = rest.by_ref().take(MAX_HEADER_BYTES + SEAL_BYTES).read_until(b'\n', &mut line);
    read.map_err(Error::io("read", path))?;
    let (header, hash) = parsed(&line).ok_or_else(|| damaged(path))?;
    Ok(Opened { header, hash, start: line.len() as u64, rest })
}

/// The header that a line is, and the hash that it names: a whole one where there is a seal, half of one where not.
fn parsed(line: &[u8]) -> Option<(Header, Named)> {
    let (header, is_sealed): (Header, bool) = unsealed(line.strip_suffix(b"\n")?)?;
    let hash = if is_sealed {
        Named::Whole(header.hash.parse().ok()?)
    } else {
        ContentHash::is_short(&header.hash).then(|| Named::Half(header.hash.clone()))?
    };
    Some((header, hash))
}

/// Whether a file of an earlier version is to be sealed: one that has no seal and is sound otherwise.
pub(super) fn lacks_seal(path: &Path, is_original: bool) -> bool {
    if is_original {
        return open(path).is_ok_and(|opened| matches!(opened.hash, Named::Half(_)));
    }
    sealed_withdrawal(path).is_some_and(|(_, is_sealed)| !is_sealed)
}

/// What is said of an original that is not what was written.
pub(crate) fn damaged(path: &Path) -> Error {
    Error::Unreadable(format!(
        "the original `{}` is damaged: send the document again, or restore a backup",
        path.display()
    ))
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
        hash: original.content_hash().into(),
    };
    let mut bytes = sealed(&header)?;
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
    sealed(withdrawal)
}

/// Reads a withdrawal; `None` where that cannot be done.
pub(super) fn read_withdrawal(path: &Path) -> Option<Withdrawal> {
    Some(sealed_withdrawal(path)?.0)
}

/// A withdrawal, and whether it is sealed.
fn sealed_withdrawal(path: &Path) -> Option<(Withdrawal, bool)> {
    let mut bytes = Vec::new();
    fs::File::open(path).ok()?.take(MAX_WITHDRAWAL_BYTES).read_to_end(&mut bytes).ok()?;
    unsealed(&bytes)
}
