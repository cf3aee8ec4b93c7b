//! Decides which matches are highlighted: words, phrases and whole groups of a plan.
//!
//! Where a leaf matches is asked of the caller, who knows the text: `passage_text` for a passage of the
//! index, `analyzed_text` for any other text.
//!
//! Invariant: highlights are sorted and do not overlap.

use std::cmp::Reverse;

use super::matches::{PositionSpan, in_order};
use crate::search::query_node::{QueryGroup, QueryNode, QueryVisitor};

/// Returns the words to highlight in a text. `of_leaf` returns where a leaf matches in it.
///
/// The single words of a group are highlighted only if the group does not occur as a whole. If the document
/// contains the whole anywhere, as `is_whole` says for each of the nodes, only the whole is highlighted.
/// Without `is_whole`, the text is considered on its own.
pub(super) fn marks<'q, L: 'q>(
    nodes: impl Iterator<Item = &'q QueryNode<L>>,
    is_whole: Option<&[bool]>,
    of_leaf: impl FnMut(&'q L) -> Vec<PositionSpan>,
) -> Vec<PositionSpan> {
    let mut highlighter = Highlighter { of_leaf };
    let mut marks = Vec::new();
    for (number, node) in nodes.enumerate() {
        let is_whole = is_whole.is_some_and(|is_whole| is_whole.get(number) == Some(&true));
        marks.append(&mut highlighter.wanted(node, is_whole));
    }
    merged(marks)
}

/// Sorts the spans and merges those that overlap.
fn merged(mut spans: Vec<PositionSpan>) -> Vec<PositionSpan> {
    spans.sort_unstable_by_key(|span| (span.first, Reverse(span.last)));
    spans.dedup_by(|span, before| {
        let is_within = span.first <= before.last;
        before.last = if is_within { before.last.max(span.last) } else { before.last };
        is_within
    });
    spans
}

/// Finds what to highlight of a node.
struct Highlighter<F> {
    of_leaf: F,
}

impl<F> Highlighter<F> {
    /// Returns where a wanted node matches; of a group, only the whole if `is_whole`.
    fn wanted<'q, L: 'q>(&mut self, node: &'q QueryNode<L>, is_whole: bool) -> Vec<PositionSpan>
    where
        F: FnMut(&'q L) -> Vec<PositionSpan>,
    {
        let QueryNode::Group(group) = node else { return node.accept(self) };
        let words = self.places(&group.words);
        let whole = self.whole(group, &words);
        if is_whole || !whole.is_empty() { whole } else { words.concat() }
    }

    /// Returns where each of the nodes matches.
    fn places<'q, L: 'q>(&mut self, nodes: &'q [QueryNode<L>]) -> Vec<Vec<PositionSpan>>
    where
        F: FnMut(&'q L) -> Vec<PositionSpan>,
    {
        nodes.iter().map(|node| node.accept(self)).collect()
    }

    /// Returns where a group with these words occurs as a whole: its words in order, not counting a word
    /// between them, or a replacement.
    fn whole<'q, L: 'q>(&mut self, group: &'q QueryGroup<L>, words: &[Vec<PositionSpan>]) -> Vec<PositionSpan>
    where
        F: FnMut(&'q L) -> Vec<PositionSpan>,
    {
        let mut whole = self.places(&group.instead).concat();
        if !group.is_one() {
            together(words, &mut whole);
        }
        whole
    }
}

impl<'q, L: 'q, F: FnMut(&'q L) -> Vec<PositionSpan>> QueryVisitor<'q, L> for Highlighter<F> {
    type Output = Vec<PositionSpan>;

    fn leaf(&mut self, leaf: &'q L) -> Vec<PositionSpan> {
        (self.of_leaf)(leaf)
    }

    fn group(&mut self, group: &'q QueryGroup<L>) -> Vec<PositionSpan> {
        let words = self.places(&group.words);
        self.whole(group, &words)
    }

    fn any_of(&mut self, alternatives: &'q [QueryNode<L>]) -> Vec<PositionSpan> {
        alternatives.iter().flat_map(|node| self.wanted(node, false)).collect()
    }

    fn quoted(&mut self, inner: &'q QueryNode<L>) -> Vec<PositionSpan> {
        self.wanted(inner, false)
    }

    fn in_title(&mut self, inner: &'q QueryNode<L>) -> Vec<PositionSpan> {
        self.wanted(inner, false)
    }
}

/// Adds where words with these places occur in order. Of a row with a word between them, only the words.
fn together(words: &[Vec<PositionSpan>], whole: &mut Vec<PositionSpan>) {
    for row in in_order(words.iter().map(Vec::as_slice)) {
        if (row.last - row.first) as usize + 1 == words.len() {
            whole.push(row);
        } else {
            let is_part = |span: &&PositionSpan| row.first <= span.first && span.last <= row.last;
            whole.extend(words.iter().flatten().filter(is_part));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_spans_are_merged_and_adjacent_ones_stay_separate() {
        let span = |(first, last)| PositionSpan { first, last };
        let spans = [(7, 7), (3, 5), (3, 3), (5, 6), (0, 0), (8, 9)].map(span);
        assert_eq!(merged(spans.to_vec()), [(0, 0), (3, 6), (7, 7), (8, 9)].map(span));
    }
}
