//! The hash of some content, as a type that is safe to use in a file name.
//!
//! Invariant: a [`ContentHash`] is exactly 64 lower-case hexadecimal digits, wherever it was read from.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{parse_error::ParseError, quoted::quoted};

/// The BLAKE3 hash of some content.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContentHash(String);

impl ContentHash {
    /// The number of hexadecimal digits.
    pub const DIGITS: usize = 64;
    /// The number of digits of hashes in earlier versions: the first half of today's.
    pub const SHORT_DIGITS: usize = 32;

    /// Computes the hash of `content`.
    pub fn from_content(content: &[u8]) -> Self {
        blake3::hash(content).into()
    }

    /// All digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first half of the digits, which earlier versions stored; the entity tags of documents still use
    /// it.
    pub fn short(&self) -> &str {
        &self.0[..Self::SHORT_DIGITS]
    }

    /// Whether `text` is the first half of a hash.
    pub(crate) fn is_short(text: &str) -> bool {
        is_hexadecimal(text, Self::SHORT_DIGITS)
    }
}

fn is_hexadecimal(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

impl From<blake3::Hash> for ContentHash {
    fn from(hash: blake3::Hash) -> Self {
        Self(hash.to_hex().to_string())
    }
}

impl FromStr for ContentHash {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let is_hash = is_hexadecimal(text, Self::DIGITS);
        is_hash
            .then(|| Self(text.to_owned()))
            .ok_or_else(|| ParseError::Hash { text: quoted(text).to_string(), digits: Self::DIGITS })
    }
}

impl TryFrom<String> for ContentHash {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        text.parse()
    }
}

impl From<ContentHash> for String {
    fn from(hash: ContentHash) -> Self {
        hash.0
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_exactly_64_hexadecimal_digits() {
        let hash = ContentHash::from_content(b"abc");
        assert_eq!(hash.as_str().parse(), Ok(hash.clone()));
        assert!(hash.as_str().starts_with(hash.short()) && ContentHash::is_short(hash.short()));
        let (upper, short, long) = (hash.as_str().to_uppercase(), hash.short(), format!("{hash}0"));
        let path = format!("../../{}", &hash.as_str()[6..]);
        for wrong in ["", "/etc", "..", &upper, short, &long, &path, &"ż".repeat(32), &"\0".repeat(64)] {
            let message = wrong.parse::<ContentHash>().expect_err(wrong).to_string();
            assert!(!message.contains(char::is_control), "{message}");
        }
        serde_json::from_str::<ContentHash>("\"../../victim\"").expect_err("a path is none");
    }
}
