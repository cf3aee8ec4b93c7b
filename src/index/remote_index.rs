//! The texts of one generation of an index, in an OpenSearch cluster.
//!
//! What a document looks like there is left to `cluster_document`, requests and nodes to `skorowidz_cluster`, queries
//! to `search::cluster_query`. Invariants: a generation has an index of its own in the cluster, whose name ends in its
//! number; an alias without the number stands for the live one.

use std::{fs, path::Path, sync::Arc};

use serde_json::{Value, json, value::RawValue};
use skorowidz_cluster::{
    BulkAction, BulkOutcome, Cluster, ClusterError, ClusterSettings, Credentials, Refresh, SearchReply,
    VersionedDocument,
};

use super::{
    cluster_document::{self, FieldAverages, RestoredDocument},
    engine::{ClusterAddress, cluster_of},
    folder::Folder,
    parts::Generation,
};
use crate::{
    document::DocumentId,
    error::{Error, Result},
};

/// The maximum size of a password file and of a file of certificates, in bytes.
const MAX_SECRET_BYTES: u64 = 1 << 20;
/// How far the average length of texts may be from the one that a cluster weighs by.
const AVERAGE_TOLERANCE: f32 = 0.05;

/// The index of a generation in a cluster. Clones share connections.
#[derive(Clone)]
pub(crate) struct RemoteIndex {
    cluster: Cluster,
    /// The name that all generations begin with.
    base: Arc<str>,
    name: Arc<str>,
    generation: u64,
    /// The numbers of shards and of further copies that a new index has.
    copies: (u32, u32),
}

impl RemoteIndex {
    /// Returns the index of a generation; `None` if its texts are in the folder. Sends nothing.
    pub(super) fn of(folder: &Folder, generation: u64) -> Result<Option<Self>> {
        cluster_of(folder)?.map(|address| Self::at(&address, generation)).transpose()
    }

    /// Returns the index of a generation in a cluster. Sends nothing.
    pub(super) fn at(address: &ClusterAddress, generation: u64) -> Result<Self> {
        let name = format!("{}-{generation}", address.index).into();
        let (cluster, copies) = (connect(address)?, (address.shards, address.replicas));
        Ok(Self { cluster, base: address.index.as_str().into(), name, generation, copies })
    }

    /// Returns the index of another generation.
    pub(super) fn with_generation(&self, generation: u64) -> Self {
        let name = format!("{}-{generation}", self.base).into();
        Self { name, generation, ..self.clone() }
    }

    /// The number of the generation.
    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// Creates the index, empty. `averages` are those of the generation before; without one, the alias stands for this
    /// generation at once, so that of several machines one makes the first one.
    pub(super) fn create(&self, averages: Option<FieldAverages>, is_first: bool) -> Result<()> {
        let mut body = cluster_document::index_body(averages, self.copies);
        if is_first {
            body["aliases"] = json!({&*self.base: {}});
        }
        let is_taken = |reason: &str| reason.contains("already exists");
        self.cluster.create_index(&self.name, &body).map_err(|error| match error {
            ClusterError::Refused { reason, .. } if is_taken(&reason) => Error::Cluster(format!(
                "another machine is making `{}` just now: run the command again",
                self.name
            )),
            error => failed(error),
        })
    }

    /// Returns the number of the generation that the alias stands for; `None` if there is no such index in the cluster.
    pub(super) fn live_generation(&self) -> Result<Option<u64>> {
        let behind = self.cluster.behind_alias(&self.base).map_err(failed)?;
        Ok(behind.iter().filter_map(|name| self.number_of(name)).max())
    }

    /// Returns the numbers of all generations in the cluster, complete or not.
    pub(super) fn generations(&self) -> Result<Vec<u64>> {
        let names = self.cluster.indices(&self.base).map_err(failed)?;
        Ok(names.iter().filter_map(|name| self.number_of(name)).collect())
    }

    /// Returns the number of the generation that an index is of; `None` for other indices.
    fn number_of(&self, name: &str) -> Option<u64> {
        let number = name.strip_prefix(&*self.base)?.strip_prefix('-')?;
        Generation::named(&format!("generation-{number}")).map(Generation::get)
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
    pub(super) fn fetch(&self, ids: &[DocumentId]) -> Result<Vec<Option<RestoredDocument>>> {
        let fetched = self.fetch_json(ids)?.into_iter();
        fetched.map(|found| found.map(|json| read(json.get())).transpose()).collect()
    }

    /// Fetches documents as the JSON that [`read`] reads; `None` for those that are not there.
    pub(super) fn fetch_json(&self, ids: &[DocumentId]) -> Result<Vec<Option<Box<RawValue>>>> {
        let ids: Vec<&str> = ids.iter().map(DocumentId::as_str).collect();
        self.cluster.get_many(&self.name, &ids).map_err(failed)
    }

    /// Fetches documents with their versions; `None` for those that are not there.
    pub(super) fn fetch_versions(&self, ids: &[DocumentId]) -> Result<Vec<Option<(u64, RestoredDocument)>>> {
        let ids: Vec<&str> = ids.iter().map(DocumentId::as_str).collect();
        let fetched = self.cluster.get_versions(&self.name, &ids).map_err(failed)?;
        let restored = |found: VersionedDocument| Ok((found.version, read(found.source.get())?));
        fetched.into_iter().map(|found| found.map(restored).transpose()).collect()
    }

    /// Runs a search and returns the reply as it is.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if not all of the cluster answers.
    pub(crate) fn search(&self, body: &Value) -> Result<SearchReply> {
        self.cluster.search(&self.name, body).map_err(failed)
    }

    /// Makes writes and returns what became of each.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if none of them was made, and [`Error::Uncertain`] if some may have been.
    pub(super) fn write(&self, actions: &[BulkAction]) -> Result<Vec<BulkOutcome>> {
        self.cluster.bulk(&self.name, actions, Refresh::Later).map_err(|error| {
            if error.is_certain() { failed(error) } else { Error::Uncertain(error.to_string()) }
        })
    }

    /// Makes everything written findable.
    pub(super) fn refresh(&self) -> Result<()> {
        self.cluster.refresh(&self.name).map_err(failed)
    }

    /// Returns the number of documents.
    pub(super) fn count(&self) -> Result<u64> {
        self.cluster.count(&self.name).map_err(failed)
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

    /// Returns the state of the cluster.
    pub(super) fn state(&self) -> Result<ClusterState> {
        let health = self.cluster.index_health(&self.name).map_err(failed)?;
        Ok(ClusterState {
            nodes: health.number_of_nodes,
            shards: health.active_shards,
            missing_shards: health.unassigned_shards,
            is_complete: health.status != "red",
        })
    }

    /// Removes deleted documents from the files of the cluster, and generations that were replaced; returns whether all
    /// are gone.
    pub(super) fn expunge(&self) -> Result<bool> {
        self.remove_older()?;
        let originals = self.originals_name();
        let has_originals = self.cluster.has_index(&originals).map_err(failed)?;
        let left = if has_originals { self.cluster.expunge(&originals).map_err(failed)? } else { 0 };
        Ok(self.cluster.expunge(&self.name).map_err(failed)? + left == 0)
    }

    /// Lets the alias stand for this generation.
    pub(super) fn publish(&self) -> Result<()> {
        self.cluster.point_alias(&self.base, &self.name).map_err(failed)
    }

    /// Removes the index of this generation.
    pub(crate) fn remove(&self) -> Result<()> {
        self.cluster.delete_index(&self.name).map_err(failed).map(drop)
    }

    /// The name of the index of originals.
    pub(super) fn originals_name(&self) -> String {
        format!("{}-originals", self.base)
    }

    /// Returns the settings and the mapping of the index of originals.
    pub(super) fn originals_body(&self) -> Value {
        cluster_document::originals_body(self.copies)
    }

    /// Removes the indices of all generations, and the originals.
    pub(super) fn remove_all(&self) -> Result<()> {
        self.cluster.delete_index(&self.originals_name()).map_err(failed)?;
        self.generations()?.into_iter().try_for_each(|number| self.with_generation(number).remove())
    }

    /// The requests of the cluster, with the name of the index.
    pub(super) fn requests(&self) -> (&Cluster, &str) {
        (&self.cluster, &self.name)
    }
}

impl std::fmt::Debug for RemoteIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RemoteIndex").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Returns whether a cluster has an index of this name.
///
/// # Errors
///
/// Returns [`Error::Cluster`] if the cluster does not answer.
pub fn is_in_cluster(address: &ClusterAddress) -> Result<bool> {
    Ok(RemoteIndex::at(address, 0)?.live_generation()?.is_some())
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

/// Reads a document as it was fetched.
pub(super) fn read(json: &str) -> Result<RestoredDocument> {
    RestoredDocument::read(json).map_err(|error| {
        Error::Cluster(format!(
            "a document in the cluster cannot be read ({error}): run `skorowidz index --rebuild`"
        ))
    })
}

pub(super) fn failed(error: ClusterError) -> Error {
    error.into()
}

impl From<ClusterError> for Error {
    fn from(error: ClusterError) -> Self {
        match error {
            ClusterError::Settings(what) => Self::Config(what),
            error => Self::Cluster(error.to_string()),
        }
    }
}
