//! Query synonyms: `RMK = Rada Miasta Krakowa`.
//!
//! Each line of the file lists two or more sides of one or more words, in any inflection; lines that begin
//! with `#` are comments. Sides replace each other at query time only, so a change does not require
//! reindexing; expansion is not recursive. Leaves the weight of a match to `search`.
//! Invariants: no side is empty, and no two sides of a line are the same words.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::{Token, base_form::BaseForms, excerpt::Excerpt, text_tokens::indexed_tokens};

/// The built-in file.
const BUILT_IN: &str = include_str!("../dictionary/synonyms.txt");

static SYNONYMS: LazyLock<Synonyms> =
    LazyLock::new(|| Synonyms::parse(BUILT_IN).expect("a test reads this file"));

/// Groups of interchangeable sides.
#[derive(Debug, Default)]
pub struct Synonyms {
    entries: Vec<Vec<Side>>,
    /// Entry and side, keyed by each term of the side's first word.
    by_first: FxHashMap<String, Vec<(usize, usize)>>,
}

/// One or more words, each as its terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    words: Vec<SideWord>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct SideWord {
    terms: Vec<String>,
    /// Whether it only matches when typed in capitals: `BO` is not `bo`, and the numeral `I` is not `i`.
    needs_capitals: bool,
}

/// A line of a synonyms file that cannot be used: the message names it, the problem and the correct form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {} {problem}", Excerpt(.text))]
pub struct SynonymsError {
    /// Counted from 1.
    line: usize,
    text: String,
    problem: &'static str,
}

/// A side that a query's words begin with.
#[derive(Debug)]
pub struct SynonymMatch<'a> {
    /// The number of words in the side.
    pub words: usize,
    /// The sides that may replace them.
    pub instead: Vec<&'a Side>,
}

impl Side {
    /// Returns the terms of each word, in order.
    pub fn terms(&self) -> impl Iterator<Item = &[String]> {
        self.words.iter().map(|word| word.terms.as_slice())
    }

    fn from_text(base_forms: &mut BaseForms, text: &str) -> Self {
        let words = indexed_tokens(text, base_forms).into_iter().filter(|token| !token.is_compound);
        let words = words.map(|token| SideWord {
            needs_capitals: token.is_function_word() && is_in_capitals(&text[token.range.clone()]),
            terms: token.terms,
        });
        Self { words: words.collect() }
    }

    /// Whether the first words of a query match this side.
    fn leads(&self, query: &str, words: &[&Token]) -> bool {
        self.words.len() <= words.len()
            && self.words.iter().zip(words).all(|(word, token)| {
                (!word.needs_capitals || is_in_capitals(&query[token.range.clone()]))
                    && own_terms(token, self.words.len() > 1).any(|term| word.terms.contains(term))
            })
    }
}

/// Returns the terms of a query word; if other words must match as well, includes those of its accented
/// forms.
fn own_terms(token: &Token, has_company: bool) -> impl Iterator<Item = &String> {
    let restored = if has_company { token.restored.as_slice() } else { &[] };
    token.terms.iter().chain(restored)
}

fn is_in_capitals(word: &str) -> bool {
    word.chars().all(char::is_uppercase)
}

impl Synonyms {
    /// Returns the built-in synonyms.
    pub fn built_in() -> &'static Self {
        &SYNONYMS
    }

    /// Parses a synonyms file.
    ///
    /// ```
    /// let synonyms = skorowidz_polish::Synonyms::parse("MPK = Miejskie Przedsiębiorstwo Komunikacyjne\n");
    /// assert!(synonyms.is_ok());
    /// ```
    ///
    /// # Errors
    /// Returns the first invalid line.
    pub fn parse(text: &str) -> Result<Self, SynonymsError> {
        let mut base_forms = BaseForms::new(None);
        let mut read = Self::default();
        for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let sides: Vec<Side> =
                line.split('=').map(|side| Side::from_text(&mut base_forms, side)).collect();
            let bad = |problem| Err(SynonymsError { line: number, text: line.to_owned(), problem });
            if sides.len() < 2 {
                return bad("has only one side: write `RMK = Rada Miasta Krakowa`");
            }
            if sides.iter().any(|side| side.words.is_empty()) {
                return bad("has a side without words: write words on both sides of each `=`");
            }
            if (1..sides.len()).any(|at| sides[..at].contains(&sides[at])) {
                return bad("has the same words on two sides: leave one out");
            }
            read.add(sides);
        }
        Ok(read)
    }

    fn add(&mut self, sides: Vec<Side>) {
        let entry = self.entries.len();
        for (number, side) in sides.iter().enumerate() {
            for term in &side.words[0].terms {
                self.by_first.entry(term.clone()).or_default().push((entry, number));
            }
        }
        self.entries.push(sides);
    }

    /// Returns the longest side that the words of a query begin with, and its replacements.
    pub fn leading(&self, query: &str, words: &[&Token]) -> Option<SynonymMatch<'_>> {
        let first = words.first()?;
        let candidates = own_terms(first, true).filter_map(|term| self.by_first.get(term)).flatten();
        let mut found: Vec<(usize, usize)> = candidates
            .copied()
            .filter(|&(entry, side)| self.entries[entry][side].leads(query, words))
            .collect();
        found.sort_unstable();
        found.dedup();
        let words = found.iter().map(|&(entry, side)| self.entries[entry][side].words.len()).max()?;
        let mut instead: Vec<&Side> = Vec::new();
        for (entry, side) in found {
            let sides = &self.entries[entry];
            if sides[side].words.len() == words {
                let others = sides.iter().enumerate().filter(|&(number, _)| number != side);
                instead.extend(others.map(|(_, side)| side));
            }
        }
        instead.dedup();
        Some(SynonymMatch { words, instead })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Analyzer;

    #[track_caller]
    fn check(synonyms: &Synonyms, query: &str, words: usize, instead: &[&str]) {
        let tokens = Analyzer::default().query_tokens(query);
        let tokens: Vec<&Token> = tokens.iter().filter(|token| !token.is_compound).collect();
        let found = synonyms.leading(query, &tokens);
        let mut base_forms = BaseForms::new(None);
        let expected: Vec<Side> = instead.iter().map(|side| Side::from_text(&mut base_forms, side)).collect();
        let seen =
            found.as_ref().map_or(Vec::new(), |found| found.instead.iter().map(|&s| s.clone()).collect());
        assert_eq!((found.map_or(0, |found| found.words), seen), (words, expected), "{query}");
    }

    #[test]
    fn the_longest_side_that_a_query_begins_with_wins() {
        let text = "# urzędy\nRMK = Rada Miasta Krakowa\nrada = zgromadzenie\nBO = budżet obywatelski\n";
        let synonyms = Synonyms::parse(text).unwrap();
        check(&synonyms, "rmk uchwała", 1, &["Rada Miasta Krakowa"]);
        check(&synonyms, "Radzie Miasta Krakowa", 3, &["RMK"]);
        check(&synonyms, "rada miasta", 1, &["zgromadzenie"]);
        check(&synonyms, "budżetu obywatelskiego", 2, &["BO"]);
        check(&synonyms, "uchwała rmk", 0, &[]);
        assert!(Synonyms::parse("\u{feff}# po znaku\nRMK = Rada Miasta Krakowa").is_ok());
    }

    #[test]
    fn an_acronym_that_is_also_a_function_word_needs_capitals() {
        let synonyms = Synonyms::parse("BO = budżet obywatelski\ndzielnica I = Stare Miasto").unwrap();
        check(&synonyms, "BO 2022", 1, &["budżet obywatelski"]);
        check(&synonyms, "bo tak", 0, &[]);
        check(&synonyms, "dzielnica I", 2, &["Stare Miasto"]);
        check(&synonyms, "dzielnica i", 0, &[]);
    }

    #[test]
    fn the_built_in_file_covers_every_district_and_separates_kinds_of_acts() {
        let synonyms = Synonyms::built_in();
        check(synonyms, "dzielnica XVIII", 2, &["Nowa Huta"]);
        check(synonyms, "Nowej Hucie", 2, &["dzielnica XVIII"]);
        check(synonyms, "rmk", 1, &["Rada Miasta Krakowa"]);
        check(synonyms, "Naczelny Sad Administracyjny", 3, &["NSA"]);
        check(synonyms, "sciezka rowerowa", 2, &["droga rowerowa", "droga dla rowerów"]);
        check(synonyms, "uchwała", 0, &[]);
        check(synonyms, "zarządzenie", 0, &[]);
        for numeral in "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII".split(' ') {
            let query = format!("dzielnica {numeral}");
            let tokens = Analyzer::default().query_tokens(&query);
            let tokens: Vec<&Token> = tokens.iter().filter(|token| !token.is_compound).collect();
            assert_eq!(synonyms.leading(&query, &tokens).map(|found| found.words), Some(2), "{query}");
        }
    }

    #[test]
    fn an_invalid_line_is_named() {
        for (line, what) in [("RMK", "one side"), ("RMK = ", "without words"), ("rada = rady", "same words")]
        {
            let error = Synonyms::parse(&format!("# tu\n{line}")).unwrap_err().to_string();
            assert!(error.starts_with("line 2") && error.contains(what), "{error}");
        }
    }
}
