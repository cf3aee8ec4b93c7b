//! Finds where the terms of a plan match in a text outside the index, or in a title: by analyzing it.
//!
//! Passages of the index are left to `passage_text`, which need no analysis.

use std::ops::Range;

use super::matches::PositionSpan;
use crate::{
    analysis::{TokenBuffer, TokenRef},
    search::query_term::{PhraseWord, QueryTerm, WeightedTerm},
};

/// An analyzed text.
pub(in crate::search) struct AnalyzedText<'t> {
    tokens: &'t TokenBuffer,
    /// The tokens that are words.
    words: Vec<TokenRef<'t>>,
}

impl<'t> AnalyzedText<'t> {
    pub(in crate::search) fn new(tokens: &'t TokenBuffer) -> Self {
        Self { tokens, words: tokens.iter().filter(|token| !token.is_compound()).collect() }
    }

    /// Returns where terms match.
    pub(in crate::search) fn spans(&self, term: &QueryTerm) -> Vec<PositionSpan> {
        match term {
            QueryTerm::Word(_) | QueryTerm::Number(_) => {
                let named = self.tokens.iter().filter(|token| term.is_term(token.terms()));
                named.filter_map(|token| self.span(&token.range())).collect()
            }
            QueryTerm::Phrase(forms) => {
                self.rows(forms.len(), |number, token| self.is_form(token, &forms[number]))
            }
            QueryTerm::Sequence(words) => {
                self.rows(words.len(), |number, token| is_any_of(token, &words[number]))
            }
            QueryTerm::Prefix(prefix) => self.rows(1, |_, token| prefix.is(token.text())),
        }
    }

    /// Returns where this number of consecutive words match `is`, which gets the index of each word.
    fn rows(&self, length: usize, is: impl Fn(usize, TokenRef<'_>) -> bool) -> Vec<PositionSpan> {
        let span = |row: &[TokenRef<'_>]| PositionSpan {
            first: row[0].position(),
            last: row[row.len() - 1].position(),
        };
        // A word that is too long to be indexed is not a token, but occupies a position.
        let is_unbroken = |row: PositionSpan| ((row.last - row.first) as usize) < length.max(1);
        let is_row = |row: &&[TokenRef<'_>]| {
            is_unbroken(span(row)) && row.iter().enumerate().all(|(number, token)| is(number, *token))
        };
        self.words.windows(length.max(1)).filter(is_row).map(span).collect()
    }

    /// Whether a token matches a form, and is the number of the form's provision if it has one.
    fn is_form(&self, token: TokenRef<'_>, form: &PhraseWord) -> bool {
        let is_said = |said: &String| {
            let is_there = |other: &TokenRef<'_>| other.is_compound() && other.position() == token.position();
            self.tokens.iter().filter(is_there).any(|compound| compound.text() == said)
        };
        form.is(token.text()) && form.provision.as_ref().is_none_or(is_said)
    }

    /// Returns the words in a byte range.
    fn span(&self, range: &Range<usize>) -> Option<PositionSpan> {
        let before = |at: usize| self.words.partition_point(|word| word.range().start < at);
        let words = self.words.get(before(range.start)..before(range.end))?;
        Some(PositionSpan { first: words.first()?.position(), last: words.last()?.position() })
    }

    /// Returns the byte range of words.
    pub(super) fn range(&self, span: PositionSpan) -> Option<Range<usize>> {
        let word = |at: u32| {
            let number = self.words.partition_point(|word| word.position() < at);
            self.words.get(number).map(TokenRef::range)
        };
        Some(word(span.first)?.start..word(span.last)?.end)
    }
}

fn is_any_of(token: TokenRef<'_>, terms: &[WeightedTerm]) -> bool {
    token.terms().any(|own| terms.iter().any(|term| term.text == *own))
}
