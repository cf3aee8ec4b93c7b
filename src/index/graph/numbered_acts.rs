//! The acts of one segment that are identified in full, to find those that are in several documents: as HTML,
//! as PDF, as a scan whose text differs.
//!
//! Joining the documents is left to `variants`. Invariant: acts have the same hash only if body, number and
//! date are the same; statutes, which have no number, are left out.

use tantivy::{DocId, SegmentReader};

use super::{
    segment_changes::hash,
    terms::{each_term, has_graph},
};
use crate::{acts::act_key::ActKey, error::Result, index::schema};

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
        if has_graph(segment.schema()) {
            each_term(segment, schema::fields().act, NUMBERED, |term, documents| {
                if let Some(identity) = ActKey::decode(term).and_then(|key| key.identity()) {
                    acts.extend(documents.iter().map(|doc| (hash(&identity), *doc)));
                }
                Ok(())
            })?;
        }
        Ok(Self { acts })
    }
}
