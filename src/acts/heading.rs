//! Parses the heading of a Polish legal act: kind, number, issuing body, date and subject.
//!
//! Looks at roughly the first page and accepts only a heading that starts its own line. Leaves the body of
//! the act to other modules. Invariant: running text that merely mentions an act is not a heading.

use std::{borrow::Cow, sync::LazyLock};

use jiff::civil::Date;
use memchr::memchr2;
use regex::Regex;

use super::{
    letters::strip_spaced,
    numbers::{
        is_of_word, leading_date, leading_number, pattern, print_date, strip_spaces, strip_word_part,
        year_of_number,
    },
    organs::{Organ, capitalize, is_roman, leading_organ},
};
use crate::document::{Act, Kind};

/// A parsed heading.
#[derive(Debug, Clone, PartialEq)]
pub struct ActHeading {
    /// The document kind this act belongs to.
    pub kind: Kind,
    /// Number, year, issuing body, date and subject.
    pub act: Act,
    /// The whole heading on one line, for display.
    pub title: String,
}

/// The words that open a heading, with the document kind each one implies.
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

/// The number of characters searched for a heading. A page has about 3,000.
const HEAD_CHARS: usize = 3_000;

/// The maximum length of an opening, in characters: that of a constitution, with spaces between its letters.
const OPENING_CHARS: usize = 120;

/// The longest line allowed above a heading, in characters: page headers and stamps are shorter, lines of
/// running text are not.
const LINE_ABOVE_CHARS: usize = 90;

/// The longest line allowed directly above a heading that is not in capitals, in characters. A wrapped line
/// of running text is longer.
const LINE_DIRECTLY_ABOVE_CHARS: usize = 45;

/// The maximum length of a subject, in characters.
const SUBJECT_CHARS: usize = 600;

/// The maximum distance in bytes from the opening word to the date when a margin note stands between them.
const MARGIN_NOTE_BYTES: usize = 250;

static DATE_BELOW: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?im)^z\s+dnia\s+\d"));

static NUMBER_INTRO: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^n\s?r\b\.?:?\s*"));

// Case-sensitive: lower-case `na podstawie` and `art. 5` inside a subject belong to it.
static SUBJECT_END: LazyLock<Regex> = LazyLock::new(|| pattern(&subject_end(r"\b")));

/// What [`SUBJECT_END`] matches and more: without word boundaries the engine reads each byte once.
static MAY_END_SUBJECT: LazyLock<Regex> = LazyLock::new(|| pattern(&subject_end("")));

/// The pattern of what follows a subject, with this pattern for the boundary of a word.
fn subject_end(edge: &str) -> String {
    let ground = format!(
        r"{edge}(?:N(?:a|A)\s+(?:podstawie|PODSTAWIE)|Działając|DZIAŁAJĄC|Preambuła|PREAMBUŁA){edge}"
    );
    let part = format!(r"{edge}(?i:rozdział|dział|część|księga|tytuł)\s+(?i:1|I|pierwsz\w){edge}");
    format!(r"\n\s*\n|{ground}|{part}|\(?{edge}Dz\.\s?U\.|§\s?1{edge}|{edge}(?:Art|ART)\.?\s?[\dl]")
}

static FOOTNOTE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s*(?:\[\d{1,2}\]\)?|\d{1,2}\s?\)|\*+\)?)$"));

/// Parses the heading at the top of `text`; `None` if the text does not open like an act.
pub fn recognize(text: &str) -> Option<ActHeading> {
    if !may_open(text) {
        return None;
    }
    let head = tidy(text, HEAD_CHARS);
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

/// Whether a line that may hold the heading begins with the word that opens one. Most texts are no acts, and
/// this spares them the copy of their first page.
fn may_open(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{ad}');
        let first = rest.as_bytes().first();
        if OPENINGS.iter().any(|(word, _)| first == word.as_bytes().first()) {
            let near = &rest[..rest.char_indices().nth(2 * OPENING_CHARS).map_or(rest.len(), |(at, _)| at)];
            if opening(&tidy(near, 2 * OPENING_CHARS)).is_some() {
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

/// Returns the beginning of a text with plain spaces and without soft hyphens, as most texts are already.
fn tidy(text: &str, chars: usize) -> Cow<'_, str> {
    let end = if text.len() <= chars { None } else { text.char_indices().nth(chars) };
    let text = end.map_or(text, |(end, _)| &text[..end]);
    // Soft hyphens, and white space that is not in ASCII, begin with one of these bytes.
    let is_tidy = |byte: u8| byte >= b' ' && !matches!(byte, 0xc2 | 0xe1..=0xe3) || byte == b'\n';
    if text.bytes().all(is_tidy) || text.chars().all(|c| c != '\u{ad}' && tidy_space(c) == c) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(tidy_space).filter(|c| *c != '\u{ad}').collect())
}

fn tidy_space(c: char) -> char {
    match c {
        '\u{c}' => '\n',
        c if c.is_whitespace() && c != '\n' => ' ',
        c => c,
    }
}

/// Parses the heading at the start of `text`; `above` is the preceding line.
fn heading_at(text: &str, above: &str) -> Option<ActHeading> {
    let (word, kind, length) = opening(text)?;
    let shouted = !text[..length].contains(char::is_lowercase);
    if !shouted && above.chars().count() > LINE_DIRECTLY_ABOVE_CHARS {
        return None;
    }
    let parts = HeadingParts::read(&text[length..], shouted)?;
    parts.convince(shouted).then(|| parts.into_heading(word, kind))
}

/// Returns the opening word at the start of `text`, its kind and its length in bytes.
fn opening(text: &str) -> Option<(&'static str, Kind, usize)> {
    if !text.starts_with(char::is_uppercase) {
        return None;
    }
    let may_be = |word: &str| word.as_bytes().first() == text.as_bytes().first();
    OPENINGS.iter().filter(|(word, _)| may_be(word)).find_map(|&(word, kind)| {
        let length = strip_spaced(text, word)?;
        let printed = &text[..length];
        let spaced = printed.contains(char::is_whitespace) && printed.contains(char::is_lowercase);
        (!spaced).then_some((word, kind, length))
    })
}

/// The parts that follow the opening word.
#[derive(Debug, Default)]
struct HeadingParts {
    number: Option<String>,
    organ: Option<Organ>,
    date: Option<Date>,
    subject: Option<String>,
}

impl HeadingParts {
    /// Reads the parts in any order; `None` if anything else stands between them.
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

    /// Reads one missing part at the start of `rest` and returns its length in bytes.
    fn take(&mut self, rest: &str) -> Option<usize> {
        if self.date.is_none() {
            let printed = after_date_intro(rest);
            if let Some((date, length)) = leading_date(printed) {
                self.date = Some(date);
                return Some(rest.len() - printed.len() + length);
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
        let intro = Some(rest).filter(|rest| rest.starts_with(['n', 'N']));
        let intro = intro.and_then(|rest| NUMBER_INTRO.find(rest)).map_or(0, |found| found.end());
        let (number, length) = leading_number(&rest[intro..])?;
        if intro == 0 && !number.contains('/') {
            return None;
        }
        self.number = Some(number);
        Some(intro + length)
    }

    /// Returns the number of bytes to skip, up to the date below, over an unknown body or a margin note.
    fn margin_note(&self, rest: &str, shouted: bool) -> Option<usize> {
        if !shouted || self.date.is_some() {
            return None;
        }
        let date = DATE_BELOW.find(rest).filter(|found| found.start() <= MARGIN_NOTE_BYTES)?;
        // A date at offset 0 was already tried and is not valid; skipping zero bytes would loop.
        (date.start() > 0).then_some(date.start())
    }

    /// Whether the parts are enough to accept the heading. A heading in normal case needs a date, because a
    /// news post may open with the same words.
    fn convince(&self, shouted: bool) -> bool {
        let names_it = self.number.is_some() || self.organ.is_some();
        match self.date {
            Some(_) => names_it || self.subject.is_some() || shouted,
            None => shouted && self.number.is_some() && (self.organ.is_some() || self.subject.is_some()),
        }
    }

    fn into_heading(self, word: &str, kind: Kind) -> ActHeading {
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
            ..Act::default()
        };
        ActHeading { kind, act, title: title.into_iter().flatten().collect::<Vec<_>>().join(" ") }
    }
}

/// Returns the footnote mark at the start of `rest`, such as `1)`, or an empty string.
fn footnote_mark(rest: &str) -> &str {
    let mark = rest.split_inclusive(')').next().unwrap_or_default();
    let inner = mark.trim_end_matches(')').trim();
    let digits = !inner.is_empty() && inner.len() <= 2 && inner.bytes().all(|b| b.is_ascii_digit());
    if digits && mark.ends_with(')') { mark } else { "" }
}

/// Returns the text after `z dnia`, `dnia` or `z`, if it begins with one of them.
fn after_date_intro(text: &str) -> &str {
    let after = |text, word| strip_word_part(text, word).and_then(strip_spaces);
    let after_z = after(text, "z");
    after(after_z.unwrap_or(text), "dnia").or(after_z).unwrap_or(text)
}

/// Whether a text begins with the words that open a subject: `w sprawie`, `zmieniające`, `o`, `Kodeks`.
fn opens_subject(text: &str) -> bool {
    let (first, rest) = split_word(text);
    match first.to_lowercase().as_str() {
        _ if rest.is_empty() => false,
        "o" | "kodeks" | "prawo" | "ordynacja" | "karta" => true,
        "w" => is_followed(rest, "sprawie"),
        "przepisy" => is_followed(rest, "wprowadzające"),
        word => {
            let changed = word.strip_prefix("zmieniając").or_else(|| word.strip_prefix("uchylając"));
            changed.is_some_and(|ending| ending.chars().all(is_of_word))
        }
    }
}

/// Splits a text after its first word.
fn split_word(text: &str) -> (&str, &str) {
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// Whether this word comes next, and something after it.
fn is_followed(rest: &str, word: &str) -> bool {
    let (next, after) = split_word(rest.trim_start());
    next.to_lowercase() == word && !after.is_empty()
}

fn read_subject(rest: &str) -> Option<String> {
    if !opens_subject(rest) {
        return None;
    }
    let end =
        Some(rest).filter(|rest| MAY_END_SUBJECT.is_match(rest)).and_then(|rest| SUBJECT_END.find(rest));
    let mut subject = one_spaced(&rest[..end.map_or(rest.len(), |found| found.start())]);
    if let Some((limit, _)) = subject.char_indices().nth(SUBJECT_CHARS) {
        subject.truncate(subject[..limit].rfind(' ').unwrap_or(limit));
    }
    let subject = to_title_case(trim_subject(&subject));
    (subject.contains(' ')).then_some(subject)
}

/// Returns the words of a text with one space between them.
fn one_spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !spaced.is_empty() {
            spaced.push(' ');
        }
        spaced.push_str(word);
    }
    spaced
}

/// Trims what follows a subject but is not part of it: footnote marks, a full stop, the number of the next
/// paragraph.
fn trim_subject(subject: &str) -> &str {
    let mut subject = subject;
    loop {
        let balanced = subject.matches('(').count() >= subject.matches(')').count();
        let marked = Some(subject).filter(|subject| subject.ends_with([')', ']', '*']));
        let mark = marked.and_then(|subject| FOOTNOTE.find(subject));
        let mark = mark.filter(|found| !balanced || !found.as_str().ends_with(')'));
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

/// Proper names that keep their capitals when an all-capitals subject is lower-cased.
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

/// Converts an all-capitals subject to normal case; in any other subject only the first word changes.
fn to_title_case(subject: &str) -> String {
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

/// Lower-cases a linking first word (`w`, `o`, `zmieniające`) and capitalizes any other, such as the name of
/// a code.
fn with_first_word(subject: &str) -> String {
    let (first, rest) = subject.split_once(' ').unwrap_or((subject, ""));
    let lower = first.to_lowercase();
    let linking =
        matches!(lower.as_str(), "w" | "o") || lower.starts_with("zmien") || lower.starts_with("uchyl");
    let first = if linking { lower } else { capitalize(first) };
    format!("{first} {rest}")
}

/// Restores the capitals of `name` wherever it occurs in lower case as whole words.
fn restore_name(text: &str, name: &str) -> String {
    let lower = name.to_lowercase();
    let mut restored = text.to_owned();
    for (at, found) in text.match_indices(&lower) {
        let before = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let after = text[at + found.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        if before && after {
            // Upper-case and lower-case Polish letters take the same number of bytes.
            restored.replace_range(at..at + found.len(), name);
        }
    }
    restored
}

#[cfg(test)]
mod tests;
