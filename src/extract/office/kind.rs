//! Recognizes what an office file is by its content: names are often wrong.
//!
//! Reading it is left to the readers of the formats. Invariant: a file that cannot be read is an error that says
//! what it is and what to do.

use memchr::memmem;

use super::package::Package;
use crate::{document::Format, extract::error::OfficeFault};

/// What an office file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OfficeKind {
    Docx,
    /// A text or a spreadsheet of `OpenDocument`.
    Odf,
    /// The same as one XML file.
    FlatOdf,
    Rtf,
    Xlsx,
    Xlsb,
    Xls,
    /// A web page, which some systems give the name of a Word file.
    Html,
}

/// How far into a file its kind is looked for, in bytes.
const HEAD_BYTES: usize = 4_096;

/// Returns what a file is; `named` is what its name says.
pub(super) fn of(named: Format, bytes: &[u8]) -> Result<OfficeKind, OfficeFault> {
    let head = bytes.get(..bytes.len().min(HEAD_BYTES)).unwrap_or_default();
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match start {
        [b'P', b'K', 3 | 5, ..] => of_package(&mut Package::open(bytes)?),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => of_compound(named, bytes),
        [b'{', b'\\', b'r', b't', b'f', ..] => Ok(OfficeKind::Rtf),
        _ => of_markup(head),
    }
}

/// Returns whether bytes are the package of an office document.
pub(super) fn is_package(bytes: &[u8]) -> bool {
    Package::open(bytes)
        .is_ok_and(|mut package| matches!(of_package(&mut package), Ok(_) | Err(OfficeFault::Presentation)))
}

fn of_package(package: &mut Package<'_>) -> Result<OfficeKind, OfficeFault> {
    if package.has("mimetype") {
        let media_type = package.part("mimetype")?.unwrap_or_default();
        let media_type = media_type.trim().strip_prefix("application/vnd.oasis.opendocument.");
        return match media_type.map(|kind| kind.split('-').next().unwrap_or_default()) {
            Some("text" | "spreadsheet") => Ok(OfficeKind::Odf),
            Some("presentation") => Err(OfficeFault::Presentation),
            _ => Err(OfficeFault::Unknown),
        };
    }
    let main = package.main_part()?.unwrap_or_default().to_lowercase();
    match main.split('/').next().unwrap_or_default() {
        "xl" if main.rsplit('.').next() == Some("bin") => Ok(OfficeKind::Xlsb),
        "xl" => Ok(OfficeKind::Xlsx),
        "ppt" => Err(OfficeFault::Presentation),
        "word" => Ok(OfficeKind::Docx),
        _ if package.has("word/document.xml") => Ok(OfficeKind::Docx),
        _ if package.has("xl/workbook.xml") => Ok(OfficeKind::Xlsx),
        _ if package.has("content.xml") => Ok(OfficeKind::Odf),
        _ => Err(OfficeFault::Unknown),
    }
}

/// Recognizes a compound file by the names of its streams, which stand in it as UTF-16.
fn of_compound(named: Format, bytes: &[u8]) -> Result<OfficeKind, OfficeFault> {
    let has = |name: &str| {
        let name: Vec<u8> = format!("{name}\0").encode_utf16().flat_map(u16::to_le_bytes).collect();
        memmem::find(bytes, &name).is_some()
    };
    let (is_word, is_excel) = (has("WordDocument"), has("Workbook") || has("Book"));
    // One of them may be embedded in the other.
    match (is_word, is_excel) {
        _ if has("EncryptedPackage") => Err(OfficeFault::Locked),
        (true, true) if named == Format::Xls => Ok(OfficeKind::Xls),
        (true, _) => Err(OfficeFault::OldWord),
        (false, true) => Ok(OfficeKind::Xls),
        (false, false) if has("PowerPoint Document") => Err(OfficeFault::Presentation),
        (false, false) => Err(OfficeFault::OldProgram),
    }
}

fn of_markup(head: &[u8]) -> Result<OfficeKind, OfficeFault> {
    let head = String::from_utf8_lossy(head).to_lowercase();
    let has = |mark: &str| head.contains(mark);
    if has("<office:document") {
        Ok(OfficeKind::FlatOdf)
    } else if has("mime-version:") || has("<?mso-application") || has("<w:worddocument") {
        Err(OfficeFault::OldMarkup)
    } else if has("<html") || has("<!doctype html") {
        Ok(OfficeKind::Html)
    } else {
        Err(OfficeFault::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: Result<OfficeKind, OfficeFault>) {
        assert_eq!(of(Format::Doc, bytes), expected);
    }

    fn compound(names: &[&str]) -> Vec<u8> {
        let names = names.iter().flat_map(|name| format!("{name}\0").encode_utf16().collect::<Vec<_>>());
        b"\xd0\xcf\x11\xe0".iter().copied().chain(names.flat_map(u16::to_le_bytes)).collect()
    }

    #[test]
    fn files_are_recognized_by_their_content() {
        check(b"{\\rtf1 a}", Ok(OfficeKind::Rtf));
        check(b"\xef\xbb\xbf<html><body>a", Ok(OfficeKind::Html));
        check(b"<?xml version='1.0'?><office:document>", Ok(OfficeKind::FlatOdf));
        check(&compound(&["Workbook"]), Ok(OfficeKind::Xls));
        check(&compound(&["WordDocument", "Workbook"]), Err(OfficeFault::OldWord));
        check(&compound(&["EncryptedPackage"]), Err(OfficeFault::Locked));
        check(&compound(&["PowerPoint Document"]), Err(OfficeFault::Presentation));
        check(&compound(&["Visio"]), Err(OfficeFault::OldProgram));
        check(b"MIME-Version: 1.0\nContent-Type: multipart/related", Err(OfficeFault::OldMarkup));
        check(b"PK\x03\x04", Err(OfficeFault::Incomplete));
        check(b"tekst", Err(OfficeFault::Unknown));
    }
}
