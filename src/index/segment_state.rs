//! What is derived from one segment and lasts as long as it: its suggest index, what was looked
//! up in its dictionaries, its columns, its pairs of documents with the same text, its changes of acts and
//! its meetings.
//!
//! A snapshot takes these over from the one before for every segment that survives a commit; see `snapshot`.
//!
//! Invariant: nothing here depends on which documents are deleted, and all of it goes with the segment.

use std::sync::OnceLock;

use tantivy::{DocId, SegmentReader, columnar::StrColumn};

use super::{
    graph::{NumberedActs, SegmentChanges},
    meetings::SegmentMeetings,
    schema::column,
    segment_columns::SegmentColumns,
    segment_terms::SegmentTerms,
    suggest_index::{SuggestIndexSlot, TopicIndex},
    variants::{self, SegmentMarks, StoredPair},
};
use crate::error::Result;

/// The lasting state of one segment; each part is made on first use.
#[derive(Default)]
pub(super) struct SegmentState {
    /// The words and titles prepared for suggestions.
    pub(super) suggest_index: SuggestIndexSlot,
    /// What was looked up in its dictionaries.
    pub(super) terms: SegmentTerms,
    columns: OnceLock<SegmentColumns>,
    ids: OnceLock<Option<StrColumn>>,
    hashes: OnceLock<Option<StrColumn>>,
    pairs: OnceLock<Vec<StoredPair>>,
    marks: OnceLock<SegmentMarks>,
    changes: OnceLock<SegmentChanges>,
    numbered_acts: OnceLock<NumberedActs>,
    meetings: OnceLock<SegmentMeetings>,
    topics: OnceLock<TopicIndex>,
}

impl SegmentState {
    /// Returns the columns, opening them if necessary.
    pub(super) fn columns(&self, segment: &SegmentReader) -> Result<&SegmentColumns> {
        made(&self.columns, || SegmentColumns::open(segment))
    }

    /// Returns the column of ids, opening it if necessary; `None` if there are no documents.
    pub(super) fn ids(&self, segment: &SegmentReader) -> Result<Option<&StrColumn>> {
        Ok(made(&self.ids, || Ok(segment.fast_fields().str(column::ID)?))?.as_ref())
    }

    /// Returns the column of fingerprints, opening it if necessary; `None` if no document has one.
    pub(super) fn hashes(&self, segment: &SegmentReader) -> Result<Option<&StrColumn>> {
        Ok(made(&self.hashes, || Ok(segment.fast_fields().str(column::HASH)?))?.as_ref())
    }

    /// Returns the pairs of documents with the same text that this segment holds, reading them if necessary.
    /// Some may be deleted.
    pub(super) fn pairs(&self, segment: &SegmentReader) -> Result<&[StoredPair]> {
        Ok(made(&self.pairs, || variants::read_pairs(segment))?)
    }

    /// Returns the changes of acts that the documents of this segment make, reading them if necessary. Some
    /// documents may be deleted.
    pub(super) fn changes(&self, segment: &SegmentReader) -> Result<&SegmentChanges> {
        made(&self.changes, || SegmentChanges::read(segment))
    }

    /// Returns the acts of this segment that are identified in full, reading them if necessary. Some may be
    /// deleted.
    pub(super) fn numbered_acts(&self, segment: &SegmentReader) -> Result<&[(u64, DocId)]> {
        Ok(&made(&self.numbered_acts, || NumberedActs::read(segment))?.acts)
    }

    /// Returns the meetings that the documents of this segment tell of, reading them if necessary. Some
    /// documents may be deleted.
    pub(super) fn meetings(&self, segment: &SegmentReader) -> Result<&SegmentMeetings> {
        made(&self.meetings, || SegmentMeetings::read(segment))
    }

    /// Returns the topics of these meetings, prepared for suggestions.
    pub(super) fn topics(&self, segment: &SegmentReader) -> Result<&TopicIndex> {
        made(&self.topics, || Ok(TopicIndex::new(self.meetings(segment)?)))
    }

    /// Returns the marks of the documents of this segment, reading them if necessary; only writers need them.
    pub(super) fn marks(&self, segment: &SegmentReader) -> Result<&SegmentMarks> {
        made(&self.marks, || SegmentMarks::read(segment))
    }
}

/// Returns what a cell holds, making it if necessary. Two threads may make it at the same time; one is kept.
fn made<T>(cell: &OnceLock<T>, make: impl FnOnce() -> Result<T>) -> Result<&T> {
    if let Some(known) = cell.get() {
        return Ok(known);
    }
    let value = make()?;
    Ok(cell.get_or_init(|| value))
}
