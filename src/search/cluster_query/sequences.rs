//! Words in order in one place of a document.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use skorowidz_cluster::positions::{PositionsText, written};

use super::pieces::{all_of, constant, highest, none, number, terms};
use crate::{
    index::{Fields, TITLE_MARK, TermLocation, name_of},
    search::weighted_term::{SearchField, WeightedSequence},
};

/// The maximum number of phrases that one with ambiguous words is divided into.
const MAX_WAYS: usize = 6;

/// A sequence whose words are all known.
pub(super) struct SequenceQuery<'q> {
    place: SearchField,
    field: &'static str,
    worth: f32,
    is_exact: bool,
    is_ordered: bool,
    /// The terms of each word, by its offset.
    words: BTreeMap<u32, &'q [TermLocation]>,
}

impl<'q> SequenceQuery<'q> {
    /// Returns a sequence as a query; `None` if a word of it is in no document.
    pub(super) fn new(sequence: &'q WeightedSequence, fields: Fields) -> Option<Self> {
        let exact = sequence.place.exact(fields);
        let is_exact = sequence.words.iter().any(|word| word.field == exact);
        // The provision that a form is the number of stands beside it among the exact forms, and says more.
        let (forms, provisions): (Vec<_>, Vec<_>) =
            sequence.words.iter().partition(|word| !is_exact || word.field == exact);
        let mut words = BTreeMap::new();
        for word in forms.into_iter().chain(provisions) {
            if word.terms.is_empty() {
                return None;
            }
            words.extend(word.offsets.iter().map(|offset| (*offset, word.terms.as_slice())));
        }
        let field = name_of(if is_exact { exact } else { sequence.place.base(fields) });
        let (worth, is_ordered) = (sequence.weight * sequence.idf, sequence.is_ordered);
        (!words.is_empty()).then_some(Self {
            place: sequence.place,
            field,
            worth,
            is_exact,
            is_ordered,
            words,
        })
    }

    /// Returns a filter for the documents that contain the sequence.
    pub(super) fn held(&self) -> Option<Value> {
        if self.is_ordered && self.words.len() > 1 { Some(self.phrase(1.0)) } else { self.all_words() }
    }

    /// Returns a query with the score of the sequence.
    pub(super) fn score(&self) -> Option<Value> {
        if !self.is_ordered {
            return Some(constant(&self.all_words()?, self.worth));
        }
        if self.words.len() < 2 {
            return Some(self.one_word());
        }
        let words: Vec<&[TermLocation]> = self.words.values().copied().collect();
        Some(if self.is_exact || !is_dense(&self.words) {
            // A cluster adds up the scores of the terms of a phrase.
            self.phrase(self.worth / words.iter().map(|terms| terms.len()).sum::<usize>().max(1) as f32)
        } else {
            base_phrase(self.field, &words, self.worth)
        })
    }

    /// Returns a filter for the documents that contain all of the words in any order.
    fn all_words(&self) -> Option<Value> {
        let word = |terms_of_word: &&[TermLocation]| terms(self.field, &texts(terms_of_word));
        all_of(self.words.values().map(word).collect::<Option<Vec<_>>>()?)
    }

    fn phrase(&self, boost: f32) -> Value {
        let first = self.words.keys().next().copied().unwrap_or(0);
        let mut text = PositionsText::default();
        for (offset, terms) in &self.words {
            terms.iter().for_each(|term| text.push(offset - first, &term.text));
        }
        json!({"match_phrase": {self.field: {"query": text.into_text(), "boost": number(boost)}}})
    }

    /// Returns a query for a single word; in the text without the words of the title, which have a score of their own.
    fn one_word(&self) -> Value {
        let span = |text: &str| json!({"span_term": {self.field: text}});
        let terms: Vec<Value> =
            self.words.values().flat_map(|terms| texts(terms)).map(|term| span(&term)).collect();
        let boost = number(self.worth / terms.len().max(1) as f32);
        if self.place != SearchField::Text {
            return json!({"span_or": {"clauses": terms, "boost": boost}});
        }
        let word = json!({"span_or": {"clauses": terms}});
        json!({"span_not": {"include": word, "exclude": span(TITLE_MARK), "boost": boost}})
    }
}

/// Whether words follow each other without a gap.
fn is_dense(words: &BTreeMap<u32, &[TermLocation]>) -> bool {
    words.keys().zip(words.keys().skip(1)).all(|(one, next)| one + 1 == *next)
}

/// Returns a query for base forms one after the other, with the score of this worth.
///
/// A word may stand under several terms at one position, each of which a cluster would count: so each way to choose one
/// is a phrase, of which the best counts. Where there are too many, all terms of a word are alternatives in one phrase.
pub(super) fn base_phrase(field: &str, words: &[&[TermLocation]], worth: f32) -> Value {
    let ways: usize = words.iter().map(|terms| terms.len()).product();
    if ways > MAX_WAYS {
        return one_phrase(field, words, worth);
    }
    let way = |number: usize| {
        let mut rest = number;
        let chosen = words.iter().map(|terms| {
            let chosen = rest % terms.len();
            rest /= terms.len();
            &terms[chosen..=chosen]
        });
        one_phrase(field, &chosen.collect::<Vec<_>>(), worth)
    };
    highest((0..ways).map(way).collect()).unwrap_or_else(none)
}

/// Returns a query for one of the terms of each word, one after the other.
fn one_phrase(field: &str, words: &[&[TermLocation]], worth: f32) -> Value {
    let mut text = PositionsText::default();
    for (at, terms) in (0..).zip(words) {
        terms.iter().for_each(|term| text.push(at, &term.text));
    }
    // A cluster adds up the scores of the terms of a phrase.
    let count: usize = words.iter().map(|terms| terms.len()).sum();
    let boost = number(worth / count.max(1) as f32);
    json!({"match_phrase": {field: {"query": text.into_text(), "boost": boost}}})
}

fn texts(terms: &[TermLocation]) -> Vec<String> {
    terms.iter().map(|term| written(&term.text)).collect()
}
