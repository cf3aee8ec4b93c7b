//! Chooses the passages of a document to show: those that contain most of the query.
//!
//! Where the query matches is left to `term_locator`.
//!
//! Invariants: no passage is chosen twice; among equal ones the first in the document comes first.

use std::ops::Range;

use tantivy::Score;

use super::matches::{MatchedTerm, PositionSpan};

/// The minimum worth of a further passage, relative to the best one; below it, the passage only repeats the
/// best one less well. This constant and the next four were chosen by eye on the sample corpus. They decide
/// which passages are shown, but never which documents, and the tests in `tests/it/contract.rs` notice what a
/// reader would.
const MIN_WEIGHT_SHARE: Score = 0.25;
/// A match must be shown even if it is in the title when its worth exceeds that of the rest of the text by
/// this factor. An example is a number, if the rest of the text only contains the word `uchwała`.
const WEIGHTIER: Score = 1.5;
/// The worth of a word that is already shown, relative to a new one.
const SHOWN_WEIGHT: Score = 0.3;
/// What each repetition of a word in a passage adds to its worth, and the number of occurrences that count.
const REPETITION_WEIGHT: Score = 0.1;
const MAX_REPETITIONS: usize = 4;
/// What two words of the query that are adjacent and in order add, relative to their mean worth. In reverse
/// order they add half; further apart, less with distance.
const PAIR_WEIGHT: Score = 0.2;

/// The passages with matches, from which the best are taken one by one.
pub(super) struct PassageSelector<'a> {
    found: &'a [MatchedTerm<'a>],
    candidates: Vec<PassageCandidate>,
    /// Whether each match is already shown.
    is_shown: Vec<bool>,
    /// The worth of the best passage shown.
    best: Score,
}

/// A passage, and those after it that a match extends into.
#[derive(Debug)]
pub(super) struct PassageCandidate {
    pub(super) passages: Range<usize>,
    held: Vec<PassageMatch>,
    /// What the proximity of the words adds.
    proximity: Score,
}

/// The matches of one node in a passage.
#[derive(Debug)]
struct PassageMatch {
    passage: usize,
    /// The index of the node, and the indices of its spans.
    thing: usize,
    spans: Range<usize>,
    /// The end of the last passage that they extend into.
    end: usize,
}

impl<'a> PassageSelector<'a> {
    /// Creates the choice among the passages that begin at these positions, using matches from position
    /// `from` on.
    pub(super) fn new(first_positions: &[u32], found: &'a [MatchedTerm<'a>], from: u32) -> Self {
        let mut held = holdings(first_positions, found, from);
        // A stable sort, because it is fast on a few sorted runs.
        held.sort_by_key(|held| (held.passage, held.thing));
        let mut candidates: Vec<PassageCandidate> = Vec::new();
        for held in held {
            match candidates.last_mut().filter(|last| last.passages.start == held.passage) {
                Some(last) => last.take(held),
                None => candidates.push(PassageCandidate::new(held)),
            }
        }
        for candidate in &mut candidates {
            candidate.proximity = candidate.held.windows(2).map(|pair| proximity(pair, found)).sum();
        }
        Self { found, candidates, is_shown: vec![false; found.len()], best: 0.0 }
    }

    /// Whether the first passage of the text has a match.
    pub(super) fn begins_the_text(&self) -> bool {
        self.candidates.first().is_some_and(|candidate| candidate.passages.start == 0)
    }

    /// Whether the text before position `from` has a match that is worth much more than all matches from
    /// there on.
    pub(super) fn needs(&self, from: u32) -> bool {
        let weightiest = |comes_later: bool| {
            let is_of = |found: &&MatchedTerm<'_>| {
                found.spans.last().is_some_and(|last| (last.first >= from) == comes_later)
            };
            self.found.iter().filter(is_of).map(|found| found.idf_weight).fold(0.0, Score::max)
        };
        weightiest(false) > weightiest(true) * WEIGHTIER
    }

    /// Returns the choice using matches from position `from` on, or `self` if there are none.
    pub(super) fn after(self, first_positions: &[u32], from: u32) -> Self {
        let later = Self::new(first_positions, self.found, from);
        if later.candidates.is_empty() { self } else { later }
    }

    /// Takes the passage that adds most to those shown, or returns `None` if none adds enough.
    pub(super) fn next(&mut self) -> Option<PassageCandidate> {
        let idf_weights = self.candidates.iter().map(|candidate| self.score(candidate)).enumerate();
        // Among equal candidates the first wins; candidates are in the order of the text.
        let best = idf_weights.reduce(|best, next| if next.1 > best.1 { next } else { best });
        let (at, _) = best.filter(|(_, idf_weight)| *idf_weight >= self.best * MIN_WEIGHT_SHARE)?;
        Some(self.candidates.remove(at))
    }

    /// Records that a passage is shown: its matches are worth less from now on, and passages that overlap it
    /// are dropped.
    pub(super) fn show(&mut self, shown: &PassageCandidate) {
        self.best = self.best.max(self.score(shown));
        shown.held.iter().for_each(|held| self.is_shown[held.thing] = true);
        let Range { start, end } = shown.passages;
        self.candidates.retain(|other| other.passages.end <= start || other.passages.start >= end);
    }

    /// Returns the worth of a passage: matches already shown count less, repetitions and proximity add a
    /// little.
    fn score(&self, candidate: &PassageCandidate) -> Score {
        let idf_weight = |held: &PassageMatch| {
            let repetitions = held.spans.len().min(MAX_REPETITIONS) - 1;
            let novelty = if self.is_shown[held.thing] { SHOWN_WEIGHT } else { 1.0 };
            self.found[held.thing].idf_weight * (1.0 + REPETITION_WEIGHT * repetitions as Score) * novelty
        };
        let is_new = candidate.held.iter().any(|held| !self.is_shown[held.thing]);
        let proximity = candidate.proximity * if is_new { 1.0 } else { SHOWN_WEIGHT };
        proximity + candidate.held.iter().map(idf_weight).sum::<Score>()
    }
}

impl PassageCandidate {
    fn new(held: PassageMatch) -> Self {
        Self { passages: held.passage..held.end, held: vec![held], proximity: 0.0 }
    }

    fn take(&mut self, held: PassageMatch) {
        self.passages.end = self.passages.end.max(held.end);
        self.held.push(held);
    }
}

/// Returns the matches in each passage, node by node.
fn holdings(first_positions: &[u32], found: &[MatchedTerm<'_>], from: u32) -> Vec<PassageMatch> {
    let mut holdings: Vec<PassageMatch> = Vec::new();
    for (thing, found) in found.iter().enumerate() {
        let mut passage = 0;
        let first = found.spans.partition_point(|span| span.first < from);
        for (number, span) in found.spans.iter().enumerate().skip(first) {
            passage = passage_of(first_positions, passage, span.first);
            let end = passage_of(first_positions, passage, span.last) + 1;
            match holdings.last_mut() {
                Some(last) if last.passage == passage && last.thing == thing => {
                    last.spans.end = number + 1;
                    last.end = last.end.max(end);
                }
                _ => holdings.push(PassageMatch { passage, thing, spans: number..number + 1, end }),
            }
        }
    }
    holdings
}

/// Returns the passage that contains a position at or after the passage `from`. Gallops forward, because the
/// next occurrence of a frequent word is near.
fn passage_of(first_positions: &[u32], from: usize, position: u32) -> usize {
    let is_after = |passage: usize| first_positions.get(passage).is_none_or(|&first| first > position);
    let mut step = 1;
    while !is_after(from + step) {
        step *= 2;
    }
    let (near, far) = (from + step / 2, (from + step).min(first_positions.len()));
    near + first_positions[near..far].partition_point(|&first| first <= position).saturating_sub(1)
}

/// Returns what the proximity of two nodes adds if one follows the other in the query.
fn proximity(pair: &[PassageMatch], found: &[MatchedTerm<'_>]) -> Score {
    let [first, second] = pair else { return 0.0 };
    if second.thing != first.thing + 1 {
        return 0.0;
    }
    let (one, other) = (&found[first.thing], &found[second.thing]);
    let mean = one.idf_weight.midpoint(other.idf_weight);
    PAIR_WEIGHT * mean * nearness(&one.spans[first.spans.clone()], &other.spans[second.spans.clone()])
}

/// Returns 1 if a span of the second directly follows one of the first, less with distance, and half of that
/// in reverse order.
fn nearness(first: &[PositionSpan], second: &[PositionSpan]) -> Score {
    let mut nearest: Score = 0.0;
    for place in first {
        let next = second.partition_point(|other| other.first <= place.last);
        if let Some(other) = second.get(next) {
            nearest = nearest.max(1.0 / (other.first - place.last) as Score);
        }
        if let Some(before) = next.checked_sub(1).map(|before| second[before])
            && before.last < place.first
        {
            nearest = nearest.max(0.5 / (place.first - before.last) as Score);
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(places: &[&[u32]]) -> Vec<MatchedTerm<'static>> {
        let spans = |places: &&[u32]| places.iter().map(|&at| PositionSpan::word(at)).collect();
        places.iter().map(|places| MatchedTerm { spans: spans(places), idf_weight: 1.0 }).collect()
    }

    /// Asserts which passages are chosen among those that begin at these positions.
    #[track_caller]
    fn check(first_positions: &[u32], found: &[MatchedTerm<'_>], expected: &[(usize, usize)]) {
        let mut choice = PassageSelector::new(first_positions, found, 0);
        let mut chosen = Vec::new();
        while let Some(candidate) = choice.next() {
            choice.show(&candidate);
            chosen.push((candidate.passages.start, candidate.passages.end));
        }
        assert_eq!(chosen, expected);
    }

    #[test]
    fn a_position_is_in_the_last_passage_that_begins_before_it() {
        let first_positions = [0, 3, 3, 7, 20, 21, 30, 31, 40];
        for position in 0..50 {
            let expected = first_positions.partition_point(|&first| first <= position) - 1;
            for from in 0..=expected {
                assert_eq!(passage_of(&first_positions, from, position), expected, "{from} {position}");
            }
        }
    }

    #[test]
    fn the_passage_with_most_matches_comes_first_then_those_that_add_to_it() {
        check(&[0, 10, 20], &found(&[&[1, 21], &[22], &[2]]), &[(2, 3), (0, 1)]);
        check(&[0, 10, 20], &found(&[&[11]]), &[(1, 2)]);
        check(&[0, 10], &found(&[&[], &[]]), &[]);
    }

    #[test]
    fn a_heading_is_needed_for_an_important_match_that_occurs_only_there() {
        let first_positions = [0, 10];
        let needs = |places: &[&[u32]], idf_weights: &[Score]| {
            let mut found = found(places);
            found.iter_mut().zip(idf_weights).for_each(|(found, idf_weight)| found.idf_weight = *idf_weight);
            PassageSelector::new(&first_positions, &found, 0).needs(5)
        };
        assert!(needs(&[&[1, 12], &[2]], &[1.0, 8.0]), "a number next to a frequent word");
        assert!(!needs(&[&[1], &[2, 12]], &[1.0, 8.0]), "a frequent word");
        assert!(!needs(&[&[1, 12], &[2, 13]], &[1.0, 8.0]), "both are repeated");
        assert!(!needs(&[&[1, 12], &[2]], &[1.0, 1.2]), "both are about equally important");
        assert!(!needs(&[&[12], &[]], &[1.0, 8.0]), "not in the text");
    }

    #[test]
    fn among_equal_passages_the_one_with_adjacent_words_comes_first() {
        check(&[0, 10, 20], &found(&[&[1, 11, 21], &[5, 10, 22]]), &[(2, 3), (1, 2), (0, 1)]);
        check(&[0, 10], &found(&[&[1, 11], &[2, 12]]), &[(0, 1), (1, 2)]);
    }

    #[test]
    fn passages_joined_by_a_match_are_shown_once_as_one() {
        let mut found = found(&[&[12]]);
        found.push(MatchedTerm { spans: vec![PositionSpan { first: 9, last: 11 }].into(), idf_weight: 2.0 });
        check(&[0, 10, 20], &found, &[(0, 2)]);
    }
}
