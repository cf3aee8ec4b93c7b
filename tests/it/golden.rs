//! The exact text of every PDF of the sample corpus: a change in how PDFs are read shows up here.
//!
//! `INSTA_UPDATE=always cargo test --test it golden` writes the texts again; review the difference.

use std::{fmt::Write, fs, path::PathBuf};

use skorowidz::{document::Format, extract::extract};

use crate::harness::corpus;

/// The PDFs of the corpus, each with its name.
fn samples() -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for folder in fs::read_dir(corpus("")).expect("the corpus") {
        let files = fs::read_dir(folder.expect("readable").path()).into_iter().flatten();
        let paths = files.map(|file| file.expect("readable").path());
        found.extend(paths.filter(|path| path.extension().is_some_and(|extension| extension == "pdf")));
    }
    let name = |path: PathBuf| (path.file_stem().expect("a name").to_string_lossy().into_owned(), path);
    found.into_iter().map(name).collect()
}

/// Formats pages with their edits, pages that need OCR, headings and warnings.
fn written(path: &PathBuf) -> String {
    let extracted = extract(Format::Pdf, fs::read(path).expect("readable")).expect("a PDF");
    let mut written = String::new();
    for page in &extracted.pages {
        writeln!(written, "--- page {} ---\n{}", page.number, page.text).expect("written");
        for edit in &page.edits {
            let (was, read) = (&page.text[edit.start..edit.end], &edit.text);
            writeln!(written, "> {was:?} is read {read:?}").expect("written");
        }
    }
    for heading in &extracted.outline {
        let place = &extracted.pages[heading.page as usize - 1].text[heading.start..];
        let there: String = place.chars().take(20).collect();
        writeln!(written, "# {} (page {}, {there:?})", heading.label, heading.page).expect("written");
    }
    let unread = extracted.unread.iter().map(|page| format!("? page {}: {:?}\n", page.page, page.quality));
    written.extend(unread);
    written.extend(extracted.warnings.iter().map(|warning| format!("! {warning}\n")));
    written
}

#[test]
fn every_pdf_of_the_corpus_has_its_golden_text() {
    let samples = samples();
    assert!(samples.len() >= 36, "{samples:?}");
    for (name, path) in samples {
        insta::assert_snapshot!(name, written(&path));
    }
}
