//! Sets and scores of a window of documents: as many documents of a segment as fit into the cache.
//!
//! A search goes through a segment window by window. What a word, a filter or an exclusion matches in a
//! window is a bit set, and sets combine by bitwise operations.

use tantivy::{DocId, Score};

use super::ranking::coverage;

/// The number of documents in a window. Its scores and sets stay within 32 KiB, the usual size of a level 1
/// cache.
pub(super) const WINDOW: DocId = 4096;

const WORDS: usize = WINDOW as usize / 64;

/// A set of documents of a window, each by its offset from the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WindowDocuments([u64; WORDS]);

impl WindowDocuments {
    pub(super) const NONE: Self = Self([0; WORDS]);

    pub(super) fn insert(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    pub(super) fn contains(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|bits| *bits == 0)
    }

    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    pub(super) fn unite(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(bits, other)| *bits |= other);
    }

    pub(super) fn intersect(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(bits, other)| *bits &= other);
    }

    pub(super) fn subtract(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(bits, other)| *bits &= !other);
    }

    /// Iterates over the documents in order.
    pub(super) fn iter(&self) -> WindowDocumentsIter<'_> {
        WindowDocumentsIter { sets: &self.0, next: 0, rest: 0 }
    }
}

/// An iterator over a set of documents; created by [`WindowDocuments::iter`].
pub(super) struct WindowDocumentsIter<'a> {
    sets: &'a [u64; WORDS],
    /// The index of the next 64 documents.
    next: usize,
    /// The documents of the last 64 that have not been returned yet.
    rest: u64,
}

impl Iterator for WindowDocumentsIter<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.rest == 0 {
            self.rest = *self.sets.get(self.next)?;
            self.next += 1;
        }
        let bit = self.rest.trailing_zeros() as usize;
        self.rest &= self.rest - 1;
        Some((self.next - 1) * 64 + bit)
    }
}

/// What a part of a query matches in a window.
#[derive(Debug)]
pub(super) struct WindowScores {
    /// The documents that contain it; of words that belong together, all of them.
    pub(super) held: WindowDocuments,
    /// The documents that contain any of its words.
    pub(super) touched: WindowDocuments,
    /// The documents with a non-zero score, including those that only contain a word of the same family.
    pub(super) scored: WindowDocuments,
    scores: Box<[Score]>,
    /// What the title adds, and the worth of the words it contains.
    titles: Box<[(Score, Score)]>,
}

impl Default for WindowScores {
    fn default() -> Self {
        let scores = vec![0.0; WINDOW as usize].into_boxed_slice();
        let titles = vec![(0.0, 0.0); WINDOW as usize].into_boxed_slice();
        let none = WindowDocuments::NONE;
        Self { held: none.clone(), touched: none.clone(), scored: none, scores, titles }
    }
}

impl WindowScores {
    pub(super) fn clear(&mut self) {
        for at in self.scored.iter() {
            self.scores[at] = 0.0;
            self.titles[at] = (0.0, 0.0);
        }
        self.forget_documents();
        self.scored = WindowDocuments::NONE;
    }

    /// Forgets which documents contain the part, but not their scores.
    pub(super) fn forget_documents(&mut self) {
        (self.held, self.touched) = (WindowDocuments::NONE, WindowDocuments::NONE);
    }

    /// Notes that a document contains the part if it contains any of its words.
    pub(super) fn touch_held(&mut self) {
        self.touched.unite(&self.held);
    }

    /// Returns the score of the text of a document.
    pub(super) fn text(&self, at: usize) -> Score {
        self.scores[at]
    }

    /// Returns the score of text and title. `all` is the worth of all words of the query.
    pub(super) fn total(&self, at: usize, all: Score) -> Score {
        let (title, held) = self.titles[at];
        if title == 0.0 { self.scores[at] } else { self.scores[at] + title * coverage(held, all) }
    }

    /// Returns the most that the title adds, and the worth of the words it contains.
    pub(super) fn title(&self, at: usize) -> (Score, Score) {
        self.titles[at]
    }

    pub(super) fn add_title(&mut self, at: usize, score: Score, idf_weight: Score) {
        self.scored.insert(at);
        self.titles[at].0 += score;
        self.titles[at].1 += idf_weight;
    }

    pub(super) fn add(&mut self, at: usize, score: Score) {
        self.scored.insert(at);
        self.scores[at] += score;
    }

    /// Adds the scores of another part, but not the documents that contain it.
    pub(super) fn add_scores(&mut self, other: &Self) {
        for at in other.scored.iter() {
            self.scores[at] += other.scores[at];
            self.titles[at].0 += other.titles[at].0;
            self.titles[at].1 += other.titles[at].1;
        }
        self.scored.unite(&other.scored);
    }

    /// Adds the scores of an alternative. A title that contains several alternatives does not cover more of
    /// the query.
    pub(super) fn add_alternative(&mut self, other: &Self) {
        for at in other.scored.iter() {
            let held = self.titles[at].1.max(other.titles[at].1);
            self.scores[at] += other.scores[at];
            self.titles[at] = (self.titles[at].0 + other.titles[at].0, held);
        }
        self.scored.unite(&other.scored);
    }

    /// Multiplies the scores of all documents that are not in `documents`.
    pub(super) fn add_others(&mut self, documents: &WindowDocuments, weight: Score) {
        let mut others = self.scored.clone();
        others.subtract(documents);
        for at in others.iter() {
            self.scores[at] *= weight;
            self.titles[at].0 *= weight;
            self.titles[at].1 *= weight;
        }
    }

    /// Merges an equivalent part: its scores if they are higher, and the documents that contain it.
    pub(super) fn take(&mut self, other: &Self) {
        self.held.unite(&other.held);
        self.touched.unite(&other.touched);
        for at in other.scored.iter() {
            self.scores[at] = self.scores[at].max(other.scores[at]);
            self.titles[at].0 = self.titles[at].0.max(other.titles[at].0);
            self.titles[at].1 = self.titles[at].1.max(other.titles[at].1);
        }
        self.scored.unite(&other.scored);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn set(documents: &BTreeSet<usize>) -> WindowDocuments {
        let mut set = WindowDocuments::NONE;
        for at in documents {
            set.insert(*at);
        }
        set
    }

    fn documents() -> impl Strategy<Value = BTreeSet<usize>> {
        prop::collection::btree_set(0..WINDOW as usize, 0..200)
    }

    proptest! {
        #[test]
        fn sets_combine_like_standard_sets(a in documents(), b in documents()) {
            let combined = |combine: fn(&mut WindowDocuments, &WindowDocuments)| {
                let mut set = set(&a);
                combine(&mut set, &self::set(&b));
                set.iter().collect::<BTreeSet<_>>()
            };
            prop_assert_eq!(combined(WindowDocuments::unite), &a | &b);
            prop_assert_eq!(combined(WindowDocuments::intersect), &a & &b);
            prop_assert_eq!(combined(WindowDocuments::subtract), &a - &b);
            prop_assert_eq!(set(&a).len(), a.len());
            prop_assert_eq!(set(&a).is_empty(), a.is_empty());
        }
    }

    #[test]
    fn scores_are_added_or_the_higher_one_is_taken_and_clear_resets_them() {
        let part = |scores: &[(usize, Score)]| {
            let mut part = WindowScores::default();
            for &(at, score) in scores {
                part.add(at, score);
            }
            part
        };
        let mut sum = part(&[(1, 1.0), (2, 2.0)]);
        sum.add_scores(&part(&[(2, 3.0), (4095, 1.0)]));
        assert!(
            [1, 2, 4095]
                .iter()
                .zip([1.0, 5.0, 1.0])
                .all(|(at, score): (_, Score)| (sum.text(*at) - score).abs() < 1e-6)
        );
        sum.take(&part(&[(1, 4.0), (2, 3.0)]));
        assert!(
            [1, 2, 4095]
                .iter()
                .zip([4.0, 5.0, 1.0])
                .all(|(at, score): (_, Score)| (sum.text(*at) - score).abs() < 1e-6)
        );
        sum.clear();
        assert!(sum.scored.is_empty() && sum.text(2).abs() < 1e-6);
    }
}
