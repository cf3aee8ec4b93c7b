//! Recognizes files that cannot be what their names say, by their first bytes.
//!
//! Telling office files from each other is left to `office`, and what has the name of a PDF to `pdf`. Invariant:
//! a file that can be read under its name is never refused here.

use super::error::{ExtractError, MisnamedFile};
use crate::document::Format;

/// How far into a file the headers of an e-mail are looked for, in bytes.
const HEAD_BYTES: usize = 8_192;
/// Headers that only messages have that were sent: web archives have `From` and `Subject`, too.
const OF_SENT: [&str; 5] = ["to", "received", "message-id", "return-path", "delivered-to"];

/// Refuses a file whose content is of another format than its name says and cannot be read under that name.
pub(super) fn check(format: Format, bytes: &[u8]) -> Result<(), ExtractError> {
    let has = |signature: &[u8]| bytes.starts_with(signature);
    let is_text =
        matches!(format, Format::Markdown | Format::Html | Format::Text | Format::Json | Format::Eml);
    let is = |file| Err(ExtractError::Misnamed(file));
    match format {
        _ if has(b"Rar!\x1a\x07") => is(MisnamedFile::Rar),
        _ if has(b"7z\xbc\xaf\x27\x1c") => is(MisnamedFile::SevenZip),
        Format::Pdf => Ok(()),
        _ if has(b"%PDF-") => Err(ExtractError::MisnamedPdf),
        _ if is_text && has(b"PK\x03\x04") => is(MisnamedFile::Package),
        _ if is_text && has(b"\xd0\xcf\x11\xe0") => is(MisnamedFile::OldOffice),
        _ if !is_text && is_mail(bytes) => is(MisnamedFile::Mail),
        _ => Ok(()),
    }
}

/// Whether bytes begin with the headers of an e-mail that was sent.
fn is_mail(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(HEAD_BYTES)).unwrap_or_default();
    let (mut is_from, mut is_sent) = (false, false);
    for line in head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end) {
        if line.is_empty() {
            break;
        }
        if line.first().is_some_and(u8::is_ascii_whitespace) || line.starts_with(b"From ") {
            continue;
        }
        let Some(end) = line.iter().position(|byte| *byte == b':') else { break };
        let name = String::from_utf8_lossy(&line[..end]).to_ascii_lowercase();
        is_from |= name == "from";
        is_sent |= OF_SENT.contains(&name.as_str());
    }
    is_from && is_sent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(format: Format, bytes: &[u8], expected: Option<MisnamedFile>) {
        let found = super::check(format, bytes).err();
        assert_eq!(found, expected.map(ExtractError::Misnamed), "{format:?}");
    }

    #[test]
    fn files_are_named_by_what_they_are() {
        for format in [Format::Zip, Format::Docx, Format::Pdf, Format::Text, Format::Eml] {
            check(format, b"Rar!\x1a\x07\x01\x00", Some(MisnamedFile::Rar));
            check(format, b"7z\xbc\xaf\x27\x1c\x00\x04", Some(MisnamedFile::SevenZip));
        }
        for format in [Format::Text, Format::Markdown, Format::Eml] {
            check(format, b"PK\x03\x04\x14", Some(MisnamedFile::Package));
            check(format, b"\xd0\xcf\x11\xe0\xa1", Some(MisnamedFile::OldOffice));
        }
        let mail = b"Return-Path: <a@b.pl>\r\nReceived: from x\r\n\tby y\r\nFrom: A <a@b.pl>\r\n\r\nTekst";
        check(Format::Docx, mail, Some(MisnamedFile::Mail));
        check(Format::Zip, mail, Some(MisnamedFile::Mail));
    }

    #[test]
    fn what_can_be_read_under_its_name_is_not_refused() {
        check(Format::Zip, b"PK\x03\x04\x14", None);
        check(Format::Doc, b"\xd0\xcf\x11\xe0\xa1", None);
        check(Format::Eml, b"From: a@b.pl\nTo: c@d.pl\n\nTekst", None);
        check(Format::Text, b"From: a@b.pl\nTo: c@d.pl\n\nTekst", None);
        check(Format::Text, b"Rar! Ale jazda", None);
        let archive = b"From: <Saved by Blink>\r\nSubject: A\r\nMIME-Version: 1.0\r\n\r\nReceived: to";
        check(Format::Doc, archive, None);
    }
}
