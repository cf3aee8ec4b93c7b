//! Parses the rest of a path after `/documents/`: an id, and optionally a resource below the document or a
//! picture of a page.
//!
//! Ids contain slashes, and a pattern of the router cannot have a fixed segment after them, so the raw path
//! is split here. Invariant: a slash written `%2F` belongs to the id.

use percent_encoding::percent_decode_str;

use crate::{
    document::{DocumentId, ParseError},
    http::error::ApiError,
};

/// The path prefix of the pages of documents, followed by an id.
pub(crate) const DOCUMENTS: &str = "/documents/";

/// A document or a resource below it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DocumentPath {
    pub(crate) id: DocumentId,
    pub(crate) part: DocumentResource,
}

/// The resources of a document that have a URL of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DocumentResource {
    Whole,
    Text,
    Source,
    Related,
    Citations,
}

impl DocumentResource {
    pub(crate) fn named(segment: &str) -> Option<Self> {
        match segment {
            "text" => Some(Self::Text),
            "source" => Some(Self::Source),
            "related" => Some(Self::Related),
            "citations" => Some(Self::Citations),
            _ => None,
        }
    }
}

/// A page of a document, as a picture.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PicturePath {
    pub(crate) id: DocumentId,
    /// The number of the page, from 1.
    pub(crate) page: u32,
}

/// The segment before the name of a picture, and the extension of that name.
const PAGES: &str = "pages";
const PICTURE_EXTENSION: &str = ".png";

impl PicturePath {
    /// Splits the raw path after the prefix; `None` if it names no picture but a document.
    ///
    /// # Errors
    /// Returns [`ApiError::BadId`] if the path of a picture contains no valid id.
    pub(crate) fn parse(raw: &str) -> Result<Option<Self>, ApiError> {
        let Some((before, page)) = picture(raw) else { return Ok(None) };
        Ok(Some(Self { id: id(before)?, page }))
    }

    /// Returns whether a document of this id, with its slashes unencoded, would have the path of a picture.
    pub(crate) fn is_like(id: &str) -> bool {
        picture(id).is_some()
    }
}

/// Returns what stands before `/pages/`, and the number of the page.
fn picture(raw: &str) -> Option<(&str, u32)> {
    let (before, name) = raw.rsplit_once('/')?;
    let (before, pages) = before.rsplit_once('/')?;
    let number = name.strip_suffix(PICTURE_EXTENSION).filter(|_| pages == PAGES)?;
    // What is no number, or too large a one, names a page that no document has.
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    Some((before, number.parse().ok().filter(|_| is_number).unwrap_or(u32::MAX)))
}

impl DocumentPath {
    /// Splits the raw path after the prefix.
    ///
    /// # Errors
    /// Returns [`ApiError::BadId`] if the path contains no valid id.
    pub(crate) fn parse(raw: &str) -> Result<Self, ApiError> {
        if let Some((before, last)) = raw.rsplit_once('/')
            && let Some(part) = DocumentResource::named(&decode(last)?)
        {
            return Ok(Self { id: id(before)?, part });
        }
        Ok(Self { id: id(raw)?, part: DocumentResource::Whole })
    }
}

/// Decodes the id in a raw path.
///
/// # Errors
/// Returns [`ApiError::BadId`] with the reason if the id is invalid.
pub(crate) fn id(raw: &str) -> Result<DocumentId, ApiError> {
    decode(raw)?.parse().map_err(|error: ParseError| ApiError::BadId(error.to_string()))
}

fn decode(raw: &str) -> Result<String, ApiError> {
    let decoded = percent_decode_str(raw).decode_utf8();
    let decoded = decoded.map_err(|_| ApiError::BadId("the id in the path is not valid UTF-8".to_owned()))?;
    Ok(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, id: &str, part: DocumentResource) {
        let id = id.parse().expect("a valid id");
        assert_eq!(DocumentPath::parse(raw), Ok(DocumentPath { id, part }), "{raw}");
    }

    #[test]
    fn plain_and_encoded_slashes_give_the_same_id() {
        check("acts/358-2017", "acts/358-2017", DocumentResource::Whole);
        check("acts%2F358-2017", "acts/358-2017", DocumentResource::Whole);
        check("krak%C3%B3w%20nowy", "kraków nowy", DocumentResource::Whole);
        check("50%25", "50%", DocumentResource::Whole);
    }

    #[test]
    fn a_reserved_last_segment_is_a_part_unless_its_slash_is_encoded() {
        check("acts/a/text", "acts/a", DocumentResource::Text);
        check("acts%2Fa/source", "acts/a", DocumentResource::Source);
        check("acts/a%2Ftext", "acts/a/text", DocumentResource::Whole);
        check("acts/a%2Ftext/text", "acts/a/text", DocumentResource::Text);
        check("acts/a/te%78t", "acts/a", DocumentResource::Text);
        check("text", "text", DocumentResource::Whole);
        check("text/related", "text", DocumentResource::Related);
    }

    #[track_caller]
    fn check_picture(raw: &str, expected: Option<(&str, u32)>) {
        let expected = expected.map(|(id, page)| PicturePath { id: id.parse().expect("a valid id"), page });
        assert_eq!(PicturePath::parse(raw), Ok(expected), "{raw}");
    }

    #[test]
    fn a_page_has_the_path_of_a_picture_unless_a_slash_is_encoded() {
        check_picture("acts/358-2017/pages/2.png", Some(("acts/358-2017", 2)));
        check_picture("acts%2Fa/pages/12.png", Some(("acts/a", 12)));
        check_picture("a/pages/1.png/pages/0.png", Some(("a/pages/1.png", 0)));
        check_picture("a/pages/99999999999.png", Some(("a", u32::MAX)));
        check_picture("a/pages/x.png", Some(("a", u32::MAX)));
        check_picture("a/pages/.png", Some(("a", u32::MAX)));
        for document in ["a/pages%2F1.png", "a%2Fpages/1.png", "pages/1.png", "a"] {
            check_picture(document, None);
        }
        assert!(matches!(PicturePath::parse("a//pages/1.png"), Err(ApiError::BadId(_))));
    }

    #[test]
    fn an_invalid_id_is_rejected() {
        for raw in ["a//b", "../a", "a/%2E%2E/b", "a%00b", "%FF", "a/", "/text"] {
            assert!(matches!(DocumentPath::parse(raw), Err(ApiError::BadId(_))), "{raw}");
        }
    }
}
