//! Groups of documents with the same text, joined from the pairs that the index holds.
//!
//! Pairs are found by `pairing` and looked up by `snapshot_groups`; what searches do with groups is left to
//! `search`.
//!
//! Invariants: a group has at least two documents; a document is in one group at most; groups depend on the
//! pairs alone, not on their order.

use std::{cmp::Reverse, collections::BTreeMap, ops::Range, sync::Arc};

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, DocId, SegmentReader, TantivyError};

use crate::{error::Result, index::schema::column};

/// A pair of documents in one segment.
#[derive(Debug)]
pub(in crate::index) struct StoredPair {
    /// The engine document that holds it.
    pub(super) doc: DocId,
    pub(super) ids: [Arc<str>; 2],
}

/// The groups of documents with the same text.
#[derive(Debug, Default)]
pub(crate) struct VariantGroups {
    /// The documents of each group, by id.
    pub(super) groups: Vec<Vec<DocAddress>>,
    /// For each segment, the documents in groups with the number of the group, in order.
    segments: Vec<Vec<(DocId, u32)>>,
}

impl VariantGroups {
    /// Returns the documents of each group.
    pub(in crate::index) fn groups(&self) -> &[Vec<DocAddress>] {
        &self.groups
    }

    /// Creates the groups with these documents, which are of as many segments.
    pub(super) fn new(groups: Vec<Vec<DocAddress>>, segments: usize) -> Self {
        let mut members = vec![Vec::new(); segments];
        for (number, group) in (0..).zip(&groups) {
            for member in group {
                members[member.segment_ord as usize].push((member.doc_id, number));
            }
        }
        for members in &mut members {
            members.sort_unstable();
        }
        Self { groups, segments: members }
    }

    /// Returns the documents of a segment that are in groups, each with the number of its group, in order.
    pub(crate) fn of_segment(&self, segment: usize) -> &[(DocId, u32)] {
        self.segments.get(segment).map_or(&[], Vec::as_slice)
    }

    /// Returns the number of the group that a document is in.
    pub(crate) fn group_of(&self, address: DocAddress) -> Option<u32> {
        let members = self.of_segment(address.segment_ord as usize);
        let found = members.binary_search_by_key(&address.doc_id, |(doc, _)| *doc).ok()?;
        Some(members[found].1)
    }

    /// Returns the other documents of the group that a document is in, by id.
    pub(crate) fn others(&self, address: DocAddress) -> impl Iterator<Item = DocAddress> {
        let group = self.group_of(address).map_or(&[][..], |group| &self.groups[group as usize]);
        group.iter().copied().filter(move |other| *other != address)
    }

    /// Returns how many documents of groups are more than one each.
    pub(crate) fn surplus(&self) -> usize {
        self.groups.iter().map(|group| group.len() - 1).sum()
    }
}

/// Returns those of some members of a segment that are in a range of its documents.
pub(crate) fn members_in<'a>(members: &'a [(DocId, u32)], documents: &Range<DocId>) -> &'a [(DocId, u32)] {
    let members = &members[members.partition_point(|(doc, _)| *doc < documents.start)..];
    &members[..members.partition_point(|(doc, _)| *doc < documents.end)]
}

/// Reads the pairs of a segment.
///
/// # Errors
///
/// Returns an error if the index cannot be read.
pub(in crate::index) fn read_pairs(segment: &SegmentReader) -> Result<Vec<StoredPair>> {
    let Some(column) = segment.fast_fields().str(column::PAIR)? else { return Ok(Vec::new()) };
    let mut ids: Vec<Arc<str>> = Vec::with_capacity(column.num_terms());
    let mut terms = column.dictionary().stream().map_err(TantivyError::from)?;
    while terms.advance() {
        ids.push(String::from_utf8_lossy(terms.key()).into());
    }
    let id = |ord: u64| ids.get(ord as usize).cloned();
    let pairs = (0..segment.max_doc()).filter_map(|doc| {
        let mut ords = column.term_ords(doc);
        Some(StoredPair { doc, ids: [id(ords.next()?)?, id(ords.next()?)?] })
    });
    Ok(pairs.collect())
}

/// Sets of ids that were joined.
#[derive(Default)]
pub(super) struct DisjointSets<'a> {
    numbers: FxHashMap<&'a str, usize>,
    /// For each id its parent; a set is a tree.
    parents: Vec<usize>,
}

impl<'a> DisjointSets<'a> {
    /// Joins the sets of two ids.
    pub(super) fn join(&mut self, one: &'a str, other: &'a str) {
        let (one, other) = (self.number(one), self.number(other));
        let (one, other) = (self.root(one), self.root(other));
        self.parents[other] = one;
    }

    fn number(&mut self, id: &'a str) -> usize {
        let next = self.parents.len();
        let number = *self.numbers.entry(id).or_insert(next);
        if number == next {
            self.parents.push(next);
        }
        number
    }

    fn root(&mut self, mut number: usize) -> usize {
        while self.parents[number] != number {
            self.parents[number] = self.parents[self.parents[number]];
            number = self.parents[number];
        }
        number
    }

    /// Returns the sets, the largest first, then by id; the ids of each are sorted.
    pub(super) fn into_sets(mut self) -> Vec<Vec<&'a str>> {
        let mut sets: BTreeMap<usize, Vec<&'a str>> = BTreeMap::new();
        for (id, number) in std::mem::take(&mut self.numbers) {
            sets.entry(self.root(number)).or_default().push(id);
        }
        let mut sets: Vec<Vec<&'a str>> = sets.into_values().collect();
        for ids in &mut sets {
            ids.sort_unstable();
        }
        sets.sort_unstable_by_key(|ids| (Reverse(ids.len()), ids.first().copied()));
        sets
    }
}
