//! The changes of acts that the documents of one segment make.
//!
//! Invariant: nothing here depends on which documents are deleted; whoever uses a change asks the segment.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};
use tantivy::{DocId, SegmentReader};

use super::{
    citation_term::{CHANGING, CitationEffect, StatedCitation},
    terms::{each_term, has_graph},
};
use crate::{
    acts::act_key::ActKey,
    error::Result,
    index::schema::{self, column},
};

/// A change of an act by documents of a segment.
#[derive(Debug)]
pub(super) struct SegmentChange {
    /// The act that is changed.
    pub(super) key: ActKey,
    pub(super) effect: CitationEffect,
    /// The documents that change it, each with the day from which the change holds, as a number `YYYYMMDD`,
    /// if known.
    pub(super) documents: Vec<(DocId, Option<u64>)>,
}

/// The changes of one segment, by the address of the act.
#[derive(Debug, Default)]
pub(in crate::index) struct SegmentChanges {
    changes: Vec<SegmentChange>,
    by_address: FxHashMap<u64, Vec<u32>>,
}

impl SegmentChanges {
    /// Reads the changes of a segment.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(in crate::index) fn read(segment: &SegmentReader) -> Result<Self> {
        let mut all = Self::default();
        if !has_graph(segment.schema()) {
            return Ok(all);
        }
        let effective = segment.fast_fields().u64(column::EFFECTIVE)?;
        each_term(segment, schema::fields().cites, CHANGING, |term, documents| {
            if let Some(StatedCitation { key, effect, from, .. }) = StatedCitation::read(term) {
                let from = |doc| from.or_else(|| effective.first(doc));
                let documents = documents.iter().map(|doc| (*doc, from(*doc))).collect();
                all.add(SegmentChange { key, effect, documents });
            }
            Ok(())
        })?;
        Ok(all)
    }

    fn add(&mut self, change: SegmentChange) {
        let number = self.changes.len() as u32;
        for address in change.key.addresses() {
            self.by_address.entry(hash(&address)).or_default().push(number);
        }
        self.changes.push(change);
    }

    /// Returns the changes whose address has this hash.
    pub(super) fn at(&self, address: u64) -> impl Iterator<Item = &SegmentChange> {
        let numbers = self.by_address.get(&address).map_or(&[][..], Vec::as_slice);
        numbers.iter().map(|number| &self.changes[*number as usize])
    }

    /// Whether the segment changes nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// Returns the hash of an address, for [`SegmentChanges::at`].
pub(super) fn hash(address: &str) -> u64 {
    let mut hasher = FxHasher::default();
    address.hash(&mut hasher);
    hasher.finish()
}
