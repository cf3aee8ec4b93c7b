//! Finds the acts that a text cites: which act, in which words, and what the text does to it.
//!
//! One pass looks for the words that may begin a mention; the rest of the work is near them. Leaves which
//! document a cited act is to others. Invariant: the ranges are ascending and do not overlap.

mod after;
mod bodies;
mod brackets;
mod chain;
pub(super) mod cursor;
mod effective;
mod foreign;
mod found;
mod identity;
mod inner_acts;
mod journal_names;
mod journals;
pub(super) mod kinds;
mod known;
mod lines;
mod mention;
pub(super) mod names;
mod quotes;
mod reader;
mod roles;
mod short_names;
mod stops;
mod title;
mod treaties;
mod triggers;

pub use found::FoundCitation;
use reader::CitationReader;

use crate::document::Act;

/// Finds every mention of an act in a text, in the order of the text.
///
/// `own` is the act whose text it is: it does not cite itself, and its title says what it does to others.
pub fn citations(text: &str, own: Option<&Act>) -> Vec<FoundCitation> {
    CitationReader::new(text, own).read()
}

#[cfg(test)]
mod tests;
