//! Limits the cost of phrases in a query, estimated in advance from the frequencies of their words.
//!
//! Positions are the most expensive data that a search reads. If phrases of frequent words would read too
//! many of them, the most expensive phrases match all documents that contain their words, in any order.
//!
//! Invariant: the same query on the same index is always cut in the same way.

use super::{
    query_node::{QueryGroup, QueryNode, QueryVisitor},
    scored_clause::ScoredClause,
    sequence_terms::SequenceTerms,
    weighted_term::{WeightedSequence, WeightedTerms},
};
use crate::index::TermLocation;

/// The maximum number of position lookups (one word in one document): about a tenth of a second.
pub(super) const MAX_LOOKS: u64 = 1_000_000;
/// The number of positions that cost as much to read as one lookup.
const POSITIONS_OF_LOOK: u64 = 64;

/// What was dropped from a query because it would have cost too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct QueryCut {
    /// The number of phrases whose words may be in any order.
    pub(super) loosened: usize,
    /// The number of excluded phrases that were dropped.
    pub(super) not_excluded: usize,
}

/// Limits the cost of a query to `looks` lookups. The cheapest phrase is always kept as it is.
pub(super) fn fit(
    wanted: &mut [ScoredClause],
    excluded: &mut Vec<QueryNode<WeightedTerms>>,
    looks: u64,
) -> QueryCut {
    let required = wanted.iter().filter(|scored_clause| scored_clause.is_required(false));
    let hits =
        required.map(|scored_clause| scored_clause.part.accept(&mut DocumentBound)).min().unwrap_or(u64::MAX);
    let mut sequences = Vec::new();
    for scored_clause in wanted {
        scored_clause.part.for_each_leaf_mut(&mut |terms| {
            if let WeightedTerms::Sequence(placed) = terms {
                sequences.push(placed);
            }
        });
    }
    let mut costs: Vec<(u64, &mut Vec<WeightedSequence>)> =
        sequences.into_iter().map(|placed| (cost(placed, hits), placed)).collect();
    costs.sort_by_key(|(cost, _)| *cost);
    let (mut spent, mut cut) = (0, QueryCut::default());
    for (number, (cost, placed)) in costs.into_iter().enumerate() {
        spent += cost;
        if spent > looks && number > 0 {
            cut.loosened += 1;
            for sequence in placed {
                sequence.is_ordered = false;
            }
        }
    }
    cut.not_excluded = fit_excluded(excluded, hits, looks);
    cut
}

/// Drops exclusions that would cost too much and returns their number. If their order were ignored instead,
/// they would exclude too much.
fn fit_excluded(excluded: &mut Vec<QueryNode<WeightedTerms>>, hits: u64, looks: u64) -> usize {
    let before = excluded.len();
    excluded.sort_by_key(|part| cost_of(part, hits));
    let mut spent = 0;
    excluded.retain(|part| {
        let cost = cost_of(part, hits);
        spent += cost;
        cost == 0 || spent <= looks
    });
    before - excluded.len()
}

fn cost_of(part: &QueryNode<WeightedTerms>, hits: u64) -> u64 {
    match part.as_leaf() {
        Some(WeightedTerms::Sequence(placed)) => cost(placed, hits),
        _ => 0,
    }
}

/// Returns the cost of checking the order of the words in as many documents as there may be hits.
fn cost(placed: &[WeightedSequence], hits: u64) -> u64 {
    let of_place = |sequence: &WeightedSequence| {
        let documents = all_words(sequence).min(hits);
        let look = |positions: u64, documents: u64| 1 + positions / documents.max(1) / POSITIONS_OF_LOOK;
        let words = sequence.words.iter().map(|word| {
            let positions = word.terms.iter().map(TermLocation::positions).sum();
            look(positions, word.documents())
        });
        documents.saturating_mul(words.sum())
    };
    placed.iter().map(of_place).fold(0, u64::saturating_add)
}

/// Returns an upper bound of the number of documents that contain all words of a sequence.
fn all_words(sequence: &WeightedSequence) -> u64 {
    sequence.words.first().map_or(0, SequenceTerms::documents)
}

/// Whether a document may contain all of the words, as far as the terms that the index has at all show.
pub(super) fn may_all_match(wanted: &[ScoredClause]) -> bool {
    let required = wanted.iter().filter(|clause| clause.is_required(true));
    required.map(|clause| clause.part.accept(&mut DocumentBound)).all(|documents| documents > 0)
}

/// Computes an upper bound of the number of documents that match a part.
struct DocumentBound;

impl QueryVisitor<'_, WeightedTerms> for DocumentBound {
    type Output = u64;

    fn leaf(&mut self, leaf: &WeightedTerms) -> u64 {
        match leaf {
            WeightedTerms::Word(placed) | WeightedTerms::Prefix(placed) => {
                let terms = placed
                    .iter()
                    .flat_map(|word| word.own.iter().chain(word.others.iter().map(|(term, _)| term)));
                terms.map(|term| term.doc_freq).fold(0, u64::saturating_add)
            }
            WeightedTerms::Sequence(placed) => placed.iter().map(all_words).fold(0, u64::saturating_add),
        }
    }

    fn group(&mut self, _: &QueryGroup<WeightedTerms>) -> u64 {
        u64::MAX
    }

    fn any_of(&mut self, alternatives: &[QueryNode<WeightedTerms>]) -> u64 {
        alternatives.iter().map(|node| node.accept(self)).fold(0, u64::saturating_add)
    }
}
