//! Recognizes positions of official journals: `Dz. U. z 2021 r. poz. 1372`, `Dz.U.2021.1372`, `Dz. Urz. Woj.
//! Małop. z 2017 r. poz. 1234`, `M.P. z 2020 r. poz. 11`.
//!
//! The name of the journal opens a citation; the numbers after it give the year, the issue and one or more
//! positions, until unrelated words intervene. Leaves positions without a journal or a year to `provision`.
//! Invariant: every term has a year.

use std::ops::{Range, RangeInclusive};

use super::{
    date::CalendarDay,
    scan::{TextCursor, is, is_any, is_dash, is_form_of},
    span::{Compound, MAX_SPAN},
};

/// The range of accepted journal years.
const YEARS: RangeInclusive<u16> = 1918..=2099;

/// The maximum number of bytes between two numbers of a citation.
const MAX_GAP: usize = 64;

/// The maximum number of digits in a position.
const MAX_DIGITS: usize = 6;

/// Words allowed between the numbers of a citation, without accents.
const WORDS: [&str; 19] = [
    "z", "r", "roku", "nr", "numer", "poz", "i", "oraz", "lub", "albo", "a", "takze", "ze", "zm", "pozn",
    "t", "j", "tj", "rp",
];

/// Words that precede a year.
const BEFORE_YEAR: [&str; 4] = ["z", "roku", "dnia", "ze"];

/// Words that separate the positions of a list.
const IN_LIST: [&str; 6] = ["i", "oraz", "lub", "albo", "a", "takze"];

/// Reads journal citations as a text is walked.
#[derive(Debug, Clone, Default)]
pub(super) struct JournalReader {
    citation: Option<JournalCitation>,
}

/// A citation in progress.
#[derive(Debug, Clone, Copy)]
struct JournalCitation {
    /// The prefix of its terms.
    name: &'static str,
    start: usize,
    /// The end of the part read so far.
    end: usize,
    year: Option<u16>,
    /// Whether the last number read was a position.
    in_list: bool,
}

/// The role of a number in a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NumberRole {
    Year,
    Issue,
    Position,
}

impl JournalReader {
    /// Processes a word that is not a number: a journal name opens a citation.
    pub(super) fn open(&mut self, text: &str, word: &Range<usize>) {
        let mut reader = TextCursor::new(text, word.end);
        if let Some(name) = name(&text[word.clone()], &mut reader) {
            let end = reader.position();
            self.citation =
                Some(JournalCitation { name, start: word.start, end, year: None, in_list: false });
        }
    }

    /// Processes a number, with the day that begins at it if any; returns whether it is part of a citation.
    pub(super) fn step(
        &mut self,
        text: &str,
        word: &Range<usize>,
        day: Option<(CalendarDay, usize)>,
        found: &mut Vec<Compound>,
    ) -> bool {
        let Some(citation) = &mut self.citation else { return false };
        let gap = text.get(citation.end..word.start).filter(|gap| gap.len() <= MAX_GAP);
        let Some(role) = gap.and_then(|gap| citation.role(gap)) else { return false };
        let is_known = match role {
            NumberRole::Year => citation.read_year(text, word, day, found),
            NumberRole::Issue => true,
            NumberRole::Position => {
                day.is_none() && citation.push_positions(&text[word.clone()], word, found)
            }
        };
        if is_known {
            citation.end = day.map_or(word.end, |(_, end)| end.max(word.end));
            citation.in_list = role == NumberRole::Position;
        }
        is_known
    }
}

/// Whether the word can begin the name of a journal.
pub(super) const fn is_name(word: &str) -> bool {
    match word.as_bytes() {
        [b'd' | b'D', b'z' | b'Z', ..]
        | [b'm' | b'M']
        | [b'm' | b'M', b'p' | b'P']
        | [b'm' | b'M', b'.', b'p' | b'P'] => true,
        [start @ .., _] if start.len() == 6 => word.eq_ignore_ascii_case("monitor"),
        [start @ .., _, _, _] if start.len() == 6 => start.eq_ignore_ascii_case(b"monito"),
        _ => false,
    }
}

/// Returns the term prefix of the journal whose name begins with `word` and continues at the reader.
fn name(word: &str, reader: &mut TextCursor<'_>) -> Option<&'static str> {
    match word {
        _ if is(word, "dzu") => return Some("dz.u."),
        _ if is(word, "mp") || is(word, "m.p") => return Some("m.p."),
        _ => reader.spaces_and_points(),
    }
    let next = reader.letters();
    match word {
        _ if !is(word, "dz") && !is_form_of(word, "dziennik") => monitor(word, next),
        _ if is(next, "u") || is(next, "ustaw") => Some("dz.u."),
        _ if is(next, "urz") || is_form_of(next, "urzedow") => Some("dz.urz."),
        _ => None,
    }
}

fn monitor(word: &str, next: &str) -> Option<&'static str> {
    let is_short = is(word, "m") && is(next, "p");
    let is_long = is_form_of(word, "monitor") && is_form_of(next, "polski");
    (is_short || is_long).then_some("m.p.")
}

impl JournalCitation {
    /// Returns the role of the number after `gap`; `None` if the citation ends within the gap.
    fn role(&self, gap: &str) -> Option<NumberRole> {
        let is_mark = |c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':') || is_dash(c);
        let mut last = "";
        for word in gap.split(is_mark).filter(|word| !word.is_empty()) {
            if !word.chars().all(char::is_alphabetic) || !self.has(word) {
                return None;
            }
            last = word;
        }
        self.role_after(last)
    }

    /// Whether the word may occur in the citation.
    fn has(&self, word: &str) -> bool {
        // The name of a voivodeship's official journal includes the name of the voivodeship.
        let is_named = self.year.is_some() || self.name != "dz.urz.";
        let is_form = || ["pozycj", "zmian", "pozniejsz", "dnia"].iter().any(|stem| is_form_of(word, stem));
        !is_named || is_any(word, &WORDS) || is_form()
    }

    /// Returns the role of a number that follows this word, or punctuation alone.
    fn role_after(&self, last: &str) -> Option<NumberRole> {
        if is(last, "poz") || is_form_of(last, "pozycj") {
            return Some(NumberRole::Position);
        }
        if is(last, "nr") || is(last, "numer") {
            return Some(NumberRole::Issue);
        }
        if is_any(last, &BEFORE_YEAR) || (self.year.is_none() && !self.in_list) {
            return Some(NumberRole::Year);
        }
        (self.in_list && (last.is_empty() || is_any(last, &IN_LIST))).then_some(NumberRole::Position)
    }

    /// Reads `2021`, `2021r`, the year of a day, or `2021.1372` with the position; returns whether it is a
    /// year.
    fn read_year(
        &mut self,
        text: &str,
        word: &Range<usize>,
        day: Option<(CalendarDay, usize)>,
        found: &mut Vec<Compound>,
    ) -> bool {
        let mut parts = text[word.clone()].split(['.', ',', '/']);
        let printed = parts.next().unwrap_or_default().trim_end_matches(['r', 'R']);
        let year = day.map(|(day, _)| day.year).or_else(|| printed.parse().ok());
        let Some(year) = year.filter(|year| YEARS.contains(year)) else { return false };
        self.year = Some(year);
        if let Some(position) = parts.next_back().filter(|_| day.is_none()) {
            self.push_positions(position, word, found);
        }
        true
    }

    /// Pushes the positions in the number (several if joined by commas without spaces); returns whether there
    /// are any.
    fn push_positions(&self, number: &str, word: &Range<usize>, found: &mut Vec<Compound>) -> bool {
        let Some(year) = self.year else { return false };
        let is_near = word.end - self.start <= MAX_SPAN;
        let start = if is_near { self.start } else { word.start };
        let before = found.len();
        for position in number.split(',').filter(|position| is_position(position)) {
            let term = format!("{}{year}/{position}", self.name);
            found.push(Compound::loose(start..word.end, term));
        }
        found.len() > before
    }
}

fn is_position(number: &str) -> bool {
    (1..=MAX_DIGITS).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
}
