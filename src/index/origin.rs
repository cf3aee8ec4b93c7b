//! Where a document comes from, and what is known of its source.

use super::record::FileRecord;
use crate::document::{Fingerprint, OcrState, SourceHash};

/// The origin of a document, needed to update the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The absolute path of the file, or `None` if the document was received over HTTP.
    pub source: Option<String>,
    /// What it was made from, and whether its text is complete; `None` if the index does not say.
    pub fingerprint: Option<Fingerprint>,
}

impl Origin {
    pub(super) fn from_columns(source: Option<String>, hash: Option<String>) -> Self {
        Self { source, fingerprint: hash.and_then(|known| known.parse().ok()) }
    }

    /// Returns the entity tag of the document; empty if the index does not say what it was made from.
    pub fn tag(&self) -> String {
        self.fingerprint.as_ref().map(Fingerprint::tag).unwrap_or_default()
    }

    /// Returns what is missing of the text and can still be added, if anything.
    pub fn missing(&self) -> Option<OcrState> {
        self.fingerprint.as_ref()?.completeness.missing()
    }

    /// Whether the document was made from exactly this, whatever was missing of its text.
    pub(crate) fn is_of(&self, content: &SourceHash) -> bool {
        self.fingerprint.as_ref().is_some_and(|known| known.content == *content)
    }
}

/// What is recorded of the source of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRecord {
    /// Where it was read from, and its fingerprint.
    pub origin: Origin,
    /// The file it was made from; `None` if it has no file of its own, like a line of a `.jsonl` file.
    pub file: Option<FileRecord>,
}
