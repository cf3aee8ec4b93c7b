//! Merges ranked documents of all segments into one order: newest first, then fewest words, then by id.
//!
//! Invariant: titles and ids are read only for returned documents, and for those that equal one of another
//! segment in all but the id.

use std::sync::Arc;

use tantivy::DocAddress;

use super::Part;
use crate::{
    error::Result,
    index::{Head, Snapshot},
};

/// An iterator over the documents with some ranks in each segment.
pub(super) struct Ordered<'a, I> {
    snapshot: &'a Snapshot,
    parts: &'a [Part<'a>],
    /// The ranks in each segment, best first.
    ranks: Vec<I>,
    /// The next document of each segment.
    next: Vec<Option<Next>>,
}

/// The next document of a segment.
#[derive(Clone, Copy)]
struct Next {
    order: (u32, usize),
    rank: u32,
}

impl<'a, I: Iterator<Item = u32>> Ordered<'a, I> {
    /// Creates the iterator. `ranks` has one list for each segment.
    pub(super) fn new(snapshot: &'a Snapshot, parts: &'a [Part<'a>], ranks: Vec<I>) -> Self {
        let mut ordered = Self { snapshot, parts, next: vec![None; ranks.len()], ranks };
        (0..parts.len()).for_each(|ord| ordered.advance(ord));
        ordered
    }

    /// Returns the best document that has not been returned yet.
    pub(super) fn next(&mut self) -> Result<Option<Arc<Head>>> {
        let Some(best) = self.next.iter().flatten().map(|next| next.order).min() else { return Ok(None) };
        let mut first: Option<(usize, Arc<Head>)> = None;
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
        self.next[ord] = next.map(|rank| Next { order: self.parts[ord].register.order(rank), rank });
    }

    fn head(&self, ord: usize, rank: u32) -> Result<Arc<Head>> {
        let doc = self.parts[ord].register.document(rank);
        self.parts[ord].register.head(doc, || self.snapshot.head(DocAddress::new(ord as u32, doc)))
    }
}
