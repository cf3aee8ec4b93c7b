//! How much is kept of what is said of a document: it stands in hits, suggestions and feeds, on every page.
//!
//! Leaves the text alone, which has all of it where it stands there, and the lead, which only the page of the
//! document shows. Always holds: what is cut ends in `…`, after a
//! word where one ends near.

use crate::document::Document;

/// The longest title, in characters: those of ordinances that amend several others have up to 600.
const MAX_TITLE_CHARS: usize = 1_000;
/// The longest label of a heading, in characters: about three lines of a list of contents.
const MAX_LABEL_CHARS: usize = 300;
/// The longest address, in bytes: what browsers and search engines take at least.
const MAX_URL_BYTES: usize = 2_048;
/// A text is cut at the end of a word up to so many bytes before the limit: words are shorter, not so addresses.
const NEAR_BYTES: usize = 80;

/// Cuts what is too long and leaves out an address that is; a warning for each, but for headings, which the text
/// has as they are.
pub(super) fn bound(document: &mut Document, warnings: &mut Vec<String>) {
    if let Some(title) = cut(&document.title, MAX_TITLE_CHARS) {
        document.title = title;
        warnings.push(format!("title cut to {MAX_TITLE_CHARS} characters"));
    }
    for entry in &mut document.outline {
        if let Some(label) = cut(&entry.label, MAX_LABEL_CHARS) {
            entry.label = label;
        }
    }
    if let Some(url) = document.url.take_if(|url| url.len() > MAX_URL_BYTES) {
        warnings.push(format!("url of `{}` bytes left out: use at most {MAX_URL_BYTES}", url.len()));
    }
}

/// The beginning of a text of more than `most` characters, with its mark no longer than that.
pub(super) fn cut(text: &str, most: usize) -> Option<String> {
    let (limit, _) = text.char_indices().nth(most)?;
    let head = &text[..limit];
    let space = head.rfind(char::is_whitespace).filter(|at| limit - at <= NEAR_BYTES);
    let end = space.or_else(|| head.char_indices().next_back().map(|(at, _)| at))?;
    Some(format!("{}…", head[..end].trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_after_a_word_and_one_without_spaces_anywhere() {
        assert_eq!(cut("żółw i łoś", 10), None);
        assert_eq!(cut("żółw i łosie", 11).as_deref(), Some("żółw i…"));
        assert_eq!(cut("żółw  i łosie", 7).as_deref(), Some("żółw…"));
        assert_eq!(cut(&"ż".repeat(400), 300), Some("ż".repeat(299) + "…"));
        assert_eq!(cut(&format!("a {}", "ż".repeat(400)), 300), Some(format!("a {}…", "ż".repeat(297))));
    }
}
