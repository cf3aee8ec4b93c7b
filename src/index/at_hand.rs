//! Documents whose texts can be read: those of a snapshot itself, or a few fetched from a cluster.
//!
//! Fetched documents become a small index in memory, laid out as on disk, so that snippets, explanations and pages
//! read both in the same way. Invariant: its frequencies and words are those of the catalog.

use std::borrow::Cow;

use tantivy::{
    DocAddress, Index as EngineIndex, IndexReader, ReloadPolicy, TantivyDocument, directory::RamDirectory,
    indexer::SingleSegmentIndexWriter, tokenizer::TokenizerManager,
};

use super::{
    cluster_document::FetchedDocument,
    layout::IndexableDocument,
    remote_index::RemoteIndex,
    schema::{self, Extent},
    snapshot::Snapshot,
};
use crate::{
    analysis,
    document::DocumentId,
    error::{Error, Result},
};

/// The memory for the postings of fetched documents before they are written, in bytes; more is not refused.
const MEMORY_BYTES: usize = 64 << 20;

/// Documents with their texts.
pub(crate) struct AtHand<'a> {
    /// The snapshot that they are read from.
    pub(crate) snapshot: Cow<'a, Snapshot>,
    /// The address of each document in that snapshot, in the order they were asked for.
    pub(crate) addresses: Vec<DocAddress>,
}

impl AtHand<'_> {
    /// Whether the documents were fetched from a cluster.
    pub(crate) fn is_fetched(&self) -> bool {
        matches!(self.snapshot, Cow::Owned(_))
    }
}

impl Snapshot {
    /// Returns documents with their texts, fetching these if they are in a cluster.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if the cluster does not answer or lacks one of them.
    pub(crate) fn at_hand(&self, addresses: &[DocAddress]) -> Result<AtHand<'_>> {
        let Some(remote) = &self.remote else {
            return Ok(AtHand { snapshot: Cow::Borrowed(self), addresses: addresses.to_vec() });
        };
        let ids = addresses.iter().map(|address| Ok(self.head(*address)?.id));
        let fetched = fetch(remote, &ids.collect::<Result<Vec<_>>>()?)?;
        self.holding(&fetched)
    }

    /// Returns documents that were fetched from the cluster of this catalog.
    ///
    /// # Errors
    ///
    /// Returns an error of the search engine.
    pub(crate) fn holding(&self, fetched: &[FetchedDocument]) -> Result<AtHand<'static>> {
        let (index, addresses) = in_memory(fetched)?;
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let snapshot = Self::new(reader.searcher(), schema::fields())?.of_catalog(self);
        Ok(AtHand { snapshot: Cow::Owned(snapshot), addresses })
    }
}

fn fetch(remote: &RemoteIndex, ids: &[DocumentId]) -> Result<Vec<FetchedDocument>> {
    let fetched = remote.fetch(ids)?.into_iter().zip(ids);
    let present = fetched.map(|(fetched, id)| {
        fetched.ok_or_else(|| {
            Error::Cluster(format!(
                "the cluster lacks the document `{}` of the catalog: run `skorowidz index` again",
                id.as_str()
            ))
        })
    });
    present.collect()
}

/// Indexes documents in memory and returns the address of each.
fn in_memory(fetched: &[FetchedDocument]) -> Result<(EngineIndex, Vec<DocAddress>)> {
    let tokenizers = TokenizerManager::default();
    analysis::register(&tokenizers);
    let builder = EngineIndex::builder().schema(schema::schema(Extent::Whole)).tokenizers(tokenizers);
    let mut writer: SingleSegmentIndexWriter<TantivyDocument> =
        builder.single_segment_index_writer(RamDirectory::create(), MEMORY_BYTES)?;
    let (mut addresses, mut count) = (Vec::with_capacity(fetched.len()), 0);
    for one in fetched {
        let prepared = IndexableDocument::new(&one.document, Some(&one.source)).changed_at(one.changed);
        addresses.push(DocAddress::new(0, count));
        count += prepared.documents.len() as u32;
        for document in prepared.documents {
            writer.add_document(document)?;
        }
    }
    Ok((writer.finalize()?, addresses))
}
