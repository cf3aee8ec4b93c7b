//! How likely a word was meant: a noisy channel of mistakes, with the frequency of words as its source.
//!
//! All scores are decimal logarithms. The weights are set by hand; `tests` holds what each decides.

use crate::analysis::misspelling::{Cost, EDIT};

/// The decades of frequency that a mistake of the cost [`EDIT`] outweighs.
const DECADES_PER_EDIT: f32 = 5.0;
/// How many occurrences in running text one document of the index that contains a form counts as: what is in
/// the index can be found, and is what the index is about.
const OCCURRENCES_PER_DOCUMENT: f32 = 20.0;
/// The same for documents that contain another form of the word.
const OCCURRENCES_PER_DOCUMENT_OF_WORD: f32 = 5.0;
/// How many occurrences a form counts as for each occurrence of its base form.
const SHARE_OF_BASE_FORM: f32 = 0.2;
/// The occurrences of a form that has been seen nowhere.
const UNSEEN: f32 = 0.3;
/// The decades that a word gains if it stands in a document with all other words of the query.
pub(super) const TOGETHER: f32 = 3.0;

/// The least score of a word that replaces one that finds nothing, what it gains by the others included.
pub(super) const MIN_SCORE_IN_QUERY: f32 = -4.5;
/// The least score of a word that is offered for one that exists, without what it gains by the others.
pub(super) const MIN_SCORE_OFFERED: f32 = -4.0;
/// The least score at which a word is called misspelled: below, a rare word that is right is as likely.
const MIN_SCORE_NAMED: f32 = -2.6;
/// The same if the mistake is a slip of the finger, of at least this cost: most rare words are a slip away
/// from some other word.
const MIN_SCORE_NAMED_SLIP: f32 = -1.2;
const SLIP: Cost = 10;

/// How often a word was seen.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Evidence {
    /// The occurrences of the form in running text.
    pub(super) occurrences: u32,
    /// The occurrences of its most frequent base form.
    pub(super) base_occurrences: u32,
    /// The number of documents of the index that contain the form.
    pub(super) documents: u64,
    /// The number of documents of the index that contain any form of the word.
    pub(super) word_documents: u64,
}

/// Returns the score of a word that mistakes of a cost make the typed one of.
pub(super) fn score(cost: Cost, evidence: &Evidence) -> f32 {
    let seen = evidence.occurrences as f32
        + SHARE_OF_BASE_FORM * evidence.base_occurrences as f32
        + OCCURRENCES_PER_DOCUMENT * evidence.documents as f32
        + OCCURRENCES_PER_DOCUMENT_OF_WORD * evidence.word_documents as f32;
    (seen + UNSEEN).log10() - DECADES_PER_EDIT * f32::from(cost) / f32::from(EDIT)
}

/// Whether a word is likely enough to have been meant that the typed one is called misspelled.
pub(super) fn is_likely(cost: Cost, score: f32) -> bool {
    score >= if is_misheard(cost) { MIN_SCORE_NAMED } else { MIN_SCORE_NAMED_SLIP }
}

/// Whether a mistake is one of the ear or an accent rather than a slip of the finger.
pub(super) fn is_misheard(cost: Cost) -> bool {
    cost < SLIP
}

/// Returns what a word gains by the share of the other words of the query that stand with it in a document.
pub(super) fn together(share: f32) -> f32 {
    TOGETHER * share
}
