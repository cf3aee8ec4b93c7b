//! One entry of a file of best bets.

use jiff::civil::Date;

use super::pattern::Pattern;
use crate::document::DocumentId;

/// Documents that stand on top of the hits of some queries.
#[derive(Debug, Clone)]
pub struct Bet {
    /// The queries that fire it, each with its line.
    pub(super) patterns: Vec<(usize, Pattern)>,
    /// The documents, in the order shown, each with its line.
    pub(super) documents: Vec<(usize, DocumentId)>,
    /// What is said to the reader; empty if nothing is.
    pub(super) note: String,
    /// The last day on which it applies, in Warsaw.
    pub(super) until: Option<Date>,
    /// The line of the file on which it begins, counted from 1.
    pub(super) line: usize,
}

impl Bet {
    /// Returns the line of the file on which it begins, counted from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Returns the last day on which it applies, in Warsaw; `None` if there is no end.
    pub fn until(&self) -> Option<Date> {
        self.until
    }

    /// Whether it applies on a day.
    pub fn is_live(&self, today: Date) -> bool {
        self.until.is_none_or(|until| today <= until)
    }
}

/// The entry that a query fires.
#[derive(Debug, Clone, Copy)]
pub(in crate::search) struct FiredBet<'a> {
    pub(in crate::search) bet: &'a Bet,
    /// The pattern that the query matches.
    pub(super) pattern: &'a Pattern,
}

impl FiredBet<'_> {
    /// Returns the documents, in the order shown.
    pub(in crate::search) fn documents(&self) -> impl Iterator<Item = &DocumentId> {
        self.bet.documents.iter().map(|(_, id)| id)
    }

    /// Returns the note of the entry; empty if it has none.
    pub(in crate::search) fn note(&self) -> &str {
        &self.bet.note
    }

    /// Explains why the documents stand on top.
    pub(in crate::search) fn explanation(&self) -> serde_json::Value {
        serde_json::json!({ "pattern": self.pattern.text(), "line": self.bet.line })
    }
}
