//! Reads mentions in Ukrainian: `розпорядження № 358/2017`, `закон від 8 березня 1990 року про
//! самоврядування`.
//!
//! Invariant: an act of Ukraine is no mention.

use jiff::civil::Date;

use super::parts::{mention, number_after, title_at};
use crate::{
    acts::{
        citations::{
            cursor::{Cursor, one_spaced},
            kinds::ActKind,
            mention::Mention,
        },
        numbers::leading_date,
    },
    document::CitedAct,
};

/// The stem of each noun, its endings, and the kind.
const FORMS: [(&str, &[&str], ActKind); 5] = [
    ("розпорядженн", &["я", "ю", "ям", "і", "ями", "ях"], ActKind::Ordinance),
    ("постанов", FEMININE, ActKind::Resolution),
    ("ухвал", FEMININE, ActKind::Resolution),
    ("рішенн", &["я", "ю", "ям", "і", "ями", "ях"], ActKind::Resolution),
    ("закон", &["", "у", "ом", "і", "и", "ів", "ами", "ах", "ові"], ActKind::Statute),
];

const FEMININE: &[&str] = &["а", "и", "і", "у", "ою", "", "ам", "ами", "ах"];

/// The months in the genitive.
const MONTHS: [&str; 12] = [
    "січня",
    "лютого",
    "березня",
    "квітня",
    "травня",
    "червня",
    "липня",
    "серпня",
    "вересня",
    "жовтня",
    "листопада",
    "грудня",
];

/// Words that end the title of a statute.
const STOPS: [&str; 18] = [
    "який",
    "яка",
    "яке",
    "які",
    "якого",
    "якої",
    "яким",
    "якою",
    "що",
    "є",
    "був",
    "була",
    "має",
    "можна",
    "набирає",
    "набув",
    "визначає",
    "передбачає",
];

/// Reads the mention at the position.
pub(super) fn read(at: Cursor<'_>) -> Option<Mention> {
    let word = at.word().to_lowercase();
    let (.., kind) = FORMS
        .iter()
        .find(|(stem, endings, _)| word.strip_prefix(stem).is_some_and(|ending| endings.contains(&ending)))?;
    let mut next = at;
    next.at += at.word().len();
    let mut act = CitedAct::default();
    skip_body(&mut next)?;
    for _ in 0..2 {
        if let Some((number, end)) = number_after(next).filter(|_| takes_number(*kind, &act)) {
            act.number = Some(number);
            next.at = end;
        } else if let Some((date, end)) = from_date(next).filter(|_| act.date.is_none()) {
            act.date = Some(date);
            next.at = end;
        }
    }
    act.title = take_title(&mut next, *kind);
    mention(*kind, act, at.at, next.at)
}

/// Statutes have no numbers, and an act has one.
fn takes_number(kind: ActKind, act: &CitedAct) -> bool {
    kind != ActKind::Statute && act.number.is_none()
}

/// Skips the name of the body, `Президента міста Кракова`; `None` if it is of Ukraine.
fn skip_body(at: &mut Cursor<'_>) -> Option<()> {
    const MOST: usize = 6;
    let mut next = *at;
    for _ in 0..MOST {
        next.skip_while(|c| matches!(c, ' ' | '\u{a0}' | '\n'));
        let word = next.word();
        if word == "України" {
            return None;
        }
        let is_mark = word.is_empty() || word.starts_with(|c: char| c.is_ascii_alphanumeric());
        if is_mark || matches!(word, "від" | "номер" | "про") {
            return Some(());
        }
        next.at += word.len();
        let mut after = next;
        after.skip_spaces();
        if after.peek() == Some('№') || after.word() == "від" {
            at.at = next.at;
        }
    }
    Some(())
}

/// Reads `від 13 лютого 2017 року`, `від 13.02.2017 р.`; returns the date and where it ends.
fn from_date(at: Cursor<'_>) -> Option<(Date, usize)> {
    let mut next = at;
    next.skip_while(|c| c.is_whitespace() || c == ',');
    if next.word() != "від" && next.word() != "з" {
        return None;
    }
    next = next.after_word();
    if let Some((date, length)) = leading_date(next.rest()) {
        next.at += length;
        skip_year_word(&mut next);
        return Some((date, next.at));
    }
    let day = i8::try_from(next.number()?).ok()?;
    next.skip_spaces();
    let word = next.word().to_lowercase();
    let month = (1..).zip(MONTHS).find(|(_, name)| *name == word)?.0;
    next = next.after_word();
    let year = i16::try_from(next.number()?).ok()?;
    skip_year_word(&mut next);
    Some((Date::new(year, month, day).ok()?, next.at))
}

/// Skips `року` or `р.` after a year.
fn skip_year_word(at: &mut Cursor<'_>) {
    let mut next = *at;
    next.skip_spaces();
    let word = next.word();
    if matches!(word, "року" | "р" | "рік") {
        next.at += word.len();
        if word == "р" {
            next.eat_char(&['.']);
        }
        at.at = next.at;
    }
}

/// Reads `про місцеве самоврядування` after a statute.
fn take_title(at: &mut Cursor<'_>, kind: ActKind) -> Option<String> {
    let mut next = *at;
    next.skip_spaces();
    if kind != ActKind::Statute || next.word() != "про" {
        return None;
    }
    let (title, end) = title_at(next, &STOPS)?;
    at.at = end;
    Some(one_spaced(title))
}
