//! Tests of files within files, which are created here.

use lopdf::{StringFormat, dictionary};

use super::*;
use crate::{
    document::Format,
    extract::{attached::MAX_FILES, extract, pdf::tests::pdf},
};

/// Returns a PDF with the given `text` and these files attached.
fn holding(text: &str, files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let page = format!("BT /F 12 Tf 50 700 Td ({text}) Tj ET");
    let mut document = Document::load_mem(&pdf(&[page], 0)).expect("a valid PDF");
    let mut names = Vec::new();
    for (name, bytes) in files {
        let stream =
            document.add_object(Stream::new(dictionary! { "Type" => "EmbeddedFile" }, bytes.clone()));
        let name = Object::String(name.as_bytes().to_vec(), StringFormat::Literal);
        let file = document.add_object(dictionary! {
            "Type" => "Filespec", "F" => name.clone(), "EF" => dictionary! { "F" => stream },
        });
        names.extend([name, file.into()]);
    }
    let catalogue = document.catalog_mut().expect("a catalog");
    catalogue.set("Names", dictionary! { "EmbeddedFiles" => dictionary! { "Names" => names } });
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("written");
    bytes
}

fn read(bytes: Vec<u8>) -> Extracted {
    extract(Format::Pdf, bytes).expect("readable")
}

fn texts(extracted: &Extracted) -> Vec<&str> {
    extracted.pages.iter().map(|page| page.text.as_str()).collect()
}

#[test]
fn attached_files_become_additional_pages_under_their_names() {
    let inner = holding("Remiz", &[("b.txt", b"O derkaczu".to_vec())]);
    let files =
        [("a.pdf", inner), ("c.html", b"<h1>Czapla</h1><p>siwa".to_vec()), ("d.md", b"# Dudek".to_vec())];
    let found = read(holding("Pismo", &files));
    let expected =
        ["Pismo", "a.pdf\n\nRemiz", "b.txt\n\nO derkaczu", "c.html\n\nCzapla\n\nsiwa", "d.md\n\nDudek"];
    assert_eq!(texts(&found), expected);
    assert_eq!(found.pages.iter().map(|page| page.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    let outline: Vec<_> = found.outline.iter().map(|e| (e.label.as_str(), e.page, e.start)).collect();
    let expected = [
        ("a.pdf", 2, 0),
        ("b.txt", 3, 0),
        ("c.html", 4, 0),
        ("Czapla", 4, 8),
        ("d.md", 5, 0),
        ("Dudek", 5, 6),
    ];
    assert_eq!(outline, expected);
    assert_eq!(found.warnings, Vec::<String>::new());
}

#[test]
fn unsupported_files_are_counted_and_broken_ones_named() {
    let file = |name: &'static str| (name, b"PK".to_vec());
    let files =
        [file("a.pptx"), file("b.pptx"), file("c.xml"), ("d.pdf", b"%PDF-1.4 broken".to_vec()), file("e")];
    let found = read(holding("Pismo", &files));
    assert_eq!(texts(&found), ["Pismo"]);
    assert!(found.warnings[0].starts_with("attached file `d.pdf` is not read: "), "{:?}", found.warnings);
    assert_eq!(found.warnings[1..], ["4 attached files of unsupported kinds: no ending 1, pptx 2, xml 1"]);
}

#[test]
fn nesting_of_attachments_is_limited_and_duplicates_are_read_once() {
    let mut nested = holding("Dno", &[("x.txt", b"Za daleko".to_vec())]);
    for level in ["c", "b", "a"] {
        nested = holding(level, &[("n.pdf", nested)]);
    }
    let found = read(nested);
    assert_eq!(texts(&found), ["a", "n.pdf\n\nb", "n.pdf\n\nc"]);
    assert_eq!(
        found.warnings,
        [
            "attached file `n.pdf`: attached file `n.pdf`: 1 attached file skipped: too many, too large or too deep"
        ]
    );
    let same = b"Ten sam".to_vec();
    let found = read(holding("Pismo", &[("a.txt", same.clone()), ("b.txt", same)]));
    assert_eq!(texts(&found), ["Pismo", "a.txt\n\nTen sam"]);
}

#[test]
fn files_over_the_limit_are_counted() {
    let names: Vec<String> = (0..MAX_FILES + 7).map(|number| format!("{number}.txt")).collect();
    let files: Vec<(&str, Vec<u8>)> =
        names.iter().map(|name| (name.as_str(), name.clone().into_bytes())).collect();
    let found = read(holding("Pismo", &files));
    assert_eq!(found.pages.len(), 1 + MAX_FILES);
    assert_eq!(found.warnings, ["7 attached files skipped: too many, too large or too deep"]);
}

#[test]
fn a_cyclic_tree_of_names_terminates() {
    let mut document = Document::load_mem(&holding("Pismo", &[])).expect("sound");
    let node = document.new_object_id();
    document.objects.insert(node, dictionary! { "Kids" => vec![node.into(), node.into()] }.into());
    document.catalog_mut().expect("a catalog").set("Names", dictionary! { "EmbeddedFiles" => node });
    assert!(find(&document).is_empty());
}
