//! Which title has which words, the best titles first.
//!
//! A rank is the place of a title in that order: new before old, few words before many, then by id. Lists lead
//! from words to ranks and from ranks to words, so that titles are found from the side that is cheaper: a word
//! that many titles have is met soon when they are gone through in order, one that few have is listed.
//! Always holds: both ways find the same.

use std::{iter, ops::Range};

use tantivy::DocId;

use super::words::{Lists, Words};

/// Going through so many titles in order costs about as much as reading this times as many entries of the lists of
/// words: of one that has fewer, no more titles are gone through. The bench `suggest` notices.
const ENTRIES_A_TITLE: usize = 8;

/// The titles of a segment.
#[derive(Debug, Default)]
pub(super) struct Titles {
    /// By rank.
    documents: Vec<DocId>,
    /// By rank, as `YYYYMMDD`; 0 where there is none.
    dates: Vec<u32>,
    /// By rank, the words.
    words: Lists,
    /// By word, the ranks.
    ranks: Lists,
}

/// A word that a title must have.
#[derive(Debug, Clone)]
pub(crate) struct WordAsked<'a> {
    /// Any of these.
    pub(crate) words: Range<u32>,
    /// Where it was typed with accents: how the form must begin.
    pub(crate) beginning: Option<&'a str>,
}

impl WordAsked<'_> {
    /// Whether a form among its words is the one meant.
    pub(super) fn is(&self, form: &str) -> bool {
        self.beginning.is_none_or(|beginning| form.starts_with(beginning))
    }
}

impl Titles {
    /// `ranks` are those of each word; of words that stand in no title there may be none.
    pub(super) fn new(documents: Vec<DocId>, dates: Vec<u32>, ranks: Lists) -> Self {
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

    /// Whether a title has a word.
    pub(super) fn holds(&self, words: &Words, rank: u32, asked: &WordAsked<'_>) -> bool {
        // In order, so that the first that is not before the range tells.
        let mut held = self.words_of(rank).iter().skip_while(|word| **word < asked.words.start);
        match asked.beginning {
            None => held.next().is_some_and(|word| *word < asked.words.end),
            Some(_) => {
                held.take_while(|word| **word < asked.words.end).any(|word| asked.is(words.form(*word)))
            }
        }
    }

    /// The ranks of the titles that have all the words, in order; none where no word is asked for.
    pub(super) fn ranks<'a>(
        &'a self,
        words: &'a Words,
        asked: &'a [WordAsked<'a>],
    ) -> impl Iterator<Item = u32> + 'a {
        let entries = |word: &WordAsked<'_>| self.ranks.within(word.words.clone()).len();
        let mut by_rarity: Vec<_> = asked.iter().collect();
        by_rarity.sort_by_cached_key(|word| entries(word));
        let rarest = by_rarity.first().copied();
        // One list can be read from its beginning; several must all be read before the first rank is known.
        let to_read = rarest.filter(|word| word.words.len() > 1).map_or(0, entries);
        let first = (to_read / ENTRIES_A_TITLE).min(self.documents.len()) as u32;
        let listed =
            move |word: &WordAsked<'_>| self.ranks.union(word.words.clone(), first, self.documents.len());
        // What is listed for a word has it; whether with the accents that were typed is to be seen.
        let is_met = rarest.is_some_and(|word| word.beginning.is_none());
        let others: Vec<_> = by_rarity[usize::from(is_met)..].to_vec();
        let has = |asked: Vec<&'a WordAsked<'a>>| {
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
        fn matching_titles_are_those_found_by_a_full_scan(
            titles in prop::collection::vec(prop::collection::btree_set(0..40_u32, 0..6), 1..200),
            asked in prop::collection::vec((0..40_u32, 0..40_u32), 1..4),
        ) {
            let mut words = Words::default();
            (0..40).for_each(|word| words.push(&format!("{word:02}"), &format!("{word:02}")));
            let lists: Vec<Vec<u32>> = titles.iter().map(|title| title.iter().copied().collect()).collect();
            let ranks = Lists::of(lists.iter().map(Vec::as_slice)).inverted(40);
            let documents: Vec<DocId> = (0..titles.len() as u32).collect();
            let dates = vec![0; titles.len()];
            let register = Titles::new(documents, dates, ranks);
            let asked: Vec<WordAsked<'_>> = asked
                .iter()
                .map(|&(a, b)| WordAsked { words: a.min(b)..a.max(b) + 1, beginning: None })
                .collect();
            let has = |title: &std::collections::BTreeSet<u32>| {
                asked.iter().all(|word| title.iter().any(|held| word.words.contains(held)))
            };
            let expected: Vec<u32> =
                (0..).zip(&titles).filter(|(_, title)| has(title)).map(|(rank, _)| rank).collect();
            prop_assert_eq!(register.ranks(&words, &asked).collect::<Vec<_>>(), expected);
        }
    }
}
