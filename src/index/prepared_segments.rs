//! Segments of documents that were fetched from a cluster, kept for the next searches.
//!
//! Documents fetched together are indexed together in memory, long ones alone. A search reads the segments of its hits
//! side by side, so a document that was shown lately is not analyzed again. Invariant: they go with the snapshot of the
//! catalog, like all that is cached, so that no text of a purged document stays.

use std::{path::Path, sync::Arc};

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
    layout::IndexableDocument,
    remote_index,
    schema::{self, Extent},
    segment_state::SegmentState,
};
use crate::{analysis, error::Result};

/// The maximum size of what is kept, in bytes.
const MAX_BYTES: u64 = 96 << 20;
/// The number of documents that fit if their segments have some 100 KB; it only sizes tables.
const EXPECTED_DOCUMENTS: usize = 1000;
/// The length of a document, in bytes of JSON, from which it has a segment of its own. A segment costs about as much as
/// indexing this.
const LONG_BYTES: usize = 16 << 10;
/// The memory that the engine expects to need for the postings of fetched documents, in bytes. More is not refused; the
/// table of terms, which grows, begins with a third of it.
const MEMORY_BYTES: usize = 1 << 20;
/// The name of the file in which the engine lists segments.
const META: &str = "meta.json";

/// The segments in which fetched documents are, by the hash of what was fetched.
pub(super) struct PreparedSegments(Cache<blake3::Hash, PreparedDocument, WholeSegment, FxBuildHasher>);

/// A fetched document in its segment.
#[derive(Clone)]
pub(super) struct PreparedDocument {
    segment: Arc<PreparedSegment>,
    doc: DocId,
}

/// Documents that were indexed together.
struct PreparedSegment {
    /// An index of this segment only, in that directory.
    index: EngineIndex,
    directory: RamDirectory,
    meta: SegmentMeta,
    bytes: u64,
    state: Arc<SegmentState>,
}

/// Weighs a document by its whole segment, which stays as long as any document of it.
#[derive(Clone)]
struct WholeSegment;

impl Weighter<blake3::Hash, PreparedDocument> for WholeSegment {
    fn weight(&self, _: &blake3::Hash, document: &PreparedDocument) -> u64 {
        document.segment.bytes
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
        Self(Cache::with(EXPECTED_DOCUMENTS, MAX_BYTES, WholeSegment, FxBuildHasher, lifecycle))
    }
}

impl PreparedSegments {
    /// Returns documents, given as the JSON in the cluster, in segments that can be searched together.
    ///
    /// # Errors
    ///
    /// Returns an error if a document cannot be read.
    pub(super) fn joined(&self, texts: &[&str]) -> Result<JoinedSegments> {
        join(&self.prepared(texts)?)
    }

    fn prepared(&self, texts: &[&str]) -> Result<Vec<PreparedDocument>> {
        let hashes: Vec<blake3::Hash> = texts.iter().map(|text| blake3::hash(text.as_bytes())).collect();
        let mut prepared: Vec<Option<PreparedDocument>> =
            hashes.iter().map(|hash| self.0.get(hash)).collect();
        let missing: Vec<usize> = (0..texts.len()).filter(|at| prepared[*at].is_none()).collect();
        let (long, short): (Vec<usize>, Vec<usize>) =
            missing.into_iter().partition(|at| texts[*at].len() >= LONG_BYTES);
        let alone = long.chunks(1);
        let together = Some(short.as_slice()).filter(|short| !short.is_empty());
        for group in alone.chain(together) {
            let texts: Vec<&str> = group.iter().map(|at| texts[*at]).collect();
            for (at, document) in group.iter().zip(index_together(&texts)?) {
                self.0.insert(hashes[*at], document.clone());
                prepared[*at] = Some(document);
            }
        }
        Ok(prepared.into_iter().flatten().collect())
    }
}

/// Indexes documents in a segment of their own and returns the place of each.
fn index_together(texts: &[&str]) -> Result<Vec<PreparedDocument>> {
    let tokenizers = TokenizerManager::default();
    analysis::register(&tokenizers);
    let builder = EngineIndex::builder().schema(schema::schema(Extent::AtHand)).tokenizers(tokenizers);
    let directory = RamDirectory::create();
    let mut writer: SingleSegmentIndexWriter<TantivyDocument> =
        builder.single_segment_index_writer(directory.clone(), MEMORY_BYTES)?;
    let (mut docs, mut count) = (Vec::with_capacity(texts.len()), 0);
    for text in texts {
        let one = remote_index::read(text)?;
        let prepared = IndexableDocument::new(&one.document, Some(&one.source)).changed_at(one.changed);
        docs.push(count);
        count += prepared.documents.len() as DocId;
        for document in prepared.documents {
            writer.add_document(document)?;
        }
    }
    let index = writer.finalize()?;
    let bytes = directory.total_mem_usage() as u64;
    let Some(meta) = index.searchable_segment_metas()?.pop() else { return Ok(Vec::new()) };
    let segment = Arc::new(PreparedSegment { index, directory, meta, bytes, state: Arc::default() });
    let prepared = |doc| PreparedDocument { segment: Arc::clone(&segment), doc };
    Ok(docs.into_iter().map(prepared).collect())
}

/// Puts the segments of some documents into one index.
fn join(documents: &[PreparedDocument]) -> Result<JoinedSegments> {
    let mut segments: Vec<&Arc<PreparedSegment>> = Vec::new();
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
fn copied(segments: &[&Arc<PreparedSegment>]) -> tantivy::Result<EngineIndex> {
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
    use super::*;
    use crate::{document::Document, index::EngineKind};

    fn json(id: &str, text: &str) -> String {
        let document = Document::new(id.parse().expect("an id"), "Konwent", text);
        let prepared = IndexableDocument::for_engine(EngineKind::OpenSearch, &document, None);
        String::from_utf8(prepared.remote.expect("for a cluster").into_json().expect("json")).expect("text")
    }

    #[test]
    fn documents_are_indexed_once_and_read_side_by_side() {
        let prepared = PreparedSegments::default();
        let long = "Rada Dzielnicy obradowała. ".repeat(1000);
        let texts = [json("a", "Rada"), json("b", "Dzielnica"), json("c", &long)];
        let [a, b, c] = texts.each_ref().map(String::as_str);
        let first = prepared.prepared(&[a, c]).expect("prepared");
        assert!(!Arc::ptr_eq(&first[0].segment, &first[1].segment), "the long one is alone");
        let second = prepared.prepared(&[b, c, a]).expect("prepared");
        assert!(Arc::ptr_eq(&second[1].segment, &first[1].segment), "not again");
        assert!(Arc::ptr_eq(&second[2].segment, &first[0].segment), "not again");
        let joined = prepared.joined(&[b, c, a]).expect("joined");
        let searcher = joined.index.reader().expect("a reader").searcher();
        assert_eq!((joined.states.len(), searcher.segment_readers().len()), (3, 3));
        let ids = searcher.segment_readers().iter().map(|segment| segment.segment_id());
        let mut ids: Vec<SegmentId> = ids.collect();
        let mut expected: Vec<SegmentId> = joined.documents.iter().map(|(id, _)| *id).collect();
        ids.sort();
        expected.sort();
        assert_eq!(ids, expected);
    }
}
