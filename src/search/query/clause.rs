//! The clauses that a query consists of.

use crate::search::fields::QueryField;

/// A parsed query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::search) struct ParsedQuery {
    /// The clauses, in the order typed.
    pub(in crate::search) clauses: Vec<Clause>,
    /// Whether the query ends with a question mark.
    pub(in crate::search) is_asked: bool,
}

/// One clause of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::search) struct Clause {
    pub(in crate::search) operand: Operand,
    /// Whether matching documents are excluded.
    pub(in crate::search) is_excluded: bool,
}

/// The content of a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::search) enum Operand {
    /// A word, or a run of words as typed, including what stands between them (`358 / 2017`).
    Words(String),
    /// These exact forms in this order.
    Phrase(String),
    /// Words with this prefix.
    Prefix(String),
    /// A value in one field.
    Field {
        /// The field.
        field: QueryField,
        /// Words, a phrase or a prefix.
        value: Box<Operand>,
        /// The whole clause as typed.
        typed: String,
    },
    /// Any one of these.
    AnyOf(Vec<Operand>),
}

impl Operand {
    /// Whether it contains anything to search for.
    pub(super) fn has_word(&self) -> bool {
        match self {
            Self::Words(text) | Self::Phrase(text) | Self::Prefix(text) => has_word(text),
            Self::Field { value, .. } => value.has_word(),
            Self::AnyOf(alternatives) => !alternatives.is_empty(),
        }
    }

    /// Returns the text as typed, without the marks around it.
    pub(in crate::search) fn text(&self) -> &str {
        match self {
            Self::Words(text) | Self::Phrase(text) | Self::Prefix(text) => text,
            Self::Field { typed, .. } => typed,
            Self::AnyOf(alternatives) => alternatives.first().map_or("", Self::text),
        }
    }

    /// Returns the number of prefixes it contains.
    pub(in crate::search) fn prefixes(&self) -> usize {
        match self {
            Self::Words(_) | Self::Phrase(_) => 0,
            Self::Prefix(_) => 1,
            Self::Field { value, .. } => value.prefixes(),
            Self::AnyOf(alternatives) => alternatives.iter().map(Self::prefixes).sum(),
        }
    }
}

/// Whether a text contains anything to search for.
pub(super) fn has_word(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}
