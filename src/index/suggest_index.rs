//! The register of a segment: its suggest index, which provides suggestions for text being typed.
//!
//! `words` holds the forms of titles and the frequent ones of texts in alphabetical order, and `titles` maps
//! words to titles, newest first. `build` reads both from the segment's term dictionaries, postings and
//! columns. `live_counts` counts documents that are not deleted and words that are adjacent in them. What is
//! suggested is left to `search::suggest`.
//!
//! Invariants: a register depends on the segment alone, not on its deletions, so it is built once in the
//! lifetime of a segment, on first use; readers skip deleted documents. It takes 12 bytes plus 8 bytes per
//! word for each title, about 30 bytes for each distinct word, and no more than 3 MB for the words of texts
//! and the titles that were shown (`docs/decisions/017-suggestions.md`).

mod build;
mod live_counts;
mod titles;
mod words;

use std::{
    ops::Range,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use rustc_hash::FxHashMap;
use tantivy::{DocId, SegmentReader};

use super::{Fields, stored::DocumentHead};
use crate::error::Result;
pub(super) use live_counts::{documents_with, documents_with_pair};
pub(crate) use titles::TitleWord;
use titles::Titles;
pub(crate) use words::Frequent;
use words::{Frequencies, NumberLists, WordTable};

/// The maximum number of shown titles cached per segment before the cache is cleared: about 1 MB.
const MAX_HEADS: usize = 4096;

/// The suggest index of one segment.
pub(crate) struct SuggestIndex {
    words: WordTable,
    frequencies: Frequencies,
    titles: Titles,
    /// The act numbers, in all their spellings.
    numbers: WordTable,
    /// The ranks of the acts with each number.
    numbered: NumberLists,
    heads: Mutex<FxHashMap<DocId, Arc<DocumentHead>>>,
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

/// A cell for a segment's register, empty until first use.
#[derive(Default)]
pub(super) struct SuggestIndexSlot {
    index: OnceLock<SuggestIndex>,
    /// Held while the register is built, so that it is built only once.
    making: Mutex<()>,
}

impl SuggestIndexSlot {
    /// Returns the register, building it if necessary.
    pub(super) fn get(&self, segment: &SegmentReader, fields: Fields) -> Result<&SuggestIndex> {
        if self.index.get().is_none() {
            let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
            if self.index.get().is_none() {
                let _ = self.index.set(build::build(segment, fields)?);
            }
        }
        let missing = || crate::error::Error::Internal("the register was not built".to_owned());
        self.index.get().ok_or_else(missing)
    }
}

#[cfg(test)]
mod tests {
    use std::ptr;

    use crate::{
        document::Document,
        index::{Index, IndexWriter, IndexableDocument, WriterMode},
    };

    fn prepared(id: &str, title: &str) -> IndexableDocument {
        IndexableDocument::new(&Document::new(id.parse().expect("an id"), title, "Zieleń."), None)
    }

    #[test]
    fn a_register_is_built_once_in_the_lifetime_of_a_segment() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut writer = IndexWriter::open_sized(folder.path(), WriterMode::Single).expect("an index");
        writer.add(prepared("a", "Konwent o zieleni")).expect("added");
        writer.add(prepared("b", "Rada")).expect("added");
        writer.commit().expect("committed");
        let before = writer.index().snapshot();
        let made = before.suggest_index(0).expect("built");
        assert_eq!(made.beginning("konw").len(), 1);

        writer.delete(&"b".parse().expect("an id")).expect("deleted");
        writer.add(prepared("c", "Konwent")).expect("added");
        writer.commit().expect("committed");
        let after = writer.index().snapshot();
        assert_eq!(after.segments(), 2);
        let is_kept = |index: &Index| {
            let snapshot = index.snapshot();
            (0..2).any(|segment| ptr::eq(snapshot.suggest_index(segment).expect("built"), made))
        };
        assert!(is_kept(writer.index()));

        let other = Index::open(folder.path()).expect("the index");
        other.adopt(writer.index());
        assert!(is_kept(&other));
    }
}
