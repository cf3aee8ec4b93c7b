//! Takes over into a catalog what other machines write to the cluster.
//!
//! Which documents have changed is told by the numbers that a shard gives its changes: what lies between the checkpoint
//! of the last time and that of now is read, and compared with the catalog, so that own writes are not applied twice.
//! Deletions have no numbers that could be read: they are noticed by the number of documents, and found by `missing`.
//! Filling a whole catalog is left to `filling`. Invariants: a checkpoint is kept only after everything up to it was
//! committed; where there is none, or the index is another one, everything is compared.

use std::{collections::HashSet, path::Path};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use skorowidz_cluster::{IndexProgress, SearchHit};

use super::{
    folder::Folder,
    layout::IndexableDocument,
    open::Index,
    origin::Origin,
    remote_index::{RemoteIndex, failed},
    remote_writer::note_version,
    schema::column,
    snapshot::Snapshot,
    writer::IndexWriter,
};
use crate::{
    document::DocumentId,
    error::{Error, Result},
};

/// The file, in the folder of a generation, that says how far its index in the cluster has been followed.
const FILE: &str = "followed.json";
/// The number of documents fetched at a time.
const BATCH: usize = 100;
/// The number of changes listed at a time.
const LISTED: usize = 2000;
/// How often changes are followed that were made while others were read.
const MAX_ROUNDS: usize = 4;
/// What is needed to compare a document with the catalog.
const COMPARED: [&str; 4] = ["stored.source", "stored.hash", "stored.changed", "fold"];

/// How far an index in the cluster has been followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Followed {
    uuid: String,
    checkpoints: Vec<i64>,
}

impl Followed {
    pub(super) fn of(progress: IndexProgress) -> Self {
        Self { uuid: progress.uuid, checkpoints: progress.checkpoints }
    }

    /// Whether the same index has come at least as far later.
    pub(super) fn is_before(&self, later: &Self) -> bool {
        let mut pairs = self.checkpoints.iter().zip(&later.checkpoints);
        self.uuid == later.uuid
            && self.checkpoints.len() == later.checkpoints.len()
            && pairs.all(|(before, after)| before <= after)
    }

    /// The state of the same index before anything was written to it.
    pub(super) fn beginning(&self) -> Self {
        Self { uuid: self.uuid.clone(), checkpoints: vec![-1; self.checkpoints.len()] }
    }

    /// Returns the checkpoints of each shard here and later.
    pub(super) fn ranges(&self, later: &Self) -> Vec<(usize, (i64, i64))> {
        self.checkpoints.iter().copied().zip(later.checkpoints.iter().copied()).enumerate().collect()
    }

    pub(super) fn read(generation: &Path, folder: &Folder) -> Option<Self> {
        // Without it, or with one that cannot be read, everything is compared.
        folder.read_json(&generation.join(FILE)).ok().flatten()
    }

    pub(super) fn write(&self, generation: &Path, folder: &Folder) -> Result<()> {
        folder.write_json(&generation.join(FILE), self)
    }
}

/// What the cluster says of a document, to be compared with the catalog.
#[derive(Deserialize)]
struct ComparedHit {
    #[serde(default)]
    stored: ComparedForm,
    fold: Option<String>,
}

#[derive(Default, Deserialize)]
struct ComparedForm {
    source: Option<String>,
    hash: Option<String>,
    changed: Option<i64>,
}

impl RemoteIndex {
    /// Returns how far the index has come.
    pub(super) fn progress(&self) -> Result<IndexProgress> {
        let (cluster, name) = self.requests();
        cluster.progress(name).map_err(failed)
    }

    /// Returns an error if another generation than this one is live.
    fn check_live(&self) -> Result<()> {
        match self.live_generation()? {
            Some(live) if live == self.generation() => Ok(()),
            Some(live) => Err(Error::Cluster(format!(
                "the index was rebuilt on another machine (generation {live}), and its catalog is not here yet: \
                 `skorowidz serve` and `skorowidz index` fetch it"
            ))),
            // A process ended between making the index and naming it, or somebody deleted the name.
            None => self.publish().map_err(|error| {
                Error::Cluster(format!(
                    "{error}: restore a snapshot of it, or run `skorowidz index --rebuild` where the folders are"
                ))
            }),
        }
    }
}

impl IndexWriter {
    /// Takes over what other machines have written since the last time, and commits it. The write lock must be held and
    /// everything committed. Returns whether the catalog has changed; in an index without a cluster, nothing happens.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if the cluster does not answer, or if another generation is live.
    pub(crate) fn follow(&mut self) -> Result<bool> {
        let Some(remote) = self.index().remote.clone() else { return Ok(false) };
        remote.check_live()?;
        self.follow_generation(&remote)
    }

    /// Follows the index of the catalog, whether it is the live one or not.
    pub(super) fn follow_generation(&mut self, remote: &RemoteIndex) -> Result<bool> {
        let (folder, place) = (self.index().folder.clone(), self.index().generation_path());
        let mut known = Followed::read(&place, &folder);
        let mut now = Followed::of(remote.progress()?);
        if known.as_ref() == Some(&now) {
            return Ok(false);
        }
        let mut is_changed = false;
        for _ in 0..MAX_ROUNDS {
            remote.refresh()?;
            is_changed |= match known.filter(|known| known.is_before(&now)) {
                Some(known) => self.take_changes(remote, &known, &now)?,
                None => self.take_differences(remote)?,
            };
            let counted = remote.count()?;
            let later = Followed::of(remote.progress()?);
            let has_moved = later != now;
            known = Some(std::mem::replace(&mut now, later));
            if has_moved {
                continue;
            }
            if counted != self.index().snapshot().documents() {
                is_changed |= self.take_missing(remote)?;
            }
            break;
        }
        if let Some(known) = &known {
            known.write(&place, &folder)?;
        }
        self.fold()?;
        Ok(is_changed)
    }

    /// Takes over the documents that were written between two moments.
    fn take_changes(&mut self, remote: &RemoteIndex, before: &Followed, now: &Followed) -> Result<bool> {
        let (cluster, name) = remote.requests();
        let mut adoption = Adoption::new(self, remote);
        for (shard, range) in before.ranges(now) {
            cluster.each_change((name, shard), range, (&COMPARED, LISTED), |hit| adoption.compare(&hit))?;
        }
        adoption.finish()
    }

    /// Compares all documents of the catalog with those of the cluster, and takes over what differs.
    fn take_differences(&mut self, remote: &RemoteIndex) -> Result<bool> {
        let (cluster, name) = remote.requests();
        let known = self.index().snapshot();
        let mut left: HashSet<String> = known.documents_by_address().map(|(_, id)| id).collect();
        let mut adoption = Adoption::new(self, remote);
        let what = (&json!({"match_all": {}}), &json!(COMPARED));
        cluster.each_document(name, what, (column::ID, None), LISTED, |hit| {
            left.remove(&hit.id);
            adoption.compare(&hit)
        })?;
        left.iter().filter_map(|id| id.parse().ok()).try_for_each(|id| adoption.take(id))?;
        adoption.finish()
    }

    /// Finds the documents that were deleted in the cluster, and takes over what else differs in number.
    fn take_missing(&mut self, remote: &RemoteIndex) -> Result<bool> {
        let ids = remote.differing_ids(&self.index().snapshot())?;
        let mut adoption = Adoption::new(self, remote);
        ids.into_iter().try_for_each(|id| adoption.take(id))?;
        adoption.finish()
    }
}

/// Takes documents over from the cluster, in batches.
struct Adoption<'a> {
    writer: &'a mut IndexWriter,
    remote: &'a RemoteIndex,
    /// The catalog as it was at the beginning.
    known: Snapshot,
    ids: Vec<DocumentId>,
    is_changed: bool,
}

impl<'a> Adoption<'a> {
    fn new(writer: &'a mut IndexWriter, remote: &'a RemoteIndex) -> Self {
        let known = writer.index().snapshot();
        Self { writer, remote, known, ids: Vec::with_capacity(BATCH), is_changed: false }
    }

    /// Takes over what a hit is of, unless the catalog has the same.
    fn compare(&mut self, hit: &SearchHit) -> Result<()> {
        note_version(hit.version);
        let unreadable = || {
            Error::Cluster(
                "a document in the cluster cannot be read: run `skorowidz index --rebuild`".to_owned(),
            )
        };
        let json = hit.source.as_ref().map_or("{}", |source| source.get());
        let ComparedHit { stored, fold } = serde_json::from_str(json).map_err(|_| unreadable())?;
        self.writer.note_fold(&hit.id, fold);
        let id: DocumentId = hit.id.parse().map_err(|_| unreadable())?;
        let there = (
            Origin::from_columns(stored.source, stored.hash),
            stored.changed.and_then(|seconds| Timestamp::from_second(seconds).ok()),
        );
        let address = self.known.address(&id)?;
        let here = address.map(|address| (self.known.origin_at(address), self.known.changed(address)));
        if here == Some(there) { Ok(()) } else { self.take(id) }
    }

    /// Takes over a document as the cluster has it, also if it has none.
    fn take(&mut self, id: DocumentId) -> Result<()> {
        self.ids.push(id);
        if self.ids.len() < BATCH { Ok(()) } else { self.take_batch() }
    }

    fn take_batch(&mut self) -> Result<()> {
        let ids = std::mem::take(&mut self.ids);
        for (id, found) in ids.iter().zip(self.remote.fetch_versions(&ids)?) {
            match found {
                Some((version, found)) => {
                    note_version(version);
                    let prepared = IndexableDocument::for_catalog_alone(&found.document, Some(&found.source));
                    self.writer.replace_here(prepared.changed_at(found.changed))?;
                }
                None => self.writer.delete_here(id)?,
            }
        }
        self.is_changed |= !ids.is_empty();
        if self.writer.is_commit_due() { self.writer.commit_here() } else { Ok(()) }
    }

    /// Takes over the rest and commits; returns whether anything has changed.
    fn finish(mut self) -> Result<bool> {
        self.take_batch()?;
        if self.is_changed {
            self.writer.commit_here()?;
        }
        Ok(self.is_changed)
    }
}

impl Index {
    /// Notes that the catalog has all that its index in the cluster has.
    pub(super) fn note_followed(&self) -> Result<()> {
        let Some(remote) = &self.remote else { return Ok(()) };
        Followed::of(remote.progress()?).write(&self.generation_path(), &self.folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_followed_from_an_earlier_moment_of_itself_alone() {
        let at = |uuid: &str, checkpoints: &[i64]| Followed {
            uuid: uuid.to_owned(),
            checkpoints: checkpoints.to_vec(),
        };
        assert!(at("a", &[1, -1]).is_before(&at("a", &[1, 4])));
        assert!(!at("a", &[1, 5]).is_before(&at("a", &[2, 4])), "it was restored to an earlier state");
        assert!(!at("a", &[1]).is_before(&at("b", &[2])), "it is another index");
        assert!(!at("a", &[1]).is_before(&at("a", &[2, 4])));
    }
}
