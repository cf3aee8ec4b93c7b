//! All best bets of a file, and which of them a query fires.
//!
//! Invariant: no pattern, typed as it is written, matches another one, so that the order of the entries decides
//! only where a query typed otherwise may mean several.

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::{
    bet::{Bet, FiredBet},
    file::{self, BetsError},
    pattern::Pattern,
};
use crate::{
    analysis::Analyzer,
    document::today,
    error::Result,
    index::Snapshot,
    search::asked_word::{AskedWord, content},
};

/// The best bets of a file; none by default.
#[derive(Debug, Default)]
pub struct Bets {
    entries: Vec<Bet>,
    /// Entry and pattern, keyed by each term of each word of the pattern.
    by_term: FxHashMap<String, Vec<(usize, usize)>>,
}

impl Bets {
    /// Reads a file of best bets.
    ///
    /// # Errors
    /// Returns all errors of the file, in the order of its lines. Whether the documents exist is not checked.
    pub fn parse(text: &str, analyzer: &mut Analyzer) -> Result<Self, Vec<BetsError>> {
        let (entries, mut errors) = file::read(text, analyzer);
        let mut bets = Self::default();
        for entry in entries {
            errors.extend(bets.repeated(&entry));
            bets.add(entry);
        }
        errors.sort_by_key(BetsError::line);
        if errors.is_empty() { Ok(bets) } else { Err(errors) }
    }

    /// Returns the entries, in the order of the file.
    pub fn entries(&self) -> &[Bet] {
        &self.entries
    }

    /// Returns the number of entries that apply on a day.
    pub fn live(&self, today: Date) -> usize {
        self.entries.iter().filter(|bet| bet.is_live(today)).count()
    }

    /// Returns the number of entries that apply today. It needs no clock where no entry ever ends.
    pub fn live_today(&self) -> usize {
        let ends = self.entries.iter().any(|bet| bet.until.is_some());
        if ends { self.live(today()) } else { self.entries.len() }
    }

    /// Returns what is outdated on a day: entries that have expired.
    pub fn expired(&self, today: Date) -> Vec<BetsError> {
        let expired = self.entries.iter().filter(|bet| !bet.is_live(today));
        let until = expired.filter_map(|bet| Some((bet.line, bet.until?)));
        let message = |until| format!("expired after {until}: remove the entry, or move its `until`");
        until.map(|(line, until)| BetsError::new(line, message(until))).collect()
    }

    /// Returns the documents that an index does not contain.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub fn unknown(&self, snapshot: &Snapshot) -> Result<Vec<BetsError>> {
        let mut unknown = Vec::new();
        for (line, id) in self.entries.iter().flat_map(|bet| &bet.documents) {
            if snapshot.address(id)?.is_none() {
                let message = format!("no document `{id}` in the index: correct the id, or remove it");
                unknown.push(BetsError::new(*line, message));
            }
        }
        Ok(unknown)
    }

    /// Returns the entry that a query fires today.
    pub(in crate::search) fn fired(&self, words: &[AskedWord]) -> Option<FiredBet<'_>> {
        let matching = self.matching(words);
        if matching.is_empty() { None } else { Self::live_one(matching, today()) }
    }

    /// Returns the first entry that applies on a day.
    fn live_one(matching: Vec<FiredBet<'_>>, today: Date) -> Option<FiredBet<'_>> {
        matching.into_iter().find(|fired| fired.bet.is_live(today))
    }

    /// Returns the entries that a query matches, whether they apply or not: those that it matches as typed
    /// first, then in the order of the file.
    pub(super) fn matching(&self, words: &[AskedWord]) -> Vec<FiredBet<'_>> {
        if self.entries.is_empty() {
            return Vec::new();
        }
        let words = content(words);
        let candidates = self.candidates(&words);
        let matching = |takes_restored: bool| {
            let fired = candidates.iter().map(|&(entry, pattern)| self.fired_bet(entry, pattern));
            fired.filter(|fired| fired.pattern.matches(&words, takes_restored)).collect::<Vec<_>>()
        };
        let mut fired = matching(false);
        fired.extend(matching(true));
        fired
    }

    /// Returns the patterns that have the word that the fewest have. A pattern that matches has every word, so
    /// that many entries about one thing cost only the queries about it.
    fn candidates(&self, words: &[&AskedWord]) -> Vec<(usize, usize)> {
        let with = |word: &&AskedWord| {
            let terms = word.terms.iter().chain(&word.restored);
            let lists = terms.filter_map(|term| self.by_term.get(term)).map(Vec::as_slice);
            lists.collect::<Vec<_>>()
        };
        let fewest =
            words.iter().map(with).min_by_key(|lists| lists.iter().map(|list| list.len()).sum::<usize>());
        let mut candidates = fewest.unwrap_or_default().concat();
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }

    fn fired_bet(&self, entry: usize, pattern: usize) -> FiredBet<'_> {
        let bet = &self.entries[entry];
        FiredBet { bet, pattern: &bet.patterns[pattern].1 }
    }

    /// Returns an error for each pattern of a new entry that consists of the words of an earlier one.
    fn repeated(&self, entry: &Bet) -> Vec<BetsError> {
        let mut errors = Vec::new();
        for (at, (line, pattern)) in entry.patterns.iter().enumerate() {
            let own = entry.patterns[..at].iter().find(|(_, other)| is_same(other, pattern));
            if let Some(earlier) = own.map(|(line, _)| *line).or_else(|| self.line_of(pattern)) {
                let message = format!("`{}` repeats the query of line {earlier}", pattern.text());
                errors.push(BetsError::new(*line, format!("{message}: leave one of the two out")));
            }
        }
        errors
    }

    /// Returns the line of the pattern that consists of the same words.
    fn line_of(&self, pattern: &Pattern) -> Option<usize> {
        let candidates = self.candidates(&pattern.words().iter().collect::<Vec<_>>());
        let places = candidates.iter().map(|&(entry, number)| &self.entries[entry].patterns[number]);
        let mut same = places.filter(|(_, other)| is_same(other, pattern));
        same.next().map(|(line, _)| *line)
    }

    fn add(&mut self, entry: Bet) {
        let number = self.entries.len();
        for (at, (_, pattern)) in entry.patterns.iter().enumerate() {
            for term in pattern.words().iter().flat_map(|word| &word.terms) {
                self.by_term.entry(term.clone()).or_default().push((number, at));
            }
        }
        self.entries.push(entry);
    }
}

/// Whether the words of one pattern, typed as they are written, match another one.
fn is_same(one: &Pattern, other: &Pattern) -> bool {
    one.matches(&other.words().iter().collect::<Vec<_>>(), false)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::search::plan::typed_words;

    const DAY: Date = date(2026, 3, 2);

    fn bets(text: &str) -> Bets {
        Bets::parse(text, &mut Analyzer::default()).expect("valid")
    }

    /// Returns the line of the entry that a query fires.
    fn fired(bets: &Bets, query: &str, today: Date) -> Option<usize> {
        let words = typed_words(&mut Analyzer::default(), query);
        Bets::live_one(bets.matching(&words), today).map(|fired| fired.bet.line())
    }

    #[test]
    fn a_bet_applies_up_to_and_including_its_last_day() {
        let bets = bets("[[bet]]\nqueries = ['park']\nids = ['a']\nuntil = 2026-03-02\n");
        assert_eq!(fired(&bets, "parki", DAY), Some(1));
        assert_eq!(fired(&bets, "parki", DAY.tomorrow().expect("a day")), None);
        assert_eq!((bets.live(DAY), bets.expired(DAY).len()), (1, 0));
        let expired = bets.expired(date(2026, 3, 3));
        assert_eq!(
            expired[0].to_string(),
            "line 1: expired after 2026-03-02: remove the entry, or move its `until`"
        );
    }

    #[test]
    fn a_word_as_typed_comes_before_the_accented_one_it_may_mean() {
        let bets = bets("[[bet]]\nqueries = ['sąd']\nids = ['a']\n[[bet]]\nqueries = ['sad']\nids = ['b']\n");
        assert_eq!(fired(&bets, "sad", DAY), Some(4));
        assert_eq!(fired(&bets, "sąd", DAY), Some(1));
        let only = super::tests::bets("[[bet]]\nqueries = ['sąd']\nids = ['a']\n");
        assert_eq!(fired(&only, "sad", DAY), Some(1));
    }

    #[test]
    fn the_same_query_twice_is_an_error_in_whatever_form() {
        let text = "[[bet]]\nqueries = ['sprawy rady', 'rada w sprawie']\nids = ['a']\n\
                    [[bet]]\nqueries = [\n'Rady, sprawa'\n]\nids = ['b']\n";
        let errors = Bets::parse(text, &mut Analyzer::default()).expect_err("repeated");
        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(errors.len(), 2, "{errors:?}");
        assert!(errors[0].starts_with("line 2: `rada w sprawie` repeats the query of line 2"), "{errors:?}");
        assert!(errors[1].starts_with("line 6: `Rady, sprawa` repeats the query of line 2"), "{errors:?}");
        let broken = format!("{text}[[bet]\n");
        let errors = Bets::parse(&broken, &mut Analyzer::default()).expect_err("repeated and broken");
        assert_eq!(errors.iter().map(BetsError::line).collect::<Vec<_>>(), [2, 6, 9], "{errors:?}");
    }
}
