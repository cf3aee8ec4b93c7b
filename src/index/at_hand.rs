//! Documents whose texts can be read: those of a snapshot itself, or a few fetched from a cluster.
//!
//! Fetched documents become a small index in memory (`prepared_segments`), laid out as on disk, so that snippets,
//! explanations and pages read both in the same way. Invariant: its frequencies and words are those of the catalog.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use serde_json::value::RawValue;
use tantivy::{DocAddress, IndexReader, ReloadPolicy, TantivyDocument, index::SegmentId};

use super::{
    cluster_document::RestoredDocument,
    layout::IndexableDocument,
    prepared_segments::JoinedSegments,
    remote_index::{self, RemoteIndex},
    schema,
    snapshot::Snapshot,
};
use crate::{
    document::DocumentId,
    error::{Error, Result},
};

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

    /// Returns a number of documents of which there are not more.
    pub(crate) fn bound(&self) -> usize {
        usize::try_from(self.snapshot.searcher.num_docs()).unwrap_or(usize::MAX)
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
        let texts: Vec<&str> = fetched.iter().map(|json| json.get()).collect();
        let (snapshot, addresses) = self.holding(&texts)?;
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
        let (snapshot, own) = match (texts, &self.remote) {
            (Some(texts), _) => self.holding(&texts.collect::<Vec<_>>())?,
            (None, Some(remote)) => {
                let fetched = fetch(remote, &self.ids(addresses)?)?;
                self.holding(&fetched.iter().map(|json| json.get()).collect::<Vec<_>>())?
            }
            (None, None) => self.holding(&[])?,
        };
        Ok(FetchedHits { snapshot, addresses: addresses.iter().copied().zip(own).collect() })
    }

    fn ids(&self, addresses: &[DocAddress]) -> Result<Vec<DocumentId>> {
        addresses.iter().map(|address| Ok(self.head(*address)?.id)).collect()
    }

    /// Prepares documents that were fetched from the cluster of this catalog.
    fn holding(&self, texts: &[&str]) -> Result<(Self, Vec<DocAddress>)> {
        let JoinedSegments { index, states, documents } = self.cached.prepared().joined(texts, laid_out)?;
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let snapshot = Self::new(reader.searcher(), schema::fields())?.with_states(states).of_catalog(self);
        let ords: FxHashMap<SegmentId, u32> = snapshot.segment_ids().zip(0..).collect();
        let address = |(segment, doc)| Some(DocAddress::new(*ords.get(&segment)?, doc));
        let addresses = documents.into_iter().filter_map(address).collect();
        Ok((snapshot, addresses))
    }
}

/// Lays out a document from the JSON in a cluster.
fn laid_out(json: &str) -> Result<Vec<TantivyDocument>> {
    let RestoredDocument { document, source, changed } = remote_index::read(json)?;
    Ok(IndexableDocument::new(&document, Some(&source)).changed_at(changed).documents)
}

/// Returns the JSON of documents in a cluster.
fn fetch(remote: &RemoteIndex, ids: &[DocumentId]) -> Result<Vec<Box<RawValue>>> {
    let fetched = remote.fetch_json(ids)?.into_iter().zip(ids);
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
