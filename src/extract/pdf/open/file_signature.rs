//! Identifies files that have the extension of a PDF but are something else, from their first and last bytes.
//!
//! Whether a real PDF can be read is left to the reader.

use crate::extract::error::{ExtractError, ForeignFile};

/// The number of bytes in which readers look for the header (Acrobat's rule, ISO 32000-1, note 13 in H.3).
const HEADER_WITHIN: usize = 1024;
/// The number of bytes at the end in which the end mark is; twice Acrobat's 1024, for trailing junk.
const END_WITHIN: usize = 2048;

/// Returns an error that says what the file is, if it is not a PDF.
pub(in crate::extract::pdf) fn check_signature(bytes: &[u8]) -> Result<(), ExtractError> {
    if bytes.is_empty() {
        return Err(ExtractError::NotPdf(ForeignFile::Empty));
    }
    if contains(&bytes[..bytes.len().min(HEADER_WITHIN)], b"%PDF-") {
        return Ok(());
    }
    Err(ExtractError::NotPdf(foreign_file(bytes)))
}

/// Returns whether the mark that ends every PDF is missing.
pub(in crate::extract::pdf) fn ends_early(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(END_WITHIN)..];
    !contains(tail, b"startxref") && !contains(tail, b"%%EOF")
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Identifies a file that is not a PDF.
fn foreign_file(bytes: &[u8]) -> ForeignFile {
    let head = bytes[..bytes.len().min(HEADER_WITHIN)].to_ascii_lowercase();
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head).trim_ascii_start();
    match start {
        [b'p', b'k', 3, 4, ..] => ForeignFile::Archive,
        [0xD0, 0xCF, 0x11, ..] => ForeignFile::OldOffice,
        [b'{', b'\\', b'r', b't', b'f', ..] => ForeignFile::Rtf,
        [b'%', b'!', ..] => ForeignFile::PostScript,
        [0xFF, 0xD8, ..]
        | [0x89, b'p', b'n', b'g', ..]
        | [b'i', b'i', b'*', 0, ..]
        | [b'm', b'm', 0, b'*', ..] => ForeignFile::Image,
        _ if contains(&head, b"<html") || contains(&head, b"<!doctype html") => ForeignFile::Html,
        _ if head.contains(&0) => ForeignFile::Unknown,
        _ => ForeignFile::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_advice(bytes: &[u8], expected: &str) {
        let got = check_signature(bytes).err().map_or(String::new(), |error| error.to_string());
        assert!(got.starts_with(expected) && got.is_empty() == expected.is_empty(), "{got}");
    }

    #[test]
    fn a_file_that_is_not_a_pdf_is_identified() {
        check_advice(b"", "is empty");
        check_advice(b"junk\n%PDF-1.4", "");
        check_advice(b"\xEF\xBB\xBF \n<!DOCTYPE HTML><p>404", "is HTML, not a PDF: rename it to .html");
        check_advice(b"PK\x03\x04word/document.xml", "is a ZIP");
        check_advice(b"\x89PNG\r\n", "is an image");
        check_advice("Uchwała".as_bytes(), "is plain text");
        check_advice(b"\0\x01\x02", "is not a PDF");
    }

    #[test]
    fn a_file_without_its_end_mark_is_truncated() {
        assert!(ends_early(b"%PDF-1.4 1 0 obj"));
        assert!(!ends_early(b"%PDF-1.4 startxref 0 %%EOF"));
    }
}
