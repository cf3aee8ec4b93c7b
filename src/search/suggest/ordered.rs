//! Merges ranked documents of all segments into one order: newest first, then fewest words, then by id.
//!
//! Invariant: titles and ids are read only for returned documents, and for those that equal one of another
//! segment in all but the id.

use std::sync::Arc;

use tantivy::DocAddress;

use super::segment::SuggestSegment;
use crate::{
    error::Result,
    index::{DocumentHead, Snapshot},
};

/// An iterator over the documents with some ranks in each segment.
pub(super) struct RankedDocuments<'a, I> {
    snapshot: &'a Snapshot,
    parts: &'a [SuggestSegment<'a>],
    /// The ranks in each segment, best first.
    ranks: Vec<I>,
    /// The next document of each segment.
    next: Vec<Option<RankedDocument>>,
}

/// The next document of a segment.
#[derive(Clone, Copy)]
struct RankedDocument {
    order: (u32, usize),
    rank: u32,
}

impl<'a, I: Iterator<Item = u32>> RankedDocuments<'a, I> {
    /// Creates the iterator. `ranks` has one list for each segment.
    pub(super) fn new(snapshot: &'a Snapshot, parts: &'a [SuggestSegment<'a>], ranks: Vec<I>) -> Self {
        let mut ordered = Self { snapshot, parts, next: vec![None; ranks.len()], ranks };
        (0..parts.len()).for_each(|ord| ordered.advance(ord));
        ordered
    }

    /// Returns the best document that has not been returned yet.
    pub(super) fn next(&mut self) -> Result<Option<Arc<DocumentHead>>> {
        let Some(best) = self.next.iter().flatten().map(|next| next.order).min() else { return Ok(None) };
        let mut first: Option<(usize, Arc<DocumentHead>)> = None;
        for (ord, next) in self.next.iter().enumerate() {
            let Some(next) = next.filter(|next| next.order == best) else { continue };
            let head = self.head(ord, next.rank)?;
            if first.as_ref().is_none_or(|(_, known)| head.id.as_str() < known.id.as_str()) {
                first = Some((ord, head));
            }
        }
        Ok(first.map(|(ord, head)| {
            self.advance(ord);
            head
        }))
    }

    fn advance(&mut self, ord: usize) {
        let next = self.ranks[ord].next();
        self.next[ord] =
            next.map(|rank| RankedDocument { order: self.parts[ord].suggest_index.order(rank), rank });
    }

    fn head(&self, ord: usize, rank: u32) -> Result<Arc<DocumentHead>> {
        let doc = self.parts[ord].suggest_index.document(rank);
        self.parts[ord].suggest_index.head(doc, || self.snapshot.head(DocAddress::new(ord as u32, doc)))
    }
}
