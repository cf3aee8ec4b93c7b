//! Finds the words of an index that a misspelled word may have been meant as.
//!
//! An automaton for the engine's term dictionaries, made of `analysis::misspelling`, which says what mistakes
//! cost; this file only reads its letters from bytes. Which of the words was meant is left to
//! `search::correct`.

use std::{collections::BTreeMap, sync::Arc};

use tantivy::{InvertedIndexReader, TantivyError};
use tantivy_fst::Automaton;

use super::{lookup_cache::LookupCache, snapshot::Snapshot};
use crate::{
    analysis::misspelling::{Cost, CostRows, Misspelling},
    error::Result,
};

/// A form in titles or texts that may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NearWord {
    /// The exact form.
    pub(crate) form: String,
    /// What the mistakes cost that make the typed word of it.
    pub(crate) cost: Cost,
    /// The number of documents that contain it: those of the title or of the text, whichever are more.
    pub(crate) documents: u64,
}

impl Snapshot {
    /// Returns the exact forms of titles and texts within the cost that a misspelling allows, in the order of
    /// their bytes.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub(crate) fn near_words(&self, typed: &Misspelling) -> Result<Vec<NearWord>> {
        let mut found = BTreeMap::<String, [u64; 2]>::new();
        for segment in self.searcher.segment_readers() {
            for (at, field) in [self.fields.title, self.fields.text].into_iter().enumerate() {
                each_near(&*segment.inverted_index(field)?, typed, |form, documents| {
                    found.entry(form.to_owned()).or_default()[at] += documents;
                })?;
            }
        }
        let near = |(form, [in_titles, in_texts]): (String, [u64; 2])| {
            let cost = typed.cost_of(&form)?;
            Some(NearWord { form, cost, documents: in_titles.max(in_texts) })
        };
        Ok(found.into_iter().filter_map(near).collect())
    }
}

/// The maximum length in bytes of a query whose correction is cached; longer ones are hardly repeated.
const MAX_CACHED_BYTES: usize = 256;

impl Snapshot {
    /// Returns the cached correction of a query, finding it if there is none.
    ///
    /// # Errors
    /// Returns the error of `find`.
    pub(crate) fn cached_correction(
        &self,
        query: &str,
        find: impl FnOnce() -> Result<Option<String>>,
    ) -> Result<Option<String>> {
        self.cached_query(&self.cached.corrections, query, find)
    }

    /// Returns the cached query to offer instead of another, finding it if there is none.
    ///
    /// # Errors
    /// Returns the error of `find`.
    pub(crate) fn cached_offer(
        &self,
        query: &str,
        find: impl FnOnce() -> Result<Option<String>>,
    ) -> Result<Option<String>> {
        self.cached_query(&self.cached.offers, query, find)
    }

    /// Returns the cached text without its typing error of a text being typed, finding it if there is none.
    ///
    /// # Errors
    /// Returns the error of `find`.
    pub(crate) fn cached_forgiveness(
        &self,
        typed: &str,
        find: impl FnOnce() -> Result<Option<String>>,
    ) -> Result<Option<String>> {
        self.cached_query(&self.cached.forgiven, typed, find)
    }

    fn cached_query(
        &self,
        cache: &LookupCache<Option<Arc<str>>>,
        query: &str,
        find: impl FnOnce() -> Result<Option<String>>,
    ) -> Result<Option<String>> {
        if query.len() > MAX_CACHED_BYTES {
            return find();
        }
        let found = cache.get_or_find(self.fields.text, query, || Ok(find()?.map(Arc::from)))?;
        Ok(found.as_deref().map(str::to_owned))
    }
}

/// Calls `each` with the near terms of a dictionary and the number of documents that contain each.
fn each_near(
    index: &InvertedIndexReader,
    typed: &Misspelling,
    mut each: impl FnMut(&str, u64),
) -> Result<()> {
    let mut terms = index.terms().search(NearAutomaton(typed)).into_stream().map_err(TantivyError::from)?;
    while terms.advance() {
        if let Ok(form) = std::str::from_utf8(terms.key()) {
            each(form, u64::from(terms.value().doc_freq));
        }
    }
    Ok(())
}

/// An automaton that accepts the words that a misspelling may stand for.
struct NearAutomaton<'a>(&'a Misspelling);

/// How far a term has been compared.
#[derive(Clone, Copy)]
struct NearState {
    rows: CostRows,
    /// The letter being decoded; 0 if none is.
    letter: u32,
}

impl Automaton for NearAutomaton<'_> {
    type State = Option<NearState>;

    fn start(&self) -> Self::State {
        Some(NearState { rows: self.0.start(), letter: 0 })
    }

    fn is_match(&self, state: &Self::State) -> bool {
        state.is_some_and(|state| state.letter == 0 && self.0.cost(&state.rows).is_some())
    }

    fn can_match(&self, state: &Self::State) -> bool {
        state.is_some()
    }

    /// Letters of more than two bytes are in no Polish word, so no term with one is near.
    fn accept(&self, state: &Self::State, byte: u8) -> Self::State {
        let NearState { rows, letter } = (*state)?;
        let letter = match (letter, byte) {
            (0, 0..0x80) => char::from(byte),
            (0, 0xc0..0xe0) => return Some(NearState { rows, letter: u32::from(byte & 0x1f) << 6 }),
            (0, _) => return None,
            (letter, _) => char::from_u32(letter | u32::from(byte & 0x3f))?,
        };
        self.0.read(&rows, letter).map(|rows| NearState { rows, letter: 0 })
    }
}
