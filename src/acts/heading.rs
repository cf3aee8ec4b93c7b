//! The heading of a Polish legal act: its kind, number, issuing body, date and subject.
//!
//! Looks at the first page or so and only believes a heading that stands on its own line. Leaves
//! the body of the act to others. Always holds: running text that mentions an act is no heading.

use std::sync::LazyLock;

use jiff::civil::Date;
use memchr::memchr2;
use regex::Regex;

use super::{
    numbers::{leading_date, leading_number, pattern, print_date, year_of_number},
    organs::{Organ, capitalise, is_roman, leading_organ, strip_spaced},
};
use crate::document::{Act, Kind};

/// What the heading of an act says.
#[derive(Debug, Clone, PartialEq)]
pub struct Recognised {
    /// The kind of document that such an act is.
    pub kind: Kind,
    /// Number, year, body, date and subject.
    pub act: Act,
    /// The whole heading on one line, for people.
    pub title: String,
}

/// The words that open a heading, and what they make of a document.
const OPENINGS: [(&str, Kind); 12] = [
    ("Zarządzenie", Kind::Ordinance),
    ("Uchwała", Kind::Resolution),
    ("Obwieszczenie", Kind::Notice),
    ("Ogłoszenie", Kind::Notice),
    ("Ustawa konstytucyjna", Kind::Act),
    ("Ustawa", Kind::Act),
    ("Rozporządzenie", Kind::Act),
    ("Postanowienie", Kind::Act),
    ("Decyzja", Kind::Act),
    ("Dekret", Kind::Act),
    ("Porozumienie", Kind::Act),
    ("Konstytucja Rzeczypospolitej Polskiej", Kind::Act),
];

/// How much of a document can hold its heading, in characters. A page has about 3,000.
const HEAD_CHARS: usize = 3_000;

/// The longest opening, in characters: the one of a constitution, with spaces between its letters.
const OPENING_CHARS: usize = 120;

/// The longest line that may stand above a heading, in characters: page headers and stamps are
/// shorter, lines of running text are not.
const LINE_ABOVE_CHARS: usize = 90;

/// The longest line directly above a heading that is not in capitals, in characters. A wrapped
/// line of running text is longer.
const LINE_DIRECTLY_ABOVE_CHARS: usize = 45;

/// The longest subject, in characters.
const SUBJECT_CHARS: usize = 600;

/// How far below its opening word the date of a heading may stand, in bytes, when a margin note
/// comes between.
const MARGIN_NOTE_BYTES: usize = 250;

static DATE_INTRO: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^(?:z\s+dnia|dnia|z)\s+"));

static DATE_BELOW: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?im)^z\s+dnia\s+\d"));

static NUMBER_INTRO: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^n\s?r\b\.?:?\s*"));

static SUBJECT_START: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:w\s+sprawie|zmieniając\w*|uchylając\w*|o|kodeks|prawo|ordynacja|przepisy\s+wprowadzające|karta)\s",
    )
});

// Case matters: `na podstawie` and `art. 5` within a subject belong to it.
static SUBJECT_END: LazyLock<Regex> = LazyLock::new(|| {
    let ground = r"\b(?:N(?:a|A)\s+(?:podstawie|PODSTAWIE)|Działając|DZIAŁAJĄC|Preambuła|PREAMBUŁA)\b";
    let part = r"\b(?i:rozdział|dział|część|księga|tytuł)\s+(?i:1|I|pierwsz\w)\b";
    pattern(&format!(r"\n\s*\n|{ground}|{part}|\(?\bDz\.\s?U\.|§\s?1\b|\b(?:Art|ART)\.?\s?[\dl]"))
});

static FOOTNOTE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s*(?:\[\d{1,2}\]\)?|\d{1,2}\s?\)|\*+\)?)$"));

/// Reads the heading of the act that `text` is; `None` if the text does not open like an act.
pub fn recognise(text: &str) -> Option<Recognised> {
    if !may_open(text) {
        return None;
    }
    let head: String = text.chars().take(HEAD_CHARS).map(tidy_space).filter(|c| *c != '\u{ad}').collect();
    let mut above: Option<&str> = None;
    let mut start = 0;
    for line in head.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        if let Some(found) = heading_at(&head[start + indent..], above.unwrap_or_default()) {
            return Some(found);
        }
        if line.trim().chars().count() > LINE_ABOVE_CHARS {
            return None;
        }
        above = Some(line.trim());
        start += line.len();
    }
    None
}

/// Whether a line that may hold the heading begins with the word that opens one. Most texts are no acts, and this
/// spares them the copy of their first page.
fn may_open(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{ad}');
        let first = rest.as_bytes().first();
        if OPENINGS.iter().any(|(word, _)| first == word.as_bytes().first()) {
            let near = rest.chars().filter(|c| *c != '\u{ad}').map(tidy_space);
            if opening(&near.take(OPENING_CHARS).collect::<String>()).is_some() {
                return true;
            }
        }
        let Some(end) = memchr2(b'\n', b'\x0c', rest.as_bytes()) else { return false };
        // A line may have a soft hyphen for each of its characters, and no more.
        if rest[..end].trim_end().chars().nth(2 * LINE_ABOVE_CHARS).is_some() {
            return false;
        }
        rest = &rest[end..];
    }
}

fn tidy_space(c: char) -> char {
    match c {
        '\u{c}' => '\n',
        c if c.is_whitespace() && c != '\n' => ' ',
        c => c,
    }
}

/// The heading that opens at the start of `text`, below the line `above`.
fn heading_at(text: &str, above: &str) -> Option<Recognised> {
    let (word, kind, length) = opening(text)?;
    let shouted = !text[..length].contains(char::is_lowercase);
    if !shouted && above.chars().count() > LINE_DIRECTLY_ABOVE_CHARS {
        return None;
    }
    let parts = Parts::read(&text[length..], shouted)?;
    parts.convince(shouted).then(|| parts.into_recognised(word, kind))
}

/// The opening word at the start of `text`: the word, its kind and its length in bytes.
fn opening(text: &str) -> Option<(&'static str, Kind, usize)> {
    if !text.starts_with(char::is_uppercase) {
        return None;
    }
    OPENINGS.iter().find_map(|&(word, kind)| {
        let length = strip_spaced(text, word)?;
        let printed = &text[..length];
        let spaced = printed.contains(char::is_whitespace) && printed.contains(char::is_lowercase);
        (!spaced).then_some((word, kind, length))
    })
}

/// What follows the opening word, part by part.
#[derive(Debug, Default)]
struct Parts {
    number: Option<String>,
    organ: Option<Organ>,
    date: Option<Date>,
    subject: Option<String>,
}

impl Parts {
    /// Reads the parts in whatever order they come; `None` if something else stands between.
    fn read(mut rest: &str, shouted: bool) -> Option<Self> {
        let mut parts = Self::default();
        loop {
            let line_ends = rest.trim_start_matches(' ').starts_with('\n');
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ':'));
            rest = rest.trim_start_matches(footnote_mark(rest));
            if let Some(length) = parts.take(rest) {
                rest = &rest[length..];
            } else if let Some(skipped) = parts.margin_note(rest, shouted) {
                rest = &rest[skipped..];
            } else {
                parts.subject = read_subject(rest);
                let done = parts.subject.is_some() || line_ends || rest.is_empty();
                return done.then_some(parts);
            }
        }
    }

    /// Reads one part at the start of `rest` if it is one that is still missing.
    fn take(&mut self, rest: &str) -> Option<usize> {
        if self.date.is_none() {
            let intro = DATE_INTRO.find(rest).map_or(0, |found| found.end());
            if let Some((date, length)) = leading_date(&rest[intro..]) {
                self.date = Some(date);
                return Some(intro + length);
            }
        }
        if self.number.is_none()
            && self.organ.is_none()
            && let Some(length) = self.take_number(rest)
        {
            return Some(length);
        }
        let (organ, length) = leading_organ(rest).filter(|_| self.organ.is_none())?;
        self.organ = Some(organ);
        Some(length)
    }

    fn take_number(&mut self, rest: &str) -> Option<usize> {
        let intro = NUMBER_INTRO.find(rest).map_or(0, |found| found.end());
        let (number, length) = leading_number(&rest[intro..])?;
        if intro == 0 && !number.contains('/') {
            return None;
        }
        self.number = Some(number);
        Some(intro + length)
    }

    /// How much to skip of an unknown body or a margin note, up to the date below it.
    fn margin_note(&self, rest: &str, shouted: bool) -> Option<usize> {
        let date = DATE_BELOW.find(rest).filter(|found| found.start() <= MARGIN_NOTE_BYTES)?;
        // One that stands here already and could not be read is no date, and nothing would be skipped.
        (shouted && self.date.is_none() && date.start() > 0).then_some(date.start())
    }

    /// Whether this is enough to be sure. A heading in normal case must have its date, because
    /// the first words of a news post may read like the rest of it.
    fn convince(&self, shouted: bool) -> bool {
        let names_it = self.number.is_some() || self.organ.is_some();
        match self.date {
            Some(_) => names_it || self.subject.is_some() || shouted,
            None => shouted && self.number.is_some() && (self.organ.is_some() || self.subject.is_some()),
        }
    }

    fn into_recognised(self, word: &str, kind: Kind) -> Recognised {
        let year = self.number.as_deref().and_then(year_of_number);
        let title = [
            Some(word.to_owned()),
            self.number.as_ref().map(|number| format!("nr {number}")),
            self.organ.as_ref().map(|organ| organ.genitive.clone()),
            self.date.map(|date| format!("z dnia {}", print_date(date))),
            self.subject.clone(),
        ];
        let act = Act {
            year: year.or_else(|| self.date.map(Date::year)),
            number: self.number,
            organ: self.organ.map(|organ| organ.nominative),
            date: self.date,
            subject: self.subject,
            status: None,
        };
        Recognised { kind, act, title: title.into_iter().flatten().collect::<Vec<_>>().join(" ") }
    }
}

/// A footnote mark at the start of `rest`, such as `1)`; empty if there is none.
fn footnote_mark(rest: &str) -> &str {
    let mark = rest.split_inclusive(')').next().unwrap_or_default();
    let inner = mark.trim_end_matches(')').trim();
    let digits = !inner.is_empty() && inner.len() <= 2 && inner.bytes().all(|b| b.is_ascii_digit());
    if digits && mark.ends_with(')') { mark } else { "" }
}

fn read_subject(rest: &str) -> Option<String> {
    SUBJECT_START.find(rest)?;
    let end = SUBJECT_END.find(rest).map_or(rest.len(), |found| found.start());
    let mut subject = rest[..end].split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((limit, _)) = subject.char_indices().nth(SUBJECT_CHARS) {
        subject.truncate(subject[..limit].rfind(' ').unwrap_or(limit));
    }
    let subject = calm(trim_subject(&subject));
    (subject.contains(' ')).then_some(subject)
}

/// Drops what ends a subject and is no part of it: footnote marks, a full stop, the number of
/// the paragraph that follows.
fn trim_subject(subject: &str) -> &str {
    let mut subject = subject;
    loop {
        let balanced = subject.matches('(').count() >= subject.matches(')').count();
        let mark = FOOTNOTE.find(subject).filter(|found| !balanced || !found.as_str().ends_with(')'));
        let trimmed = mark.map_or(subject, |found| &subject[..found.start()]);
        let trimmed =
            trimmed.strip_suffix(" 1.").unwrap_or(trimmed).trim_end_matches([',', ':', ';', ' ', '(']);
        let trimmed = if trimmed.ends_with(" r.") { trimmed } else { trimmed.trim_end_matches('.') };
        if trimmed.len() == subject.len() {
            return subject;
        }
        subject = trimmed;
    }
}

/// Proper names that keep their capitals when a shouted subject is calmed.
const NAMES: [&str; 14] = [
    "Rady Miasta Krakowa",
    "Prezydenta Miasta Krakowa",
    "Urzędu Miasta Krakowa",
    "Miasta Krakowa",
    "Gminy Miejskiej Kraków",
    "Kraków",
    "Krakowa",
    "Krakowie",
    "Krakowem",
    "Krakowowi",
    "Rzeczypospolitej Polskiej",
    "Nowa Huta",
    "Nowej Huty",
    "Polski",
];

/// A subject written in capitals in normal case; of any other only the first word is looked at.
fn calm(subject: &str) -> String {
    if subject.contains(char::is_lowercase) {
        return with_first_word(subject);
    }
    let words = subject.split(' ');
    let words = words.map(|word| if is_roman(word) { word.to_owned() } else { word.to_lowercase() });
    let mut calmed = words.collect::<Vec<_>>().join(" ");
    for name in NAMES {
        calmed = restore_name(&calmed, name);
    }
    with_first_word(&calmed)
}

/// `w`, `o`, `zmieniające` begin in lower case, the names of codes with a capital.
fn with_first_word(subject: &str) -> String {
    let (first, rest) = subject.split_once(' ').unwrap_or((subject, ""));
    let lower = first.to_lowercase();
    let linking =
        matches!(lower.as_str(), "w" | "o") || lower.starts_with("zmien") || lower.starts_with("uchyl");
    let first = if linking { lower } else { capitalise(first) };
    format!("{first} {rest}")
}

/// Gives `name` its capitals wherever it stands as whole words in lower case.
fn restore_name(text: &str, name: &str) -> String {
    let lower = name.to_lowercase();
    let mut restored = text.to_owned();
    for (at, found) in text.match_indices(&lower) {
        let before = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let after = text[at + found.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        if before && after {
            // Upper and lower case of Polish letters take the same number of bytes.
            restored.replace_range(at..at + found.len(), name);
        }
    }
    restored
}

#[cfg(test)]
mod tests;
