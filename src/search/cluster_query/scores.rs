//! What the parts of a query add to the score of a document, as queries of a cluster.
//!
//! The same sums and maxima as in `postings/node`. What the title contains of the query is left to `title_shares`.

use serde_json::{Value, json};

use super::{
    detail::QueryDetail,
    held::Held,
    pieces::{any_of, highest, number},
    sequences::SequenceQuery,
    word_places::WordPlace,
};
use crate::{
    index::Fields,
    search::{
        query_node::{QueryGroup, QueryNode, QueryVisitor},
        ranking::APART_WEIGHT,
        weighted_term::{SearchField, WeightedTerms},
    },
};

/// Computes queries whose scores add up to what a part scores in the title, or in all other places.
#[derive(Clone, Copy)]
pub(super) struct ClauseScores {
    pub(super) fields: Fields,
    pub(super) detail: QueryDetail,
    /// Whether words of the same family count.
    pub(super) has_relatives: bool,
    pub(super) is_title: bool,
}

impl ClauseScores {
    fn is_seen(self, place: SearchField) -> bool {
        (place == SearchField::Title) == self.is_title
    }
}

impl<'q> QueryVisitor<'q, WeightedTerms> for ClauseScores {
    type Output = Vec<Value>;

    fn leaf(&mut self, leaf: &'q WeightedTerms) -> Vec<Value> {
        match leaf {
            WeightedTerms::Word(placed) | WeightedTerms::Prefix(placed) => {
                let all = WordPlace::all(placed, self.fields);
                let seen = all.iter().filter(|word| self.is_seen(word.place));
                seen.flat_map(|word| word.scores(self.detail, self.has_relatives)).collect()
            }
            WeightedTerms::Sequence(placed) => {
                let seen = placed.iter().filter(|sequence| self.is_seen(sequence.place));
                seen.filter_map(|sequence| SequenceQuery::new(sequence, self.fields)?.score()).collect()
            }
        }
    }

    fn group(&mut self, group: &'q QueryGroup<WeightedTerms>) -> Vec<Value> {
        let words: Vec<Value> = group.words.iter().flat_map(|node| node.accept(self)).collect();
        if group.instead.is_empty() {
            return words;
        }
        let wholes = &group.instead[..group.wholes()];
        let words = any_of(words);
        let words =
            if wholes.is_empty() { words } else { words.map(|words| apart(&words, wholes, self.fields)) };
        let instead = group.instead.iter().filter_map(|node| any_of(node.accept(self)));
        highest(words.into_iter().chain(instead).collect()).into_iter().collect()
    }

    fn any_of(&mut self, alternatives: &'q [QueryNode<WeightedTerms>]) -> Vec<Value> {
        alternatives.iter().flat_map(|node| node.accept(self)).collect()
    }
}

/// Returns the scores of words that form a compound: less where the compound itself is not there.
fn apart(words: &Value, wholes: &[QueryNode<WeightedTerms>], fields: Fields) -> Value {
    let whole = wholes.iter().filter_map(|whole| whole.accept(&mut Held::anywhere(fields)));
    let whole = any_of(whole.collect()).map(|whole| json!({"filter": whole, "weight": 1.0}));
    let mut functions: Vec<Value> = whole.into_iter().collect();
    functions.push(json!({"weight": number(APART_WEIGHT)}));
    json!({"function_score": {
        "query": words, "functions": functions, "score_mode": "first", "boost_mode": "multiply",
    }})
}
