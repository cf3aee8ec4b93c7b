//! A generation that takes over all documents of the live one, for another engine.
//!
//! Going through the documents is left to `maintenance::relocate`. Invariant: an interrupted move is continued in the
//! same generation, which nobody uses before it is published.

use std::{collections::HashMap, fs, path::Path};

use serde::{Deserialize, Serialize};
use tantivy::DocAddress;

use super::{
    engine::{self, ClusterAddress, EngineKind},
    folder::Folder,
    layout::IndexableDocument,
    open::Index,
    origin::{Origin, SourceRecord},
    parts::Generation,
    remote_index::is_in_cluster,
    snapshot::Snapshot,
    writer::IndexWriter,
    writer_mode::WriterMode,
};
use crate::{
    document::DocumentId,
    error::{Error, Result},
};

const RECORD: &str = "moving.json";

/// The move in progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct MoveRecord {
    generation: Generation,
    to: EngineKind,
}

/// The writer of the generation that takes over.
pub(crate) struct Relocation {
    pub(crate) writer: IndexWriter,
    folder: Folder,
    to: EngineKind,
}

impl Relocation {
    /// Begins to move an index to a cluster, or back into its folder if `cluster` is `None`; or continues.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Invalid`] if the index is there already, and an error if the cluster does not answer.
    pub(crate) fn begin(path: &Path, cluster: Option<&ClusterAddress>) -> Result<Self> {
        let (folder, live) = (Folder::new(path), Index::open(path)?);
        let to = if cluster.is_some() { EngineKind::OpenSearch } else { EngineKind::Embedded };
        if live.engine_kind() == to {
            return Err(Error::Invalid(format!("the index in `{}` is there already", path.display())));
        }
        if let Some(cluster) = cluster {
            if is_in_cluster(cluster)? {
                return Err(Error::Conflict(format!(
                    "the cluster has an index `{}` already: choose another `opensearch_index`; to join that one, use an \
                     empty index folder",
                    cluster.index
                )));
            }
            engine::note_cluster(&folder, cluster)?;
        }
        let record: Option<MoveRecord> = folder.read_json(&folder.path().join(RECORD))?;
        let begun = record.filter(|record| record.to == to && record.generation.get() != live.generation());
        let opened = begun.and_then(|record| {
            Index::open_part(path, record.generation.get()).ok().filter(|index| index.engine_kind() == to)
        });
        let index = if let Some(index) = opened {
            index
        } else {
            let index = Index::create_generation_for(to, folder.clone(), false)?;
            let generation = Generation::try_from(index.generation()).map_err(Error::Internal)?;
            folder.write_json(&folder.path().join(RECORD), &MoveRecord { generation, to })?;
            index
        };
        let writer = IndexWriter::with_index(index, WriterMode::Bulk, None)?;
        Ok(Self { writer, folder, to })
    }

    /// Returns the addresses of documents that the new place lacks or has in another version; `there` is what it has.
    pub(crate) fn differing(live: &Snapshot, there: &HashMap<String, Origin>) -> Vec<DocAddress> {
        let documents = live.documents_by_address();
        let differing = documents.filter(|(address, id)| there.get(id) != Some(&live.origin_at(*address)));
        differing.map(|(address, _)| address).collect()
    }

    /// Adds or replaces documents of the live generation, by their addresses in `live`.
    ///
    /// # Errors
    ///
    /// Returns an error if a document cannot be read.
    pub(crate) fn take(&mut self, live: &Snapshot, addresses: &[DocAddress]) -> Result<()> {
        let at_hand = live.at_hand(addresses)?;
        for (&address, &own) in addresses.iter().zip(&at_hand.addresses) {
            let stored = at_hand.snapshot.stored(own)?;
            let source = SourceRecord { origin: live.origin_at(address), file: stored.record.file };
            let document = stored.into_document()?;
            let prepared = IndexableDocument::for_engine(self.to, &document, Some(&source));
            self.writer.replace(prepared.changed_at(live.changed(address)))?;
        }
        Ok(())
    }

    /// Deletes a document that the live generation no longer has.
    ///
    /// # Errors
    ///
    /// Returns an error of the search engine.
    pub(crate) fn delete(&mut self, id: &DocumentId) -> Result<()> {
        self.writer.delete(id)
    }

    /// Makes the generation the live one. The write lock must be held.
    ///
    /// # Errors
    ///
    /// Returns an error if a file cannot be written, or if the cluster does not answer.
    pub(crate) fn publish(self) -> Result<()> {
        let left = if self.to == EngineKind::Embedded { self.live_cluster()? } else { None };
        self.writer.publish()?;
        fs::remove_file(self.folder.path().join(RECORD)).map_err(Error::io("remove", self.folder.path()))?;
        if let Some(left) = left {
            engine::forget_cluster(&self.folder)?;
            if let Err(error) = left.remove_all() {
                tracing::warn!("the indices in the cluster could not be deleted: {error}");
            }
        }
        self.writer.finish()
    }

    /// Returns the cluster that the live generation is in.
    fn live_cluster(&self) -> Result<Option<super::remote_index::RemoteIndex>> {
        Ok(Index::open(self.folder.path())?.remote)
    }
}
