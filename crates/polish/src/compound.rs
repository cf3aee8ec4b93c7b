//! Recognizes compounds of several words: dates, act numbers, journal positions, provisions, case numbers,
//! addresses, times, amounts and other grouped numbers.
//!
//! All spellings of one compound produce the same term as a text is walked word by word: `13 lutego 2017 r.`
//! and `13.02.2017` give `2017-02-13`, `358 z 2017 r.` gives `358/2017`. Leaves word boundaries to
//! `tokenize`, and the words themselves to the caller. Invariants: the range of a compound lies on character
//! boundaries and contains its anchor; lookaround at an anchor is bounded, so the whole walk is linear in the
//! length of the text.

use std::ops::Range;

mod address;
mod date;
mod digits;
mod journal;
mod number;
mod provision;
mod scan;
mod sign;
mod span;
mod time;

pub use span::Bond;
pub(crate) use span::Compound;

/// Finds compounds as a text is walked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Compounds {
    addresses: address::Addresses,
    digits: digits::Digits,
    journal: journal::JournalReader,
    provisions: provision::Provisions,
}

impl Compounds {
    /// Whether the word can be the anchor of a compound, or open a citation.
    pub(crate) fn is_anchor(text: &str, word: &Range<usize>) -> bool {
        let bytes = text.as_bytes().get(word.clone()).unwrap_or_default();
        let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        let may_be_name = bytes.len() <= 2 || bytes.first().is_some_and(|first| may_begin_roman(*first));
        // The last one is that of words such as `OR/123/2020`.
        is_digit(bytes.first())
            || is_digit(bytes.last())
            || may_be_name && text.get(word.clone()).is_some_and(names)
            || is_joined(text, word.end)
    }

    /// Collects the compounds anchored at this word into `found`, which is cleared first.
    ///
    /// Words of one text must be passed in order; those that are not anchors may be skipped.
    pub(crate) fn at(&mut self, text: &str, word: Range<usize>, found: &mut Vec<Compound>) {
        found.clear();
        let Some(printed) = text.get(word.clone()) else { return };
        let is_joined = is_joined(text, word.end);
        if is_joined || self.addresses.go_on_at(word.start) {
            self.addresses.at(text, &word, found);
        }
        if !found.is_empty() {
            return;
        }
        if is_joined || printed.contains(['.', '/']) {
            sign::at(text, &word, found);
        }
        if printed.starts_with(|c: char| c.is_ascii_digit()) {
            self.at_number(text, &word, found);
        } else if names(printed) {
            self.at_name(text, &word, found);
        }
    }

    fn at_name(&mut self, text: &str, word: &Range<usize>, found: &mut Vec<Compound>) {
        let printed = &text[word.clone()];
        if starts_with_session(printed) {
            number::resolution(text, word, found);
        }
        if journal::is_name(printed) {
            self.journal.open(text, word);
        }
        self.provisions.step(text, word, found);
    }

    fn at_number(&mut self, text: &str, word: &Range<usize>, found: &mut Vec<Compound>) {
        let day = push_days(text, word, found);
        if !number::resolution(text, word, found) {
            found.extend(number::act_number(text, word));
        }
        let is_cited = self.journal.step(text, word, day, found);
        if day.is_none() && !is_cited {
            self.provisions.step(text, word, found);
        }
        if found.is_empty() {
            time::at(text, word, found);
        }
        if found.is_empty() {
            self.digits.at(text, word, found);
        }
    }
}

/// Whether a word can be part of a compound, whatever surrounds it.
fn names(word: &str) -> bool {
    if word.len() > 2 && !word.bytes().next().is_some_and(may_begin_roman) {
        return false;
    }
    provision::is_point_letter(word)
        || journal::is_name(word)
        || starts_with_session(word)
        || provision::is_capital_roman(word)
}

/// Whether the byte may begin a Roman numeral; 0xe2 is the first of a single character such as `Ⅳ`.
const fn may_begin_roman(first: u8) -> bool {
    is_roman_digit(first) || first == 0xe2
}

/// Whether a mark, such as in addresses and case numbers, joins the word ending here to what follows.
fn is_joined(text: &str, end: usize) -> bool {
    match text.as_bytes().get(end..) {
        Some([b':', b'/', b'/', ..]) => true,
        Some([b'.' | b'@' | b'-' | b'_' | b'+' | b'/' | b':', next, ..]) => next.is_ascii_alphanumeric(),
        _ => false,
    }
}

/// Pushes the days that begin in the word (several if joined by commas without spaces); returns the last one
/// and its end.
fn push_days(
    text: &str,
    word: &Range<usize>,
    found: &mut Vec<Compound>,
) -> Option<(date::CalendarDay, usize)> {
    let mut last = None;
    let mut start = word.start;
    for part in text[word.clone()].split(',') {
        if let Some((day, end)) = date::day_at(text, start) {
            found.push(Compound::loose(word.start..end.max(word.end), day.term()));
            last = Some((day, end));
        }
        start += part.len() + 1;
    }
    last
}

/// Whether the word begins with a Roman numeral and a slash.
fn starts_with_session(word: &str) -> bool {
    let numeral = word.bytes().take_while(|&b| is_roman_digit(b)).count();
    numeral > 0 && word.as_bytes().get(numeral) == Some(&b'/')
}

const fn is_roman_digit(b: u8) -> bool {
    matches!(b.to_ascii_lowercase(), b'i' | b'v' | b'x' | b'l' | b'c' | b'd' | b'm')
}

#[cfg(test)]
mod tests;
