//! Reads a query that names one act: `358/2017`, `uchwała XCIX/1495/14 § 3`, `ustawa o samorządzie gminnym`.
//!
//! Leaves finding the act to `search`. Invariant: a query with any other word is no reference.

use std::ops::Range;

use jiff::civil::Date;

use super::{
    act_number::ActNumber,
    citations::{
        cursor::{Cursor, folded},
        kinds::{ActKind, kind_typed},
        names::read_typed_name,
    },
    numbers::leading_date,
    organs::is_roman,
};

/// An act named in a query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActReference {
    /// The kind of act, a noun in the nominative and lower case: `uchwała`.
    pub kind: Option<String>,
    /// The number.
    pub number: Option<ActNumber>,
    /// The date of issue.
    pub date: Option<Date>,
    /// The title as typed, beginning with `o`, or the name of a code in the nominative: `Kodeks cywilny`.
    pub title: Option<String>,
    /// The place of the words for a section, `§ 3 ust. 2`, in bytes of the query.
    pub section: Option<Range<usize>>,
}

/// The longest query that is read, in bytes.
const LONGEST: usize = 300;

/// Words that may stand anywhere in a reference and add nothing to it, without accents.
const FILLERS: [&str; 12] =
    ["nr", "numer", "z", "dnia", "dn", "r", "rok", "roku", "w", "miejskiej", "miasta", "gminy"];

/// Words of issuing bodies, without accents.
const BODIES: [&str; 26] = [
    "rmk",
    "pmk",
    "rada",
    "rady",
    "prezydent",
    "prezydenta",
    "burmistrz",
    "burmistrza",
    "wojt",
    "wojta",
    "wojewoda",
    "wojewody",
    "zarzad",
    "zarzadu",
    "dzielnicy",
    "dzielnica",
    "powiatu",
    "sejmik",
    "sejmiku",
    "wojewodztwa",
    "malopolskiego",
    "krakow",
    "krakowa",
    "ministrow",
    "ministra",
    "sejmu",
];

/// Words after which the name of a place may stand.
const BEFORE_PLACES: [&str; 7] = ["gminy", "miejskiej", "powiatu", "wojta", "burmistrza", "dzielnicy", "w"];

/// Words of a reference to a section, without accents.
const SECTION_WORDS: [&str; 16] = [
    "art",
    "artykul",
    "ust",
    "ustep",
    "pkt",
    "punkt",
    "lit",
    "litera",
    "par",
    "paragraf",
    "tiret",
    "zalacznik",
    "zal",
    "rozdzial",
    "nr",
    "i",
];

/// Kinds of acts as clerks shorten them.
const SHORT_KINDS: [(&str, ActKind); 3] =
    [("zarz", ActKind::Ordinance), ("uchw", ActKind::Resolution), ("rozp", ActKind::Regulation)];

/// Reads a query that names one act and nothing else; `None` for any other query.
pub fn parse(query: &str) -> Option<ActReference> {
    if query.len() > LONGEST {
        return None;
    }
    let mut reader = QueryReader {
        at: Cursor::new(query, 0),
        read: ActReference::default(),
        is_numbered: false,
        last: String::new(),
    };
    while reader.next_part()? {}
    let read = reader.read;
    let dated = read.kind.is_some() && read.date.is_some();
    let numbered = read.number.as_ref().is_some_and(|number| read.kind.is_some() || number.year.is_some());
    (dated || numbered || read.title.is_some()).then_some(read)
}

/// Reads a query part by part.
struct QueryReader<'a> {
    at: Cursor<'a>,
    read: ActReference,
    /// Whether `nr` was read.
    is_numbered: bool,
    /// The last word read, without accents.
    last: String,
}

impl QueryReader<'_> {
    /// Reads the next part; `Some(false)` at the end, `None` at a word that is of no reference.
    fn next_part(&mut self) -> Option<bool> {
        self.at.skip_while(|c| c.is_whitespace() || matches!(c, ',' | ':' | ';' | '"' | '„' | '”'));
        let Some(next) = self.at.peek() else { return Some(false) };
        let word = folded(self.at.word());
        if next == '§' || is_section_word(&word) {
            return self.take_section();
        }
        let taken = self.take_date()
            || self.take_number(&word)
            || self.take_kind()
            || self.take_title(&word)
            || self.take_filler(&word)
            || matches!(next, '.' | '-' | '–') && self.at.eat_char(&[next]);
        taken.then_some(true)
    }

    /// Reads a section: the rest of the query, or what stands before the act.
    fn take_section(&mut self) -> Option<bool> {
        let start = self.at.at;
        let mut end = start;
        loop {
            self.at.skip_while(|c| c.is_whitespace() || matches!(c, '§' | '.' | ',' | ')'));
            let word = self.at.word();
            let is_number = word.starts_with(|c: char| c.is_ascii_digit()) || word.chars().count() == 1;
            // `§ 3 358/2017`: the number of the act follows that of the section.
            let is_of_act = self.at.rest()[word.len()..].starts_with(['/', '\\']);
            if is_of_act
                || !is_number
                    && !SECTION_WORDS.contains(&folded(word).as_str())
                    && !is_section_word(&folded(word))
            {
                break;
            }
            self.at.at += word.len();
            end = self.at.at;
        }
        let free = self.read.section.is_none() && end > start;
        self.read.section = Some(start..end);
        free.then_some(true)
    }

    fn take_date(&mut self) -> bool {
        if self.read.date.is_some() || self.read.kind.is_none() {
            return false;
        }
        let Some((date, length)) = leading_date(self.at.rest()) else { return false };
        self.read.date = Some(date);
        self.at.at += length;
        true
    }

    /// Reads a number: parts with slashes, points, dashes or, after a kind or `nr`, spaces between them.
    fn take_number(&mut self, word: &str) -> bool {
        let known = self.read.kind.is_some() || self.is_numbered;
        let roman = is_session(word) && self.last != "dzielnicy";
        let day = leading_date(self.at.rest()).is_some();
        if self.read.number.is_some() || day || !roman && !word.starts_with(|c: char| c.is_ascii_digit()) {
            return false;
        }
        let mut next = self.at;
        let mut parts = vec![part(&mut next)];
        while parts.len() < 6 && skip_separator(&mut next, known) {
            parts.push(part(&mut next));
        }
        let Some(number) = ActNumber::parse(&parts.join("/")) else { return false };
        // A lone year may be of anything.
        let lone_year = parts.len() == 1 && parts[0].len() == 4 && !self.is_numbered;
        if lone_year || !known && !names_act_alone(&parts, &number, next.text) {
            return false;
        }
        self.read.number = Some(number);
        self.at = next;
        true
    }

    fn take_kind(&mut self) -> bool {
        let word = self.at.word();
        let short = SHORT_KINDS.iter().find(|(short, _)| *short == folded(word)).map(|(_, kind)| *kind);
        let kind = short.or_else(|| kind_typed(word)).filter(|_| self.read.kind.is_none());
        let Some(kind) = kind else { return false };
        self.read.kind = Some(kind.noun().to_owned());
        self.at.at += word.len();
        true
    }

    /// Reads `o samorządzie gminnym`, up to a section, or the name of a code.
    fn take_title(&mut self, word: &str) -> bool {
        let statute = self.read.kind.as_deref().is_none_or(|kind| kind == ActKind::Statute.noun());
        if self.read.title.is_some() || !statute {
            return false;
        }
        if let Some((name, rest)) = read_typed_name(self.at) {
            self.read.kind = Some(ActKind::Statute.noun().to_owned());
            self.read.title = Some(name);
            self.at = rest;
            return true;
        }
        if word != "o" || self.read.kind.is_none() {
            return false;
        }
        let end = section_start(self.at);
        let title = self.at.text[self.at.at..end].trim_end_matches(|c: char| !c.is_alphanumeric());
        self.read.title = Some(title.split_whitespace().collect::<Vec<_>>().join(" "));
        self.at.at = end;
        title.contains(' ')
    }

    /// Skips `nr`, `z dnia`, the words of a body, and the place after them.
    fn take_filler(&mut self, word: &str) -> bool {
        let place = BEFORE_PLACES.contains(&self.last.as_str()) && word.len() > 2;
        let district = self.last == "dzielnicy" && is_roman(&word.to_uppercase());
        let is_filler = FILLERS.contains(&word) || BODIES.contains(&word) || place || district;
        self.is_numbered |= matches!(word, "nr" | "numer");
        word.clone_into(&mut self.last);
        self.at.at += if is_filler { self.at.word().len() } else { 0 };
        is_filler && !word.is_empty()
    }
}

/// Reads a part of a number in capitals; letters after the digits stay small.
fn part(at: &mut Cursor<'_>) -> String {
    let word = at.word();
    at.at += word.len();
    if is_session(word) { word.to_uppercase() } else { word.to_lowercase() }
}

/// Whether a number without a word for it is that of an act: it has a year, and is no date, school year or
/// month.
fn names_act_alone(parts: &[String], number: &ActNumber, query: &str) -> bool {
    let Some(year) = number.year else { return false };
    let [first, .., last] = parts else { return false };
    let plausible = last.len() == 4 || !(40..45).contains(&(year % 100));
    if number.session.is_some() {
        return plausible;
    }
    let value = |part: &str| part.parse::<i16>().ok();
    let small = |most: i16, part: &str| value(part).is_some_and(|value| (1..=most).contains(&value));
    let short_year = last.len() == 2;
    // `13/02`, `13.02.17`, `616-12-45`; `2022/2023`; `2017/02`.
    let day = parts.len() == 2 && short_year && small(31, first) && small(12, last);
    let not_slashed = short_year && !query.contains(['/', '\\']);
    let begins_with_year = first.len() == 4 && (1900..2100).contains(&value(first).unwrap_or_default());
    let season = begins_with_year && parts.len() == 2 && value(first).is_some_and(|first| first + 1 == year);
    let month = begins_with_year && short_year && small(12, last);
    plausible && !(day || not_slashed || season || month)
}

/// Whether a word is a Roman numeral in any case.
fn is_session(word: &str) -> bool {
    let upper = word.to_uppercase();
    is_roman(&upper) || matches!(upper.as_str(), "I" | "C" | "L")
}

/// Skips what divides two parts of a number, if another part follows: a slash, a point, a dash, `z`, a space.
fn skip_separator(at: &mut Cursor<'_>, spaces: bool) -> bool {
    let mut next = *at;
    let apart = next.skip_spaces();
    let marked = next.eat_char(&['/', '\\', '-', '–', '—', '.', '_']);
    next.skip_spaces();
    let of_year = !marked && apart && next.eat_word("z") && next.skip_spaces();
    let word = next.word();
    let year = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let digits = word.starts_with(|c: char| c.is_ascii_digit());
    let follows = marked && (digits || is_session(word)) || of_year && year || spaces && apart && digits;
    if follows && leading_date(next.rest()).is_none() {
        at.at = next.at;
        return true;
    }
    false
}

fn is_section_word(word: &str) -> bool {
    SECTION_WORDS.contains(&word) && !matches!(word, "nr" | "i") || word.starts_with("zalacznik")
}

/// Where a reference to a section begins after a title; else the end of the query.
fn section_start(from: Cursor<'_>) -> usize {
    let mut at = from;
    while !at.rest().is_empty() {
        let word = at.word();
        if at.peek() == Some('§') || is_section_word(&folded(word)) {
            return at.at;
        }
        at.at += word.len();
        at.skip_while(|c| !c.is_alphanumeric() && c != '§');
    }
    at.at
}

#[cfg(test)]
mod tests;
