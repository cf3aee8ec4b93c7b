//! Finds the documents with the same text as those that are about to be committed.
//!
//! A document is compared with those that share a mark of its wording: with committed ones, read from the
//! index, and with the others of the same commit, whose wordings are held until then. A pair is an engine
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
use tantivy::{
    DocAddress, DocSet, TERMINATED, TantivyDocument, TantivyError, Term, schema::IndexRecordOption,
};

use super::{
    agreement::{Identity, is_same_text},
    wording::{Wording, WordingMarks, numbers_apart},
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

/// How much memory wordings may take until the next commit, in bytes: as much text as a run reads in half a
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
    pub(in crate::index) wording: Wording,
    pub(in crate::index) marks: Vec<u64>,
    pub(in crate::index) numbers: u64,
    pub(in crate::index) identity: Identity,
}

impl ComparableText {
    /// Reads what is compared of a text. A text without marks is not compared, so its wording is not kept.
    pub(in crate::index) fn new(text: &str, identity: Identity) -> Self {
        let wording = Wording::new(text);
        let WordingMarks { marks, numbers } = wording.marks();
        if marks.is_empty() {
            return Self::default();
        }
        Self { wording, marks, numbers, identity }
    }

    fn is_same_as(&self, other: &Self) -> bool {
        self.identity.agrees_with(&other.identity) && is_same_text(&self.wording, &other.wording)
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
        if !text.marks.is_empty() {
            self.held_bytes += text.wording.bytes();
            self.added.insert(id, text);
        }
    }

    /// Notes that a document was deleted.
    pub(in crate::index) fn delete(&mut self, id: &DocumentId) {
        if let Some(text) = self.added.remove(id) {
            self.held_bytes -= text.wording.bytes();
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
        let mut by_mark: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
        let mut pairs = Vec::new();
        for (number, (id, text)) in added.iter().enumerate() {
            let mut shared: FxHashMap<PairCandidate, usize> = FxHashMap::default();
            for mark in &text.marks {
                let earlier = by_mark.entry(*mark).or_default();
                for candidate in earlier.iter().map(|earlier| PairCandidate::Pending(*earlier)) {
                    *shared.entry(candidate).or_default() += 1;
                }
                earlier.push(number);
                for address in committed.with_mark(*mark)? {
                    *shared.entry(PairCandidate::Committed(address)).or_default() += 1;
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
            let apart = numbers_apart(text.numbers, self.numbers(candidate)?);
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
            PairCandidate::Pending(number) => Ok(self.added[number].1.numbers),
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
        let identity = stored.identity();
        if self.outdated.contains(&stored.id) || !text.identity.agrees_with(&identity) {
            return Ok(None);
        }
        let is_same = is_same_text(&text.wording, &Wording::new(&stored.whole_text()?));
        Ok(is_same.then_some(stored.id))
    }
}

impl StoredDocument<'_> {
    fn identity(&self) -> Identity {
        let title = self.record.is_titled.then_some(self.record.title.as_str());
        Identity::new(title, self.record.act.as_ref())
    }
}

impl Snapshot {
    /// Returns the documents whose wording has a mark.
    fn with_mark(&self, mark: u64) -> Result<Vec<DocAddress>> {
        let (mut found, term) = (Vec::new(), Term::from_field_u64(self.fields.mark, mark));
        for (ord, segment) in (0..).zip(self.searcher.segment_readers()) {
            let index = segment.inverted_index(term.field())?;
            let postings =
                index.read_postings(&term, IndexRecordOption::Basic).map_err(TantivyError::from)?;
            let Some(mut postings) = postings else { continue };
            while postings.doc() != TERMINATED {
                if !segment.is_deleted(postings.doc()) {
                    found.push(DocAddress::new(ord, postings.doc()));
                }
                postings.advance();
            }
        }
        Ok(found)
    }

    /// Returns the set of numbers in the wording of a document.
    fn numbers(&self, address: DocAddress) -> Result<u64> {
        let segment = self.searcher.segment_reader(address.segment_ord);
        Ok(segment.fast_fields().u64(column::NUMBERS)?.first(address.doc_id).unwrap_or(0))
    }
}
