//! No Polish document is taken for a foreign one.

use std::{
    fs::File,
    io::{BufRead, BufReader},
};

use serde_json::Value;
use skorowidz::{analysis::language::detect, document::Language};

use crate::harness::{shared, text};

/// Documents of the judged sets that truly are in another language.
const FOREIGN: [(&str, &str); 1] = [("pb1198", "uk")];

/// Every document of a judged set is Polish, but for those of [`FOREIGN`].
#[track_caller]
fn check(set: &str, at_least: usize) {
    let Some(path) = shared(&format!("eval/{set}/docs.jsonl")) else { return };
    let mut documents = 0;
    let mut taken_for_foreign = Vec::new();
    for line in BufReader::new(File::open(path).expect("there")).lines() {
        let document: Value = serde_json::from_str(&line.expect("UTF-8")).expect("JSON");
        let (id, title) = (text(&document, "id"), text(&document, "title"));
        documents += 1;
        let told = detect(&format!("{title}\n{}", text(&document, "text"))).unwrap_or(Language::POLISH);
        let truly = FOREIGN.iter().find(|(foreign, _)| *foreign == id).map_or("pl", |(_, code)| code);
        if told.as_str() != truly {
            taken_for_foreign.push(format!("{id} ({told}): {title}"));
        }
    }
    assert!(documents >= at_least, "{set} has only {documents} documents");
    assert!(taken_for_foreign.is_empty(), "{set}: {taken_for_foreign:#?}");
}

#[test]
fn questions_of_people_and_encyclopedia_articles_stay_polish() {
    check("klej-dyk", 4_000);
    check("poquad", 3_500);
}

#[test]
fn answers_of_a_shop_stay_polish() {
    check("poleval22-allegro-faq", 900);
}

#[test]
fn short_titles_of_budget_projects_stay_polish() {
    check("krakow-pb-known-item", 11_000);
}

#[test]
fn statutes_and_their_articles_stay_polish() {
    check("statutes-known-item", 1_000);
    check("poleval22-legal", 25_000);
}
