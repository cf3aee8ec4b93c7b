//! Which word was most likely meant by a misspelled one of a query.
//!
//! The words of the index come first: walking them is cheap, and only what is in the index can be found. The
//! dictionary is then walked only for a form that is nearer still, so that the inflection is kept; the nearer
//! the best word of the index, the less of the dictionary has to be walked.
//!
//! Invariant: some document has the word that is returned, in that form or another.

use super::{
    candidates::{MeantWord, dictionary_candidates, indexed_candidates, one_mistake, sort, two_mistakes},
    companions::Companions,
    cyrillic,
    score::{MIN_SCORE_IN_QUERY, TOGETHER, together},
};
use crate::{analysis::Analyzer, error::Result, index::Snapshot};

/// The number of candidates for which it is found out what they stand beside.
const MAX_COMPARED: usize = 12;

/// Returns the word that was most likely meant by a normalized form beside other words, if any is likely.
///
/// # Errors
/// Returns an error if the index cannot be read.
pub(super) fn likeliest(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    form: &str,
    companions: &Companions<'_>,
) -> Result<Option<MeantWord>> {
    let best = if form.chars().any(is_cyrillic) {
        read_as_polish(snapshot, analyzer, form, companions)?
    } else {
        nearest(snapshot, analyzer, form, companions)?
    };
    Ok(best.filter(|best| best.score >= MIN_SCORE_IN_QUERY))
}

fn nearest(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    form: &str,
    companions: &Companions<'_>,
) -> Result<Option<MeantWord>> {
    let most = one_mistake(form);
    let indexed = best(indexed_candidates(snapshot, analyzer, form, most)?, companions)?;
    let nearer = indexed.as_ref().map_or(most, |best| best.cost.saturating_sub(1));
    let inflected = best(dictionary_candidates(snapshot, analyzer, form, nearer)?, companions)?;
    let found = [indexed, inflected].into_iter().flatten().collect();
    match (likelier(found), two_mistakes(form)) {
        (None, Some(most)) => best(indexed_candidates(snapshot, analyzer, form, most)?, companions),
        (found, _) => Ok(found),
    }
}

/// Reads a word in Cyrillic letters as typed with another layout, else as the sounds that it writes.
fn read_as_polish(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    form: &str,
    companions: &Companions<'_>,
) -> Result<Option<MeantWord>> {
    for polish in cyrillic::on_polish_keys(form).into_iter().chain(cyrillic::transliterated(form)) {
        let mut found = indexed_candidates(snapshot, analyzer, &polish, one_mistake(&polish))?;
        found.extend(dictionary_candidates(snapshot, analyzer, &polish, one_mistake(&polish))?);
        found.extend(MeantWord::itself(snapshot, analyzer, &polish)?);
        sort(&mut found);
        let best = best(found, companions)?;
        if best.is_some() {
            return Ok(best);
        }
    }
    Ok(None)
}

/// Returns the best of some sorted candidates that documents have, with what it gains by its companions.
fn best(candidates: Vec<MeantWord>, companions: &Companions<'_>) -> Result<Option<MeantWord>> {
    let found = candidates.into_iter().filter(|candidate| candidate.evidence.word_documents > 0);
    let mut best: Option<MeantWord> = None;
    for mut candidate in found.take(MAX_COMPARED) {
        if companions.is_empty() || best.as_ref().is_some_and(|best| best.score >= candidate.score + TOGETHER)
        {
            best.get_or_insert(candidate);
            break;
        }
        candidate.score += together(companions.share_beside(&candidate.terms)?);
        best = likelier([best, Some(candidate)].into_iter().flatten().collect());
    }
    Ok(best)
}

fn likelier(mut candidates: Vec<MeantWord>) -> Option<MeantWord> {
    sort(&mut candidates);
    candidates.into_iter().next()
}

fn is_cyrillic(letter: char) -> bool {
    ('\u{400}'..'\u{530}').contains(&letter)
}
