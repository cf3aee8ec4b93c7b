//! Matches a part of a query in one segment: combines what its words match.

use std::ops::Range;

use tantivy::{DocId, TERMINATED};

use super::{
    sequence::SequencePostings,
    window_scan::DocumentMask,
    word::{WindowCounts, WordPostings},
};
use crate::search::{
    query_node::{QueryGroup, QueryNode},
    ranking::APART_WEIGHT,
    window::{WindowDocuments, WindowScores},
};

/// The postings of a part of a query in one segment.
pub(in crate::search) struct Postings<'a> {
    node: QueryNode<TermPostings<'a>>,
}

/// The postings of a term in one segment, in each of its places.
pub(super) enum TermPostings<'a> {
    Word(Vec<WordPostings<'a>>),
    Sequence(Vec<SequencePostings<'a>>),
}

/// When a document contains several words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum GroupMatch {
    /// When it contains all of the words.
    All,
    /// When it contains one of the words, each of which is as good as all.
    AnyOf,
}

/// Buffers for matching a window, shared by all parts of a search.
#[derive(Default)]
pub(in crate::search) struct MatchBuffers {
    counts: WindowCounts,
    /// The buffers that no group uses at the moment: as many as there are levels of groups.
    groups: Vec<GroupScores>,
}

/// Buffers for a group.
#[derive(Default)]
struct GroupScores {
    part: Box<WindowScores>,
    whole: Box<WindowScores>,
    sum: Box<WindowScores>,
}

impl<'a> Postings<'a> {
    pub(super) fn new(node: QueryNode<TermPostings<'a>>) -> Self {
        Self { node }
    }

    /// Returns the first document that may match, at or after the last one seen.
    pub(in crate::search) fn next_doc(&self) -> DocId {
        let mut next = TERMINATED;
        self.node.for_each_leaf(&mut |terms| next = next.min(terms.next_doc()));
        next
    }

    /// Skips documents before `target`.
    pub(in crate::search) fn seek(&mut self, target: DocId) {
        self.node.for_each_leaf_mut(&mut |terms| terms.seek(target));
    }

    /// Returns the documents of a window that may contain a sequence, as far as known without positions.
    /// `None` if this is not a sequence.
    pub(in crate::search) fn may_hold(
        &mut self,
        window: &Range<DocId>,
        hits: Option<&WindowDocuments>,
    ) -> Option<WindowDocuments> {
        let Some(TermPostings::Sequence(placed)) = self.node.as_leaf_mut() else { return None };
        let mut found = WindowDocuments::NONE;
        for words in placed {
            found.unite(&words.holding(window, hits));
        }
        Some(found)
    }

    /// Adds matches of the documents that matter in the window, which comes after everything seen so far.
    pub(in crate::search) fn add(
        &mut self,
        window: Range<DocId>,
        only: DocumentMask<'_>,
        buffers: &mut MatchBuffers,
        matches: &mut WindowScores,
    ) {
        WindowMatcher { window, only, buffers }.add(&mut self.node, matches);
    }
}

/// Matches nodes in one window.
struct WindowMatcher<'m> {
    window: Range<DocId>,
    only: DocumentMask<'m>,
    buffers: &'m mut MatchBuffers,
}

impl WindowMatcher<'_> {
    /// Adds what a node matches.
    fn add(&mut self, node: &mut QueryNode<TermPostings<'_>>, matches: &mut WindowScores) {
        match node {
            QueryNode::Leaf(terms) => {
                terms.add(&self.window, self.only, &mut self.buffers.counts, matches);
                matches.touch_held();
            }
            QueryNode::AnyOf(alternatives) => {
                let mut scores = self.buffers.groups.pop().unwrap_or_default();
                self.add_words(alternatives, GroupMatch::AnyOf, &mut scores);
                self.finish(scores, matches);
            }
            QueryNode::Group(group) => self.add_group(group, matches),
            QueryNode::Whole(inner) | QueryNode::Quoted(inner) | QueryNode::InTitle(inner) => {
                self.add(inner, matches);
            }
        }
    }

    fn add_group(&mut self, group: &mut QueryGroup<TermPostings<'_>>, matches: &mut WindowScores) {
        let mut scores = self.buffers.groups.pop().unwrap_or_default();
        self.add_words(&mut group.words, GroupMatch::All, &mut scores);
        let GroupScores { part, whole, sum } = &mut scores;
        let count = group.wholes();
        let (wholes, others) = group.instead.split_at_mut(count);
        if !wholes.is_empty() {
            whole.clear();
            for other in wholes {
                part.clear();
                self.add(other, part);
                whole.take(part);
            }
            sum.add_others(&whole.held, APART_WEIGHT);
            sum.take(whole);
        }
        for other in others {
            part.clear();
            self.add(other, part);
            sum.take(part);
        }
        self.finish(scores, matches);
    }

    /// Writes what the words of a group or alternatives match to its sum.
    fn add_words(
        &mut self,
        words: &mut [QueryNode<TermPostings<'_>>],
        holding: GroupMatch,
        GroupScores { part, sum, .. }: &mut GroupScores,
    ) {
        sum.clear();
        for (number, word) in words.iter_mut().enumerate() {
            part.clear();
            self.add(word, part);
            match holding {
                GroupMatch::AnyOf => sum.add_alternative(part),
                GroupMatch::All => sum.add_scores(part),
            }
            if number == 0 || holding == GroupMatch::AnyOf {
                sum.held.unite(&part.held);
            } else {
                sum.held.intersect(&part.held);
            }
            if holding == GroupMatch::All {
                sum.touched.unite(&part.touched);
            }
        }
        if holding == GroupMatch::AnyOf {
            sum.touch_held();
        }
    }

    /// Adds the sum of a group and takes back its buffers.
    fn finish(&mut self, scores: GroupScores, matches: &mut WindowScores) {
        matches.add_scores(&scores.sum);
        matches.held.unite(&scores.sum.held);
        matches.touched.unite(&scores.sum.touched);
        self.buffers.groups.push(scores);
    }
}

impl TermPostings<'_> {
    fn next_doc(&self) -> DocId {
        match self {
            Self::Word(placed) => placed.iter().map(WordPostings::next_doc).min(),
            Self::Sequence(placed) => placed.iter().map(SequencePostings::next_doc).min(),
        }
        .unwrap_or(TERMINATED)
    }

    fn seek(&mut self, target: DocId) {
        match self {
            Self::Word(placed) => placed.iter_mut().for_each(|word| word.seek(target)),
            Self::Sequence(placed) => placed.iter_mut().for_each(|words| words.seek(target)),
        }
    }

    fn add(
        &mut self,
        window: &Range<DocId>,
        only: DocumentMask<'_>,
        counts: &mut WindowCounts,
        matches: &mut WindowScores,
    ) {
        match self {
            Self::Word(placed) => {
                for word in placed {
                    word.add(window.clone(), only, counts, matches);
                }
            }
            Self::Sequence(placed) => {
                for words in placed {
                    words.add(window, only, matches);
                }
            }
        }
    }
}
