//! Reads words at the start of a text, whatever their case and with or without accents.
//!
//! Leaves the meaning of the words to its callers. Invariant: at most a bounded number of characters is read.

use crate::acts::letters::plain;

/// The length in bytes of `word` at the start of `text`, which must end there. The word is in lower case and
/// without accents; single spaces between its letters, as of spaced type, are skipped.
pub(super) fn strip_word(text: &str, word: &str) -> Option<usize> {
    let end = strip_start(text, word)?;
    (!text[end..].starts_with(char::is_alphanumeric)).then_some(end)
}

/// The length in bytes of a word that begins with `stem`, up to the end of its letters.
pub(super) fn strip_stem(text: &str, stem: &str) -> Option<usize> {
    let end = strip_start(text, stem)?;
    let rest = text[end..].find(|c: char| !c.is_alphabetic()).unwrap_or(text.len() - end);
    Some(end + rest)
}

/// The length in bytes of these letters at the start of `text`.
fn strip_start(text: &str, letters: &str) -> Option<usize> {
    let mut at = 0;
    for (read, wanted) in letters.chars().enumerate() {
        let rest = &text[at..];
        let spaced = if read > 0 { rest.strip_prefix([' ', '\u{a0}']).unwrap_or(rest) } else { rest };
        let letter = spaced.chars().next().filter(|c| plain(*c) == wanted)?;
        at = text.len() - spaced.len() + letter.len_utf8();
    }
    Some(at)
}

/// The text after spaces on the same line.
pub(super) fn after_spaces(text: &str) -> &str {
    text.trim_start_matches(is_space)
}

/// The most white space between two things that belong together, in bytes.
const GAP_BYTES: usize = 120;

/// The text at the byte `at`, without the white space it begins with, as far as that is of a usual length.
pub(super) fn words_at(text: &str, at: usize) -> &str {
    let near = text.ceil_char_boundary((at + GAP_BYTES).min(text.len()));
    let blank = text[at..near].len() - text[at..near].trim_start().len();
    &text[at + blank..]
}

/// Whether nothing but white space, of a usual length, stands between two places.
pub(super) fn is_blank(text: &str, from: usize, to: usize) -> bool {
    to - from <= GAP_BYTES && text[from..to].trim().is_empty()
}

/// Whether a character is white space within a line.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() && !is_line_end(c)
}

/// Whether a character ends a line.
pub(super) fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\u{c}')
}

/// The end of the line that holds the byte `at`.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr2(b'\n', 0x0c, &text.as_bytes()[at..]).map_or(text.len(), |length| at + length)
}

/// The most bytes of a word that ends a line and may refer to what the next line begins with.
const LEAD_BYTES: usize = 24;

/// What stands before a place: its last character that is not white space, and whether the words lead on to
/// the number of a section that is only mentioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lead {
    /// The last character; `None` at the start of the text.
    pub(super) last: Option<char>,
    /// Whether the last word introduces a reference: `w`, `ust.`, `oraz`.
    pub(super) refers: bool,
}

impl Lead {
    /// What stands before the byte `at`.
    pub(super) fn before(text: &str, at: usize) -> Self {
        let above = text[..at].trim_end();
        let word = &above[above.floor_char_boundary(above.len().saturating_sub(LEAD_BYTES))..];
        let word = word.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
        Self { last: above.chars().next_back(), refers: refers(word) }
    }

    /// Whether a sentence or an item of a list may end here.
    pub(super) fn ends(self) -> bool {
        self.last.is_none_or(|c| matches!(c, '.' | ':' | ';' | ')' | '”' | '"' | '“' | '»' | '!' | '?'))
    }
}

/// The words that are followed by the number of a section elsewhere.
const REFERRING: [&str; 42] = [
    "w",
    "z",
    "ze",
    "i",
    "o",
    "a",
    "do",
    "od",
    "na",
    "po",
    "za",
    "lub",
    "oraz",
    "albo",
    "nad",
    "pod",
    "przez",
    "przed",
    "ust",
    "ust.",
    "pkt",
    "pkt.",
    "art",
    "art.",
    "poz",
    "poz.",
    "nr",
    "lit",
    "lit.",
    "par.",
    "§",
    "oraz,",
    "dnia",
    "niz",
    "mowa",
    "mocy",
    "podstawie",
    "tiret",
    "punkt",
    "str.",
    "tj.",
    "wraz",
];

/// The longest of these words, in bytes, with room for accents.
const REFERRING_BYTES: usize = 12;

fn refers(word: &str) -> bool {
    let is_same = |known: &&str| word.chars().map(plain).eq(known.chars());
    !word.is_empty() && word.len() <= REFERRING_BYTES && REFERRING.iter().any(is_same)
}
