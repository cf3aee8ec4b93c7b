//! Gives every heading an address within the page about its document.
//!
//! Sections of acts come with theirs, such as `par-3-ust-2`; other headings get one made of their words.
//! Invariant: addresses are unique within a document and consist of ASCII letters, digits and hyphens.

use std::collections::HashMap;

use crate::{analysis::unaccented, document::OutlineEntry};

/// The maximum length of an address, in bytes: enough to tell headings apart at a glance.
const MAX_BYTES: usize = 60;

/// Returns the headings with an address each.
pub(super) fn assigned(mut outline: Vec<OutlineEntry>) -> Vec<OutlineEntry> {
    let mut uses: HashMap<String, usize> = HashMap::new();
    for entry in &mut outline {
        if entry.anchor.is_empty() {
            entry.anchor = of_words(&entry.label);
        }
        let count = uses.entry(entry.anchor.clone()).or_default();
        *count += 1;
        if *count > 1 {
            // A number after two hyphens is in no address made of words or of a section.
            entry.anchor.push_str(&format!("--{count}"));
        }
    }
    outline
}

/// Returns the words of a heading in lower case, joined by hyphens.
fn of_words(label: &str) -> String {
    let plain = unaccented(&label.to_lowercase());
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut anchor = String::from("s");
    for word in words {
        if anchor.len() + word.len() >= MAX_BYTES {
            break;
        }
        anchor.push('-');
        anchor.push_str(word);
    }
    anchor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(labels: &[&str], expected: &[&str]) {
        let entry = |label: &&str| OutlineEntry { label: (*label).to_owned(), ..OutlineEntry::default() };
        let outline = assigned(labels.iter().map(entry).collect());
        let anchors: Vec<&str> = outline.iter().map(|entry| entry.anchor.as_str()).collect();
        assert_eq!(anchors, expected);
    }

    #[test]
    fn headings_are_addressed_by_their_words() {
        check(&["Budżet obywatelski 2027", "Zażółć gęślą"], &["s-budzet-obywatelski-2027", "s-zazolc-gesla"]);
        check(&["§", "§", "Źródła"], &["s", "s--2", "s-zrodla"]);
        let long = "słowo ".repeat(100);
        let outline = assigned(vec![OutlineEntry { label: long, ..OutlineEntry::default() }]);
        assert!(outline[0].anchor.len() <= MAX_BYTES);
    }
}
