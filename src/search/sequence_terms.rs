//! Words of a query as terms of an index.
//!
//! Whether they are weighted, or located to be shown, is left to the caller.

use tantivy::schema::Field;

use super::query_term::PhraseWord;
use crate::{
    error::Result,
    index::{Snapshot, TermLocation},
};

/// A word of a sequence, which matches any of its terms.
#[derive(Debug)]
pub(super) struct SequenceTerms {
    pub(super) field: Field,
    pub(super) terms: Vec<TermLocation>,
    /// The offsets of each of its occurrences from the first word.
    pub(super) offsets: Vec<u32>,
}

impl SequenceTerms {
    /// Returns an upper bound of the number of documents that contain the word.
    pub(super) fn documents(&self) -> u64 {
        self.terms.iter().map(|term| term.doc_freq).sum()
    }
}

/// Returns those of the terms that are in the index.
///
/// # Errors
///
/// Returns an error if the index cannot be read.
pub(super) fn located<'t>(
    snapshot: &Snapshot,
    field: Field,
    texts: impl Iterator<Item = &'t String>,
) -> Result<Vec<TermLocation>> {
    texts.filter_map(|text| snapshot.located(field, text).transpose()).collect()
}

/// Returns the forms in the index that a word of a phrase stands for.
pub(super) fn forms_meant(snapshot: &Snapshot, form: &PhraseWord) -> Vec<String> {
    let mut forms = vec![form.text.clone()];
    if form.stands_for_accented {
        forms.extend(snapshot.forms_like(&form.text));
    }
    forms.sort_unstable();
    forms.dedup();
    forms
}
