//! Clauses of a query with what they are worth and whether a document must contain them.

use tantivy::Score;

use super::{
    query_node::{QueryGroup, QueryNode, QueryVisitor},
    weighted_term::WeightedTerms,
};

/// One wanted clause.
pub(super) struct ScoredClause {
    pub(super) part: QueryNode<WeightedTerms>,
    occur: Occur,
    /// Its worth among the words of the query: weight times rarity.
    pub(super) idf_weight: Score,
}

/// Whether a document must contain a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occur {
    /// Required however many other words the document contains.
    Always,
    /// Required if all words are required.
    WithAll,
    Never,
}

impl ScoredClause {
    pub(super) fn new(part: QueryNode<WeightedTerms>, occur: Occur) -> Self {
        let idf_weight = worth(&part);
        Self { part, occur, idf_weight }
    }

    /// Whether it consists of words in order.
    pub(super) fn has_order(&self) -> bool {
        self.part.as_leaf().is_some_and(WeightedTerms::has_order)
    }

    /// Returns upper bounds of what it adds to a score: outside the title, and in a title that contains the
    /// whole query.
    pub(super) fn limit(&self) -> (Score, Score) {
        self.part.accept(&mut ScoreLimit)
    }

    /// Whether it only adds to the score.
    pub(super) fn is_optional(&self) -> bool {
        self.occur == Occur::Never
    }

    /// Whether a document must contain it. `needs_all` says whether all words are required, or only some of
    /// them.
    pub(super) fn is_required(&self, needs_all: bool) -> bool {
        match self.occur {
            Occur::Always => true,
            Occur::WithAll => needs_all,
            Occur::Never => false,
        }
    }
}

/// Returns weight times rarity of a part in the text.
pub(super) fn worth(part: &QueryNode<WeightedTerms>) -> Score {
    part.accept(&mut IdfWeight)
}

/// Computes weight times rarity in the text.
struct IdfWeight;

impl QueryVisitor<'_, WeightedTerms> for IdfWeight {
    type Output = Score;

    fn leaf(&mut self, leaf: &WeightedTerms) -> Score {
        leaf.idf_weight()
    }

    fn group(&mut self, group: &QueryGroup<WeightedTerms>) -> Score {
        let words: Score = group.words.iter().map(|node| node.accept(self)).sum();
        group.instead.iter().map(|node| node.accept(self)).fold(words, Score::max)
    }

    fn any_of(&mut self, alternatives: &[QueryNode<WeightedTerms>]) -> Score {
        alternatives.iter().map(|node| node.accept(self)).fold(0.0, Score::max)
    }
}

/// Computes upper bounds of what a node adds to a score; see [`ScoredClause::limit`].
struct ScoreLimit;

impl ScoreLimit {
    fn sum<'q>(&mut self, nodes: impl Iterator<Item = &'q QueryNode<WeightedTerms>>) -> (Score, Score) {
        let limits = nodes.map(|node| node.accept(self));
        limits.fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1))
    }
}

impl QueryVisitor<'_, WeightedTerms> for ScoreLimit {
    type Output = (Score, Score);

    fn leaf(&mut self, leaf: &WeightedTerms) -> (Score, Score) {
        leaf.limit()
    }

    fn group(&mut self, group: &QueryGroup<WeightedTerms>) -> (Score, Score) {
        self.sum(group.words.iter().chain(&group.instead))
    }

    fn any_of(&mut self, alternatives: &[QueryNode<WeightedTerms>]) -> (Score, Score) {
        self.sum(alternatives.iter())
    }
}
