//! What is derived from one segment and lasts as long as it: its suggest index, what was looked
//! up in its dictionaries, and its columns.
//!
//! A snapshot takes these over from the one before for every segment that survives a commit; see `snapshot`.
//!
//! Invariant: nothing here depends on which documents are deleted, and all of it goes with the segment.

use std::sync::OnceLock;

use tantivy::SegmentReader;

use super::{segment_columns::SegmentColumns, segment_terms::SegmentTerms, suggest_index::SuggestIndexSlot};
use crate::error::{Error, Result};

/// The lasting state of one segment; each part is made on first use.
#[derive(Default)]
pub(super) struct SegmentState {
    /// The words and titles prepared for suggestions.
    pub(super) suggest_index: SuggestIndexSlot,
    /// What was looked up in its dictionaries.
    pub(super) terms: SegmentTerms,
    columns: OnceLock<SegmentColumns>,
}

impl SegmentState {
    /// Returns the columns, opening them if necessary.
    pub(super) fn columns(&self, segment: &SegmentReader) -> Result<&SegmentColumns> {
        if self.columns.get().is_none() {
            let _ = self.columns.set(SegmentColumns::open(segment)?);
        }
        self.columns.get().ok_or_else(|| Error::Internal("the columns were not opened".to_owned()))
    }
}
