//! The statuses of all documents on one day, as `statuses` derives them: one byte for each engine document.

use tantivy::DocId;

use crate::document::ActStatus;

/// The statuses of all documents on one day.
#[derive(Debug, Default)]
pub(crate) struct StatusTable {
    /// For each segment the status of each document.
    pub(super) segments: Vec<Vec<TableEntry>>,
}

/// What the table says of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum TableEntry {
    /// It is no act, or nothing is known.
    #[default]
    Unknown,
    Known(ActStatus),
    /// The act was issued after the day.
    NotIssued,
}

impl StatusTable {
    /// Returns the status of a document.
    pub(crate) fn of(&self, segment: usize, doc: DocId) -> Option<ActStatus> {
        match self.entry(segment, doc) {
            TableEntry::Known(status) => Some(status),
            TableEntry::Unknown | TableEntry::NotIssued => None,
        }
    }

    /// Whether a document is not an act that was issued after the day.
    pub(crate) fn is_issued(&self, segment: usize, doc: DocId) -> bool {
        self.entry(segment, doc) != TableEntry::NotIssued
    }

    /// Returns the number of documents of a segment.
    pub(crate) fn documents(&self, segment: usize) -> DocId {
        self.segments.get(segment).map_or(0, |entries| entries.len() as DocId)
    }

    fn entry(&self, segment: usize, doc: DocId) -> TableEntry {
        let entry = self.segments.get(segment).and_then(|entries| entries.get(doc as usize));
        entry.copied().unwrap_or_default()
    }
}
