//! What words that stand close to each other add to a score, as a query of a cluster.
//!
//! Neighbors are phrases. The best stretch is the best of all subsets of a few words, of some more the best that
//! follows one of them, and of many those near the ones worth most: a cluster has no query for it. The title, which
//! stands behind the text, is no part of a stretch.

use serde_json::{Value, json};
use skorowidz_cluster::positions::written;

use super::{
    pieces::{MAX_LEAVES, any_of, constant, highest, leaves},
    sequences::base_phrase,
};
use crate::{
    index::{K1, TITLE_MARK, name_of},
    search::{
        proximity,
        ranking::{REVERSED, STRETCH_WORDS, pair_score, stretch_score},
        weighted_query::WeightedQuery,
        weighted_term::WeightedWord,
    },
};

/// The maximum number of words of which all subsets are looked for in a stretch.
const MAX_SUBSET_WORDS: usize = 4;
/// The maximum number of words of which each may be the first of the best stretch.
const MAX_FIRST_WORDS: usize = 8;
/// The number of words, those worth most, around which a stretch is looked for if there are more.
const ANCHORS: usize = 3;

/// Returns a query for what closeness adds; `None` if there are not two words, or far too many.
pub(super) fn closeness(weighted_query: &WeightedQuery<'_>) -> Option<Value> {
    let words = proximity::words(weighted_query);
    if words.len() < 2 {
        return None;
    }
    let said = |(anchors, has_reversed)| {
        let pairs = words.windows(2).filter_map(|pair| neighbors(pair[0], pair[1], has_reversed));
        any_of(pairs.chain(stretch(&words, anchors)).collect())
    };
    [(ANCHORS, true), (1, false)].into_iter().filter_map(said).find(|query| leaves(query) <= MAX_LEAVES)
}

/// Returns a query for two words one after the other. In reverse order they count as less than one occurrence.
fn neighbors(first: &WeightedWord, second: &WeightedWord, has_reversed: bool) -> Option<Value> {
    if first.own.is_empty() || second.own.is_empty() {
        return None;
    }
    let worth = pair_score(first.idf_weight, second.idf_weight, 1.0);
    let phrase = |words: [&WeightedWord; 2], worth: f32| {
        base_phrase(name_of(first.field), &words.map(|word| word.own.as_slice()), worth)
    };
    let forward = phrase([first, second], worth);
    let reversed = phrase([second, first], worth * REVERSED * (1.0 + K1) / (REVERSED + K1));
    highest(if has_reversed { vec![forward, reversed] } else { vec![forward] })
}

/// Returns a query for the worth of the words in the best stretch of text.
fn stretch(words: &[&WeightedWord], anchors: usize) -> Option<Value> {
    let mut known: Vec<&WeightedWord> = words.iter().copied().filter(|word| !word.own.is_empty()).collect();
    known.sort_by(|a, b| b.idf_weight.total_cmp(&a.idf_weight));
    if known.len() <= MAX_SUBSET_WORDS {
        return highest((1..1_u32 << known.len()).map(|chosen| subset(&known, chosen)).collect());
    }
    let is_first = known.len() <= MAX_FIRST_WORDS;
    let anchors = if is_first { known.len() } else { anchors };
    let around = |anchor: usize| {
        let alone = within(&[known[anchor]], false, known[anchor].idf_weight);
        let others = known.iter().enumerate().filter(|(other, _)| *other != anchor && anchor < anchors);
        let near = others.map(|(_, other)| within(&[known[anchor], other], is_first, other.idf_weight));
        any_of(std::iter::once(alone).chain(near).collect())
    };
    highest((0..known.len()).filter_map(around).collect())
}

/// Returns a query for a stretch with the words whose bits are set.
fn subset(known: &[&WeightedWord], chosen: u32) -> Value {
    let chosen = known.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1);
    let chosen: Vec<&WeightedWord> = chosen.map(|(_, word)| *word).collect();
    within(&chosen, false, chosen.iter().map(|word| word.idf_weight).sum())
}

/// Returns a query for documents whose text has all of the words in one stretch, with the score of this worth.
fn within(words: &[&WeightedWord], is_ordered: bool, worth: f32) -> Value {
    let spans: Vec<Value> = words.iter().map(|word| span(word)).collect();
    let all = json!({"all_of": {
        "intervals": spans,
        "ordered": is_ordered,
        "max_gaps": STRETCH_WORDS.saturating_sub(words.len() as u32),
        "filter": {"not_overlapping": {"match": {"query": TITLE_MARK}}},
    }});
    let field = words.first().map_or("", |word| name_of(word.field));
    constant(&json!({"intervals": {field: all}}), stretch_score(worth))
}

fn span(word: &WeightedWord) -> Value {
    let mut terms: Vec<Value> =
        word.own.iter().map(|term| json!({"match": {"query": written(&term.text)}})).collect();
    if terms.len() == 1 { terms.remove(0) } else { json!({"any_of": {"intervals": terms}}) }
}
