//! Finds the most distinctive words that two documents share, in a form that a reader knows.
//!
//! Invariants: a word is shown once, alone or in a phrase; the words of a phrase stand next to each other in
//! both documents.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    contained::ContainedWords,
    telling_words::{Occurrence, TellingWords},
};
use crate::{analysis::dictionary::Dictionary, error::Result};

/// The maximum number of words and phrases: more than fit on a line say no more.
const MAX_SHOWN: usize = 3;
/// The maximum number of words in a phrase: `strefa płatnego parkowania` has three, and longer ones are mostly
/// pieces of sentences. The test `a_related_document_says_what_it_has_in_common` would notice.
const MAX_PHRASE: usize = 3;
/// The maximum number of letters of an abbreviation, which stays in capitals; longer words in capitals are
/// headings.
const MAX_ABBREVIATION: usize = 5;

/// The characteristic words of a document, to be compared with others.
pub(super) struct SharedWords<'a> {
    telling: &'a TellingWords,
    /// The characteristic terms, the most distinctive first.
    terms: Vec<&'a str>,
}

impl<'a> SharedWords<'a> {
    /// Prepares to compare the characteristic `terms` of a document, the most distinctive first.
    pub(super) fn of(telling: &'a TellingWords, terms: impl Iterator<Item = &'a str>) -> Self {
        Self { telling, terms: terms.collect() }
    }

    /// Returns the most distinctive words and phrases that another document contains, too.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(super) fn with(&self, other: ContainedWords<'_>) -> Result<Vec<String>> {
        let mut shared = Vec::new();
        for term in &self.terms {
            if !has_digit(term) && other.has(term)? {
                shared.push(*term);
            }
        }
        let mut phrases = SharedPhrases {
            all: &self.telling.occurrences,
            other,
            rest: shared.iter().copied().collect(),
            pairs: FxHashMap::default(),
        };
        let mut shown = Vec::new();
        for term in shared {
            if shown.len() < MAX_SHOWN && phrases.rest.contains(term) {
                shown.push(self.shown(phrases.take_longest(term)?));
            }
        }
        Ok(shown)
    }

    /// Returns words as they are shown: a single one in its base form if that is a word, a phrase as it is
    /// written.
    fn shown(&self, words: &[Occurrence]) -> String {
        let form = |word: &Occurrence| {
            let is_alone = words.len() == 1 && Dictionary::polish().has(&word.term);
            self.in_usual_case(&word.term, if is_alone { &word.term } else { &word.form })
        };
        words.iter().map(form).collect::<Vec<_>>().join(" ")
    }

    /// Returns a form of a word in small letters, unless the word is always capitalized, as names are.
    fn in_usual_case(&self, term: &str, form: &str) -> String {
        let forms =
            || self.telling.occurrences.iter().filter(|word| word.term == term).map(|word| &word.form);
        let is_capital = |form: &String| form.chars().next().is_some_and(char::is_uppercase);
        let is_all_capital = |form: &String| !form.chars().any(char::is_lowercase);
        let small = form.to_lowercase();
        if !forms().all(is_capital) {
            return small;
        }
        if !forms().all(is_all_capital) {
            return capitalized(&small);
        }
        if small.chars().count() <= MAX_ABBREVIATION { form.to_uppercase() } else { small }
    }
}

/// The phrases of a document that another contains, too.
struct SharedPhrases<'a, 'o> {
    all: &'a [Occurrence],
    other: ContainedWords<'o>,
    /// The shared terms that are not shown yet.
    rest: FxHashSet<&'a str>,
    /// Whether the other document contains two terms in this order, as far as looked up.
    pairs: FxHashMap<(&'a str, &'a str), bool>,
}

impl<'a> SharedPhrases<'a, '_> {
    /// Takes the longest phrase around a term. Among equally long ones, the one with most base forms, the
    /// first of its words above all, then the first one.
    fn take_longest(&mut self, term: &str) -> Result<&'a [Occurrence]> {
        let (all, mut longest) = (self.all, &self.all[..0]);
        for at in (0..all.len()).filter(|at| all[*at].term == term) {
            let phrase = &all[self.around(at)?];
            if rank(phrase) > rank(longest) {
                longest = phrase;
            }
        }
        for word in longest {
            self.rest.remove(word.term.as_str());
        }
        Ok(longest)
    }

    /// Extends an occurrence to both sides as long as both documents have the same words there.
    fn around(&mut self, at: usize) -> Result<Range<usize>> {
        let (mut start, mut end) = (at, at + 1);
        while end - start < MAX_PHRASE && start > 0 && self.goes_on(start - 1)? {
            start -= 1;
        }
        while end - start < MAX_PHRASE && self.goes_on(end - 1)? {
            end += 1;
        }
        Ok(start..end)
    }

    /// Whether both documents have an occurrence and the next one right after each other.
    fn goes_on(&mut self, first: usize) -> Result<bool> {
        let Some([one, next]) = self.all.get(first..first + 2) else { return Ok(false) };
        let is_near = next.follows_on && one.term != next.term;
        if !is_near || !self.rest.contains(one.term.as_str()) || !self.rest.contains(next.term.as_str()) {
            return Ok(false);
        }
        let pair = (one.term.as_str(), next.term.as_str());
        if let Some(known) = self.pairs.get(&pair) {
            return Ok(*known);
        }
        let found = self.other.has_in_order(pair.0, pair.1)?;
        self.pairs.insert(pair, found);
        Ok(found)
    }
}

/// How fit a phrase is to be shown: its length, whether its first word is in the base form, and how many are.
fn rank(words: &[Occurrence]) -> (usize, bool, usize) {
    let is_base = |word: &Occurrence| word.form.to_lowercase() == word.term;
    let bases = words.iter().filter(|word| is_base(word)).count();
    (words.len(), words.first().is_some_and(is_base), bases)
}

/// Whether a term contains a number. Numbers of acts are reasons of their own.
fn has_digit(term: &str) -> bool {
    term.contains(|c: char| c.is_ascii_digit())
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
