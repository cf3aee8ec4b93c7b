//! Corrections over a small index: what is replaced, what is left alone.

use crate::{
    analysis::Analyzer,
    document::Document,
    index::{IndexWriter, IndexableDocument, Snapshot, WriterMode},
};

/// Titles and texts with names and streets of Kraków.
const DOCUMENTS: [(&str, &str); 6] = [
    ("Rada Dzielnicy XI", "Rada dzielnicy Podgórze Duchackie zebrała się przy ulicy Piłsudskiego."),
    ("Budżet obywatelski", "Głosowanie w budżecie obywatelskim Krakowa trwa do października."),
    ("Zarządzenie w sprawie konwentu", "Konwent przewodniczących rad dzielnic w Nowej Hucie."),
    ("Remont chodnika", "Ulica Krowoderska, Bieżanów i Łagiewniki: przegląd oświetlenia, ławki, rzeka."),
    ("Park kieszonkowy", "Zieleń, biblioteka i przystanki na Kazimierzu."),
    ("Lodowisko", "Lodowisko przy Błoniach działa całą zimę."),
];

/// Returns a state of an index of [`DOCUMENTS`], which outlives its folder.
pub(in crate::search) fn snapshot() -> Snapshot {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open_sized(folder.path(), WriterMode::Single).expect("an index");
    for (number, (title, text)) in DOCUMENTS.iter().enumerate() {
        let id = format!("d{number}").parse().expect("an id");
        writer.add(IndexableDocument::new(&Document::new(id, *title, *text), None)).expect("added");
    }
    writer.commit().expect("committed");
    writer.index().snapshot()
}

#[track_caller]
fn check(typed: &str, expected: Option<&str>) {
    let corrected = super::corrected(&snapshot(), &mut Analyzer::default(), typed).expect("searched");
    assert_eq!(corrected.as_deref(), expected, "{typed}");
}

#[test]
fn a_misspelled_word_is_replaced_by_one_of_the_index() {
    check("budrzet obywatelski", Some("budżet obywatelski"));
    check("Bóddżet Obywatelski", Some("Budżet Obywatelski"));
    check("lodwisko", Some("lodowisko"));
    check("biezanuw krwoderska", Some("bieżanów krowoderska"));
    check("piłsudikiego", Some("piłsudskiego"));
}

#[test]
fn the_inflection_is_kept_even_if_no_document_has_the_form() {
    check("chodnikamy", Some("chodnikami"));
    check("bibliotece pszystanku", Some("bibliotece przystanku"));
}

#[test]
fn known_words_are_left_alone() {
    for typed in ["budżet obywatelski", "lada dzielnicy", "żółwie", "budzet", "konwent XI", "Wawel"] {
        check(typed, None);
    }
}

#[test]
fn words_that_no_document_has_are_not_guessed() {
    check("qwertyuiop", None);
    check("MPZP \"budrzet\" -parkign 358/2017", None);
}
