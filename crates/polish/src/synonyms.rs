//! Query synonyms: `RMK = Rada Miasta Krakowa`, or `hulajnoga => UTO` in one direction.
//!
//! Synonyms add to what the words of a query find, at query time only, so a change does not require
//! reindexing; expansion is not recursive. `file` reads and checks a file of them. Leaves the weight of a match
//! to `search`.
//! Invariants: no side is empty, and no two sides of an entry are the same words.

mod file;

use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashMap;

use crate::{Token, base_form::BaseForms, text_tokens::indexed_tokens};
pub use file::SynonymsError;

/// The built-in file.
const BUILT_IN: &str = include_str!("../dictionary/synonyms.txt");

static SYNONYMS: LazyLock<Synonyms> =
    LazyLock::new(|| Synonyms::parse(BUILT_IN).expect("a test reads this file"));

/// Entries of words that stand for others.
#[derive(Debug, Default)]
pub struct Synonyms {
    entries: Vec<Arc<Entry>>,
    /// Entry and side, keyed by each term of the side's first word.
    by_first: FxHashMap<String, Vec<(usize, usize)>>,
}

/// A line of a file: sides that replace each other, or some that are replaced by the others.
#[derive(Debug)]
struct Entry {
    sides: Vec<Side>,
    /// In one direction, the number of first sides, which the others replace; `None` in both.
    one_way: Option<usize>,
    /// The number of the line, counted from 1.
    line: usize,
}

/// One or more words, each as its terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    text: String,
    words: Vec<SideWord>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct SideWord {
    terms: Vec<String>,
    /// Whether it only matches when typed in capitals: `BO` is not `bo`, and the numeral `I` is not `i`.
    needs_capitals: bool,
}

/// A side that a query's words begin with.
#[derive(Debug)]
pub struct SynonymMatch<'a> {
    /// The number of words in the side.
    pub words: usize,
    /// The sides that may replace them.
    pub instead: Vec<&'a Side>,
}

impl Entry {
    /// Returns the numbers of the sides that a query may contain.
    fn asked(&self) -> std::ops::Range<usize> {
        0..self.one_way.unwrap_or(self.sides.len())
    }

    /// Returns the sides that replace one of those that a query may contain.
    fn replacing(&self, asked: usize) -> impl Iterator<Item = &Side> {
        let first = self.one_way.unwrap_or(0);
        let others = self.sides.iter().enumerate().skip(first).filter(move |&(number, _)| number != asked);
        others.map(|(_, side)| side)
    }
}

impl Side {
    /// Returns the words as written in the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the terms of each word, in order.
    pub fn terms(&self) -> impl Iterator<Item = &[String]> {
        self.words.iter().map(|word| word.terms.as_slice())
    }

    fn from_text(base_forms: &mut BaseForms, text: &str) -> Self {
        let text = text.trim();
        let words = indexed_tokens(text, base_forms).into_iter().filter(|token| !token.is_compound);
        let words = words.map(|token| SideWord {
            needs_capitals: token.is_function_word() && is_in_capitals(&text[token.range.clone()]),
            terms: token.terms,
        });
        Self { words: words.collect(), text: text.to_owned() }
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

    /// Returns the number of entries, each a line of a file.
    pub fn entries(&self) -> usize {
        self.entries.len()
    }

    fn add(&mut self, entry: Arc<Entry>) {
        let number = self.entries.len();
        for side in entry.asked() {
            for term in &entry.sides[side].words[0].terms {
                self.by_first.entry(term.clone()).or_default().push((number, side));
            }
        }
        self.entries.push(entry);
    }

    /// Returns the longest side that the words of a query begin with, and its replacements.
    pub fn leading(&self, query: &str, words: &[&Token]) -> Option<SynonymMatch<'_>> {
        let first = words.first()?;
        let candidates = own_terms(first, true).filter_map(|term| self.by_first.get(term)).flatten();
        let mut found: Vec<(usize, usize)> = candidates
            .copied()
            .filter(|&(entry, side)| self.entries[entry].sides[side].leads(query, words))
            .collect();
        found.sort_unstable();
        found.dedup();
        let words = found.iter().map(|&(entry, side)| self.entries[entry].sides[side].words.len()).max()?;
        found.retain(|&(entry, side)| self.entries[entry].sides[side].words.len() == words);
        let mut instead: Vec<&Side> = Vec::new();
        for side in found.iter().flat_map(|&(entry, side)| self.entries[entry].replacing(side)) {
            if !instead.iter().any(|known| known.words == side.words) {
                instead.push(side);
            }
        }
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
        let expected: Vec<Vec<SideWord>> =
            instead.iter().map(|side| Side::from_text(&mut base_forms, side).words).collect();
        let seen: Vec<Vec<SideWord>> =
            found.iter().flat_map(|found| &found.instead).map(|side| side.words.clone()).collect();
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
    fn a_line_with_an_arrow_applies_in_one_direction() {
        let synonyms = Synonyms::parse("hulajnoga = deskorolka => urządzenie transportu osobistego").unwrap();
        check(&synonyms, "hulajnogą", 1, &["urządzenie transportu osobistego"]);
        check(&synonyms, "deskorolki", 1, &["urządzenie transportu osobistego"]);
        check(&synonyms, "urządzenia transportu osobistego", 0, &[]);
    }

    #[test]
    fn own_synonyms_join_the_built_in_ones_unless_the_file_stands_alone() {
        let own = "śmieci = odpady komunalne\n";
        let both = Synonyms::extending_built_in(own).unwrap();
        check(&both, "śmieciami", 1, &["odpady komunalne"]);
        check(&both, "rmk", 1, &["Rada Miasta Krakowa"]);
        let alone = Synonyms::extending_built_in(&format!("@without-built-in\n{own}")).unwrap();
        check(&alone, "śmieciami", 1, &["odpady komunalne"]);
        check(&alone, "rmk", 0, &[]);
    }
}
