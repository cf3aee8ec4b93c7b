//! Finds word boundaries.
//!
//! A word is a run of letters and digits with the marks that belong inside it: combining marks, soft hyphens,
//! an apostrophe between letters (`Kennedy'ego`), a point or comma between digits (`13.02.2017`, `12,5`), the
//! slash of an act number (`358/2017`, `XXXV/612/12`), the points of an acronym (`P.C.K.`) and the
//! superscript number of an article inserted later (`21¹`, `21(1)`). `glued` splits numbers from words they
//! are glued to (`15zł`).
//! Leaves the spelling of words to `normalize`. Invariants: ranges lie on character boundaries, are in order
//! and never overlap; a word by itself tokenizes to the same word; the whole walk is linear in the length of
//! the text.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::glued;

/// The maximum length of an indexed word, in bytes. A longer word still takes up a position: no language has
/// such words, but encoded data does, and each would become a term of its own.
pub(crate) const MAX_WORD_BYTES: usize = 128;

/// The maximum number of letters before the slash of a number (`OR/123/2020`).
const MAX_PREFIX_LETTERS: usize = 5;

/// The maximum number of letters in an acronym with points.
const MAX_ACRONYM: usize = 16;

/// The maximum number of digits before a superscript index: article numbers have up to four.
const MAX_BASE_DIGITS: usize = 4;

/// The maximum number of letters in a unit with an exponent (`m²`, `km³`); after more letters a superscript
/// number is a footnote mark.
const MAX_UNIT_LETTERS: usize = 2;

/// Returns the byte ranges of the words of `text`.
pub fn words(text: &str) -> WordIter<'_> {
    WordIter { text, at: 0 }
}

/// Iterator over the byte ranges of words, returned by [`words`].
#[derive(Debug, Clone)]
pub struct WordIter<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for WordIter<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.next_start()?;
        let (mut end, kinds) = match self.acronym_end(start) {
            Some(end) => (end, LETTERS),
            None => self.run_end(start),
        };
        if kinds == LETTERS | DIGITS && end - start <= MAX_WORD_BYTES {
            end = glued::first_cut(&self.text[start..end]).map_or(end, |cut| start + cut);
        }
        self.at = end;
        Some(start..end)
    }
}

/// Bit flags for the kinds of characters in a word.
const LETTERS: u8 = 1;
const DIGITS: u8 = 2;

/// The kinds of bytes in UTF-8: the flags above for ASCII, and [`LATIN`].
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => LETTERS,
            b'0'..=b'9' => DIGITS,
            0xc3..=0xc5 => LATIN,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};
/// The first byte of the letters from U+C0 to U+17F, and of the signs × and ÷ among them.
const LATIN: u8 = 4;

/// Returns the end of the run of Latin letters and digits that begins at `at`, and the kinds in it: handles
/// nearly all characters of nearly all words without the Unicode tables.
fn end_of_latin(text: &[u8], mut at: usize) -> (usize, u8) {
    let mut kinds = 0;
    while let Some(&byte) = text.get(at) {
        match KINDS[usize::from(byte)] {
            0 => break,
            LATIN if is_sign(text, at) => break,
            LATIN => {
                at += 2;
                kinds |= LETTERS;
            }
            kind => {
                at += 1;
                kinds |= kind;
            }
        }
    }
    (at, kinds)
}

/// Whether the character at `at` is × or ÷, the only ones from U+C0 to U+17F that are not letters.
fn is_sign(text: &[u8], at: usize) -> bool {
    matches!(text.get(at..at + 2), Some([0xc3, 0x97 | 0xb7]))
}

impl WordIter<'_> {
    /// Returns the start of the next word.
    fn next_start(&self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        loop {
            let is_kept = |byte: &u8| KINDS[usize::from(*byte)] != 0 || !byte.is_ascii();
            at += bytes[at..].iter().position(is_kept)?;
            if bytes[at].is_ascii() || KINDS[usize::from(bytes[at])] == LATIN && !is_sign(bytes, at) {
                return Some(at);
            }
            let c = self.text[at..].chars().next()?;
            if !begins(c) {
                at += c.len_utf8();
                continue;
            }
            // A superscript number after a word is a footnote mark, not a word.
            if !is_raised(c) || at != self.at || at == 0 {
                return Some(at);
            }
            let marks = self.text[at..].find(|c| !is_raised(c)).unwrap_or(self.text.len() - at);
            at += marks;
        }
    }

    /// Returns the end of the word that begins at `start`, and the kinds of characters in it.
    fn run_end(&self, start: usize) -> (usize, u8) {
        let (mut end, mut segment_start, mut kinds) = (start, start, 0);
        loop {
            let (latin_end, latin) = end_of_latin(self.text.as_bytes(), end);
            (end, kinds) = (latin_end, kinds | latin);
            if ends_plainly(self.text.as_bytes().get(end), kinds) {
                break;
            }
            let Some(c) = self.text[end..].chars().next() else { break };
            if c == '/' {
                if !self.joins_number(segment_start, end) {
                    break;
                }
                segment_start = end + 1;
            } else if is_fraction(c) {
                return (if end == start { end + c.len_utf8() } else { end }, kinds);
            } else if is_raising(c) && end > start {
                return (self.raised_end(start, end).unwrap_or(end), kinds);
            } else if !self.continues(end, c) {
                break;
            } else if c.is_alphabetic() {
                kinds |= LETTERS;
            }
            end += c.len_utf8();
        }
        (end, kinds)
    }

    /// Returns the end of the acronym that begins at `start`: single letters separated by points. The
    /// abbreviation of limited companies (`sp. z o.o.`) does not count, because it is also written with
    /// spaces.
    fn acronym_end(&self, start: usize) -> Option<usize> {
        let rest = &self.text[start..];
        if !matches!(rest.as_bytes(), [_, b'.', ..] | [0xc3..=0xdf, _, b'.', ..]) {
            return None;
        }
        let first = rest.chars().next()?;
        if rest.as_bytes().get(first.len_utf8()) != Some(&b'.') || !first.is_alphabetic() {
            return None;
        }
        let mut end = start + first.len_utf8();
        let (mut letters, mut before, mut last) = (1, ' ', first);
        while let Some(after) = self.text[end..].strip_prefix('.').filter(|_| letters < MAX_ACRONYM) {
            let mut following = after.chars();
            let letter = following.next().filter(|c| c.is_alphabetic() && !is_raised(*c));
            let is_single = !following.next().is_some_and(|c| goes_on(c) || is_apostrophe(c) || c == '/');
            let Some(letter) = letter.filter(|_| is_single) else { break };
            (before, last) = (last, letter);
            letters += 1;
            end += 1 + letter.len_utf8();
        }
        let is_company = matches!((before, last), ('o' | 'O', 'o' | 'O'));
        (letters > 1 && !is_company).then_some(end)
    }

    /// Returns the end of the word that continues with a superscript number at `at`: `21¹`, `21^1`, `21[1]`,
    /// `21(1)` and `505²⁹ᵃ`, or `m²` and `m^2`.
    fn raised_end(&self, start: usize, at: usize) -> Option<usize> {
        let base = &self.text[start..at];
        let rest = &self.text[at..];
        let open = rest.chars().next()?;
        let number = base.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or(base);
        let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        let may_have = if is_number { may_be_raised_on(number) } else { ends_in_unit(base) };
        may_have.then_some(())?;
        let length = match open {
            '^' => 1 + index_length(&rest[1..])?,
            '(' | '[' if is_number => {
                let close = if open == '(' { ')' } else { ']' };
                let index = index_length(&rest[1..])?;
                rest[1 + index..].starts_with(close).then_some(index + 2)?
            }
            '(' | '[' => return None,
            _ => rest.find(|c| !is_raised(c)).unwrap_or(rest.len()),
        };
        let is_end = !rest[length..].chars().next().is_some_and(goes_on);
        is_end.then_some(at + length)
    }

    /// Whether the character `c` at `at` belongs to the word before it.
    fn continues(&self, at: usize, c: char) -> bool {
        if c.is_ascii() {
            return c.is_ascii_alphanumeric() || self.joins(at, c);
        }
        goes_on(c) || self.joins(at, c)
    }

    /// Whether punctuation at `at` is part of a word.
    fn joins(&self, at: usize, c: char) -> bool {
        let previous = || self.text[..at].chars().next_back().unwrap_or(' ');
        let next = || self.text[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        match c {
            '.' | ',' => previous().is_ascii_digit() && next().is_ascii_digit(),
            _ if is_apostrophe(c) => {
                previous().is_alphabetic() && next().is_alphabetic() && !is_apostrophe(next())
            }
            _ => false,
        }
    }

    /// Whether the slash at `at` belongs to an act number; the part before it starts at `start`.
    fn joins_number(&self, start: usize, at: usize) -> bool {
        let before = &self.text[start..at];
        let rest = &self.text[at + 1..];
        let ends = |c: char| !c.is_alphanumeric() || is_raised(c) || is_fraction(c);
        let after = &rest[..rest.find(ends).unwrap_or(rest.len())];
        let is_prefix = before.len() <= MAX_PREFIX_LETTERS && before.bytes().all(|b| b.is_ascii_alphabetic());
        match (has_digit(before), has_digit(after)) {
            (true, true) => true,
            (true, false) => is_roman(after),
            (false, true) => is_prefix || is_roman(before),
            (false, false) => false,
        }
    }
}

/// Cheap check whether a word ends at this byte whatever comes after it: most end at a space.
fn ends_plainly(byte: Option<&u8>, kinds: u8) -> bool {
    match byte {
        None => true,
        Some(b'/' | b'^' | b'(' | b'[' | b'\'' | b'`') => false,
        Some(b'.' | b',') => kinds & DIGITS == 0,
        Some(byte) => byte.is_ascii(),
    }
}

/// Whether a word may begin with this character.
fn begins(c: char) -> bool {
    c.is_ascii_alphanumeric() || !c.is_ascii() && is_letter_or_digit(c)
}

/// Whether a word may continue with this character.
fn goes_on(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || !c.is_ascii() && (is_letter_or_digit(c) || is_invisible(c) || is_combining_mark(c))
}

fn is_letter_or_digit(c: char) -> bool {
    // U+3380 to U+33DF are single-character units: `㎏`, `㎡`.
    (c.is_alphanumeric() || matches!(c, '\u{3380}'..='\u{33df}')) && !is_apostrophe(c)
}

/// Whether the character is used as an apostrophe.
pub(crate) const fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`'
            | '\u{b4}'
            | '\u{2b9}'
            | '\u{2bb}'
            | '\u{2bc}'
            | '\u{2018}'
            | '\u{2019}'
            | '\u{2032}'
            | '\u{ff07}'
    )
}

/// Whether the character is a superscript digit or letter of an index: `¹`, `ᵃ`.
pub(crate) const fn is_raised(c: char) -> bool {
    matches!(c, '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{2070}' | '\u{2074}'..='\u{2079}' | '\u{1d43}'..='\u{1d5b}')
}

/// Whether the character can begin a superscript number.
const fn is_raising(c: char) -> bool {
    matches!(c, '^' | '(' | '[') || is_raised(c)
}

/// Whether the character is a single-character fraction.
const fn is_fraction(c: char) -> bool {
    matches!(c, '\u{bc}'..='\u{be}' | '\u{2150}'..='\u{215e}' | '\u{2189}')
}

/// Whether a number may have a superscript index: after a year it is a footnote mark instead.
fn may_be_raised_on(number: &str) -> bool {
    let is_year = number.len() == 4 && ["19", "20"].iter().any(|century| number.starts_with(century));
    number.len() <= MAX_BASE_DIGITS && !is_year
}

/// Whether the word ends in few enough letters to be a unit with an exponent.
fn ends_in_unit(word: &str) -> bool {
    let letters = word.chars().rev().take_while(|c| c.is_alphabetic()).count();
    (1..=MAX_UNIT_LETTERS).contains(&letters)
}

/// Returns the length of the index at the start of a text: one or two digits and at most one letter.
fn index_length(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let letter = usize::from(text.as_bytes().get(digits).is_some_and(u8::is_ascii_lowercase));
    matches!(digits, 1 | 2).then_some(digits + letter)
}

/// Whether the character may occur in a word without being visible: soft hyphen, zero-width joiners.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Whether the word contains a digit.
pub(crate) fn has_digit(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
}

/// Whether the word is a Roman numeral below 4000, in either case.
pub fn is_roman(word: &str) -> bool {
    if word.is_empty() || !word.bytes().all(|b| b"ivxlcdmIVXLCDM".contains(&b)) {
        return false;
    }
    let mut rest = word;
    let mut take = |digit: &str| match rest.get(..digit.len()) {
        Some(head) if head.eq_ignore_ascii_case(digit) => {
            rest = &rest[digit.len()..];
            true
        }
        _ => false,
    };
    let _ = (0..3).all(|_| take("M"));
    for [nine, five, four, one] in [["CM", "D", "CD", "C"], ["XC", "L", "XL", "X"], ["IX", "V", "IV", "I"]] {
        if !take(nine) && !take(four) {
            take(five);
            let _ = (0..3).all(|_| take(one));
        }
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = words(text).map(|range| &text[range]).collect();
        assert_eq!(found, expected, "in `{text}`");
    }

    #[test]
    fn words_end_where_a_reader_would_end_them() {
        check("", &[]);
        check(" .,;!?§ ", &[]);
        check("Na konwencie o sprawach", &["Na", "konwencie", "o", "sprawach"]);
        check("Łagiewniki-Borek", &["Łagiewniki", "Borek"]);
        check("Kennedy'ego i O’Neilla 'tak'", &["Kennedy'ego", "i", "O’Neilla", "tak"]);
        check("za\u{ad}rzą\u{ad}dze\u{ad}nie", &["za\u{ad}rzą\u{ad}dze\u{ad}nie"]);
        check("krako\u{301}w.", &["krako\u{301}w"]);
        check("м. Краків", &["м", "Краків"]);
    }

    #[test]
    fn numbers_of_acts_stay_whole() {
        check("Nr 358/2017 z", &["Nr", "358/2017", "z"]);
        check("XXXV/612/12.", &["XXXV/612/12"]);
        check("xcix/1495/14", &["xcix/1495/14"]);
        check("OR/123/2020", &["OR/123/2020"]);
        check("12/II", &["12/II"]);
        check("Z/²1, OR/½2, 7/a²1", &["Z", "²1", "OR", "½", "2", "7", "a", "1"]);
        check("13.02.2017, 12,5 i 1.", &["13.02.2017", "12,5", "i", "1"]);
    }

    #[test]
    fn acronyms_with_periods_are_one_word() {
        check("P.C.K. i m.p.z.p.", &["P.C.K", "i", "m.p.z.p"]);
        check("Wodpol S.A., Ł.K.S.", &["Wodpol", "S.A", "Ł.K.S"]);
        check("J.K.Rowling, J.Nowak", &["J.K", "Rowling", "J", "Nowak"]);
        check("sp. z o.o., sp.z.o.o.", &["sp", "z", "o", "o", "sp", "z", "o", "o"]);
        check("A. B. Nowak, ul.Krótka", &["A", "B", "Nowak", "ul", "Krótka"]);
    }

    #[test]
    fn a_superscript_number_belongs_to_an_article_number_or_a_unit() {
        for number in ["21¹", "21^1", "21[1]", "21(1)", "505²⁹ᵃ", "505(29a)", "12a¹", "1148[1]"] {
            check(&format!("Art. {number}. Spis"), &["Art", number, "Spis"]);
        }
        check("5 m², 7km², 8 m^2, CO₂", &["5", "m²", "7", "km²", "8", "m^2", "CO₂"]);
        check("1½ etatu", &["1", "½", "etatu"]);
    }

    #[test]
    fn a_footnote_mark_is_not_part_of_the_word() {
        check("Rada Seniorów¹ opiniuje budżet²³.", &["Rada", "Seniorów", "opiniuje", "budżet"]);
        check("w 2017¹ roku, 2017[1]", &["w", "2017", "roku", "2017", "1"]);
        check("tel. 12(345), 5(a), skwer[2], f(2)", &["tel", "12", "345", "5", "a", "skwer", "2", "f", "2"]);
    }

    #[test]
    fn any_character_typed_as_an_apostrophe_counts_as_one() {
        for word in ["d'Arc", "d’Arc", "d`Arc", "d´Arc", "dʼArc", "п'ять", "пʼять"] {
            check(&format!("«{word}»"), &[word]);
        }
        check("ʼ '' ʼa", &["a"]);
    }

    #[test]
    fn other_slashes_separate_words() {
        check("i/lub", &["i", "lub"]);
        check("km/h", &["km", "h"]);
        check("strategia/2030", &["strategia", "2030"]);
        check("24/dobę", &["24", "dobę"]);
        check("1//2 /3/ 4/", &["1", "2", "3", "4"]);
    }

    proptest! {
        #[test]
        fn ranges_are_ordered_and_contain_a_letter_or_digit(text in "\\PC*") {
            let mut end = 0;
            for range in words(&text) {
                prop_assert!(range.start >= end && range.start < range.end);
                prop_assert!(text[range.clone()].chars().any(char::is_alphanumeric));
                end = range.end;
            }
        }
    }
}
