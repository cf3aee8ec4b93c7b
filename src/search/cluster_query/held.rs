//! Which documents contain a part of a query, as filters of a cluster; `None` where no document can.

use serde_json::Value;

use super::{
    pieces::{all_of, any_of},
    sequences::SequenceQuery,
    word_places::WordPlace,
};
use crate::{
    index::Fields,
    search::{
        query_node::{QueryGroup, QueryNode, QueryVisitor},
        weighted_term::{SearchField, WeightedTerms},
    },
};

/// Computes a filter for the documents that contain a part; of words that belong together, all of them.
pub(super) struct Held {
    fields: Fields,
    /// Whether only titles are looked at, and only for words themselves.
    is_title: bool,
}

/// Computes a filter for the documents that contain any word of a part.
pub(super) struct Touched(Held);

impl Held {
    pub(super) fn anywhere(fields: Fields) -> Self {
        Self { fields, is_title: false }
    }

    pub(super) fn in_title(fields: Fields) -> Self {
        Self { fields, is_title: true }
    }

    fn is_seen(&self, place: SearchField) -> bool {
        !self.is_title || place == SearchField::Title
    }

    fn word(&self, placed: &[WordPlace<'_>]) -> Option<Value> {
        // The text contains the words of the title.
        let has_text = !self.is_title && placed.iter().any(|word| word.place == SearchField::Text);
        let seen = placed.iter().filter(|word| self.is_seen(word.place));
        let seen = seen.filter(|word| !(has_text && word.place == SearchField::Title));
        any_of(seen.filter_map(|word| if self.is_title { word.held_itself() } else { word.held() }).collect())
    }
}

impl Touched {
    pub(super) fn anywhere(fields: Fields) -> Self {
        Self(Held::anywhere(fields))
    }
}

impl<'q> QueryVisitor<'q, WeightedTerms> for Held {
    type Output = Option<Value>;

    fn leaf(&mut self, leaf: &'q WeightedTerms) -> Option<Value> {
        match leaf {
            WeightedTerms::Word(placed) | WeightedTerms::Prefix(placed) => {
                self.word(&WordPlace::all(placed, self.fields))
            }
            WeightedTerms::Sequence(placed) => {
                let seen = placed.iter().filter(|sequence| self.is_seen(sequence.place));
                any_of(
                    seen.filter_map(|sequence| SequenceQuery::new(sequence, self.fields)?.held()).collect(),
                )
            }
        }
    }

    fn group(&mut self, group: &'q QueryGroup<WeightedTerms>) -> Option<Value> {
        let words: Option<Vec<Value>> = group.words.iter().map(|node| node.accept(self)).collect();
        let instead = group.instead.iter().filter_map(|node| node.accept(self));
        any_of(words.and_then(all_of).into_iter().chain(instead).collect())
    }

    fn any_of(&mut self, alternatives: &'q [QueryNode<WeightedTerms>]) -> Option<Value> {
        any_of(alternatives.iter().filter_map(|node| node.accept(self)).collect())
    }
}

impl<'q> QueryVisitor<'q, WeightedTerms> for Touched {
    type Output = Option<Value>;

    fn leaf(&mut self, leaf: &'q WeightedTerms) -> Option<Value> {
        self.0.leaf(leaf)
    }

    fn group(&mut self, group: &'q QueryGroup<WeightedTerms>) -> Option<Value> {
        any_of(group.words.iter().chain(&group.instead).filter_map(|node| node.accept(self)).collect())
    }

    fn any_of(&mut self, alternatives: &'q [QueryNode<WeightedTerms>]) -> Option<Value> {
        self.0.any_of(alternatives)
    }
}
