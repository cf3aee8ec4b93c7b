//! Any bytes are read as an office file, an archive or an e-mail, or refused with a message; no panic escapes.
//!
//! The first byte chooses the format, the rest is the file; a corpus entry is a file with one byte in front.

#![no_main]

use libfuzzer_sys::fuzz_target;
use skorowidz::{
    document::Format,
    extract::{Extracted, extract},
};

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, file)) = bytes.split_first() else { return };
    let format = Format::ALL[usize::from(*choice) % Format::ALL.len()];
    if format == Format::Pdf {
        return;
    }
    match extract(format, file.to_vec()) {
        Ok(extracted) => check(&extracted),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});

/// Checks the invariants of extracted text: there is a page, and edits and headings lie in the text.
fn check(extracted: &Extracted) {
    assert!(!extracted.pages.is_empty());
    for page in &extracted.pages {
        assert!(page.edits.is_sorted_by(|a, b| a.end <= b.start));
        assert!(page.edits.iter().all(|edit| page.text.get(edit.start..edit.end).is_some()));
    }
    for entry in &extracted.outline {
        let page = extracted.pages.iter().find(|page| page.number == entry.page);
        assert!(page.is_some_and(|page| page.text.get(entry.start..).is_some()));
    }
}
