//! Reads the parts of a compound: letters, digits and separators.
//!
//! Leaves the meaning of the parts to its siblings. Invariants: a reader stays within its window, positions
//! lie on character boundaries, and nothing is allocated.

use crate::tokenize::is_invisible;

/// How far past a word a reader looks, in bytes.
const WINDOW: usize = 80;

/// The maximum number of digits of a number inside a compound.
const MAX_DIGITS: usize = 5;

/// Reads a text from a given offset.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextCursor<'a> {
    text: &'a str,
    at: usize,
    limit: usize,
}

impl<'a> TextCursor<'a> {
    /// Creates a reader at `at`, a character boundary of the text.
    pub(super) fn new(text: &'a str, at: usize) -> Self {
        Self { text, at, limit: text.floor_char_boundary(at.saturating_add(WINDOW)) }
    }

    /// The current offset.
    pub(super) const fn position(&self) -> usize {
        self.at
    }

    /// Reads as long as `wanted` holds.
    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.text.get(self.at..self.limit).unwrap_or_default();
        let taken = &rest[..rest.find(|c| !wanted(c)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    /// Returns the next character, even beyond the window.
    fn next(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    /// Reads white space; returns whether there was any.
    pub(super) fn spaces(&mut self) -> bool {
        !self.take(char::is_whitespace).is_empty()
    }

    /// Reads white space and points.
    pub(super) fn spaces_and_points(&mut self) {
        self.take(|c| c.is_whitespace() || c == '.');
    }

    /// Reads letters; the result may be empty.
    pub(super) fn letters(&mut self) -> &'a str {
        self.take(is_letter)
    }

    /// Reads a number of one to five digits.
    pub(super) fn digits(&mut self) -> Option<&'a str> {
        let digits = self.take(|c| c.is_ascii_digit());
        (1..=MAX_DIGITS).contains(&digits.len()).then_some(digits)
    }

    /// Reads a separator of the parts of a date: one point, dash or slash with optional white space around
    /// it, or a space for white space alone.
    pub(super) fn divider(&mut self) -> Option<char> {
        let spaces = self.spaces();
        let marks = self.take(|c| matches!(c, '.' | '/') || is_dash(c));
        match marks {
            "" => spaces.then_some(' '),
            "." | "/" => self.spaces_after(marks.chars().next()),
            _ => self.spaces_after((marks.chars().count() == 1).then_some('-')),
        }
    }

    fn spaces_after(&mut self, mark: Option<char>) -> Option<char> {
        self.spaces();
        mark
    }

    /// Reads one slash with optional white space around it.
    pub(super) fn slash(&mut self) -> Option<()> {
        (self.divider()? == '/').then_some(())
    }

    /// Reads to the end of the word whose last number was just read; `None` if it continues with anything but
    /// the `r` of a year (`2017r.`) or the `T` of a time (`2017-02-13T12:00`).
    pub(super) fn end_of_number(&mut self) -> Option<usize> {
        if self.next().is_some_and(|c| matches!(c, 'r' | 'R')) {
            self.at += 1;
        } else if self.next() == Some('T') {
            return Some(self.at);
        }
        (!self.next().is_some_and(char::is_alphanumeric)).then_some(self.at)
    }
}

/// Whether the word equals `pattern` (lower-case Latin letters), ignoring case and accents.
pub(super) fn is(word: &str, pattern: &str) -> bool {
    folded(word).eq(pattern.chars())
}

/// Whether the word equals one of the patterns, ignoring case and accents.
pub(super) fn is_any(word: &str, patterns: &[&str]) -> bool {
    patterns.iter().any(|pattern| is(word, pattern))
}

/// Whether the word begins with `stem` and has at most a short inflection after it, ignoring case and
/// accents.
pub(super) fn is_form_of(word: &str, stem: &str) -> bool {
    let mut letters = folded(word);
    stem.chars().all(|c| letters.next() == Some(c)) && letters.nth(4).is_none()
}

/// Returns the letters at the end of the text.
pub(super) fn last_letters(text: &str) -> &str {
    let rest = text.trim_end_matches(is_letter);
    &text[rest.len()..]
}

/// Returns up to `length` bytes of the text before `at`, a character boundary.
pub(super) fn before(text: &str, at: usize, length: usize) -> &str {
    let start = text.floor_char_boundary(at.saturating_sub(length));
    text.get(start..at).unwrap_or_default()
}

/// Whether this is a hyphen or a dash of any length.
pub(super) const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Whether this is a letter, or a mark that may occur among letters.
fn is_letter(c: char) -> bool {
    // Most letters are recognized without the Unicode tables.
    c.is_ascii_alphabetic() || (!c.is_ascii() && (fold(c) != c || c.is_alphabetic() || is_mark(c)))
}

const fn is_mark(c: char) -> bool {
    is_invisible(c) || matches!(c, '\u{300}'..='\u{36f}')
}

fn folded(word: &str) -> impl Iterator<Item = char> {
    word.chars().filter(|&c| !is_mark(c)).map(fold)
}

/// Returns a Polish letter in lower case and without its accent.
const fn fold(c: char) -> char {
    match c {
        'Ą' | 'ą' => 'a',
        'Ć' | 'ć' => 'c',
        'Ę' | 'ę' => 'e',
        'Ł' | 'ł' => 'l',
        'Ń' | 'ń' => 'n',
        'Ó' | 'ó' => 'o',
        'Ś' | 'ś' => 's',
        'Ź' | 'ź' | 'Ż' | 'ż' => 'z',
        _ => c.to_ascii_lowercase(),
    }
}
