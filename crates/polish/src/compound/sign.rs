//! Recognizes case and file numbers: `OR-01.0050.12.2021`, `GN-02.6840.1.7.2022.MK`, `0007.X.68.2015`.
//!
//! A case number ends in a year, possibly followed by initials. Its term joins the groups with points,
//! whatever separates them in print; each suffix from a separator on is a term too, because people copy
//! whatever is legible on a stamp. Invariant: a term has at least three groups, including the year.

use std::ops::Range;

use super::{
    date::day_at,
    span::{Bond, Compound},
};
use crate::tokenize::is_roman;

/// The maximum length of a case number, in bytes.
const MAX_BYTES: usize = 80;

/// The maximum number of groups.
const MAX_GROUPS: usize = 10;

/// The minimum number of groups in a term, including the year.
const MIN_GROUPS: usize = 3;

/// The minimum number of digits: four for the year and one more.
const MIN_DIGITS: usize = 5;

/// The maximum length of initials after the year, and the maximum number of such groups.
const MAX_INITIALS: usize = 4;
const MAX_WRITERS: usize = 2;

/// Pushes the case number that begins at this word.
pub(super) fn at(text: &str, word: &Range<usize>, found: &mut Vec<Compound>) {
    if text[..word.start].ends_with(|c: char| is_divider(c) || c.is_alphanumeric()) {
        return;
    }
    let letters = text.as_bytes()[word.start..].iter().take(MAX_BYTES);
    let letters = letters.take_while(|b| b.is_ascii_alphanumeric() || is_divider(char::from(**b)));
    if letters.filter(|b| b.is_ascii_digit()).count() < MIN_DIGITS {
        return;
    }
    let groups = groups(text, word.start);
    let Some(year) = year_of(text, &groups) else { return };
    let is_resolution = groups.len() == MIN_GROUPS && is_roman(&text[groups[0].clone()]);
    if year + 1 < MIN_GROUPS || is_resolution || is_like_day(text, &groups[..year]) {
        return;
    }
    let term = |from: usize, to: usize| {
        let groups = groups[from..=to].iter().map(|group| text[group.clone()].to_ascii_lowercase());
        groups.collect::<Vec<_>>().join(".")
    };
    let last = groups.len() - 1;
    let end = groups[last].end.max(word.end);
    let mut push = |range: Range<usize>, term: String, bond| {
        if !text[word.clone()].eq_ignore_ascii_case(&term) {
            found.push(Compound { range, term, bond });
        }
    };
    if last > year {
        push(word.start..end, term(0, last), Bond::Loose);
    }
    push(word.start..groups[year].end.max(word.end), term(0, year), Bond::Loose);
    for from in 1..=(year + 1).saturating_sub(MIN_GROUPS) {
        if text[groups[from].clone()].bytes().any(|b| b.is_ascii_digit()) {
            push(word.start..end, term(from, year), Bond::Part);
        }
    }
}

/// Returns the groups of letters and digits from `start` on, separated by one character each.
fn groups(text: &str, start: usize) -> Vec<Range<usize>> {
    let bytes = &text.as_bytes()[..text.len().min(start + MAX_BYTES)];
    let mut groups = Vec::new();
    let mut at = start;
    while groups.len() < MAX_GROUPS {
        let length = bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        if length == 0 {
            break;
        }
        groups.push(at..at + length);
        match bytes.get(at + length) {
            Some(&divider) if is_divider(char::from(divider)) => at += length + 1,
            _ => break,
        }
    }
    let ends_in_letter = |group: &Range<usize>| text[group.end..].starts_with(|c: char| c.is_alphanumeric());
    if groups.last().is_some_and(ends_in_letter) {
        groups.pop();
    }
    groups
}

/// Returns the index of the year group: the last group with a digit, followed at most by initials.
fn year_of(text: &str, groups: &[Range<usize>]) -> Option<usize> {
    let of = |group: &Range<usize>| &text[group.clone()];
    let last = groups.iter().rposition(|group| of(group).bytes().any(|b| b.is_ascii_digit()))?;
    let is_year = of(&groups[last]).len() == 4
        && ["19", "20"].iter().any(|century| of(&groups[last]).starts_with(century));
    let writers = &groups[last + 1..];
    let are_initials =
        writers.len() <= MAX_WRITERS && writers.iter().all(|group| group.len() <= MAX_INITIALS);
    (is_year && are_initials).then_some(last)
}

/// Whether the groups before a year are days and months: `13-14.02.2017`.
fn is_like_day(text: &str, groups: &[Range<usize>]) -> bool {
    groups.iter().all(|group| group.len() <= 2 && text[group.clone()].bytes().all(|b| b.is_ascii_digit()))
        || day_at(text, groups[0].start).is_some()
}

const fn is_divider(c: char) -> bool {
    matches!(c, '.' | '-' | '/' | '_')
}
