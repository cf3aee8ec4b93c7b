//! Language detection: no Polish document is taken for a foreign one, and documents in other languages are
//! found.

use std::{
    fs::File,
    io::{BufRead, BufReader},
};

use serde_json::Value;
use skorowidz::{analysis::detect_language, document::Language};

use crate::harness::{Place, shared, text};

/// Documents of the judged sets that really are in another language.
const FOREIGN: [(&str, &str); 1] = [("pb1198", "uk")];

/// Checks that every document of a judged set is detected as Polish, except those in [`FOREIGN`].
#[track_caller]
fn check(set: &str, at_least: usize) {
    let Some(path) = shared(&format!("eval/{set}/docs.jsonl")) else { return };
    let mut documents = 0;
    let mut taken_for_foreign = Vec::new();
    for line in BufReader::new(File::open(path).expect("exists")).lines() {
        let document: Value = serde_json::from_str(&line.expect("UTF-8")).expect("JSON");
        let (id, title) = (text(&document, "id"), text(&document, "title"));
        documents += 1;
        let detected =
            detect_language(&format!("{title}\n{}", text(&document, "text"))).unwrap_or(Language::POLISH);
        let truly = FOREIGN.iter().find(|(foreign, _)| *foreign == id).map_or("pl", |(_, code)| code);
        if detected.as_str() != truly {
            taken_for_foreign.push(format!("{id} ({detected}): {title}"));
        }
    }
    assert!(documents >= at_least, "{set} has only {documents} documents");
    assert!(taken_for_foreign.is_empty(), "{set}: {taken_for_foreign:#?}");
}

#[test]
fn user_questions_and_encyclopedia_articles_are_detected_as_polish() {
    check("klej-dyk", 4_000);
    check("poquad", 3_500);
}

#[test]
fn shop_answers_are_detected_as_polish() {
    check("poleval22-allegro-faq", 900);
}

#[test]
fn short_titles_of_budget_projects_are_detected_as_polish() {
    check("krakow-pb-known-item", 11_000);
}

#[test]
fn statutes_and_their_articles_are_detected_as_polish() {
    check("statutes-known-item", 1_000);
    check("poleval22-legal", 25_000);
}

#[test]
fn documents_in_other_languages_are_found_by_inflected_forms_and_polish_names() {
    let place = Place::new();
    let english = "The councils of the districts meet in Nowa Huta, and O'Connor's plan is on the list. ";
    let ukrainian =
        "Міська рада запрошує мешканців Кракова на консультації. Номер PESEL, обов'язкові документи. ";
    let lines = [("en", english), ("uk", ukrainian)].map(|(language, text)| {
        serde_json::json!({"id": language, "language": language, "text": text.repeat(4)}).to_string()
    });
    place.file("posts.jsonl", lines.join("\n"));
    place.index(&["posts.jsonl"], 0);
    for query in ["council", "w Nowej Hucie", "meeting", "O'Connor", "o'connors"] {
        assert_eq!(place.found(&[query]), ["en"], "{query}");
    }
    for query in ["ради", "pesel", "мешканці", "обов'язкові", "\"міська рада\""]
    {
        assert_eq!(place.found(&[query]), ["uk"], "{query}");
    }
}

#[test]
fn a_text_that_begins_with_an_analyzer_marker_is_still_polish() {
    let place = Place::new();
    let line = serde_json::json!({"id": "a", "language": "pl", "text": "\u{f8e0}Zarządzenie z mieszkańcami"});
    place.file("posts.jsonl", line.to_string());
    place.index(&["posts.jsonl"], 0);
    assert_eq!(place.found(&["mieszkańcy"]), ["a"]);
}

#[test]
fn synonyms_are_read_from_the_configured_file() {
    let place = Place::new();
    place.file("posts.jsonl", "{\"id\":\"a\",\"text\":\"Ulica zamknięta dla ruchu\"}\n");
    place.index(&["posts.jsonl"], 0);
    place.file("skorowidz.toml", "synonyms = \"own.txt\"\n");
    place.file("own.txt", "# nasze\njezdnia = ulica\n");
    assert_eq!(place.found(&["jezdni"]), ["a"]);
    place.file("own.txt", "jezdnia = ulica\nsama\n");
    let ran = place.run(&["search", "jezdnia"]).ended(2);
    assert!(ran.err.contains("`own.txt`, line 2: `sama` has only one side"), "{}", ran.err);
}
