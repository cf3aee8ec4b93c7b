//! Any bytes are read as Markdown, a web page, text or JSON, or refused with a message; front matter yields
//! only valid metadata.

#![no_main]

use libfuzzer_sys::fuzz_target;
use skorowidz::{
    document::{Format, Metadata},
    extract::extract,
};

const FORMATS: [Format; 4] = [Format::Markdown, Format::Json, Format::Html, Format::Text];

fuzz_target!(|input: (u8, &[u8])| {
    let (choice, bytes) = input;
    check(FORMATS[usize::from(choice) % FORMATS.len()], bytes);
    let fenced = [b"---\n", bytes, b"\n---\n# Tytul\n\nTekst.\n"].concat();
    check(Format::Markdown, &fenced);
});

fn check(format: Format, bytes: &[u8]) {
    let extracted = match extract(format, bytes.to_vec()) {
        Ok(extracted) => extracted,
        Err(error) => return assert!(!error.to_string().trim().is_empty()),
    };
    for metadata in [&extracted.declared, &extracted.from_text, &extracted.fallback] {
        check_metadata(metadata);
    }
    for (number, page) in (1..).zip(&extracted.pages) {
        assert_eq!(page.number, number);
        assert!(page.edits.iter().all(|edit| page.text.get(edit.start..edit.end).is_some()));
    }
    for entry in &extracted.outline {
        let page = extracted.pages.iter().find(|page| page.number == entry.page).expect("a page");
        assert!(page.text.is_char_boundary(entry.start), "{entry:?}");
    }
}

fn check_metadata(metadata: &Metadata) {
    if let Some(url) = &metadata.url {
        assert!(url.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http")), "{url}");
    }
    for text in [&metadata.title, &metadata.lead].into_iter().flatten() {
        assert!(!text.trim().is_empty());
    }
}
