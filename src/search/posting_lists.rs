//! The posting lists of one segment that a query reads, each opened once where it is read several times.
//!
//! Opening a list reads its header and decodes its first block, which costs more than a small search does
//! with it. Lists whose positions are read, too, are kept as opened: matching, closeness and snippets each
//! get a copy. What is read of them is left to `postings` and `positions`.
//!
//! Invariant: a list that is handed out is at its first document.

use std::{cell::RefCell, sync::Arc};

use rustc_hash::FxHashMap;
use tantivy::{
    SegmentReader, TantivyError,
    fieldnorm::FieldNormReader,
    index::InvertedIndexReader,
    postings::{SegmentPostings, TermInfo},
    schema::{Field, IndexRecordOption},
};

use crate::{error::Result, index::TermLocation};

/// The posting lists of one segment, for one query.
pub(super) struct PostingLists<'a> {
    reader: &'a SegmentReader,
    ord: usize,
    indexes: RefCell<Vec<(Field, Arc<InvertedIndexReader>)>>,
    norms: RefCell<Vec<(Field, FieldNormReader)>>,
    /// The lists with positions, by field and by where they begin in its file.
    kept: RefCell<FxHashMap<(Field, usize), SegmentPostings>>,
}

impl<'a> PostingLists<'a> {
    /// Creates the lists of the segment with the ordinal `ord`; none is opened yet.
    pub(super) fn new(reader: &'a SegmentReader, ord: usize) -> Self {
        let (indexes, norms, kept) = <(RefCell<_>, RefCell<_>, RefCell<_>)>::default();
        Self { reader, ord, indexes, norms, kept }
    }

    /// Opens the list of a term, or returns `None` if the segment does not contain it.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(super) fn open(
        &self,
        field: Field,
        term: &TermLocation,
        option: IndexRecordOption,
    ) -> Result<Option<SegmentPostings>> {
        let open = |info| self.open_list(field, info, option);
        term.infos[self.ord].as_ref().map(open).transpose()
    }

    /// Returns the list of a term with frequencies and positions, or `None` if the segment does not contain
    /// it. It is opened once.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(super) fn with_positions(
        &self,
        field: Field,
        term: &TermLocation,
    ) -> Result<Option<SegmentPostings>> {
        let Some(info) = term.infos[self.ord].as_ref() else { return Ok(None) };
        let key = (field, info.postings_range.start);
        if let Some(kept) = self.kept.borrow().get(&key) {
            return Ok(Some(kept.clone()));
        }
        let opened = self.open_list(field, info, IndexRecordOption::WithFreqsAndPositions)?;
        self.kept.borrow_mut().insert(key, opened.clone());
        Ok(Some(opened))
    }

    /// Returns the lists of all terms of a word with frequencies and positions.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(super) fn all_with_positions(
        &self,
        field: Field,
        terms: &[TermLocation],
    ) -> Result<Vec<SegmentPostings>> {
        terms.iter().filter_map(|term| self.with_positions(field, term).transpose()).collect()
    }

    /// Returns the encoded lengths of a field.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(super) fn norms(&self, field: Field) -> Result<FieldNormReader> {
        let mut norms = self.norms.borrow_mut();
        if let Some((_, known)) = norms.iter().find(|(known, _)| *known == field) {
            return Ok(known.clone());
        }
        let found = self.reader.get_fieldnorms_reader(field)?;
        norms.push((field, found.clone()));
        Ok(found)
    }

    fn open_list(&self, field: Field, info: &TermInfo, option: IndexRecordOption) -> Result<SegmentPostings> {
        let opened = self.index(field)?.read_postings_from_terminfo(info, option);
        Ok(opened.map_err(TantivyError::from)?)
    }

    fn index(&self, field: Field) -> Result<Arc<InvertedIndexReader>> {
        let mut indexes = self.indexes.borrow_mut();
        if let Some((_, known)) = indexes.iter().find(|(known, _)| *known == field) {
            return Ok(Arc::clone(known));
        }
        let found = self.reader.inverted_index(field)?;
        indexes.push((field, Arc::clone(&found)));
        Ok(found)
    }
}
