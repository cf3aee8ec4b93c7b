//! What becomes of a generation in the cluster when a rebuild replaces it.
//!
//! It takes no more writes from the moment on when the last of them were carried over, so that no machine writes what
//! nobody would see. It stays for a while, because other machines search it until they have filled a catalog of the new
//! one; a purge removes it at once. Invariant: a generation that is closed and still live was left so by a process that
//! was killed, and is opened again after a while.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;

use super::remote_index::RemoteIndex;
use crate::error::{Error, Result};

/// The moment, in seconds since 1970, from which on an index takes no more writes.
const CLOSED_AT: &str = "closed_at";
/// How long a replaced generation is kept, in seconds: filling a catalog of four million documents takes an hour.
const KEPT_SECONDS: u64 = 2 * 3600;
/// How long a generation may be closed before it is replaced, in seconds.
const MAX_CLOSED_SECONDS: u64 = 600;

impl RemoteIndex {
    /// Lets the index take no more writes; it is about to be replaced.
    pub(super) fn close(&self) -> Result<()> {
        let (cluster, name) = self.requests();
        let mut meta = cluster.mapping_meta(name)?;
        meta[CLOSED_AT] = json!(now());
        cluster.put_mapping_meta(name, &meta)?;
        Ok(cluster.block_writes(name, true)?)
    }

    /// Lets the index take writes again.
    pub(super) fn open_again(&self) -> Result<()> {
        let (cluster, name) = self.requests();
        cluster.block_writes(name, false)?;
        let mut meta = cluster.mapping_meta(name)?;
        meta.as_object_mut().map(|meta| meta.remove(CLOSED_AT));
        Ok(cluster.put_mapping_meta(name, &meta)?)
    }

    /// Returns an error if the index was closed so long ago that it may have been opened again meanwhile.
    pub(super) fn check_closed(&self) -> Result<()> {
        match self.closed_since()? {
            Some(seconds) if seconds < MAX_CLOSED_SECONDS / 2 => Ok(()),
            _ => Err(Error::Conflict(
                "the last changes could not be carried over in time: run the rebuild again when less is written"
                    .to_owned(),
            )),
        }
    }

    /// Opens the live index again that a killed rebuild left closed.
    pub(super) fn mend_closed(&self) -> Result<()> {
        let is_left = self.closed_since()?.is_some_and(|seconds| seconds > MAX_CLOSED_SECONDS);
        if is_left && self.live_generation()? == Some(self.generation()) {
            tracing::warn!("a rebuild was killed on another machine: the index takes writes again");
            self.open_again()?;
        }
        Ok(())
    }

    /// Removes generations before this one: those that were replaced a while ago, and those that were never completed.
    pub(super) fn remove_replaced(&self) -> Result<()> {
        self.remove_before(|index| {
            index.closed_since().map(|since| since.is_none_or(|since| since > KEPT_SECONDS))
        })
    }

    /// Removes all generations before this one.
    pub(super) fn remove_older(&self) -> Result<()> {
        self.remove_before(|_| Ok(true))
    }

    fn remove_before(&self, is_needless: impl Fn(&Self) -> Result<bool>) -> Result<()> {
        for number in self.generations()?.into_iter().filter(|number| *number < self.generation()) {
            let index = self.with_generation(number);
            if is_needless(&index)? {
                index.remove()?;
            }
        }
        Ok(())
    }

    /// Returns how long ago the index was closed, in seconds; `None` if it is open.
    fn closed_since(&self) -> Result<Option<u64>> {
        let (cluster, name) = self.requests();
        let closed = cluster.mapping_meta(name)?[CLOSED_AT].as_u64();
        Ok(closed.map(|closed| now().saturating_sub(closed)))
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
