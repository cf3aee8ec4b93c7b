//! Splits a piece of text into words and compares them with phrases, regardless of case and accents.
//!
//! A phrase is a constant of plain words: `obrad~` stands for every word that begins so, `byl|byla` for
//! either word, `*` for up to twelve words. Adverbs that say nothing of the matter (*też*, *m.in.*) may stand
//! between the words of a phrase. Invariant: the range of a word is one of the whole text, and its plain form
//! is lower-case without accents.

use std::ops::Range;

use super::{phrases::Phrases, plain::PlainWord};

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
    pub(super) plain: PlainWord,
}

/// How many bytes of a word its key has.
pub(super) const KEY_BYTES: usize = 3;

/// The first bytes of a plain word as a number.
pub(super) fn key(plain: &[u8]) -> u32 {
    plain.iter().take(KEY_BYTES).fold(0, |key, byte| key << 8 | u32::from(*byte))
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
    let mut found = Vec::with_capacity(range.len() / WORD_BYTES + 1);
    let mut start = None;
    for (at, c) in piece.char_indices() {
        let joins = c == '-' && start.is_some() && piece[at + 1..].starts_with(char::is_alphabetic);
        match (start, is_of_word(c) || joins) {
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

/// About how many bytes a word takes with what is between it and the next.
const WORD_BYTES: usize = 6;

fn is_of_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { is_polish(c) || c.is_alphanumeric() }
}

/// Whether a letter has a Polish accent; asking the tables of Unicode takes longer.
fn is_polish(c: char) -> bool {
    matches!(c, 'ą' | 'ć' | 'ę' | 'ł' | 'ń' | 'ó' | 'ś' | 'ź' | 'ż')
}

fn word(text: &str, range: Range<usize>) -> Word {
    let plain = PlainWord::new(&text[range.clone()]);
    Word { start: range.start, end: range.end, key: key(plain.as_bytes()), plain }
}

/// Words that may stand between those of a phrase.
static FILLERS: Phrases<&str> = Phrases::new(&[
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
]);

/// A phrase with its parts taken apart.
#[derive(Debug)]
pub(super) struct Phrase {
    parts: Vec<PhrasePart>,
}

/// The words that may stand at one place of a phrase, and whether others may stand before them.
#[derive(Debug)]
struct PhrasePart {
    /// Whole words, or beginnings, each with whether it is one.
    alternatives: Vec<(&'static str, bool)>,
    /// The initials of the alternatives, as a set of bits.
    initials: u32,
    skips: bool,
}

/// The bit of an initial.
fn initial(word: &[u8]) -> u32 {
    word.first().map_or(0, |byte| 1 << (byte % 32))
}

/// Whether a plain word is this one, or begins so.
pub(super) fn is_form(word: &[u8], (one, is_beginning): (&str, bool)) -> bool {
    if is_beginning { word.starts_with(one.as_bytes()) } else { word == one.as_bytes() }
}

impl Phrase {
    pub(super) fn new(phrase: &'static str) -> Self {
        let (mut parts, mut skips) = (Vec::new(), false);
        for part in phrase.split(' ') {
            if part == "*" {
                skips = true;
                continue;
            }
            let alternatives: Vec<(&str, bool)> =
                part.split('|').map(|one| (one.trim_end_matches('~'), one.ends_with('~'))).collect();
            let initials = alternatives.iter().fold(0, |set, (one, _)| set | initial(one.as_bytes()));
            parts.push(PhrasePart { alternatives, initials, skips: std::mem::take(&mut skips) });
        }
        Self { parts }
    }

    /// The words and beginnings of words that the phrase may begin with.
    pub(super) fn heads(&self) -> &[(&'static str, bool)] {
        self.parts.first().map_or(&[], |part| &part.alternatives)
    }

    /// Matches the phrase at a word; returns the index after its last word.
    pub(super) fn at(&self, words: &[Word], at: usize) -> Option<usize> {
        let mut next = at;
        for (index, part) in self.parts.iter().enumerate() {
            if part.skips {
                next = past_any(words, next, part)?;
            } else if index > 0 && !part.admits(words.get(next)?) {
                next = past_fillers(words, next, part);
            }
            if !part.admits(words.get(next)?) {
                return None;
            }
            next += 1;
        }
        Some(next)
    }
}

impl PhrasePart {
    fn admits(&self, word: &Word) -> bool {
        let word = word.plain.as_bytes();
        self.initials & initial(word) != 0 && self.alternatives.iter().any(|one| is_form(word, *one))
    }
}

/// The most words that `*` stands for: the name of the Konwent has nine.
const GAP: usize = 12;

/// Skips any words before a word that is wanted.
fn past_any(words: &[Word], at: usize, wanted: &PhrasePart) -> Option<usize> {
    let near = words.get(at..)?.iter().take(GAP + 1);
    near.into_iter().position(|word| wanted.admits(word)).map(|gap| at + gap)
}

/// Skips words that say nothing of the matter, before a word that is wanted.
fn past_fillers(words: &[Word], at: usize, wanted: &PhrasePart) -> usize {
    let is_filler = |word: &&Word| !wanted.admits(word) && is_filler(word);
    at + words.get(at..).unwrap_or_default().iter().take(4).take_while(is_filler).count()
}

/// Whether a word says nothing of the matter.
pub(super) fn is_filler(word: &Word) -> bool {
    FILLERS.is_in(std::slice::from_ref(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_found_without_accents_and_over_adverbs() {
        let text = "Podczas Sesji rozmawiano m.in. o budżecie";
        let words = words(text, 0..text.len());
        assert_eq!(Phrase::new("sesj~ rozmawia~ o|nad").at(&words, 1), Some(6));
        assert_eq!(Phrase::new("sesj~ * budze~").at(&words, 1), Some(7));
        assert_eq!(Phrase::new("sesj~ o").at(&words, 1), None);
        assert_eq!(words[6].of(text), "budżecie");
    }

    #[test]
    fn a_hyphen_joins_letters_only() {
        let text = "Bieżanów-Prokocim 3-4 - a";
        let words: Vec<String> =
            words(text, 0..text.len()).into_iter().map(|word| word.plain.to_string()).collect();
        assert_eq!(words, ["biezanow-prokocim", "3", "4", "a"]);
    }
}
