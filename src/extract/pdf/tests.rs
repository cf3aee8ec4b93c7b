//! Tests of whole files, which are created here.

use lopdf::{Document, Object, Stream, dictionary};

use super::*;
use crate::document::Format;

/// Creates a PDF with an A4 page for each content stream, rotated by `rotate` degrees; `/F` is Helvetica.
pub(super) fn pdf(contents: &[String], rotate: i64) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let mut kids: Vec<Object> = Vec::new();
    for content in contents {
        let stream = document.add_object(Stream::new(dictionary! {}, content.as_bytes().to_vec()));
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages, "Contents" => stream, "Rotate" => rotate,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
        });
        kids.push(page.into());
    }
    let count = i64::try_from(kids.len()).expect("few pages");
    document
        .objects
        .insert(pages, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("written");
    bytes
}

/// Returns text at a position, in points from the lower left corner.
fn show(text: &str, size: u32, x: u32, y: u32) -> String {
    format!("BT /F {size} Tf {x} {y} Td ({}) Tj ET\n", text.replace('(', "\\(").replace(')', "\\)"))
}

fn pages(contents: &[String], rotate: i64) -> Vec<Page> {
    crate::extract::extract(Format::Pdf, pdf(contents, rotate)).expect("readable").pages
}

/// Returns how a page reads once its edits are applied.
fn read(page: &Page) -> String {
    let mut text = page.text.clone();
    for edit in page.edits.iter().rev() {
        text.replace_range(edit.start..edit.end, &edit.text);
    }
    text
}

#[test]
fn headers_page_numbers_and_broken_words_become_edits_of_a_faithful_text() {
    let bodies = [("Rada", "organi-"), ("zacji, dalej", "koniec"), ("nowy", "akapit")];
    let page = |(number, (first, last)): (usize, (&str, &str))| {
        show("Dziennik Ustaw", 9, 50, 800)
            + &show(first, 12, 50, 700)
            + &show(last, 12, 50, 686)
            + &show(&format!("- {} -", number + 7), 9, 280, 30)
    };
    let pages = pages(&bodies.into_iter().enumerate().map(page).collect::<Vec<_>>(), 0);
    assert_eq!(pages[1].text, "Dziennik Ustaw\n\nzacji, dalej\nkoniec\n\n- 8 -");
    let read: Vec<String> = pages.iter().map(read).collect();
    assert_eq!(read, ["Dziennik Ustaw\n\nRada\norganizacji,", "dalej\nkoniec", "nowy\nakapit"]);
}

#[test]
fn raised_digits_are_distinguished_from_those_on_the_line() {
    let content = show("art. 22", 12, 50, 700)
        + &show("1", 7, 84, 705)
        + &show("ustawy", 12, 100, 700)
        + &show("2)", 7, 138, 705)
        + &show("CO", 12, 160, 700)
        + &show("2", 7, 179, 697);
    let pages = pages(&[content], 0);
    assert_eq!(pages[0].text, "art. 221 ustawy2) CO2");
    assert_eq!(read(&pages[0]), "art. 22(1) ustawy 2) CO2");
}

#[test]
fn a_rotated_page_reads_like_an_upright_one() {
    for rotate in [0, 90, 180, 270] {
        let page =
            |number: u32| show("Rada Miasta", 12, 50, 700) + &show(&format!("Nr {number}"), 12, 50, 686);
        let pages = pages(&[page(1), page(2)], rotate);
        assert_eq!(pages[0].text, "Rada Miasta\nNr 1", "turned by {rotate}");
    }
}

#[test]
fn a_ruled_table_painted_by_columns_is_read_by_rows() {
    let mut content = String::from("40 600 m 340 600 l S 40 570 m 340 570 l S 40 540 300 0.5 re f ");
    content += "40 540 0.5 60 re f 190 540 m 190 600 l S 340 540 m 340 600 l S\n";
    for (text, x, y) in [("Nazwa", 50, 580), ("Remont", 50, 550), ("Kwota", 200, 580), ("1200", 200, 550)] {
        content += &show(text, 12, x, y);
    }
    assert_eq!(pages(&[content], 0)[0].text, "Nazwa\tKwota\n\nRemont\t1200");
}

#[test]
fn text_painted_visibly_and_invisibly_is_read_once_and_is_not_ocr() {
    let content = show("Rada Miasta", 12, 50, 700) + "3 Tr " + &show("Rada Miasla", 12, 51, 701);
    let page = &pages(&[content], 0)[0];
    assert_eq!((page.text.as_str(), page.ocr), ("Rada Miasta", false));
    let page = &pages(&["3 Tr ".to_owned() + &show("Rada Miasta", 12, 50, 700)], 0)[0];
    assert_eq!((page.text.as_str(), page.ocr), ("Rada Miasta", true));
}

/// Creates a page with an annotation of these properties.
fn annotated(annotation: lopdf::Dictionary) -> Vec<Page> {
    let mut document = Document::load_mem(&pdf(&[show("Rada Miasta", 12, 50, 700)], 0)).expect("a valid PDF");
    let annotation = document.add_object(annotation);
    let page = document.page_iter().next().expect("a page");
    document.get_dictionary_mut(page).expect("a page").set("Annots", vec![annotation.into()]);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("written");
    crate::extract::extract(Format::Pdf, bytes).expect("readable").pages
}

#[test]
fn a_typed_note_without_an_appearance_is_page_text_and_other_notes_are_not() {
    let note = |kind: &str, key: &str, text: &str| {
        let area = vec![50.into(), 500.into(), 300.into(), 520.into()];
        let mut note = dictionary! { "Type" => "Annot", "Subtype" => kind, "Rect" => area, "F" => 4 };
        note.set(key, Object::string_literal(text));
        annotated(note)[0].text.clone()
    };
    assert_eq!(note("FreeText", "Contents", "Nr 4711/2022"), "Rada Miasta\n\nNr 4711/2022");
    let rich = "<body xmlns=\"http://www.w3.org/1999/xhtml\"><p>Uchylono <b>w maju</b></p></body>";
    assert_eq!(note("FreeText", "RC", rich), "Rada Miasta\n\nUchylono w maju");
    for kind in ["Text", "Popup", "Highlight", "Stamp"] {
        assert_eq!(note(kind, "Contents", "Notatka"), "Rada Miasta", "{kind}");
    }
    let long = "dopisek ".repeat(60);
    let text = note("FreeText", "Contents", &long);
    assert_eq!(text.matches("dopisek").count(), 60, "{text}");
}
