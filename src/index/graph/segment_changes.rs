//! The changes of acts that the documents of one segment make.
//!
//! Invariant: nothing here depends on which documents are deleted; whoever uses a change asks the segment.

use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, TantivyError, schema::IndexRecordOption};

use super::citation_term::{CHANGING, CitationEffect};
use crate::{
    acts::act_key::ActKey,
    error::Result,
    index::schema::{self, ACT, column},
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
        if segment.schema().get_field(ACT).is_err() {
            return Ok(all);
        }
        let columns = segment.fast_fields();
        let effective = columns.u64(column::EFFECTIVE)?;
        let day = |doc: DocId| effective.first(doc);
        let index = segment.inverted_index(schema::fields().cites)?;
        let range = index.terms().range().ge(CHANGING).lt(next(CHANGING));
        let mut terms = range.into_stream().map_err(TantivyError::from)?;
        while terms.advance() {
            let Some((key, effect)) = std::str::from_utf8(terms.key()).ok().and_then(decode) else {
                continue;
            };
            let postings = index.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic);
            let mut postings = postings.map_err(TantivyError::from)?;
            let mut documents = Vec::new();
            while postings.doc() != TERMINATED {
                documents.push((postings.doc(), day(postings.doc())));
                postings.advance();
            }
            all.add(SegmentChange { key, effect, documents });
        }
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

fn decode(term: &str) -> Option<(ActKey, CitationEffect)> {
    let (effect, rest) = CitationEffect::read(term)?;
    Some((ActKey::decode(rest)?, effect))
}

/// Returns the hash of an address, for [`SegmentChanges::at`].
pub(super) fn hash(address: &str) -> u64 {
    let mut hasher = FxHasher::default();
    address.hash(&mut hasher);
    hasher.finish()
}

/// Returns the least text that is greater than all that begin with `prefix`, which ends in ASCII.
pub(super) fn next(prefix: &str) -> Vec<u8> {
    let mut next = prefix.as_bytes().to_vec();
    if let Some(last) = next.last_mut() {
        *last += 1;
    }
    next
}
