//! The query that may have been meant where the typed one finds little: a word that exists, but does not stand
//! with the others in any document, or in hardly any, is exchanged for one that does.
//!
//! Only offered, never searched for: the word is right by itself. Whether the new query finds enough is left
//! to the caller.
//!
//! Invariant: only one word is exchanged, and only for one that stands in a document with all others, and
//! beside one of its neighbors.

use super::{
    candidates::{MeantWord, indexed_candidates, one_mistake},
    companions::Companions,
    correctable::{SpelledWord, cased, typed_words},
    score::MIN_SCORE_OFFERED,
};
use crate::{analysis::Analyzer, error::Result, index::Snapshot};

/// The maximum number of words of a query that may be exchanged; the rarest are the most likely mistakes.
const MAX_EXCHANGED: usize = 3;
/// The number of candidates for which it is found out what they stand beside.
const MAX_COMPARED: usize = 8;

/// Returns a query like the typed one in which one word is exchanged for a near one that documents have
/// together with the others, or `None` if nothing is likely. If the typed query finds anything (`has_hits`),
/// any word may be exchanged, otherwise only one that stands apart from the others.
///
/// # Errors
/// Returns an error if the index cannot be read.
pub(in crate::search) fn offered(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    text: &str,
    has_hits: bool,
) -> Result<Option<String>> {
    let key = if has_hits { format!("{text}\0") } else { text.to_owned() };
    snapshot.cached_offer(&key, || {
        let words = typed_words(snapshot, analyzer, text);
        let mut best: Option<(usize, MeantWord)> = None;
        for at in rarest(snapshot, &words)? {
            let found = exchanged(snapshot, analyzer, &words, at, has_hits)?;
            let is_better =
                |found: &MeantWord| best.as_ref().is_none_or(|(_, best)| found.score > best.score);
            if let Some(found) = found.filter(is_better) {
                best = Some((at, found));
            }
        }
        Ok(best.map(|(at, candidate)| exchanging(text, &words[at], &candidate.form)))
    })
}

/// Returns a text with one word exchanged.
fn exchanging(text: &str, word: &SpelledWord, form: &str) -> String {
    let form = cased(form, &text[word.range.clone()]);
    [&text[..word.range.start], &form, &text[word.range.end..]].concat()
}

/// Returns the places of the words that may be exchanged, the rarest first.
fn rarest(snapshot: &Snapshot, words: &[SpelledWord]) -> Result<Vec<usize>> {
    let mut counted = Vec::new();
    for (at, word) in
        words.iter().enumerate().filter(|(_, word)| word.is_correctable && !word.is_function_word)
    {
        counted.push((word.documents(snapshot)?, at));
    }
    counted.sort_unstable();
    counted.truncate(MAX_EXCHANGED);
    Ok(counted.into_iter().map(|(_, at)| at).collect())
}

/// Returns the best word for a place that stands together with the others, if the one there stands apart from
/// them or need not (`may_be_together`).
pub(super) fn exchanged(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    words: &[SpelledWord],
    at: usize,
    may_be_together: bool,
) -> Result<Option<MeantWord>> {
    let word = &words[at];
    let others = words.iter().enumerate().filter(|(other, word)| *other != at && !word.is_function_word);
    let companions = Companions::new(snapshot, others.map(|(_, word)| word.terms.as_slice()))?;
    let is_apart = if companions.is_empty() {
        !word.occurs(snapshot)?
    } else {
        companions.share_beside(&word.terms)? < 1.0
    };
    if !is_apart && (!may_be_together || companions.is_empty()) {
        return Ok(None);
    }
    let mut found = indexed_candidates(snapshot, analyzer, &word.form, one_mistake(&word.form))?;
    found.retain(|candidate| !candidate.terms.iter().any(|term| word.terms.contains(term)));
    found.truncate(MAX_COMPARED);
    for candidate in found {
        let is_together = companions.is_empty()
            || companions.share_beside(&candidate.terms)? >= 1.0
                && is_neighbor(snapshot, words, at, &candidate.terms)?;
        if is_together && candidate.score >= MIN_SCORE_OFFERED {
            return Ok(Some(candidate));
        }
    }
    Ok(None)
}

/// Whether a document has a word beside one of those that stand beside its place in the query, function words
/// apart: `rada dzielnicy` is a phrase, whereas `lata` and `dzielnicy` only stand in the same document.
fn is_neighbor(snapshot: &Snapshot, words: &[SpelledWord], at: usize, terms: &[String]) -> Result<bool> {
    let telling = |at: usize| words.get(at).filter(|word| !word.is_function_word);
    let before = at.checked_sub(1).and_then(telling).map(|word| snapshot.has_neighbors(&word.terms, terms));
    let after = telling(at + 1).map(|word| snapshot.has_neighbors(terms, &word.terms));
    Ok(before.transpose()?.unwrap_or(false) || after.transpose()?.unwrap_or(false))
}
