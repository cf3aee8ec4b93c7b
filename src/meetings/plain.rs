//! A word in lower case and without accents, kept in place: texts have many words, and most are short.
//!
//! Invariant: it is text; a word that is longer than the space is cut at a letter.

use std::{fmt, ops::Deref};

use crate::acts::letters::plain;

/// The most bytes of a plain word; none of those looked for is as long.
const SPACE: usize = 31;

/// A plain word.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct PlainWord {
    bytes: [u8; SPACE],
    length: u8,
}

impl PlainWord {
    /// The plain form of a printed word.
    pub(super) fn new(printed: &str) -> Self {
        let (mut spelling, mut at) = (PlainSpelling::default(), 0);
        while let Some(&byte) = printed.as_bytes().get(at) {
            at += if byte.is_ascii() {
                spelling.push_byte(byte.to_ascii_lowercase());
                1
            } else {
                spelling.push_letter(printed, at).unwrap_or_else(|letter| {
                    spelling.push(plain(letter));
                    letter.len_utf8()
                })
            };
        }
        spelling.word
    }

    /// The first bytes of the word as a number; what it lacks is zero.
    #[inline]
    pub(super) fn head(&self) -> u64 {
        self.bytes.first_chunk().map_or(0, |head| u64::from_le_bytes(*head))
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    // One byte rules out most comparisons before a call compares the rest.

    #[inline]
    pub(super) fn starts_with(&self, beginning: &str) -> bool {
        let beginning = beginning.as_bytes();
        self.bytes.first() == beginning.first() && self.as_bytes().starts_with(beginning)
    }

    #[inline]
    pub(super) fn ends_with(&self, end: &str) -> bool {
        let (word, end) = (self.as_bytes(), end.as_bytes());
        word.last() == end.last() && word.ends_with(end)
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        usize::from(self.length)
    }

    /// Whether the word is one of these.
    pub(super) fn is_one_of(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self == word)
    }

    /// Whether the word begins with a digit.
    pub(super) fn is_number(&self) -> bool {
        self.as_bytes().first().is_some_and(u8::is_ascii_digit)
    }

    #[inline]
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

/// A plain word that is spelled letter by letter.
pub(super) struct PlainSpelling {
    pub(super) word: PlainWord,
    is_cut: bool,
}

impl Default for PlainSpelling {
    fn default() -> Self {
        Self { word: PlainWord { bytes: [0; SPACE], length: 0 }, is_cut: false }
    }
}

impl PlainSpelling {
    /// Adds a letter of one byte that is plain.
    #[inline]
    pub(super) fn push_byte(&mut self, byte: u8) {
        let space = self.word.bytes.get_mut(usize::from(self.word.length)).filter(|_| !self.is_cut);
        if let Some(space) = space {
            *space = byte;
            self.word.length += 1;
        }
    }

    /// Adds the Polish letter with an accent at a byte and returns its length; returns any other letter.
    #[inline]
    pub(super) fn push_letter(&mut self, text: &str, at: usize) -> Result<usize, char> {
        let bytes = text.as_bytes();
        let pair = bytes.get(at).zip(bytes.get(at + 1));
        if let Some(plain) = pair.and_then(|(first, second)| accented(*first, *second)) {
            self.push_byte(plain);
            return Ok(2);
        }
        Err(text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// Adds any plain letter.
    pub(super) fn push(&mut self, letter: char) {
        let length = usize::from(self.word.length);
        let end = length + letter.len_utf8();
        match self.word.bytes.get_mut(length..end).filter(|_| !self.is_cut) {
            Some(space) => {
                letter.encode_utf8(space);
                self.word.length = u8::try_from(end).unwrap_or(self.word.length);
            }
            None => self.is_cut = true,
        }
    }
}

/// The plain form of a Polish letter of two bytes; `None` for any other.
fn accented(first: u8, second: u8) -> Option<u8> {
    Some(match (first, second) {
        (0xC4, 0x84 | 0x85) => b'a',
        (0xC4, 0x86 | 0x87) => b'c',
        (0xC4, 0x98 | 0x99) => b'e',
        (0xC5, 0x81 | 0x82) => b'l',
        (0xC5, 0x83 | 0x84) => b'n',
        (0xC3, 0x93 | 0xB3) => b'o',
        (0xC5, 0x9A | 0x9B) => b's',
        (0xC5, 0xB9..=0xBC) => b'z',
        _ => return None,
    })
}

impl Deref for PlainWord {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq<str> for PlainWord {
    #[inline]
    fn eq(&self, other: &str) -> bool {
        let other = other.as_bytes();
        self.len() == other.len() && self.bytes.first() == other.first() && self.as_bytes() == other
    }
}

impl PartialEq<&str> for PlainWord {
    #[inline]
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl fmt::Debug for PlainWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(printed: &str, expected: &str) {
        assert_eq!(PlainWord::new(printed).as_str(), expected);
    }

    #[test]
    fn words_are_plain_and_long_ones_are_cut_at_a_letter() {
        check("Żółć", "zolc");
        check("ZAŻÓŁĆ gęślą JAŹŃ", "zazolc gesla jazn");
        check("Čapek Überß", "čapek überß");
        check("SESJA", "sesja");
        check("", "");
        check(&"ж".repeat(20), &"ж".repeat(15));
    }
}
