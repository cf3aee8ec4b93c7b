//! What identifies the indexed state of a document: what it was made from, and whether all of its text is
//! there.
//!
//! The index stores a [`Fingerprint`] in one column, clients receive it as an entity tag. Deciding what to do
//! about missing text is left to `ingest`. Invariants: a [`SourceHash`] is exactly 32 lower-case hexadecimal
//! digits; a fingerprint written as text and parsed again is the same.

use std::{fmt, str::FromStr};

use super::hash::ContentHash;

/// The hash of all that a document is made from: content with sidecar, or content with format and metadata.
///
/// Half of a BLAKE3 hash, which is enough against chance and intent.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceHash(String);

impl SourceHash {
    /// Returns the hash of everything a hasher has been given.
    pub(crate) fn from_hasher(hasher: &blake3::Hasher) -> Self {
        let digits = hasher.finalize().to_hex();
        Self(digits[..ContentHash::SHORT_DIGITS].to_owned())
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SourceHash {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if ContentHash::is_short(text) { Ok(Self(text.to_owned())) } else { Err(()) }
    }
}

/// Whether a document has all of its text, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// All text is there.
    Complete,
    /// Pages are to be recognized soon by whoever took the document in.
    Pending,
    /// Pages cannot be recognized here; to be retried when OCR is available.
    Unrecognized,
    /// The recognition of pages failed; to be retried on request.
    Failed,
    /// Pages were lost for reasons unrelated to them; to be retried in the next run.
    Lost,
}

/// The state of missing text that can still be added, as reported to clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OcrState {
    /// Pages that are still being recognized.
    Pending,
    /// Pages that cannot be recognized on this machine.
    Unavailable,
}

impl Completeness {
    const ALL: [Self; 5] = [Self::Complete, Self::Pending, Self::Unrecognized, Self::Failed, Self::Lost];

    /// The word after the hash; empty if the text is complete.
    const fn word(self) -> &'static str {
        match self {
            Self::Complete => "",
            Self::Pending => "pending",
            Self::Unrecognized => "unrecognised",
            Self::Failed => "failed",
            Self::Lost => "lost",
        }
    }

    /// Returns this, or `other` if the text is complete.
    #[must_use]
    pub(crate) fn or(self, other: Self) -> Self {
        if self == Self::Complete { other } else { self }
    }

    /// Returns what is missing and can still be added, if anything.
    pub fn missing(self) -> Option<OcrState> {
        match self {
            Self::Pending | Self::Lost => Some(OcrState::Pending),
            Self::Unrecognized => Some(OcrState::Unavailable),
            Self::Complete | Self::Failed => None,
        }
    }
}

/// The indexed state of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// The hash of what the document was made from.
    pub content: SourceHash,
    /// Whether all of its text is there.
    pub completeness: Completeness,
}

impl Fingerprint {
    /// Returns the entity tag of a document in this state.
    pub fn tag(&self) -> String {
        self.joined('-')
    }

    fn joined(&self, separator: char) -> String {
        match self.completeness {
            Completeness::Complete => self.content.as_str().to_owned(),
            completeness => format!("{}{separator}{}", self.content.as_str(), completeness.word()),
        }
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.joined('+'))
    }
}

impl FromStr for Fingerprint {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (content, word) = match text.split_once('+') {
            Some((content, word)) if !word.is_empty() => (content, word),
            Some(_) => return Err(()),
            None => (text, ""),
        };
        let completeness = Completeness::ALL.into_iter().find(|completeness| completeness.word() == word);
        Ok(Self { content: content.parse()?, completeness: completeness.ok_or(())? })
    }
}

/// Returns whether an entity tag matches one of a list.
///
/// Content for which more text has been recognized since still matches, because the client knows that
/// content.
pub fn is_among(tag: &str, tags: &[String]) -> bool {
    let content = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    tags.iter().any(|known| content(known) == content(tag))
}

#[cfg(test)]
impl Fingerprint {
    /// Returns the fingerprint of a complete document made from `text`.
    pub(crate) fn of(text: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(text.as_bytes());
        Self { content: SourceHash::from_hasher(&hasher), completeness: Completeness::Complete }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_written_as_text_are_parsed_again() {
        for completeness in Completeness::ALL {
            let fingerprint = Fingerprint { completeness, ..Fingerprint::of("konwent") };
            assert_eq!(fingerprint.to_string().parse(), Ok(fingerprint));
        }
    }

    #[test]
    fn a_fingerprint_is_a_hash_and_a_known_word() {
        let hash = Fingerprint::of("konwent").content;
        for wrong in
            ["", "+pending", "konwent", &format!("{}+", hash.as_str()), &format!("{}+x", hash.as_str())]
        {
            assert_eq!(wrong.parse::<Fingerprint>(), Err(()), "{wrong}");
        }
    }

    #[test]
    fn tags_keep_the_words_of_earlier_versions() {
        let tag = |completeness| Fingerprint { completeness, ..Fingerprint::of("konwent") }.tag();
        let content = tag(Completeness::Complete);
        assert_eq!(content.len(), 32);
        assert_eq!(tag(Completeness::Unrecognized), format!("{content}-unrecognised"));
        assert!(is_among(&content, &[tag(Completeness::Pending)]));
        assert!(!is_among(&content, &["another".to_owned()]));
    }
}
