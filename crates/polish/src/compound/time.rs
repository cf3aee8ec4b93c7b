//! Recognizes times of day: `17:30`, `godz. 17.30`, `godz. 17`, `8.00–16.00`.
//!
//! A colon always makes a time. A point does so after `godz.`, `o`, `od`, `do` and in a range; on its own it
//! may be an amount. Invariant: a returned time exists.

use std::ops::Range;

use super::{
    scan::{before, is_any, is_dash, is_form_of, last_letters},
    span::{Bond, Compound},
};

/// How far back to look for a word that announces a time, in bytes.
const BACK: usize = 40;

/// Pushes the time that begins at this word.
pub(super) fn at(text: &str, word: &Range<usize>, found: &mut Vec<Compound>) {
    let Some((time, length)) = TimeOfDay::read(&text[word.start..]) else { return };
    let end = word.start + length;
    if end < word.end {
        return;
    }
    if time.mark == TimeSeparator::None && !may_say_hour(before(text, word.start, BACK)) {
        return;
    }
    let hour = hour_before(text, word.start);
    let is_said = match time.mark {
        TimeSeparator::Colon => true,
        TimeSeparator::Point => {
            hour.is_some() || is_after_preposition(text, word.start) || is_in_range(text, word.start, end)
        }
        TimeSeparator::None => hour.is_some(),
    };
    if is_said && !is_amount(&text[end..]) {
        let bond = if time.mark == TimeSeparator::Colon { Bond::Tight } else { Bond::Loose };
        let start = hour.unwrap_or(word.start);
        found.push(Compound { range: start..end, term: time.term(), bond });
    }
}

/// The separator between hours and minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TimeSeparator {
    Colon,
    Point,
    None,
}

#[derive(Debug, Clone, Copy)]
struct TimeOfDay {
    hours: u8,
    minutes: u8,
    mark: TimeSeparator,
}

impl TimeOfDay {
    /// Parses the time at the start of a text; returns it with its length.
    fn read(text: &str) -> Option<(Self, usize)> {
        let digits = |text: &str| text.bytes().take(3).take_while(u8::is_ascii_digit).count();
        let length = digits(text);
        let hours = (1..=2).contains(&length).then(|| text[..length].parse().ok())??;
        let rest = &text[length..];
        let (mark, after) = match rest.as_bytes() {
            [b':', ..] => (TimeSeparator::Colon, &rest[1..]),
            [b'.', b'0'..=b'9', ..] => (TimeSeparator::Point, &rest[1..]),
            _ => (TimeSeparator::None, rest),
        };
        let (minutes, end) = match mark {
            TimeSeparator::None => raised_minutes(rest)?,
            _ if digits(after) == 2 => (after[..2].parse().ok()?, 3),
            _ => return None,
        };
        let tail = &rest[end..];
        let goes_on = tail.starts_with(|c: char| c.is_alphanumeric() || c == '/')
            || tail.starts_with(['.', ',']) && tail[1..].starts_with(|c: char| c.is_ascii_digit());
        let is_time = (hours < 24 && minutes < 60 || (hours, minutes) == (24, 0)) && !goes_on;
        is_time.then_some((Self { hours, minutes, mark }, length + end))
    }

    fn term(self) -> String {
        format!("{}:{:02}", self.hours, self.minutes)
    }
}

/// Parses superscript minutes after an hour (`17³⁰`, `17(30)`), if any; returns them with their length.
fn raised_minutes(rest: &str) -> Option<(u8, usize)> {
    let raised = |c: char| match c {
        '\u{2070}' => Some(0),
        '\u{b9}' => Some(1),
        '\u{b2}' => Some(2),
        '\u{b3}' => Some(3),
        '\u{2074}'..='\u{2079}' => Some(c as u32 - 0x2070),
        _ => None,
    };
    let digits: Vec<char> = rest.chars().take_while(|c| raised(*c).is_some()).take(3).collect();
    match digits.as_slice() {
        [] => {}
        [tens, ones] => {
            let minutes = raised(*tens)? * 10 + raised(*ones)?;
            return Some((u8::try_from(minutes).ok()?, tens.len_utf8() + ones.len_utf8()));
        }
        _ => return None,
    }
    match rest.as_bytes() {
        [b'(', tens, ones, b')', ..] if tens.is_ascii_digit() && ones.is_ascii_digit() => {
            Some((rest[1..3].parse().ok()?, 4))
        }
        [b'^', tens, ones, ..] if tens.is_ascii_digit() && ones.is_ascii_digit() => {
            Some((rest[1..3].parse().ok()?, 3))
        }
        [b'(' | b'^', ..] => None,
        _ => Some((0, 0)),
    }
}

/// Cheap check whether the text may contain a word that announces an hour.
fn may_say_hour(window: &str) -> bool {
    let bytes = window.as_bytes();
    bytes.windows(3).any(|letters| letters.eq_ignore_ascii_case(b"god")) || bytes.ends_with(b"g. ")
}

/// Returns the start of the word for "hour" before this time, even if the time is the second of a range.
fn hour_before(text: &str, at: usize) -> Option<usize> {
    let window = before(text, at, BACK);
    let start = at - window.len();
    let named = |window: &str| {
        let said = window.trim_end_matches(|c: char| c.is_whitespace() || c == '.');
        let name = last_letters(said);
        let is_hour = is_any(name, &["godz", "g"]) || is_form_of(name, "godzin");
        (is_hour && !name.is_empty()).then(|| start + said.len() - name.len())
    };
    named(window).or_else(|| named(first_of_range(window)?).map(|_| at))
}

/// Returns what stands before the first time of a range whose second time follows `window`.
fn first_of_range(window: &str) -> Option<&str> {
    let bare = window.trim_end();
    let joined = bare
        .strip_suffix(is_dash)
        .or_else(|| bare.strip_suffix(" do"))
        .or_else(|| bare.strip_suffix(" i"))?;
    let first = joined.trim_end();
    let rest = first.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ':'));
    (rest.len() < first.len()).then_some(rest)
}

fn is_after_preposition(text: &str, at: usize) -> bool {
    is_any(last_letters(before(text, at, BACK).trim_end()), &["o", "od", "do"])
}

/// Whether another time stands before or after this one, joined by a dash.
fn is_in_range(text: &str, at: usize, end: usize) -> bool {
    let is_time =
        |text: &str| TimeOfDay::read(text).is_some_and(|(time, _)| time.mark != TimeSeparator::None);
    let after = text[end..].trim_start();
    let follows = after.strip_prefix(is_dash).is_some_and(|after| is_time(after.trim_start()));
    let window = before(text, at, BACK);
    let precedes = first_of_range(window).is_some_and(|rest| is_time(&window[rest.len()..]));
    follows || precedes
}

/// Whether the following text marks the number as an amount or a measurement.
fn is_amount(text: &str) -> bool {
    let after = text.trim_start();
    ["zł", "PLN", "%", "m2", "m²", "ha", "km", "mln", "tys"].iter().any(|unit| after.starts_with(unit))
}
