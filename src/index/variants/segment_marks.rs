//! The marks of one segment, sorted, so that the documents with a mark are found by a binary search.
//!
//! They are read from a column when a writer first needs them: terms in the dictionary of the segment would
//! make every document dearer to index.
//!
//! Invariant: nothing here depends on which documents are deleted.

use tantivy::{DocId, SegmentReader};

use crate::{error::Result, index::schema::column};

/// The marks of the documents of one segment: 32 bytes for each document.
#[derive(Debug)]
pub(in crate::index) struct SegmentMarks(Vec<(u32, DocId)>);

impl SegmentMarks {
    /// Reads the marks of a segment.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(in crate::index) fn read(segment: &SegmentReader) -> Result<Self> {
        let column = segment.fast_fields().u64(column::MARK)?;
        let marks = (0..segment.max_doc())
            .flat_map(|doc| column.values_for_doc(doc).map(move |mark| (mark as u32, doc)));
        let mut marks: Vec<(u32, DocId)> = marks.collect();
        marks.sort_unstable();
        Ok(Self(marks))
    }

    /// Returns the documents with a mark, in order.
    pub(in crate::index) fn documents(&self, mark: u64) -> impl Iterator<Item = DocId> {
        let mark = mark as u32;
        let first = self.0.partition_point(|(known, _)| *known < mark);
        self.0[first..].iter().take_while(move |(known, _)| *known == mark).map(|(_, doc)| *doc)
    }
}
