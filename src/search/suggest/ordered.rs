//! Ranked documents of all segments in one order: new before old, few words before many, then by id.
//!
//! Always holds: names are read only of documents that are given, and of those that are equal to one of another
//! segment but for their id.

use std::{iter::Peekable, sync::Arc};

use tantivy::DocAddress;

use super::Part;
use crate::{
    error::Result,
    index::{Head, Snapshot},
};

/// The documents of some ranks of each segment.
pub(super) struct Ordered<'a, I: Iterator<Item = u32>> {
    snapshot: &'a Snapshot,
    parts: &'a [Part<'a>],
    /// By segment, the best first.
    ranks: Vec<Peekable<I>>,
}

impl<'a, I: Iterator<Item = u32>> Ordered<'a, I> {
    /// `ranks` has one list for each segment.
    pub(super) fn new(snapshot: &'a Snapshot, parts: &'a [Part<'a>], ranks: Vec<I>) -> Self {
        let ranks = ranks.into_iter().map(Iterator::peekable).collect();
        Self { snapshot, parts, ranks }
    }

    /// The best document that has not been given yet.
    pub(super) fn next(&mut self) -> Result<Option<Arc<Head>>> {
        let parts = self.parts;
        let order = |(ord, ranks): (usize, &mut Peekable<I>)| {
            ranks.peek().map(|rank| (parts[ord].register.order(*rank), ord, *rank))
        };
        let mut first: Vec<_> = self.ranks.iter_mut().enumerate().filter_map(order).collect();
        let Some(best) = first.iter().map(|(order, ..)| *order).min() else { return Ok(None) };
        first.retain(|(order, ..)| *order == best);
        let heads = first.into_iter().map(|(_, ord, rank)| Ok((ord, self.head(ord, rank)?)));
        let heads = heads.collect::<Result<Vec<_>>>()?;
        let found = heads.into_iter().min_by(|(_, a), (_, b)| a.id.as_str().cmp(b.id.as_str()));
        Ok(found.map(|(ord, head)| {
            self.ranks[ord].next();
            head
        }))
    }

    fn head(&self, ord: usize, rank: u32) -> Result<Arc<Head>> {
        let doc = self.parts[ord].register.document(rank);
        self.parts[ord].register.head(doc, || self.snapshot.head(DocAddress::new(ord as u32, doc)))
    }
}
