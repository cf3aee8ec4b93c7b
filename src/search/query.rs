//! Parses a query into clauses: runs of words, "phrases", prefixes*, fields, alternatives and exclusions.
//!
//! `lexer` splits the text at spaces, `clause` is what it is split into; this file joins ordinary words into
//! runs and alternatives into one clause. What a word stands for, and whether a field's value makes sense, is
//! left to `plan`.
//!
//! Invariants: every text is a query, parsing never fails and takes linear time. Meaningless marks (an
//! unclosed quotation mark, a lone minus, `OR` at the edge) are ignored.

mod clause;
mod lexer;

use std::ops::Range;

use clause::has_word;
pub(super) use clause::{Clause, Operand, ParsedQuery};
use lexer::{QueryLexer, QueryToken};

/// Parses a query.
pub(super) fn parse(text: &str) -> ParsedQuery {
    let pieces: Vec<QueryToken> = QueryLexer::new(text).collect();
    let is_asked = text.trim_end().ends_with('?');
    let mut reading = QueryParser { text, run: 0..0, parsed: ParsedQuery { clauses: Vec::new(), is_asked } };
    let mut rest = pieces.as_slice();
    while let Some(piece) = rest.first() {
        let mut taken = 1;
        if let Some((alternatives, pieces)) = alternatives(rest) {
            reading.push(Clause { operand: Operand::AnyOf(alternatives), is_excluded: false });
            taken = pieces;
        } else {
            reading.take(piece);
        }
        rest = &rest[taken..];
    }
    reading.end_run();
    reading.parsed
}

/// Returns the byte ranges of a query's ordinary words: runs of what is not quoted, excluded, a prefix or the
/// value of a field.
pub(super) fn word_runs(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut is_open = false;
    for piece in QueryLexer::new(text) {
        let is_words =
            matches!(&piece.clause, Some(Clause { operand: Operand::Words(_), is_excluded: false }));
        match runs.last_mut().filter(|_| is_open && is_words) {
            Some(run) => run.end = piece.range.end,
            None => runs.extend(is_words.then_some(piece.range)),
        }
        is_open = is_words;
    }
    runs
}

/// Returns the alternatives at the start of `pieces` and the number of pieces they take up.
fn alternatives(pieces: &[QueryToken]) -> Option<(Vec<Operand>, usize)> {
    let mut found = vec![pieces.first()?.alternative()?.clone()];
    let mut end = 1;
    loop {
        let marks = pieces[end..].iter().take_while(|piece| piece.clause.is_none()).count();
        let next = pieces.get(end + marks).and_then(QueryToken::alternative).filter(|_| marks > 0);
        let Some(next) = next else { break };
        found.push(next.clone());
        end += marks + 1;
    }
    (found.len() > 1).then_some((found, end))
}

/// The state of the parser.
struct QueryParser<'a> {
    text: &'a str,
    /// The range of ordinary words not yet turned into a clause.
    run: Range<usize>,
    parsed: ParsedQuery,
}

impl QueryParser<'_> {
    fn take(&mut self, piece: &QueryToken) {
        match &piece.clause {
            None => self.end_run(),
            Some(Clause { operand: Operand::Words(_), is_excluded: false }) => {
                let start = if self.run.is_empty() { piece.range.start } else { self.run.start };
                self.run = start..piece.range.end;
            }
            Some(clause) => self.push(clause.clone()),
        }
    }

    fn push(&mut self, clause: Clause) {
        self.end_run();
        if clause.operand.has_word() {
            self.parsed.clauses.push(clause);
        }
    }

    fn end_run(&mut self) {
        let run = &self.text[std::mem::take(&mut self.run)];
        if has_word(run) {
            self.parsed.clauses.push(Clause { operand: Operand::Words(run.to_owned()), is_excluded: false });
        }
    }
}

#[cfg(test)]
mod tests;
