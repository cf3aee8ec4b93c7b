//! The corrections of a line of text.

use serde::Serialize;

use super::{
    candidates::{Candidate, candidates},
    correctable::{TypedWord, cased, typed_words},
    score::is_likely,
};
use crate::{
    analysis::{Analyzer, dictionary::Dictionary, frequency},
    error::Result,
    index::Snapshot,
};

/// The maximum number of candidates named for a word.
const MAX_CANDIDATES: usize = 5;

/// A misspelled word, with the words that may have been meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// The word as typed.
    pub word: String,
    /// The byte offset of its start in the text.
    pub start: usize,
    /// The byte offset of its end.
    pub end: usize,
    /// What may have been meant, best first, with the capital of the typed word; never empty.
    pub candidates: Vec<String>,
}

/// Returns the corrections of the words of a text that neither the dictionary nor the index knows, in order.
///
/// # Errors
/// Returns an error if the index cannot be read.
pub fn corrections(snapshot: &Snapshot, analyzer: &mut Analyzer, text: &str) -> Result<Vec<Correction>> {
    let mut found = Vec::new();
    for word in typed_words(snapshot, analyzer, text) {
        if !word.is_correctable || is_known(snapshot, &word)? {
            continue;
        }
        let candidates = candidates(snapshot, analyzer, &word.form)?;
        found.extend(correction(text, &word, &candidates));
    }
    Ok(found)
}

/// Whether the dictionary, running text or the index has the form.
fn is_known(snapshot: &Snapshot, word: &TypedWord) -> Result<bool> {
    let form = word.form.as_str();
    Ok(Dictionary::polish().has(form) || frequency(form) > 0 || snapshot.has_form(form)?)
}

fn correction(text: &str, word: &TypedWord, candidates: &[Candidate]) -> Option<Correction> {
    let typed = &text[word.range.clone()];
    let is_likely = candidates.first().is_some_and(|best| is_likely(best.cost, best.score));
    let named = candidates
        .iter()
        .filter(|_| is_likely)
        .take(MAX_CANDIDATES)
        .map(|candidate| cased(&candidate.form, typed));
    let candidates: Vec<String> = named.collect();
    let (start, end) = (word.range.start, word.range.end);
    (!candidates.is_empty()).then(|| Correction { word: typed.to_owned(), start, end, candidates })
}
