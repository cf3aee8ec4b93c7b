//! A cluster, and how requests reach it.
//!
//! What is asked of it is left to `indices` and `documents`.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::Method;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    connection::{Connection, Request},
    error::ClusterError,
    replies::read,
    settings::{ClusterSettings, named},
};

/// A cluster. Clones share its connections. Nothing is sent before the first request.
///
/// Its methods wait for the reply, and so must not be called on a thread that runs asynchronous tasks; those for
/// blocking calls are fine.
#[derive(Clone)]
pub struct Cluster {
    connection: Arc<Connection>,
    /// How long a request may take, and how long writes to a busy cluster are repeated.
    limit: Duration,
}

/// The state of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ClusterHealth {
    /// `green`: all copies of all shards are there; `yellow`: one of each; `red`: some documents are missing.
    pub status: String,
    /// The number of nodes.
    pub number_of_nodes: u32,
    /// The number of copies of shards that are there.
    pub active_shards: u32,
    /// The number of those that are not.
    pub unassigned_shards: u32,
}

impl Cluster {
    /// Creates a client.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::Settings`] if an address, a user or a certificate cannot be right.
    pub fn new(settings: ClusterSettings) -> Result<Self, ClusterError> {
        let limit = settings.request_timeout;
        Ok(Self { connection: Arc::new(Connection::new(settings)?), limit })
    }

    /// Returns a clone whose requests may take another time: a search less than a long write.
    #[must_use]
    pub fn within(&self, limit: Duration) -> Self {
        Self { connection: Arc::clone(&self.connection), limit }
    }

    /// Returns the version of the cluster, such as `2.19.6`.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::Malformed`] if something else answers.
    pub fn version(&self) -> Result<String, ClusterError> {
        self.send(&Request::new(Method::GET, ""), |body| {
            let version = read::<Value>(body)?["version"]["number"].as_str().map(str::to_owned);
            version.ok_or_else(|| ClusterError::malformed(&"it has no version"))
        })
    }

    /// Returns the state of the cluster.
    ///
    /// # Errors
    ///
    /// Returns an error if no node answers.
    pub fn health(&self) -> Result<ClusterHealth, ClusterError> {
        self.get("_cluster/health")
    }

    /// Returns the state of the cluster as far as it concerns one index; what others lack does not count.
    ///
    /// # Errors
    ///
    /// Returns an error if no node answers, or if there is no such index.
    pub fn index_health(&self, index: &str) -> Result<ClusterHealth, ClusterError> {
        // Without a limit a node waits half a minute for an index that does not exist.
        self.get(&format!("_cluster/health/{}?timeout=1s", named(index)?))
    }

    /// How long a request may take.
    pub(crate) fn limit(&self) -> Duration {
        self.limit
    }

    /// Asks for JSON.
    pub(crate) fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClusterError> {
        self.send(&Request::new(Method::GET, path), |body| read(body))
    }

    /// Sends a request of whose reply only the success matters.
    pub(crate) fn order(&self, request: &Request) -> Result<(), ClusterError> {
        self.send(request, |_| Ok(()))
    }

    /// Sends a request; it is repeated if no node answers, or if `read` returns an error that may pass.
    pub(crate) fn send<T>(
        &self,
        request: &Request,
        read: impl Fn(&[u8]) -> Result<T, ClusterError>,
    ) -> Result<T, ClusterError> {
        self.connection.send(request, self.limit, read)
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster").finish_non_exhaustive()
    }
}
