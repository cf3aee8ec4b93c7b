//! Reads mentions in English: `Ordinance No. 358/2017 of the Mayor of Kraków of 13 February 2017`, `the Act
//! of 8 March 1990 on municipal self-government`.
//!
//! Invariant: a body is named in Polish only if the text names its city.

use jiff::civil::Date;

use super::parts::{mention, number_after, title_at};
use crate::{
    acts::{
        citations::{
            cursor::{Cursor, one_spaced},
            kinds::ActKind,
            mention::Mention,
        },
        numbers::ENGLISH_MONTHS,
    },
    document::{CitedAct, Journal},
};

/// The nouns of acts with a number, in lower case.
const NUMBERED: [(&str, ActKind); 6] = [
    ("ordinance", ActKind::Ordinance),
    ("ordinances", ActKind::Ordinance),
    ("resolution", ActKind::Resolution),
    ("resolutions", ActKind::Resolution),
    ("regulation", ActKind::Regulation),
    ("directive", ActKind::Directive),
];

/// Cities whose executive is a *prezydent*, in English without accents, and as in the names of
/// its bodies.
const CITIES: [(&str, &str); 12] = [
    ("krakow", "Krakowa"),
    ("cracow", "Krakowa"),
    ("wroclaw", "Wrocławia"),
    ("poznan", "Poznania"),
    ("gdansk", "Gdańska"),
    ("szczecin", "Szczecina"),
    ("lublin", "Lublin"),
    ("katowice", "Katowice"),
    ("gdynia", "Gdyni"),
    ("torun", "Torunia"),
    ("rzeszow", "Rzeszowa"),
    ("kielce", "Kielce"),
];

/// Words that end the title of a statute, which has no verb.
const STOPS: [&str; 52] = [
    "which",
    "that",
    "who",
    "whose",
    "is",
    "are",
    "was",
    "were",
    "has",
    "have",
    "had",
    "may",
    "must",
    "shall",
    "should",
    "can",
    "will",
    "would",
    "applies",
    "apply",
    "states",
    "says",
    "provides",
    "requires",
    "defines",
    "allows",
    "gives",
    "grants",
    "obliges",
    "regulates",
    "governs",
    "sets",
    "lays",
    "amended",
    "as",
    "but",
    "if",
    "when",
    "where",
    "while",
    "because",
    "so",
    "came",
    "comes",
    "entered",
    "enters",
    "does",
    "do",
    "did",
    "gave",
    "since",
    "until",
];

/// Reads the mention at the position.
pub(super) fn read(at: Cursor<'_>) -> Option<Mention> {
    let word = at.word().to_ascii_lowercase();
    match NUMBERED.iter().find(|(noun, _)| *noun == word) {
        Some((_, kind)) => numbered(at, *kind),
        None => statute(at),
    }
}

fn numbered(at: Cursor<'_>, kind: ActKind) -> Option<Mention> {
    let mut next = at.after_word();
    skip_union(&mut next);
    let (number, end) = number_after(next)?;
    next.at = end;
    let mut act = CitedAct { number: Some(number), ..CitedAct::default() };
    for _ in 0..2 {
        // A month begins with a capital as a body does.
        if let Some((date, end)) = of_date(next).filter(|_| act.date.is_none()) {
            act.date = Some(date);
            next.at = end;
        } else if let Some((body, end)) = of_body(next).filter(|_| act.organ.is_none()) {
            act.organ = Some(body);
            next.at = end;
        }
    }
    act.organ = act.organ.filter(|body| !body.is_empty());
    mention(kind, act, at.at, next.at)
}

/// Skips `(EU)`, `(EC)` before a number.
fn skip_union(at: &mut Cursor<'_>) {
    let mut next = *at;
    if next.eat_char(&['(']) && next.eat_any(&["eu", "ec", "eec"]) && next.eat_char(&[')']) {
        next.skip_spaces();
        at.at = next.at;
    }
}

/// Reads `Act of 8 March 1990 on municipal self-government`, with its journal in a bracket.
fn statute(at: Cursor<'_>) -> Option<Mention> {
    let mut next = at;
    next.eat_any(&["act", "law"]).then_some(())?;
    let (date, end) = of_date(next)?;
    next.at = end;
    let mut title = None;
    let mut after = next;
    after.skip_spaces();
    after.eat_char(&[',', '–', '-']);
    after.skip_spaces();
    if matches!(after.word(), "on" | "amending" | "concerning")
        && let Some((words, end)) = title_at(after, &STOPS)
    {
        title = Some(one_spaced(words));
        next.at = end;
    }
    let (journals, end) = journal_in_bracket(next).unwrap_or_else(|| (Vec::new(), next.at));
    let act = CitedAct { date: Some(date), title, journals, ..CitedAct::default() };
    mention(ActKind::Statute, act, at.at, end)
}

/// Reads `(Journal of Laws of 2023, item 40, as amended)`, `(Journal of Laws No. 16, item 95)`; returns the
/// places and where the bracket ends.
fn journal_in_bracket(at: Cursor<'_>) -> Option<(Vec<Journal>, usize)> {
    const LONGEST: usize = 400;
    let mut next = at;
    next.skip_spaces();
    next.eat_char(&['(']).then_some(())?;
    if next.eat_words(&["consolidated", "text"]) {
        next.skip_while(|c| c.is_whitespace() || matches!(c, ':' | ',' | '-' | '–'));
    }
    next.eat_words(&["journal", "of", "laws"]).then_some(())?;
    let mut place = Journal { name: "Dz.U.".to_owned(), ..Journal::default() };
    let mut journals = Vec::new();
    while next.at < at.at + LONGEST {
        next.skip_while(|c| !c.is_alphanumeric() && c != ')');
        if next.eat_char(&[')']) {
            return Some((journals, next.at));
        }
        if next.eat_any(&["of", "from"]) {
            next.skip_spaces();
            place.year = next.number().and_then(|year| i16::try_from(year).ok()).or(place.year);
        } else if next.eat_word("no") {
            next.skip_while(|c| c.is_whitespace() || c == '.');
            place.number = next.number();
        } else if let Some(position) = item(&mut next) {
            journals.push(Journal { position: Some(position), ..place.clone() });
        } else {
            next.at += next.word().len();
        }
    }
    None
}

/// Reads `item 40`, or another number after one.
fn item(at: &mut Cursor<'_>) -> Option<u32> {
    if at.eat_any(&["item", "items"]) {
        at.skip_spaces();
    }
    at.number()
}

/// Reads `of 13 February 2017`, `dated February 13, 2017`; returns the date and where it ends.
fn of_date(at: Cursor<'_>) -> Option<(Date, usize)> {
    let mut next = at;
    next.skip_while(|c| c.is_whitespace() || c == ',');
    next.eat_any(&["of", "dated", "from"]).then_some(())?;
    next.skip_spaces();
    let first = day_or_month(&mut next)?;
    next.skip_while(|c| c.is_whitespace() || c == ',');
    let second = day_or_month(&mut next)?;
    next.skip_while(|c| c.is_whitespace() || c == ',');
    let year = i16::try_from(next.number()?).ok()?;
    let ((DayOrMonth::Day(day), DayOrMonth::Month(month)) | (DayOrMonth::Month(month), DayOrMonth::Day(day))) =
        (first, second)
    else {
        return None;
    };
    Some((Date::new(year, month, day).ok()?, next.at))
}

/// A part of a date, which English writes in either order.
#[derive(Debug, Clone, Copy)]
enum DayOrMonth {
    Day(i8),
    Month(i8),
}

fn day_or_month(at: &mut Cursor<'_>) -> Option<DayOrMonth> {
    if let Some(day) = at.number() {
        at.eat_any(&["st", "nd", "rd", "th"]);
        return i8::try_from(day).ok().map(DayOrMonth::Day);
    }
    let word = at.word();
    let month = (1..).zip(ENGLISH_MONTHS).find(|(_, name)| word.eq_ignore_ascii_case(name))?.0;
    at.at += word.len();
    Some(DayOrMonth::Month(month))
}

/// Reads `of the Mayor of the City of Kraków`, `of Kraków City Council`; returns the name in Polish, which is
/// empty if the city is not named, and where it ends.
fn of_body(at: Cursor<'_>) -> Option<(String, usize)> {
    let mut next = at;
    next.skip_spaces();
    if !next.eat_any(&["of", "by"]) {
        return None;
    }
    next.skip_spaces();
    if next.eat_word("the") {
        next.skip_spaces();
    }
    let words = body_words(next)?;
    let end = next.at + words.len();
    Some((polish_body(words), end))
}

/// The words with capitals, and `of`, `the`, `and`, `for` between them.
fn body_words(at: Cursor<'_>) -> Option<&str> {
    const MOST: usize = 12;
    let mut next = at;
    let mut end = at.at;
    for _ in 0..MOST {
        let word = next.word();
        if word.starts_with(char::is_uppercase) {
            end = next.at + word.len();
        } else if !matches!(word, "of" | "the" | "and" | "for") {
            break;
        }
        next.at += word.len();
        next.skip_while(|c| matches!(c, ' ' | '\u{a0}' | '\n' | '-'));
    }
    (end > at.at).then(|| &at.text[at.at..end])
}

/// The Polish name of the body of a city, or nothing.
fn polish_body(words: &str) -> String {
    let words: Vec<String> = words.split_whitespace().map(crate::acts::citations::cursor::folded).collect();
    let city = CITIES.iter().find(|(name, _)| words.iter().any(|word| word == name)).map(|(_, city)| city);
    let body = if words.iter().any(|word| word == "mayor" || word == "president") {
        "Prezydent Miasta"
    } else if words.iter().any(|word| word == "council") && !words.iter().any(|word| word == "district") {
        "Rada Miasta"
    } else {
        return state_body(&words).to_owned();
    };
    city.map(|city| format!("{body} {city}")).unwrap_or_default()
}

fn state_body(words: &[String]) -> &'static str {
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["council", "of", "ministers"] => "Rada Ministrów",
        ["european", "parliament", "and", "of", "the", "council"] => "Parlament Europejski i Rada",
        _ => "",
    }
}
