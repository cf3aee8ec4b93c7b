//! Splits a piece of text into words and compares them with phrases, regardless of case and accents.
//!
//! A phrase is a constant of plain words: `obrad~` stands for every word that begins so, `byl|byla` for
//! either word, `*` for up to twelve words. Adverbs that say nothing of the matter (*też*, *m.in.*) may stand
//! between the words of a phrase. Invariant: the range of a word is one of the whole text, and its plain form
//! is lower-case without accents.

use std::ops::Range;

use crate::acts::letters::plain_text;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// The start in bytes of the text.
    pub(super) start: usize,
    /// The end in bytes of the text.
    pub(super) end: usize,
    /// The first bytes of `plain`, by which tables of phrases are looked up.
    pub(super) key: u32,
    /// The word in lower case and without Polish accents.
    pub(super) plain: String,
}

/// How many bytes of a word its key has.
pub(super) const KEY_BYTES: usize = 3;

/// The first bytes of a plain word as a number.
pub(super) fn key(plain: &str) -> u32 {
    plain.bytes().take(KEY_BYTES).fold(0, |key, byte| key << 8 | u32::from(byte))
}

impl Word {
    /// The word as printed.
    pub(super) fn of<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start..self.end]
    }

    /// Whether the word is printed with a capital.
    pub(super) fn is_capital(&self, text: &str) -> bool {
        self.of(text).starts_with(char::is_uppercase)
    }

    /// Whether the word begins so; the beginning is plain.
    pub(super) fn begins(&self, beginning: &str) -> bool {
        self.plain.starts_with(beginning)
    }
}

/// Splits a range of a text into words of letters and digits; a hyphen joins two words to one.
pub(super) fn words(text: &str, range: Range<usize>) -> Vec<Word> {
    let piece = &text[range.clone()];
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in piece.char_indices() {
        let joins = c == '-' && start.is_some() && piece[at + 1..].starts_with(char::is_alphabetic);
        match (start, c.is_alphanumeric() || joins) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                found.push(word(text, range.start + from..range.start + at));
                start = None;
            }
            _ => {}
        }
    }
    found.extend(start.map(|from| word(text, range.start + from..range.end)));
    found
}

fn word(text: &str, range: Range<usize>) -> Word {
    let plain = plain_text(&text[range.clone()]);
    Word { start: range.start, end: range.end, key: key(&plain), plain }
}

/// Words that may stand between those of a phrase.
const FILLERS: [&str; 38] = [
    "m",
    "in",
    "miedzy",
    "innymi",
    "tez",
    "takze",
    "rowniez",
    "glownie",
    "przede",
    "wszystkim",
    "tym",
    "razem",
    "nastepnie",
    "ponadto",
    "kolejno",
    "jeszcze",
    "juz",
    "wiec",
    "zatem",
    "takie",
    "jak",
    "zwykle",
    "przy",
    "okazji",
    "poza",
    "jednak",
    "natomiast",
    "dzis",
    "wczoraj",
    "tam",
    "wtedy",
    "tradycyjnie",
    "szczegolowo",
    "dlugo",
    "najdluzej",
    "wspolnie",
    "szeroko",
    "obszernie",
];

/// Matches a phrase at a word; returns the index after its last word.
pub(super) fn phrase_at(words: &[Word], at: usize, phrase: &str) -> Option<usize> {
    let (mut next, mut skips) = (at, false);
    for (index, wanted) in parts(phrase).enumerate() {
        if wanted == b"*" {
            skips = true;
            continue;
        }
        if std::mem::take(&mut skips) {
            next = past_any(words, next, wanted)?;
        } else if index > 0 {
            next = past_fillers(words, next, wanted);
        }
        if !is_wanted(words.get(next)?, wanted) {
            return None;
        }
        next += 1;
    }
    Some(next)
}

/// The parts of a phrase. Bytes, because every phrase of every table is compared with the words of every
/// sentence, and searching a `str` for a character costs several times as much.
fn parts(phrase: &str) -> impl Iterator<Item = &[u8]> {
    phrase.as_bytes().split(|byte| *byte == b' ')
}

/// The most words that `*` stands for: the name of the Konwent has nine.
const GAP: usize = 12;

/// Skips any words before a word that is wanted.
fn past_any(words: &[Word], at: usize, wanted: &[u8]) -> Option<usize> {
    let near = words.get(at..)?.iter().take(GAP + 1);
    near.into_iter().position(|word| is_wanted(word, wanted)).map(|gap| at + gap)
}

/// Finds the first place of a phrase from an index on; returns the indexes of its first word and after it.
pub(super) fn find_phrase(words: &[Word], from: usize, phrase: &str) -> Option<Range<usize>> {
    let head = parts(phrase).next()?;
    let mut places = (from..words.len()).filter(|at| is_wanted(&words[*at], head));
    places.find_map(|at| phrase_at(words, at, phrase).map(|end| at..end))
}

/// Skips words that say nothing of the matter, before a word that is wanted.
fn past_fillers(words: &[Word], at: usize, wanted: &[u8]) -> usize {
    let is_filler = |word: &&Word| !is_wanted(word, wanted) && is_filler(word);
    at + words.get(at..).unwrap_or_default().iter().take(4).take_while(is_filler).count()
}

/// Whether a word says nothing of the matter.
pub(super) fn is_filler(word: &Word) -> bool {
    FILLERS.contains(&word.plain.as_str())
}

fn is_wanted(word: &Word, wanted: &[u8]) -> bool {
    let word = word.plain.as_bytes();
    alternatives(wanted).any(|one| match one {
        [beginning @ .., b'~'] => word.starts_with(beginning),
        whole => word == whole,
    })
}

/// The words that a part of a phrase stands for.
fn alternatives(wanted: &[u8]) -> impl Iterator<Item = &[u8]> {
    wanted.split(|byte| *byte == b'|')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_found_without_accents_and_over_adverbs() {
        let text = "Podczas Sesji rozmawiano m.in. o budżecie";
        let words = words(text, 0..text.len());
        assert_eq!(find_phrase(&words, 0, "sesj~ rozmawia~ o|nad"), Some(1..6));
        assert_eq!(find_phrase(&words, 0, "sesj~ o"), None);
        assert_eq!(words[6].of(text), "budżecie");
    }

    #[test]
    fn a_hyphen_joins_letters_only() {
        let text = "Bieżanów-Prokocim 3-4 - a";
        let words: Vec<String> = words(text, 0..text.len()).into_iter().map(|word| word.plain).collect();
        assert_eq!(words, ["biezanow-prokocim", "3", "4", "a"]);
    }
}
