//! Reads the structure of a file with lopdf, for what hayro does not provide: metadata, bookmarks and
//! encryption.
//!
//! Interpreting it is left to `metadata` and `outline`, and the text of the pages to hayro. Invariant: a file
//! that lopdf cannot load loses only what is read here, without an error.

use lopdf::{Document, Error, LoadOptions, Object, encryption::DecryptionError};

use super::budget;
use crate::extract::catch_panic::catch_panic;

/// The maximum unpacked size of one object stream or cross-reference table, in bytes.
///
/// The largest measured unpacks to 67 KB. A larger one would exceed the limit of `budget` before that could
/// notice.
const MAX_STREAM_BYTES: usize = 4 << 20;

/// The reason a file does not open without a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LockReason {
    /// It requires a password.
    Password,
    /// It is encrypted with an unknown scheme.
    Scheme,
}

/// Loads the structure, decrypted if the empty password is enough.
pub(super) fn load(bytes: &[u8]) -> Option<Document> {
    if !budget::allows(bytes) {
        tracing::debug!("title and bookmarks are not read, as the PDF is too large");
        return None;
    }
    let document = load_once(bytes, false)?;
    let is_damaged = !document.is_encrypted() && document.page_iter().next().is_none();
    let repaired = is_damaged.then(|| load_once(bytes, true)).flatten();
    Some(repaired.unwrap_or(document))
}

/// Loads the structure with a rebuilt object table, ignoring the one in the file.
pub(super) fn load_repaired(bytes: &[u8]) -> Option<Document> {
    budget::allows(bytes).then(|| load_once(bytes, true)).flatten()
}

/// Loads the structure once, with the object table as written or rebuilt.
fn load_once(bytes: &[u8], force_reconstruct: bool) -> Option<Document> {
    let options = LoadOptions {
        max_decompressed_size: Some(MAX_STREAM_BYTES),
        filter: Some(budget::count),
        force_reconstruct,
        ..LoadOptions::default()
    };
    let load = || budget::limited(|| Document::load_mem_with_options(bytes, options));
    let report =
        |error| tracing::debug!("title and bookmarks are not read, as lopdf cannot load the PDF: {error}");
    catch_panic(load)?.map_err(report).ok()
}

/// Returns how `document` is locked, if it is.
pub(super) fn lock(document: &Document) -> Option<LockReason> {
    if !document.is_encrypted() {
        return None;
    }
    match catch_panic(|| document.authenticate_password(""))? {
        Err(
            Error::UnsupportedSecurityHandler(_)
            | Error::Decryption(
                DecryptionError::UnsupportedEncryption
                | DecryptionError::UnsupportedVersion
                | DecryptionError::UnsupportedRevision,
            ),
        ) => Some(LockReason::Scheme),
        Err(Error::Decryption(DecryptionError::IncorrectPassword) | Error::InvalidPassword) => {
            Some(LockReason::Password)
        }
        _ => None,
    }
}

/// Copies a file that hayro cannot open but lopdf can, without encryption and with a sound cross-reference
/// table.
pub(super) fn plain_copy(document: &Document) -> Option<Vec<u8>> {
    if document.is_encrypted() {
        return None;
    }
    let mut copy = Vec::new();
    catch_panic(|| document.clone().save_to(&mut copy).ok())??;
    Some(copy)
}

/// Removes a lock that protects only the attachments (`/EFF`).
///
/// The text of such a file is not encrypted, and readers show it without asking for the password.
pub(super) fn without_attachment_lock(bytes: &[u8], document: &Document) -> Option<Vec<u8>> {
    let lock = document.get_encrypted().ok()?;
    let is_plain = |key: &[u8]| match lock.get(key) {
        Ok(filter) => filter.as_name().is_ok_and(|name| name == b"Identity"),
        Err(_) => true,
    };
    let has_filters = lock.get(b"V").and_then(Object::as_i64).is_ok_and(|version| version >= 4);
    (has_filters && is_plain(b"StmF") && is_plain(b"StrF")).then(|| without_lock(bytes))
}

/// Renames the key in trailers, `/Encrypt 8 0 R`, to one of equal length that no reader knows.
fn without_lock(bytes: &[u8]) -> Vec<u8> {
    const KEY: &[u8] = b"/Encrypt";
    let mut copy = bytes.to_vec();
    let is_key = |at: &usize| {
        let rest = &bytes[at + KEY.len()..];
        bytes[*at..].starts_with(KEY) && rest.trim_ascii_start().first().is_some_and(u8::is_ascii_digit)
    };
    for at in (0..bytes.len().saturating_sub(KEY.len())).filter(is_key) {
        copy[at..at + KEY.len()].copy_from_slice(b"/Ignored");
    }
    copy
}

#[cfg(test)]
mod tests {
    use lopdf::dictionary;

    use super::*;

    fn locked(filter: &str) -> Document {
        let mut document = Document::with_version("1.7");
        let lock =
            dictionary! { "Filter" => "Standard", "V" => 5, "R" => 6, "StmF" => filter, "StrF" => filter };
        let id = document.add_object(lock);
        document.trailer.set("Encrypt", id);
        document
    }

    #[test]
    fn a_lock_on_attachments_alone_is_removed() {
        let bytes = b"<</Encrypt 8 0 R/EncryptMetadata false>>";
        let plain = without_attachment_lock(bytes, &locked("Identity"));
        assert_eq!(plain.as_deref(), Some(&b"<</Ignored 8 0 R/EncryptMetadata false>>"[..]));
        assert_eq!(without_attachment_lock(bytes, &locked("StdCF")), None);
    }

    #[test]
    fn files_that_are_not_pdf_are_not_loaded() {
        assert!(load(b"").is_none());
        assert!(load(b"%PDF-1.7 1 0 obj").is_none());
    }
}
