//! Reads a file of best bets: a TOML file with an array of tables `bet`.
//!
//! Leaves to `pattern` what a query may be, and to `list` whether one is repeated. Invariant: every error of
//! the file is reported with its line.

use std::{ops::Range, str::FromStr};

use jiff::civil::Date;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{bet::Bet, pattern::Pattern};
use crate::{
    analysis::Analyzer,
    document::{DocumentId, quoted},
};

/// The maximum number of documents of an entry: a page of hits and another one.
const MAX_IDS: usize = 20;
/// The maximum number of queries of an entry, which no editor reads through.
const MAX_QUERIES: usize = 200;
/// The maximum length of a note in characters: three lines of a page.
const MAX_NOTE_CHARACTERS: usize = 300;
/// The keys of an entry, as messages list them.
const KEYS: &str = "`queries`, `ids`, `note` or `until`";

/// What is wrong on a line of a file of best bets, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct BetsError {
    line: usize,
    message: String,
}

impl BetsError {
    pub(super) fn new(line: usize, message: String) -> Self {
        Self { line, message }
    }

    /// Returns the number of the line, counted from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Returns the message without the number of the line.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// Reads the entries of a file. If there are errors, an entry is what could be read of it: enough to find repeated
/// queries.
pub(super) fn read(text: &str, analyzer: &mut Analyzer) -> (Vec<Bet>, Vec<BetsError>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reading = BetsReading { text, line: 1, is_broken: false, analyzer, errors: Vec::new() };
    if errors.is_empty() {
        let entries = reading.entries(table.get_ref());
        return (entries, reading.errors);
    }
    let (mut entries, mut errors) = (Vec::new(), Vec::new());
    for (line, part) in parts(text) {
        (reading.text, reading.line) = (part, line);
        let (more, wrong) = reading.part();
        entries.extend(more);
        errors.extend(wrong);
    }
    (entries, errors)
}

/// Splits a file before each entry, and returns the number of the first line of each part, too: in a file that
/// cannot be parsed, an open bracket of one entry must not hide the errors of the others.
fn parts(text: &str) -> Vec<(usize, &str)> {
    let (mut parts, mut line, mut start, mut at) = (Vec::new(), 1, 0, 0);
    for (number, content) in (1..).zip(text.split_inclusive('\n')) {
        if content.trim_start().starts_with("[[") && at > start {
            parts.push((line, &text[start..at]));
            (line, start) = (number, at);
        }
        at += content.len();
    }
    parts.push((line, &text[start..]));
    parts
}

/// A part of the file being read, and its errors so far.
struct BetsReading<'a> {
    text: &'a str,
    /// The number of the first line.
    line: usize,
    /// Whether the part cannot be parsed, so that what it lacks may be hidden.
    is_broken: bool,
    analyzer: &'a mut Analyzer,
    errors: Vec<BetsError>,
}

impl BetsReading<'_> {
    fn line(&self, place: &Range<usize>) -> usize {
        self.line + self.text.get(..place.start).map_or(0, |before| before.matches('\n').count())
    }

    /// Reads a part by itself. Its errors are what is wrong before the first syntax error, and that one; what the
    /// parser makes of the rest says nothing more about it.
    fn part(&mut self) -> (Vec<Bet>, Vec<BetsError>) {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        self.is_broken = !errors.is_empty();
        let entries = self.entries(table.get_ref());
        let mut found = std::mem::take(&mut self.errors);
        if let Some(first) = errors.iter().min_by_key(|error| error.span().map_or(0, |span| span.start)) {
            let line = self.line(&first.span().unwrap_or_default());
            found.retain(|error| error.line < line);
            found.push(BetsError::new(line, first.message().to_owned()));
        }
        (entries, found)
    }

    fn refuse(&mut self, place: &Range<usize>, message: impl Into<String>) {
        self.errors.push(BetsError::new(self.line(place), message.into()));
    }

    fn entries(&mut self, table: &DeTable<'_>) -> Vec<Bet> {
        let mut entries = Vec::new();
        for (key, value) in table {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("bet", DeValue::Array(items)) => {
                    entries.extend(items.iter().filter_map(|item| self.entry(item)));
                }
                ("bet", _) => self.refuse(&key.span(), "`bet` is no list: begin each entry with `[[bet]]`"),
                (other, _) => {
                    self.refuse(
                        &key.span(),
                        format!("unknown key {}: begin each entry with `[[bet]]`", quoted(other)),
                    );
                }
            }
        }
        entries
    }

    /// Reads an entry, or what can be read of it; returns `None` if it is no table.
    fn entry(&mut self, item: &Spanned<DeValue<'_>>) -> Option<Bet> {
        let line = self.line(&item.span());
        let Some(table) = item.get_ref().as_table() else {
            self.refuse(&item.span(), "an entry is no table: begin each entry with `[[bet]]`");
            return None;
        };
        let mut bet =
            Bet { patterns: Vec::new(), documents: Vec::new(), note: String::new(), until: None, line };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "queries" => bet.patterns = self.queries(value),
                "ids" => bet.documents = self.ids(value),
                "note" => bet.note = self.note(value),
                "until" => bet.until = self.until(value),
                other => self.refuse(&key.span(), format!("unknown key {}: use {KEYS}", quoted(other))),
            }
        }
        for (name, example) in [("queries", "['wywóz śmieci']"), ("ids", "['news/odpady']")] {
            if !self.is_broken && !table.keys().any(|key| key.get_ref().as_ref() == name) {
                self.refuse(&item.span(), format!("the entry has no `{name}`: add `{name} = {example}`"));
            }
        }
        Some(bet)
    }

    fn queries(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<(usize, Pattern)> {
        let mut patterns = Vec::new();
        for (place, text) in self.texts("queries", MAX_QUERIES, value) {
            match Pattern::new(self.analyzer, &text) {
                Ok(pattern) => patterns.push((self.line(&place), pattern)),
                Err(problem) => self.refuse(&place, format!("the query {} {problem}", quoted(&text))),
            }
        }
        patterns
    }

    fn ids(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<(usize, DocumentId)> {
        let mut ids: Vec<(usize, DocumentId)> = Vec::new();
        for (place, text) in self.texts("ids", MAX_IDS, value) {
            match DocumentId::from_str(&text) {
                Ok(id) if ids.iter().any(|(_, known)| *known == id) => {
                    self.refuse(&place, format!("the entry has {} twice: leave one out", quoted(&text)));
                }
                Ok(id) => ids.push((self.line(&place), id)),
                Err(error) => self.refuse(&place, format!("bad id {}: {error}", quoted(&text))),
            }
        }
        ids
    }

    /// Returns the elements of a list of strings with their places.
    fn texts(
        &mut self,
        name: &str,
        most: usize,
        value: &Spanned<DeValue<'_>>,
    ) -> Vec<(Range<usize>, String)> {
        let mut texts = Vec::new();
        let items = value.get_ref().as_array().map_or(&[][..], |items| items);
        if items.is_empty() || items.len() > most {
            self.refuse(&value.span(), format!("`{name}` must be a list of 1 to {most} quoted strings"));
            return texts;
        }
        for item in items {
            match item.get_ref().as_str() {
                Some(text) => texts.push((item.span(), text.to_owned())),
                None => {
                    self.refuse(&item.span(), format!("`{name}` has an element that is no quoted string"));
                }
            }
        }
        texts
    }

    /// Reads a note; white space is folded.
    fn note(&mut self, value: &Spanned<DeValue<'_>>) -> String {
        let note = value.get_ref().as_str().unwrap_or_default();
        let note = note.split_whitespace().collect::<Vec<_>>().join(" ");
        if note.is_empty() {
            self.refuse(
                &value.span(),
                "`note` must be a text: write what the reader should know, or leave it out",
            );
        } else if note.chars().count() > MAX_NOTE_CHARACTERS {
            self.refuse(
                &value.span(),
                format!("`note` is too long: use at most {MAX_NOTE_CHARACTERS} characters"),
            );
        }
        note
    }

    fn until(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Date> {
        let text = match value.get_ref() {
            DeValue::Datetime(moment) => moment.to_string(),
            DeValue::String(text) => text.to_string(),
            other => format!("{other:?}"),
        };
        let is_day = text.len() == "2026-12-31".len();
        let day = Date::strptime("%Y-%m-%d", &text).ok().filter(|_| is_day);
        if day.is_none() {
            self.refuse(&value.span(), format!("`until` is no day: write {}", "`until = 2026-12-31`"));
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the errors of a file.
    fn errors(text: &str) -> Vec<String> {
        let (_, errors) = read(text, &mut Analyzer::default());
        errors.iter().map(ToString::to_string).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = errors(text);
        let is_one = |(error, part): (&String, &&str)| error.contains(part);
        assert!(found.len() == expected.len() && found.iter().zip(expected).all(is_one), "{found:#?}");
    }

    #[test]
    fn an_entry_is_read_with_the_lines_of_its_parts() {
        let text = "# komentarz\n[[bet]]\nqueries = [\n  'wywóz śmieci',\n  'odpady',\n]\nids = ['a', 'b/c']\n\
                    note = \"\"\"\nHarmonogram\n  odbioru\"\"\"\nuntil = 2026-12-31\n";
        let (entries, errors) = read(text, &mut Analyzer::default());
        assert_eq!((entries.len(), errors), (1, vec![]));
        let bet = &entries[0];
        let patterns: Vec<_> = bet.patterns.iter().map(|(line, pattern)| (*line, pattern.text())).collect();
        assert_eq!((bet.line, patterns), (2, vec![(4, "wywóz śmieci"), (5, "odpady")]));
        assert_eq!(bet.documents[1], (7, "b/c".parse().expect("an id")));
        assert_eq!((&*bet.note, bet.until), ("Harmonogram odbioru", Some(jiff::civil::date(2026, 12, 31))));
    }

    #[test]
    fn every_error_is_reported_with_its_line() {
        let text = "[[bet]]\nquerys = ['a']\nids = ['../x', 'a', 'a', 7]\nuntil = 2026-12-31T10:00:00\n\
                    [[bet]]\nqueries = ['???', 'park*']\nids = []\nnote = ''\nuntil = 'jutro'\n[other]\n";
        let expected = [
            "line 2: unknown key `querys`: use `queries`, `ids`, `note` or `until`",
            "line 3: `ids` has an element that is no quoted string",
            "line 3: bad id `../x`",
            "line 3: the entry has `a` twice",
            "line 4: `until` is no day: write `until = 2026-12-31`",
            "line 1: the entry has no `queries`",
            "line 6: the query `???` has no word",
            "line 6: the query `park*` has signs",
            "line 7: `ids` must be a list of 1 to 20 quoted strings",
            "line 8: `note` must be a text",
            "line 9: `until` is no day",
            "line 10: unknown key `other`: begin each entry with `[[bet]]`",
        ];
        let mut found = errors(text);
        let mut expected: Vec<&str> = expected.to_vec();
        found.sort();
        expected.sort_unstable();
        let is_one = |(error, part): (&String, &&str)| error.starts_with(*part);
        assert!(found.len() == expected.len() && found.iter().zip(&expected).all(is_one), "{found:#?}");
    }

    #[test]
    fn a_syntax_error_hides_no_other_and_brings_no_further_one() {
        check(
            "[[bet]]\nqueries = ['a'\nids = ['a']\n[[bet]]\nqueries = ['b']\nids = ['b']\nkind = 1\n\
             [[bet]]\nname = 1\nqueries = ['c\nids = ['c']\n[[bet]]\nqueries = ['d']\n",
            &[
                "line 3: missing comma",
                "line 7: unknown key `kind`",
                "line 9: unknown key `name`",
                "line 10: ",
                "line 12: the entry has no `ids`",
            ],
        );
        check("[[bet]]\nqueries = ['a']\nids = ['b']\nuntil = 2026-13-41\n", &["line 4: "]);
        check("bet = 3\n", &["line 1: `bet` is no list"]);
        check("bet = [1]\n", &["line 1: an entry is no table"]);
        check("", &[]);
    }

    proptest::proptest! {
        #[test]
        fn no_file_panics(text in "(\\[\\[bet\\]\\]|queries|ids|until|note|=|\\[|'|\n|1|ą|\\PC){0,40}") {
            let _ = read(&text, &mut Analyzer::default());
        }
    }
}
