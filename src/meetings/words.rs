//! Splits a piece of text into words, which are compared regardless of case and accents.
//!
//! Leaves phrases to `phrase`. Invariant: the range of a word is one of the whole text, and its plain form is
//! lower-case without accents.

use std::ops::Range;

use super::plain::PlainWord;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// The start in bytes of the text.
    pub(super) start: usize,
    /// The end in bytes of the text.
    pub(super) end: usize,
    /// The first bytes of `plain`, by which tables of phrases are looked up.
    pub(super) key: u32,
    /// A hash of the key, which rules out most tables of phrases.
    pub(super) bit: u16,
    /// The buckets of the keys of this word and all after it, which rule out tables without a comparison.
    pub(super) rest: u128,
    /// The word in lower case and without Polish accents.
    pub(super) plain: PlainWord,
}

/// How many bytes of a word its key has.
pub(super) const KEY_BYTES: usize = 3;

/// How many bits of a hash an index of phrases tells apart: more would not fit the cache with all tables.
pub(super) const INDEX_BITS: u32 = 10;

/// The first bytes of a plain word as a number.
pub(super) fn key(plain: &[u8]) -> u32 {
    plain.iter().take(KEY_BYTES).fold(0, |key, byte| key << 8 | u32::from(*byte))
}

/// Spreads keys over the bits of an index of phrases.
pub(super) fn bit(key: u32) -> u16 {
    (key.wrapping_mul(0x9E37_79B1) >> (32 - INDEX_BITS)) as u16
}

/// The bucket of a hash.
pub(super) fn bucket(bit: u16) -> u128 {
    1 << (bit % 128)
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
    let (bytes, mut start, mut at) = (piece.as_bytes(), None, 0);
    while let Some(&byte) = bytes.get(at) {
        let (is_part, length) = match byte {
            b'-' => (start.is_some() && piece[at + 1..].starts_with(char::is_alphabetic), 1),
            _ if byte.is_ascii() => (byte.is_ascii_alphanumeric(), 1),
            _ => piece[at..].chars().next().map_or((false, 1), |c| (is_of_word(c), c.len_utf8())),
        };
        match (start, is_part) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                found.push(word(text, range.start + from..range.start + at));
                start = None;
            }
            _ => {}
        }
        at += length;
    }
    found.extend(start.map(|from| word(text, range.start + from..range.end)));
    let mut rest = 0;
    for word in found.iter_mut().rev() {
        rest |= bucket(word.bit);
        word.rest = rest;
    }
    found
}

/// About how many bytes a word takes with what is between it and the next.
const WORD_BYTES: usize = 6;

fn is_of_word(c: char) -> bool {
    is_polish(c) || c.is_alphanumeric()
}

/// Whether a letter has a Polish accent; asking the tables of Unicode takes longer.
fn is_polish(c: char) -> bool {
    matches!(c, 'ą' | 'ć' | 'ę' | 'ł' | 'ń' | 'ó' | 'ś' | 'ź' | 'ż')
}

fn word(text: &str, range: Range<usize>) -> Word {
    let plain = PlainWord::new(&text[range.clone()]);
    let key = key(plain.as_bytes());
    Word { start: range.start, end: range.end, key, bit: bit(key), rest: u128::MAX, plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hyphen_joins_letters_only() {
        let text = "Bieżanów-Prokocim 3-4 - a";
        let words: Vec<String> =
            words(text, 0..text.len()).into_iter().map(|word| word.plain.to_string()).collect();
        assert_eq!(words, ["biezanow-prokocim", "3", "4", "a"]);
    }
}
