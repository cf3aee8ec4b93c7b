//! What the parts of a query add to the score of a document, as queries of a cluster.
//!
//! The same sums and maxima as in `postings/node`. Invariant: what the title adds is kept apart, because it counts by
//! how much of the query the title contains.

use serde_json::{Value, json};

use super::{
    NOTHING, any,
    held::{self, Held},
};
use crate::{
    index::{Fields, TermLocation, name_of},
    search::{
        query_node::{QueryGroup, QueryNode, QueryVisitor},
        ranking::{APART_WEIGHT, EXACT_WEIGHT},
        weighted_term::{SearchField, WeightedSequence, WeightedTerms, WeightedWord},
    },
};

/// The maximum number of terms of a word that are scored, the first ones; all of them match. A cluster takes no more
/// than 1024 in a query.
const MAX_SCORED: usize = 24;

/// What a part adds. The queries of a list are added up.
#[derive(Default)]
pub(super) struct PartScores {
    text: Vec<Value>,
    title: Vec<Value>,
    /// The worth of what a title contains: filters with weights.
    shares: Vec<(Value, f32)>,
}

impl PartScores {
    pub(super) fn add(&mut self, other: Self) {
        self.text.extend(other.text);
        self.title.extend(other.title);
        self.shares.extend(other.shares);
    }

    /// Returns the queries for text and title; `all` is the worth of the whole query.
    pub(super) fn into_queries(self, all: f32) -> Vec<Value> {
        let mut queries = self.text;
        if !self.title.is_empty() {
            let share = |(filter, worth): &(Value, f32)| json!({"filter": filter, "weight": (worth / all.max(NOTHING)).max(NOTHING)});
            let nothing = json!({"filter": {"match_all": {}}, "weight": NOTHING});
            let shares: Vec<Value> = self.shares.iter().map(share).chain([nothing]).collect();
            let times_share = |query: Value| {
                json!({"function_score": {
                    "query": query, "functions": shares, "score_mode": "sum", "boost_mode": "multiply", "max_boost": 1.0,
                }})
            };
            // Twice: the square of the share counts.
            queries.push(times_share(times_share(sum(self.title))));
        }
        queries
    }
}

/// Computes what a part adds.
pub(super) struct Scores {
    pub(super) fields: Fields,
    /// Whether words of the same family count.
    pub(super) has_related_terms: bool,
}

impl QueryVisitor<'_, WeightedTerms> for Scores {
    type Output = PartScores;

    fn leaf(&mut self, leaf: &WeightedTerms) -> PartScores {
        let mut found = PartScores::default();
        match leaf {
            WeightedTerms::Word(placed) | WeightedTerms::Prefix(placed) => {
                for word in placed {
                    self.add_word(word, &mut found);
                }
            }
            WeightedTerms::Sequence(placed) => {
                for sequence in placed {
                    add_sequence(sequence, &mut found);
                }
            }
        }
        found
    }

    fn group(&mut self, group: &QueryGroup<WeightedTerms>) -> PartScores {
        let mut words = PartScores::default();
        group.words.iter().for_each(|word| words.add(word.accept(self)));
        if group.instead.is_empty() {
            return words;
        }
        let wholes = &group.instead[..group.wholes()];
        let whole =
            (!wholes.is_empty()).then(|| any(wholes.iter().map(|one| one.accept(&mut Held)).collect()));
        let others: Vec<PartScores> = group.instead.iter().map(|other| other.accept(self)).collect();
        let (mut text, mut title, mut shares) = (Vec::new(), Vec::new(), words.shares);
        for other in others {
            text.push(other.text);
            title.push(other.title);
            shares.extend(other.shares);
        }
        PartScores {
            text: best(apart(words.text, whole.as_ref()), text),
            title: best(apart(words.title, whole.as_ref()), title),
            shares: if wholes.is_empty() { shares } else { one_share(shares) },
        }
    }

    fn any_of(&mut self, alternatives: &[QueryNode<WeightedTerms>]) -> PartScores {
        let mut found = PartScores::default();
        alternatives.iter().for_each(|one| found.add(one.accept(self)));
        found
    }
}

impl Scores {
    fn add_word(&self, word: &WeightedWord, found: &mut PartScores) {
        let score = |(term, worth): (&TermLocation, f32)| term_score(word, term, word.weight * worth);
        let related: &[_] = if self.has_related_terms { &word.related_terms } else { &[] };
        let weighted = || word.others.iter().chain(related).map(|(term, worth)| (term, *worth));
        let own = word.own.iter().map(|term| (term, word.idf));
        let terms: Vec<Value> = own.chain(weighted()).take(MAX_SCORED).map(score).collect();
        let exact_worth = word.weight * EXACT_WEIGHT * word.idf;
        let exact = word.exact.iter().map(|term| self.exact_score(word, term, exact_worth));
        let queries = highest(terms).into_iter().chain(exact);
        if word.place != SearchField::Title {
            return found.text.extend(queries);
        }
        found.title.extend(queries);
        let own = held::one_of(word, word.own.iter());
        for (term, worth) in weighted() {
            let share = word.idf_weight * (worth / word.idf.max(NOTHING)).min(1.0);
            let other = held::one_of(word, std::iter::once(term));
            let without_own = json!({"bool": {"filter": other, "must_not": own.iter().collect::<Vec<_>>()}});
            found.shares.push((without_own, share));
        }
        found.shares.extend(own.map(|own| (own, word.idf_weight)));
    }

    fn exact_score(&self, word: &WeightedWord, term: &TermLocation, boost: f32) -> Value {
        let field = name_of(word.place.exact(self.fields));
        json!({"term": {field: {"value": held::term_text(word.place, term), "boost": boost}}})
    }
}

fn add_sequence(sequence: &WeightedSequence, found: &mut PartScores) {
    let Some(query) = held::sequence(sequence) else { return };
    // A cluster adds up the scores of the terms of a phrase.
    let worth = sequence.weight * sequence.idf;
    let boost = worth / held::term_count(sequence).max(1) as f32;
    let scored =
        match query.get("match_phrase").and_then(Value::as_object).and_then(|phrase| phrase.iter().next()) {
            Some((field, text)) => json!({"match_phrase": {field: {"query": text, "boost": boost}}}),
            None => json!({"constant_score": {"filter": query, "boost": worth}}),
        };
    if sequence.place == SearchField::Title {
        found.title.push(scored);
        found.shares.push((query, sequence.idf_weight));
    } else {
        found.text.push(scored);
    }
}

fn term_score(word: &WeightedWord, term: &TermLocation, boost: f32) -> Value {
    let (field, text) = (name_of(word.field), held::term_text(word.place, term));
    match word.place {
        // An act has its number once, and lengths do not count.
        SearchField::Number => json!({"constant_score": {"filter": {"term": {field: text}}, "boost": boost}}),
        _ => json!({"term": {field: {"value": text, "boost": boost}}}),
    }
}

/// Returns a query with the highest score of some; `None` if there is none.
fn highest(mut queries: Vec<Value>) -> Option<Value> {
    match queries.len() {
        0 => None,
        1 => queries.pop(),
        _ => Some(json!({"dis_max": {"queries": queries}})),
    }
}

/// Returns a query with the sum of the scores of some.
fn sum(mut queries: Vec<Value>) -> Value {
    if queries.len() == 1 { queries.remove(0) } else { json!({"bool": {"should": queries}}) }
}

/// Returns the scores of words that form a compound: less where the compound itself is not there.
fn apart(words: Vec<Value>, whole: Option<&Value>) -> Vec<Value> {
    match whole {
        Some(whole) if !words.is_empty() => vec![
            json!({"bool": {"should": words, "boost": APART_WEIGHT}}),
            json!({"bool": {"filter": [whole], "should": words}}),
        ],
        _ if words.is_empty() => Vec::new(),
        _ => vec![sum(words)],
    }
}

/// Returns the highest of the scores of words and of what stands for them.
fn best(words: Vec<Value>, others: Vec<Vec<Value>>) -> Vec<Value> {
    let others = others.into_iter().filter(|other| !other.is_empty()).map(sum);
    highest(words.into_iter().chain(others).collect()).into_iter().collect()
}

/// Returns the shares of a compound, of which only one counts: the highest that the title contains.
fn one_share(mut shares: Vec<(Value, f32)>) -> Vec<(Value, f32)> {
    shares.sort_by(|one, other| other.1.total_cmp(&one.1));
    let mut higher: Vec<Value> = Vec::new();
    let mut alone = Vec::new();
    for (filter, worth) in shares {
        alone.push((json!({"bool": {"filter": [&filter], "must_not": higher}}), worth));
        higher.push(filter);
    }
    alone
}
