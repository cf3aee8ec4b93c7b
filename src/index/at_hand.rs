//! Documents whose texts can be read: those of a snapshot itself, or a few fetched from a cluster.
//!
//! Fetched documents become a small index in memory, laid out as on disk, so that snippets, explanations and pages
//! read both in the same way. Invariant: its frequencies and words are those of the catalog.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use tantivy::{
    DocAddress, Index as EngineIndex, IndexReader, ReloadPolicy, TantivyDocument, directory::RamDirectory,
    indexer::SingleSegmentIndexWriter, tokenizer::TokenizerManager,
};

use super::{
    cluster_document::RestoredDocument,
    layout::IndexableDocument,
    remote_index::{self, RemoteIndex},
    schema::{self, Extent},
    snapshot::Snapshot,
};
use crate::{
    analysis,
    document::DocumentId,
    error::{Error, Result},
};

/// The memory that the engine expects to need for the postings of fetched documents, in bytes. More is not refused; the
/// table of terms, which grows, begins with a third of it.
const MEMORY_BYTES: usize = 1 << 20;

/// Documents with their texts.
pub(crate) struct AtHand<'a> {
    /// The snapshot that they are read from.
    pub(crate) snapshot: Cow<'a, Snapshot>,
    /// The address of each document in that snapshot, in the order they were asked for.
    pub(crate) addresses: Vec<DocAddress>,
    /// Whether they were fetched from a cluster.
    pub(crate) is_fetched: bool,
}

/// Documents fetched with the hits of a search.
pub(crate) struct FetchedHits {
    pub(crate) snapshot: Snapshot,
    /// The address of each document in that snapshot, by its address in the catalog.
    addresses: FxHashMap<DocAddress, DocAddress>,
}

impl FetchedHits {
    /// Returns some of the documents; `None` unless all of them were fetched.
    pub(crate) fn at_hand(&self, addresses: &[DocAddress]) -> Option<AtHand<'_>> {
        let addresses = addresses.iter().map(|address| self.addresses.get(address).copied());
        let addresses = addresses.collect::<Option<Vec<_>>>()?;
        Some(AtHand { snapshot: Cow::Borrowed(&self.snapshot), addresses, is_fetched: true })
    }

    /// Returns the address in the catalog of each document, by its address in the snapshot.
    pub(crate) fn by_own_address(&self) -> FxHashMap<DocAddress, DocAddress> {
        self.addresses.iter().map(|(catalog, own)| (*own, *catalog)).collect()
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
            let snapshot = Cow::Borrowed(self);
            return Ok(AtHand { snapshot, addresses: addresses.to_vec(), is_fetched: false });
        };
        let fetched = fetch(remote, &self.ids(addresses)?)?;
        let (snapshot, addresses) = self.holding(&fetched)?;
        Ok(AtHand { snapshot: Cow::Owned(snapshot), addresses, is_fetched: true })
    }

    /// Returns hits with their texts: from the JSON that the cluster sent with them, or fetched now.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if a document cannot be read.
    pub(crate) fn fetched<'j>(
        &self,
        addresses: &[DocAddress],
        texts: Option<impl Iterator<Item = &'j str>>,
    ) -> Result<FetchedHits> {
        let fetched = match (texts, &self.remote) {
            (Some(texts), _) => texts.map(remote_index::read).collect::<Result<Vec<_>>>()?,
            (None, Some(remote)) => fetch(remote, &self.ids(addresses)?)?,
            (None, None) => Vec::new(),
        };
        let (snapshot, own) = self.holding(&fetched)?;
        Ok(FetchedHits { snapshot, addresses: addresses.iter().copied().zip(own).collect() })
    }

    fn ids(&self, addresses: &[DocAddress]) -> Result<Vec<DocumentId>> {
        addresses.iter().map(|address| Ok(self.head(*address)?.id)).collect()
    }

    /// Indexes documents that were fetched from the cluster of this catalog.
    fn holding(&self, fetched: &[RestoredDocument]) -> Result<(Self, Vec<DocAddress>)> {
        let (index, addresses) = in_memory(fetched)?;
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok((Self::new(reader.searcher(), schema::fields())?.of_catalog(self), addresses))
    }
}

fn fetch(remote: &RemoteIndex, ids: &[DocumentId]) -> Result<Vec<RestoredDocument>> {
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
fn in_memory(fetched: &[RestoredDocument]) -> Result<(EngineIndex, Vec<DocAddress>)> {
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
