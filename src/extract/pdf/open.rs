//! Opens PDF files in both libraries: hayro for the pages, lopdf for the structure.
//!
//! [`file_signature`] tells what a file is that is not a PDF, and [`structure`] loads what lopdf provides,
//! within a [`budget`]. What stands in the file is left to others. Invariant: a file that only one of the
//! libraries can open is opened if its pages can be read at all.

mod budget;
mod file_signature;
mod structure;

use std::sync::Arc;

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use lopdf::Document;

use crate::extract::{catch_panic::catch_panic, error::ExtractError};
pub(super) use file_signature::{check_signature, ends_early};
use structure::LockReason;

/// Opens the file in both libraries.
///
/// A file that hayro cannot open is retried as saved by lopdf: decrypted and with a sound object table.
pub(super) fn open(bytes: &Arc<Vec<u8>>) -> Result<(Pdf, Option<Document>), ExtractError> {
    let document = structure::load(bytes);
    let error = match open_pages(Arc::clone(bytes)) {
        Ok(pdf) => return Ok((pdf, document)),
        Err(error) => error,
    };
    let document = document.ok_or_else(|| load_error(error, None))?;
    let lock = structure::lock(&document);
    let unlocked = structure::without_attachment_lock(bytes, &document);
    let document = unlocked.and_then(|bytes| structure::load(&bytes)).unwrap_or(document);
    let copy = structure::plain_copy(&document).ok_or_else(|| load_error(error, lock))?;
    let pdf = open_pages(Arc::new(copy)).map_err(|_| load_error(error, lock))?;
    Ok((pdf, Some(document)))
}

/// Opens the file to draw its pages; its structure is loaded only if they cannot be opened without.
pub(super) fn open_to_draw(bytes: &Arc<Vec<u8>>) -> Result<Pdf, ExtractError> {
    open_pages(Arc::clone(bytes)).or_else(|_| open(bytes).map(|(pdf, _)| pdf))
}

/// Opens the file again with a rebuilt object table: one with wrong offsets leaves pages blank.
pub(super) fn open_rebuilt(bytes: &[u8]) -> Option<(Pdf, Document)> {
    let document = structure::load_repaired(bytes)?;
    let copy = structure::plain_copy(&document)?;
    Some((open_pages(Arc::new(copy)).ok()?, document))
}

fn open_pages(bytes: Arc<Vec<u8>>) -> Result<Pdf, LoadPdfError> {
    catch_panic(|| Pdf::new(bytes)).unwrap_or(Err(LoadPdfError::Invalid))
}

/// Explains why the file does not open: by the `lock` that lopdf found, or else by hayro's error.
fn load_error(error: LoadPdfError, lock: Option<LockReason>) -> ExtractError {
    match (lock, error) {
        (Some(LockReason::Password), _)
        | (None, LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => {
            ExtractError::PasswordProtected
        }
        (Some(LockReason::Scheme), _) | (None, LoadPdfError::Decryption(_)) => ExtractError::Encrypted,
        (None, LoadPdfError::Invalid) => ExtractError::Damaged,
    }
}
