//! Keeps the documents of a segment that may be among the best.
//!
//! Late additions to scores are limited to a bounded number of the best documents.
//!
//! Invariant: every document that is among the best is kept, even if all other documents get the largest
//! addition.

use std::cmp::Ordering;

use tantivy::{DocAddress, DocId, Score};

use super::{postings::SegmentContext, proximity, weighted_term::WeightedWord};
use crate::{error::Result, index::Snapshot};

/// A document that may be among the best.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    /// The sort key: higher comes first.
    pub(super) key: u64,
    /// The ordinal of its id in the segment. Among equal keys, the lower one comes first.
    pub(super) id: u64,
    pub(super) doc: DocId,
    pub(super) score: Score,
    /// The factor that the score was multiplied by.
    pub(super) boost: Score,
    /// Whether the score includes closeness.
    pub(super) is_close: bool,
}

impl Candidate {
    /// Returns the key of a score. The bits of positive floats sort like the floats.
    pub(super) fn key_of(score: Score) -> u64 {
        u64::from(score.max(0.0).to_bits())
    }

    /// Adds to the score and updates the sort key.
    pub(super) fn add(&mut self, score: Score) {
        self.score += score * self.boost;
        self.key = Self::key_of(self.score);
        self.is_close = true;
    }
}

/// Sorts candidates, best first.
fn order(candidates: &mut [Candidate]) {
    candidates.sort_unstable_by(best_first);
}

fn best_first(a: &Candidate, b: &Candidate) -> Ordering {
    b.key.cmp(&a.key).then(a.id.cmp(&b.id))
}

/// What may still be added to scores.
#[derive(Debug, Clone, Copy)]
pub(super) struct ProximityBonus {
    /// The most that is added to one score.
    pub(super) most: Score,
    /// The number of documents it is added to: the best ones without it.
    pub(super) documents: usize,
}

impl ProximityBonus {
    #[cfg(test)]
    const NONE: Self = Self { most: 0.0, documents: 0 };
}

/// The documents of a segment that may be among the best.
pub(super) struct TopKCollector {
    found: Vec<Candidate>,
    /// The number of requested documents.
    wanted: usize,
    proximity_bonus: ProximityBonus,
    /// The lowest key that may still be among the best.
    least: u64,
    /// The number of candidates kept before hopeless ones are dropped.
    room: usize,
}

impl TopKCollector {
    pub(super) fn new(wanted: usize, proximity_bonus: ProximityBonus) -> Self {
        Self { found: Vec::new(), wanted, proximity_bonus, least: 0, room: room(wanted) }
    }

    pub(super) fn push(&mut self, candidate: Candidate) {
        self.found.push(candidate);
        if self.found.len() > self.room {
            self.shrink();
        }
    }

    /// Returns the most that may still be added to a score.
    pub(super) fn max_proximity_bonus(&self) -> Score {
        self.proximity_bonus.most
    }

    /// Whether any document may still be among the best, however low its score.
    pub(super) fn may_take_any(&self) -> bool {
        self.least == 0
    }

    /// Forgets all candidates, which have turned out not to be hits.
    pub(super) fn clear(&mut self) {
        (self.least, self.room) = (0, room(self.wanted));
        self.found.clear();
    }

    /// Whether a document with this key may be among the best.
    pub(super) fn may_take(&self, key: u64) -> bool {
        key >= self.least
    }

    /// Returns the remaining candidates, best first.
    fn into_ordered(mut self) -> Vec<Candidate> {
        order(&mut self.found);
        self.found
    }

    /// Returns the lowest key that may be among the best if the last of them has the key `last`.
    fn least_beside(&self, last: u64) -> u64 {
        let most = self.proximity_bonus.most;
        if most > 0.0 { Candidate::key_of(Score::from_bits(last as u32) - most) } else { last }
    }

    /// Drops candidates that cannot be among the best anymore.
    fn shrink(&mut self) {
        let (_, last, _) = self.found.select_nth_unstable_by(self.wanted - 1, best_first);
        let last = *last;
        if self.proximity_bonus.most > 0.0 {
            self.least = self.least.max(self.least_beside(last.key));
            self.found.retain(|one| one.key >= self.least);
            self.leave_out_without_slack();
        } else {
            self.least = last.key;
            self.found.retain(|one| best_first(one, &last).is_le());
        }
        self.room = self.room.max(self.found.len() * 2);
    }

    /// Drops candidates that get no addition, unless they are wanted without it.
    fn leave_out_without_slack(&mut self) {
        let most = self.proximity_bonus.documents.max(self.wanted);
        if self.found.len() > most {
            let (_, last, _) = self.found.select_nth_unstable_by(most - 1, best_first);
            self.least = self.least.max(last.key);
            self.found.truncate(most);
        }
    }
}

/// Returns the number of candidates to keep at first, before hopeless ones are dropped.
fn room(wanted: usize) -> usize {
    (wanted * 4).max(256)
}

/// Merges the candidates of all segments.
pub(super) struct TopKMerger {
    wanted: usize,
    proximity_bonus: ProximityBonus,
    /// The candidates of each segment.
    segments: Vec<Vec<Candidate>>,
    /// The best keys so far, highest first.
    keys: Vec<u64>,
}

impl TopKMerger {
    pub(super) fn new(wanted: usize, proximity_bonus: ProximityBonus) -> Self {
        Self { wanted, proximity_bonus, segments: Vec::new(), keys: Vec::new() }
    }

    /// Creates the candidates for the next segment, which must be as good as those so far.
    pub(super) fn candidates(&self) -> TopKCollector {
        let mut candidates = TopKCollector::new(self.wanted, self.proximity_bonus);
        if let Some(last) = self.keys.get(self.wanted - 1) {
            candidates.least = candidates.least_beside(*last);
        }
        candidates
    }

    /// Forgets the candidates of all segments so far, which have turned out not to be hits.
    pub(super) fn clear(&mut self) {
        self.segments.iter_mut().for_each(Vec::clear);
        self.keys.clear();
    }

    /// Adds the candidates of the next segment.
    pub(super) fn add(&mut self, candidates: TopKCollector) {
        let candidates = candidates.into_ordered();
        self.keys.extend(candidates.iter().take(self.wanted).map(|candidate| candidate.key));
        self.keys.sort_unstable_by(|a, b| b.cmp(a));
        self.keys.truncate(self.wanted);
        self.segments.push(candidates);
    }

    /// Adds closeness to candidates that may be among the best with it: first to those that already are
    /// without it, then to all that those do not rule out.
    pub(super) fn decide(&mut self, segments: &[SegmentContext<'_>], words: &[&WeightedWord]) -> Result<()> {
        let Some(&last) = self.keys.last() else { return Ok(()) };
        let rests = self.split_off_rests();
        let mut scores = Vec::new();
        for (segment, candidates) in segments.iter().zip(&mut self.segments) {
            let first = candidates.partition_point(|candidate| candidate.key >= last);
            add_proximity(segment, words, &mut candidates[..first])?;
            scores.extend(candidates[..first].iter().map(|candidate| candidate.score));
        }
        scores.sort_unstable_by(|a, b| b.total_cmp(a));
        let worst = scores.get(self.wanted - 1).copied().unwrap_or(0.0);
        for ((segment, candidates), rest) in segments.iter().zip(&mut self.segments).zip(rests) {
            candidates.retain(|candidate| {
                candidate.is_close || candidate.score + self.proximity_bonus.most >= worst
            });
            candidates.sort_unstable_by_key(|candidate| candidate.is_close);
            let far = candidates.partition_point(|candidate| !candidate.is_close);
            add_proximity(segment, words, &mut candidates[..far])?;
            candidates.extend(rest);
            order(candidates);
        }
        Ok(())
    }

    /// Removes and returns the candidates that get no addition, by segment. Among equal ones at the bound,
    /// those of the first segments stay.
    fn split_off_rests(&mut self) -> Vec<Vec<Candidate>> {
        let count: usize = self.segments.iter().map(Vec::len).sum();
        if count <= self.proximity_bonus.documents {
            return vec![Vec::new(); self.segments.len()];
        }
        let mut keys: Vec<u64> = self.segments.iter().flatten().map(|one| one.key).collect();
        keys.sort_unstable_by(|a, b| b.cmp(a));
        let bound = self.proximity_bonus.documents.checked_sub(1).map_or(u64::MAX, |last| keys[last]);
        let mut equal = self.proximity_bonus.documents - keys.partition_point(|key| *key > bound);
        let rest = |candidates: &mut Vec<Candidate>| {
            let above = candidates.partition_point(|one| one.key > bound);
            let beside = candidates.partition_point(|one| one.key >= bound) - above;
            let taken = beside.min(equal);
            equal -= taken;
            candidates.split_off(above + taken)
        };
        self.segments.iter_mut().map(rest).collect()
    }

    /// Returns the best candidates of all segments with their segment ordinals, equal ones by id. Reads only
    /// the ids of candidates that equal one of another segment.
    pub(super) fn merged(&mut self, snapshot: &Snapshot) -> Result<Vec<(u32, Candidate)>> {
        let mut heads: Vec<_> = std::mem::take(&mut self.segments)
            .into_iter()
            .map(|found| found.into_iter().peekable())
            .collect();
        let mut ids: Vec<Option<String>> = vec![None; heads.len()];
        let mut merged = Vec::new();
        while merged.len() < self.wanted {
            let Some(key) = heads.iter_mut().filter_map(|head| head.peek()).map(|one| one.key).max() else {
                break;
            };
            let mut equal: Vec<(usize, DocId)> = Vec::new();
            for (ord, head) in heads.iter_mut().enumerate() {
                equal.extend(head.peek().filter(|one| one.key == key).map(|one| (ord, one.doc)));
            }
            let mut first = equal[0].0;
            if equal.len() > 1 {
                for &(ord, doc) in &equal {
                    if ids[ord].is_none() {
                        ids[ord] = Some(snapshot.id(DocAddress::new(ord as u32, doc))?);
                    }
                }
                let by_id = equal.iter().map(|(ord, _)| *ord).min_by(|a, b| ids[*a].cmp(&ids[*b]));
                first = by_id.unwrap_or(first);
            }
            ids[first] = None;
            merged.extend(heads[first].next().map(|one| (first as u32, one)));
        }
        Ok(merged)
    }
}

/// Adds closeness to the scores of candidates of one segment.
fn add_proximity(
    segment: &SegmentContext<'_>,
    words: &[&WeightedWord],
    candidates: &mut [Candidate],
) -> Result<()> {
    if candidates.is_empty() {
        return Ok(());
    }
    candidates.sort_unstable_by_key(|candidate| candidate.doc);
    let documents: Vec<DocId> = candidates.iter().map(|candidate| candidate.doc).collect();
    let scores = proximity::proximity_scores(segment, words, &documents)?;
    candidates.iter_mut().zip(scores).for_each(|(candidate, score)| candidate.add(score));
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn candidate(doc: DocId, score: Score) -> Candidate {
        Candidate {
            key: Candidate::key_of(score),
            id: u64::from(doc),
            doc,
            score,
            boost: 1.0,
            is_close: false,
        }
    }

    proptest! {
        #[test]
        fn candidates_agree_with_sorting_all_documents(scores in prop::collection::vec(0..50_u16, 1..2000), wanted in 1..20_usize) {
            let all: Vec<Candidate> =
                (0..).zip(&scores).map(|(doc, score)| candidate(doc, Score::from(*score))).collect();
            let mut candidates = TopKCollector::new(wanted, ProximityBonus::NONE);
            for one in &all {
                if candidates.may_take(one.key) {
                    candidates.push(*one);
                }
            }
            let mut expected = all;
            order(&mut expected);
            let documents = |candidates: &[Candidate]| {
                candidates.iter().take(wanted).map(|candidate| candidate.doc).collect::<Vec<_>>()
            };
            prop_assert_eq!(documents(&candidates.into_ordered()), documents(&expected));
        }

        #[test]
        fn documents_that_slack_may_lift_among_the_best_are_kept(
            scores in prop::collection::vec((0..50_u16, 0..10_u16), 1..2000),
            wanted in 1..20_usize,
        ) {
            let mut candidates = TopKCollector::new(wanted, ProximityBonus { most: 9.0, documents: usize::MAX });
            for (doc, (score, _)) in (0..).zip(&scores) {
                let candidate = candidate(doc, Score::from(*score));
                if candidates.may_take(candidate.key) {
                    candidates.push(candidate);
                }
            }
            let lifted = |mut candidates: Vec<Candidate>| {
                for one in &mut candidates {
                    one.add(Score::from(scores[one.doc as usize].1));
                }
                order(&mut candidates);
                candidates.into_iter().take(wanted).map(|one| one.doc).collect::<Vec<_>>()
            };
            let all = (0..).zip(&scores).map(|(doc, (score, _))| candidate(doc, Score::from(*score)));
            prop_assert_eq!(lifted(candidates.into_ordered()), lifted(all.collect()));
        }

        #[test]
        fn pages_of_any_length_agree_if_only_the_best_get_an_addition(
            scores in prop::collection::vec((0..8_u16, 0..10_u16), 1..2000),
            documents in 1..200_usize,
        ) {
            let best = |wanted: usize| {
                let mut merger = TopKMerger::new(wanted, ProximityBonus { most: 9.0, documents });
                let mut candidates = merger.candidates();
                for (doc, (score, _)) in (0..).zip(&scores) {
                    let candidate = candidate(doc, Score::from(*score));
                    if candidates.may_take(candidate.key) {
                        candidates.push(candidate);
                    }
                }
                merger.add(candidates);
                let rest = merger.split_off_rests();
                let mut found = std::mem::take(&mut merger.segments[0]);
                for one in &mut found {
                    one.add(Score::from(scores[one.doc as usize].1));
                }
                found.extend(rest.into_iter().flatten());
                order(&mut found);
                found.into_iter().take(wanted).map(|one| one.doc).collect::<Vec<_>>()
            };
            let all = best(2000);
            for wanted in [1, 10, documents, documents + 10] {
                prop_assert_eq!(&best(wanted)[..], &all[..wanted.min(all.len())]);
            }
        }
    }
}
