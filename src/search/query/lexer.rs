//! Splits a query at spaces into pieces, each with its minus, quotation marks, field and star.
//!
//! Invariants: pieces are in order and do not overlap, and each byte is examined a bounded number of times.
//! An unclosed quotation mark is searched for only once, because if no other mark follows it, none is left.

use std::ops::Range;

use super::clause::{Clause, Operand};
use crate::{analysis::words, search::fields::QueryField};

/// Marks between alternatives.
const ALTERNATIVE_MARKS: [&str; 4] = ["OR", "LUB", "|", "||"];

/// A piece of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct QueryToken {
    /// The byte range in the query.
    pub(super) range: Range<usize>,
    /// The clause, or `None` if the piece is a mark between alternatives.
    pub(super) clause: Option<Clause>,
}

impl QueryToken {
    /// Returns the content if it can be one of several alternatives. A filter cannot, because values of the
    /// same filter are alternatives anyway.
    pub(super) fn alternative(&self) -> Option<&Operand> {
        let clause = self.clause.as_ref().filter(|clause| !clause.is_excluded)?;
        match &clause.operand {
            Operand::Field { field, .. } if field.is_filter() => None,
            operand => operand.has_word().then_some(operand),
        }
    }
}

/// An iterator over the pieces of a query, in order.
pub(super) struct QueryLexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> QueryLexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_spaces(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches(is_space).len();
    }

    /// Consumes a minus that is followed by something to exclude, and returns whether there was one.
    fn pass_minus(&mut self) -> bool {
        let Some(bare) = self.rest().strip_prefix(['-', '−', '–']) else { return false };
        let is_minus = bare.starts_with(|c: char| is_quote(c) || c.is_alphanumeric() || c == '§');
        if is_minus {
            self.at = self.text.len() - bare.len();
        }
        is_minus
    }

    /// Consumes and returns a phrase. An unclosed quotation mark is skipped.
    fn phrase(&mut self) -> Option<Operand> {
        let inside = self.rest().strip_prefix(is_quote)?;
        let Some(end) = inside.find(is_quote) else {
            self.at = self.text.len() - inside.len();
            self.skip_spaces();
            return None;
        };
        let after = inside[end..].strip_prefix(is_quote).unwrap_or_default();
        self.at = self.text.len() - after.len();
        Some(Operand::Phrase(inside[..end].to_owned()))
    }

    /// Consumes and returns the text up to the next space or quotation mark.
    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest[first..].find(|c| is_space(c) || is_quote(c)).map_or(rest.len(), |end| end + first);
        self.at += end;
        &rest[..end]
    }

    /// Returns the field named by `word`, which was just consumed and began at `start`, after consuming its
    /// value.
    fn field(&mut self, start: usize, word: &str) -> Option<Operand> {
        let (name, value) = word.split_once(':')?;
        let field = QueryField::named(name)?;
        let value = if value.is_empty() { self.value()? } else { word_or_prefix(value) };
        let typed = self.text[start..self.at].to_owned();
        Some(Operand::Field { field, value: Box::new(value), typed })
    }

    /// Consumes and returns the value after a colon, which spaces may precede. Consumes nothing if there is
    /// no value.
    fn value(&mut self) -> Option<Operand> {
        let colon = self.at;
        self.skip_spaces();
        let value = self.phrase().or_else(|| {
            let is_word = self.rest().starts_with(char::is_alphanumeric);
            is_word.then(|| word_or_prefix(self.word()))
        });
        if value.is_none() {
            self.at = colon;
        }
        value
    }

    fn operand(&mut self) -> Operand {
        if let Some(phrase) = self.phrase() {
            return phrase;
        }
        let start = self.at;
        let word = self.word();
        self.field(start, word).unwrap_or_else(|| word_or_prefix(word))
    }
}

impl Iterator for QueryLexer<'_> {
    type Item = QueryToken;

    fn next(&mut self) -> Option<QueryToken> {
        self.skip_spaces();
        let start = self.at;
        let is_excluded = self.pass_minus();
        let begin = self.at;
        let operand = self.operand();
        if self.at == start {
            return None;
        }
        let is_mark = !is_excluded && ALTERNATIVE_MARKS.contains(&&self.text[begin..self.at]);
        let clause = (!is_mark).then_some(Clause { operand, is_excluded });
        // An unclosed quotation mark is not part of the words after it.
        let start = if is_excluded { start } else { self.after_quote(begin) };
        Some(QueryToken { range: start..self.at, clause })
    }
}

impl QueryLexer<'_> {
    /// Returns where the piece that begins at `begin` starts, ignoring an unclosed quotation mark.
    fn after_quote(&self, begin: usize) -> usize {
        let piece = &self.text[begin..self.at];
        self.at - piece.trim_start_matches(|c| is_quote(c) || is_space(c)).len()
    }
}

/// Parses a word that ends with a star as a prefix; a star elsewhere has no meaning.
fn word_or_prefix(typed: &str) -> Operand {
    let closed = typed.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}']);
    let beginning = closed.strip_suffix('*').filter(|beginning| {
        let mut words = words(beginning);
        let is_word = words.next().is_some_and(|word| word.end == beginning.len());
        is_word && words.next().is_none()
    });
    beginning.map_or_else(|| Operand::Words(typed.to_owned()), |text| Operand::Prefix(text.to_owned()))
}

const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '„' | '”' | '“' | '«' | '»')
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}
