//! How much is kept of what is said of a document: it stands in hits, suggestions and feeds, on every page.
//!
//! Leaves the text alone, which has all of it where it stands there, and the lead, which only the page of the
//! document shows. Always holds: what is cut ends in `…`, after a word where one ends near.

use crate::document::{Document, beginning};

/// The longest title, in characters: those of ordinances that amend several others have up to 600.
const MAX_TITLE_CHARS: usize = 1_000;
/// The longest label of a heading, in characters: about three lines of a list of contents.
const MAX_LABEL_CHARS: usize = 300;
/// The longest address, in bytes: what browsers and search engines take at least.
const MAX_URL_BYTES: usize = 2_048;

/// Cuts what is too long and leaves out an address that is; a warning for each, but for headings, which the text
/// has as they are.
pub(super) fn bound(document: &mut Document, warnings: &mut Vec<String>) {
    if let Some(title) = beginning(&document.title, MAX_TITLE_CHARS) {
        document.title = title;
        warnings.push(format!("title cut to {MAX_TITLE_CHARS} characters"));
    }
    for entry in &mut document.outline {
        if let Some(label) = beginning(&entry.label, MAX_LABEL_CHARS) {
            entry.label = label;
        }
    }
    if let Some(url) = document.url.take_if(|url| url.len() > MAX_URL_BYTES) {
        warnings.push(format!("url of `{}` bytes left out: use at most {MAX_URL_BYTES}", url.len()));
    }
}
