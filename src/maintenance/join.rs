//! Fills the catalog of an index that is in a cluster, for a command that finds none in its folder.
//!
//! Filling is left to `index`. Invariant: changes that this machine received before its catalog was lost are not applied
//! again: the cluster has all that were acknowledged.

use std::{path::Path, sync::atomic::AtomicBool};

use crate::{
    error::Result,
    index::{FillProgress, Joined},
    uploads::Uploads,
};

/// Makes sure that the catalog of an index over a cluster is in its folder.
///
/// # Errors
/// Returns [`Error::Locked`](crate::Error::Locked) if another run or process is writing, and
/// [`Error::Cluster`](crate::Error::Cluster) if the cluster does not answer.
pub fn join(index: &Path, means: (FillProgress<'_>, &AtomicBool)) -> Result<Joined> {
    Joined::ensure(index, Uploads::open(index)?.last(), means)
}
