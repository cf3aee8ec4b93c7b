//! The vectors of all documents in memory, and which document each belongs to.
//!
//! Reading and writing them is left to `vector_file`. Vectors of documents that no longer exist stay until
//! the file is rewritten; whoever looks something up checks the document. Invariants: a document has the
//! vectors of one text; a text is stored once, however many documents have it.

use std::{collections::HashMap, ops::Range};

use super::{
    keys::{SourceKey, TextKey},
    vector::{QueryVector, StoredVector},
};
use crate::document::DocumentId;

/// The number of vectors from which it is worth removing unused ones from the file.
const WORTH_WRITING: usize = 1000;

/// The vector of a window.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WindowVector {
    /// The numbers of its passages in the document.
    pub(super) passages: Range<u32>,
    pub(super) vector: StoredVector,
}

/// What is added to a store.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum VectorRecord {
    /// The vectors of a text.
    Text { key: TextKey, windows: Vec<WindowVector> },
    /// The text of a document.
    Document { id: DocumentId, source: SourceKey, text: TextKey },
}

/// The window of a document that is nearest to a query.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NearestWindow {
    /// The cosine, in steps of 1/512.
    pub(crate) cosine: f32,
    /// The numbers of its passages in the document.
    pub(crate) passages: Range<u32>,
    /// The number of windows it is the nearest of.
    pub(crate) of: usize,
}

/// A text with vectors near to a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NearText {
    pub(super) window: NearestWindow,
    text: usize,
}

/// The vectors of all documents.
#[derive(Debug)]
pub(super) struct VectorStore {
    dimensions: usize,
    /// The components of all vectors, one after the other.
    components: Vec<i8>,
    rows: Vec<VectorRow>,
    texts: Vec<EncodedText>,
    by_key: HashMap<TextKey, usize>,
    /// The state of each document, and its text. Files with the same bytes may have different texts.
    by_id: HashMap<DocumentId, (SourceKey, usize)>,
    /// The number of vectors of texts that no document has any more.
    unused: usize,
}

/// What belongs to a vector.
#[derive(Debug)]
struct VectorRow {
    factor: f32,
    passages: Range<u32>,
}

/// The rows of a text, and the documents that have it.
#[derive(Debug)]
struct EncodedText {
    rows: Range<usize>,
    documents: Vec<DocumentId>,
}

impl VectorStore {
    /// Creates an empty store of vectors with this many components.
    pub(super) fn new(dimensions: usize) -> Self {
        Self {
            dimensions,
            components: Vec::new(),
            rows: Vec::new(),
            texts: Vec::new(),
            by_key: HashMap::new(),
            by_id: HashMap::new(),
            unused: 0,
        }
    }

    /// Returns the number of vectors.
    pub(super) fn vectors(&self) -> usize {
        self.rows.len()
    }

    /// Returns the number of documents that have been added and not replaced.
    pub(super) fn documents(&self) -> usize {
        self.by_id.len()
    }

    /// Whether most of it belongs to no document of an index with this many.
    pub(super) fn is_mostly_unused(&self, documents: u64) -> bool {
        let gone = self.documents().saturating_sub(documents as usize);
        self.vectors() >= WORTH_WRITING && (2 * self.unused > self.vectors() || 2 * gone > self.documents())
    }

    /// Adds records, one after the other.
    pub(super) fn extend(&mut self, records: Vec<VectorRecord>) {
        for record in records {
            self.add(record);
        }
    }

    /// Adds vectors or a document. A document whose text is unknown, and vectors of another length, are left
    /// out.
    pub(super) fn add(&mut self, record: VectorRecord) {
        match record {
            VectorRecord::Text { key, windows } => self.add_text(key, &windows),
            VectorRecord::Document { id, source, text } => self.add_document(id, source, text),
        }
    }

    fn add_text(&mut self, key: TextKey, windows: &[WindowVector]) {
        let fits = |window: &WindowVector| window.vector.components.len() == self.dimensions;
        if self.by_key.contains_key(&key) || !windows.iter().all(fits) {
            return;
        }
        let first = self.rows.len();
        for WindowVector { passages, vector } in windows {
            self.components.extend_from_slice(&vector.components);
            self.rows.push(VectorRow { factor: vector.factor, passages: passages.clone() });
        }
        self.unused += windows.len();
        self.by_key.insert(key, self.texts.len());
        self.texts.push(EncodedText { rows: first..self.rows.len(), documents: Vec::new() });
    }

    fn add_document(&mut self, id: DocumentId, source: SourceKey, text: TextKey) {
        let Some(&text) = self.by_key.get(&text) else { return };
        if let Some((_, before)) = self.by_id.insert(id.clone(), (source, text)) {
            self.texts[before].documents.retain(|known| *known != id);
            if self.texts[before].documents.is_empty() {
                self.unused += self.texts[before].rows.len();
            }
        }
        if self.texts[text].documents.is_empty() {
            self.unused -= self.texts[text].rows.len();
        }
        self.texts[text].documents.push(id);
    }

    /// Whether a document in this state has its vectors.
    pub(super) fn has_document(&self, id: &DocumentId, source: SourceKey) -> bool {
        self.text_of(id, source).is_some()
    }

    /// Whether the vectors of a text are known.
    pub(super) fn has_text(&self, key: TextKey) -> bool {
        self.by_key.contains_key(&key)
    }

    /// Returns the number of the text of a document in this state; `None` if its vectors are not there.
    pub(super) fn text_of(&self, id: &DocumentId, source: SourceKey) -> Option<usize> {
        self.by_id.get(id).filter(|(known, _)| *known == source).map(|(_, text)| *text)
    }

    /// Returns the documents that have a text.
    pub(super) fn documents_of(&self, near: &NearText) -> &[DocumentId] {
        &self.texts[near.text].documents
    }

    /// Returns the window of a text that is nearest to a query; `None` if it has none.
    pub(super) fn nearest_window(&self, text: usize, query: &QueryVector) -> Option<NearestWindow> {
        let rows = self.texts.get(text)?.rows.clone();
        let of = rows.len();
        let nearest = rows.map(|row| (self.cosine(row, query), row));
        let (cosine, row) = nearest.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
        Some(NearestWindow { cosine, passages: self.rows[row].passages.clone(), of })
    }

    /// Returns the texts with a cosine of at least `least`, nearest first, `most` of them at most. Reads all
    /// vectors: about 10 ms for 160,000.
    pub(super) fn nearest_texts(&self, query: &QueryVector, least: f32, most: usize) -> Vec<NearText> {
        let near = (0..self.texts.len()).filter(|&text| !self.texts[text].documents.is_empty());
        let near = near.filter_map(|text| Some(NearText { window: self.nearest_window(text, query)?, text }));
        let mut near: Vec<NearText> = near.filter(|near| near.window.cosine >= least).collect();
        near.sort_by(|one, other| {
            let by_cosine = other.window.cosine.total_cmp(&one.window.cosine);
            by_cosine.then_with(|| self.documents_of(one).cmp(self.documents_of(other)))
        });
        near.truncate(most);
        near
    }

    /// Returns the direction of a whole text, to look for others like it; `None` if it has no vectors.
    pub(super) fn direction(&self, text: usize) -> Option<QueryVector> {
        let rows = self.texts.get(text)?.rows.clone();
        QueryVector::mean(rows.map(|row| (self.rows[row].factor, self.row(row))))
    }

    /// Returns everything that belongs to the documents that `is_kept`, as records.
    pub(super) fn records(
        &self,
        mut is_kept: impl FnMut(&DocumentId, SourceKey) -> bool,
    ) -> Vec<VectorRecord> {
        let mut records = Vec::new();
        for (&key, &text) in &self.by_key {
            let EncodedText { rows, documents } = &self.texts[text];
            let sources = documents.iter().filter_map(|id| Some((id, self.by_id.get(id)?.0)));
            let kept: Vec<_> = sources.filter(|(id, source)| is_kept(id, *source)).collect();
            if kept.is_empty() {
                continue;
            }
            let windows = rows.clone().map(|row| WindowVector {
                passages: self.rows[row].passages.clone(),
                vector: StoredVector { factor: self.rows[row].factor, components: self.row(row).to_vec() },
            });
            records.push(VectorRecord::Text { key, windows: windows.collect() });
            let documents = kept.into_iter().map(|(id, source)| (id.clone(), source));
            records.extend(documents.map(|(id, source)| VectorRecord::Document { id, source, text: key }));
        }
        records
    }

    fn cosine(&self, row: usize, query: &QueryVector) -> f32 {
        query.cosine(self.rows[row].factor, self.row(row))
    }

    fn row(&self, row: usize) -> &[i8] {
        &self.components[row * self.dimensions..(row + 1) * self.dimensions]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> DocumentId {
        text.parse().expect("an id")
    }

    fn window(passages: Range<u32>, vector: &[f32]) -> WindowVector {
        WindowVector { passages, vector: StoredVector::new(vector) }
    }

    fn text(number: u8, windows: Vec<WindowVector>) -> VectorRecord {
        VectorRecord::Text { key: TextKey([number; 16]), windows }
    }

    fn document(name: &str, source: u8, text: u8) -> VectorRecord {
        VectorRecord::Document { id: id(name), source: SourceKey([source; 16]), text: TextKey([text; 16]) }
    }

    fn store() -> VectorStore {
        let mut store = VectorStore::new(2);
        store.add(text(1, vec![window(0..3, &[1.0, 0.0]), window(3..5, &[0.6, 0.8])]));
        store.add(text(2, vec![window(0..1, &[0.0, 1.0])]));
        store.add(document("a", 1, 1));
        store.add(document("b", 2, 2));
        store
    }

    fn names(store: &VectorStore, near: &[NearText]) -> Vec<String> {
        near.iter().flat_map(|near| store.documents_of(near)).map(ToString::to_string).collect()
    }

    #[test]
    fn the_nearest_window_of_a_document_counts() {
        let store = store();
        let query = QueryVector::new(&[0.0, 1.0]);
        let near = store.nearest_texts(&query, 0.0, 9);
        assert_eq!(names(&store, &near), ["b", "a"]);
        assert_eq!(near[1].window.passages, 3..5);
        assert!((near[1].window.cosine - 0.8).abs() < 0.01);
        assert_eq!(store.nearest_texts(&query, 0.9, 9).len(), 1);
        assert_eq!(store.nearest_texts(&query, 0.0, 1).len(), 1);
    }

    #[test]
    fn a_replaced_document_leaves_its_old_text() {
        let mut store = store();
        store.add(document("a", 3, 2));
        let near = store.nearest_texts(&QueryVector::new(&[0.0, 1.0]), 0.0, 9);
        assert_eq!(names(&store, &near), ["b", "a"]);
        assert_eq!(near.len(), 1);
        assert!(store.has_document(&id("a"), SourceKey([3; 16])));
        assert!(!store.has_document(&id("a"), SourceKey([1; 16])));
        let kept = store.records(|_, _| true);
        assert_eq!(kept.len(), 3, "{kept:?}");
    }

    #[test]
    fn documents_made_from_the_same_bytes_may_have_different_texts() {
        let mut store = store();
        store.add(document("c", 1, 2));
        let (a, c) =
            (store.text_of(&id("a"), SourceKey([1; 16])), store.text_of(&id("c"), SourceKey([1; 16])));
        assert!(a.is_some() && c.is_some() && a != c);
        store.add(document("a", 9, 2));
        assert_eq!(store.records(|id, _| id.as_str() == "a").len(), 2);
        assert_eq!((store.unused, store.text_of(&id("a"), SourceKey([1; 16]))), (2, None));
    }

    #[test]
    fn records_of_the_kept_documents_make_the_same_store() {
        let store = store();
        let mut again = VectorStore::new(2);
        again.extend(store.records(|id, _| id.as_str() == "a"));
        let near = again.nearest_texts(&QueryVector::new(&[0.0, 1.0]), 0.0, 9);
        assert_eq!((names(&again, &near), near[0].window.passages.clone()), (vec!["a".to_owned()], 3..5));
        assert_eq!((again.documents(), again.vectors()), (1, 2));
    }

    #[test]
    fn a_store_is_mostly_unused_when_most_texts_have_no_document_or_most_documents_are_gone() {
        let mut store = VectorStore::new(2);
        for number in 0..1000_u16 {
            let [high, low] = number.to_be_bytes();
            let mut key = [high; 16];
            key[0] = low;
            let windows = vec![window(0..1, &[1.0, 0.0])];
            store.add(VectorRecord::Text { key: TextKey(key), windows });
            let id = id(&format!("d{}", number % 600));
            store.add(VectorRecord::Document { id, source: SourceKey(key), text: TextKey(key) });
        }
        assert!(!store.is_mostly_unused(600), "400 of 1000 are unused");
        assert!(store.is_mostly_unused(299), "301 of 600 documents are gone");
        for number in 0..200 {
            store.add(document(&format!("d{}", number + 400), 7, 0));
        }
        assert!(store.is_mostly_unused(600), "600 of 1000 are unused");
    }

    #[test]
    fn vectors_of_another_length_and_documents_without_text_are_left_out() {
        let mut store = store();
        store.add(text(3, vec![window(0..1, &[1.0, 0.0, 0.0])]));
        store.add(document("c", 4, 3));
        store.add(document("d", 5, 9));
        assert_eq!((store.documents(), store.vectors()), (2, 3));
    }
}
