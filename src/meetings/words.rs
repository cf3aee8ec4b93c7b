//! Splits a piece of text into words, which are compared regardless of case and accents.
//!
//! Leaves phrases to `phrase`. Invariant: the range of a word is one of the whole text, and its plain form is
//! lower-case without accents.

use std::ops::Range;

use super::plain::{PlainSpelling, PlainWord};
use crate::acts::letters::plain;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// The start in bytes of the text.
    pub(super) start: usize,
    /// The end in bytes of the text.
    pub(super) end: usize,
    /// The first bytes of `plain`, by which tables of phrases are looked up.
    pub(super) key: u32,
    /// Hashes of the key and of the whole word, which rule out most tables of phrases.
    pub(super) hashes: [u16; 2],
    /// The hashes of this word and all after it, which rule out tables without a look at the words.
    pub(super) rest: WordHashes,
    /// The word in lower case and without Polish accents.
    pub(super) plain: PlainWord,
}

/// How many bytes of a word its key has.
pub(super) const KEY_BYTES: usize = 3;

/// How many bits of a hash an index of phrases tells apart: more would not fit the cache with all tables.
pub(super) const INDEX_BITS: u32 = 10;

/// The first bytes of a plain word as a number.
pub(super) fn key(plain: &PlainWord) -> u32 {
    (plain.head() & 0xFF_FFFF) as u32
}

/// Spreads beginnings of words over the bits of an index of phrases.
pub(super) fn hash_of_key(key: u32) -> u16 {
    (key.wrapping_mul(0x9E37_79B1) >> (u32::BITS - INDEX_BITS)) as u16
}

/// Spreads whole words over the same bits.
pub(super) fn hash_of_word(plain: &PlainWord) -> u16 {
    (plain.head().wrapping_mul(0xD6E8_FEB8_6659_FD93) >> (u64::BITS - INDEX_BITS)) as u16
}

/// A set of hashes, by their last bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WordHashes([u64; WordHashes::WORDS]);

impl WordHashes {
    const WORDS: usize = 8;
    pub(super) const EMPTY: Self = Self([0; Self::WORDS]);

    pub(super) fn add(&mut self, hash: u16) {
        let hash = usize::from(hash);
        self.0[hash / 64 % Self::WORDS] |= 1 << (hash % 64);
    }

    /// Whether both have a hash.
    #[inline]
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).fold(0, |common, (one, other)| common | one & other) != 0
    }
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
    let piece = &text[..range.end];
    let mut found = Vec::with_capacity(range.len() / WORD_BYTES + 1);
    let mut at = range.start;
    while let Some(&byte) = piece.as_bytes().get(at) {
        let (word, end) = word_at(piece, at);
        if end > at {
            found.push(word);
            at = end;
        } else {
            at += if byte.is_ascii() { 1 } else { piece[at..].chars().next().map_or(1, char::len_utf8) };
        }
    }
    let mut rest = WordHashes::EMPTY;
    for word in found.iter_mut().rev() {
        word.hashes.into_iter().for_each(|hash| rest.add(hash));
        word.rest = rest;
    }
    found
}

/// Reads only the first word of a range.
pub(super) fn first_word(text: &str, range: Range<usize>) -> Option<Word> {
    let start = range.start + text[range.clone()].find(char::is_alphanumeric)?;
    Some(word_at(&text[..range.end], start).0)
}

/// About how many bytes a word takes with what is between it and the next.
const WORD_BYTES: usize = 6;

/// Reads the word that begins at a byte, and returns it with its end; no letter there makes an empty word.
fn word_at(text: &str, start: usize) -> (Word, usize) {
    let (mut spelling, mut at) = (PlainSpelling::default(), start);
    while let Some(&byte) = text.as_bytes().get(at) {
        if byte.is_ascii_alphanumeric() {
            spelling.push_byte(byte.to_ascii_lowercase());
            at += 1;
        } else if byte.is_ascii() {
            let is_joined = byte == b'-' && at > start && text[at + 1..].starts_with(char::is_alphabetic);
            if !is_joined {
                break;
            }
            spelling.push_byte(byte);
            at += 1;
        } else {
            match spelling.push_letter(text, at) {
                Ok(length) => at += length,
                Err(letter) if letter.is_alphanumeric() => {
                    spelling.push(plain(letter));
                    at += letter.len_utf8();
                }
                Err(_) => break,
            }
        }
    }
    let plain = spelling.word;
    let key = key(&plain);
    let hashes = [hash_of_key(key), hash_of_word(&plain)];
    (Word { start, end: at, key, hashes, rest: WordHashes::EMPTY, plain }, at)
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
