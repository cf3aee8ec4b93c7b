//! The tree of a query, from what was typed to what is highlighted.
//!
//! `L` is what its leaves are: the terms that were typed (`query_term`), the same with weights
//! (`weighted_term`), their postings in a segment (`postings`), or where they match in a document
//! (`snippet/matches`). The tree stays the same while its leaves are resolved, step by step, by
//! [`QueryNode::try_map`]. What is computed from a tree is a [`QueryVisitor`].
//!
//! Invariant: besides this file only `postings/node`, which changes leaves while it combines what they match,
//! lists all kinds of nodes.

use super::query_term::QueryTerm;
use crate::error::Result;

/// A query or a part of one.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum QueryNode<L = QueryTerm> {
    /// Terms.
    Leaf(L),
    /// All of some words, a compound they form together, or a synonym of them.
    Group(QueryGroup<L>),
    /// Any one of these.
    AnyOf(Vec<Self>),
    /// A compound of several words that is a single thing; stands for them in a group.
    Whole(Box<Self>),
    /// A node that must match because it was quoted.
    Quoted(Box<Self>),
    /// A node that must match in the title.
    InTitle(Box<Self>),
}

/// Words that belong together, and what stands for all of them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct QueryGroup<L = QueryTerm> {
    /// The words as typed.
    pub(super) words: Vec<QueryNode<L>>,
    /// Nodes that stand for all of the words, compounds first.
    pub(super) instead: Vec<QueryNode<L>>,
}

/// Where the leaves of a node are searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SearchScope {
    /// In the title and the text.
    Anywhere,
    /// In the title only.
    Title,
}

/// A computation over a tree, with one function for each kind of node.
///
/// The result for a node that qualifies another is the result for that one, unless the visitor says
/// otherwise.
pub(super) trait QueryVisitor<'q, L: 'q> {
    /// The result for a node.
    type Output;

    /// Visits terms.
    fn leaf(&mut self, leaf: &'q L) -> Self::Output;

    /// Visits a group of words.
    fn group(&mut self, group: &'q QueryGroup<L>) -> Self::Output;

    /// Visits alternatives.
    fn any_of(&mut self, alternatives: &'q [QueryNode<L>]) -> Self::Output;

    /// Visits a compound that is a single thing.
    fn whole(&mut self, inner: &'q QueryNode<L>) -> Self::Output {
        inner.accept(self)
    }

    /// Visits a node that was quoted.
    fn quoted(&mut self, inner: &'q QueryNode<L>) -> Self::Output {
        inner.accept(self)
    }

    /// Visits a node that must match in the title.
    fn in_title(&mut self, inner: &'q QueryNode<L>) -> Self::Output {
        inner.accept(self)
    }
}

impl<L> QueryNode<L> {
    /// Returns a node that matches any of `alternatives`, which must not be empty.
    pub(super) fn any_of(mut alternatives: Vec<Self>) -> Self {
        if alternatives.len() == 1 { alternatives.remove(0) } else { Self::AnyOf(alternatives) }
    }

    /// Returns a node that matches all of `words`, which must not be empty.
    pub(super) fn all_of(mut words: Vec<Self>) -> Self {
        if words.len() == 1 {
            words.remove(0)
        } else {
            Self::Group(QueryGroup { words, instead: Vec::new() })
        }
    }

    /// Returns what a visitor computes for the node.
    pub(super) fn accept<'q, V: QueryVisitor<'q, L> + ?Sized>(&'q self, visitor: &mut V) -> V::Output {
        match self {
            Self::Leaf(leaf) => visitor.leaf(leaf),
            Self::Group(group) => visitor.group(group),
            Self::AnyOf(alternatives) => visitor.any_of(alternatives),
            Self::Whole(inner) => visitor.whole(inner),
            Self::Quoted(inner) => visitor.quoted(inner),
            Self::InTitle(inner) => visitor.in_title(inner),
        }
    }

    /// Returns the same tree with other leaves. `of_leaf` is also given where a leaf is searched for.
    ///
    /// # Errors
    ///
    /// Returns the first error of `of_leaf`.
    pub(super) fn try_map<'n, M>(
        &'n self,
        of_leaf: &mut impl FnMut(&'n L, SearchScope) -> Result<M>,
    ) -> Result<QueryNode<M>> {
        self.try_map_within(SearchScope::Anywhere, of_leaf)
    }

    fn try_map_within<'n, M>(
        &'n self,
        scope: SearchScope,
        of_leaf: &mut impl FnMut(&'n L, SearchScope) -> Result<M>,
    ) -> Result<QueryNode<M>> {
        let mut all = |nodes: &'n [Self]| {
            nodes.iter().map(|node| node.try_map_within(scope, of_leaf)).collect::<Result<Vec<_>>>()
        };
        Ok(match self {
            Self::Leaf(leaf) => QueryNode::Leaf(of_leaf(leaf, scope)?),
            Self::Group(QueryGroup { words, instead }) => {
                QueryNode::Group(QueryGroup { words: all(words)?, instead: all(instead)? })
            }
            Self::AnyOf(alternatives) => QueryNode::AnyOf(all(alternatives)?),
            Self::Whole(inner) => QueryNode::Whole(Box::new(inner.try_map_within(scope, of_leaf)?)),
            Self::Quoted(inner) => QueryNode::Quoted(Box::new(inner.try_map_within(scope, of_leaf)?)),
            Self::InTitle(inner) => {
                QueryNode::InTitle(Box::new(inner.try_map_within(SearchScope::Title, of_leaf)?))
            }
        })
    }

    /// Returns the same tree with what `of_leaf` makes of each leaf, which it may change.
    pub(super) fn map_mut<M>(&mut self, of_leaf: &mut impl FnMut(&mut L) -> M) -> QueryNode<M> {
        let mut all =
            |nodes: &mut [Self]| nodes.iter_mut().map(|node| node.map_mut(of_leaf)).collect::<Vec<_>>();
        match self {
            Self::Leaf(leaf) => QueryNode::Leaf(of_leaf(leaf)),
            Self::Group(QueryGroup { words, instead }) => {
                QueryNode::Group(QueryGroup { words: all(words), instead: all(instead) })
            }
            Self::AnyOf(alternatives) => QueryNode::AnyOf(all(alternatives)),
            Self::Whole(inner) => QueryNode::Whole(Box::new(inner.map_mut(of_leaf))),
            Self::Quoted(inner) => QueryNode::Quoted(Box::new(inner.map_mut(of_leaf))),
            Self::InTitle(inner) => QueryNode::InTitle(Box::new(inner.map_mut(of_leaf))),
        }
    }

    /// Calls `each` with every leaf, in order.
    pub(super) fn for_each_leaf<'n>(&'n self, each: &mut impl FnMut(&'n L)) {
        match self {
            Self::Leaf(leaf) => each(leaf),
            Self::Group(QueryGroup { words, instead }) => {
                for node in words.iter().chain(instead) {
                    node.for_each_leaf(each);
                }
            }
            Self::AnyOf(alternatives) => {
                for node in alternatives {
                    node.for_each_leaf(each);
                }
            }
            Self::Whole(inner) | Self::Quoted(inner) | Self::InTitle(inner) => inner.for_each_leaf(each),
        }
    }

    /// Calls `each` with every leaf, in order, to change it.
    pub(super) fn for_each_leaf_mut<'n>(&'n mut self, each: &mut impl FnMut(&'n mut L)) {
        match self {
            Self::Leaf(leaf) => each(leaf),
            Self::Group(QueryGroup { words, instead }) => {
                for node in words.iter_mut().chain(instead) {
                    node.for_each_leaf_mut(each);
                }
            }
            Self::AnyOf(alternatives) => {
                for node in alternatives {
                    node.for_each_leaf_mut(each);
                }
            }
            Self::Whole(inner) | Self::Quoted(inner) | Self::InTitle(inner) => inner.for_each_leaf_mut(each),
        }
    }

    /// Returns the leaf if the node, apart from what qualifies it, is a single one.
    pub(super) fn as_leaf(&self) -> Option<&L> {
        match self {
            Self::Leaf(leaf) => Some(leaf),
            Self::Group(_) | Self::AnyOf(_) => None,
            Self::Whole(inner) | Self::Quoted(inner) | Self::InTitle(inner) => inner.as_leaf(),
        }
    }

    /// Returns the leaf to change if the node, apart from what qualifies it, is a single one.
    pub(super) fn as_leaf_mut(&mut self) -> Option<&mut L> {
        match self {
            Self::Leaf(leaf) => Some(leaf),
            Self::Group(_) | Self::AnyOf(_) => None,
            Self::Whole(inner) | Self::Quoted(inner) | Self::InTitle(inner) => inner.as_leaf_mut(),
        }
    }

    /// Whether the node is a group whose words form a single compound.
    pub(super) fn is_one(&self) -> bool {
        matches!(self, Self::Group(group) if group.is_one())
    }
}

impl QueryNode {
    /// Wraps a compound of several words that is a single thing.
    pub(super) fn whole(said: Self) -> Self {
        Self::Whole(Box::new(said))
    }

    /// Whether two nodes match the same thing. Words are compared only by the terms of the typed form.
    pub(super) fn asks_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Leaf(QueryTerm::Word(word)), Self::Leaf(QueryTerm::Word(other))) => {
                word.terms == other.terms
            }
            _ => self == other,
        }
    }

    /// Whether a document must match the node however many other words it contains: quotation marks and
    /// fields are how users insist on something.
    pub(super) fn is_required(&self) -> bool {
        match self {
            Self::Leaf(term) => term.is_required(),
            Self::AnyOf(alternatives) => alternatives.iter().all(Self::is_required),
            Self::Whole(_) | Self::Group(_) => false,
            Self::Quoted(_) | Self::InTitle(_) => true,
        }
    }
}

impl<L> QueryGroup<L> {
    /// Returns the number of compounds that the words form together, which come first in `instead`.
    pub(super) fn wholes(&self) -> usize {
        self.instead.iter().take_while(|node| matches!(node, QueryNode::Whole(_))).count()
    }

    /// Whether the words form a single compound.
    pub(super) fn is_one(&self) -> bool {
        self.instead.iter().any(|node| matches!(node, QueryNode::Whole(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> QueryNode<u32> {
        let whole = QueryNode::Whole(Box::new(QueryNode::Leaf(3)));
        let group = QueryGroup {
            words: vec![QueryNode::Leaf(1), QueryNode::InTitle(Box::new(QueryNode::Leaf(2)))],
            instead: vec![whole, QueryNode::Leaf(4)],
        };
        QueryNode::AnyOf(vec![QueryNode::Group(group), QueryNode::Quoted(Box::new(QueryNode::Leaf(5)))])
    }

    #[test]
    fn a_tree_keeps_its_shape_while_its_leaves_are_resolved() {
        let mut in_title = Vec::new();
        let resolved = tree().try_map(&mut |leaf, scope| {
            in_title.extend((scope == SearchScope::Title).then_some(*leaf));
            Ok(leaf * 10)
        });
        let mut resolved = resolved.expect("resolved");
        assert_eq!(in_title, [2]);
        assert_eq!(resolved.map_mut(&mut |leaf| *leaf / 10), tree());
        let mut leaves = Vec::new();
        resolved.for_each_leaf_mut(&mut |leaf| *leaf += 1);
        resolved.for_each_leaf(&mut |leaf| leaves.push(*leaf));
        assert_eq!(leaves, [11, 21, 31, 41, 51]);
    }

    #[test]
    fn what_qualifies_a_leaf_leaves_it_a_leaf() {
        let mut quoted = QueryNode::Quoted(Box::new(QueryNode::InTitle(Box::new(QueryNode::Leaf(1)))));
        assert_eq!((quoted.as_leaf(), tree().as_leaf()), (Some(&1), None));
        assert_eq!(quoted.as_leaf_mut(), Some(&mut 1));
        let QueryNode::AnyOf(alternatives) = tree() else { panic!("alternatives") };
        assert!(alternatives[0].is_one() && !alternatives[1].is_one());
    }
}
