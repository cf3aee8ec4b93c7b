//! What the order of words may cost a query, told beforehand by how frequent they are.
//!
//! Positions cost most of all that a search reads. Where phrases of frequent words would read too many of them, the most
//! costly ones find all documents that hold their words, in whatever order. Always holds: the same query over the same
//! state of an index is cut in the same way.

use super::prepared::{Concept, Part, PlacedSequence, PlacedTerms};
use crate::index::Located;

/// So often the positions of a word in a document are looked up, at most: about a tenth of a second.
pub(super) const MAX_LOOKS: u64 = 1_000_000;
/// So many positions cost as much as looking them up.
const POSITIONS_OF_LOOK: u64 = 64;

/// What was left out of a query because it would have cost too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Cut {
    /// Phrases whose words may stand in any order.
    pub(super) loosened: usize,
    /// Phrases that are not excluded.
    pub(super) not_excluded: usize,
}

/// Makes a query cost no more than it may. One phrase is always looked for as it is.
pub(super) fn fit(wanted: &mut [Concept], excluded: &mut Vec<Part>, looks: u64) -> Cut {
    let required = wanted.iter().filter(|concept| concept.is_required(false));
    let hits = required.map(|concept| documents(&concept.part)).min().unwrap_or(u64::MAX);
    let mut sequences = Vec::new();
    for concept in wanted {
        gather(&mut concept.part, &mut sequences);
    }
    let mut costs: Vec<(u64, &mut Vec<PlacedSequence>)> =
        sequences.into_iter().map(|placed| (cost(placed, hits), placed)).collect();
    costs.sort_by_key(|(cost, _)| *cost);
    let (mut spent, mut cut) = (0, Cut::default());
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

/// Leaves out exclusions that would cost too much; how many. Without their order they would take away too much.
fn fit_excluded(excluded: &mut Vec<Part>, hits: u64, looks: u64) -> usize {
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

fn cost_of(part: &Part, hits: u64) -> u64 {
    match part {
        Part::Sequence(placed) => cost(placed, hits),
        _ => 0,
    }
}

/// What looking at the order of the words costs, in as many documents as there may be hits.
fn cost(placed: &[PlacedSequence], hits: u64) -> u64 {
    let of_place = |sequence: &PlacedSequence| {
        let documents = all_words(sequence).min(hits);
        let look = |positions: u64, documents: u64| 1 + positions / documents.max(1) / POSITIONS_OF_LOOK;
        let words = sequence.words.iter().map(|word| {
            let positions = word.terms.iter().map(Located::positions).sum();
            look(positions, word.documents())
        });
        documents.saturating_mul(words.sum())
    };
    placed.iter().map(of_place).fold(0, u64::saturating_add)
}

/// How many documents hold all words of a sequence, at most.
fn all_words(sequence: &PlacedSequence) -> u64 {
    sequence.words.first().map_or(0, PlacedTerms::documents)
}

/// How many documents hold a part, at most.
fn documents(part: &Part) -> u64 {
    match part {
        Part::Word(placed) | Part::Prefix(placed) => {
            let terms = placed
                .iter()
                .flat_map(|word| word.own.iter().chain(word.others.iter().map(|(term, _)| term)));
            terms.map(|term| term.doc_freq).fold(0, u64::saturating_add)
        }
        Part::Sequence(placed) => placed.iter().map(all_words).fold(0, u64::saturating_add),
        Part::AnyOf(parts) => parts.iter().map(documents).fold(0, u64::saturating_add),
        Part::Group { .. } => u64::MAX,
    }
}

/// The sequences that a part is made of, each in all of its places.
fn gather<'a>(part: &'a mut Part, found: &mut Vec<&'a mut Vec<PlacedSequence>>) {
    match part {
        Part::Word(_) | Part::Prefix(_) => {}
        Part::Sequence(placed) => found.push(placed),
        Part::AnyOf(parts) => parts.iter_mut().for_each(|part| gather(part, found)),
        Part::Group { words, wholes, instead } => {
            let all = words.iter_mut().chain(wholes).chain(instead);
            all.for_each(|part| gather(part, found));
        }
    }
}
