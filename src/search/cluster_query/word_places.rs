//! Words and prefixes in one place of a document: what matches them, and what they score there.

use serde_json::{Value, json};
use skorowidz_cluster::positions::written;

use super::{
    detail::QueryDetail,
    pieces::{constant, highest, number, term, terms},
};
use crate::{
    index::{Fields, TermLocation, name_of},
    search::{
        ranking::EXACT_WEIGHT,
        weighted_term::{SearchField, WeightedWord},
    },
};

/// The maximum number of terms of a word whose frequencies count, the most frequent ones; the others, of a prefix,
/// count as if they occurred once in a text of average length.
const MAX_SCORED: usize = 32;

/// A word in one place.
pub(super) struct WordPlace<'q> {
    pub(super) place: SearchField,
    field: &'static str,
    exact_field: &'static str,
    weight: f32,
    idf: f32,
    own: Vec<&'q TermLocation>,
    exact: Vec<&'q TermLocation>,
    others: Vec<(&'q TermLocation, f32)>,
    related_terms: Vec<(&'q TermLocation, f32)>,
    /// The title whose words count here, too.
    title: Option<&'q WeightedWord>,
}

impl<'q> WordPlace<'q> {
    /// Returns a word in each of its places. In the cluster, the words of the title stand in the text, too.
    pub(super) fn all(placed: &'q [WeightedWord], fields: Fields) -> Vec<Self> {
        let title = placed.iter().find(|word| word.place == SearchField::Title);
        let place = |word: &'q WeightedWord| {
            let mut place = Self::new(word, fields);
            if let Some(title) = title.filter(|_| word.place == SearchField::Text) {
                place.take_title(title);
            }
            place
        };
        placed.iter().map(place).collect()
    }

    fn new(word: &'q WeightedWord, fields: Fields) -> Self {
        let weighted = |terms: &'q [(TermLocation, f32)]| {
            terms.iter().map(|(term, weight)| (term, *weight)).collect::<Vec<_>>()
        };
        Self {
            place: word.place,
            field: name_of(word.field),
            exact_field: name_of(word.place.exact(fields)),
            weight: word.weight,
            idf: word.idf,
            own: word.own.iter().collect(),
            exact: word.exact.iter().collect(),
            others: weighted(&word.others),
            related_terms: weighted(&word.related_terms),
            title: None,
        }
    }

    /// Adds the terms that only titles contain, and what the title has of what the word also stands for.
    fn take_title(&mut self, title: &'q WeightedWord) {
        for (own, of_title) in [(&mut self.own, &title.own), (&mut self.exact, &title.exact)] {
            for term in of_title {
                if own.iter().all(|known| known.text != term.text) {
                    own.push(term);
                }
            }
        }
        self.title = Some(title);
    }

    /// Returns a term as the field has it: numbers of acts are keywords.
    fn written(&self, term: &TermLocation) -> String {
        if self.place == SearchField::Number { term.text.to_string() } else { written(&term.text) }
    }

    /// Returns a filter for the documents that contain the word here, or what it also stands for.
    pub(super) fn held(&self) -> Option<Value> {
        let of_title = self.title.iter().flat_map(|title| &title.others).map(|(term, _)| term);
        let held = self.own.iter().chain(self.others.iter().map(|(term, _)| term)).copied().chain(of_title);
        let mut held: Vec<String> = held.map(|term| self.written(term)).collect();
        held.sort_unstable();
        held.dedup();
        terms(self.field, &held)
    }

    /// Returns a filter for the documents that contain the word itself here.
    pub(super) fn held_itself(&self) -> Option<Value> {
        terms(self.field, &self.own.iter().map(|term| self.written(term)).collect::<Vec<_>>())
    }

    /// Returns filters for the documents that contain the word itself here, or what counts for it, best first. The
    /// latter have a share of the word's worth, before saturation.
    pub(super) fn shares(&self, has_relatives: bool) -> Vec<(Value, Option<f32>)> {
        let share = |weight: f32| if self.idf > 0.0 { weight / self.idf } else { 0.0 };
        let mut otherwise: Vec<(&TermLocation, f32)> = self.otherwise(has_relatives).collect();
        otherwise.sort_by(|a, b| b.1.total_cmp(&a.1));
        let otherwise = otherwise.into_iter().filter_map(|(term, weight)| {
            Some((terms(self.field, &[self.written(term)])?, Some(share(weight))))
        });
        self.held_itself().map(|own| (own, None)).into_iter().chain(otherwise).collect()
    }

    fn otherwise(&self, has_relatives: bool) -> impl Iterator<Item = (&'q TermLocation, f32)> {
        let related_terms = if has_relatives { self.related_terms.as_slice() } else { &[] };
        self.others.iter().chain(related_terms).copied()
    }

    /// Returns queries whose scores add up to that of the word here.
    pub(super) fn scores(&self, detail: QueryDetail, has_relatives: bool) -> Vec<Value> {
        let boost = self.weight * self.idf;
        if detail == QueryDetail::Constants || self.place == SearchField::Number {
            return self.held().map(|held| constant(&held, boost)).into_iter().collect();
        }
        let mut parts = self.own_scores(boost);
        if detail < QueryDetail::OwnTerms {
            let other = |(other, weight): (&TermLocation, f32)| {
                term(self.field, &self.written(other), self.weight * weight)
            };
            parts.extend(self.otherwise(has_relatives).map(other));
            parts.extend(self.scores_of_title(has_relatives));
        }
        highest(parts).into_iter().chain(self.exact_score(EXACT_WEIGHT * boost)).collect()
    }

    /// Returns what the title has of what the word also stands for: it counts as much there as in the text.
    fn scores_of_title(&self, has_relatives: bool) -> Vec<Value> {
        let Some(title) = self.title else { return Vec::new() };
        let field = name_of(title.field);
        let related_terms: &[_] = if has_relatives { &title.related_terms } else { &[] };
        let otherwise = title.others.iter().chain(related_terms);
        otherwise.map(|(other, weight)| term(field, &written(&other.text), self.weight * weight)).collect()
    }

    /// Returns a query for each term of the word, of which the best one counts.
    fn own_scores(&self, boost: f32) -> Vec<Value> {
        let mut own = self.own.clone();
        if own.len() > MAX_SCORED {
            own.sort_by(|a, b| b.doc_freq.cmp(&a.doc_freq).then_with(|| a.text.cmp(&b.text)));
        }
        let rest: Vec<String> = own.iter().skip(MAX_SCORED).map(|term| self.written(term)).collect();
        let scored = own.iter().take(MAX_SCORED).map(|own| term(self.field, &self.written(own), boost));
        scored.chain(terms(self.field, &rest).map(|rest| constant(&rest, boost))).collect()
    }

    /// Returns a query for the exact forms, whose frequencies are added.
    fn exact_score(&self, boost: f32) -> Option<Value> {
        let forms: Vec<String> = self.exact.iter().map(|form| written(&form.text)).collect();
        match forms.as_slice() {
            [] => None,
            [form] => Some(term(self.exact_field, form, boost)),
            _ => {
                let forms = json!({"query": forms.join("|"), "boost": number(boost)});
                Some(json!({"match": {self.exact_field: forms}}))
            }
        }
    }
}
