//! Splits a line into sentences.
//!
//! A full stop after an abbreviation, in a number or before a small letter ends nothing. Invariant: sentences
//! cover the line in order, without the white space between them.

use std::ops::Range;

use crate::acts::letters::plain_text;

/// The most bytes of a sentence that are read.
const SENTENCE_BYTES: usize = 1500;

/// The words that end in a stop of their own, without it.
const ABBREVIATIONS: [&str; 64] = [
    "pon", "wt", "sr", "czw", "sob", "niedz", "insp", "podinsp", "nadkom", "podkom", "asp", "bryg", "kpt",
    "ml", "st", "godz", "ul", "pl", "al", "os", "nr", "sw", "im", "tzw", "tj", "np", "prof", "dr", "hab",
    "mgr", "inz", "ks", "lic", "poz", "pkt", "ust", "art", "str", "dz", "ds", "wz", "zob", "por", "woj",
    "gm", "pow", "tel", "pok", "red", "jw", "ww", "p", "m", "in", "in", "ok", "dn", "pt", "lok", "g", "nt",
    "dot", "ws", "tys",
];

/// The distance within which the date at the head of a sentence ends, in bytes: `12 marca 2024 r. Konwent`.
const HEAD_BYTES: usize = 48;

/// Splits a range of a text into sentences.
pub(super) fn sentences(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let (mut found, mut start) = (Vec::new(), range.start);
    for at in memchr::memchr3_iter(b'.', b'?', b'!', &text.as_bytes()[range.clone()]) {
        let end = range.start + at + 1;
        if end > start && ends_sentence(text, start, end, range.end) {
            push(text, start..end, &mut found);
            start = end;
        }
    }
    push(text, start..range.end, &mut found);
    found
}

fn push(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let said = text[range.clone()].trim();
    if !said.is_empty() {
        let start = range.end - text[range].trim_start().len();
        found.push(start..start + said.len());
    }
}

/// Whether the mark before `end` ends the sentence that begins at `start`.
fn ends_sentence(text: &str, start: usize, end: usize, limit: usize) -> bool {
    let after = &text[end..limit];
    let next = after.trim_start_matches(['”', '"', ')', ' ', '\u{a0}', '\t', '*']);
    let begins = next.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "„\"(–".contains(c));
    if !begins {
        return next.is_empty();
    }
    let before = &text[start..end - 1];
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    if !after.starts_with([' ', '\u{a0}', '\t', '”', '"', ')']) {
        return word.chars().count() > 3
            && word.chars().all(char::is_lowercase)
            && next.starts_with(char::is_uppercase);
    }
    let is_ordinal = is_numeral(word) && before.trim() == word;
    !is_ordinal && !is_abbreviated(text, start, end, word)
}

fn is_abbreviated(text: &str, start: usize, end: usize, word: &str) -> bool {
    if !text[..end].ends_with('.') {
        return false;
    }
    let plain = plain_text(word);
    let digits = plain.trim_start_matches(|c: char| c.is_ascii_digit());
    match plain.as_str() {
        plain if matches!(plain, "r" | "br") || digits == "r" => {
            let rest = text[end..].trim_start();
            end - start < HEAD_BYTES || rest.starts_with(['(', '–']) || opens_with_ordinal(rest)
        }
        "" => false,
        plain => {
            ABBREVIATIONS.contains(&plain)
                || (word.chars().count() == 1 && word.starts_with(char::is_uppercase))
        }
    }
}

/// Whether a sentence goes on with the number of a meeting: *br. LXI sesja*.
fn opens_with_ordinal(rest: &str) -> bool {
    let mut words = rest.split_whitespace();
    let is_number = words.next().is_some_and(is_numeral);
    is_number && words.next().is_some_and(|next| next.starts_with(char::is_lowercase))
}

fn is_numeral(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || "IVXLC".contains(c))
}

/// Cuts a sentence that is too long to read.
pub(super) fn bounded(text: &str, range: Range<usize>) -> Range<usize> {
    let end = text.floor_char_boundary(range.end.min(range.start + SENTENCE_BYTES));
    range.start..end.max(range.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = sentences(text, 0..text.len()).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn sentences_end_at_stops_that_are_not_of_abbreviations() {
        check("Sesja trwała krótko. Radni wyszli.", &["Sesja trwała krótko.", "Radni wyszli."]);
        check(
            "O godz. 17.00 przy ul. Długiej 3 m.in. A. Nowak.",
            &["O godz. 17.00 przy ul. Długiej 3 m.in. A. Nowak."],
        );
        check("5 marca 2024 r. Rada obradowała.", &["5 marca 2024 r. Rada obradowała."]);
        check(
            "Uprzejmie informujemy, że planowana na dzień 14 grudnia br. LXI sesja nie odbędzie się.",
            &["Uprzejmie informujemy, że planowana na dzień 14 grudnia br. LXI sesja nie odbędzie się."],
        );
        check("X. sesja. 12 maja", &["X. sesja.", "12 maja"]);
        check("zawiera osiem punktów.Radni", &["zawiera osiem punktów.", "Radni"]);
    }
}
