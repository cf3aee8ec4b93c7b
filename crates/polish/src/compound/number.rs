//! Recognizes act numbers: `358 / 2017`, `358 z 2017 r.`, `358 z dnia 13 lutego 2017 r.`, and resolution
//! numbers with the session in Roman numerals: `XCIX / 1495 / 14`.
//!
//! Skips what is already one word in its canonical spelling: `358/2017`. Invariant: a term ends in a year
//! within [`YEARS`], or repeats the printed text without its spaces.

use std::ops::{Range, RangeInclusive};

use crate::tokenize::is_roman;

use super::{
    date::day_at,
    scan::{TextCursor, before, is, is_dash, last_letters},
    span::Compound,
};

/// The range of accepted years of acts.
const YEARS: RangeInclusive<u16> = 1945..=2099;

/// From this number on, two digits mean the twentieth century.
const FIRST_SHORT_YEAR: u16 = 45;

/// How far back to look for the session of a resolution, in bytes.
const BACK: usize = 40;

/// Parses the act number that starts at this word, or another number with a slash and white space.
pub(super) fn act_number(text: &str, word: &Range<usize>) -> Option<Compound> {
    let number = &text[word.clone()];
    let is_number = number.len() <= 5 && number.bytes().all(|b| b.is_ascii_digit());
    let after = is_number.then(|| TextCursor::new(text, word.end))?;
    let act = year_after_slash(after)
        .or_else(|| year_after_of(text, after))
        .or_else(|| year_after_hyphen(number, after));
    if let Some((year, end)) = act.filter(|(year, _)| YEARS.contains(year)) {
        return Some(Compound::loose(word.start..end, format!("{number}/{year}")));
    }
    let (second, end) = number_after_slash(text, after)?;
    Some(Compound::loose(word.start..end, format!("{number}/{second}")))
}

/// Parses `-2016` after a number that is not a year.
fn year_after_hyphen(number: &str, mut reader: TextCursor<'_>) -> Option<(u16, usize)> {
    let start = reader.position();
    let is_year = number.parse().is_ok_and(|number: u16| number >= 1900 && YEARS.contains(&number.max(1945)));
    let is_hyphen =
        !is_year && number.len() > 2 && reader.divider()? == '-' && reader.position() <= start + 3;
    is_hyphen.then(|| year(reader))?
}

/// Parses ` / 4`; plot numbers are written this way too.
fn number_after_slash<'a>(text: &'a str, mut reader: TextCursor<'a>) -> Option<(&'a str, usize)> {
    let start = reader.position();
    reader.slash()?;
    let is_spaced = text[start..reader.position()].contains(char::is_whitespace);
    let second = reader.digits().filter(|_| is_spaced)?;
    Some((second, reader.end_of_number()?))
}

/// Parses `/ 2017`.
fn year_after_slash(mut reader: TextCursor<'_>) -> Option<(u16, usize)> {
    reader.slash()?;
    year(reader)
}

/// Parses `z 2017` and `z dnia 13 lutego 2017`.
fn year_after_of(text: &str, mut reader: TextCursor<'_>) -> Option<(u16, usize)> {
    let is_of = reader.spaces() && is(reader.letters(), "z") && reader.spaces();
    is_of.then_some(())?;
    if is(reader.letters(), "dnia") {
        reader.spaces();
    }
    let day = day_at(text, reader.position()).map(|(day, end)| (day.year, end));
    day.or_else(|| year(reader))
}

fn year(mut reader: TextCursor<'_>) -> Option<(u16, usize)> {
    let year = full_year(reader.digits().filter(|digits| digits.len() == 4)?)?;
    Some((year, reader.end_of_number()?))
}

/// Pushes the resolution number whose first word with a digit is this one; returns whether there is one.
pub(super) fn resolution(text: &str, word: &Range<usize>, found: &mut Vec<Compound>) -> bool {
    let parts =
        session_start(text, word).and_then(|start| Some((start, ResolutionNumber::read(text, start)?)));
    let Some((start, parts)) = parts else { return false };
    let range = start..parts.end.max(word.end);
    let ResolutionNumber { session, number, year, .. } = parts;
    if text[range.clone()].contains(|c: char| c.is_whitespace() || c == '.' || is_dash(c)) {
        let term = format!("{}/{number}/{year}", session.to_ascii_lowercase());
        found.push(Compound::loose(range.clone(), term));
    }
    if let Some(year) = full_year(year) {
        found.push(Compound::loose(range, format!("{number}/{year}")));
    }
    true
}

/// The parts of a resolution number, as printed.
struct ResolutionNumber<'a> {
    session: &'a str,
    number: &'a str,
    year: &'a str,
    end: usize,
}

impl<'a> ResolutionNumber<'a> {
    fn read(text: &'a str, start: usize) -> Option<Self> {
        let mut reader = TextCursor::new(text, start);
        let session = Some(reader.letters()).filter(|letters| is_roman(letters))?;
        let divider = reader.divider()?;
        let number = reader.digits()?;
        let is_divided = divider != ' ' && reader.divider()? == divider;
        let year = reader.digits().filter(|digits| is_divided && matches!(digits.len(), 2 | 4))?;
        let end = reader.end_of_number()?;
        // Marks other than a slash must have no spaces around them; points also separate parts of a text.
        let is_sure = match divider {
            '/' => true,
            _ if text[start..end].contains(char::is_whitespace) => false,
            '.' => year.len() == 4,
            _ => full_year(year).is_some(),
        };
        is_sure.then_some(Self { session, number, year, end })
    }
}

/// Returns the start of the session: the word itself, or the numeral before the preceding slash.
fn session_start(text: &str, word: &Range<usize>) -> Option<usize> {
    if !text[word.clone()].starts_with(|c: char| c.is_ascii_digit()) {
        return Some(word.start);
    }
    let window = before(text, word.start, BACK);
    let session = window.trim_end().strip_suffix(|c| matches!(c, '/' | '.') || is_dash(c))?.trim_end();
    let rest = session.len() - last_letters(session).len();
    let is_whole = is_roman(&session[rest..]) && !session[..rest].ends_with(char::is_alphanumeric);
    is_whole.then_some(word.start - window.len() + rest)
}

/// Expands a two-digit year; returns `None` outside [`YEARS`].
fn full_year(digits: &str) -> Option<u16> {
    let year: u16 = digits.parse().ok()?;
    let full = match (digits.len(), year) {
        (2, FIRST_SHORT_YEAR..) => 1900 + year,
        (2, _) => 2000 + year,
        _ => year,
    };
    YEARS.contains(&full).then_some(full)
}
