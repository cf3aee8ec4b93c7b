//! Lets a cluster know which documents have the same text: they have the same value of a field.
//!
//! Which these are is left to `variants`, over the catalog. Invariant: after a commit, the documents of a group have
//! the smallest of their ids in that field, and no other document has one.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    cluster_document::{FOLD, RemoteDocument},
    engine::EngineKind,
    layout::IndexableDocument,
    remote_index::RemoteIndex,
    schema::column,
    snapshot::Snapshot,
};
use crate::{document::DocumentId, error::Result};

/// The number of documents read or written at a time.
const BATCH: usize = 200;
/// The number of ids listed at a time.
const LISTED: usize = 10_000;

/// What the cluster knows of documents with the same text: the value of the field by id.
#[derive(Default)]
pub(super) struct Folding {
    /// `None` until it has been asked.
    known: Option<HashMap<String, String>>,
}

impl Folding {
    /// Notes what a document has in the cluster, as read there.
    pub(super) fn note(&mut self, id: &str, fold: Option<String>) {
        match (&mut self.known, fold) {
            (Some(known), Some(fold)) => drop(known.insert(id.to_owned(), fold)),
            (Some(known), None) => drop(known.remove(id)),
            (None, _) => {}
        }
    }

    /// Notes that a document was written or deleted, and with it the field.
    pub(super) fn forget(&mut self, id: &str) {
        if let Some(known) = &mut self.known {
            known.remove(id);
        }
    }

    /// Passes to `write` the documents that need another value of the field, in batches, each with the version that it
    /// was read in.
    ///
    /// # Errors
    ///
    /// Returns an error if the cluster does not answer.
    pub(super) fn update(
        &mut self,
        (remote, catalog): (&RemoteIndex, &Snapshot),
        mut write: impl FnMut(Vec<(DocumentId, u64, RemoteDocument)>) -> Result<()>,
    ) -> Result<()> {
        let wanted = wanted(catalog)?;
        if wanted.is_empty() && self.known.as_ref().is_some_and(HashMap::is_empty) {
            return Ok(());
        }
        let known = match self.known.take() {
            Some(known) => known,
            None => listed(remote)?,
        };
        let changed = wanted.iter().filter(|(id, fold)| known.get(*id) != Some(*fold)).map(|(id, _)| id);
        let surplus = known.keys().filter(|id| !wanted.contains_key(*id));
        let ids: Vec<&String> = changed.chain(surplus).collect();
        for batch in ids.chunks(BATCH) {
            let ids: Vec<DocumentId> = batch.iter().filter_map(|id| id.parse().ok()).collect();
            write(again(remote, &ids, &wanted)?)?;
        }
        self.known = Some(wanted.into_iter().collect());
        Ok(())
    }
}

/// Returns the value that the field of each document of a group should have.
fn wanted(catalog: &Snapshot) -> Result<BTreeMap<String, String>> {
    let mut wanted = BTreeMap::new();
    for group in catalog.variants()?.groups() {
        let ids = group.iter().map(|address| catalog.id(*address)).collect::<Result<Vec<_>>>()?;
        let Some(first) = ids.iter().min().cloned() else { continue };
        wanted.extend(ids.into_iter().map(|id| (id, first.clone())));
    }
    Ok(wanted)
}

/// Returns what the cluster has now.
fn listed(remote: &RemoteIndex) -> Result<HashMap<String, String>> {
    #[derive(Deserialize)]
    struct Folded {
        fold: String,
    }
    let (mut known, mut after) = (HashMap::new(), None::<Value>);
    loop {
        let mut body = json!({
            "size": LISTED,
            "query": {"exists": {"field": FOLD}},
            "_source": [FOLD],
            "sort": [{column::ID: "asc"}],
        });
        if let Some(after) = after.take() {
            body["search_after"] = after;
        }
        let reply = remote.search(&body)?;
        let count = reply.hits.len();
        for found in reply.hits {
            after = Some(found.sort.into());
            let folded = found.source.and_then(|source| serde_json::from_str::<Folded>(source.get()).ok());
            known.extend(folded.map(|folded| (found.id, folded.fold)));
        }
        if count < LISTED {
            return Ok(known);
        }
    }
}

/// Lays documents out again with the value that their field should have.
fn again(
    remote: &RemoteIndex,
    ids: &[DocumentId],
    wanted: &BTreeMap<String, String>,
) -> Result<Vec<(DocumentId, u64, RemoteDocument)>> {
    let mut documents = Vec::new();
    for (version, fetched) in remote.fetch_versions(ids)?.into_iter().flatten() {
        let id = fetched.document.id.clone();
        let prepared =
            IndexableDocument::for_engine(EngineKind::OpenSearch, &fetched.document, Some(&fetched.source));
        let fold = wanted.get(id.as_str()).cloned();
        let remote = prepared.changed_at(fetched.changed).remote;
        documents.extend(remote.map(|remote| (id, version, remote.folded_as(fold))));
    }
    Ok(documents)
}
