//! Finds the groups of documents with the same text in a snapshot, and those that are the same act.
//!
//! Joining pairs is left to `groups`. Invariant: every document of a group is in the snapshot, and none is
//! deleted.

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, DocSet, TERMINATED, TantivyError, Term, schema::IndexRecordOption};

use super::groups::{DisjointSets, VariantGroups};
use crate::{
    error::Result,
    index::{schema::column, snapshot::Snapshot},
};

/// The maximum number of documents that may be copies of one act by its number alone. More are pieces of it,
/// such as its paragraphs one by one, or a mistake.
const MAX_COPIES: usize = 5;

impl Snapshot {
    /// Returns the groups of documents with the same text, found once for each snapshot.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(crate) fn variants(&self) -> Result<&VariantGroups> {
        if let Some(groups) = self.cached.variants.get() {
            return Ok(groups);
        }
        let groups = self.find_variants()?;
        Ok(self.cached.variants.get_or_init(|| groups))
    }

    fn find_variants(&self) -> Result<VariantGroups> {
        if self.searcher.schema().get_field(column::PAIR).is_err() {
            return Ok(VariantGroups::default());
        }
        let copies = self.copies_of_acts()?;
        let mut sets = DisjointSets::default();
        for ids in &copies {
            for id in ids {
                sets.join(&ids[0], id);
            }
        }
        for (segment, state) in self.states() {
            for pair in state.pairs(segment)?.iter().filter(|pair| !segment.is_deleted(pair.doc)) {
                sets.join(&pair.ids[0], &pair.ids[1]);
            }
        }
        let mut groups = Vec::new();
        for ids in sets.into_sets() {
            let members = ids.iter().filter_map(|id| self.main_document(id).transpose());
            let members = members.collect::<Result<Vec<_>>>()?;
            if members.len() > 1 {
                groups.push(members);
            }
        }
        Ok(VariantGroups::new(groups, self.segments()))
    }

    /// Returns the ids of the documents of each act that is in several, up to [`MAX_COPIES`].
    fn copies_of_acts(&self) -> Result<Vec<Vec<String>>> {
        let mut documents: FxHashMap<u64, Vec<DocAddress>> = FxHashMap::default();
        for (ord, (segment, state)) in (0..).zip(self.states()) {
            for &(act, doc) in
                state.numbered_acts(segment)?.iter().filter(|(_, doc)| !segment.is_deleted(*doc))
            {
                documents.entry(act).or_default().push(DocAddress::new(ord, doc));
            }
        }
        let copies = documents.into_values().filter(|copies| (2..=MAX_COPIES).contains(&copies.len()));
        copies.map(|copies| copies.into_iter().map(|address| self.id(address)).collect()).collect()
    }

    /// Returns the address of the main engine document with this id.
    fn main_document(&self, id: &str) -> Result<Option<DocAddress>> {
        let term = Term::from_field_text(self.fields.group, id);
        for (ord, segment) in (0..).zip(self.searcher.segment_readers()) {
            let index = segment.inverted_index(term.field())?;
            let postings =
                index.read_postings(&term, IndexRecordOption::Basic).map_err(TantivyError::from)?;
            let Some(mut postings) = postings else { continue };
            while postings.doc() != TERMINATED {
                if !segment.is_deleted(postings.doc()) {
                    return Ok(Some(DocAddress::new(ord, postings.doc())));
                }
                postings.advance();
            }
        }
        Ok(None)
    }
}
