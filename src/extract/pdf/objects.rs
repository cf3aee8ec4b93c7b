//! Follows the entries of a file's dictionaries.
//!
//! Loading them is left to `open`, and decoding strings to `strings`. Invariant: an entry that is missing,
//! damaged or of another type is `None`.

use lopdf::{Dictionary, Document, Object};

/// Returns the value of `key`, with references followed.
pub(super) fn get<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &str) -> Option<&'a Object> {
    dictionary.get_deref(key.as_bytes(), document).ok()
}

/// Returns the dictionary at `key`.
pub(super) fn dictionary<'a>(
    document: &'a Document,
    parent: &'a Dictionary,
    key: &str,
) -> Option<&'a Dictionary> {
    get(document, parent, key)?.as_dict().ok()
}

/// Returns the bytes of the string at `key`.
pub(super) fn string<'a>(document: &'a Document, parent: &'a Dictionary, key: &str) -> Option<&'a [u8]> {
    get(document, parent, key)?.as_str().ok()
}
