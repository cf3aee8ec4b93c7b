//! The acts of one segment that are identified in full, to find those that are in several documents: as HTML,
//! as PDF, as a scan whose text differs.
//!
//! Joining the documents is left to `variants`. Invariant: acts have the same hash only if body, number and
//! date are the same; statutes, which have no number, are left out.

use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, TantivyError, schema::IndexRecordOption};

use super::segment_changes::{hash, next};
use crate::{
    acts::act_key::ActKey,
    error::Result,
    index::schema::{self, ACT},
};

/// Begins the terms of acts with a number.
const NUMBERED: &str = "n";

/// The hashes of the identities of acts, each with its document.
#[derive(Debug, Default)]
pub(in crate::index) struct NumberedActs {
    pub(in crate::index) acts: Vec<(u64, DocId)>,
}

impl NumberedActs {
    /// Reads the acts of a segment. Some may be deleted.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(in crate::index) fn read(segment: &SegmentReader) -> Result<Self> {
        let mut acts = Vec::new();
        if segment.schema().get_field(ACT).is_err() {
            return Ok(Self { acts });
        }
        let index = segment.inverted_index(schema::fields().act)?;
        let range = index.terms().range().ge(NUMBERED).lt(next(NUMBERED));
        let mut terms = range.into_stream().map_err(TantivyError::from)?;
        while terms.advance() {
            let key = std::str::from_utf8(terms.key()).ok().and_then(ActKey::decode);
            let Some(identity) = key.and_then(|key| key.identity()) else { continue };
            let postings = index.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic);
            let mut postings = postings.map_err(TantivyError::from)?;
            while postings.doc() != TERMINATED {
                acts.push((hash(&identity), postings.doc()));
                postings.advance();
            }
        }
        Ok(Self { acts })
    }
}
