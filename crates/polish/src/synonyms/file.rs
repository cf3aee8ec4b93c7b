//! Reads a file of synonyms and checks it.
//!
//! Each line lists two or more sides of one or more words, in any inflection, joined by `=`; `=>` joins the
//! sides that are replaced and those that replace them. Lines that begin with `#` are comments, and the line
//! `@without-built-in` leaves out the built-in synonyms. Invariants: all invalid lines are reported together;
//! nothing is said twice, and one-way lines do not lead back to where they began.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Entry, Side, SideWord, Synonyms};
use crate::{base_form::BaseForms, excerpt::Excerpt};

/// The line that leaves out the built-in synonyms.
const ALONE: &str = "@without-built-in";
/// The maximum number of sides of a line. All are searched for each time one is typed, so a longer list is a
/// mistake; the longest built-in line has four.
const MAX_SIDES: usize = 32;

/// A line of a synonyms file that cannot be used: the message names it, the problem and the correct form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {} {problem}", Excerpt(.text))]
pub struct SynonymsError {
    line: usize,
    text: String,
    problem: String,
}

impl SynonymsError {
    /// Returns the number of the line, counted from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Returns the message without the number of the line.
    pub fn message(&self) -> String {
        format!("{} {}", Excerpt(&self.text), self.problem)
    }
}

impl Synonyms {
    /// Parses a synonyms file.
    ///
    /// ```
    /// let synonyms = skorowidz_polish::Synonyms::parse("MPK = Miejskie Przedsiębiorstwo Komunikacyjne\n");
    /// assert!(synonyms.is_ok());
    /// ```
    ///
    /// # Errors
    /// Returns all invalid lines.
    pub fn parse(text: &str) -> Result<Self, Vec<SynonymsError>> {
        Ok(SynonymsFile::read(text)?.added_to(Self::default()))
    }

    /// Parses a synonyms file that adds to the built-in synonyms, or, with the line `@without-built-in`,
    /// replaces them.
    ///
    /// ```
    /// let synonyms = skorowidz_polish::Synonyms::extending_built_in("hulajnoga => UTO\n").expect("valid");
    /// assert_eq!(synonyms.entries(), skorowidz_polish::Synonyms::built_in().entries() + 1);
    /// ```
    ///
    /// # Errors
    /// Returns all invalid lines.
    pub fn extending_built_in(text: &str) -> Result<Self, Vec<SynonymsError>> {
        let file = SynonymsFile::read(text)?;
        let mut synonyms = Self::default();
        if !file.is_alone {
            Self::built_in().entries.iter().for_each(|entry| synonyms.add(Arc::clone(entry)));
        }
        Ok(file.added_to(synonyms))
    }
}

/// What has been read of a file.
#[derive(Default)]
struct SynonymsFile {
    entries: Vec<Entry>,
    is_alone: bool,
    errors: Vec<SynonymsError>,
    said: SaidPairs,
}

impl SynonymsFile {
    fn read(text: &str) -> Result<Self, Vec<SynonymsError>> {
        let mut base_forms = BaseForms::new(None);
        let mut file = Self::default();
        for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Err(problem) = file.take(&mut base_forms, number, line) {
                file.errors.push(SynonymsError { line: number, text: line.to_owned(), problem });
            }
        }
        if file.errors.is_empty() { Ok(file) } else { Err(file.errors) }
    }

    fn take(&mut self, base_forms: &mut BaseForms, line: usize, text: &str) -> Result<(), String> {
        if text.starts_with('@') {
            self.is_alone |= text == ALONE;
            return if text == ALONE { Ok(()) } else { Err(format!("is unknown: write `{ALONE}`")) };
        }
        let entry = entry(base_forms, line, text)?;
        self.said.add(&entry)?;
        self.entries.push(entry);
        Ok(())
    }

    fn added_to(self, mut synonyms: Synonyms) -> Synonyms {
        self.entries.into_iter().for_each(|entry| synonyms.add(Arc::new(entry)));
        synonyms
    }
}

/// Parses a line.
fn entry(base_forms: &mut BaseForms, line: usize, text: &str) -> Result<Entry, String> {
    let mut parts = text.split("=>");
    let (first, second) = (parts.next().unwrap_or_default(), parts.next());
    if parts.next().is_some() {
        return Err("has several `=>`: use one, after the words that others replace".to_owned());
    }
    let mut read =
        |part: &str| -> Vec<Side> { part.split('=').map(|side| Side::from_text(base_forms, side)).collect() };
    let mut sides = read(first);
    let one_way = second.map(|_| sides.len());
    sides.extend(second.into_iter().flat_map(read));
    check_sides(&sides)?;
    Ok(Entry { sides, one_way, line })
}

fn check_sides(sides: &[Side]) -> Result<(), String> {
    let problem = if sides.len() < 2 {
        "has only one side: write `RMK = Rada Miasta Krakowa`"
    } else if sides.len() > MAX_SIDES {
        return Err(format!("has more than {MAX_SIDES} sides: leave some out"));
    } else if sides.iter().any(|side| side.words.is_empty()) {
        "has a side without words: write words on both sides of each `=`"
    } else if (1..sides.len()).any(|at| sides[..at].iter().any(|side| side.words == sides[at].words)) {
        "has the same words on two sides: leave one out"
    } else {
        return Ok(());
    };
    Err(problem.to_owned())
}

/// Which sides replace which, and the lines that say so.
#[derive(Default)]
struct SaidPairs {
    /// The number of each side, by its words.
    numbers: FxHashMap<Vec<SideWord>, usize>,
    /// For each side, those that replace it, each with its line and whether that line is one-way.
    replacing: Vec<Vec<(usize, usize, bool)>>,
}

impl SaidPairs {
    /// Adds the pairs of an entry, unless one of them repeats or contradicts an earlier line.
    fn add(&mut self, entry: &Entry) -> Result<(), String> {
        let numbers: Vec<usize> = entry.sides.iter().map(|side| self.number(side)).collect();
        let first = entry.one_way.unwrap_or(0);
        let pairs = entry.asked().flat_map(|asked| (first..numbers.len()).map(move |by| (asked, by)));
        let pairs = pairs.filter(|(asked, by)| asked != by);
        let pairs: Vec<(usize, usize)> = pairs.map(|(asked, by)| (numbers[asked], numbers[by])).collect();
        for &(asked, by) in &pairs {
            self.check(asked, by, entry.one_way.is_some())?;
        }
        for (asked, by) in pairs {
            self.replacing[asked].push((by, entry.line, entry.one_way.is_some()));
        }
        Ok(())
    }

    fn number(&mut self, side: &Side) -> usize {
        let next = self.replacing.len();
        let number = *self.numbers.entry(side.words.clone()).or_insert(next);
        if number == next {
            self.replacing.push(Vec::new());
        }
        number
    }

    fn check(&self, asked: usize, by: usize, is_one_way: bool) -> Result<(), String> {
        if let Some(line) = self.line(asked, by) {
            return Err(format!("repeats line {line}: leave one of the two out"));
        }
        if let Some(line) = self.line(by, asked) {
            return Err(format!(
                "contradicts line {line}, which goes the other way: write one line with `=`"
            ));
        }
        match self.way(by, asked).filter(|_| is_one_way) {
            Some(line) => {
                Err(format!("closes a loop with line {line}: join these words in one line with `=`"))
            }
            None => Ok(()),
        }
    }

    /// Returns the line that says that one side replaces another.
    fn line(&self, asked: usize, by: usize) -> Option<usize> {
        self.replacing[asked].iter().find(|(side, ..)| *side == by).map(|(_, line, _)| *line)
    }

    /// Returns the first line of a way from one side to another along one-way lines.
    fn way(&self, from: usize, to: usize) -> Option<usize> {
        let mut seen = vec![false; self.replacing.len()];
        let mut open: Vec<(usize, usize)> = self.one_way(from).collect();
        while let Some((side, line)) = open.pop() {
            if side == to {
                return Some(line);
            }
            if !std::mem::replace(&mut seen[side], true) {
                open.extend(self.one_way(side).map(|(next, _)| (next, line)));
            }
        }
        None
    }

    fn one_way(&self, side: usize) -> impl Iterator<Item = (usize, usize)> {
        let all = self.replacing[side].iter().filter(|(.., is_one_way)| *is_one_way);
        all.map(|(next, line, _)| (*next, *line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asserts that a file has exactly these errors, each given by its line and a part of its message.
    #[track_caller]
    fn check(text: &str, expected: &[(usize, &str)]) {
        let errors = Synonyms::parse(text).err().unwrap_or_default();
        let lines: Vec<usize> = errors.iter().map(SynonymsError::line).collect();
        assert_eq!(lines, expected.iter().map(|(line, _)| *line).collect::<Vec<_>>(), "{errors:?}");
        for (error, (_, part)) in errors.iter().zip(expected) {
            assert!(error.to_string().contains(part), "{error}");
        }
    }

    #[test]
    fn all_invalid_lines_are_named_together() {
        let text = "# tu\nRMK\nRMK =\nrada = rady\na => b => c\n@alone\n=> kot\nkot = pies\n";
        let expected = [
            (2, "only one side"),
            (3, "side without words"),
            (4, "same words on two sides"),
            (5, "several `=>`"),
            (6, "write `@without-built-in`"),
            (7, "side without words"),
        ];
        check(text, &expected);
    }

    #[test]
    fn lines_that_repeat_or_contradict_others_are_named() {
        check("kot = rada\nlis = wilk\nrady = kot\n", &[(3, "repeats line 1")]);
        check("kot = pies\nkot => pies\n", &[(2, "repeats line 1")]);
        check("kot => pies\npies => kot\n", &[(2, "contradicts line 1")]);
        check("kot => pies\npies => lis\nlis => kot\n", &[(3, "closes a loop with line 1")]);
        check("kot = pies\nkot = lis\nkot => wilk\n", &[]);
    }

    #[test]
    fn a_line_may_not_have_too_many_sides() {
        let line =
            |sides: usize| (0..sides).map(|number| format!("w{number}x")).collect::<Vec<_>>().join("=");
        check(&line(MAX_SIDES), &[]);
        check(&line(MAX_SIDES + 1), &[(1, "more than 32 sides")]);
    }
}
