//! The words that a misspelled word may have been meant as, best first.
//!
//! Invariant: the same word on the same state of the index has the same candidates.

use std::collections::BTreeSet;

use super::score::{Evidence, score};
use crate::{
    analysis::{
        Analyzer,
        dictionary::Dictionary,
        frequency,
        misspelling::{Cost, Misspelling, ONE_MISTAKE, TWO_MISTAKES},
    },
    error::Result,
    index::Snapshot,
};

/// The minimum number of letters of a word in which two mistakes are looked for.
const MIN_LETTERS_FOR_TWO: usize = 8;
/// The maximum number of letters of a word in which only confusions of sounds and swapped or doubled letters
/// are looked for: any other letter makes too many words of it.
const MAX_LETTERS_OF_SHORT: usize = 3;
/// The highest cost of mistakes in such a word.
const SHORT_MISTAKE: Cost = 12;
/// The number of candidates whose base forms are looked up.
const MAX_LOOKED_UP: usize = 12;

/// A word that may have been meant.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct MeantWord {
    /// The normalized form.
    pub(super) form: String,
    /// Its base-form terms.
    pub(super) terms: Vec<String>,
    pub(super) cost: Cost,
    pub(super) evidence: Evidence,
    pub(super) score: f32,
}

/// Returns the highest cost of one mistake in a word.
pub(super) fn one_mistake(form: &str) -> Cost {
    if form.chars().nth(MAX_LETTERS_OF_SHORT).is_some() { ONE_MISTAKE } else { SHORT_MISTAKE }
}

/// Returns the highest cost of two mistakes in a word that is long enough for two.
pub(super) fn two_mistakes(form: &str) -> Option<Cost> {
    form.chars().nth(MIN_LETTERS_FOR_TWO - 1).map(|_| TWO_MISTAKES)
}

/// Returns all candidates for a normalized form, best first: those one mistake away, else those two away.
///
/// # Errors
/// Returns an error if the index cannot be read.
pub(super) fn candidates(snapshot: &Snapshot, analyzer: &mut Analyzer, form: &str) -> Result<Vec<MeantWord>> {
    for most in [Some(one_mistake(form)), two_mistakes(form)].into_iter().flatten() {
        let mut found = indexed_candidates(snapshot, analyzer, form, most)?;
        found.extend(dictionary_candidates(snapshot, analyzer, form, most)?);
        sort(&mut found);
        let mut known = BTreeSet::new();
        found.retain(|candidate| known.insert(candidate.form.clone()));
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// Returns the candidates that the index has in just that form, best first.
///
/// # Errors
/// Returns an error if the index cannot be read.
pub(super) fn indexed_candidates(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    form: &str,
    most: Cost,
) -> Result<Vec<MeantWord>> {
    let Some(typed) = Misspelling::new(form, most) else { return Ok(Vec::new()) };
    let near = snapshot.near_words(&typed)?.into_iter().filter(|near| near.form != form);
    ranked(
        snapshot,
        analyzer,
        near.map(|near| MeantWord::new(near.form, near.cost, near.documents)).collect(),
    )
}

/// Returns the candidates that the dictionary has, best first. How many documents have just that form is not
/// looked up.
///
/// # Errors
/// Returns an error if the index cannot be read.
pub(super) fn dictionary_candidates(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    form: &str,
    most: Cost,
) -> Result<Vec<MeantWord>> {
    let Some(typed) = Misspelling::new(form, most) else { return Ok(Vec::new()) };
    let near = Dictionary::polish().near(&typed).into_iter().filter(|near| near.form != form);
    ranked(snapshot, analyzer, near.map(|near| MeantWord::new(near.form, near.cost, 0)).collect())
}

/// Ranks candidates, first by their forms, then the best also by what is known of the other forms.
fn ranked(snapshot: &Snapshot, analyzer: &mut Analyzer, mut found: Vec<MeantWord>) -> Result<Vec<MeantWord>> {
    sort(&mut found);
    found.truncate(MAX_LOOKED_UP);
    for candidate in &mut found {
        candidate.look_up(snapshot, analyzer)?;
    }
    sort(&mut found);
    Ok(found)
}

/// Sorts candidates, best first, and equal ones by form.
pub(super) fn sort(candidates: &mut [MeantWord]) {
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.form.cmp(&b.form)));
}

impl MeantWord {
    /// Returns a form as a candidate for itself if the index or the dictionary has it.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub(super) fn itself(snapshot: &Snapshot, analyzer: &mut Analyzer, form: &str) -> Result<Option<Self>> {
        let documents = snapshot.documents_with_form(form)?;
        let mut candidate = Self::new(form.to_owned(), 0, documents);
        candidate.look_up(snapshot, analyzer)?;
        Ok(Some(candidate).filter(|_| documents > 0 || Dictionary::polish().has(form)))
    }

    fn new(form: String, cost: Cost, documents: u64) -> Self {
        let evidence = Evidence { occurrences: frequency(&form), documents, ..Evidence::default() };
        Self { score: score(cost, &evidence), form, terms: Vec::new(), cost, evidence }
    }

    /// Adds what is known of the other forms of the word.
    fn look_up(&mut self, snapshot: &Snapshot, analyzer: &mut Analyzer) -> Result<()> {
        self.terms = analyzer.lemmas(&self.form);
        let frequencies = self.terms.iter().map(|term| frequency(term));
        self.evidence.base_occurrences = frequencies.max().unwrap_or(0);
        for term in &self.terms {
            let documents = snapshot.documents_with_term(term)?;
            self.evidence.word_documents = self.evidence.word_documents.max(documents);
        }
        self.score = score(self.cost, &self.evidence);
        Ok(())
    }
}
