//! Maps words to titles and titles to words, best titles first.
//!
//! A rank is the index of a title in the order: newest first, then fewest words, then by id. Lists map words
//! to ranks and ranks to words, so that titles can be found in the cheaper way: a word that many titles
//! contain is soon met by scanning titles in order, and one that few contain is looked up in its list.
//!
//! Invariant: both ways find the same titles.

use std::{iter, ops::Range};

use tantivy::DocId;

use super::words::{NumberLists, WordTable};

/// The number of entries of word lists that cost about as much to read as scanning one title. For a word with
/// few entries, correspondingly few titles are scanned. Covered by the bench `suggest`.
const ENTRIES_A_TITLE: usize = 8;

/// The titles of a segment.
#[derive(Debug, Default)]
pub(super) struct Titles {
    /// The document of each rank.
    documents: Vec<DocId>,
    /// The date of each rank as `YYYYMMDD`; 0 if there is none.
    dates: Vec<u32>,
    /// The words of each rank.
    words: NumberLists,
    /// The ranks of each word.
    ranks: NumberLists,
}

/// A word that a title must contain.
#[derive(Debug, Clone)]
pub(crate) struct TitleWord<'a> {
    /// The range of words, any of which matches.
    pub(crate) words: Range<u32>,
    /// The prefix that the form must have, if it was typed with accents.
    pub(crate) beginning: Option<&'a str>,
}

impl TitleWord<'_> {
    /// Whether one of the words has a form that matches.
    pub(super) fn is(&self, form: &str) -> bool {
        self.beginning.is_none_or(|beginning| form.starts_with(beginning))
    }
}

impl Titles {
    /// Creates the titles. `ranks` are those of each word, and may be omitted for words that occur in no
    /// title.
    pub(super) fn new(documents: Vec<DocId>, dates: Vec<u32>, ranks: NumberLists) -> Self {
        let words = ranks.inverted(documents.len());
        Self { documents, dates, words, ranks }
    }

    pub(super) fn document(&self, rank: u32) -> DocId {
        self.documents[rank as usize]
    }

    pub(super) fn date(&self, rank: u32) -> u32 {
        self.dates[rank as usize]
    }

    pub(super) fn words_of(&self, rank: u32) -> &[u32] {
        self.words.get(rank)
    }

    pub(super) fn count(&self) -> usize {
        self.documents.len()
    }

    /// Whether a title contains a word.
    pub(super) fn holds(&self, words: &WordTable, rank: u32, asked: &TitleWord<'_>) -> bool {
        // Words are sorted, so the first one that is not before the range decides.
        let mut held = self.words_of(rank).iter().skip_while(|word| **word < asked.words.start);
        match asked.beginning {
            None => held.next().is_some_and(|word| *word < asked.words.end),
            Some(_) => {
                held.take_while(|word| **word < asked.words.end).any(|word| asked.is(words.form(*word)))
            }
        }
    }

    /// Returns the sorted ranks of the titles that contain all words; none if there are no words.
    pub(super) fn ranks<'a>(
        &'a self,
        words: &'a WordTable,
        asked: &'a [TitleWord<'a>],
    ) -> impl Iterator<Item = u32> + 'a {
        let entries = |word: &TitleWord<'_>| self.ranks.within(word.words.clone()).len();
        let mut by_rarity: Vec<_> = asked.iter().collect();
        by_rarity.sort_by_cached_key(|word| entries(word));
        let rarest = by_rarity.first().copied();
        // A single list can be read lazily; several lists must be read completely before the first rank is
        // known.
        let to_read = rarest.filter(|word| word.words.len() > 1).map_or(0, entries);
        let first = (to_read / ENTRIES_A_TITLE).min(self.documents.len()) as u32;
        let listed =
            move |word: &TitleWord<'_>| self.ranks.union(word.words.clone(), first, self.documents.len());
        // Listed titles contain the word; whether with the typed accents has to be checked.
        let is_met = rarest.is_some_and(|word| word.beginning.is_none());
        let others: Vec<_> = by_rarity[usize::from(is_met)..].to_vec();
        let has = |asked: Vec<&'a TitleWord<'a>>| {
            move |rank: &u32| asked.iter().all(|word| self.holds(words, *rank, word))
        };
        let rest = iter::once_with(move || rarest.map(listed)).flatten().flatten();
        (0..first).filter(has(by_rarity)).chain(rest.filter(has(others)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ranks_agree_with_checking_every_title(
            titles in prop::collection::vec(prop::collection::btree_set(0..40_u32, 0..6), 1..200),
            asked in prop::collection::vec((0..40_u32, 0..40_u32), 1..4),
        ) {
            let mut words = WordTable::default();
            (0..40).for_each(|word| words.push(&format!("{word:02}"), &format!("{word:02}")));
            let lists: Vec<Vec<u32>> = titles.iter().map(|title| title.iter().copied().collect()).collect();
            let ranks = NumberLists::from_lists(lists.iter().map(Vec::as_slice)).inverted(40);
            let documents: Vec<DocId> = (0..titles.len() as u32).collect();
            let dates = vec![0; titles.len()];
            let suggest_index = Titles::new(documents, dates, ranks);
            let asked: Vec<TitleWord<'_>> = asked
                .iter()
                .map(|&(a, b)| TitleWord { words: a.min(b)..a.max(b) + 1, beginning: None })
                .collect();
            let has = |title: &std::collections::BTreeSet<u32>| {
                asked.iter().all(|word| title.iter().any(|held| word.words.contains(held)))
            };
            let expected: Vec<u32> =
                (0..).zip(&titles).filter(|(_, title)| has(title)).map(|(rank, _)| rank).collect();
            prop_assert_eq!(suggest_index.ranks(&words, &asked).collect::<Vec<_>>(), expected);
        }
    }
}
