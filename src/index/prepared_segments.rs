//! Segments of documents that were fetched from a cluster, kept for the next searches.
//!
//! Documents fetched together are indexed together in memory, long ones alone. A search reads the segments of its hits
//! side by side, so a document that was shown lately is not analyzed again. Invariant: they go with the snapshot of the
//! catalog, like all that is cached, so that no text of a purged document stays.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use quick_cache::{
    Weighter,
    sync::{Cache, DefaultLifecycle},
};
use rustc_hash::FxBuildHasher;
use tantivy::{
    Directory, DocId, Index as EngineIndex, SegmentMeta, TantivyDocument, directory::RamDirectory,
    index::SegmentId, indexer::SingleSegmentIndexWriter, tokenizer::TokenizerManager,
};

use super::{
    schema::{self, Extent},
    segment_state::SegmentState,
};
use crate::{analysis, error::Result};

/// The size of the documents that are kept, in bytes. Their segments may have twice as much, because one stays as long
/// as any document of it.
const MAX_BYTES: u64 = 48 << 20;
/// The number of documents that fit if they have some 5 KB each; it only sizes tables.
const EXPECTED_DOCUMENTS: usize = 10_000;
/// The length of a document, in bytes of JSON, from which it has a segment of its own. A segment costs about as much as
/// indexing this.
const LONG_BYTES: usize = 16 << 10;
/// The memory that the engine expects to need for the postings of fetched documents, in bytes. More is not refused; the
/// table of terms, which grows, begins with a third of it.
const MEMORY_BYTES: usize = 1 << 20;
/// The name of the file in which the engine lists segments.
const META: &str = "meta.json";

/// The segments in which fetched documents are, by the hash of what was fetched.
pub(super) struct PreparedSegments {
    documents: Cache<blake3::Hash, KeptDocument, ShareOfSegment, FxBuildHasher>,
    /// The size of all segments that are kept, in bytes.
    bytes: Arc<AtomicU64>,
}

/// Makes the engine documents of a document that was fetched, given as JSON.
pub(super) type LayOut = fn(&str) -> Result<Vec<TantivyDocument>>;

/// A fetched document in its segment.
#[derive(Clone)]
pub(super) struct KeptDocument {
    segment: Arc<KeptSegment>,
    doc: DocId,
}

/// Documents that were indexed together.
struct KeptSegment {
    /// An index of this segment only, in that directory.
    index: EngineIndex,
    directory: RamDirectory,
    meta: SegmentMeta,
    documents: u64,
    bytes: u64,
    /// What is kept in all; this is a part of it.
    kept: Arc<AtomicU64>,
    state: Arc<SegmentState>,
}

impl Drop for KeptSegment {
    fn drop(&mut self) {
        self.kept.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// Weighs a document by its share of the segment.
#[derive(Clone)]
struct ShareOfSegment;

impl Weighter<blake3::Hash, KeptDocument> for ShareOfSegment {
    fn weight(&self, _: &blake3::Hash, document: &KeptDocument) -> u64 {
        (document.segment.bytes / document.segment.documents).max(1)
    }
}

/// Segments that can be searched together.
pub(super) struct JoinedSegments {
    pub(super) index: EngineIndex,
    /// What is known of each segment.
    pub(super) states: Vec<(SegmentId, Arc<SegmentState>)>,
    /// The segment of each document and its number there.
    pub(super) documents: Vec<(SegmentId, DocId)>,
}

impl Default for PreparedSegments {
    fn default() -> Self {
        let lifecycle = DefaultLifecycle::default();
        let documents = Cache::with(EXPECTED_DOCUMENTS, MAX_BYTES, ShareOfSegment, FxBuildHasher, lifecycle);
        Self { documents, bytes: Arc::default() }
    }
}

impl PreparedSegments {
    /// Returns documents, given as the JSON in the cluster, in segments that can be searched together. `lay_out` makes
    /// the engine documents of one of them.
    ///
    /// # Errors
    ///
    /// Returns the error of `lay_out`, or one of the engine.
    pub(super) fn joined(&self, texts: &[&str], lay_out: LayOut) -> Result<JoinedSegments> {
        join(&self.prepared(texts, lay_out)?)
    }

    fn prepared(&self, texts: &[&str], lay_out: LayOut) -> Result<Vec<KeptDocument>> {
        let hashes: Vec<blake3::Hash> = texts.iter().map(|text| blake3::hash(text.as_bytes())).collect();
        let mut prepared: Vec<Option<KeptDocument>> =
            hashes.iter().map(|hash| self.documents.get(hash)).collect();
        let missing: Vec<usize> = (0..texts.len()).filter(|at| prepared[*at].is_none()).collect();
        let (long, short): (Vec<usize>, Vec<usize>) =
            missing.into_iter().partition(|at| texts[*at].len() >= LONG_BYTES);
        let alone = long.chunks(1);
        let together = Some(short.as_slice()).filter(|short| !short.is_empty());
        if self.bytes.load(Ordering::Relaxed) > 2 * MAX_BYTES {
            self.documents.clear();
        }
        for group in alone.chain(together) {
            let texts: Vec<&str> = group.iter().map(|at| texts[*at]).collect();
            for (at, document) in group.iter().zip(index_together(&texts, lay_out, &self.bytes)?) {
                self.documents.insert(hashes[*at], document.clone());
                prepared[*at] = Some(document);
            }
        }
        Ok(prepared.into_iter().flatten().collect())
    }
}

/// Indexes documents in a segment of their own and returns the place of each.
fn index_together(texts: &[&str], lay_out: LayOut, kept: &Arc<AtomicU64>) -> Result<Vec<KeptDocument>> {
    let tokenizers = TokenizerManager::default();
    analysis::register(&tokenizers);
    let builder = EngineIndex::builder().schema(schema::schema(Extent::AtHand)).tokenizers(tokenizers);
    let directory = RamDirectory::create();
    let mut writer: SingleSegmentIndexWriter<TantivyDocument> =
        builder.single_segment_index_writer(directory.clone(), MEMORY_BYTES)?;
    let (mut docs, mut count) = (Vec::with_capacity(texts.len()), 0);
    for text in texts {
        let documents = lay_out(text)?;
        docs.push(count);
        count += documents.len() as DocId;
        for document in documents {
            writer.add_document(document)?;
        }
    }
    let index = writer.finalize()?;
    let bytes = directory.total_mem_usage() as u64;
    let Some(meta) = index.searchable_segment_metas()?.pop() else { return Ok(Vec::new()) };
    kept.fetch_add(bytes, Ordering::Relaxed);
    let segment = Arc::new(KeptSegment {
        index,
        directory,
        meta,
        documents: docs.len().max(1) as u64,
        bytes,
        kept: Arc::clone(kept),
        state: Arc::default(),
    });
    let prepared = |doc| KeptDocument { segment: Arc::clone(&segment), doc };
    Ok(docs.into_iter().map(prepared).collect())
}

/// Puts the segments of some documents into one index.
fn join(documents: &[KeptDocument]) -> Result<JoinedSegments> {
    let mut segments: Vec<&Arc<KeptSegment>> = Vec::new();
    for document in documents {
        if !segments.iter().any(|known| Arc::ptr_eq(known, &document.segment)) {
            segments.push(&document.segment);
        }
    }
    let index = match &segments[..] {
        [only] => only.index.clone(),
        several => copied(several)?,
    };
    let states = segments.iter().map(|segment| (segment.meta.id(), Arc::clone(&segment.state))).collect();
    let documents = documents.iter().map(|one| (one.segment.meta.id(), one.doc)).collect();
    Ok(JoinedSegments { index, states, documents })
}

/// Returns an index with copies of some segments.
fn copied(segments: &[&Arc<KeptSegment>]) -> tantivy::Result<EngineIndex> {
    let directory = RamDirectory::create();
    let mut meta = tantivy::IndexMeta::with_schema(schema::schema(Extent::AtHand));
    for segment in segments {
        let from = &segment.directory;
        let own = tantivy::IndexMeta { segments: vec![segment.meta.clone()], ..meta.clone() };
        for path in own.list_segment_files() {
            if from.exists(&path)? {
                directory.atomic_write(&path, &from.open_read(&path)?.read_bytes()?)?;
            }
        }
        meta.segments.push(segment.meta.clone());
    }
    let listed = serde_json::to_vec(&meta).map_err(std::io::Error::other)?;
    directory.atomic_write(Path::new(META), &listed)?;
    EngineIndex::open(directory)
}

#[cfg(test)]
mod tests {
    use tantivy::SegmentReader;

    use super::*;

    fn lay_out(text: &str) -> Result<Vec<TantivyDocument>> {
        if text.is_empty() {
            return Err(crate::error::Error::Internal("an empty text".to_owned()));
        }
        let mut document = TantivyDocument::default();
        document.add_text(schema::fields().text, text);
        Ok(vec![document])
    }

    #[test]
    fn documents_are_indexed_once_and_read_side_by_side() {
        let prepared = PreparedSegments::default();
        let long = "Rada Dzielnicy obradowała. ".repeat(1000);
        let [a, b, c] = ["Rada", "Dzielnica", &long];
        let first = prepared.prepared(&[a, c], lay_out).expect("prepared");
        assert!(!Arc::ptr_eq(&first[0].segment, &first[1].segment), "the long one is alone");
        let second = prepared.prepared(&[b, c, a], lay_out).expect("prepared");
        assert!(Arc::ptr_eq(&second[1].segment, &first[1].segment), "not again");
        assert!(Arc::ptr_eq(&second[2].segment, &first[0].segment), "not again");
        let sizes = [&second[0], &second[1], &second[2]].map(|document| document.segment.bytes);
        assert_eq!(prepared.bytes.load(Ordering::Relaxed), sizes.iter().sum::<u64>());
        let joined = prepared.joined(&[b, c, a], lay_out).expect("joined");
        let searcher = joined.index.reader().expect("a reader").searcher();
        assert_eq!((joined.states.len(), searcher.segment_readers().len()), (3, 3));
        let ids = searcher.segment_readers().iter().map(SegmentReader::segment_id);
        let mut ids: Vec<SegmentId> = ids.collect();
        let mut expected: Vec<SegmentId> = joined.documents.iter().map(|(id, _)| *id).collect();
        ids.sort();
        expected.sort();
        assert_eq!(ids, expected);
        assert!(prepared.prepared(&["", a], lay_out).is_err(), "what cannot be laid out is an error");
        drop((first, second, joined));
        prepared.documents.clear();
        assert_eq!(prepared.bytes.load(Ordering::Relaxed), 0);
    }
}
