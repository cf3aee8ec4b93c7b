//! Variants: documents with the same text, such as an act as PDF and as HTML, and copies of one act.
//!
//! `wording` reduces a text to what its formats have in common, and `marks` find similar ones. When documents are
//! committed, `pairing` looks for those with the same text, in `segment_marks` and among each other, `agreement`
//! decides over an `alignment`, and the pairs are added to the index.
//! `snapshot_groups` finds the pairs of a snapshot and `groups` joins them.
//!
//! Invariants: a pair goes with either of its documents; the same documents are the same groups, in whatever
//! order they came ([decision 032](../../docs/decisions/032-near-duplicates.md)).

mod agreement;
mod alignment;
mod groups;
mod marks;
mod pairing;
mod segment_marks;
mod snapshot_groups;
mod wording;

pub(super) use agreement::Identity;
pub(super) use groups::{StoredPair, read_pairs};
pub(crate) use groups::{VariantGroups, members_in};
pub(super) use marks::TextMarks;
pub(super) use pairing::{ComparableText, PendingDocuments};
pub(super) use segment_marks::SegmentMarks;

#[cfg(test)]
mod tests;
