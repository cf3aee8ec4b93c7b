//! A window of documents: sets and scores of as many documents of a segment as fit the cache.
//!
//! A search goes through a segment window by window; whatever a word, a filter or an exclusion says
//! of a window is a set of bits, and sets combine by plain logic.

use tantivy::{DocId, Score};

use super::ranking::coverage;

/// Documents in a window: its scores and sets stay within 32 KiB, the usual first cache.
pub(super) const WINDOW: DocId = 4096;

const WORDS: usize = WINDOW as usize / 64;

/// A set of documents of a window, each by its distance from the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Documents([u64; WORDS]);

impl Documents {
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

    /// The documents in order.
    pub(super) fn iter(&self) -> Places<'_> {
        Places { sets: &self.0, next: 0, rest: 0 }
    }
}

/// See [`Documents::iter`].
pub(super) struct Places<'a> {
    sets: &'a [u64; WORDS],
    /// The next 64 documents to look at.
    next: usize,
    /// Those of the last 64 that have not been given yet.
    rest: u64,
}

impl Iterator for Places<'_> {
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

/// What part of a query says of a window.
#[derive(Debug)]
pub(super) struct Matches {
    /// The documents that hold it.
    pub(super) held: Documents,
    /// The documents whose score is not nothing: also those that hold a relative only.
    pub(super) scored: Documents,
    scores: Box<[Score]>,
    /// What the title adds, and the worth of what it holds.
    titles: Box<[(Score, Score)]>,
}

impl Default for Matches {
    fn default() -> Self {
        let scores = vec![0.0; WINDOW as usize].into_boxed_slice();
        let titles = vec![(0.0, 0.0); WINDOW as usize].into_boxed_slice();
        Self { held: Documents::NONE, scored: Documents::NONE, scores, titles }
    }
}

impl Matches {
    pub(super) fn clear(&mut self) {
        for at in self.scored.iter() {
            self.scores[at] = 0.0;
            self.titles[at] = (0.0, 0.0);
        }
        (self.held, self.scored) = (Documents::NONE, Documents::NONE);
    }

    /// What the text of a document is worth.
    pub(super) fn text(&self, at: usize) -> Score {
        self.scores[at]
    }

    /// What text and title are worth, where the words of the query are worth `all`.
    pub(super) fn total(&self, at: usize, all: Score) -> Score {
        let (title, held) = self.titles[at];
        if title == 0.0 { self.scores[at] } else { self.scores[at] + title * coverage(held, all) }
    }

    /// What the title adds at most, and the worth of the words that it holds.
    pub(super) fn title(&self, at: usize) -> (Score, Score) {
        self.titles[at]
    }

    pub(super) fn add_title(&mut self, at: usize, score: Score, worth: Score) {
        self.scored.insert(at);
        self.titles[at].0 += score;
        self.titles[at].1 += worth;
    }

    pub(super) fn add(&mut self, at: usize, score: Score) {
        self.scored.insert(at);
        self.scores[at] += score;
    }

    /// Adds the scores of another part, not what it holds.
    pub(super) fn add_scores(&mut self, other: &Self) {
        for at in other.scored.iter() {
            self.scores[at] += other.scores[at];
            self.titles[at].0 += other.titles[at].0;
            self.titles[at].1 += other.titles[at].1;
        }
        self.scored.unite(&other.scored);
    }

    /// Adds the scores of an alternative; of the query a title holds no more for holding several.
    pub(super) fn add_alternative(&mut self, other: &Self) {
        for at in other.scored.iter() {
            let held = self.titles[at].1.max(other.titles[at].1);
            self.scores[at] += other.scores[at];
            self.titles[at] = (self.titles[at].0 + other.titles[at].0, held);
        }
        self.scored.unite(&other.scored);
    }

    /// Weighs the scores of documents that are none of these.
    pub(super) fn weigh_others(&mut self, documents: &Documents, weight: Score) {
        let mut others = self.scored.clone();
        others.subtract(documents);
        for at in others.iter() {
            self.scores[at] *= weight;
            self.titles[at].0 *= weight;
            self.titles[at].1 *= weight;
        }
    }

    /// Takes another part that says the same: its scores where they are higher, and what it holds.
    pub(super) fn take(&mut self, other: &Self) {
        self.held.unite(&other.held);
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

    fn set(documents: &BTreeSet<usize>) -> Documents {
        let mut set = Documents::NONE;
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
        fn document_sets_combine_like_sets(a in documents(), b in documents()) {
            let combined = |combine: fn(&mut Documents, &Documents)| {
                let mut set = set(&a);
                combine(&mut set, &self::set(&b));
                set.iter().collect::<BTreeSet<_>>()
            };
            prop_assert_eq!(combined(Documents::unite), &a | &b);
            prop_assert_eq!(combined(Documents::intersect), &a & &b);
            prop_assert_eq!(combined(Documents::subtract), &a - &b);
            prop_assert_eq!(set(&a).len(), a.len());
            prop_assert_eq!(set(&a).is_empty(), a.is_empty());
        }
    }

    #[test]
    fn scores_are_added_or_maximized_and_cleared() {
        let part = |scores: &[(usize, Score)]| {
            let mut part = Matches::default();
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
