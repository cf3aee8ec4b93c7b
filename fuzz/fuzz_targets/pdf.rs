//! Any bytes are read as a PDF or refused with a message, and no panic escapes.

#![no_main]

use libfuzzer_sys::fuzz_target;
use skorowidz::{
    document::Format,
    extract::{Extracted, extract},
};

fuzz_target!(|bytes: &[u8]| {
    match extract(Format::Pdf, bytes.to_vec()) {
        Ok(extracted) => check(&extracted),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});

/// Checks the invariants of extracted text: pages are numbered from 1, and edits and unread pages refer to
/// them.
fn check(extracted: &Extracted) {
    assert!(!extracted.pages.is_empty());
    for (number, page) in (1..).zip(&extracted.pages) {
        assert_eq!(page.number, number);
        assert!(!page.text.contains('\u{c}'));
        assert!(page.edits.is_sorted_by(|a, b| a.end <= b.start));
        assert!(page.edits.iter().all(|edit| page.text.get(edit.start..edit.end).is_some()));
    }
    let pages = extracted.pages.len();
    assert!(extracted.unread.iter().all(|unread| (1..=pages).contains(&(unread.page as usize))));
    assert!(extracted.outline.iter().all(|entry| (1..=pages).contains(&(entry.page as usize))));
}
