//! What identifies a document and its text in the file of vectors.

use crate::{analysis, document::Fingerprint, index::SCHEMA_VERSION};

/// The length of a key in bytes: half of a BLAKE3 hash, which is enough against chance and intent.
pub(super) const KEY_BYTES: usize = 16;

/// Identifies the state of a document: what it was made from, and by which rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct SourceKey(pub(super) [u8; KEY_BYTES]);

impl SourceKey {
    /// Returns the key of a document with this fingerprint. Another version of the schema or the analyzer may read other
    /// text from the same file, or divide it otherwise.
    pub(super) fn new(fingerprint: &Fingerprint) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher
            .update(SCHEMA_VERSION.as_bytes())
            .update(b" ")
            .update(analysis::version().as_bytes())
            .update(b"\n")
            .update(fingerprint.to_string().as_bytes());
        Self(half(&hasher))
    }
}

/// Identifies the windows of a text, so that a text that comes again keeps its vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct TextKey(pub(super) [u8; KEY_BYTES]);

impl TextKey {
    /// Returns the key of everything a hasher has been given.
    pub(super) fn from_hasher(hasher: &blake3::Hasher) -> Self {
        Self(half(hasher))
    }
}

fn half(hasher: &blake3::Hasher) -> [u8; KEY_BYTES] {
    let mut key = [0; KEY_BYTES];
    hasher.finalize_xof().fill(&mut key);
    key
}
