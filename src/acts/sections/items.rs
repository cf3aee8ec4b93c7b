//! Reads the numbers of lists at the start of a line: `2.`, `3)`, `b)`, `–`.
//!
//! Leaves it to `lists` whether they continue a list.

use super::{
    candidate::{Mark, SectionCandidate},
    numeral::Numeral,
    rank::Rank,
};

/// The greatest number of an item; longer numbers are amounts and years.
const GREATEST: u32 = 999;

/// Reads the number of an item at the byte `at` of a line that ends at `end`.
pub(super) fn item_at(text: &str, at: usize, end: usize) -> Option<SectionCandidate> {
    let rest = &text[at..end];
    match rest.as_bytes()[0] {
        b'0'..=b'9' => numbered(rest, at),
        b'a'..=b'z' => lettered(rest, at),
        _ => dashed(rest, at),
    }
}

/// Reads the `1` of a first subsection whose stop is lost, after the number of its unit: `§ 2. 1 Osoby`.
pub(super) fn bare_first(text: &str, at: usize, end: usize) -> Option<SectionCandidate> {
    let after = text[at..end].strip_prefix("1 ")?;
    let is_first = after.starts_with(char::is_uppercase);
    is_first.then(|| SectionCandidate::new(Mark::Section(Rank::Subsection), Numeral::plain(1), at, at + 1))
}

fn numbered(rest: &str, at: usize) -> Option<SectionCandidate> {
    let (numeral, length) = Numeral::leading(rest).or_else(|| slashed(rest))?;
    let after = &rest[length..];
    if numeral.number > GREATEST {
        return None;
    }
    let rank = match after.as_bytes().first()? {
        b')' | b'/' => Rank::Point,
        b'.' if may_open_sentence(&after[1..]) => Rank::Subsection,
        _ => return None,
    };
    Some(SectionCandidate::new(Mark::Section(rank), numeral, at, at + length + 1))
}

/// Reads the number of a typewritten point: `1/ `.
fn slashed(rest: &str) -> Option<(Numeral, usize)> {
    let (digits, after) = rest.split_once('/')?;
    let is_item = digits.len() <= 2 && after.starts_with(char::is_whitespace);
    digits.parse().ok().filter(|_| is_item).map(|number| (Numeral::plain(number), digits.len()))
}

/// Whether a text, directly after the full stop of a number, begins a subsection and not a date or a decimal.
fn may_open_sentence(after: &str) -> bool {
    let opens = |c: char| c.is_whitespace() || c.is_uppercase() || matches!(c, '(' | '„' | '"');
    after.chars().next().is_none_or(opens)
}

fn lettered(rest: &str, at: usize) -> Option<SectionCandidate> {
    let (numeral, length) = Numeral::leading_letters(rest)?;
    let is_item = length <= 2 && (rest[length..].starts_with(')') || rest[length..].starts_with("/ "));
    is_item.then(|| SectionCandidate::new(Mark::Section(Rank::Letter), numeral, at, at + length + 1))
}

fn dashed(rest: &str, at: usize) -> Option<SectionCandidate> {
    let after = rest.strip_prefix(['-', '–', '—'])?;
    let is_item = after.starts_with(char::is_whitespace);
    let end = at + rest.len() - after.len();
    is_item.then(|| SectionCandidate::new(Mark::Section(Rank::Indent), Numeral::plain(1), at, end))
}
