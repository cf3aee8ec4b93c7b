//! Fills the catalog of an index that is in the cluster already: on a machine that joins, after a catalog was lost, and
//! beside one in use whose generation another machine has replaced.
//!
//! Documents written meanwhile are left to `following`. Invariants: nobody uses a catalog that is not complete; what was
//! filled before an interruption is continued if the index in the cluster is still the same, otherwise begun again.

use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use serde::{Deserialize, Serialize};
use serde_json::json;
use skorowidz_cluster::SearchHit;

use super::{
    engine::cluster_of,
    folder::Folder,
    following::Followed,
    layout::IndexableDocument,
    lock::RunLock,
    open::Index,
    parts::Generation,
    remote_index::{RemoteIndex, read},
    remote_writer::note_version,
    schema::column,
    writer::IndexWriter,
    writer_mode::WriterMode,
};
use crate::error::{Error, Result};

const RECORD: &str = "filling.json";
/// The number of documents read at a time.
const PAGE: usize = 200;
/// The number of documents after which what was filled is kept.
const COMMIT_DOCUMENTS: u64 = 20_000;
/// How often a generation is filled that another machine replaces meanwhile.
const MAX_ROUNDS: u32 = 3;

/// The filling in progress.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct FillRecord {
    generation: Generation,
    /// How far the index had come before its first document was read.
    since: Followed,
}

/// Whether a catalog had to be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// It is here, or there is no index in the cluster yet.
    Already,
    /// It was filled, with so many documents.
    Filled(u64),
    /// It is not complete yet; the next call goes on.
    Stopped,
}

/// Called with the numbers of documents that were read and that there are.
pub type FillProgress<'a> = &'a dyn Fn(u64, u64);

impl Joined {
    /// Makes sure that the catalog of the live generation is in a folder, and fills it from the cluster if not.
    ///
    /// `sequence` is the number of the last change received over HTTP in a folder without a catalog: the cluster has
    /// all of them that were acknowledged.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Locked`] if another run or process is writing, and [`Error::Cluster`] if the cluster does not
    /// answer, or if another version of the program wrote the index.
    pub fn ensure(path: &Path, sequence: u64, means: (FillProgress<'_>, &AtomicBool)) -> Result<Self> {
        let folder = Folder::new(path);
        if is_here(&folder)? {
            return Ok(Self::Already);
        }
        let run = RunLock::acquire(&folder)?;
        Self::ensure_locked(path, sequence, &run, means)
    }

    /// Whether the catalog of the live generation is in a folder, or there is nothing to fill it from.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if the cluster does not answer.
    pub fn is_here(path: &Path) -> Result<bool> {
        is_here(&Folder::new(path))
    }

    /// Does the same in a run, which has the lock.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Self::ensure`].
    pub(crate) fn ensure_locked(
        path: &Path,
        sequence: u64,
        _run: &RunLock,
        means: (FillProgress<'_>, &AtomicBool),
    ) -> Result<Self> {
        let folder = Folder::new(path);
        for _ in 0..MAX_ROUNDS {
            if is_here(&folder)? {
                return Ok(Self::Already);
            }
            let Some(filling) = Filling::begin(&folder, sequence)? else { return Ok(Self::Already) };
            if let Some(joined) = filling.run(means)? {
                return Ok(joined);
            }
        }
        Err(Error::Cluster(
            "the index is replaced by newer generations again and again: wait until that ends".to_owned(),
        ))
    }
}

/// Whether the catalog of the live generation is here, or there is nothing to fill one from.
fn is_here(folder: &Folder) -> Result<bool> {
    let Some(remote) = any_generation(folder)? else { return Ok(true) };
    let Some(live) = remote.live_generation()? else { return Ok(true) };
    Ok(folder.current().ok().flatten() == Some(live) && folder.generation(live).is_dir())
}

/// Returns a handle on the cluster; `None` if the index is not in one.
fn any_generation(folder: &Folder) -> Result<Option<RemoteIndex>> {
    if cluster_of(folder)?.is_some() { RemoteIndex::of(folder, 0) } else { Ok(None) }
}

/// A catalog that is being filled.
struct Filling {
    writer: IndexWriter,
    remote: RemoteIndex,
    folder: Folder,
    /// Where it goes on.
    after: Option<String>,
}

impl Filling {
    /// Begins, or continues; `None` if there is no index in the cluster.
    fn begin(folder: &Folder, sequence: u64) -> Result<Option<Self>> {
        let Some(any) = any_generation(folder)? else { return Ok(None) };
        let Some(live) = any.live_generation()? else { return Ok(None) };
        let remote = any.with_generation(live);
        remote.check(folder).map_err(of_other_version)?;
        let generation = Generation::try_from(live).map_err(Error::Internal)?;
        let now = Followed::of(remote.progress()?);
        let record: Option<FillRecord> = folder.read_json(&folder.path().join(RECORD)).ok().flatten();
        let begun = record.filter(|record| record.generation == generation && record.since.is_before(&now));
        let opened = begun.and_then(|_| Index::open_part(folder.path(), live).ok());
        let index = if let Some(index) = opened {
            index
        } else {
            // In this order: without the record, nothing is continued.
            let index = Index::create_catalog(folder.clone(), live)?;
            folder.write_json(&folder.path().join(RECORD), &FillRecord { generation, since: now.clone() })?;
            now.write(&folder.generation(live), folder)?;
            index
        };
        let sequence = before(folder).and_then(|index| index.sequence().ok()).unwrap_or(sequence);
        let after = index.snapshot().documents_by_address().map(|(_, id)| id).max();
        let mut writer = IndexWriter::with_index(index, WriterMode::Bulk, None)?;
        writer.set_sequence(sequence);
        Ok(Some(Self { writer, remote, folder: folder.clone(), after }))
    }

    /// Fills the rest and makes the catalog the one in use; `None` if another generation is live by then.
    fn run(mut self, (progress, stop): (FillProgress<'_>, &AtomicBool)) -> Result<Option<Joined>> {
        match self.fill(progress, stop) {
            Ok(()) => {}
            Err(FillEnd::Stopped) => {
                self.writer.commit_here()?;
                return Ok(Some(Joined::Stopped));
            }
            Err(FillEnd::Failed(error)) => return Err(error),
        }
        self.writer.commit_here()?;
        self.writer.follow_generation(&self.remote)?;
        self.writer.lock()?;
        self.writer.follow_generation(&self.remote)?;
        if self.remote.live_generation()? != Some(self.remote.generation()) {
            return Ok(None);
        }
        // Also what was not changed bears the number of the last change.
        self.writer.commit_here()?;
        self.folder.set_current(self.remote.generation())?;
        fs::remove_file(self.folder.path().join(RECORD)).map_err(Error::io("remove", self.folder.path()))?;
        self.writer.remove_other_generations();
        let documents = self.writer.index().snapshot().documents();
        self.writer.finish_here()?;
        Ok(Some(Joined::Filled(documents)))
    }

    fn fill(&mut self, progress: FillProgress<'_>, stop: &AtomicBool) -> Result<(), FillEnd> {
        let all = self.remote.count()?;
        let mut done = self.writer.index().snapshot().documents();
        let (mut kept, after) = (done, self.after.take());
        let (writer, (cluster, name)) = (&mut self.writer, self.remote.requests());
        let take = |hit: SearchHit| {
            if stop.load(Ordering::Relaxed) {
                return Err(FillEnd::Stopped);
            }
            note_version(hit.version);
            let found = read(hit.source.as_ref().map_or("", |source| source.get()))?;
            let prepared = IndexableDocument::for_catalog_alone(&found.document, Some(&found.source));
            writer.replace_here(prepared.changed_at(found.changed))?;
            done += 1;
            progress(done, all.max(done));
            if writer.is_commit_due() || done - kept >= COMMIT_DOCUMENTS {
                kept = done;
                writer.commit_here()?;
                writer.begin_merges()?;
            }
            Ok(())
        };
        let what = (&json!({"match_all": {}}), &json!(["stored"]));
        cluster.each_document(name, what, (column::ID, after.as_deref()), PAGE, take).map(drop)
    }
}

/// Why the filling ended early.
enum FillEnd {
    Stopped,
    Failed(Error),
}

impl<E: Into<Error>> From<E> for FillEnd {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Returns the catalog in use until now, if there is one that can be read.
fn before(folder: &Folder) -> Option<Index> {
    Index::open_part(folder.path(), folder.current().ok()??).ok()
}

/// Explains why an index that another machine made cannot be used here.
fn of_other_version(error: Error) -> Error {
    match error {
        Error::VersionMismatch { what, found, expected, .. } => Error::Cluster(format!(
            "the index in the cluster was made by another version of the program: its {what} is `{found}`, here it is \
             `{expected}`; install the same version on all machines, or run `skorowidz index --rebuild` with this one"
        )),
        error => error,
    }
}
