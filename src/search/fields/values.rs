//! Parses field values as users type them: years, days, districts, organs, kinds, act numbers.

use jiff::civil::Date;

use crate::{
    acts::numbers::{leading_number, parse_date},
    analysis::{Analyzer, Token},
    document::{DISTRICT_NAMES, DISTRICTS, Kind, district_numbered},
};

/// Lemmas that name a kind anywhere in a query.
const KIND_WORDS: [(&str, Kind); 9] = [
    ("zarządzenie", Kind::Ordinance),
    ("uchwała", Kind::Resolution),
    ("obwieszczenie", Kind::Notice),
    ("ogłoszenie", Kind::Notice),
    ("ustawa", Kind::Act),
    ("rozporządzenie", Kind::Act),
    ("aktualność", Kind::News),
    ("komunikat", Kind::News),
    ("wiadomość", Kind::News),
];

/// Lemmas that name a kind only as a value of `rodzaj:`.
const MORE_KIND_WORDS: [(&str, Kind); 2] = [("akt", Kind::Act), ("strona", Kind::Page)];

/// Returns the kind that a word of a query names.
pub(in crate::search) fn kind_named(token: &Token) -> Option<Kind> {
    named(token, &KIND_WORDS)
}

fn named(token: &Token, words: &[(&str, Kind)]) -> Option<Kind> {
    words.iter().find(|(word, _)| all_terms(token).any(|term| term == word)).map(|(_, kind)| *kind)
}

/// Returns the terms of a word, including its accented alternatives if it was typed without accents.
fn all_terms(token: &Token) -> impl Iterator<Item = &String> {
    token.terms.iter().chain(&token.restored)
}

pub(super) fn kind(value: &str, analyzer: &mut Analyzer) -> Option<Kind> {
    let english = value.to_ascii_lowercase().parse().ok();
    english.or_else(|| match words(value, analyzer).as_slice() {
        [word] => kind_named(word).or_else(|| named(word, &MORE_KIND_WORDS)),
        _ => None,
    })
}

/// Analyzes a value like a query and returns its words.
fn words(value: &str, analyzer: &mut Analyzer) -> Vec<Token> {
    let mut words = analyzer.query_tokens(value);
    words.retain(|token| !token.is_compound);
    words
}

/// Returns how many words of `name` are missing from a value, or `None` if the value has a word that `name`
/// lacks.
fn left_out(words: &[Token], name: &str, analyzer: &mut Analyzer) -> Option<usize> {
    let named: Vec<Token> = analyzer.tokens(name).into_iter().filter(|token| !token.is_compound).collect();
    let is_in_name =
        |word: &Token| named.iter().any(|named| all_terms(word).any(|term| named.terms.contains(term)));
    let is_part = !words.is_empty() && words.iter().all(is_in_name);
    is_part.then(|| named.len().saturating_sub(words.len()))
}

/// Returns the organs whose names contain all words of the value.
pub(super) fn organs(value: &str, analyzer: &mut Analyzer, organs: Vec<String>) -> Option<Vec<String>> {
    let words = words(value, analyzer);
    let found = organs.into_iter().filter(|organ| left_out(&words, organ, analyzer).is_some());
    let found: Vec<String> = found.collect();
    (!found.is_empty()).then_some(found)
}

/// Returns the district with this number or name. If no name matches exactly, returns all whose names contain
/// the words.
pub(super) fn districts(value: &str, analyzer: &mut Analyzer) -> Option<Vec<&'static str>> {
    let head = value.split_whitespace().next()?;
    if let Some(number) = district_numbered(head) {
        return Some(vec![number]);
    }
    let words = words(value, analyzer);
    let names = DISTRICTS.into_iter().zip(DISTRICT_NAMES);
    let found = names.filter_map(|(number, name)| Some((number, left_out(&words, name, analyzer)?)));
    let found: Vec<(&str, usize)> = found.collect();
    let least = found.iter().map(|(_, left_out)| *left_out).min()?;
    let is_meant = |left_out: usize| least > 0 || left_out == 0;
    Some(found.into_iter().filter(|(_, left_out)| is_meant(*left_out)).map(|(number, _)| number).collect())
}

/// Parses `2017`, or `2017-2019` in either order.
pub(super) fn years(value: &str) -> Option<(u16, u16)> {
    let (first, last) = value.split_once(['-', '–', '−']).unwrap_or((value, value));
    let (first, last) = (year(first.trim())?, year(last.trim())?);
    Some((first.min(last), first.max(last)))
}

fn year(text: &str) -> Option<u16> {
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_year.then(|| text.parse().ok()).flatten()
}

/// Parses a day, a month (`2017-02`, `02.2017`) or a year, and returns its first and last day.
pub(super) fn days(value: &str) -> Option<(Date, Date)> {
    if let Some(day) = parse_date(value) {
        return Some((day, day));
    }
    let months = |year: i16, first: i8, last: i8| {
        let (first, last) = (Date::new(year, first, 1).ok()?, Date::new(year, last, 1).ok()?);
        Some((first, last.last_of_month()))
    };
    let of_year = |text: &str| year(text).and_then(|year| i16::try_from(year).ok());
    if let Some(year) = of_year(value) {
        return months(year, 1, 12);
    }
    let (year, month) = value.split_once('-').or_else(|| {
        let (month, year) = value.split_once('.')?;
        Some((year, month))
    })?;
    let month = month.parse().ok().filter(|_| month.len() <= 2)?;
    months(of_year(year)?, month, month)
}

/// Parses an act number as it is indexed. A number without a year stands for the number in any year.
pub(in crate::search) fn number(value: &str) -> Option<String> {
    let value = value.trim_matches(|c: char| !c.is_alphanumeric());
    let (number, length) = leading_number(&value.to_uppercase())?;
    (length == value.len()).then(|| number.to_lowercase())
}
