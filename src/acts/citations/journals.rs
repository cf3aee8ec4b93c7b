//! Reads the places in official journals where an act was published, with or without a bracket.
//!
//! Invariant: reading stops at the first word that belongs to no such reference, so a text is read once.

use super::{
    cursor::{Cursor, folded},
    journal_names::read_journal_name,
};
use crate::{acts::numbers::leading_date, document::Journal};

/// The journals of an act, and where their reference ends.
#[derive(Debug, Default)]
pub(super) struct JournalReference {
    /// The places, in order.
    pub(super) journals: Vec<Journal>,
    /// The end in bytes: after the closing bracket, if there is one.
    pub(super) end: usize,
}

/// Words before the name of a journal: `(t.j.`, `(tekst jednolity:`, `(j.t.`.
const CONSOLIDATED: [&str; 9] = ["tekst", "tekstu", "jednolity", "jedn", "jednolitego", "tj", "t", "j", "jt"];

/// Words between the places and after them.
const FILLERS: [&str; 24] = [
    "z",
    "ze",
    "i",
    "oraz",
    "a",
    "takze",
    "zm",
    "zmian",
    "zmiany",
    "zmianami",
    "pozn",
    "pozniejszymi",
    "pozniejsze",
    "nast",
    "t",
    "j",
    "tj",
    "tekst",
    "jednolity",
    "jedn",
    "sprost",
    "ost",
    "r",
    "roku",
];

/// Reads the reference at the position, which may open with `(`, `/` or `[`.
pub(super) fn read_journals(mut at: Cursor<'_>) -> Option<JournalReference> {
    let bracket = opening(&mut at);
    let year = skip_consolidated(&mut at);
    let name = read_journal_name(&mut at)?;
    let mut reader = PlaceReader { at, name, year, number: None, journals: Vec::new(), end: at.at };
    reader.read_places(bracket);
    reader.finish(bracket)
}

/// The closing bracket, if the reference opens with a bracket.
fn opening(at: &mut Cursor<'_>) -> Option<char> {
    let close = match at.peek()? {
        '(' => ')',
        '[' => ']',
        '/' => '/',
        _ => return None,
    };
    at.at += 1;
    at.skip_spaces();
    Some(close)
}

/// Skips the words before the name of a journal; returns the year among them.
fn skip_consolidated(at: &mut Cursor<'_>) -> Option<i16> {
    while at.eat_any(&CONSOLIDATED) {
        at.skip_while(|c| c.is_whitespace() || matches!(c, '.' | ':' | ',' | '-' | '–'));
    }
    // `tekst jednolity z 2001r. Dz. U.`: the year stands before the journal.
    let mut next = *at;
    if !next.eat_word("z") || !next.skip_spaces() {
        return None;
    }
    let year = i16::try_from(next.number()?).ok()?;
    next.skip_spaces();
    next.eat_any(&["r", "roku"]);
    next.skip_while(|c| c.is_whitespace() || c == '.');
    read_journal_name(&mut { next })?;
    at.at = next.at;
    Some(year)
}

/// Reads the places one by one.
struct PlaceReader<'a> {
    at: Cursor<'a>,
    name: String,
    year: Option<i16>,
    number: Option<u32>,
    journals: Vec<Journal>,
    /// The end of what was read and belongs to the reference.
    end: usize,
}

impl<'a> PlaceReader<'a> {
    fn read_places(&mut self, bracket: Option<char>) {
        loop {
            self.at.skip_while(|c| {
                c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.' | '…' | '*' | '-' | '–')
            });
            let stop = self.at.peek().is_none_or(|c| Some(c) == bracket);
            if stop || !self.read_part(bracket.is_some()) {
                return;
            }
        }
    }

    /// Reads a part; returns whether there was one.
    fn read_part(&mut self, bracketed: bool) -> bool {
        let word = folded(self.at.word());
        match word.as_str() {
            word if is_label(word, "nr") => self.read_issue(),
            word if is_label(word, "poz") => self.read_positions(),
            "l" | "c" if self.is_european() => self.read_series(),
            "str" | "s" | "t" | "rozdz" if self.is_european() => self.read_numbered(),
            "polskie" | "wydanie" | "specjalne" | "seria" if self.is_european() => self.skip_word(),
            "z" if self.reads_day() => true,
            word if bracketed && is_clause(word) => self.read_clause(),
            word if FILLERS.contains(&word) => self.skip_filler(bracketed),
            _ if self.at.peek() == Some('[') => self.read_footnote(),
            _ if word.starts_with(|c: char| c.is_ascii_digit()) => self.take_day(self.at) || self.read_year(),
            _ => self.read_next_name(),
        }
    }

    fn is_european(&self) -> bool {
        matches!(self.name.as_str(), "Dz.Urz. UE" | "Dz.Urz. WE" | "Dz.U." | "Dz.Urz.")
    }

    fn skip_word(&mut self) -> bool {
        self.at.at += self.at.word().len();
        self.end = self.at.at;
        true
    }

    /// Skips a word between two places; outside of a bracket it must lead to another place.
    fn skip_filler(&mut self, bracketed: bool) -> bool {
        let word = self.at.word();
        self.at.at += word.len();
        if bracketed {
            self.end = self.at.at;
        }
        true
    }

    /// Reads `Nr 142`.
    fn read_issue(&mut self) -> bool {
        self.at.at += "nr".len();
        self.at.skip_while(|c| c.is_whitespace() || matches!(c, '.' | ':'));
        self.number = self.at.number();
        self.end = self.at.at;
        if self.number.is_none() {
            self.at.skip_while(|c| matches!(c, '.' | '…' | ' '));
        }
        true
    }

    /// Reads `poz. 243, 827 i 1198`.
    fn read_positions(&mut self) -> bool {
        self.at.at += "poz".len();
        loop {
            let mut next = self.at;
            next.skip_while(|c| c.is_whitespace() || matches!(c, '.' | ',' | ':' | '-'));
            if next.eat_any(&["i", "oraz"]) {
                next.skip_spaces();
            }
            let Some(position) = next.number() else { return true };
            if is_year_before_issue(next, position) || is_footnote(next) {
                return true;
            }
            self.at = next;
            self.end = next.at;
            self.push(Some(position));
        }
    }

    fn push(&mut self, position: Option<u32>) {
        let journal = Journal { name: self.name.clone(), year: self.year, number: self.number, position };
        self.journals.push(journal);
    }

    /// Reads the series and the number of a European issue: `L 309`, `L 2023/1234`, `L, 2024/1689`.
    fn read_series(&mut self) -> bool {
        self.skip_word();
        self.at.skip_while(|c| c.is_whitespace() || c == ',');
        let Some(number) = self.at.number() else { return true };
        self.number = Some(number);
        let mut issue = self.at;
        if issue.eat_char(&['/'])
            && let Some(second) = issue.number()
        {
            (self.year, self.number) = (i16::try_from(number).ok(), Some(second));
            self.at = issue;
        }
        self.end = self.at.at;
        self.push(None);
        true
    }

    /// Reads `str. 9`, `t. 34`, `rozdz. 13`.
    fn read_numbered(&mut self) -> bool {
        self.skip_word();
        self.at.skip_while(|c| c.is_whitespace() || c == '.');
        self.at.skip_while(|c| c.is_ascii_digit() || matches!(c, '-' | '–'));
        self.end = self.at.at;
        true
    }

    /// Reads the day of an issue: `z 25.11.2005`, `z dnia 3 maja 2005 r.`
    fn reads_day(&mut self) -> bool {
        let mut next = self.at;
        next.eat_word("z");
        next.skip_spaces();
        if next.eat_any(&["dnia", "dn"]) {
            next.skip_while(|c| c.is_whitespace() || c == '.');
        }
        self.take_day(next)
    }

    /// Reads a day at this position.
    fn take_day(&mut self, mut next: Cursor<'a>) -> bool {
        let Some((date, length)) = leading_date(next.rest()) else { return false };
        next.at += length;
        (self.at, self.end, self.year) = (next, next.at, Some(date.year()));
        if self.is_european()
            && let Some(last) = self.journals.last_mut()
        {
            last.year = last.year.or(Some(date.year()));
        }
        true
    }

    /// Reads words that a bracket may hold beside the places: `w brzmieniu obowiązującym od 1 maja 2004 r.`
    fn read_clause(&mut self) -> bool {
        let rest = self.at.rest();
        let clause = rest.char_indices().take(120).find(|(_, c)| matches!(c, ')' | '/' | ';' | '('));
        let Some((length, _)) = clause else { return false };
        self.at.at += length;
        self.end = self.at.at;
        true
    }

    /// Reads `[5]` or `[5])`, the mark of a footnote.
    fn read_footnote(&mut self) -> bool {
        let mut next = self.at;
        next.eat_char(&['[']);
        let digits = next.number().is_some() && next.eat_char(&[']']);
        if digits {
            // The bracket after it is its own only if that of the reference follows.
            let mut own = next;
            let has_own = own.eat_char(&[')']) && own.rest().trim_start_matches(' ').starts_with(')');
            self.at = if has_own { own } else { next };
            self.end = self.at.at;
        }
        digits
    }

    /// Reads a year, the dotted form `2004.19.177`, or a footnote mark `5)`.
    fn read_year(&mut self) -> bool {
        let mut next = self.at;
        let Some(number) = next.number() else { return false };
        if is_footnote(next) {
            next.eat_char(&[')']);
            (self.at, self.end) = (next, next.at);
            return true;
        }
        let Some(year) = i16::try_from(number).ok().filter(|year| (1900..2100).contains(year)) else {
            return self.skip_stray_number(next);
        };
        (self.year, self.number) = (Some(year), None);
        self.at = next;
        if !self.read_dotted() {
            self.at.skip_spaces();
            self.at.eat_any(&["r", "roku"]);
        }
        true
    }

    /// Skips a number that a converter tore off, such as the `9` of `Dz. U. z 9, poz. 5`.
    fn skip_stray_number(&mut self, next: Cursor<'a>) -> bool {
        let stray = next.at - self.at.at <= 4 && self.journals.is_empty();
        if stray {
            self.at = next;
        }
        stray
    }

    /// Reads `.19.177` or `.1372` after a year.
    fn read_dotted(&mut self) -> bool {
        let mut next = self.at;
        let Some(first) = next.eat_char(&['.']).then(|| next.number()).flatten() else { return false };
        let mut second = next;
        let position = second.eat_char(&['.']).then(|| second.number()).flatten();
        self.number = position.map(|_| first);
        self.at = if position.is_some() { second } else { next };
        self.end = self.at.at;
        self.push(position.or(Some(first)));
        true
    }

    /// Reads the name of another journal.
    fn read_next_name(&mut self) -> bool {
        let mut next = self.at;
        let Some(name) = read_journal_name(&mut next) else { return false };
        (self.name, self.year, self.number) = (name, None, None);
        (self.at, self.end) = (next, next.at);
        true
    }

    /// Looks for the closing bracket and makes the result.
    fn finish(mut self, bracket: Option<char>) -> Option<JournalReference> {
        if self.journals.is_empty() && self.number.is_some() {
            self.push(None);
        }
        let end = bracket.map_or(Some(self.end), |close| self.closing(close));
        let end = end.unwrap_or(self.end);
        let found = bracket.is_some() || !self.journals.is_empty();
        found.then_some(JournalReference { journals: self.journals, end })
    }

    /// The end of the closing bracket, which may stand after a few more words.
    fn closing(&self, close: char) -> Option<usize> {
        const FAR: usize = 160;
        let mut depth = 0;
        for (at, c) in self.at.rest().char_indices().take(FAR) {
            match c {
                '(' => depth += 1,
                c if c == close && depth == 0 => return Some(self.at.at + at + c.len_utf8()),
                ')' => depth -= 1,
                _ => {}
            }
        }
        None
    }
}

/// Whether a number is a footnote mark: a bracket closes after it, and another after that.
fn is_footnote(after: Cursor<'_>) -> bool {
    after.rest().strip_prefix(')').is_some_and(|rest| rest.trim_start_matches(' ').starts_with(')'))
}

/// Whether a word is this label, which a number may follow without a space.
fn is_label(word: &str, label: &str) -> bool {
    word.strip_prefix(label).is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_clause(word: &str) -> bool {
    matches!(
        word,
        "w" | "ogloszon"
            | "ogloszona"
            | "zwany"
            | "zwana"
            | "zwane"
            | "zwanej"
            | "dalej"
            | "cyt"
            | "wraz"
            | "ostatnia"
    )
}

/// Whether a number after a position is the year of the next place: `poz. 5, 1998 Nr 3`, `i 2002 r. Nr`.
fn is_year_before_issue(after: Cursor<'_>, number: u32) -> bool {
    let mut rest = after;
    rest.skip_spaces();
    (1900..2100).contains(&number) && rest.eat_any(&["r", "roku", "nr"])
}

#[cfg(test)]
mod tests;
