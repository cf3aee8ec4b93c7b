//! Changes the index: a single writer takes prepared documents and commits them.
//!
//! An [`IndexableDocument`] can be created on any thread; the writer only passes it to the engine.
//! Uncommitted changes are lost when the writer is dropped; committed ones are on disk.
//!
//! Invariant: the engine documents of a document are consecutive in one segment. They are added in one batch,
//! which the engine writes to one segment in order; merges keep the order of what is not deleted, and they
//! are deleted together.

use std::{
    path::Path,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use tantivy::{
    Directory, Term,
    indexer::{IndexWriterOptions, UserOperation},
    merge_policy::NoMergePolicy,
};

use super::{
    folder::{Folder, Root},
    layout::IndexableDocument,
    merges::MergeTracker,
    open::Index,
    remote_index::RemoteIndex,
    remote_writer::{RefusedDocument, RemoteWriter},
    schema::Fields,
    variants::PendingDocuments,
    write_lock::WriteLock,
    writer_mode::WriterMode,
};
use crate::{
    document::DocumentId,
    error::{Error, Result},
    metrics::{Metrics, ServiceFailure},
};

/// How often to check whether abandoned merges have ended.
const MERGE_POLL: Duration = Duration::from_millis(5);

const NO_SESSION: &str = "the writer has no session";

/// The only writer of an index.
pub struct IndexWriter {
    index: Index,
    size: WriterMode,
    session: Option<WriterSession>,
    /// The write lock, kept after the engine's writer was closed.
    kept: Option<Arc<WriteLock>>,
    /// The sequence number of the last change received over HTTP that the next commit will contain.
    sequence: u64,
    /// The documents added since the last commit, to be compared with others.
    pending: PendingDocuments,
    /// The changes for the cluster, if this is a catalog.
    remote: Option<RemoteWriter>,
    /// The documents that the cluster did not take, see [`Self::take_refused`].
    refused: Vec<RefusedDocument>,
    /// Where commits and merges are recorded, set by [`Self::count_in`].
    metrics: Option<Metrics>,
}

/// The engine's writer with the write lock. The lock outlives the writer until its last merge has ended,
/// because a merge may still write the segment list.
struct WriterSession {
    engine: tantivy::IndexWriter,
    /// `None` while building a new generation, which nobody else writes to.
    lock: Option<Arc<WriteLock>>,
    merges: MergeTracker,
}

impl IndexWriter {
    /// Opens the live generation for writing, and creates the first one if there is none.
    ///
    /// # Errors
    ///
    /// Returns [`crate::Error::Locked`] if another process is writing, and any error of [`Index::open`].
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_sized(path, WriterMode::Bulk)
    }

    /// Opens the live generation for writing with a given purpose, and creates the first one if there is
    /// none.
    ///
    /// # Errors
    ///
    /// Returns [`crate::Error::Locked`] if another process is writing, and any error of [`Index::open`].
    pub fn open_sized(path: &Path, size: WriterMode) -> Result<Self> {
        let folder = Folder::new(path);
        let lock = WriteLock::acquire(&folder)?;
        let index = if let Some(generation) = folder.current()? {
            let index = Index::open_generation(folder.clone(), generation)?.with_texts()?;
            if let Some(remote) = &index.remote {
                remote.check(&folder)?;
                remote.mend_closed()?;
            }
            index
        } else {
            Self::first_generation(&folder)?
        };
        Self::with_index(index, size, Some(lock))
    }

    /// Creates the first generation, unless the cluster has one.
    fn first_generation(folder: &Folder) -> Result<Index> {
        let live = RemoteIndex::of(folder, 0)?.map(|any| any.live_generation()).transpose()?.flatten();
        if live.is_some() {
            return Err(Error::Cluster(format!(
                "the catalog of the index in `{}` is not complete yet: wait until it was filled from the cluster",
                folder.path().display()
            )));
        }
        let index = Index::create_generation(folder.clone(), true)?;
        folder.set_current(index.generation())?;
        index.note_followed()?;
        Ok(index)
    }

    /// Creates an empty generation beside the live one; [`Self::publish`] makes it live. Others may still
    /// write to the live one: see [`Self::lock`].
    pub fn rebuild(path: &Path) -> Result<Self> {
        let folder = Folder::new(path);
        folder.create()?;
        Self::with_index(Index::create_generation(folder, false)?, WriterMode::Bulk, None)
    }

    /// Opens a generation prepared to replace the live one, in a place where nobody else writes.
    ///
    /// # Errors
    ///
    /// Returns any error of [`Index::open`].
    pub(crate) fn staged(path: &Path, generation: u64) -> Result<Self> {
        Self::with_index(Index::open_part(path, generation)?, WriterMode::Single, None)
    }

    pub(super) fn with_index(index: Index, size: WriterMode, lock: Option<WriteLock>) -> Result<Self> {
        let remote = index.remote.clone().map(RemoteWriter::new);
        let mut writer = Self {
            index,
            size,
            remote,
            refused: Vec::new(),
            session: None,
            kept: None,
            sequence: 0,
            pending: PendingDocuments::default(),
            metrics: None,
        };
        writer.begin(lock)?;
        Ok(writer)
    }

    /// Records the number and duration of commits and merges from now on.
    pub fn count_in(&mut self, metrics: &Metrics) {
        self.metrics = Some(metrics.clone());
        if let Some(session) = &mut self.session {
            session.merges.count_in(metrics);
        }
    }

    /// Opens the engine's writer.
    fn begin(&mut self, lock: Option<WriteLock>) -> Result<()> {
        let (threads, heap_bytes) = (self.size.threads(), self.size.heap_bytes());
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread(heap_bytes / threads)
            .num_merge_threads(self.size.merge_threads())
            .build();
        let engine = self.index.engine.writer_with_options(options)?;
        // A process killed during a commit leaves files whose names the next commit would use.
        engine.garbage_collect_files().wait()?;
        self.sequence = self.index.sequence()?;
        // Merges are started only here, so that it is known when the engine has stopped writing.
        engine.set_merge_policy(Box::new(NoMergePolicy));
        let mut merges = MergeTracker::new(self.size);
        if let Some(metrics) = &self.metrics {
            merges.count_in(metrics);
        }
        self.session = Some(WriterSession { engine, lock: lock.map(Arc::new), merges });
        Ok(())
    }

    fn session(&mut self) -> Result<&mut WriterSession> {
        self.session.as_mut().ok_or_else(|| Error::Internal(NO_SESSION.to_owned()))
    }

    fn engine(&mut self) -> Result<&mut tantivy::IndexWriter> {
        Ok(&mut self.session()?.engine)
    }

    /// Returns the index being written.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Adds a document with an id that is not in the index.
    pub fn add(&mut self, mut prepared: IndexableDocument) -> Result<()> {
        if let Some(remote) = &mut self.remote {
            remote.put(&prepared.id, prepared.remote.take())?;
            // Another machine may have been faster, and its document may have come meanwhile.
            return self.replace_here(prepared);
        }
        self.add_here(prepared)
    }

    /// Adds or replaces a document in the catalog alone.
    pub(super) fn replace_here(&mut self, prepared: IndexableDocument) -> Result<()> {
        self.delete_here(&prepared.id)?;
        self.add_here(prepared)
    }

    fn add_here(&mut self, prepared: IndexableDocument) -> Result<()> {
        let additions: Vec<_> = prepared.documents.into_iter().map(UserOperation::Add).collect();
        self.engine()?.run(additions)?;
        self.pending.add(prepared.id, prepared.comparable);
        Ok(())
    }

    /// Replaces the document with the same id.
    pub fn replace(&mut self, prepared: IndexableDocument) -> Result<()> {
        self.delete_here(&prepared.id)?;
        self.add(prepared)
    }

    /// Deletes a document, and the pairs that name it.
    pub fn delete(&mut self, id: &DocumentId) -> Result<()> {
        if let Some(remote) = &mut self.remote {
            remote.delete(id)?;
        }
        self.delete_here(id)
    }

    pub(super) fn delete_here(&mut self, id: &DocumentId) -> Result<()> {
        let Fields { group, pair, .. } = self.index.fields;
        let engine = self.engine()?;
        engine.delete_term(Term::from_field_text(group, id.as_str()));
        engine.delete_term(Term::from_field_text(pair, id.as_str()));
        self.pending.delete(id);
        Ok(())
    }

    /// Returns the sequence number of the last change received over HTTP that this index contains or will
    /// contain.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Sets the sequence number up to which changes received over HTTP have been written.
    pub fn set_sequence(&mut self, sequence: u64) {
        self.sequence = sequence;
    }

    /// Makes everything since the last commit durable, and visible to readers when they refresh.
    pub fn commit(&mut self) -> Result<()> {
        let started = Instant::now();
        let committed = self.make_durable();
        let elapsed = started.elapsed();
        match (&committed, &self.metrics) {
            (Ok(()), Some(metrics)) => metrics.committed(elapsed),
            (Err(_), Some(metrics)) => metrics.failed(ServiceFailure::Commit),
            (_, None) => {}
        }
        if committed.is_ok() {
            let snapshot = self.index.snapshot();
            let (documents, segments) = (snapshot.documents(), snapshot.segments());
            tracing::debug!(documents, segments, elapsed_ms = elapsed.as_millis() as u64, "committed");
        }
        committed
    }

    /// Whether a cluster has, or may have, changes that a failed commit did not make in the catalog.
    pub(crate) fn is_cluster_ahead(&self) -> bool {
        self.remote.as_ref().is_some_and(RemoteWriter::is_ahead)
    }

    /// Returns the documents that the cluster did not take in the commits since the last call. They are in neither
    /// place.
    pub(crate) fn take_refused(&mut self) -> Vec<RefusedDocument> {
        std::mem::take(&mut self.refused)
    }

    /// Whether a commit is due because so many documents were added since the last one.
    pub fn is_commit_due(&self) -> bool {
        self.pending.is_full()
    }

    /// Adds the pairs of documents with the same text among those that were added.
    fn add_pairs(&mut self) -> Result<()> {
        let committed = self.index.snapshot();
        let pairs = self.pending.take_pairs(&committed)?;
        self.engine()?.run(pairs.into_iter().map(UserOperation::Add).collect::<Vec<_>>())?;
        Ok(())
    }

    fn make_durable(&mut self) -> Result<()> {
        self.add_pairs()?;
        if self.remote.is_some() {
            // Writes all segments, so that a full disk is noticed before the cluster has anything.
            self.engine()?.prepare_commit()?;
        }
        // First the cluster: what it has and the catalog lacks is not shown, and the next run adds it again.
        if let Some(remote) = &mut self.remote {
            let refused = remote.commit()?;
            for RefusedDocument { id, .. } in &refused {
                self.delete_here(id)?;
            }
            self.refused.extend(refused);
        }
        self.commit_engine()?;
        // The changes are durable; the next commit repeats what failed here.
        if let Err(error) = self.fold() {
            tracing::warn!("documents with the same text are counted one by one for now: {error}");
        }
        Ok(())
    }

    /// Commits the catalog alone: the cluster has the same already.
    pub(super) fn commit_here(&mut self) -> Result<()> {
        self.add_pairs()?;
        self.commit_engine()
    }

    /// Lets the cluster know which documents have the same text.
    pub(super) fn fold(&mut self) -> Result<()> {
        let snapshot = self.index.snapshot();
        self.remote.as_mut().map_or(Ok(()), |remote| remote.fold(&snapshot))
    }

    /// Notes what the cluster knows of a document with the same text as others.
    pub(super) fn note_fold(&mut self, id: &str, fold: Option<String>) {
        if let Some(remote) = &mut self.remote {
            remote.folding().note(id, fold);
        }
    }

    fn commit_engine(&mut self) -> Result<()> {
        let payload = self.sequence.to_string();
        let mut commit = self.engine()?.prepare_commit()?;
        commit.set_payload(&payload);
        commit.commit()?;
        // The engine syncs the folder before it renames the segment list, but not after.
        self.index.engine.directory().sync_directory().map_err(Error::io("sync", self.index.path()))?;
        if let Some(remote) = &mut self.remote {
            remote.catalog_followed();
        }
        self.index.refresh()
    }

    /// Starts the merges that are due; for a writer of single documents.
    ///
    /// # Errors
    ///
    /// Returns an error if the list of segments cannot be read.
    pub fn begin_merges(&mut self) -> Result<()> {
        let segments = self.index.engine.searchable_segment_metas()?;
        let WriterSession { engine, merges, lock } = self.session()?;
        merges.begin_due(engine, &segments, lock.as_ref());
        Ok(())
    }

    /// Starts rewriting all segments with deleted documents, which remain on disk until then. Returns whether
    /// there are any.
    ///
    /// # Errors
    ///
    /// Returns an error if the list of segments cannot be read.
    pub(crate) fn begin_expunging(&mut self) -> Result<bool> {
        let segments = self.index.engine.searchable_segment_metas()?;
        let WriterSession { engine, merges, lock } = self.session()?;
        merges.begin_expunging(engine, &segments, lock.as_ref());
        Ok(segments.iter().any(|segment| segment.num_deleted_docs() > 0))
    }

    /// Whether segments are being merged.
    pub fn is_merging(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.merges.is_any())
    }

    /// Whether another writer is waiting for this one to release the lock.
    pub fn is_contended(&self) -> bool {
        let lock = self.session.as_ref().and_then(|session| session.lock.as_ref());
        lock.is_some_and(|lock| lock.is_contended())
    }

    /// Discards uncommitted changes and merges in progress. When this returns, the engine has stopped
    /// writing; the write lock is kept, so that the outcome of a failed commit can be inspected.
    pub fn abandon(&mut self) {
        self.pending = PendingDocuments::default();
        if let Some(remote) = &mut self.remote {
            remote.abandon();
        }
        let Some(WriterSession { engine, lock, merges }) = self.session.take() else { return };
        drop(engine);
        while merges.is_any() {
            thread::sleep(MERGE_POLL);
        }
        self.kept = lock;
    }

    /// Commits and yields to another writer; [`IndexWriter::resume`] continues afterward.
    pub fn yield_lock(&mut self) -> Result<()> {
        self.commit()?;
        self.session = None;
        Ok(())
    }

    /// Continues writing after yielding.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Locked`] if the other writer does not yield in turn.
    pub fn resume(&mut self) -> Result<()> {
        let lock = WriteLock::acquire(&self.index.folder)?;
        self.begin(Some(lock))?;
        self.index.refresh()
    }

    /// Acquires the write lock unless it is already held.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Locked`] if another process is writing.
    pub fn lock(&mut self) -> Result<()> {
        if self.session()?.lock.is_none() {
            let lock = WriteLock::acquire(&self.index.folder)?;
            self.session()?.lock = Some(Arc::new(lock));
        }
        Ok(())
    }

    /// Lets others write to the live generation; only for a writer that builds another one.
    pub fn unlock(&mut self) {
        if let Some(session) = &mut self.session {
            session.lock = None;
        }
    }

    /// Records the roots indexed so far.
    pub fn set_roots(&self, roots: &[Root]) -> Result<()> {
        self.index.folder.set_roots(roots)
    }

    /// Removes generations left by an interrupted rebuild; no rebuild may be in progress.
    pub(crate) fn remove_other_generations(&self) {
        self.index.folder.remove_other_generations(self.index.generation);
    }

    /// Makes this generation the live one and removes the others.
    pub fn publish(&self) -> Result<()> {
        if let Some(remote) = &self.remote {
            // Nobody else has written to it so far.
            self.index.note_followed()?;
            remote.index().publish()?;
        }
        self.index.folder.set_current(self.index.generation)?;
        self.index.folder.remove_other_generations(self.index.generation);
        self.remote.as_ref().map_or(Ok(()), |remote| remote.index().remove_replaced())
    }

    /// Waits until the engine has completed its merges.
    pub fn finish(self) -> Result<()> {
        if let Some(remote) = &self.remote {
            remote.index().tune(self.index.snapshot().averages()?)?;
            remote.index().remove_replaced()?;
        }
        self.finish_here()
    }

    /// Waits until the engine has completed its merges, and leaves the cluster as it is.
    pub(super) fn finish_here(mut self) -> Result<()> {
        self.begin_merges()?;
        match self.session.take() {
            Some(session) => Ok(session.engine.wait_merging_threads()?),
            None => Ok(()),
        }
    }
}

impl std::fmt::Debug for IndexWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IndexWriter").field("index", &self.index).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
