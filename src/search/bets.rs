//! Best bets: documents that an editor puts on top of the hits of certain queries.
//!
//! `file` reads the file of the editor, `bet` is one entry of it and `pattern` one query of an entry; `list`
//! finds the entry that a query fires. Putting its documents on top of the hits is left to `placement`;
//! `trial` shows what the file does to a query. Opening and reloading the file is left to `service`.
//!
//! Invariants: a query fires at most one entry; the hits on all pages together are those without best bets
//! plus the documents of the entry, each once; filters apply to them as to any other document.

mod bet;
mod file;
mod list;
mod pattern;
mod trial;

pub use bet::Bet;
pub(super) use bet::FiredBet;
pub use file::BetsError;
pub use list::Bets;
pub use trial::{BetTrial, TriedBet, TriedDocument, TriedSynonym, try_query};

#[cfg(test)]
mod tests;
