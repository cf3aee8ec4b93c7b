//! Finds the bytes to highlight in a text: words, phrases and whole groups of a plan.
//!
//! Invariants: highlights are sorted, do not overlap and cover whole words.

use std::{cmp::Reverse, ops::Range};

use super::term_locator::{PositionSpan, in_order};
use crate::{
    analysis::Token,
    search::{
        plan::Plan,
        query_node::{QueryGroup, QueryNode, QueryVisitor},
        query_term::{PhraseWord, QueryTerm, WeightedTerm, is_number},
    },
};

/// Returns the byte ranges to highlight in a text with these tokens.
///
/// The single words of a group are highlighted only if the group does not occur as a whole. If the document
/// contains the whole anywhere, as `is_whole` says for each wanted node of the plan, only the whole is
/// highlighted. Without `is_whole`, the text is considered on its own.
pub(super) fn marks(tokens: &[Token], plan: &Plan, is_whole: Option<&[bool]>) -> Vec<Range<usize>> {
    let text = AnalyzedText { tokens, words: tokens.iter().filter(|token| !token.is_compound).collect() };
    let mut marks = Vec::new();
    for (number, query_node) in plan.wanted.iter().chain(&plan.optional).enumerate() {
        let is_whole = is_whole.and_then(|is_whole| is_whole.get(number).copied());
        marks.extend(text.wanted(query_node, is_whole));
    }
    merged(marks)
}

/// Sorts the ranges and merges those that overlap.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, Reverse(range.end)));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// An analyzed text.
struct AnalyzedText<'a> {
    tokens: &'a [Token],
    /// The tokens that are words.
    words: Vec<&'a Token>,
}

impl AnalyzedText<'_> {
    /// Returns where a wanted node matches. `is_whole` is as for [`marks`].
    fn wanted(&self, query_node: &QueryNode, is_whole: Option<bool>) -> Vec<Range<usize>> {
        let QueryNode::Group(group) = query_node else { return self.places(query_node) };
        let whole = self.whole(group);
        if is_whole == Some(true) || !whole.is_empty() {
            return whole;
        }
        group.words.iter().flat_map(|word| self.places(word)).collect()
    }

    /// Returns where a node matches.
    fn places(&self, query_node: &QueryNode) -> Vec<Range<usize>> {
        query_node.accept(&mut Places(self))
    }

    /// Returns where terms match.
    fn term(&self, term: &QueryTerm) -> Vec<Range<usize>> {
        match term {
            QueryTerm::Word(word) => {
                self.tokens.iter().filter(|token| word.is(token)).map(|token| token.range.clone()).collect()
            }
            QueryTerm::Phrase(forms) => {
                self.rows(forms.len(), |number, token| self.is_form(token, &forms[number]))
            }
            QueryTerm::Sequence(words) => {
                self.rows(words.len(), |number, token| is_any_of(token, &words[number]))
            }
            QueryTerm::Prefix(prefix) => self.rows(1, |_, token| prefix.is(&token.text)),
            QueryTerm::Number(numbers) => {
                let is_asked = |term: &String| numbers.iter().any(|number| is_number(number, term));
                let named = self.tokens.iter().filter(|token| token.terms.iter().any(is_asked));
                named.map(|token| token.range.clone()).collect()
            }
        }
    }

    /// Returns where a group occurs as a whole: its words in order, not counting a word between them, or a
    /// replacement.
    fn whole(&self, group: &QueryGroup) -> Vec<Range<usize>> {
        let said = group.instead.iter().flat_map(|query_node| self.places(query_node));
        if group.is_one() { said.collect() } else { said.chain(self.in_order(&group.words)).collect() }
    }

    /// Returns where words occur in order, not counting a word between them.
    fn in_order(&self, words: &[QueryNode]) -> Vec<Range<usize>> {
        let spans = |word| self.places(word).iter().map(|range| self.span(range)).collect();
        let words: Vec<Vec<PositionSpan>> = words.iter().map(spans).collect();
        let mut whole: Vec<Range<usize>> = Vec::new();
        for row in in_order(words.iter().map(Vec::as_slice)) {
            if (row.last - row.first) as usize + 1 == words.len() {
                whole.push(self.range(row));
            } else {
                let is_part = |span: &&PositionSpan| row.first <= span.first && span.last <= row.last;
                whole.extend(words.iter().flatten().filter(is_part).map(|part| self.range(*part)));
            }
        }
        whole
    }

    /// Returns where this number of consecutive words match `is`, which gets the index of each word.
    fn rows(&self, length: usize, is: impl Fn(usize, &Token) -> bool) -> Vec<Range<usize>> {
        // A word that is too long to be indexed is not a token, but occupies a position.
        let is_unbroken = |row: &[&Token]| row[row.len() - 1].position - row[0].position < row.len() as u32;
        let is_row = |row: &&[&Token]| {
            is_unbroken(row) && row.iter().enumerate().all(|(number, token)| is(number, token))
        };
        let rows = self.words.windows(length.max(1)).filter(is_row);
        rows.map(|row| row[0].range.start..row[row.len() - 1].range.end).collect()
    }

    /// Whether a token matches a form, and is the number of the form's provision if it has one.
    fn is_form(&self, token: &Token, form: &PhraseWord) -> bool {
        let is_said = |said: &String| {
            let is_there = |other: &&Token| other.is_compound && other.position == token.position;
            self.tokens.iter().filter(is_there).any(|compound| compound.text == *said)
        };
        form.is(&token.text) && form.provision.as_ref().is_none_or(is_said)
    }

    /// Returns the indices of the words in a byte range.
    fn span(&self, range: &Range<usize>) -> PositionSpan {
        let before = |at: usize| self.words.partition_point(|word| word.range.start < at) as u32;
        PositionSpan { first: before(range.start), last: before(range.end).saturating_sub(1) }
    }

    /// Returns the byte range of the words with these indices.
    fn range(&self, span: PositionSpan) -> Range<usize> {
        self.words[span.first as usize].range.start..self.words[span.last as usize].range.end
    }
}

/// Finds where a node matches in a text.
struct Places<'a>(&'a AnalyzedText<'a>);

impl QueryVisitor<'_, QueryTerm> for Places<'_> {
    type Output = Vec<Range<usize>>;

    fn leaf(&mut self, leaf: &QueryTerm) -> Vec<Range<usize>> {
        self.0.term(leaf)
    }

    fn group(&mut self, group: &QueryGroup) -> Vec<Range<usize>> {
        self.0.whole(group)
    }

    fn any_of(&mut self, alternatives: &[QueryNode]) -> Vec<Range<usize>> {
        alternatives.iter().flat_map(|node| self.0.wanted(node, None)).collect()
    }

    fn quoted(&mut self, inner: &QueryNode) -> Vec<Range<usize>> {
        self.0.wanted(inner, None)
    }

    fn in_title(&mut self, inner: &QueryNode) -> Vec<Range<usize>> {
        self.0.wanted(inner, None)
    }
}

fn is_any_of(token: &Token, terms: &[WeightedTerm]) -> bool {
    token.terms.iter().any(|own| terms.iter().any(|term| term.text == *own))
}
