//! The correction of a query with words that neither the dictionary nor any document has.
//!
//! Invariants: a word of the dictionary is never replaced, and no word by one that no document contains.

use super::{
    candidates::{Candidate, candidates, sort},
    companions::Companions,
    correctable::{TypedWord, cased, typed_words},
    score::{self, MIN_SCORE_BESIDE, MIN_SCORE_ALONE},
    unfound::occurs,
};
use crate::{
    analysis::{Analyzer, dictionary::Dictionary},
    error::Result,
    index::Snapshot,
};

/// The number of candidates for which it is found out what they stand beside.
const MAX_COMPARED: usize = 12;
/// The maximum number of words of a query that are corrected.
const MAX_CORRECTED: usize = 4;

/// Returns a query with its misspelled words replaced, or `None` if there are none, or nothing that may have
/// been meant is in any document.
///
/// # Errors
/// Returns an error if the index cannot be read.
pub(in crate::search) fn corrected(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    text: &str,
) -> Result<Option<String>> {
    let mut words = typed_words(snapshot, analyzer, text);
    let mut unknown = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let is_unknown = word.is_correctable
            && !Dictionary::polish().has(&word.form)
            && !occurs(snapshot, word.terms.iter().map(String::as_str))?;
        unknown.extend(is_unknown.then_some(at));
    }
    let mut replacements = Vec::new();
    for at in unknown.into_iter().take(MAX_CORRECTED) {
        if let Some(candidate) = best(snapshot, analyzer, &words, at)? {
            let word = &mut words[at];
            replacements.push((word.range.clone(), cased(&candidate.form, &text[word.range.clone()])));
            word.terms = candidate.terms;
        }
    }
    let mut corrected = text.to_owned();
    for (range, replacement) in replacements.iter().rev() {
        corrected.replace_range(range.clone(), replacement);
    }
    Ok((!replacements.is_empty()).then_some(corrected))
}

/// Returns the word that was most likely meant by one of the words, if any is likely.
fn best(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    words: &[TypedWord],
    at: usize,
) -> Result<Option<Candidate>> {
    let mut found = candidates(snapshot, analyzer, &words[at].form)?;
    found.retain(|candidate| candidate.evidence.word_documents > 0);
    found.truncate(MAX_COMPARED);
    let others = words.iter().enumerate().filter(|(other, word)| *other != at && !word.is_function_word);
    let companions = Companions::new(snapshot, others.map(|(_, word)| word.terms.as_slice()))?;
    let mut least = MIN_SCORE_ALONE;
    if !companions.is_empty() && found.len() > 0 {
        for candidate in &mut found {
            candidate.score += score::together(companions.share_beside(&candidate.terms)?);
        }
        sort(&mut found);
        least = MIN_SCORE_BESIDE;
    }
    Ok(found.into_iter().next().filter(|candidate| candidate.score >= least))
}
