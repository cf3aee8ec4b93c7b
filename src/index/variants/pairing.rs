//! Finds the documents with the same text as those that are about to be committed.
//!
//! A document is compared with those that share a mark of its wording: with committed ones, read from the
//! index, and with the others of the same commit, whose texts are held until then. A pair is an engine
//! document of its own, so the documents need not be written again, whichever came first.
//!
//! Invariants: a pair is committed together with the later of its documents; no pair names a document that is
//! deleted in the same commit; memory is bounded by [`MAX_HELD_BYTES`] if the writer commits when
//! [`PendingDocuments::is_full`] says so.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashSet},
};

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, TantivyDocument};

use super::{
    agreement::{Identity, is_same_text},
    marks::{TextMarks, numbers_apart},
};
use crate::{
    document::DocumentId,
    error::Result,
    index::{
        schema::{self, column},
        snapshot::Snapshot,
        stored::StoredDocument,
    },
};

/// How much memory texts may take until the next commit, in bytes: as much text as a run reads in half a
/// minute on four cores.
const MAX_HELD_BYTES: usize = 64 << 20;
/// The maximum number of documents that one is compared with when it comes, the most similar first. Templates
/// have more candidates: their wordings are alike, but their numbers put the true one first. Hundreds of
/// copies of one form are one group by these pairs, and stay one unless two dozen of them go.
const MAX_COMPARED: usize = 24;
/// The maximum number of numbers that both texts may have alone. Headers have some, OCR makes some up.
const MAX_NUMBERS_APART: u32 = 3;

/// What is compared of a document.
#[derive(Debug, Default)]
pub(in crate::index) struct ComparableText {
    /// The text; empty if it has no marks, because then it is not compared.
    text: String,
    pub(in crate::index) marks: TextMarks,
    identity: Identity,
}

impl ComparableText {
    /// Prepares to compare a text.
    pub(in crate::index) fn new(marks: TextMarks, text: String, identity: Identity) -> Self {
        if marks.marks.is_empty() { Self::default() } else { Self { text, marks, identity } }
    }

    fn is_same_as(&self, other: &Self) -> bool {
        self.marks.are_like(&other.marks)
            && self.identity.agrees_with(&other.identity)
            && is_same_text(&self.text, &other.text)
    }
}

/// The documents added since the last commit.
#[derive(Debug, Default)]
pub(in crate::index) struct PendingDocuments {
    added: BTreeMap<DocumentId, ComparableText>,
    /// The documents that were deleted or replaced; what is committed of them is outdated.
    outdated: HashSet<DocumentId>,
    held_bytes: usize,
}

/// A document that shares marks with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum PairCandidate {
    Pending(usize),
    Committed(DocAddress),
}

impl PendingDocuments {
    /// Adds a document.
    pub(in crate::index) fn add(&mut self, id: DocumentId, text: ComparableText) {
        if !text.marks.marks.is_empty() {
            self.held_bytes += text.text.capacity();
            self.added.insert(id, text);
        }
    }

    /// Notes that a document was deleted.
    pub(in crate::index) fn delete(&mut self, id: &DocumentId) {
        if let Some(text) = self.added.remove(id) {
            self.held_bytes -= text.text.capacity();
        }
        self.outdated.insert(id.clone());
    }

    /// Whether so much is held that it is time to commit.
    pub(in crate::index) fn is_full(&self) -> bool {
        self.held_bytes > MAX_HELD_BYTES
    }

    /// Returns the pairs of documents with the same text of which at least one was added, as engine
    /// documents, and forgets everything. `committed` is the state of the last commit.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(in crate::index) fn take_pairs(&mut self, committed: &Snapshot) -> Result<Vec<TantivyDocument>> {
        let Self { added, outdated, .. } = std::mem::take(self);
        let added: Vec<(DocumentId, ComparableText)> = added.into_iter().collect();
        let by_mark = numbered_by_mark(&added);
        let mut pairs = Vec::new();
        for (number, (id, text)) in added.iter().enumerate() {
            let mut shared: FxHashMap<PairCandidate, usize> = FxHashMap::default();
            for mark in &text.marks.marks {
                let first = by_mark.partition_point(|(known, _)| known < mark);
                let earlier = by_mark[first..].iter().take_while(|known| **known < (*mark, number));
                let earlier = earlier.map(|(_, earlier)| PairCandidate::Pending(*earlier));
                let committed = committed.with_mark(*mark)?.into_iter().map(PairCandidate::Committed);
                for candidate in earlier.chain(committed) {
                    *shared.entry(candidate).or_default() += 1;
                }
            }
            if !shared.is_empty() {
                let search = PairSearch { added: &added, outdated: &outdated, committed };
                let same = search.same_as(text, shared)?;
                pairs.extend(same.iter().map(|other| pair(id, other)));
            }
        }
        Ok(pairs)
    }
}

/// Returns the marks of documents with the number of each document, sorted.
fn numbered_by_mark(added: &[(DocumentId, ComparableText)]) -> Vec<(u64, usize)> {
    let numbered = added.iter().enumerate();
    let marks =
        numbered.flat_map(|(number, (_, text))| text.marks.marks.iter().map(move |mark| (*mark, number)));
    let mut marks: Vec<(u64, usize)> = marks.collect();
    marks.sort_unstable();
    marks
}

/// Returns the engine document of a pair.
fn pair(one: &DocumentId, other: &DocumentId) -> TantivyDocument {
    let mut pair = TantivyDocument::default();
    pair.add_text(schema::fields().pair, one.as_str());
    pair.add_text(schema::fields().pair, other.as_str());
    pair
}

/// What candidates are looked up in.
struct PairSearch<'a> {
    added: &'a [(DocumentId, ComparableText)],
    outdated: &'a HashSet<DocumentId>,
    committed: &'a Snapshot,
}

impl PairSearch<'_> {
    /// Returns the candidates with the same text; `shared` has the number of marks that each shares.
    fn same_as(
        &self,
        text: &ComparableText,
        shared: FxHashMap<PairCandidate, usize>,
    ) -> Result<Vec<DocumentId>> {
        let mut ranked = Vec::with_capacity(shared.len());
        for (candidate, marks) in shared {
            let apart = numbers_apart(text.marks.numbers, self.numbers(candidate)?);
            if apart <= MAX_NUMBERS_APART {
                ranked.push((apart, Reverse(marks), candidate));
            }
        }
        ranked.sort_unstable();
        let mut same = Vec::new();
        for (_, _, candidate) in ranked.into_iter().take(MAX_COMPARED) {
            same.extend(self.compared(text, candidate)?);
        }
        Ok(same)
    }

    fn numbers(&self, candidate: PairCandidate) -> Result<u64> {
        match candidate {
            PairCandidate::Pending(number) => Ok(self.added[number].1.marks.numbers),
            PairCandidate::Committed(address) => self.committed.numbers(address),
        }
    }

    /// Returns the id of a candidate if it has the same text.
    fn compared(&self, text: &ComparableText, candidate: PairCandidate) -> Result<Option<DocumentId>> {
        let address = match candidate {
            PairCandidate::Pending(number) => {
                let (id, other) = &self.added[number];
                return Ok(text.is_same_as(other).then(|| id.clone()));
            }
            PairCandidate::Committed(address) => address,
        };
        let stored = self.committed.stored(address)?;
        if self.outdated.contains(&stored.id) {
            return Ok(None);
        }
        let is_same = text.is_same_as(&stored.comparable()?);
        Ok(is_same.then_some(stored.id))
    }
}

impl StoredDocument {
    fn comparable(&self) -> Result<ComparableText> {
        let title = self.record.is_titled.then_some(self.record.title.as_str());
        let (identity, text) = (Identity::new(title, self.record.act.as_ref()), self.whole_text()?);
        Ok(ComparableText::new(TextMarks::new(&text), text, identity))
    }
}

impl Snapshot {
    /// Returns the documents whose wording has a mark.
    fn with_mark(&self, mark: u64) -> Result<Vec<DocAddress>> {
        let mut found = Vec::new();
        for (ord, (segment, state)) in (0..).zip(self.states()) {
            let documents = state.marks(segment)?.documents(mark);
            let alive = documents.filter(|doc| !segment.is_deleted(*doc));
            found.extend(alive.map(|doc| DocAddress::new(ord, doc)));
        }
        Ok(found)
    }

    /// Returns the set of numbers in the wording of a document.
    fn numbers(&self, address: DocAddress) -> Result<u64> {
        let segment = self.searcher.segment_reader(address.segment_ord);
        Ok(segment.fast_fields().u64(column::NUMBERS)?.first(address.doc_id).unwrap_or(0))
    }
}
