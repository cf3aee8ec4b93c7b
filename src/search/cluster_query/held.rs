//! Which documents contain a part of a query, as filters of a cluster.

use serde_json::{Value, json};
use skorowidz_cluster::positions::{HOLE, written};

use super::{all, any};
use crate::{
    index::{TermLocation, name_of},
    search::{
        query_node::{QueryGroup, QueryNode, QueryVisitor},
        sequence_terms::SequenceTerms,
        weighted_term::{SearchField, WeightedSequence, WeightedTerms, WeightedWord},
    },
};

/// Computes a filter for the documents that contain a part; of words that belong together, all of them.
pub(super) struct Held;

/// Computes a filter for the documents that contain any word of a part.
pub(super) struct Touched;

impl QueryVisitor<'_, WeightedTerms> for Held {
    type Output = Value;

    fn leaf(&mut self, leaf: &WeightedTerms) -> Value {
        of_terms(leaf)
    }

    fn group(&mut self, group: &QueryGroup<WeightedTerms>) -> Value {
        let words = all(group.words.iter().map(|word| word.accept(self)).collect());
        any([words].into_iter().chain(group.instead.iter().map(|other| other.accept(self))).collect())
    }

    fn any_of(&mut self, alternatives: &[QueryNode<WeightedTerms>]) -> Value {
        any(alternatives.iter().map(|one| one.accept(self)).collect())
    }
}

impl QueryVisitor<'_, WeightedTerms> for Touched {
    type Output = Value;

    fn leaf(&mut self, leaf: &WeightedTerms) -> Value {
        of_terms(leaf)
    }

    fn group(&mut self, group: &QueryGroup<WeightedTerms>) -> Value {
        any(group.words.iter().chain(&group.instead).map(|one| one.accept(self)).collect())
    }

    fn any_of(&mut self, alternatives: &[QueryNode<WeightedTerms>]) -> Value {
        alternatives_held(alternatives)
    }
}

fn alternatives_held(alternatives: &[QueryNode<WeightedTerms>]) -> Value {
    any(alternatives.iter().map(|one| one.accept(&mut Held)).collect())
}

fn of_terms(terms: &WeightedTerms) -> Value {
    match terms {
        WeightedTerms::Word(placed) | WeightedTerms::Prefix(placed) => {
            any(placed.iter().filter_map(word).collect())
        }
        WeightedTerms::Sequence(placed) => any(placed.iter().filter_map(sequence).collect()),
    }
}

/// Returns a filter for documents with a word in one place; `None` if no document has it there.
pub(super) fn word(word: &WeightedWord) -> Option<Value> {
    let others = word.others.iter().map(|(term, _)| term);
    one_of(word, word.own.iter().chain(others))
}

/// Returns a filter for documents with one of these terms in the place of a word.
pub(super) fn one_of<'t>(
    word: &WeightedWord,
    terms: impl Iterator<Item = &'t TermLocation>,
) -> Option<Value> {
    let terms: Vec<String> = terms.map(|term| term_text(word.place, term)).collect();
    (!terms.is_empty()).then(|| json!({"terms": {name_of(word.field): terms}}))
}

/// Returns a term as the field of a place has it.
pub(super) fn term_text(place: SearchField, term: &TermLocation) -> String {
    if place == SearchField::Number { term.text.to_string() } else { written(&term.text) }
}

/// Returns a query for documents with words one after the other; `None` if one of them is in no document.
pub(super) fn sequence(sequence: &WeightedSequence) -> Option<Value> {
    if sequence.words.is_empty() || sequence.words.iter().any(|word| word.terms.is_empty()) {
        return None;
    }
    let Some(main) = main_field(sequence).filter(|_| sequence.is_ordered) else {
        return Some(all(sequence.words.iter().map(one_word).collect()));
    };
    // Terms of another field, such as the provision that a number belongs to, are somewhere in the document.
    let (own, beside): (Vec<_>, Vec<_>) = sequence.words.iter().partition(|word| word.field == main);
    let phrase = json!({"match_phrase": {name_of(main): phrase_text(&own)}});
    Some(all([phrase].into_iter().chain(beside.into_iter().map(one_word)).collect()))
}

/// Returns the field of most words of a sequence.
fn main_field(sequence: &WeightedSequence) -> Option<tantivy::schema::Field> {
    let fields = sequence.words.iter().map(|word| word.field);
    fields.max_by_key(|field| sequence.words.iter().filter(|word| word.field == *field).count())
}

fn one_word(word: &SequenceTerms) -> Value {
    let terms: Vec<String> = word.terms.iter().map(|term| written(&term.text)).collect();
    json!({"terms": {name_of(word.field): terms}})
}

/// Returns words as a text that the cluster divides into positions.
fn phrase_text(words: &[&SequenceTerms]) -> String {
    let last = words.iter().flat_map(|word| &word.offsets).max().copied().unwrap_or(0);
    let at = |position: u32| {
        let here = words.iter().filter(|word| word.offsets.contains(&position)).flat_map(|word| &word.terms);
        let terms: Vec<String> = here.map(|term| written(&term.text)).collect();
        if terms.is_empty() { HOLE.to_owned() } else { terms.join("|") }
    };
    (0..=last).map(at).collect::<Vec<_>>().join(" ")
}

/// Returns the number of terms of a sequence, which is how often a cluster counts its score.
pub(super) fn term_count(sequence: &WeightedSequence) -> usize {
    sequence.words.iter().map(|word| word.terms.len() * word.offsets.len()).sum()
}
