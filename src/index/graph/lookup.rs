//! Follows the edges of the graph from a document to the acts it cites, and back.
//!
//! Invariant: deleted documents are at neither end.

use jiff::civil::Date;
use tantivy::{DocAddress, DocId, SegmentReader, schema::Field};

use super::{
    citation_term::{CitationEffect, StatedCitation},
    terms::{each_term, has_graph},
};
use crate::{acts::act_key::ActKey, document::numbered_date, error::Result, index::snapshot::Snapshot};

/// The maximum number of documents that are one act: more have the same key by mistake.
const MAX_COPIES: usize = 20;

/// A document that cites an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Citing {
    pub(crate) address: DocAddress,
    pub(crate) effect: CitationEffect,
    /// Whether the citation changes the act; a post about a change does not.
    pub(crate) is_change: bool,
    /// The day from which the change holds, if its own sentence states one.
    pub(crate) from: Option<Date>,
}

impl Snapshot {
    /// Returns the documents that are the act with this key, as a citation or a query states it; none if the
    /// key may mean different acts.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(crate) fn act_meant(&self, key: &ActKey) -> Result<Vec<DocAddress>> {
        let meant = self.acts_meant(key)?;
        let is_one = meant.len() <= MAX_COPIES
            && meant.iter().all(|(_, one)| meant.iter().all(|(_, other)| one.is_same_act(other)));
        Ok(if is_one { meant.into_iter().map(|(address, _)| address).collect() } else { Vec::new() })
    }

    /// Returns the documents whose act may be meant by a key, each with the key of that act.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(crate) fn acts_meant(&self, key: &ActKey) -> Result<Vec<(DocAddress, ActKey)>> {
        let mut meant: Vec<(DocAddress, ActKey)> = Vec::new();
        if !self.has_graph() {
            return Ok(meant);
        }
        for address in key.act_addresses() {
            for (ord, segment) in (0..).zip(self.searcher.segment_readers()) {
                each_document(segment, self.fields.act, &address, |term, doc| {
                    let own = ActKey::decode(term).filter(|own| key.means(own));
                    if let Some(own) = own {
                        meant.push((DocAddress::new(ord, doc), own));
                    }
                })?;
            }
        }
        meant.sort_by_key(|(address, _)| *address);
        Ok(meant)
    }

    /// Returns the documents that are the annex with this number of the act with a key.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(crate) fn annexes_meant(&self, key: &ActKey, number: &str) -> Result<Vec<DocAddress>> {
        let mut meant = Vec::new();
        if !self.has_graph() {
            return Ok(meant);
        }
        for address in key.annex_addresses() {
            for (ord, segment) in (0..).zip(self.searcher.segment_readers()) {
                each_document(segment, self.fields.act, &address, |term, doc| {
                    let annex = ActKey::decode(term).filter(|annex| annex.is_annex(number));
                    if annex.is_some_and(|annex| key.means(&annex)) {
                        meant.push(DocAddress::new(ord, doc));
                    }
                })?;
            }
        }
        meant.sort_unstable();
        Ok(meant)
    }

    /// Returns the documents that cite the act with this key, each once for each effect.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(crate) fn citing(&self, act: &ActKey) -> Result<Vec<Citing>> {
        let mut citing = Vec::new();
        if !self.has_graph() {
            return Ok(citing);
        }
        for beginning in CitationEffect::beginnings() {
            for address in act.citation_addresses() {
                let prefix = format!("{beginning}{address}");
                for (ord, segment) in (0..).zip(self.searcher.segment_readers()) {
                    each_document(segment, self.fields.cites, &prefix, |term, doc| {
                        let cited = StatedCitation::read(term).filter(|cited| cited.key.means(act));
                        if let Some(StatedCitation { effect, is_change, from, .. }) = cited {
                            let (address, from) = (DocAddress::new(ord, doc), from.and_then(numbered_date));
                            let is_change = is_change && act.can_be_changed();
                            citing.push(Citing { address, effect, is_change, from });
                        }
                    })?;
                }
            }
        }
        citing.sort_by_key(|one| (one.address, one.effect, one.is_change, one.from));
        citing.dedup();
        Ok(citing)
    }

    /// Whether the index is of a version with the keys of acts.
    pub(super) fn has_graph(&self) -> bool {
        has_graph(self.searcher.schema())
    }
}

/// Calls `each` with the terms of a field that begin with `prefix` and the documents that have them.
fn each_document(
    segment: &SegmentReader,
    field: Field,
    prefix: &str,
    mut each: impl FnMut(&str, DocId),
) -> Result<()> {
    each_term(segment, field, prefix, |term, documents| {
        documents.iter().filter(|doc| !segment.is_deleted(**doc)).for_each(|doc| each(term, *doc));
        Ok(())
    })
}
