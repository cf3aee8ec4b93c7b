//! What is derived from one segment and lasts as long as it: its suggest index, what was looked
//! up in its dictionaries, its columns, its pairs of documents with the same text, its changes of acts and
//! its meetings.
//!
//! A snapshot takes these over from the one before for every segment that survives a commit; see `snapshot`.
//!
//! Invariant: nothing here depends on which documents are deleted, and all of it goes with the segment.

use std::sync::OnceLock;

use tantivy::{DocId, SegmentReader};

use super::{
    graph::{NumberedActs, SegmentChanges},
    meetings::SegmentMeetings,
    segment_columns::SegmentColumns,
    segment_terms::SegmentTerms,
    suggest_index::SuggestIndexSlot,
    variants::{self, SegmentMarks, StoredPair},
};
use crate::error::{Error, Result};

/// The lasting state of one segment; each part is made on first use.
#[derive(Default)]
pub(super) struct SegmentState {
    /// The words and titles prepared for suggestions.
    pub(super) suggest_index: SuggestIndexSlot,
    /// What was looked up in its dictionaries.
    pub(super) terms: SegmentTerms,
    columns: OnceLock<SegmentColumns>,
    pairs: OnceLock<Vec<StoredPair>>,
    marks: OnceLock<SegmentMarks>,
    changes: OnceLock<SegmentChanges>,
    numbered_acts: OnceLock<NumberedActs>,
    meetings: OnceLock<SegmentMeetings>,
}

impl SegmentState {
    /// Returns the columns, opening them if necessary.
    pub(super) fn columns(&self, segment: &SegmentReader) -> Result<&SegmentColumns> {
        if self.columns.get().is_none() {
            let _ = self.columns.set(SegmentColumns::open(segment)?);
        }
        self.columns.get().ok_or_else(|| Error::Internal("the columns were not opened".to_owned()))
    }

    /// Returns the pairs of documents with the same text that this segment holds, reading them if necessary.
    /// Some may be deleted.
    pub(super) fn pairs(&self, segment: &SegmentReader) -> Result<&[StoredPair]> {
        if self.pairs.get().is_none() {
            let _ = self.pairs.set(variants::read_pairs(segment)?);
        }
        let missing = || Error::Internal("the pairs were not read".to_owned());
        self.pairs.get().map(Vec::as_slice).ok_or_else(missing)
    }

    /// Returns the changes of acts that the documents of this segment make, reading them if necessary. Some
    /// documents may be deleted.
    pub(super) fn changes(&self, segment: &SegmentReader) -> Result<&SegmentChanges> {
        if self.changes.get().is_none() {
            let _ = self.changes.set(SegmentChanges::read(segment)?);
        }
        self.changes.get().ok_or_else(|| Error::Internal("the changes were not read".to_owned()))
    }

    /// Returns the acts of this segment that are identified in full, reading them if necessary. Some may be
    /// deleted.
    pub(super) fn numbered_acts(&self, segment: &SegmentReader) -> Result<&[(u64, DocId)]> {
        if self.numbered_acts.get().is_none() {
            let _ = self.numbered_acts.set(NumberedActs::read(segment)?);
        }
        let missing = || Error::Internal("the numbers of acts were not read".to_owned());
        self.numbered_acts.get().map(|known| known.acts.as_slice()).ok_or_else(missing)
    }

    /// Returns the meetings that the documents of this segment tell of, reading them if necessary. Some
    /// documents may be deleted.
    pub(super) fn meetings(&self, segment: &SegmentReader) -> Result<&SegmentMeetings> {
        if self.meetings.get().is_none() {
            let _ = self.meetings.set(SegmentMeetings::read(segment)?);
        }
        self.meetings.get().ok_or_else(|| Error::Internal("the meetings were not read".to_owned()))
    }

    /// Returns the marks of the documents of this segment, reading them if necessary; only writers need them.
    pub(super) fn marks(&self, segment: &SegmentReader) -> Result<&SegmentMarks> {
        if self.marks.get().is_none() {
            let _ = self.marks.set(SegmentMarks::read(segment)?);
        }
        self.marks.get().ok_or_else(|| Error::Internal("the marks were not read".to_owned()))
    }
}
