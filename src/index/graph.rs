//! The graph of acts: which document cites which act, and what that does to it.
//!
//! The index holds the key of every act and the key of every cited act as terms (`citation_term`), and an edge
//! is where the two match. So the graph follows every commit by itself: an act that arrives is found by the
//! citations that are already there, and one that leaves is no longer found. `lookup` follows edges in both
//! directions, `segment_changes` keeps those that change an act, and `statuses` derives whether acts hold on a
//! day. `numbered_acts` finds acts that are in several documents. All read the index through `terms`. Recognizing citations is left to `acts`, showing them to `search`.
//!
//! Invariant: the graph depends on the documents alone, not on the order in which they came
//! ([decision 034](../../docs/decisions/034-acts.md)).

mod citation_term;
mod lookup;
mod numbered_acts;
mod segment_changes;
mod status_table;
mod statuses;
mod terms;

pub(super) use citation_term::terms_of;
pub(crate) use lookup::Citing;
pub(super) use numbered_acts::NumberedActs;
pub(super) use segment_changes::SegmentChanges;
pub(crate) use status_table::StatusTable;

#[cfg(test)]
mod tests;
