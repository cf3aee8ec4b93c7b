//! How much of the query's worth a title contains: filters of which each adds its worth.
//!
//! Invariant: where only the highest of several worths counts, their filters exclude each other. Where the title has a
//! compound or a synonym and some of the words, the former counts.

use serde_json::{Value, json};

use super::{
    detail::QueryDetail,
    held::Held,
    pieces::{all_of, any_of, but_not},
    sequences::SequenceQuery,
    word_places::WordPlace,
};
use crate::{
    index::Fields,
    search::{
        query_node::{QueryGroup, QueryNode, QueryVisitor},
        ranking::APART_WEIGHT,
        scored_clause::worth,
        weighted_term::{SearchField, WeightedTerms, WeightedWord},
    },
};

/// What documents have of the query in their titles.
#[derive(Clone)]
pub(super) struct TitleShare {
    /// Which documents.
    pub(super) filter: Value,
    /// The worth of the part of the query that is there, or of what counts for it.
    pub(super) worth: f32,
    /// How much what counts for it counts before saturation, if it is not there itself; never more than all of it.
    pub(super) otherwise: Option<f32>,
}

impl TitleShare {
    fn whole(filter: Value, worth: f32) -> Self {
        Self { filter, worth, otherwise: None }
    }

    /// Returns the worth in a title of average length.
    fn most(&self) -> f32 {
        self.worth * self.otherwise.map_or(1.0, |share| share.min(1.0))
    }

    /// Leaves out documents.
    fn but_not(self, others: &[Value]) -> Self {
        Self { filter: but_not(self.filter, others), ..self }
    }
}

/// Computes the shares of a part.
pub(super) struct TitleShares {
    fields: Fields,
    has_relatives: bool,
}

impl TitleShares {
    /// Returns the shares of a clause; with little detail, of the clause as a whole.
    pub(super) fn of(
        part: &QueryNode<WeightedTerms>,
        fields: Fields,
        (detail, has_relatives): (QueryDetail, bool),
    ) -> Vec<TitleShare> {
        if detail < QueryDetail::OwnTerms {
            return part.accept(&mut Self { fields, has_relatives });
        }
        let held = part.accept(&mut Held::in_title(fields));
        held.map(|held| TitleShare::whole(held, worth(part))).into_iter().collect()
    }

    fn word(&self, placed: &[WeightedWord]) -> Vec<TitleShare> {
        let Some(word) = placed.iter().find(|word| word.place == SearchField::Title) else {
            return Vec::new();
        };
        let title = WordPlace::all(std::slice::from_ref(word), self.fields);
        let shares = title.iter().flat_map(|word| word.shares(self.has_relatives));
        let worth = word.idf_weight;
        exclusive(shares.map(|(filter, otherwise)| TitleShare { filter, worth, otherwise }))
    }

    fn held(&self, node: &QueryNode<WeightedTerms>) -> Option<Value> {
        node.accept(&mut Held::in_title(self.fields))
    }

    /// Returns the filter for the documents that contain a compound, wherever that is.
    fn whole_anywhere(&self, group: &QueryGroup<WeightedTerms>) -> Option<Value> {
        let wholes = group.instead[..group.wholes()].iter();
        any_of(wholes.filter_map(|node| node.accept(&mut Held::anywhere(self.fields))).collect())
    }

    /// Returns the shares of a node of which only the best one counts.
    fn alternative(&mut self, node: &QueryNode<WeightedTerms>) -> Vec<TitleShare> {
        if node.as_leaf().is_some() {
            return node.accept(self);
        }
        self.held(node).map(|held| TitleShare::whole(held, worth(node))).into_iter().collect()
    }

    /// Returns what stands for all words of a group, and all of the words, with their worths.
    fn alternatives(&mut self, group: &QueryGroup<WeightedTerms>, whole: Option<&Value>) -> Vec<TitleShare> {
        let mut alternatives: Vec<TitleShare> =
            group.instead.iter().flat_map(|node| self.alternative(node)).collect();
        let words: Option<Vec<Value>> = group.words.iter().map(|node| self.held(node)).collect();
        let all = group.words.iter().map(worth).sum();
        if let Some(words) = words.and_then(all_of) {
            alternatives.extend(compound(TitleShare::whole(words, all), group.wholes() > 0, whole));
        }
        alternatives.sort_by(|a, b| b.most().total_cmp(&a.most()));
        alternatives
    }
}

/// Returns the share of words that may form a compound: less where the compound itself is not there.
fn compound(words: TitleShare, is_compound: bool, whole: Option<&Value>) -> Vec<TitleShare> {
    if !is_compound {
        return vec![words];
    }
    let with_whole = whole.map(|whole| {
        let filter = json!({"bool": {"filter": [words.filter, whole]}});
        TitleShare { filter, ..words.clone() }
    });
    let worth = APART_WEIGHT * words.worth;
    let without = TitleShare { worth, ..words }.but_not(whole.map_or(&[][..], std::slice::from_ref));
    with_whole.into_iter().chain([without]).collect()
}

/// Makes shares, best first, exclude each other.
fn exclusive(shares: impl Iterator<Item = TitleShare>) -> Vec<TitleShare> {
    let (mut better, mut exclusive) = (Vec::new(), Vec::new());
    for share in shares {
        let filter = share.filter.clone();
        exclusive.push(share.but_not(&better));
        better.push(filter);
    }
    exclusive
}

impl<'q> QueryVisitor<'q, WeightedTerms> for TitleShares {
    type Output = Vec<TitleShare>;

    fn leaf(&mut self, leaf: &'q WeightedTerms) -> Vec<TitleShare> {
        match leaf {
            WeightedTerms::Word(placed) | WeightedTerms::Prefix(placed) => self.word(placed),
            WeightedTerms::Sequence(placed) => {
                let title = placed.iter().find(|sequence| sequence.place == SearchField::Title);
                let share = title.and_then(|sequence| {
                    let held = SequenceQuery::new(sequence, self.fields)?.held()?;
                    Some(TitleShare::whole(held, sequence.idf_weight))
                });
                share.into_iter().collect()
            }
        }
    }

    fn group(&mut self, group: &'q QueryGroup<WeightedTerms>) -> Vec<TitleShare> {
        let some: Vec<TitleShare> = group.words.iter().flat_map(|node| node.accept(self)).collect();
        if group.instead.is_empty() {
            return some;
        }
        let whole = self.whole_anywhere(group);
        let alternatives = self.alternatives(group, whole.as_ref());
        let better: Vec<Value> = alternatives.iter().map(|share| share.filter.clone()).collect();
        let some = some.into_iter().flat_map(|share| compound(share, group.wholes() > 0, whole.as_ref()));
        let some = some.map(|share| share.but_not(&better));
        exclusive(alternatives.into_iter()).into_iter().chain(some).collect()
    }

    fn any_of(&mut self, alternatives: &'q [QueryNode<WeightedTerms>]) -> Vec<TitleShare> {
        let mut ordered: Vec<&QueryNode<WeightedTerms>> = alternatives.iter().collect();
        ordered.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
        let (mut better, mut shares) = (Vec::new(), Vec::new());
        for node in ordered {
            let own = node.accept(self);
            shares.extend(own.into_iter().map(|share| share.but_not(&better)));
            better.extend(self.held(node));
        }
        shares
    }
}
