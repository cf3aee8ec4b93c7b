//! Changes to the index: one writer, prepared documents in, one commit.
//!
//! [`Prepared`] is made by any thread; the writer only hands it to the engine. What is not
//! committed is gone when the writer is dropped, and what is committed is on disk.
//! Always holds: the engine documents of a document follow one another in one segment. They are
//! added in one batch, which the engine writes to one segment in order; merges keep the order of
//! what is not deleted, and they are deleted together.

use std::{
    num::NonZero,
    path::Path,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use tantivy::{Directory, Term, indexer::UserOperation, merge_policy::NoMergePolicy};

use super::{Index, Prepared, Root, folder::Folder, lock::WriteLock, merges::Merges};
use crate::{
    document::DocumentId,
    error::{Error, Result},
    metrics::{Failure, Metrics},
};

/// Memory for postings not yet written to a segment, over all threads, in bytes: the load set (28 MB
/// of text) becomes one segment a thread on two cores, and a run stays within 138 MB of anonymous
/// memory (`docs/decisions/006-performance.md`).
const HEAP_BYTES: usize = 128 << 20;
/// The same for a writer of single documents: the least the engine takes is 15 MB, and a group of documents that
/// is larger than this becomes two segments.
const SINGLE_HEAP_BYTES: usize = 32 << 20;
/// More indexing threads than this only make more and smaller segments.
const MAX_THREADS: usize = 4;

/// How often it is looked whether merges that were given up have ended.
const MERGE_POLL: Duration = Duration::from_millis(5);

const NO_SESSION: &str = "the writer has no session";

/// The one writer of an index.
pub struct IndexWriter {
    index: Index,
    size: Size,
    session: Option<Session>,
    /// The right to write after the engine's writer was given up.
    kept: Option<Arc<WriteLock>>,
    /// The number of the last change that came over HTTP which the next commit will hold.
    sequence: u64,
    /// Where commits and merges are counted, once [`Self::count_in`] has said so.
    metrics: Option<Metrics>,
}

/// The engine's writer and the right to use it. The right outlives the writer until its last merge has ended: that may
/// still write the list of segments.
struct Session {
    engine: tantivy::IndexWriter,
    /// `None` while a new generation is built, which nobody else writes to.
    lock: Option<Arc<WriteLock>>,
    merges: Merges,
}

/// What a writer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Many documents, as fast as the machine can.
    Bulk,
    /// A few at a time, each commit as cheap as can be.
    Single,
}

impl Size {
    fn threads(self) -> usize {
        let cores = || thread::available_parallelism().map_or(1, NonZero::get);
        if self == Self::Single { 1 } else { cores().min(MAX_THREADS) }
    }

    fn heap_bytes(self) -> usize {
        if self == Self::Single { SINGLE_HEAP_BYTES } else { HEAP_BYTES }
    }
}

impl IndexWriter {
    /// Opens the live generation for writing; makes the first one where there is none.
    ///
    /// # Errors
    /// Beside those of [`Index::open`], [`crate::Error::Locked`] where another process writes.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_sized(path, Size::Bulk)
    }

    /// The same for a purpose.
    ///
    /// # Errors
    /// As [`IndexWriter::open`].
    pub fn open_sized(path: &Path, size: Size) -> Result<Self> {
        let folder = Folder::new(path);
        let lock = WriteLock::acquire(&folder)?;
        let index = if let Some(generation) = folder.current()? {
            Index::open_generation(folder, generation)?
        } else {
            let generation = folder.next_generation();
            let index = Index::create_generation(folder.clone(), generation)?;
            folder.set_current(generation)?;
            index
        };
        Self::over(index, size, Some(lock))
    }

    /// Makes an empty generation beside the live one; [`Self::publish`] puts it in its place. Does not keep
    /// others from writing to the live one: see [`Self::lock`].
    pub fn rebuild(path: &Path) -> Result<Self> {
        let folder = Folder::new(path);
        folder.create()?;
        let next = folder.next_generation();
        Self::over(Index::create_generation(folder, next)?, Size::Bulk, None)
    }

    /// Opens a generation that lies ready to take the place of the live one, where nobody else writes.
    ///
    /// # Errors
    /// As [`Index::open`].
    pub(crate) fn staged(path: &Path, generation: u64) -> Result<Self> {
        Self::over(Index::open_part(path, generation)?, Size::Single, None)
    }

    fn over(index: Index, size: Size, lock: Option<WriteLock>) -> Result<Self> {
        let mut writer = Self { index, size, session: None, kept: None, sequence: 0, metrics: None };
        writer.begin(lock)?;
        Ok(writer)
    }

    /// Counts and times what is committed and merged from now on.
    pub fn count_in(&mut self, metrics: &Metrics) {
        self.metrics = Some(metrics.clone());
        if let Some(session) = &mut self.session {
            session.merges.count_in(metrics);
        }
    }

    /// Opens the engine's writer.
    fn begin(&mut self, lock: Option<WriteLock>) -> Result<()> {
        let (threads, heap_bytes) = (self.size.threads(), self.size.heap_bytes());
        let engine = self.index.engine.writer_with_num_threads(threads, heap_bytes)?;
        // A process that was killed in a commit leaves files whose names the next commit would use.
        engine.garbage_collect_files().wait()?;
        self.sequence = self.index.sequence()?;
        // Merges are begun here alone, so that it is known when the engine has stopped to write.
        engine.set_merge_policy(Box::new(NoMergePolicy));
        let mut merges = Merges::new(self.size);
        if let Some(metrics) = &self.metrics {
            merges.count_in(metrics);
        }
        self.session = Some(Session { engine, lock: lock.map(Arc::new), merges });
        Ok(())
    }

    fn session(&mut self) -> Result<&mut Session> {
        self.session.as_mut().ok_or_else(|| Error::Internal(NO_SESSION.to_owned()))
    }

    fn engine(&mut self) -> Result<&mut tantivy::IndexWriter> {
        Ok(&mut self.session()?.engine)
    }

    /// The index being written.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Adds a document whose id is new to the index.
    pub fn add(&mut self, prepared: Prepared) -> Result<()> {
        let additions: Vec<_> = prepared.documents.into_iter().map(UserOperation::Add).collect();
        self.engine()?.run(additions)?;
        Ok(())
    }

    /// Puts a document in the place of the one with the same id.
    pub fn replace(&mut self, prepared: Prepared) -> Result<()> {
        self.delete(&prepared.id.clone())?;
        self.add(prepared)
    }

    /// Removes a document.
    pub fn delete(&mut self, id: &DocumentId) -> Result<()> {
        let group = self.index.fields.group;
        self.engine()?.delete_term(Term::from_field_text(group, id.as_str()));
        Ok(())
    }

    /// The number of the last change that came over HTTP which this index holds or will hold.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Says up to which number the changes that came over HTTP have been written.
    pub fn set_sequence(&mut self, sequence: u64) {
        self.sequence = sequence;
    }

    /// Makes everything since the last commit durable, and visible to readers that refresh.
    pub fn commit(&mut self) -> Result<()> {
        let started = Instant::now();
        let committed = self.make_durable();
        let elapsed = started.elapsed();
        match (&committed, &self.metrics) {
            (Ok(()), Some(metrics)) => metrics.committed(elapsed),
            (Err(_), Some(metrics)) => metrics.failed(Failure::Commit),
            (_, None) => {}
        }
        if committed.is_ok() {
            let snapshot = self.index.snapshot();
            let (documents, segments) = (snapshot.documents(), snapshot.segments());
            tracing::debug!(documents, segments, elapsed_ms = elapsed.as_millis() as u64, "committed");
        }
        committed
    }

    fn make_durable(&mut self) -> Result<()> {
        let payload = self.sequence.to_string();
        let mut commit = self.engine()?.prepare_commit()?;
        commit.set_payload(&payload);
        commit.commit()?;
        // The engine syncs the folder before it renames the list of segments, not after.
        self.index.engine.directory().sync_directory().map_err(Error::io("sync", self.index.path()))?;
        self.index.refresh()
    }

    /// Begins the merges that are due; for a writer of single documents.
    ///
    /// # Errors
    /// Where the list of segments cannot be read.
    pub fn begin_merges(&mut self) -> Result<()> {
        let segments = self.index.engine.searchable_segment_metas()?;
        let Session { engine, merges, lock } = self.session()?;
        merges.begin_due(engine, &segments, lock.as_ref());
        Ok(())
    }

    /// Begins to write all segments anew that hold deleted documents: what was deleted is on disk until then.
    /// Returns whether there are any.
    ///
    /// # Errors
    /// As [`IndexWriter::begin_merges`].
    pub(crate) fn begin_expunging(&mut self) -> Result<bool> {
        let segments = self.index.engine.searchable_segment_metas()?;
        let Session { engine, merges, lock } = self.session()?;
        merges.begin_expunging(engine, &segments, lock.as_ref());
        Ok(segments.iter().any(|segment| segment.num_deleted_docs() > 0))
    }

    /// Whether segments are being merged.
    pub fn is_merging(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.merges.is_any())
    }

    /// Whether another writer waits for this one to let go.
    pub fn is_wanted(&self) -> bool {
        let lock = self.session.as_ref().and_then(|session| session.lock.as_ref());
        lock.is_some_and(|lock| lock.is_wanted())
    }

    /// Gives up what is not committed and merges that are under way. The engine has ended to write when this returns; the
    /// right to write is kept, for who looks at what has become of a commit that failed.
    pub fn abandon(&mut self) {
        let Some(Session { engine, lock, merges }) = self.session.take() else { return };
        drop(engine);
        while merges.is_any() {
            thread::sleep(MERGE_POLL);
        }
        self.kept = lock;
    }

    /// Commits and lets another writer have its turn; [`IndexWriter::resume`] goes on after it.
    pub fn give_way(&mut self) -> Result<()> {
        self.commit()?;
        self.session = None;
        Ok(())
    }

    /// Goes on writing.
    ///
    /// # Errors
    /// [`Error::Locked`] where the other one does not give way in its turn.
    pub fn resume(&mut self) -> Result<()> {
        let lock = WriteLock::acquire(&self.index.folder)?;
        self.begin(Some(lock))?;
        self.index.refresh()
    }

    /// Keeps others from writing to the index from now on, where that is not so yet.
    ///
    /// # Errors
    /// [`Error::Locked`].
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

    /// Removes generations that an interrupted rebuild has left; nobody may be rebuilding.
    pub(crate) fn remove_other_generations(&self) {
        self.index.folder.remove_other_generations(self.index.generation);
    }

    /// Makes this generation the live one and removes the others.
    pub fn publish(&self) -> Result<()> {
        self.index.folder.set_current(self.index.generation)?;
        self.index.folder.remove_other_generations(self.index.generation);
        Ok(())
    }

    /// Waits until the engine has merged what it began to merge.
    pub fn finish(mut self) -> Result<()> {
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
