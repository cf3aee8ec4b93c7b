//! The corrections of a line of text.

use serde::Serialize;

use super::{
    candidates::{MeantWord, candidates},
    correctable::{SpelledWord, cased, typed_words},
    offered::exchanged,
    score::{is_likely, is_misheard},
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

/// Returns the corrections of a text, in order: of words that neither the dictionary nor the index knows, and
/// of known ones for which a word that sounds alike stands with all the others in a document.
///
/// # Errors
/// Returns an error if the index cannot be read.
pub fn corrections(snapshot: &Snapshot, analyzer: &mut Analyzer, text: &str) -> Result<Vec<Correction>> {
    let words = typed_words(snapshot, analyzer, text);
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| word.is_correctable) {
        let meant = if is_known(snapshot, word)? {
            sounding_alike(snapshot, analyzer, &words, at)?
        } else {
            candidates(snapshot, analyzer, &word.form)?
        };
        found.extend(correction(text, word, &meant));
    }
    Ok(found)
}

/// Whether the dictionary, running text or the index has the form.
fn is_known(snapshot: &Snapshot, word: &SpelledWord) -> Result<bool> {
    let form = word.form.as_str();
    Ok(Dictionary::polish().has(form) || frequency(form) > 0 || snapshot.has_form(form)?)
}

/// Returns the word that the others say was meant by one that exists, but is in no document.
fn sounding_alike(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    words: &[SpelledWord],
    at: usize,
) -> Result<Vec<MeantWord>> {
    let others = words.iter().enumerate().filter(|(other, word)| *other != at && !word.is_function_word);
    if words[at].is_function_word || others.count() == 0 || words[at].occurs(snapshot)? {
        return Ok(Vec::new());
    }
    let meant = exchanged(snapshot, analyzer, words, at, false)?;
    Ok(meant.into_iter().filter(|meant| is_misheard(meant.cost)).collect())
}

fn correction(text: &str, word: &SpelledWord, candidates: &[MeantWord]) -> Option<Correction> {
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
