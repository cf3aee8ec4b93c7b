//! Reads what follows the opening word of a heading: number, body, date and subject, in any order.
//!
//! Leaves to `heading` whether they are enough. Invariant: nothing unknown is skipped but notes in brackets,
//! case signs, and margin notes between a word in capitals and the date below it.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::{
    kinds::{Demand, Opened, Role},
    subject::{Subject, begins_body, opens_subject, read_any, read_subject, subject_length},
};
use crate::acts::{
    letters::{strip_phrase, word_length},
    numbers::{leading_date, leading_number, leading_short_date},
    organs::{Organ, leading_office, leading_organ},
};

/// The maximum distance in bytes from the opening word to the date when a margin note stands between them.
const MARGIN_NOTE_BYTES: usize = 250;

/// The longest note in brackets, in bytes.
const NOTE_BYTES: usize = 200;

/// The longest subject that does not open like one, in bytes.
const BARE_SUBJECT_BYTES: usize = 400;

/// The longest date that cannot be read, in bytes.
const UNREADABLE_BYTES: usize = 40;

/// The parts that follow the opening word.
#[derive(Debug, Default)]
pub(super) struct HeadingParts {
    pub(super) number: Option<String>,
    pub(super) organ: Option<Organ>,
    pub(super) date: Option<Date>,
    pub(super) subject: Option<String>,
    /// Whether the text leaves the date open or it cannot be read.
    pub(super) is_date_open: bool,
    /// The length in bytes of all parts.
    pub(super) length: usize,
}

impl HeadingParts {
    /// Reads the parts in any order; `None` if anything else stands between them.
    pub(super) fn read(text: &str, opened: &Opened) -> Option<Self> {
        let mut parts = Self::default();
        let mut at = 0;
        loop {
            let line_ends = text[at..].trim_start_matches(' ').starts_with('\n');
            at += skip(&text[at..]);
            let rest = &text[at..];
            if let Some(length) = parts.take(rest).or_else(|| note(rest)) {
                at += length;
            } else if let Some(skipped) = parts.margin_note(rest, opened) {
                at += skipped;
            } else {
                let subject = parts.read_subject(rest, opened, line_ends);
                let done = subject.is_some() || parts.subject.is_some() || line_ends || rest.is_empty();
                parts.length = at + subject.as_ref().map_or(0, |subject| subject.length);
                parts.subject = subject.map(|subject| subject.text).or(parts.subject);
                parts.take_date_of_subject(opened);
                return done.then_some(parts);
            }
        }
    }

    /// Reads one missing part at the start of `rest` and returns its length in bytes.
    fn take(&mut self, rest: &str) -> Option<usize> {
        if self.date.is_none()
            && let Some(length) = self.take_date(rest)
        {
            return Some(length);
        }
        if self.number.is_none()
            && let Some(length) = self.take_number(rest)
        {
            return Some(length);
        }
        if self.subject.is_none()
            && let Some(length) = self.take_budget_year(rest)
        {
            return Some(length);
        }
        if self.organ.is_some() {
            return second_office(rest);
        }
        let (organ, length) = leading_organ(rest).or_else(|| office_line(rest))?;
        // `Rady` alone names no council.
        let is_named =
            organ.nominative.contains(' ') || matches!(organ.nominative.as_str(), "Sejm" | "Senat");
        self.organ = Some(organ).filter(|_| is_named);
        Some(length)
    }

    fn take_date(&mut self, rest: &str) -> Option<usize> {
        let intro = date_intro(rest);
        let printed = &rest[intro..];
        let short = || (intro > 0).then(|| leading_short_date(printed)).flatten();
        let misread = || (intro > 1).then(|| misread_date(printed)).flatten();
        if let Some((date, length)) = leading_date(printed).or_else(short).or_else(misread) {
            self.date = Some(date);
            return Some(intro + length);
        }
        let unknown = || impossible_date(printed).or_else(|| open_date(printed));
        let length = (intro > 1).then(unknown).flatten().filter(|_| !self.is_date_open)?;
        self.is_date_open = true;
        Some(intro + length)
    }

    fn take_number(&mut self, rest: &str) -> Option<usize> {
        let intro = number_intro(rest);
        let printed = &rest[intro..];
        let union = ["(UE)", "(WE)", "(EWG)", "(EU)"].iter().find(|mark| printed.starts_with(**mark));
        let skipped = union.map_or(0, |mark| mark.len() + spaces(&printed[mark.len()..]));
        if let Some((number, length)) = leading_number(&printed[skipped..]) {
            let is_number = intro > 0 && (number.contains(['/', '.', '_', '-']) || self.organ.is_none())
                || number.contains('/');
            if is_number && leading_date(printed).is_none() {
                self.number = Some(number);
                return Some(intro + skipped + length);
            }
        }
        (intro > 0).then(|| open_number(printed)).flatten().map(|length| intro + length)
    }

    /// Reads `na rok 2031`, which follows the name of a budget and precedes its number and date.
    fn take_budget_year(&mut self, rest: &str) -> Option<usize> {
        let after = strip_phrase(rest, "na rok").or_else(|| strip_phrase(rest, "na"))?;
        let after = after + spaces(&rest[after..]);
        let digits = rest[after..].bytes().take_while(u8::is_ascii_digit).count();
        let year = rest[after..after + digits].parse::<i16>().ok().filter(|_| digits == 4)?;
        let end = after + digits;
        let word = spaces(&rest[end..]);
        let word = ["rok", "r."]
            .iter()
            .find_map(|r| rest[end + word..].to_lowercase().starts_with(r).then_some(word + r.len()));
        self.subject = Some(format!("na rok {year}"));
        Some(end + word.unwrap_or(0))
    }

    /// Takes the date out of the subject of minutes and of treaties, which state it there.
    fn take_date_of_subject(&mut self, opened: &Opened) {
        let Some(subject) = self.subject.as_ref().filter(|_| self.date.is_none()) else { return };
        let is_minutes = opened.opening.noun == "protokół";
        if !is_minutes && opened.opening.demand != Demand::Treaty {
            return;
        }
        let intros = [" z dnia ", " w dniu ", " dnia "];
        let places = intros.iter().flat_map(|intro| subject.match_indices(intro));
        let dated = places.filter_map(|(at, intro)| {
            let (date, length) = leading_date(&subject[at + intro.len()..])?;
            Some((at, at + intro.len() + length, date))
        });
        let Some((start, end, date)) = dated.max_by_key(|(start, end, _)| (*end, Reverse(*start))) else {
            return;
        };
        self.date = Some(date);
        if is_minutes && end == subject.len() {
            let subject = subject[..start].trim_end_matches([',', ' ']);
            let (rest, last) = subject.rsplit_once(' ').unwrap_or((subject, ""));
            self.subject = Some(if last.starts_with("odby") { rest } else { subject }.to_owned());
        }
    }

    /// Reads the subject after the other parts.
    fn read_subject(&self, rest: &str, opened: &Opened, line_ends: bool) -> Option<Subject> {
        if self.subject.is_some() {
            return None;
        }
        let is_addressed = opened.opening.noun == "apel" && strip_phrase(rest, "do").is_some();
        if opened.opening.demand == Demand::Provisions || is_addressed {
            return read_any(rest);
        }
        let dash = rest.len() - rest.trim_start_matches(['-', '–', '—', '„', '"', ' ']).len();
        let subject =
            read_subject(&rest[dash..]).map(|found| Subject { length: found.length + dash, ..found });
        subject
            .or_else(|| if line_ends && opened.role != Role::Parent { self.bare_subject(rest) } else { None })
    }

    /// Reads a paragraph between the date and the body that does not open like a subject.
    fn bare_subject(&self, rest: &str) -> Option<Subject> {
        let is_headed = self.date.is_some() && (self.number.is_some() || self.organ.is_some());
        if !is_headed || begins_body(rest) || !rest.starts_with(char::is_alphabetic) {
            return None;
        }
        let length = subject_length(rest);
        let follows = rest[length..].trim_start();
        let is_one = (8..BARE_SUBJECT_BYTES).contains(&length) && begins_body(follows);
        is_one.then(|| read_any(rest)).flatten()
    }

    /// Returns the number of bytes to skip, up to the date below, over an unknown body or a margin note.
    fn margin_note(&self, rest: &str, opened: &Opened) -> Option<usize> {
        let is_usual = !matches!(opened.opening.demand, Demand::Dated | Demand::Treaty);
        if !opened.shouted || self.date.is_some() || !is_usual && opens_subject(rest) {
            return None;
        }
        let near = &rest[..rest.floor_char_boundary(MARGIN_NOTE_BYTES)];
        let lines = near.match_indices('\n').map(|(at, _)| at + 1);
        let mut dates = lines.map(|at| at + spaces(&near[at..])).filter(|&at| is_dated(&rest[at..]));
        // A margin note may cite a journal, but nothing else of what begins a body.
        let begins = |line: &str| !line.starts_with(['D', '(']) && begins_body(line);
        dates.next().filter(|&at| !near[..at].split('\n').any(begins))
    }
}

/// Reads a body named in the nominative, which must be all that stands on its line.
fn office_line(rest: &str) -> Option<(Organ, usize)> {
    let ends = |length: usize| rest[length..].trim_start_matches(' ').starts_with('\n');
    leading_office(rest).filter(|(organ, length)| organ.nominative.contains(' ') && ends(*length))
}

/// Whether a line begins with `z dnia 5` or the like.
fn is_dated(line: &str) -> bool {
    let intro = strip_phrase(line, "z dnia").map(|length| line[length..].trim_start());
    intro.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Returns the length of what may stand between parts: white space, commas, footnote marks.
fn skip(text: &str) -> usize {
    let rest = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | ';' | '*'));
    let rest = rest.trim_start_matches(footnote_mark(rest));
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    text.len() - rest.len()
}

/// Returns the footnote mark at the start of `rest`, such as `1)`, or an empty string.
fn footnote_mark(rest: &str) -> &str {
    let mark = rest.split_inclusive(')').next().unwrap_or_default();
    let inner = mark.trim_end_matches(')').trim();
    let digits = !inner.is_empty() && inner.len() <= 2 && inner.bytes().all(|b| b.is_ascii_digit());
    if digits && mark.ends_with(')') { mark } else { "" }
}

fn spaces(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// Returns the length of `z dnia`, `dnia`, `z dn.` or `z` with what divides it from the date.
fn date_intro(text: &str) -> usize {
    let found = ["z dnia", "z dn", "dnia", "dn", "zawarte w dniu", "zawarte dnia", "zawarta w dniu", "z"]
        .iter()
        .find_map(|intro| strip_phrase(text, intro));
    found.map_or(0, |length| {
        let rest = text[length..].trim_start_matches(['.', ':']);
        let lost = text[length..].len() - rest.len();
        // Dots in a row stand for a date that is to be written in.
        let length = if lost > 1 { length } else { length + lost };
        length + spaces(&text[length..])
    })
}

/// Reads a date in whose day recognition took a digit for a letter: `l3 lutego 2017 r.`
fn misread_date(text: &str) -> Option<(Date, usize)> {
    let day = &text[..word_length(text)];
    let is_misread =
        day.len() == 2 && day.contains(|c: char| c.is_ascii_digit()) && day.contains(['l', 'I', 'O', 'o']);
    if !is_misread {
        return None;
    }
    let day = day.replace(['l', 'I'], "1").replace(['O', 'o'], "0");
    leading_date(&format!("{day}{}", text[2..].lines().next()?))
}

/// Returns the length of a date that does not exist, such as `29 lutego 2019 r.`: that of a day of its month.
fn impossible_date(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].split('\n').next().filter(|_| matches!(digits, 1 | 2))?;
    let (_, length) = leading_date(&format!("1{rest}"))?;
    Some(length - 1 + digits)
}

/// Returns the length of a date that is to be written in, such as `........ 2017 r.`, or that cannot be read.
fn open_date(text: &str) -> Option<usize> {
    let line = text.lines().next().unwrap_or_default();
    let is_blank = |c: char| matches!(c, '.' | '…' | '_' | ' ' | '-' | '·');
    let blank = line.len() - line.trim_start_matches(is_blank).len();
    if blank > 1 {
        let rest = &line[blank..];
        let month = rest.len() - rest.trim_start_matches(|c: char| c.is_alphabetic()).len();
        let after = &rest[month..];
        let year = after.len() - after.trim_start_matches(|c: char| is_blank(c) || c.is_ascii_digit()).len();
        let is_year = after[..year].contains("20") || after[..year].contains("19");
        let r = if rest[month + year..].starts_with("r.") { 2 } else { 0 };
        return Some(blank + if is_year { month + year + r } else { 0 });
    }
    let opens = opens_subject(text);
    let is_garbled = line.len() <= UNREADABLE_BYTES
        && !line.starts_with(|c: char| c.is_ascii_digit())
        && line.contains(|c: char| c.is_ascii_digit());
    if opens { Some(0) } else { is_garbled.then_some(line.len()) }
}

/// Returns the length of `nr`, `Nr.`, `NR:` or `numer` before a number, which may be glued on.
fn number_intro(text: &str) -> usize {
    let mut letters = text.char_indices().filter(|(_, c)| *c != ' ');
    let (Some((0, 'n' | 'N')), Some((second, 'r' | 'R'))) = (letters.next(), letters.next()) else {
        return strip_phrase(text, "numer").map_or(0, |length| length + spaces(&text[length..]));
    };
    let rest = text[second + 1..].trim_start_matches(['.', ':', ' ']);
    let glued = rest.len() == text.len() - second - 1;
    if glued && rest.starts_with(char::is_lowercase) {
        0
    } else {
        second + 1 + number_gap(&text[second + 1..])
    }
}

/// Returns the length of the punctuation and spaces after `nr`; dots in a row stand for a number.
fn number_gap(text: &str) -> usize {
    let mark = usize::from(text.starts_with(['.', ':']) && !text.starts_with(".."));
    mark + spaces(&text[mark..])
}

/// Returns the length of a number that is to be written in, such as `……/2017`, or that cannot be read.
fn open_number(text: &str) -> Option<usize> {
    let is_blank = |c: char| matches!(c, '.' | '…' | '_' | '-' | '/') || c.is_ascii_digit();
    let word = &text[..word_length(text)];
    let is_open = !word.is_empty() && word.chars().all(is_blank);
    let is_garbled = word.contains(|c: char| c.is_ascii_digit()) && word.contains(['/', '~', '[', '|', '{']);
    let is_garbled = is_garbled
        || leading_number(word).is_none() && word.len() > 5 && word.contains(|c: char| c.is_ascii_digit());
    if is_open || is_garbled {
        let rest = text[word.len()..].trim_start_matches(['.', '…', '_', ' ']);
        // The rest of a number that was torn apart.
        let torn = &rest[..word_length(rest)];
        let is_torn = torn.contains('/') && torn.bytes().all(|byte| byte.is_ascii_digit() || byte == b'/');
        let rest = if is_torn { &rest[torn.len()..] } else { rest };
        let end = text.len() - rest.len();
        let year = rest
            .strip_prefix('/')
            .map_or(0, |after| 1 + after.bytes().take_while(u8::is_ascii_digit).count());
        return Some(end + year);
    }
    // `NR` with nothing after it, as in a draft.
    (text.is_empty() || strip_phrase(text, "z dnia").is_some() || leading_organ(text).is_some()).then_some(0)
}

/// Returns the length of a second office of the same person: `– Kierownika Urzędu`.
fn second_office(rest: &str) -> Option<usize> {
    let office = rest.trim_start_matches(['-', '–', '—', ' ']);
    let dash = rest.len() - office.len();
    let (_, length) = leading_organ(office).filter(|_| dash > 0)?;
    Some(dash + length)
}

/// Returns the length of a note that says nothing about the act: `(tekst jednolity)`, `z późn. zm.`, a case
/// sign, a position in a journal.
fn note(rest: &str) -> Option<usize> {
    if rest.starts_with(['(', '/']) {
        let close = if rest.starts_with('(') { ')' } else { '/' };
        let end = rest[1..].find(close).map(|at| at + 2)?;
        let inner = &rest[1..end];
        return (end <= NOTE_BYTES && !inner.contains("\n\n") && inner.contains(char::is_alphabetic))
            .then_some(end);
    }
    let phrases = ["z pozniejszymi zmianami", "z pozn. zm", "ze zm", "tekst jednolity", "tekst ujednolicony"];
    phrases.iter().find_map(|phrase| strip_phrase(rest, phrase)).or_else(|| case_sign(rest))
}

/// Returns the length of a case sign: `znak: AB.1.2031`, `AU-01-1.6740.1.2031`.
fn case_sign(rest: &str) -> Option<usize> {
    let label =
        ["znak sprawy", "znak", "sygn. akt", "sygn"].iter().find_map(|label| strip_phrase(rest, label));
    if let Some(length) = label {
        let line = rest[length..].lines().next().unwrap_or_default();
        let sign = line.trim_start_matches([':', '.', ' ']);
        return Some(length + line.len() - sign.len() + word_length(sign));
    }
    let sign = &rest[..word_length(rest)];
    let is_sign = sign.starts_with(|c: char| c.is_ascii_uppercase())
        && sign.matches(['.', '-']).count() >= 3
        && sign.bytes().filter(u8::is_ascii_digit).count() >= 5;
    is_sign.then_some(sign.len())
}
