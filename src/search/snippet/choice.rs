//! Which passages of a document are shown: those that hold most of what was asked for.
//!
//! Leaves to `places` where that stands. Always holds: no passage is chosen twice; of equal ones the
//! first in the document comes first.

use std::ops::Range;

use tantivy::Score;

use super::places::{Found, Span};

/// A further passage must be worth this share of the first, or it only repeats it less well. This
/// and the next four were judged by eye on the sample corpus; they decide which passages are shown,
/// never which documents, and the tests of `tests/it/contract.rs` notice what a reader would.
const MIN_WORTH: Score = 0.25;
/// What is worth so many times what a text goes on with must be shown, even where the title says it: a number is, of
/// which the text has only the word `uchwała`.
const WEIGHTIER: Score = 1.5;
/// What a word already shown is worth in a further passage, against a new one.
const SHOWN_WORTH: Score = 0.3;
/// What each repetition of a word in a passage adds to its worth; the fourth is the last to count.
const REPETITION_WORTH: Score = 0.1;
const MAX_REPETITIONS: usize = 4;
/// What two words of the query that stand next to each other in order add, against their mean; the
/// other way round they add half, further apart less the further they are.
const PAIR_WORTH: Score = 0.2;

/// The passages that hold something, the best of them taken one by one.
pub(super) struct Choice<'a> {
    found: &'a [Found],
    candidates: Vec<Candidate>,
    /// Whether each thing is shown already.
    is_shown: Vec<bool>,
    /// What the best passage shown is worth.
    best: Score,
}

/// A passage, and those after it that a match in it reaches into.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) passages: Range<usize>,
    held: Vec<Held>,
    /// What the nearness of the words adds.
    closeness: Score,
}

/// That a passage holds a thing that was found.
#[derive(Debug)]
struct Held {
    passage: usize,
    /// The number of the thing, and of its spans.
    thing: usize,
    spans: Range<usize>,
    /// Where the furthest of them ends.
    end: usize,
}

impl<'a> Choice<'a> {
    /// Of the passages that begin at these positions, by what was found from position `from` on.
    pub(super) fn new(first_positions: &[u32], found: &'a [Found], from: u32) -> Self {
        let mut held = holdings(first_positions, found, from);
        // Stable, because it is quick where there are a few runs in order already.
        held.sort_by_key(|held| (held.passage, held.thing));
        let mut candidates: Vec<Candidate> = Vec::new();
        for held in held {
            match candidates.last_mut().filter(|last| last.passages.start == held.passage) {
                Some(last) => last.take(held),
                None => candidates.push(Candidate::new(held)),
            }
        }
        for candidate in &mut candidates {
            candidate.closeness = candidate.held.windows(2).map(|pair| closeness(pair, found)).sum();
        }
        Self { found, candidates, is_shown: vec![false; found.len()], best: 0.0 }
    }

    /// Whether the first passage of the text holds something.
    pub(super) fn begins_the_text(&self) -> bool {
        self.candidates.first().is_some_and(|candidate| candidate.passages.start == 0)
    }

    /// Whether what comes from position `from` on holds only words that say much less than what stands before it alone.
    pub(super) fn needs(&self, from: u32) -> bool {
        let weightiest = |comes_later: bool| {
            let is_of =
                |found: &&Found| found.spans.last().is_some_and(|last| (last.first >= from) == comes_later);
            self.found.iter().filter(is_of).map(|found| found.worth).fold(0.0, Score::max)
        };
        weightiest(false) > weightiest(true) * WEIGHTIER
    }

    /// The choice by what was found from position `from` on, where that is anything.
    pub(super) fn after(self, first_positions: &[u32], from: u32) -> Self {
        let later = Self::new(first_positions, self.found, from);
        if later.candidates.is_empty() { self } else { later }
    }

    /// Takes the passage that adds most to what is shown; none where it would add little.
    pub(super) fn next(&mut self) -> Option<Candidate> {
        let worths = self.candidates.iter().map(|candidate| self.worth(candidate)).enumerate();
        // Of equal ones the first, and the order of the candidates is that of the text.
        let best = worths.reduce(|best, next| if next.1 > best.1 { next } else { best });
        let (at, _) = best.filter(|(_, worth)| *worth >= self.best * MIN_WORTH)?;
        Some(self.candidates.remove(at))
    }

    /// Notes that a passage is shown: what it holds is worth less now, what overlaps it nothing.
    pub(super) fn show(&mut self, shown: &Candidate) {
        self.best = self.best.max(self.worth(shown));
        shown.held.iter().for_each(|held| self.is_shown[held.thing] = true);
        let Range { start, end } = shown.passages;
        self.candidates.retain(|other| other.passages.end <= start || other.passages.start >= end);
    }

    /// The worth of the things that a passage holds: those already shown count less, repetition a
    /// little, nearness too.
    fn worth(&self, candidate: &Candidate) -> Score {
        let worth = |held: &Held| {
            let repetitions = held.spans.len().min(MAX_REPETITIONS) - 1;
            let novelty = if self.is_shown[held.thing] { SHOWN_WORTH } else { 1.0 };
            self.found[held.thing].worth * (1.0 + REPETITION_WORTH * repetitions as Score) * novelty
        };
        let is_new = candidate.held.iter().any(|held| !self.is_shown[held.thing]);
        let closeness = candidate.closeness * if is_new { 1.0 } else { SHOWN_WORTH };
        closeness + candidate.held.iter().map(worth).sum::<Score>()
    }
}

impl Candidate {
    fn new(held: Held) -> Self {
        Self { passages: held.passage..held.end, held: vec![held], closeness: 0.0 }
    }

    fn take(&mut self, held: Held) {
        self.passages.end = self.passages.end.max(held.end);
        self.held.push(held);
    }
}

/// What the passages hold, thing by thing.
fn holdings(first_positions: &[u32], found: &[Found], from: u32) -> Vec<Held> {
    let mut holdings: Vec<Held> = Vec::new();
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
                _ => holdings.push(Held { passage, thing, spans: number..number + 1, end }),
            }
        }
    }
    holdings
}

/// The passage that holds a position, which is not before the passage `from`: looks ever further
/// ahead, because the next occurrence of a frequent word is near.
fn passage_of(first_positions: &[u32], from: usize, position: u32) -> usize {
    let is_after = |passage: usize| first_positions.get(passage).is_none_or(|&first| first > position);
    let mut step = 1;
    while !is_after(from + step) {
        step *= 2;
    }
    let (near, far) = (from + step / 2, (from + step).min(first_positions.len()));
    near + first_positions[near..far].partition_point(|&first| first <= position).saturating_sub(1)
}

/// What the nearness of two things adds that were asked for one after the other.
fn closeness(pair: &[Held], found: &[Found]) -> Score {
    let [first, second] = pair else { return 0.0 };
    if second.thing != first.thing + 1 {
        return 0.0;
    }
    let (one, other) = (&found[first.thing], &found[second.thing]);
    let mean = one.worth.midpoint(other.worth);
    PAIR_WORTH * mean * nearness(&one.spans[first.spans.clone()], &other.spans[second.spans.clone()])
}

/// One where a place of the second follows one of the first at once, less the further apart they are,
/// and half where it stands before.
fn nearness(first: &[Span], second: &[Span]) -> Score {
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

    fn found(places: &[&[u32]]) -> Vec<Found> {
        let spans = |places: &&[u32]| places.iter().map(|&at| Span { first: at, last: at }).collect();
        places.iter().map(|places| Found { spans: spans(places), worth: 1.0 }).collect()
    }

    /// Checks the passages chosen from those that begin at these positions.
    #[track_caller]
    fn check(first_positions: &[u32], found: &[Found], expected: &[(usize, usize)]) {
        let mut choice = Choice::new(first_positions, found, 0);
        let mut chosen = Vec::new();
        while let Some(candidate) = choice.next() {
            choice.show(&candidate);
            chosen.push((candidate.passages.start, candidate.passages.end));
        }
        assert_eq!(chosen, expected);
    }

    #[test]
    fn a_position_belongs_to_the_last_passage_that_begins_before_it() {
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
    fn a_heading_is_needed_for_a_weighty_word_that_occurs_only_there() {
        let first_positions = [0, 10];
        let needs = |places: &[&[u32]], worths: &[Score]| {
            let mut found = found(places);
            found.iter_mut().zip(worths).for_each(|(found, worth)| found.worth = *worth);
            Choice::new(&first_positions, &found, 0).needs(5)
        };
        assert!(needs(&[&[1, 12], &[2]], &[1.0, 8.0]), "a number beside a frequent word");
        assert!(!needs(&[&[1], &[2, 12]], &[1.0, 8.0]), "a frequent word");
        assert!(!needs(&[&[1, 12], &[2, 13]], &[1.0, 8.0]), "both words occur again");
        assert!(!needs(&[&[1, 12], &[2]], &[1.0, 1.2]), "both words have about the same weight");
        assert!(!needs(&[&[12], &[]], &[1.0, 8.0]), "the text lacks it");
    }

    #[test]
    fn of_equal_passages_the_one_with_adjacent_words_comes_first() {
        check(&[0, 10, 20], &found(&[&[1, 11, 21], &[5, 10, 22]]), &[(2, 3), (1, 2), (0, 1)]);
        check(&[0, 10], &found(&[&[1, 11], &[2, 12]]), &[(0, 1), (1, 2)]);
    }

    #[test]
    fn passages_joined_by_a_match_are_one_and_are_not_shown_again() {
        let mut found = found(&[&[12]]);
        found.push(Found { spans: vec![Span { first: 9, last: 11 }], worth: 2.0 });
        check(&[0, 10, 20], &found, &[(0, 2)]);
    }
}
