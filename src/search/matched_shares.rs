//! Counts, while a window is matched, how much of the query's worth each document contains.
//!
//! So one pass over the postings finds the documents for the highest of several requirements that any
//! document meets: it begins with the lowest, and is raised by the first document that meets a higher one.
//! What is then done about documents found before is left to `segment_search` and `matching`.

use tantivy::Score;

use super::{
    minimum_match::MinimumShouldMatch,
    window::{WINDOW, WindowDocuments},
};

/// Sums of floats within this factor are considered equal.
pub(super) const EQUAL: Score = 0.9999;

/// The requirement that a pass is at, of those that it decides between.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct MatchLevel<'s> {
    /// From the highest to the lowest. If there are several, all are shares.
    steps: &'s [MinimumShouldMatch],
    at: usize,
}

impl<'s> MatchLevel<'s> {
    /// Creates the lowest level of some requirements, of which there must be at least one.
    pub(super) fn lowest(steps: &'s [MinimumShouldMatch]) -> Self {
        Self { steps, at: steps.len() - 1 }
    }

    pub(super) fn minimum_match(self) -> MinimumShouldMatch {
        self.steps[self.at]
    }

    /// Returns its place among the requirements, from the highest.
    pub(super) fn number(self) -> usize {
        self.at
    }

    /// Whether it depends on the worth of the words that documents contain.
    pub(super) fn is_counted(self) -> bool {
        self.steps[..=self.at].iter().any(|step| step.share() > 0.0)
    }

    /// Returns the least worth of a hit. `all` is the worth of all words of the query.
    pub(super) fn least(self, all: Score) -> Score {
        self.minimum_match().share() * all * EQUAL
    }

    /// Returns the levels above this one, from the highest.
    pub(super) fn above(self) -> impl Iterator<Item = Self> {
        (0..self.at).map(move |at| Self { at, ..self })
    }

    /// Returns the highest level met by a document that contains words of this worth, if it is above this
    /// one.
    pub(super) fn raised(self, worth: Score, all: Score) -> Option<Self> {
        self.above().find(|level| worth >= level.least(all))
    }
}

/// The worth of the words that each document of a window contains.
pub(super) struct MatchedShares {
    idf_weights: Box<[Score]>,
    /// The documents that contain any clause as a whole.
    held: WindowDocuments,
}

impl Default for MatchedShares {
    fn default() -> Self {
        Self { idf_weights: vec![0.0; WINDOW as usize].into_boxed_slice(), held: WindowDocuments::NONE }
    }
}

impl MatchedShares {
    pub(super) fn clear(&mut self) {
        self.held.iter().for_each(|at| self.idf_weights[at] = 0.0);
        self.held = WindowDocuments::NONE;
    }

    /// Adds the worth of a clause to the documents that contain it.
    pub(super) fn add(&mut self, held: &WindowDocuments, idf_weight: Score) {
        held.iter().for_each(|at| self.idf_weights[at] += idf_weight);
        self.held.unite(held);
    }

    /// Returns the greatest worth that any of some documents contains.
    pub(super) fn most(&self, documents: &WindowDocuments) -> Score {
        documents.iter().map(|at| self.idf_weights[at]).fold(0.0, Score::max)
    }

    /// Removes documents that contain less than the least worth of a level that is counted.
    pub(super) fn remove_below(&self, least: Score, matching: &mut WindowDocuments) {
        let mut poor = WindowDocuments::NONE;
        matching.iter().filter(|at| self.idf_weights[*at] < least).for_each(|at| poor.insert(at));
        matching.subtract(&poor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_raised_to_the_highest_that_the_worth_meets() {
        let steps = [0.7, 0.4, 0.0].map(MinimumShouldMatch::Share);
        let level = MatchLevel::lowest(&steps);
        let raised = |worth| level.raised(worth, 10.0).map(MatchLevel::number);
        assert_eq!([raised(3.9), raised(4.0), raised(6.9), raised(7.0)], [None, Some(1), Some(1), Some(0)]);
        let middle = level.raised(5.0, 10.0).expect("raised");
        assert_eq!(middle.raised(5.0, 10.0), None);
        assert!(level.is_counted() && !MatchLevel::lowest(&steps[2..]).is_counted());
        assert!(!MatchLevel::lowest(&[MinimumShouldMatch::All]).is_counted());
    }

    #[test]
    fn documents_below_the_least_worth_are_removed_and_clear_forgets_them() {
        let set = |documents: &[usize]| {
            let mut set = WindowDocuments::NONE;
            for at in documents {
                set.insert(*at);
            }
            set
        };
        let mut shares = MatchedShares::default();
        shares.add(&set(&[1, 2]), 2.0);
        shares.add(&set(&[2, 4095]), 3.0);
        let mut matching = set(&[1, 2, 3, 4095]);
        assert!((shares.most(&matching) - 5.0).abs() < 1e-6);
        shares.remove_below(3.0, &mut matching);
        assert_eq!(matching, set(&[2, 4095]));
        shares.clear();
        assert!(shares.most(&matching).abs() < 1e-6);
    }
}
