//! Chooses the articles and paragraphs of a text: the sequence of numbers that explains it best.
//!
//! Each candidate adds its weight to a sequence; each jump costs, and so does each restart. The best of all
//! ascending sequences is found with a tree of the best sums by number. So a reference at the start of a
//! line, whose number is out of order, costs more than it adds. Leaves what belongs to the sections to
//! `containers` and `lists`. Invariant: the cost is `n log n` in the number of candidates.

use super::{
    candidate::{PLAUSIBLE, SectionCandidate},
    numeral::Numeral,
};

/// A candidate in the running for a sequence, with what it costs to begin a new sequence with it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Runner {
    /// The place of the candidate in the list of all candidates.
    pub(super) at: usize,
    candidate: SectionCandidate,
    restart_cost: i64,
    /// What it costs to begin the first sequence with it.
    start_cost: i64,
}

/// The greatest number of an article.
const GREATEST: u32 = 9_999;

/// What a jump costs that leaves out up to this many numbers. Repealed sections are the reason for most; a
/// single heading after a larger jump is a reference.
const JUMPS: [(u32, i64); 3] = [(1, 0), (5, 30), (25, 60)];

/// What a jump over more numbers costs. More than a heading weighs, so that two must follow it.
const FAR_JUMP: i64 = 150;

/// What it costs to begin again with 1 in the middle of a text. Three headings must follow.
const RESTART: i64 = 250;

/// What it costs where an act or an annex begins.
const RESTART_AT_BOUNDARY: i64 = 0;

/// The runners among candidates, whose kind a test tells from the place in the list.
pub(super) fn runners(candidates: &[SectionCandidate], is_runner: impl Fn(usize) -> bool) -> Vec<Runner> {
    let mut is_boundary = true;
    let mut runners = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        is_boundary |= candidate.is_boundary();
        if is_runner(at) && candidate.weight > 0 && candidate.numeral.number <= GREATEST {
            let restart_cost = if is_boundary { RESTART_AT_BOUNDARY } else { RESTART };
            is_boundary &= candidate.weight < PLAUSIBLE;
            let is_first = candidate.numeral.number == 1 || candidate.opens_text();
            let start_cost = if is_first { 0 } else { FAR_JUMP };
            runners.push(Runner { at, candidate: *candidate, restart_cost, start_cost });
        }
    }
    runners
}

/// The best sum of a sequence up to a runner, and the runner before it.
#[derive(Debug, Clone, Copy)]
struct Sum {
    value: i64,
    before: Option<usize>,
}

/// Returns the places of the candidates in the best sequence, and its value.
pub(super) fn best_sequence(runners: &[Runner]) -> (Vec<usize>, i64) {
    let mut keys: Vec<u64> = runners.iter().map(|runner| runner.candidate.last.key()).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut tree = MaximumTree::new(keys.len());
    let mut sums: Vec<Sum> = Vec::with_capacity(runners.len());
    let mut best: Option<(i64, usize)> = None;
    for (at, runner) in runners.iter().enumerate() {
        let sum = best_sum(runner, &keys, &tree, best);
        tree.raise(place(&keys, runner.candidate.last.key()), (sum.value, at));
        if best.is_none_or(|(value, _)| sum.value > value) {
            best = Some((sum.value, at));
        }
        sums.push(sum);
    }
    let places = walk_back(&sums, best).into_iter().map(|at| runners[at].at).collect();
    (places, best.map_or(0, |(value, _)| value))
}

/// The best sum of a sequence that ends with a runner.
fn best_sum(runner: &Runner, keys: &[u64], tree: &MaximumTree, best: Option<(i64, usize)>) -> Sum {
    let numeral = runner.candidate.numeral;
    let restart = best.filter(|_| numeral.is_first()).map(|(value, at)| (value - runner.restart_cost, at));
    let start = -runner.start_cost;
    let before = greater(best_before(numeral, keys, tree), restart).filter(|(value, _)| *value > start);
    let value = runner.candidate.weight + before.map_or(start, |(value, _)| value);
    Sum { value, before: before.map(|(_, at)| at) }
}

/// The best sum of a sequence that a number goes on with, less the cost of the jump to it, and its last
/// runner.
fn best_before(numeral: Numeral, keys: &[u64], tree: &MaximumTree) -> Option<(i64, usize)> {
    let mut high = place(keys, numeral.key());
    let mut best = None;
    for (jump, cost) in JUMPS {
        let low = place(keys, Numeral::least_key(numeral.number.saturating_sub(jump))).min(high);
        best = greater(best, tree.maximum(low, high).map(|(value, at)| (value - cost, at)));
        high = low;
    }
    greater(best, tree.maximum(0, high).map(|(value, at)| (value - FAR_JUMP, at)))
}

/// The one of greater value; the first if both are equal.
fn greater(one: Option<(i64, usize)>, other: Option<(i64, usize)>) -> Option<(i64, usize)> {
    one.filter(|(value, _)| other.is_none_or(|(more, _)| *value >= more)).or(other)
}

fn place(keys: &[u64], key: u64) -> usize {
    keys.partition_point(|other| *other < key)
}

fn walk_back(sums: &[Sum], best: Option<(i64, usize)>) -> Vec<usize> {
    let mut places: Vec<usize> =
        std::iter::successors(best.map(|(_, at)| at), |at| sums[*at].before).collect();
    places.reverse();
    places
}

/// A binary tree over places that finds the greatest value of a range of them.
struct MaximumTree {
    leaves: usize,
    nodes: Vec<Option<(i64, usize)>>,
}

impl MaximumTree {
    fn new(places: usize) -> Self {
        let leaves = places.next_power_of_two();
        Self { leaves, nodes: vec![None; 2 * leaves] }
    }

    /// Raises the value of a place, if it is greater than before.
    fn raise(&mut self, place: usize, value: (i64, usize)) {
        let mut at = self.leaves + place;
        while at > 0 && self.nodes[at].is_none_or(|old| old.0 < value.0) {
            self.nodes[at] = Some(value);
            at /= 2;
        }
    }

    /// The greatest value of the places from `low` up to `high`.
    fn maximum(&self, low: usize, high: usize) -> Option<(i64, usize)> {
        let (mut low, mut high) = (low + self.leaves, high + self.leaves);
        let mut greatest: Option<(i64, usize)> = None;
        while low < high {
            let left = (low % 2 == 1).then(|| self.nodes[low]).flatten();
            let right = (high % 2 == 1).then(|| self.nodes[high - 1]).flatten();
            greatest = greater(greatest, greater(left, right));
            (low, high) = (low.div_ceil(2), high / 2);
        }
        greatest
    }
}
