//! What words that stand close to each other add to a score, as a query of a cluster.
//!
//! Neighbors as phrases; the best stretch as words near those worth most, because a cluster has no query for it.

use serde_json::{Value, json};
use skorowidz_cluster::positions::written;

use crate::{
    index::name_of,
    search::{
        proximity,
        ranking::{PAIR_WEIGHT, REVERSED, STRETCH_WORDS, stretch_score},
        weighted_query::WeightedQuery,
        weighted_term::WeightedWord,
    },
};

/// The number of words, those worth most, around which a stretch is looked for.
const ANCHORS: usize = 3;
/// The maximum number of words whose closeness counts.
const MAX_WORDS: usize = 12;

/// Returns a query for what closeness adds; `None` if there are not two words.
pub(super) fn closeness(weighted_query: &WeightedQuery<'_>) -> Option<Value> {
    let mut words = proximity::words(weighted_query);
    words.retain(|word| !word.own.is_empty());
    words.truncate(MAX_WORDS);
    if words.len() < 2 {
        return None;
    }
    let mut queries: Vec<Value> = words.windows(2).flat_map(|pair| neighbors(pair[0], pair[1])).collect();
    let mut anchors = words.clone();
    anchors.sort_by(|one, other| other.idf_weight.total_cmp(&one.idf_weight));
    let stretches = anchors.iter().take(ANCHORS).map(|anchor| stretch(anchor, &words)).collect::<Vec<_>>();
    queries.push(json!({"dis_max": {"queries": stretches}}));
    Some(json!({"bool": {"should": queries}}))
}

/// Returns queries for two words one after the other, in either order.
fn neighbors(one: &WeightedWord, other: &WeightedWord) -> [Value; 2] {
    let worth = PAIR_WEIGHT * (one.idf_weight + other.idf_weight) / 2.0;
    let worth = worth / (one.own.len() + other.own.len()) as f32;
    let phrase = |first: &WeightedWord, second: &WeightedWord, boost: f32| {
        let text = format!("{} {}", alternatives(first).join("|"), alternatives(second).join("|"));
        json!({"match_phrase": {name_of(first.field): {"query": text, "boost": boost}}})
    };
    [phrase(one, other, worth), phrase(other, one, worth * REVERSED)]
}

/// Returns a query for the worth of the words within a stretch around one.
fn stretch(anchor: &WeightedWord, words: &[&WeightedWord]) -> Value {
    let field = name_of(anchor.field);
    let here = json!({"terms": {field: alternatives(anchor)}});
    let mut queries = vec![constant(&here, stretch_score(anchor.idf_weight))];
    for word in words.iter().filter(|word| !std::ptr::eq(**word, anchor)) {
        let near = json!({"span_near": {
            "clauses": [span(anchor), span(word)],
            "slop": STRETCH_WORDS - 2,
            "in_order": false,
        }});
        queries.push(constant(&near, stretch_score(word.idf_weight)));
    }
    json!({"bool": {"should": queries}})
}

fn constant(filter: &Value, score: f32) -> Value {
    json!({"constant_score": {"filter": filter, "boost": score}})
}

fn span(word: &WeightedWord) -> Value {
    let field = name_of(word.field);
    let mut terms: Vec<Value> =
        alternatives(word).into_iter().map(|term| json!({"span_term": {field: term}})).collect();
    if terms.len() == 1 { terms.remove(0) } else { json!({"span_or": {"clauses": terms}}) }
}

fn alternatives(word: &WeightedWord) -> Vec<String> {
    word.own.iter().map(|term| written(&term.text)).collect()
}
