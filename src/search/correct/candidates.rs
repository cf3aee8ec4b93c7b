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
        misspelling::{Cost, Misspelling, NearForm, ONE_MISTAKE, TWO_MISTAKES},
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
const MAX_LOOKED_UP: usize = 48;

/// A word that may have been meant.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// The normalized form.
    pub(super) form: String,
    /// Its base-form terms.
    pub(super) terms: Vec<String>,
    pub(super) cost: Cost,
    pub(super) evidence: Evidence,
    pub(super) score: f32,
}

/// Returns the candidates for a normalized form, best first; `[]` if nothing is near.
///
/// # Errors
/// Returns an error if the index cannot be read.
pub(super) fn candidates(snapshot: &Snapshot, analyzer: &mut Analyzer, form: &str) -> Result<Vec<Candidate>> {
    let letters = form.chars().count();
    let most = if letters <= MAX_LETTERS_OF_SHORT { SHORT_MISTAKE } else { ONE_MISTAKE };
    let found = within(snapshot, analyzer, form, most)?;
    if found.is_empty() && letters >= MIN_LETTERS_FOR_TWO {
        return within(snapshot, analyzer, form, TWO_MISTAKES);
    }
    Ok(found)
}

/// Returns the candidates that the index has in just that form, one mistake away, best first.
///
/// # Errors
/// Returns an error if the index cannot be read.
pub(super) fn indexed_candidates(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    form: &str,
) -> Result<Vec<Candidate>> {
    let Some(typed) = Misspelling::new(form, ONE_MISTAKE) else { return Ok(Vec::new()) };
    ranked(snapshot, analyzer, indexed(snapshot, &typed, form)?)
}

fn within(snapshot: &Snapshot, analyzer: &mut Analyzer, form: &str, most: Cost) -> Result<Vec<Candidate>> {
    let Some(typed) = Misspelling::new(form, most) else { return Ok(Vec::new()) };
    let mut found = indexed(snapshot, &typed, form)?;
    let known: BTreeSet<String> = found.iter().map(|candidate| candidate.form.clone()).collect();
    for NearForm { form: near, cost } in Dictionary::polish().near(&typed) {
        if near != form && !known.contains(&near) {
            found.push(Candidate::new(near, cost, 0));
        }
    }
    ranked(snapshot, analyzer, found)
}

/// Returns the words of the index that are near, except for the typed one, unranked.
fn indexed(snapshot: &Snapshot, typed: &Misspelling, form: &str) -> Result<Vec<Candidate>> {
    let near = snapshot.near_words(typed)?.into_iter().filter(|near| near.form != form);
    Ok(near.map(|near| Candidate::new(near.form, near.cost, near.documents)).collect())
}

/// Ranks candidates, first by their forms, then the best also by what is known of the other forms.
fn ranked(snapshot: &Snapshot, analyzer: &mut Analyzer, mut found: Vec<Candidate>) -> Result<Vec<Candidate>> {
    sort(&mut found);
    found.truncate(MAX_LOOKED_UP);
    for candidate in &mut found {
        candidate.look_up(snapshot, analyzer)?;
    }
    sort(&mut found);
    Ok(found)
}

/// Sorts candidates, best first, and equal ones by form.
pub(super) fn sort(candidates: &mut [Candidate]) {
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.form.cmp(&b.form)));
}

impl Candidate {
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
