//! What several words say together: days, numbers of acts, positions of journals, provisions.
//!
//! While a text is walked word by word, every way to write one of them meets in one term:
//! `13 lutego 2017 r.` and `13.02.2017` in `2017-02-13`, `358 z 2017 r.` in `358/2017`. Leaves to
//! `tokenize` where words end, and to the caller what becomes of the words themselves. Always
//! holds: the range of a compound lies on character bounds and holds its anchor, and since the
//! look around an anchor is bounded, the whole walk is linear in the length of the text.

use std::ops::Range;

mod date;
mod journal;
mod number;
mod provision;
mod scan;

/// The longest range over the numbers of a list, in bytes; beyond it a number stands for itself.
const MAX_SPAN: usize = 80;

/// What words say together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Compound {
    /// The bytes of the text from the first to the end of the last word that belongs to it.
    pub(super) range: Range<usize>,
    /// The one spelling of it.
    pub(super) term: String,
}

/// Finds compounds while one text is walked.
#[derive(Debug, Clone, Default)]
pub(super) struct Compounds {
    journal: journal::Journal,
    provisions: provision::Provisions,
}

impl Compounds {
    /// Whether the word can be the anchor of a compound, or open a citation.
    pub(super) fn is_anchor(word: &str) -> bool {
        let may_be = |first: u8| first.is_ascii_digit() || is_roman_digit(first);
        if word.len() > 2 && !word.bytes().next().is_some_and(may_be) {
            return false;
        }
        word.starts_with(|c: char| c.is_ascii_digit())
            || provision::is_point_letter(word)
            || journal::is_name(word)
            || starts_with_session(word)
            || provision::is_capital_roman(word)
    }

    /// The compounds whose anchor is this word of the text; `found` is cleared first.
    ///
    /// The words of one text are given in order; those that are no anchors may be left out.
    pub(super) fn at(&mut self, text: &str, word: Range<usize>, found: &mut Vec<Compound>) {
        found.clear();
        let Some(printed) = text.get(word.clone()) else { return };
        if printed.starts_with(|c: char| c.is_ascii_digit()) {
            self.at_number(text, &word, found);
            return;
        }
        if starts_with_session(printed) {
            number::resolution(text, &word, found);
        }
        if journal::is_name(printed) {
            self.journal.open(text, &word);
        }
        self.provisions.step(text, &word, found);
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
    }
}

/// Pushes the days that begin in the word, several where commas without spaces join them; the last
/// of them with its end.
fn push_days(text: &str, word: &Range<usize>, found: &mut Vec<Compound>) -> Option<(date::Day, usize)> {
    let mut last = None;
    let mut start = word.start;
    for part in text[word.clone()].split(',') {
        if let Some((day, end)) = date::day_at(text, start) {
            found.push(Compound { range: word.start..end.max(word.end), term: day.term() });
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
