//! The bytes that are marked in a text: the words, phrases and wholes that a plan wants.
//!
//! Always holds: marks are in order, do not overlap and cover whole words.

use std::{cmp::Reverse, ops::Range};

use super::places::{Span, in_order};
use crate::{
    analysis::Token,
    search::plan::{Form, Matcher, Plan, WeightedTerm, is_number},
};

/// The byte ranges to mark in a text of which these are the tokens.
///
/// Of a group (words that say one thing together) the single words are marked only where they had
/// to do: in a document that holds the whole somewhere, as `is_whole` says of each thing that the
/// plan wants, only the whole is marked. Without `is_whole` the text is all there is.
pub(super) fn marks(tokens: &[Token], plan: &Plan, is_whole: Option<&[bool]>) -> Vec<Range<usize>> {
    let text = Text { tokens, words: tokens.iter().filter(|token| !token.is_compound).collect() };
    let mut marks = Vec::new();
    for (number, matcher) in plan.wanted.iter().chain(&plan.optional).enumerate() {
        let is_whole = is_whole.and_then(|is_whole| is_whole.get(number).copied());
        marks.extend(text.wanted(matcher, is_whole));
    }
    merged(marks)
}

/// The ranges in order, those that overlap as one.
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

/// A text, analysed.
struct Text<'a> {
    tokens: &'a [Token],
    /// Those of them that are words.
    words: Vec<&'a Token>,
}

impl Text<'_> {
    /// Where one thing stands that the plan wants; `is_whole` as in [`marks`].
    fn wanted(&self, matcher: &Matcher, is_whole: Option<bool>) -> Vec<Range<usize>> {
        let Matcher::Group { words, .. } = matcher else { return self.places(matcher) };
        let whole = self.whole(matcher);
        if is_whole == Some(true) || !whole.is_empty() {
            return whole;
        }
        words.iter().flat_map(|word| self.places(word)).collect()
    }

    /// Where a matcher matches.
    fn places(&self, matcher: &Matcher) -> Vec<Range<usize>> {
        match matcher {
            Matcher::Word(word) => {
                self.tokens.iter().filter(|token| word.is(token)).map(|token| token.range.clone()).collect()
            }
            Matcher::Phrase(forms) => {
                self.rows(forms.len(), |number, token| self.is_form(token, &forms[number]))
            }
            Matcher::Sequence(words) => {
                self.rows(words.len(), |number, token| is_any_of(token, &words[number]))
            }
            Matcher::Prefix(prefix) => self.rows(1, |_, token| prefix.is(&token.text)),
            Matcher::Number(numbers) => {
                let is_asked = |term: &String| numbers.iter().any(|number| is_number(number, term));
                let named = self.tokens.iter().filter(|token| token.terms.iter().any(is_asked));
                named.map(|token| token.range.clone()).collect()
            }
            Matcher::AnyOf(alternatives) => {
                alternatives.iter().flat_map(|matcher| self.wanted(matcher, None)).collect()
            }
            Matcher::Quoted(inner) | Matcher::InTitle(inner) => self.wanted(inner, None),
            Matcher::Whole(inner) => self.places(inner),
            Matcher::Group { .. } => self.whole(matcher),
        }
    }

    /// Where the whole of a group stands: its words in order, a word between them left out, or what is
    /// said instead.
    fn whole(&self, group: &Matcher) -> Vec<Range<usize>> {
        let Matcher::Group { words, instead } = group else { return Vec::new() };
        let said = instead.iter().flat_map(|matcher| self.places(matcher));
        if group.is_one() { said.collect() } else { said.chain(self.in_order(words)).collect() }
    }

    /// Where words stand in order, a word between them left out.
    fn in_order(&self, words: &[Matcher]) -> Vec<Range<usize>> {
        let spans = |word| self.places(word).iter().map(|range| self.span(range)).collect();
        let words: Vec<Vec<Span>> = words.iter().map(spans).collect();
        let mut whole: Vec<Range<usize>> = Vec::new();
        for row in in_order(words.iter().map(Vec::as_slice)) {
            if (row.last - row.first) as usize + 1 == words.len() {
                whole.push(self.range(row));
            } else {
                let is_part = |span: &&Span| row.first <= span.first && span.last <= row.last;
                whole.extend(words.iter().flatten().filter(is_part).map(|part| self.range(*part)));
            }
        }
        whole
    }

    /// Where so many words stand in a row of which each is the one of its number.
    fn rows(&self, length: usize, is: impl Fn(usize, &Token) -> bool) -> Vec<Range<usize>> {
        // A word that is too long to be indexed is no token, but has a position.
        let is_unbroken = |row: &[&Token]| row[row.len() - 1].position - row[0].position < row.len() as u32;
        let is_row = |row: &&[&Token]| {
            is_unbroken(row) && row.iter().enumerate().all(|(number, token)| is(number, token))
        };
        let rows = self.words.windows(length.max(1)).filter(is_row);
        rows.map(|row| row[0].range.start..row[row.len() - 1].range.end).collect()
    }

    /// Whether a word is the one meant, and the number of what it must be the number of.
    fn is_form(&self, token: &Token, form: &Form) -> bool {
        let is_said = |said: &String| {
            let is_there = |other: &&Token| other.is_compound && other.position == token.position;
            self.tokens.iter().filter(is_there).any(|compound| compound.text == *said)
        };
        form.is(&token.text) && form.provision.as_ref().is_none_or(is_said)
    }

    /// The numbers of the words in a range.
    fn span(&self, range: &Range<usize>) -> Span {
        let before = |at: usize| self.words.partition_point(|word| word.range.start < at) as u32;
        Span { first: before(range.start), last: before(range.end).saturating_sub(1) }
    }

    /// The bytes of the words of these numbers.
    fn range(&self, span: Span) -> Range<usize> {
        self.words[span.first as usize].range.start..self.words[span.last as usize].range.end
    }
}

fn is_any_of(token: &Token, terms: &[WeightedTerm]) -> bool {
    token.terms.iter().any(|own| terms.iter().any(|term| term.text == *own))
}
