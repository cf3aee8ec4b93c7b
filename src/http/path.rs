//! What stands after `/documents/` in a path: an id, and perhaps a part of the document.
//!
//! Ids hold slashes, which a router's pattern cannot follow by a fixed segment, so the raw path is
//! split here. Always holds: a slash written `%2F` belongs to the id.

use percent_encoding::percent_decode_str;

use super::error::ApiError;
use crate::document::DocumentId;

/// A document or a part of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DocumentPath {
    pub(super) id: DocumentId,
    pub(super) part: Part,
}

/// The parts that have an address of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Text,
    Source,
    Related,
    Citations,
}

impl Part {
    pub(super) fn named(segment: &str) -> Option<Self> {
        match segment {
            "text" => Some(Self::Text),
            "source" => Some(Self::Source),
            "related" => Some(Self::Related),
            "citations" => Some(Self::Citations),
            _ => None,
        }
    }
}

impl DocumentPath {
    /// Splits the path as it came over the wire, without what stands before the id.
    ///
    /// # Errors
    /// [`ApiError::BadId`] where no id can be read from it.
    pub(super) fn parse(raw: &str) -> Result<Self, ApiError> {
        if let Some((before, last)) = raw.rsplit_once('/')
            && let Some(part) = Part::named(&decode(last)?)
        {
            return Ok(Self { id: id(before)?, part });
        }
        Ok(Self { id: id(raw)?, part: Part::Whole })
    }
}

/// The id that a raw path spells.
///
/// # Errors
/// [`ApiError::BadId`] with what is wrong with it.
pub(super) fn id(raw: &str) -> Result<DocumentId, ApiError> {
    decode(raw)?.parse().map_err(ApiError::BadId)
}

fn decode(raw: &str) -> Result<String, ApiError> {
    let decoded = percent_decode_str(raw).decode_utf8();
    let decoded = decoded.map_err(|_| ApiError::BadId("the id in the path is not UTF-8".to_owned()))?;
    Ok(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, id: &str, part: Part) {
        let id = id.parse().expect("a valid id");
        assert_eq!(DocumentPath::parse(raw), Ok(DocumentPath { id, part }), "{raw}");
    }

    #[test]
    fn plain_and_encoded_slashes_give_the_same_id() {
        check("acts/358-2017", "acts/358-2017", Part::Whole);
        check("acts%2F358-2017", "acts/358-2017", Part::Whole);
        check("krak%C3%B3w%20nowy", "kraków nowy", Part::Whole);
        check("50%25", "50%", Part::Whole);
    }

    #[test]
    fn a_reserved_last_segment_is_a_part_unless_its_slash_is_encoded() {
        check("acts/a/text", "acts/a", Part::Text);
        check("acts%2Fa/source", "acts/a", Part::Source);
        check("acts/a%2Ftext", "acts/a/text", Part::Whole);
        check("acts/a%2Ftext/text", "acts/a/text", Part::Text);
        check("acts/a/te%78t", "acts/a", Part::Text);
        check("text", "text", Part::Whole);
        check("text/related", "text", Part::Related);
    }

    #[test]
    fn invalid_ids_are_refused() {
        for raw in ["a//b", "../a", "a/%2E%2E/b", "a%00b", "%FF", "a/", "/text"] {
            assert!(matches!(DocumentPath::parse(raw), Err(ApiError::BadId(_))), "{raw}");
        }
    }
}
