//! Looks up what one document contains, by the postings of the index.
//!
//! Invariant: the document is not read, so the work does not depend on its length.

use tantivy::{
    DocAddress, DocSet, TERMINATED, TantivyError, Term,
    postings::Postings,
    schema::{Field, IndexRecordOption},
};

use crate::{error::Result, index::Snapshot};

/// A document whose words are looked up.
#[derive(Clone, Copy)]
pub(super) struct ContainedWords<'a> {
    snapshot: &'a Snapshot,
    address: DocAddress,
}

impl<'a> ContainedWords<'a> {
    /// Prepares to look up words of the document at `address`.
    pub(super) fn of(snapshot: &'a Snapshot, address: DocAddress) -> Self {
        Self { snapshot, address }
    }

    /// Whether its text or title contains a base-form term.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(super) fn has(&self, term: &str) -> Result<bool> {
        for field in self.fields() {
            if self.positions(field, term, IndexRecordOption::Basic)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether one term occurs right before another in its text or title.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(super) fn has_in_order(&self, first: &str, second: &str) -> Result<bool> {
        let positions = |field, term| self.positions(field, term, IndexRecordOption::WithFreqsAndPositions);
        for field in self.fields() {
            let (Some(first), Some(second)) = (positions(field, first)?, positions(field, second)?) else {
                continue;
            };
            if first.iter().any(|at| second.binary_search(&(at + 1)).is_ok()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn fields(&self) -> [Field; 2] {
        let fields = self.snapshot.fields();
        [fields.text_base, fields.title_base]
    }

    /// Returns the positions of a term, as far as `option` has them read; `None` if it does not occur.
    fn positions(&self, field: Field, term: &str, option: IndexRecordOption) -> Result<Option<Vec<u32>>> {
        let (segment, doc) = (self.address.segment_ord, self.address.doc_id);
        let index = self.snapshot.searcher().segment_reader(segment).inverted_index(field)?;
        let term = Term::from_field_text(field, term);
        let postings = index.read_postings(&term, option).map_err(TantivyError::from)?;
        let Some(mut postings) = postings else { return Ok(None) };
        let found = if postings.doc() < doc { postings.seek(doc) } else { postings.doc() };
        if found == TERMINATED || found != doc {
            return Ok(None);
        }
        let mut positions = Vec::new();
        postings.positions(&mut positions);
        Ok(Some(positions))
    }
}
