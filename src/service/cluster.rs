//! The state of the cluster that has the texts, for probes and metrics.
//!
//! Invariant: it is asked when someone wants to know; nothing is remembered.

use super::Service;
use crate::{error::Result, index::ClusterState};

impl Service {
    /// Returns the state of the cluster; `None` if the index is embedded.
    ///
    /// # Errors
    /// Returns [`Error::NoIndex`](crate::Error::NoIndex) if there is no index, and
    /// [`Error::Cluster`](crate::Error::Cluster) if no node answers.
    pub async fn cluster_state(&self) -> Result<Option<ClusterState>> {
        self.blocking(|service| service.index()?.cluster_state()).await
    }
}
