//! Looks whether other machines have changed the index in the cluster, and lets the catalog follow.
//!
//! Reading the changes is left to `following`, fetching another generation to `filling`. Invariant: as long as there is
//! nothing new, no lock is taken and two small requests are all.

use std::{
    path::Path,
    sync::atomic::AtomicBool,
    thread,
    time::{Duration, Instant},
};

use super::{
    filling::{FillProgress, Joined},
    folder::Folder,
    following::Followed,
    lock::RunLock,
    remote_index::RemoteIndex,
    writer::IndexWriter,
    writer_mode::WriterMode,
};
use crate::error::Result;

/// How often merges in progress are checked.
const MERGE_POLL: Duration = Duration::from_millis(10);
/// How often generations are looked for that were replaced long enough ago.
const TIDIED_EVERY: Duration = Duration::from_mins(30);

/// What others have done in the cluster since a catalog last followed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ClusterNews {
    /// Nothing, or the index is not in a cluster.
    Nothing,
    /// There is an index in the cluster, and no catalog of it here, or that of another generation.
    Generation,
    /// Documents were written or deleted, perhaps by this machine.
    Documents,
}

/// Looks for news in the cluster of an index. Takes no lock, and keeps its connections.
#[derive(Debug)]
pub(crate) struct ClusterWatch {
    folder: Folder,
    remote: Option<RemoteIndex>,
    /// When generations that were replaced were last removed.
    tidied: Instant,
}

impl ClusterWatch {
    pub(crate) fn new(index: &Path) -> Self {
        Self { folder: Folder::new(index), remote: None, tidied: Instant::now() }
    }

    /// Takes over into the catalog what is new; returns whether there was anything. `sequence` is the number of the last
    /// change received over HTTP, for a folder without a catalog.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`](crate::Error::Cluster) if the cluster does not answer, and [`Error::Locked`](crate::Error::Locked) if a run is in progress, which
    /// follows the cluster itself, or another process is writing.
    pub(crate) fn catch_up(&mut self, sequence: u64, means: (FillProgress<'_>, &AtomicBool)) -> Result<bool> {
        match self.look()? {
            ClusterNews::Nothing => return Ok(false),
            ClusterNews::Generation => {
                return Ok(Joined::ensure(self.folder.path(), sequence, means)? != Joined::Already);
            }
            ClusterNews::Documents => {}
        }
        if RunLock::is_held(&self.folder) {
            return Ok(false);
        }
        let mut writer = IndexWriter::open_sized(self.folder.path(), WriterMode::Single)?;
        let is_changed = writer.follow()?;
        writer.begin_merges()?;
        while writer.is_merging() && !writer.is_contended() {
            thread::sleep(MERGE_POLL);
        }
        Ok(is_changed)
    }

    /// Returns what is new.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`](crate::Error::Cluster) if the cluster does not answer.
    fn look(&mut self) -> Result<ClusterNews> {
        // A `CURRENT` that cannot be read is as good as none.
        let current = self.folder.current().ok().flatten();
        let generation = current.unwrap_or_default();
        let remote = match self.remote.take().filter(|remote| remote.generation() == generation) {
            Some(remote) => remote,
            None => match RemoteIndex::of(&self.folder, generation)? {
                Some(remote) => remote,
                None => return Ok(ClusterNews::Nothing),
            },
        };
        let remote = self.remote.insert(remote);
        let live = remote.live_generation()?;
        if live != current {
            return Ok(if live.is_some() { ClusterNews::Generation } else { ClusterNews::Nothing });
        }
        if current.is_none() {
            return Ok(ClusterNews::Nothing);
        }
        if self.tidied.elapsed() > TIDIED_EVERY {
            self.tidied = Instant::now();
            remote.remove_replaced()?;
        }
        let known = Followed::read(&self.folder.generation(generation), &self.folder);
        let is_known = known == Some(Followed::of(remote.progress()?));
        Ok(if is_known { ClusterNews::Nothing } else { ClusterNews::Documents })
    }
}
