//! The texts of one generation of an index, in an OpenSearch cluster.
//!
//! What a document looks like there is left to `cluster_document`, requests and nodes to `skorowidz_cluster`, queries
//! to `search::cluster_query`. Invariants: a generation has an index of its own in the cluster, whose name ends in its
//! number; an alias without the number stands for the live one.

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::Value;
use skorowidz_cluster::{
    BulkAction, BulkOutcome, Cluster, ClusterError, ClusterSettings, Credentials, Refresh, SearchReply,
};

use super::{
    cluster_document::{self, FetchedDocument, FieldAverages, RemoteDocument},
    engine::{ClusterAddress, cluster_of},
    folder::Folder,
    folding::Folding,
    parts::Generation,
    snapshot::Snapshot,
};
use crate::{
    document::{DocumentId, Fingerprint},
    error::{Error, Result},
};

/// The bytes of documents that are collected before they are sent.
const BATCH_BYTES: usize = 8 << 20;
/// The maximum size of a password file and of a file of certificates, in bytes.
const MAX_SECRET_BYTES: u64 = 1 << 20;
/// The number of documents that are compared.
const SAMPLE: usize = 200;
/// How far the average length of texts may be from the one that a cluster weighs by.
const AVERAGE_TOLERANCE: f32 = 0.05;

/// The index of a generation in a cluster. Clones share connections.
#[derive(Clone)]
pub(crate) struct RemoteIndex {
    cluster: Cluster,
    /// The name that all generations begin with.
    base: Arc<str>,
    name: Arc<str>,
    /// The numbers of shards and of further copies that a new index has.
    copies: (u32, u32),
}

impl RemoteIndex {
    /// Returns the index of a generation; `None` if its texts are in the folder. Sends nothing.
    pub(super) fn of(folder: &Folder, generation: u64) -> Result<Option<Self>> {
        let Some(address) = cluster_of(folder)? else { return Ok(None) };
        let name = format!("{}-{generation}", address.index).into();
        let (cluster, copies) = (connect(&address)?, (address.shards, address.replicas));
        Ok(Some(Self { cluster, base: address.index.into(), name, copies }))
    }

    /// Creates the index, empty, in the place of an unfinished one. `averages` are those of the generation before.
    pub(super) fn create(&self, averages: Option<FieldAverages>) -> Result<()> {
        self.cluster.delete_index(&self.name).map_err(failed)?;
        self.cluster
            .create_index(&self.name, &cluster_document::index_body(averages, self.copies))
            .map_err(failed)
    }

    /// Returns an error if another version of the program wrote the index, or if it does not answer.
    pub(super) fn check(&self, folder: &Folder) -> Result<()> {
        let (found, ours) =
            (self.cluster.mapping_meta(&self.name).map_err(failed)?, cluster_document::meta());
        let mismatch = |what, key: &str| Error::VersionMismatch {
            path: folder.path().to_owned(),
            what,
            found: found[key].as_str().unwrap_or("none").to_owned(),
            expected: ours[key].as_str().unwrap_or_default().to_owned(),
        };
        match () {
            () if found["schema"] != ours["schema"] => {
                Err(mismatch("schema version in the cluster", "schema"))
            }
            () if found["analyser"] != ours["analyser"] => {
                Err(mismatch("analyzer version in the cluster", "analyser"))
            }
            () => Ok(()),
        }
    }

    /// Fetches documents; `None` for those that are not there.
    pub(super) fn fetch(&self, ids: &[DocumentId]) -> Result<Vec<Option<FetchedDocument>>> {
        let ids: Vec<&str> = ids.iter().map(DocumentId::as_str).collect();
        let fetched = self.cluster.get_many(&self.name, &ids).map_err(failed)?;
        fetched.into_iter().map(|found| found.map(|source| read(source.get())).transpose()).collect()
    }

    /// Runs a search and returns the reply as it is.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if not all of the cluster answers.
    pub(crate) fn search(&self, body: &Value) -> Result<SearchReply> {
        self.cluster.search(&self.name, body).map_err(failed)
    }

    /// Removes the index.
    #[cfg(test)]
    pub(crate) fn remove(&self) -> Result<()> {
        self.cluster.delete_index(&self.name).map(|_| ()).map_err(failed)
    }

    /// Lets the cluster weigh texts by their average lengths, if these have changed. Searches fail for a moment.
    pub(super) fn tune(&self, averages: FieldAverages) -> Result<()> {
        let set: Option<FieldAverages> = self.averages()?;
        let is_near = |(set, new): (f32, f32)| (set - new).abs() <= AVERAGE_TOLERANCE * set;
        let pairs = |set: FieldAverages| {
            [(set.title, averages.title), (set.text, averages.text), (set.lead, averages.lead)]
        };
        if set.is_some_and(|set| pairs(set).into_iter().all(is_near)) {
            return Ok(());
        }
        let settings = cluster_document::similarity_settings(averages);
        self.cluster.change_closed(&self.name, &settings).map_err(failed)?;
        self.cluster.put_mapping_meta(&self.name, &cluster_document::meta_with(averages)).map_err(failed)
    }

    /// Returns the averages that the cluster weighs by.
    fn averages(&self) -> Result<Option<FieldAverages>> {
        let meta = self.cluster.mapping_meta(&self.name).map_err(failed)?;
        Ok(serde_json::from_value(meta["averages"].clone()).ok())
    }

    /// Returns what differs between a catalog and this index: the number of documents, and the versions of a sample.
    pub(super) fn problems(&self, catalog: &Snapshot) -> Result<Vec<String>> {
        let (count, mut problems) = (self.cluster.count(&self.name).map_err(failed)?, Vec::new());
        if count != catalog.documents() {
            problems.push(format!("has {count} documents, the catalog {}", catalog.documents()));
        }
        let every = (catalog.documents() as usize / SAMPLE).max(1);
        let sample =
            catalog.every_document().filter_map(|address| catalog.identity_at(address)).step_by(every);
        let sample: Vec<(DocumentId, Fingerprint)> = sample.take(SAMPLE).collect();
        let ids: Vec<DocumentId> = sample.iter().map(|(id, _)| id.clone()).collect();
        let (mut missing, mut outdated) = (0, 0);
        for (fetched, (_, known)) in self.fetch(&ids)?.into_iter().zip(&sample) {
            match fetched {
                None => missing += 1,
                Some(fetched) if fetched.source.origin.fingerprint.as_ref() != Some(known) => outdated += 1,
                Some(_) => {}
            }
        }
        if missing > 0 {
            problems.push(format!("lacks {missing} of {} documents that were looked up", sample.len()));
        }
        if outdated > 0 {
            problems.push(format!("has {outdated} of {} documents in another version", sample.len()));
        }
        Ok(problems)
    }

    /// Returns the state of the cluster.
    pub(super) fn state(&self) -> Result<ClusterState> {
        let health = self.cluster.health().map_err(failed)?;
        Ok(ClusterState {
            nodes: health.number_of_nodes,
            shards: health.active_shards,
            missing_shards: health.unassigned_shards,
            is_complete: health.status != "red",
        })
    }

    /// Removes deleted documents from the files of the cluster; returns whether all are gone.
    pub(super) fn expunge(&self) -> Result<bool> {
        Ok(self.cluster.expunge(&self.name).map_err(failed)? == 0)
    }

    /// Makes this generation the one that the alias stands for, and removes the others.
    pub(super) fn publish(&self) -> Result<()> {
        self.cluster.point_alias(&self.base, &self.name).map_err(failed)?;
        self.remove_others()
    }

    /// Removes the indices of all generations.
    pub(super) fn remove_all(&self) -> Result<()> {
        self.remove_others()?;
        self.cluster.delete_index(&self.name).map_err(failed).map(drop)
    }

    /// Removes the indices of other generations.
    fn remove_others(&self) -> Result<()> {
        for name in self.cluster.indices(&self.base).map_err(failed)? {
            let number = name.strip_prefix(&*self.base).and_then(|rest| rest.strip_prefix('-'));
            let is_generation =
                number.is_some_and(|number| Generation::named(&format!("generation-{number}")).is_some());
            if is_generation && *name != *self.name {
                self.cluster.delete_index(&name).map_err(failed)?;
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for RemoteIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RemoteIndex").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The state of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClusterState {
    /// The number of nodes.
    pub nodes: u32,
    /// The number of copies of shards that are there.
    pub shards: u32,
    /// The number of those that are not.
    pub missing_shards: u32,
    /// Whether every document can be found.
    pub is_complete: bool,
}

/// Collects the changes of a writer and sends them.
///
/// Invariant: nothing is sent before a commit unless it is more than a batch.
pub(super) struct RemoteWriter {
    index: RemoteIndex,
    waiting: Vec<BulkAction>,
    bytes: usize,
    folding: Folding,
    /// The documents that the cluster did not take since the last commit.
    refused: Vec<RefusedDocument>,
    /// Whether anything was sent since.
    has_sent: bool,
}

/// A document that a cluster does not take, however often it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RefusedDocument {
    pub(crate) id: DocumentId,
    /// What the cluster says.
    pub(crate) reason: String,
}

impl RemoteWriter {
    pub(super) fn new(index: RemoteIndex) -> Self {
        Self {
            index,
            waiting: Vec::new(),
            bytes: 0,
            folding: Folding::default(),
            refused: Vec::new(),
            has_sent: false,
        }
    }

    pub(super) fn index(&self) -> &RemoteIndex {
        &self.index
    }

    /// Adds or replaces a document.
    pub(super) fn put(&mut self, id: &DocumentId, document: Option<RemoteDocument>) -> Result<()> {
        self.folding.forget(id.as_str());
        let document =
            document.ok_or_else(|| Error::Internal("a document was not laid out for the cluster".into()))?;
        let source = document.into_json().map_err(|error| Error::Internal(error.to_string()))?;
        self.bytes += source.len();
        self.waiting.push(BulkAction::Index { id: id.as_str().to_owned(), version: next_version(), source });
        if self.bytes > BATCH_BYTES { self.send(Refresh::Later) } else { Ok(()) }
    }

    pub(super) fn delete(&mut self, id: &DocumentId) {
        self.folding.forget(id.as_str());
        self.waiting.push(BulkAction::Delete { id: id.as_str().to_owned(), version: next_version() });
    }

    /// Forgets the changes that were not sent.
    pub(super) fn abandon(&mut self) {
        (self.waiting, self.bytes) = (Vec::new(), 0);
    }

    /// Makes all changes durable and findable, and returns the documents that the cluster did not take.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Uncertain`] if some of the changes may have been made.
    pub(super) fn commit(&mut self) -> Result<Vec<RefusedDocument>> {
        let is_any = self.has_sent || !self.waiting.is_empty();
        let committed = self.send(Refresh::Later).and_then(|()| {
            if is_any { self.index.cluster.refresh(&self.index.name).map_err(failed) } else { Ok(()) }
        });
        committed.map_err(|error| if is_any { Error::Uncertain(error.to_string()) } else { error })?;
        self.has_sent = false;
        Ok(std::mem::take(&mut self.refused))
    }

    /// Lets documents with the same text count once. `catalog` is the state that was committed.
    pub(super) fn fold(&mut self, catalog: &Snapshot) -> Result<()> {
        let (index, mut folding) = (self.index.clone(), std::mem::take(&mut self.folding));
        let mut is_any = false;
        folding.update((&index, catalog), |documents| {
            is_any = true;
            documents.into_iter().try_for_each(|(id, document)| self.put(&id, Some(document)))
        })?;
        self.folding = folding;
        if is_any { self.commit().map(drop) } else { Ok(()) }
    }

    fn send(&mut self, refresh: Refresh) -> Result<()> {
        self.has_sent |= !self.waiting.is_empty();
        let outcomes = self.index.cluster.bulk(&self.index.name, &self.waiting, refresh).map_err(failed)?;
        for (outcome, action) in outcomes.into_iter().zip(&self.waiting) {
            match outcome {
                BulkOutcome::Done | BulkOutcome::Superseded => {}
                BulkOutcome::Busy(reason) => {
                    return Err(Error::Cluster(format!("the cluster is too busy to write: {reason}")));
                }
                BulkOutcome::Refused(reason) => {
                    self.refused.extend(action.id().parse().ok().map(|id| RefusedDocument { id, reason }));
                }
            }
        }
        self.abandon();
        Ok(())
    }
}

/// Returns a version that is higher than all before: the time, in microseconds since 1970.
fn next_version() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros() as u64);
    let last = LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(now.max(last + 1)));
    last.map_or(now, |last| now.max(last + 1))
}

fn connect(address: &ClusterAddress) -> Result<Cluster> {
    let ClusterAddress { urls, index, user, password_file, ca_file, .. } = address;
    skorowidz_cluster::check_index_name(index).map_err(failed)?;
    let parsed = urls.iter().map(|url| {
        url.parse().map_err(|_| {
            Error::Config(format!("`{url}` in `opensearch_urls` is no address: use `https://HOST:9200`"))
        })
    });
    let mut settings = ClusterSettings::new(parsed.collect::<Result<Vec<_>>>()?);
    if let Some(user) = user {
        let password = password_file.as_deref().map(secret).transpose()?.unwrap_or_default();
        let password = String::from_utf8_lossy(&password).trim_end_matches(['\r', '\n']).to_owned();
        settings.credentials = Some(Credentials { user: user.clone(), password });
    }
    settings.ca_pem = ca_file.as_deref().map(secret).transpose()?;
    Cluster::new(settings).map_err(failed)
}

/// Reads a file that a setting names.
fn secret(path: &Path) -> Result<Vec<u8>> {
    let metadata = fs::metadata(path).map_err(Error::io("read", path))?;
    if !metadata.is_file() || metadata.len() > MAX_SECRET_BYTES {
        return Err(Error::Config(format!("`{}` is no small file: name the right one", path.display())));
    }
    fs::read(path).map_err(Error::io("read", path))
}

pub(super) fn read(json: &str) -> Result<FetchedDocument> {
    FetchedDocument::read(json).map_err(|error| {
        Error::Cluster(format!(
            "a document in the cluster cannot be read ({error}): run `skorowidz index --rebuild`"
        ))
    })
}

fn failed(error: ClusterError) -> Error {
    match error {
        ClusterError::Settings(what) => Error::Config(what),
        error => Error::Cluster(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_rise_with_every_change() {
        let versions: Vec<u64> = (0..1000).map(|_| next_version()).collect();
        assert!(versions.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(versions[0] > 1_700_000_000_000_000);
    }
}
