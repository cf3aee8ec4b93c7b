//! The language of a document, by its two-letter code.
//!
//! Leaves detecting the language of a text to `detection`, and stemming to `stemmer`.
//! Invariant: a code is two lower-case letters.

use std::{fmt, str::FromStr};

use crate::excerpt::Excerpt;

/// A language by its ISO 639-1 code: two lower-case letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "utoipa", schema(value_type = String, pattern = "^[a-z]{2}$", example = "pl"))]
pub struct Language([u8; 2]);

/// The text is not the code of a language; the message repeats it and says what would be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown language {}: use a two-letter code such as `pl` or `en`", Excerpt(.tag))]
pub struct UnknownLanguage {
    tag: String,
}

impl Language {
    /// Polish.
    pub const POLISH: Self = Self(*b"pl");
    /// English.
    pub const ENGLISH: Self = Self(*b"en");
    /// Ukrainian.
    pub const UKRAINIAN: Self = Self(*b"uk");

    /// The code, such as `pl`.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("pl")
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// Parses a bare code or the first part of a longer tag: `pl`, `pl-PL`, `en_GB`.
    fn from_str(tag: &str) -> Result<Self, UnknownLanguage> {
        let code = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        match code.as_bytes() {
            &[a, b] if a.is_ascii_lowercase() && b.is_ascii_lowercase() => Ok(Self([a, b])),
            _ => Err(UnknownLanguage { tag: tag.to_owned() }),
        }
    }
}

impl TryFrom<String> for Language {
    type Error = UnknownLanguage;

    fn try_from(tag: String) -> Result<Self, UnknownLanguage> {
        tag.parse()
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_codes_have_two_letters_with_or_without_a_region() {
        assert_eq!("pl-PL".parse::<Language>(), Ok(Language::POLISH));
        assert_eq!("EN_gb".parse::<Language>(), Ok(Language::ENGLISH));
        assert!("".parse::<Language>().is_err());
        let error = "plx".parse::<Language>().unwrap_err().to_string();
        assert_eq!(error, "unknown language `plx`: use a two-letter code such as `pl` or `en`");
    }
}
