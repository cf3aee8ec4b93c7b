//! Acts with the sections they must have, marked in their text: `{par-1}` stands before the section with that
//! anchor.

mod amending_acts;
mod bare_texts;
mod noise;
mod ordinances;
mod paths;
mod properties;
mod resolutions;
mod statutes;
mod unsigned;

use std::collections::HashSet;

use crate::acts::sections::{Section, sections};

/// Splits a marked text into the plain text and its sections: anchors with starts.
fn unmark(marked: &str) -> (String, Vec<(String, usize)>) {
    let mut text = String::new();
    let mut expected = Vec::new();
    for (number, piece) in marked.split('{').enumerate() {
        match piece.split_once('}').filter(|_| number > 0) {
            Some((anchor, rest)) => {
                expected.push((anchor.to_owned(), text.len()));
                text.push_str(rest);
            }
            None => text.push_str(piece),
        }
    }
    (text, expected)
}

fn found(text: &str) -> Vec<(String, usize)> {
    sections(text).into_iter().map(|section| (section.anchor, section.start)).collect()
}

/// Checks the anchors and starts of all sections of a marked text.
#[track_caller]
fn check(marked: &str) {
    let (text, expected) = unmark(marked);
    let found = found(&text);
    let missing: Vec<_> = expected.iter().filter(|section| !found.contains(section)).collect();
    let wrong: Vec<_> = found.iter().filter(|section| !expected.contains(section)).collect();
    assert!(missing.is_empty() && wrong.is_empty(), "missing {missing:?}, wrong {wrong:?} in\n{text}");
    assert_eq!(found, expected);
}

/// Checks the labels of all sections of a text.
#[track_caller]
fn check_labels(text: &str, labels: &[&str]) {
    let found: Vec<String> = sections(text).into_iter().map(|section| section.label).collect();
    assert_eq!(found, labels, "{text}");
}

/// Checks what holds for the sections of any text.
#[track_caller]
fn check_invariants(text: &str, sections: &[Section]) {
    assert!(sections.windows(2).all(|pair| pair[0].start < pair[1].start), "{text:?}");
    assert!(sections.iter().all(|section| text.is_char_boundary(section.start)), "{text:?}");
    let anchors: HashSet<&str> = sections.iter().map(|section| section.anchor.as_str()).collect();
    assert_eq!(anchors.len(), sections.len(), "{text:?}");
    assert!(
        sections.iter().all(|section| section.anchor.is_ascii() && !section.label.is_empty()),
        "{text:?}"
    );
}
