//! What identifies a body, however its name is written.

use crate::analysis::{is_roman, unaccented};

/// Returns the words that identify a body: of a district, its number without its name.
pub(crate) fn body_key(body: &str) -> String {
    let folded = folded(body);
    if folded.starts_with("konwent przewodniczacych") && folded.contains("dzielnic") {
        return "konwent dzielnic".to_owned();
    }
    let words: Vec<&str> = folded.split(' ').collect();
    let is_numbered = |pair: &[&str]| pair[0].starts_with("dzielnic") && is_roman(pair[1]);
    match words.windows(2).position(is_numbered) {
        Some(at) if !body.contains(',') => words[..at + 2].join(" "),
        _ => folded,
    }
}

/// Returns the Roman numerals of the districts that the name of a body has: *Rada Dzielnicy VIII Dębniki*.
pub(crate) fn districts_of(body: &str) -> Vec<String> {
    let words: Vec<&str> = body.split([' ', ',']).collect();
    let named = words.windows(2).filter(|pair| pair[0].starts_with("Dzielnic") && is_roman(pair[1]));
    named.map(|pair| pair[1].to_owned()).collect()
}

/// Returns the words of a text in lower case, without accents and punctuation.
pub(crate) fn folded(text: &str) -> String {
    let lower = unaccented(&text.to_lowercase());
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
