//! The suggest index of one segment, as `search::suggest` reads it.
//!
//! Building it is left to `build`. Invariant: it depends on the segment alone, not on its deletions.

use std::{
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use rustc_hash::FxHashMap;
use tantivy::DocId;

use super::{
    titles::{TitleWord, Titles},
    words::{Frequencies, Frequent, NumberLists, WordTable},
};
use crate::{error::Result, index::DocumentHead};

/// The maximum number of shown titles cached per segment before the cache is cleared: about 1 MB.
const MAX_HEADS: usize = 4096;

/// The suggest index of one segment.
pub(crate) struct SuggestIndex {
    pub(super) words: WordTable,
    pub(super) frequencies: Frequencies,
    pub(super) titles: Titles,
    /// The act numbers, in all their spellings.
    pub(super) numbers: WordTable,
    /// The ranks of the acts with each number.
    pub(super) numbered: NumberLists,
    pub(super) heads: Mutex<FxHashMap<DocId, Arc<DocumentHead>>>,
}

impl SuggestIndex {
    /// Returns the words with a prefix, given without accents.
    pub(crate) fn beginning(&self, plain: &str) -> Range<u32> {
        self.words.beginning(plain)
    }

    /// Returns those of the words with a prefix, given without accents, that equal it.
    pub(crate) fn whole(&self, beginning: Range<u32>, plain: &str) -> Range<u32> {
        self.words.whole(beginning, plain)
    }

    /// Returns the most frequent of the requested words, each in its most frequent form, limited to words
    /// worth completing.
    pub(crate) fn most_frequent(
        &self,
        asked: &TitleWord<'_>,
        most: usize,
    ) -> impl Iterator<Item = Frequent<'_>> {
        let frequent =
            self.frequencies.highest(asked.words.clone(), most, |word| asked.is(self.words.form(word)));
        frequent.into_iter().map(|(word, _)| self.frequent(word))
    }

    /// Returns the words of a title among the requested ones, limited to words worth completing.
    pub(crate) fn completions_of<'a>(
        &'a self,
        rank: u32,
        asked: &TitleWord<'_>,
    ) -> impl Iterator<Item = Frequent<'a>> {
        let words = self.words_of(rank).iter().copied().filter(|word| asked.words.contains(word));
        let words = words.map(|word| self.frequent(word));
        words.filter(|word| word.count > 0 && asked.is(word.form))
    }

    /// Returns the forms of one word among the requested ones, limited to words worth completing.
    pub(crate) fn forms_of(&self, asked: &TitleWord<'_>, family: u32) -> impl Iterator<Item = Frequent<'_>> {
        let is_of = move |word: &u32| self.frequencies.get(*word).family == family;
        let words = asked.words.clone().filter(is_of).map(|word| self.frequent(word));
        words.filter(|word| word.count > 0 && asked.is(word.form))
    }

    /// Returns the forms of words.
    pub(crate) fn forms(&self, words: Range<u32>) -> impl Iterator<Item = &str> {
        words.map(|word| self.words.form(word))
    }

    fn frequent(&self, word: u32) -> Frequent<'_> {
        let frequency = self.frequencies.get(word);
        Frequent { form: self.words.form(word), count: frequency.count, family: frequency.family }
    }

    /// Returns the words of a title.
    pub(crate) fn words_of(&self, rank: u32) -> &[u32] {
        self.titles.words_of(rank)
    }

    /// Returns the ranks of the titles that contain all words, best first; none if there are no words.
    pub(crate) fn ranks<'a>(&'a self, asked: &'a [TitleWord<'a>]) -> impl Iterator<Item = u32> + 'a {
        self.titles.ranks(&self.words, asked)
    }

    /// Whether a title contains all words.
    pub(crate) fn has(&self, rank: u32, asked: &[TitleWord<'_>]) -> bool {
        asked.iter().all(|word| self.titles.holds(&self.words, rank, word))
    }

    /// Returns the ranks of the acts whose number has a prefix, best first.
    pub(crate) fn numbered(&self, beginning: &str) -> impl Iterator<Item = u32> {
        self.numbered.union(self.numbers.beginning(beginning), 0, self.titles.count())
    }

    /// Returns the document with a rank.
    pub(crate) fn document(&self, rank: u32) -> DocId {
        self.titles.document(rank)
    }

    /// Returns the sort key for titles of different segments, lowest first: newest first, then shortest.
    pub(crate) fn order(&self, rank: u32) -> (u32, usize) {
        (u32::MAX - self.titles.date(rank), self.words_of(rank).len())
    }

    /// Returns the head of a document, cached or read with `read`.
    pub(crate) fn head(
        &self,
        doc: DocId,
        read: impl FnOnce() -> Result<DocumentHead>,
    ) -> Result<Arc<DocumentHead>> {
        let lock = || self.heads.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&doc) {
            return Ok(Arc::clone(known));
        }
        let head = Arc::new(read()?);
        let mut heads = lock();
        if heads.len() >= MAX_HEADS {
            heads.clear();
        }
        heads.insert(doc, Arc::clone(&head));
        Ok(head)
    }
}
