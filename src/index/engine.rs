//! Which engine searches the texts of an index: this program, or an OpenSearch cluster.
//!
//! An index folder says so itself, in `engine.json`; without that file it is embedded. The folder of an index over a
//! cluster is its catalog: it holds everything but the stored texts. Talking to the cluster is left to
//! `remote_index`. Invariant: the file holds no credentials, only the path of the file that does.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use skorowidz_cluster::{ClusterSettings, check_index_name};

use super::folder::Folder;
use crate::error::{Error, Result};

const ENGINE: &str = "engine.json";

/// What searches the texts of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EngineKind {
    /// This program.
    #[default]
    Embedded,
    /// An OpenSearch cluster.
    OpenSearch,
}

impl EngineKind {
    /// Returns the engine with this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Embedded, Self::OpenSearch].into_iter().find(|kind| kind.as_str() == name)
    }

    /// The name, as settings and options have it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Embedded => "embedded",
            Self::OpenSearch => "opensearch",
        }
    }
}

/// Where the cluster of an index is, and how to reach it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterAddress {
    /// The addresses of its nodes, such as `https://node1:9200`.
    pub urls: Vec<String>,
    /// The name that its indices there begin with.
    pub index: String,
    /// The user, if the cluster wants one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The file with the password of the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_file: Option<PathBuf>,
    /// The file with the certificates of the authority that signed those of the nodes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// The number of shards of a new index.
    #[serde(default = "one")]
    pub shards: u32,
    /// The number of copies of each shard besides the first.
    #[serde(default)]
    pub replicas: u32,
}

fn one() -> u32 {
    1
}

impl ClusterAddress {
    /// Returns what is wrong with the addresses and the name, with the settings that have them.
    pub fn faults(&self) -> Vec<String> {
        let url = |url: &String| match url.parse().map(|url| ClusterSettings::new([url]).check()) {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(format!("`opensearch_urls`: {error}")),
            Err(_) => {
                Some(format!("`opensearch_urls` has `{url}`: use an address, such as `https://node1:9200`"))
            }
        };
        let name = check_index_name(&self.index).err().map(|error| format!("`opensearch_index`: {error}"));
        self.urls.iter().filter_map(url).chain(name).collect()
    }
}

/// Puts the texts of the index in a folder into a cluster from now on, or notes its new addresses.
///
/// # Errors
///
/// Returns [`Error::Config`] if the folder has an index that is embedded or belongs to another name, and an error if
/// the folder cannot be written.
pub fn use_cluster(path: &Path, address: &ClusterAddress) -> Result<()> {
    let folder = Folder::new(path);
    match cluster_of(&folder)? {
        Some(known) if known == *address => return Ok(()),
        Some(known) if known.index != address.index => {
            return Err(Error::Config(format!(
                "the index in `{}` is in the cluster as `{}`, the setting `opensearch_index` is `{}`: change the \
                 setting, or use another index folder",
                path.display(),
                known.index,
                address.index
            )));
        }
        None if folder.current()?.is_some() => {
            return Err(Error::Config(format!(
                "the index in `{}` has its texts in the folder, the setting `engine` is `opensearch`: run `skorowidz \
                 move --to opensearch`, or use another index folder",
                path.display()
            )));
        }
        _ => {}
    }
    folder.create()?;
    note_cluster(&folder, address)
}

/// Notes where the cluster of an index is.
pub(super) fn note_cluster(folder: &Folder, address: &ClusterAddress) -> Result<()> {
    folder.write_json(&folder.path().join(ENGINE), address)
}

/// Forgets the cluster of an index that is embedded now.
pub(super) fn forget_cluster(folder: &Folder) -> Result<()> {
    let path = folder.path().join(ENGINE);
    fs::remove_file(&path).map_err(Error::io("remove", &path))
}

/// Returns which engine searches the index in a folder.
///
/// # Errors
///
/// Returns an error if the file that says so cannot be read.
pub fn engine_kind(path: &Path) -> Result<EngineKind> {
    let address = cluster_of(&Folder::new(path))?;
    Ok(if address.is_some() { EngineKind::OpenSearch } else { EngineKind::Embedded })
}

/// Returns where the texts of the index in a folder are, if not in the folder itself.
///
/// # Errors
///
/// Returns an error if the file that says so cannot be read.
pub(super) fn cluster_of(folder: &Folder) -> Result<Option<ClusterAddress>> {
    folder.read_json(&folder.path().join(ENGINE))
}
