//! Where a document matches a query, as positions of words in its text.
//!
//! `term_locator` reads them, `passage_selector` weighs passages by them, and `highlights` marks the same.
//!
//! Invariant: the spans of a term are sorted and equally long.

use std::borrow::Cow;

use tantivy::Score;

use crate::search::{
    query_node::{QueryGroup, QueryNode, QueryVisitor},
    query_term::QueryTerm,
};

/// The maximum distance in positions between successive words of a group: there is room for one function
/// word.
const GROUP_REACH: u32 = 2;

/// The first and last position of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::search) struct PositionSpan {
    pub(in crate::search) first: u32,
    pub(in crate::search) last: u32,
}

impl PositionSpan {
    /// The span of one word.
    #[cfg(test)]
    pub(super) const fn word(at: u32) -> Self {
        Self { first: at, last: at }
    }
}

/// Where the terms of one leaf of a plan match.
#[derive(Debug)]
pub(super) struct TermMatches<'q> {
    pub(super) term: &'q QueryTerm,
    /// The sorted positions. A compound is at one of its words.
    pub(super) spans: Vec<PositionSpan>,
    /// Weight times rarity, as in the ranking.
    pub(super) idf_weight: Score,
}

/// All matches of a query in a document: the wanted and optional nodes of its plan.
#[derive(Debug, Default)]
pub(in crate::search) struct DocumentMatches<'q> {
    pub(super) nodes: Vec<QueryNode<TermMatches<'q>>>,
}

/// The matches of one part of a query, by which passages are weighed.
#[derive(Debug)]
pub(in crate::search) struct MatchedTerm<'m> {
    /// The sorted positions.
    pub(in crate::search) spans: Cow<'m, [PositionSpan]>,
    pub(in crate::search) idf_weight: Score,
}

impl DocumentMatches<'_> {
    /// Returns the matches of each part of the query, and for each node, whether it is a group that occurs as
    /// a whole.
    pub(super) fn parts(&self) -> (Vec<MatchedTerm<'_>>, Vec<bool>) {
        let mut found = Vec::with_capacity(self.nodes.len());
        let is_whole = self.nodes.iter().map(|node| node.accept(&mut MatchCollector(&mut found))).collect();
        (found, is_whole)
    }
}

/// Collects the matches in a document. The result of a visit is whether the node is a group that occurs as a
/// whole.
struct MatchCollector<'m, 'f>(&'f mut Vec<MatchedTerm<'m>>);

impl<'m, 'q: 'm> QueryVisitor<'m, TermMatches<'q>> for MatchCollector<'m, '_> {
    type Output = bool;

    fn leaf(&mut self, leaf: &'m TermMatches<'q>) -> bool {
        self.0.push(MatchedTerm { spans: Cow::Borrowed(&leaf.spans), idf_weight: leaf.idf_weight });
        false
    }

    /// Adds the places of a group as a whole or, if there are none, those of its words.
    fn group(&mut self, group: &'m QueryGroup<TermMatches<'q>>) -> bool {
        let (mut single, together) = (all(&group.words), all(&group.instead));
        let mut spans =
            if group.is_one() { Vec::new() } else { in_order(single.iter().map(|found| &*found.spans)) };
        spans.extend(together.iter().flat_map(|found| &*found.spans));
        if spans.is_empty() {
            self.0.append(&mut single);
            return false;
        }
        spans.sort_unstable();
        spans.dedup();
        let words = single.iter().map(|found| found.idf_weight).sum();
        let idf_weight = together.iter().map(|found| found.idf_weight).fold(words, Score::max);
        self.0.push(MatchedTerm { spans: Cow::Owned(spans), idf_weight });
        true
    }

    fn any_of(&mut self, alternatives: &'m [QueryNode<TermMatches<'q>>]) -> bool {
        for node in alternatives {
            node.accept(self);
        }
        false
    }
}

/// Returns all matches of some nodes.
fn all<'m>(nodes: &'m [QueryNode<TermMatches<'_>>]) -> Vec<MatchedTerm<'m>> {
    let mut found = Vec::new();
    for node in nodes {
        node.accept(&mut MatchCollector(&mut found));
    }
    found
}

/// Returns where words with these places follow one another, each at most [`GROUP_REACH`] positions after the
/// previous one. A single word matches everywhere.
pub(super) fn in_order<'s>(words: impl Iterator<Item = &'s [PositionSpan]>) -> Vec<PositionSpan> {
    let mut rows: Option<Vec<PositionSpan>> = None;
    for places in words {
        let followed = |row: PositionSpan| {
            let next = places.get(places.partition_point(|place| place.first <= row.last))?;
            (next.first - row.last <= GROUP_REACH).then_some(PositionSpan { last: next.last, ..row })
        };
        rows = Some(match rows {
            None => places.to_vec(),
            Some(rows) => rows.into_iter().filter_map(followed).collect(),
        });
    }
    rows.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &[&[u32]], expected: &[(u32, u32)]) {
        let spans = |places: &&[u32]| places.iter().map(|&at| PositionSpan::word(at)).collect();
        let words: Vec<Vec<PositionSpan>> = words.iter().map(spans).collect();
        let found = in_order(words.iter().map(Vec::as_slice));
        assert_eq!(found.iter().map(|span| (span.first, span.last)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn words_follow_one_another_with_room_for_one_function_word() {
        check(&[&[3, 9]], &[(3, 3), (9, 9)]);
        check(&[&[1, 10, 20], &[2, 12, 23], &[3, 13]], &[(1, 3), (10, 13)]);
        check(&[&[5], &[4]], &[]);
        check(&[&[5], &[]], &[]);
        check(&[], &[]);
    }
}
