//! Extracts the files in a ZIP archive.
//!
//! Reading each, within limits, is left to `attached`. Invariants: a name is text and never a path; an archive
//! within an archive within an archive is not opened; what is unpacked is bounded, whatever the archive claims.

use std::{
    io::{Cursor, Read},
    sync::Arc,
};

use zip::{CompressionMethod, ZipArchive};

use super::{
    attached::{AttachedFile, AttachedFiles, AttachmentBudget, AttachmentReader, shown_name},
    code_page::DosPage,
    decode,
    error::{ExtractError, OfficeFault},
    extracted::Extracted,
};

/// The maximum number of entries.
const MAX_ENTRIES: usize = 20_000;

/// Extracts an archive; `read` reads the files in it.
pub(super) fn extract(
    bytes: &Arc<Vec<u8>>,
    budget: &mut AttachmentBudget,
    read: AttachmentReader,
) -> Result<Extracted, ExtractError> {
    if bytes.is_empty() {
        return Err(ExtractError::Empty);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes.as_slice())).map_err(|_| OfficeFault::Incomplete)?;
    if archive.len() > MAX_ENTRIES {
        return Err(OfficeFault::TooManyParts { limit: MAX_ENTRIES }.into());
    }
    budget.widen_for_archive();
    budget.is_new(bytes);
    let mut extracted = Extracted { paginated: true, ..Extracted::default() };
    let mut files = AttachedFiles::new(&mut extracted, budget, read);
    let mut is_locked = false;
    for index in 0..archive.len() {
        is_locked |= !add(&mut archive, index, &mut files);
    }
    files.finish();
    match (extracted.pages.is_empty(), is_locked) {
        (false, _) => Ok(extracted),
        (true, true) => Err(OfficeFault::Locked.into()),
        (true, false) => Err(nothing(&extracted.warnings)),
    }
}

/// Returns the error for an archive from which nothing was read.
fn nothing(warnings: &[String]) -> ExtractError {
    match warnings.first() {
        Some(warning) => ExtractError::UnreadArchive { reason: warning.clone() },
        None => OfficeFault::EmptyArchive.into(),
    }
}

/// Adds the text of an entry; returns false if it is protected by a password.
fn add(archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize, files: &mut AttachedFiles<'_>) -> bool {
    let Ok(entry) = archive.by_index_raw(index) else { return true };
    let path = decoded(entry.name_raw());
    if entry.is_dir() || path.ends_with(['/', '\\']) || is_of_system(&path) {
        return true;
    }
    let name = shown_name(&path);
    if entry.encrypted() {
        files.warn(format!("attached file `{name}` is not read: {}", OfficeFault::Locked));
        return false;
    }
    let is_deflated = matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated);
    if !is_deflated {
        files.warn(format!(
            "attached file `{name}` is not read: it is packed in an unusual way: pack it again as an ordinary ZIP"
        ));
        return true;
    }
    let packed_bytes = usize::try_from(entry.compressed_size()).unwrap_or(usize::MAX);
    drop(entry);
    let file = AttachedFile { name: &name, media_type: "", packed_bytes };
    files.add(&file, |most| {
        let mut bytes = Vec::new();
        let entry = archive.by_index(index).ok()?;
        entry.take(most as u64 + 1).read_to_end(&mut bytes).ok()?;
        Some(bytes).filter(|bytes| bytes.len() <= most)
    });
    true
}

/// Returns whether a program put an entry there for itself.
fn is_of_system(path: &str) -> bool {
    let mut steps = path.split(['/', '\\']);
    let name = steps.clone().next_back().unwrap_or_default();
    steps.any(|step| step == "__MACOSX") || name.starts_with('.') || name.eq_ignore_ascii_case("thumbs.db")
}

/// Decodes the name of an entry: UTF-8, or else what Polish Windows writes.
fn decoded(raw: &[u8]) -> String {
    String::from_utf8(raw.to_vec()).unwrap_or_else(|_| {
        // Windows writes the code page of DOS; some programs write their own.
        let (dos, windows) =
            (DosPage::CENTRAL.decode(raw), encoding_rs::WINDOWS_1250.decode(raw).0.into_owned());
        if polish_letters(&windows) > polish_letters(&dos) { windows } else { dos }
    })
}

fn polish_letters(text: &str) -> usize {
    text.chars().filter(|c| decode::POLISH.contains(*c)).count()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;
    use crate::document::Format;

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn read(bytes: Vec<u8>) -> Result<Extracted, ExtractError> {
        crate::extract::extract(Format::Zip, bytes)
    }

    #[test]
    fn files_become_pages_under_their_names() {
        let inner = zipped(&[("c.txt", "W środku".as_bytes())]);
        let deep = zipped(&[("d.zip", &zipped(&[("e.zip", &inner)]))]);
        let found = read(zipped(&[
            ("../../etc/a.html", b"<p>Strona</p>"),
            ("__MACOSX/._a.html", b"x"),
            ("b.zip", &inner),
            ("deep.zip", &deep),
            ("g.exe", b"MZ"),
        ]))
        .unwrap();
        let texts: Vec<&str> = found.pages.iter().map(|page| page.text.as_str()).collect();
        assert_eq!(texts, ["a.html\n\nStrona", "b.zip\n\nc.txt\n\nW środku"]);
        assert!(found.warnings.iter().any(|warning| warning.contains("deep.zip")), "{:?}", found.warnings);
        assert!(
            found.warnings.iter().any(|warning| warning.ends_with("kinds: exe 1")),
            "{:?}",
            found.warnings
        );
    }

    #[test]
    fn names_are_decoded() {
        assert_eq!(decoded("Uchwała.pdf".as_bytes()), "Uchwała.pdf");
        assert_eq!(decoded(b"Uchwa\x88a.pdf"), "Uchwała.pdf");
        assert_eq!(decoded(b"Za\xb3\xb9cznik.pdf"), "Załącznik.pdf");
    }

    #[test]
    fn bombs_and_empty_archives_are_errors() {
        let zeros = vec![0; 60 << 20];
        let message = read(zipped(&[("a.txt", &zeros)])).unwrap_err().to_string();
        assert!(message.contains("too large"), "{message}");
        assert_eq!(read(zipped(&[])), Err(OfficeFault::EmptyArchive.into()));
        assert_eq!(read(b"PK\x03\x04".to_vec()), Err(OfficeFault::Incomplete.into()));
        assert_eq!(read(Vec::new()), Err(ExtractError::Empty));
    }
}
