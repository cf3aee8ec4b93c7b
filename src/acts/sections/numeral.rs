//! The numbers of sections: `12a`, `21(1)`, letters, Roman numerals and ordinal words.
//!
//! Invariant: the order of numerals is the order in which acts print them: 21, 21(1), 21(1a), 21a, 22.

use std::fmt;

use super::words::{is_space, strip_stem};
use crate::acts::letters::plain;

/// The number of a section. A letter of a list has the number 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct Numeral {
    /// The number itself.
    pub(super) number: u32,
    /// The superscript number after it, or 0.
    upper: u16,
    /// Up to three letters after it, in lower case, padded with zeros.
    letters: [u8; 3],
}

/// The letter ł of a suffix, which comes between l and m.
const BARRED_L: [u8; 3] = [b'l', 1, 0];

/// How far one numeral is from the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// The next number, or the same one with another suffix.
    Next,
    /// A few numbers are missing.
    Near,
    /// Many are missing, or the numbers go down.
    Far,
}

/// The most numbers that may be missing in a list: points that were repealed, or lines that were not read.
const NEAR: u32 = 3;

impl Numeral {
    /// The numeral of a plain number.
    pub(super) const fn plain(number: u32) -> Self {
        Self { number, upper: 0, letters: [0; 3] }
    }

    /// The place of a part that has a name instead of a number, among such parts.
    pub(super) const fn named(place: u16) -> Self {
        Self { number: 0, upper: place, letters: [0; 3] }
    }

    /// This number with a 1 at its end, if its suffix is the letter that OCR takes for a 1.
    pub(super) fn misread_one(self) -> Option<Self> {
        let is_misread = self.upper == 0 && self.letters == [b'l', 0, 0] && (1..=99).contains(&self.number);
        is_misread.then(|| Self::plain(10 * self.number + 1))
    }

    /// The superscript number, or 0.
    pub(super) fn upper(self) -> u16 {
        self.upper
    }

    /// This numeral's letters after another number and its superscript.
    pub(super) fn with_superscript(self, number: u32, upper: u16) -> Self {
        Self { number, upper, letters: self.letters }
    }

    /// A value in the order of numerals.
    pub(super) fn key(self) -> u64 {
        let [one, two, three] = self.letters.map(u64::from);
        let group = u64::from(self.upper == 0 && one != 0);
        let letters = one << 16 | two << 8 | three;
        u64::from(self.number) << 42 | group << 41 | u64::from(self.upper) << 24 | letters
    }

    /// The least key of numerals with this number.
    pub(super) fn least_key(number: u32) -> u64 {
        u64::from(number) << 42
    }

    /// Whether a list may begin with it.
    pub(super) fn is_first(self) -> bool {
        self == Self::plain(1) || (self.number == 0 && self.letters == [b'a', 0, 0])
    }

    /// Whether it is written by letters alone.
    pub(super) fn is_letter(self) -> bool {
        self.number == 0
    }

    /// How far `next` is from this one, in a list.
    pub(super) fn step_to(self, next: Self) -> Step {
        if next.key() <= self.key() {
            return Step::Far;
        }
        let ordinal = |of: Self| if of.number > 0 { of.number } else { u32::from(of.letters[0]) };
        match ordinal(next).saturating_sub(ordinal(self)) {
            0 | 1 => Step::Next,
            missing if missing <= NEAR + 1 => Step::Near,
            _ => Step::Far,
        }
    }

    /// The letters after the number.
    fn suffix(&self) -> &str {
        if self.letters == BARRED_L {
            return "ł";
        }
        let length = self.letters.iter().take_while(|letter| **letter > 0).count();
        str::from_utf8(&self.letters[..length]).unwrap_or_default()
    }

    /// The form in anchors: `12a`, `21-1`.
    pub(super) fn slug(self) -> String {
        self.to_string().replace('(', "-").replace(')', "").replace('ł', "l")
    }

    /// Reads a number at the start of `text`, with its suffix; returns it with its length in bytes. The signs
    /// that OCR takes for a 1 or a 0 count as such.
    pub(super) fn leading(text: &str) -> Option<(Self, usize)> {
        let (number, mut end) = leading_digits(text)?;
        let mut numeral = Self::plain(number);
        if let Some((upper, letters, length)) = superscript(&text[end..]) {
            (numeral.upper, numeral.letters) = (upper, letters);
            end += length;
        } else if let Some((letters, length)) = suffix(&text[end..]) {
            numeral.letters = letters;
            end += length;
        }
        let goes_on = text[end..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '_'));
        let is_glued = text[end..].starts_with(char::is_uppercase);
        (!goes_on || is_glued).then_some((numeral, end))
    }

    /// Reads one to three letters of a list; returns them with their length.
    pub(super) fn leading_letters(text: &str) -> Option<(Self, usize)> {
        let length = text.bytes().take(4).take_while(u8::is_ascii_lowercase).count();
        let letters = padded(text.get(..length)?)?;
        Some((Self { letters, ..Self::default() }, length))
    }

    /// Reads a Roman numeral, with a letter after it, at the start of `text`: `IV`, `IIIb`.
    pub(super) fn leading_roman(text: &str) -> Option<(Self, usize)> {
        let length = text.bytes().take(12).take_while(|byte| b"IVXLCl1".contains(byte)).count();
        let number = roman_value(&text[..length])?;
        let (letters, more) = suffix(&text[length..]).unwrap_or_default();
        let goes_on = text[length + more..].starts_with(char::is_alphanumeric);
        (!goes_on).then_some((Self { letters, ..Self::plain(number) }, length + more))
    }

    /// Reads an ordinal word at the start of `text`, in any gender: `pierwszy`, `druga`, `dwudzieste piąte`.
    pub(super) fn leading_ordinal(text: &str) -> Option<(Self, usize)> {
        if let Some(length) = strip_stem(text, "dwudziest") {
            let rest = text[length..].trim_start_matches(is_space);
            let unit = ordinal_below(rest, 9).map(|(unit, more)| (20 + unit, text.len() - rest.len() + more));
            let (number, end) = unit.unwrap_or((20, length));
            return Some((Self::plain(number), end));
        }
        ordinal_below(text, 19).map(|(number, length)| (Self::plain(number), length))
    }
}

impl fmt::Display for Numeral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.number, self.upper) {
            (0, _) => f.write_str(self.suffix()),
            (number, 0) => write!(f, "{number}{}", self.suffix()),
            (number, upper) => write!(f, "{number}({upper}{})", self.suffix()),
        }
    }
}

/// The stems of the ordinals from first to nineteenth, without accents.
const ORDINALS: [&str; 19] = [
    "pierwsz",
    "drug",
    "trzec",
    "czwart",
    "piat",
    "szost",
    "siodm",
    "osm",
    "dziewiat",
    "dziesiat",
    "jedenast",
    "dwunast",
    "trzynast",
    "czternast",
    "pietnast",
    "szesnast",
    "siedemnast",
    "osiemnast",
    "dziewietnast",
];

fn ordinal_below(text: &str, most: usize) -> Option<(u32, usize)> {
    let found = |stem: &&str| strip_stem(text, stem).filter(|end| *end <= stem.len() + 8);
    (1..).zip(&ORDINALS[..most]).find_map(|(number, stem)| found(stem).map(|end| (number, end)))
}

/// Reads up to five digits, or signs that OCR reads in their place.
fn leading_digits(text: &str) -> Option<(u32, usize)> {
    let is_digit = |byte: &u8| byte.is_ascii_digit() || b"lIO|".contains(byte);
    let signs = text.bytes().take(6).take_while(is_digit).count();
    let digits = text.bytes().take(6).take_while(u8::is_ascii_digit).count();
    // After digits, `l` alone is a suffix, which the caller judges by the numbers before it.
    let length =
        if digits > 0 && signs == digits + 1 && !text[..signs].ends_with('O') { digits } else { signs };
    // Capitals alone are a Roman numeral.
    let has_digit = text[..length].contains(|c: char| c.is_ascii_digit());
    if !has_digit && !matches!(&text[..length], "l" | "I" | "|" | "ll") {
        return None;
    }
    let read: String = text.get(..length)?.chars().map(as_digit).collect();
    let number = read.parse().ok().filter(|number| *number > 0)?;
    (length <= 5).then_some((number, length))
}

fn as_digit(c: char) -> char {
    match c {
        'l' | 'I' | '|' => '1',
        'O' => '0',
        digit => digit,
    }
}

/// Reads `(1)`, `(1a)` or the superscript digits of Unicode directly after a number.
fn superscript(text: &str) -> Option<(u16, [u8; 3], usize)> {
    let Some(inner) = text.strip_prefix('(') else {
        let digits: String = text.chars().map_while(raised_digit).take(3).collect();
        let length = text.chars().take(digits.len()).map(char::len_utf8).sum();
        return digits.parse().ok().map(|upper| (upper, [0; 3], length));
    };
    let digits = inner.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let upper = inner[..digits].parse().ok().filter(|upper| *upper > 0)?;
    let letters = inner[digits..].bytes().take(3).take_while(u8::is_ascii_lowercase).count();
    let end = digits + letters;
    let padded = padded(&inner[digits..end]).unwrap_or_default();
    inner[end..].starts_with(')').then_some((upper, padded, end + 2))
}

fn raised_digit(c: char) -> Option<char> {
    "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().zip('0'..='9').find(|(raised, _)| *raised == c).map(|(_, digit)| digit)
}

/// Reads the letters directly after a number, which must end there.
fn suffix(text: &str) -> Option<([u8; 3], usize)> {
    if let Some(after) = text.strip_prefix('ł') {
        return (!after.starts_with(char::is_alphanumeric)).then_some((BARRED_L, 'ł'.len_utf8()));
    }
    let length = text.bytes().take(4).take_while(u8::is_ascii_alphabetic).count();
    let letters = text.get(..length)?;
    let is_uniform = length == 1 || letters.bytes().all(|byte| byte.is_ascii_lowercase());
    let ends = !text[length..].starts_with(|c: char| c.is_alphanumeric());
    (is_uniform && ends).then(|| padded(&letters.to_ascii_lowercase())).flatten().map(|bytes| (bytes, length))
}

fn padded(letters: &str) -> Option<[u8; 3]> {
    let bytes = letters.as_bytes();
    let mut padded = [0; 3];
    padded.get_mut(..bytes.len()).filter(|_| !bytes.is_empty())?.copy_from_slice(bytes);
    Some(padded)
}

/// The value of a Roman numeral below 400; OCR may have read a small L or a 1 for an I.
fn roman_value(roman: &str) -> Option<u32> {
    let value = |c: char| match c {
        'I' | 'l' | '1' => 1,
        'V' => 5,
        'X' => 10,
        'L' => 50,
        _ => 100,
    };
    let (mut sum, mut before) = (0, 0);
    for now in roman.chars().rev().map(value) {
        sum = if now < before { sum - now } else { sum + now };
        before = now.max(before);
    }
    let is_roman = roman.contains(|c: char| c.is_ascii_uppercase());
    u32::try_from(sum).ok().filter(|sum: &u32| is_roman && (1..400).contains(sum))
}

/// The name of a part without a number, in ASCII: `Część ogólna` is the part `ogolna`.
pub(super) fn plain_slug(name: &str) -> String {
    let kept = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    name.trim().chars().map(plain).map(kept).collect()
}
