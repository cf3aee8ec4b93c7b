//! Where the words of a text begin and end.
//!
//! A word is a run of letters and digits with what belongs inside it: combining marks, soft
//! hyphens, an apostrophe between letters (`Kennedy'ego`), a point or comma between digits
//! (`13.02.2017`, `12,5`), and the slash of an act's number (`358/2017`, `XXXV/612/12`).
//! Leaves to `normalize` how the word is written. Always holds: ranges lie on character bounds,
//! in order, never overlap, and the whole walk is linear in the length of the text.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

/// The longest run of letters that may stand before the slash of a number (`OR/123/2020`).
const MAX_PREFIX_LETTERS: usize = 5;

/// The byte ranges of the words of `text`.
pub(crate) fn words(text: &str) -> Words<'_> {
    Words { text, at: 0 }
}

/// See [`words`].
#[derive(Debug, Clone)]
pub(crate) struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.next_start()?;
        let (mut end, mut segment_start) = (start, start);
        loop {
            end = end_of_latin(self.text.as_bytes(), end);
            let Some(c) = self.text[end..].chars().next() else { break };
            if c == '/' {
                if !self.joins_number(segment_start, end) {
                    break;
                }
                segment_start = end + 1;
            } else if !self.continues(end, c) {
                break;
            }
            end += c.len_utf8();
        }
        self.at = end;
        Some(start..end)
    }
}

/// Where the Latin letters and digits end that begin at `at`: nearly all characters of nearly all
/// words, found without the tables of Unicode.
fn end_of_latin(text: &[u8], mut at: usize) -> usize {
    loop {
        match text[at..] {
            [first, ..] if first.is_ascii_alphanumeric() => at += 1,
            // The letters from U+C0 to U+17F, between which stand the signs of two operations.
            [0xc3, second, ..] if second != 0x97 && second != 0xb7 => at += 2,
            [0xc4 | 0xc5, _, ..] => at += 2,
            _ => return at,
        }
    }
}

impl Words<'_> {
    /// Where the next word starts.
    fn next_start(&self) -> Option<usize> {
        let rest = &self.text[self.at..];
        Some(self.at + rest.find(|c: char| c.is_alphanumeric())?)
    }

    /// Whether the character `c` at `at` belongs to the word that stands before it.
    fn continues(&self, at: usize, c: char) -> bool {
        if c.is_ascii() {
            return c.is_ascii_alphanumeric() || self.joins(at, c);
        }
        c.is_alphanumeric() || is_invisible(c) || is_combining_mark(c) || self.joins(at, c)
    }

    /// Whether punctuation at `at` stands inside a word.
    fn joins(&self, at: usize, c: char) -> bool {
        let previous = || self.text[..at].chars().next_back().unwrap_or(' ');
        let next = || self.text[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        match c {
            '.' | ',' => previous().is_ascii_digit() && next().is_ascii_digit(),
            '\'' | '\u{2019}' => previous().is_alphabetic() && next().is_alphabetic(),
            _ => false,
        }
    }

    /// Whether the slash at `at` is one of an act's number; the part before it starts at `start`.
    fn joins_number(&self, start: usize, at: usize) -> bool {
        let before = &self.text[start..at];
        let rest = &self.text[at + 1..];
        let after = &rest[..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())];
        let is_prefix = before.len() <= MAX_PREFIX_LETTERS && before.bytes().all(|b| b.is_ascii_alphabetic());
        match (has_digit(before), has_digit(after)) {
            (true, true) => true,
            (true, false) => is_roman(after),
            (false, true) => is_prefix || is_roman(before),
            (false, false) => false,
        }
    }
}

/// Characters that may stand in a word without being seen: soft hyphen, zero-width joiners.
pub(super) const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Whether any digit stands in the word.
pub(super) fn has_digit(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
}

/// Whether the word is a Roman numeral below 4000, in either case.
pub(super) fn is_roman(word: &str) -> bool {
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
        check("13.02.2017, 12,5 i 1.", &["13.02.2017", "12,5", "i", "1"]);
    }

    #[test]
    fn other_slashes_divide() {
        check("i/lub", &["i", "lub"]);
        check("km/h", &["km", "h"]);
        check("strategia/2030", &["strategia", "2030"]);
        check("24/dobę", &["24", "dobę"]);
        check("1//2 /3/ 4/", &["1", "2", "3", "4"]);
    }

    proptest! {
        #[test]
        fn ranges_are_in_order_and_hold_a_letter_or_digit(text in "\\PC*") {
            let mut end = 0;
            for range in words(&text) {
                prop_assert!(range.start >= end && range.start < range.end);
                prop_assert!(text[range.clone()].chars().any(char::is_alphanumeric));
                end = range.end;
            }
        }
    }
}
