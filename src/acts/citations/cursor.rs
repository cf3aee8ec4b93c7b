//! A position in a text, and the small readers that move it over words, numbers and marks.
//!
//! Leaves the meaning of the words to its callers. Invariant: the position is always at a character boundary.

use crate::acts::letters::plain;

/// A position in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    /// The whole text.
    pub(crate) text: &'a str,
    /// The position in bytes.
    pub(crate) at: usize,
}

impl<'a> Cursor<'a> {
    /// A cursor at this position.
    pub(crate) const fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    /// The text from the position on.
    pub(crate) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// The next character.
    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The character before the position.
    pub(crate) fn before(&self) -> Option<char> {
        self.text[..self.at].chars().next_back()
    }

    /// Skips white space; returns whether there was any.
    pub(crate) fn skip_spaces(&mut self) -> bool {
        self.skip_while(char::is_whitespace) > 0
    }

    /// Skips characters of a kind; returns how many bytes they took.
    pub(crate) fn skip_while(&mut self, is: impl Fn(char) -> bool) -> usize {
        let rest = self.rest();
        let length = rest.find(|c| !is(c)).unwrap_or(rest.len());
        self.at += length;
        length
    }

    /// Skips one of these characters, if it is next.
    pub(crate) fn eat_char(&mut self, wanted: &[char]) -> bool {
        let next = self.peek().filter(|c| wanted.contains(c));
        self.at += next.map_or(0, char::len_utf8);
        next.is_some()
    }

    /// The word at the position: letters, digits and soft hyphens.
    pub(crate) fn word(&self) -> &'a str {
        let rest = self.rest();
        &rest[..rest.find(|c| !is_of_word(c)).unwrap_or(rest.len())]
    }

    /// The position after the word and the white space here.
    pub(crate) fn after_word(mut self) -> Self {
        self.at += self.word().len();
        self.skip_spaces();
        self
    }

    /// Skips a word, if its letters without accents and in lower case are these.
    pub(crate) fn eat_word(&mut self, wanted: &str) -> bool {
        let word = self.word();
        let is = !word.is_empty() && is_folded(word, wanted);
        self.at += if is { word.len() } else { 0 };
        is
    }

    /// Skips one of these words, if it is next.
    pub(crate) fn eat_any(&mut self, wanted: &[&str]) -> bool {
        wanted.iter().any(|word| self.eat_word(word))
    }

    /// Skips these words in a row, with any white space and a full stop between them.
    pub(crate) fn eat_words(&mut self, wanted: &[&str]) -> bool {
        let mut next = *self;
        for (index, word) in wanted.iter().enumerate() {
            if index > 0 {
                next.eat_char(&['.']);
                next.skip_spaces();
            }
            if !next.eat_word(word) {
                return false;
            }
        }
        self.at = next.at;
        true
    }

    /// Reads the digits at the position, at most nine of them.
    pub(crate) fn number(&mut self) -> Option<u32> {
        let rest = self.rest();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number = rest[..digits].parse().ok().filter(|_| (1..=9).contains(&digits))?;
        self.at += digits;
        Some(number)
    }
}

/// Where a word may be broken at the end of a line; it is no letter.
const SOFT_HYPHEN: char = '\u{ad}';

/// The letters of a word without Polish accents and in lower case.
pub(crate) fn folded(word: &str) -> String {
    let mut letters = String::with_capacity(word.len());
    letters.extend(word.chars().filter(|c| *c != SOFT_HYPHEN).map(plain));
    letters
}

/// Whether a word has these letters, which are without accents and in lower case.
pub(crate) fn is_folded(word: &str, wanted: &str) -> bool {
    word.chars().filter(|c| *c != SOFT_HYPHEN).map(plain).eq(wanted.chars())
}

/// Whether a word goes on with this character; the Polish letters are known without a table of all.
fn is_of_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    c == SOFT_HYPHEN || !plain(c).eq(&c) || c.is_alphanumeric()
}

/// The words of a text with one space between them.
pub(crate) fn one_spaced(text: &str) -> String {
    let spaced = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if spaced.contains(SOFT_HYPHEN) { spaced.replace(SOFT_HYPHEN, "") } else { spaced }
}
