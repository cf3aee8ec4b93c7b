//! The documents of a segment that may be among the best.
//!
//! What may still be added to scores is added to a bounded number of the best only. Always holds: whoever is among the
//! best wanted, even if all of that goes to the others, is kept.

use std::cmp::Ordering;

use tantivy::{DocAddress, DocId, Score};

use super::{
    closeness,
    postings::Segment,
    prepared::{PlacedWord, Prepared},
};
use crate::{error::Result, index::Snapshot};

/// A document that may be among the best.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    /// By what it is ordered: the higher, the earlier.
    pub(super) key: u64,
    /// The place of its id among those of the segment: of equal keys the lower comes first.
    pub(super) id: u64,
    pub(super) doc: DocId,
    pub(super) score: Score,
    /// What the score has been multiplied by.
    pub(super) boost: Score,
    /// Whether closeness is part of the score.
    pub(super) is_close: bool,
}

impl Candidate {
    /// The key of a score: the bits of positive floats are in the order of the floats.
    pub(super) fn key_of(score: Score) -> u64 {
        u64::from(score.max(0.0).to_bits())
    }

    /// Adds to the score by which it is ordered.
    pub(super) fn add(&mut self, score: Score) {
        self.score += score * self.boost;
        self.key = Self::key_of(self.score);
        self.is_close = true;
    }
}

/// The best first.
fn order(candidates: &mut [Candidate]) {
    candidates.sort_unstable_by(best_first);
}

fn best_first(a: &Candidate, b: &Candidate) -> Ordering {
    b.key.cmp(&a.key).then(a.id.cmp(&b.id))
}

/// What may still be added to scores.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slack {
    /// The most that is added to one.
    pub(super) most: Score,
    /// How many documents it is added to, the best without it.
    pub(super) documents: usize,
}

impl Slack {
    #[cfg(test)]
    const NONE: Self = Self { most: 0.0, documents: 0 };
}

/// The documents of a segment that may be among the best.
pub(super) struct Candidates {
    found: Vec<Candidate>,
    /// How many are asked for.
    wanted: usize,
    slack: Slack,
    /// A lower key cannot be among the best any more.
    least: u64,
    /// How many are kept before those that cannot be among the best are left out.
    room: usize,
}

impl Candidates {
    pub(super) fn new(wanted: usize, slack: Slack) -> Self {
        Self { found: Vec::new(), wanted, slack, least: 0, room: (wanted * 4).max(256) }
    }

    pub(super) fn push(&mut self, candidate: Candidate) {
        self.found.push(candidate);
        if self.found.len() > self.room {
            self.shrink();
        }
    }

    /// What may still be added to a score.
    pub(super) fn slack(&self) -> Score {
        self.slack.most
    }

    /// Whether a document of this key may be among the best.
    pub(super) fn may_take(&self, key: u64) -> bool {
        key >= self.least
    }

    /// Those that are left, the best first.
    fn into_ordered(mut self) -> Vec<Candidate> {
        order(&mut self.found);
        self.found
    }

    /// The least key that may be among the best where the last of them has this one.
    fn least_beside(&self, last: u64) -> u64 {
        let most = self.slack.most;
        if most > 0.0 { Candidate::key_of(Score::from_bits(last as u32) - most) } else { last }
    }

    /// Leaves out what cannot be among the best any more.
    fn shrink(&mut self) {
        let (_, last, _) = self.found.select_nth_unstable_by(self.wanted - 1, best_first);
        let last = *last;
        if self.slack.most > 0.0 {
            self.least = self.least.max(self.least_beside(last.key));
            self.found.retain(|one| one.key >= self.least);
            self.leave_out_without_slack();
        } else {
            self.least = last.key;
            self.found.retain(|one| best_first(one, &last).is_le());
        }
        self.room = self.room.max(self.found.len() * 2);
    }

    /// Leaves out what gets nothing added, unless it is wanted as it is.
    fn leave_out_without_slack(&mut self) {
        let most = self.slack.documents.max(self.wanted);
        if self.found.len() > most {
            let (_, last, _) = self.found.select_nth_unstable_by(most - 1, best_first);
            self.least = self.least.max(last.key);
            self.found.truncate(most);
        }
    }
}

/// The candidates of all segments.
pub(super) struct Contest {
    wanted: usize,
    slack: Slack,
    /// By segment.
    segments: Vec<Vec<Candidate>>,
    /// The best keys so far, the highest first.
    keys: Vec<u64>,
}

impl Contest {
    pub(super) fn new(wanted: usize, slack: Slack) -> Self {
        Self { wanted, slack, segments: Vec::new(), keys: Vec::new() }
    }

    /// Room for the candidates of the next segment, which must be as good as those before.
    pub(super) fn candidates(&self) -> Candidates {
        let mut candidates = Candidates::new(self.wanted, self.slack);
        if let Some(last) = self.keys.get(self.wanted - 1) {
            candidates.least = candidates.least_beside(*last);
        }
        candidates
    }

    /// Adds the candidates of the next segment.
    pub(super) fn add(&mut self, candidates: Candidates) {
        let candidates = candidates.into_ordered();
        self.keys.extend(candidates.iter().take(self.wanted).map(|candidate| candidate.key));
        self.keys.sort_unstable_by(|a, b| b.cmp(a));
        self.keys.truncate(self.wanted);
        self.segments.push(candidates);
    }

    /// Adds closeness to those that may be among the best with it: first to those that are without it,
    /// then to all that these do not keep out.
    pub(super) fn decide(&mut self, prepared: &Prepared<'_>, words: &[&PlacedWord]) -> Result<()> {
        let Some(&last) = self.keys.last() else { return Ok(()) };
        let rests = self.split_off_rests();
        let mut scores = Vec::new();
        for (ord, candidates) in self.segments.iter_mut().enumerate() {
            let first = candidates.partition_point(|candidate| candidate.key >= last);
            add_closeness(prepared, words, ord, &mut candidates[..first])?;
            scores.extend(candidates[..first].iter().map(|candidate| candidate.score));
        }
        scores.sort_unstable_by(|a, b| b.total_cmp(a));
        let worst = scores.get(self.wanted - 1).copied().unwrap_or(0.0);
        for (ord, (candidates, rest)) in self.segments.iter_mut().zip(rests).enumerate() {
            candidates.retain(|candidate| candidate.is_close || candidate.score + self.slack.most >= worst);
            candidates.sort_unstable_by_key(|candidate| candidate.is_close);
            let far = candidates.partition_point(|candidate| !candidate.is_close);
            add_closeness(prepared, words, ord, &mut candidates[..far])?;
            candidates.extend(rest);
            order(candidates);
        }
        Ok(())
    }

    /// Takes away those that get nothing added, by segment; of equal ones at the bound the first segments' stay.
    fn split_off_rests(&mut self) -> Vec<Vec<Candidate>> {
        let count: usize = self.segments.iter().map(Vec::len).sum();
        if count <= self.slack.documents {
            return vec![Vec::new(); self.segments.len()];
        }
        let mut keys: Vec<u64> = self.segments.iter().flatten().map(|one| one.key).collect();
        keys.sort_unstable_by(|a, b| b.cmp(a));
        let bound = self.slack.documents.checked_sub(1).map_or(u64::MAX, |last| keys[last]);
        let mut equal = self.slack.documents - keys.partition_point(|key| *key > bound);
        let rest = |candidates: &mut Vec<Candidate>| {
            let above = candidates.partition_point(|one| one.key > bound);
            let beside = candidates.partition_point(|one| one.key >= bound) - above;
            let taken = beside.min(equal);
            equal -= taken;
            candidates.split_off(above + taken)
        };
        self.segments.iter_mut().map(rest).collect()
    }

    /// The best of all segments with the numbers of their segments; equal ones by id. Reads the ids only
    /// of those that are equal to another segment's.
    pub(super) fn merged(self, snapshot: &Snapshot) -> Result<Vec<(u32, Candidate)>> {
        let mut heads: Vec<_> = self.segments.into_iter().map(|found| found.into_iter().peekable()).collect();
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
fn add_closeness(
    prepared: &Prepared<'_>,
    words: &[&PlacedWord],
    ord: usize,
    candidates: &mut [Candidate],
) -> Result<()> {
    if candidates.is_empty() {
        return Ok(());
    }
    candidates.sort_unstable_by_key(|candidate| candidate.doc);
    let documents: Vec<DocId> = candidates.iter().map(|candidate| candidate.doc).collect();
    let scores = closeness::of(&Segment::of(prepared, ord), words, &documents)?;
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
        fn the_best_candidates_are_those_of_a_full_sort(scores in prop::collection::vec(0..50_u16, 1..2000), wanted in 1..20_usize) {
            let all: Vec<Candidate> =
                (0..).zip(&scores).map(|(doc, score)| candidate(doc, Score::from(*score))).collect();
            let mut candidates = Candidates::new(wanted, Slack::NONE);
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
        fn candidates_that_the_slack_may_lift_are_kept(
            scores in prop::collection::vec((0..50_u16, 0..10_u16), 1..2000),
            wanted in 1..20_usize,
        ) {
            let mut candidates = Candidates::new(wanted, Slack { most: 9.0, documents: usize::MAX });
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
        fn pages_of_any_length_agree_if_only_the_first_are_lifted(
            scores in prop::collection::vec((0..8_u16, 0..10_u16), 1..2000),
            documents in 1..200_usize,
        ) {
            let best = |wanted: usize| {
                let mut contest = Contest::new(wanted, Slack { most: 9.0, documents });
                let mut candidates = contest.candidates();
                for (doc, (score, _)) in (0..).zip(&scores) {
                    let candidate = candidate(doc, Score::from(*score));
                    if candidates.may_take(candidate.key) {
                        candidates.push(candidate);
                    }
                }
                contest.add(candidates);
                let rest = contest.split_off_rests();
                let mut found = std::mem::take(&mut contest.segments[0]);
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
