//! Changes to the index: one writer, prepared documents in, one commit.
//!
//! [`Prepared`] is made by any thread; the writer only hands it to the engine. What is not
//! committed is gone when the writer is dropped, and what is committed is on disk.
//! Always holds: the engine documents of a document follow one another in one segment. They are
//! added in one batch, which the engine writes to one segment in order; merges keep the order of
//! what is not deleted, and they are deleted together.

use std::{num::NonZero, path::Path, thread, time::Instant};

use tantivy::{Term, indexer::UserOperation};

use super::{Index, Prepared, Root, folder::Folder, lock::WriteLock};
use crate::{
    document::DocumentId,
    error::Result,
    metrics::{Failure, Metrics},
};

/// Memory for postings not yet written to a segment, over all threads, in bytes: the load set (28 MB
/// of text) becomes one segment a thread on two cores, and a run stays within 138 MB of anonymous
/// memory (`docs/decisions/006-performance.md`).
const HEAP_BYTES: usize = 128 << 20;
/// More indexing threads than this only make more and smaller segments.
const MAX_THREADS: usize = 4;

/// The one writer of an index.
pub struct IndexWriter {
    index: Index,
    engine: tantivy::IndexWriter,
    /// Where commits are counted, once [`Self::count_in`] has said so.
    metrics: Option<Metrics>,
    _lock: WriteLock,
}

impl IndexWriter {
    /// Opens the live generation for writing; makes the first one where there is none.
    ///
    /// # Errors
    /// Beside those of [`Index::open`], [`crate::Error::Locked`] where another process writes.
    pub fn open(path: &Path) -> Result<Self> {
        let folder = Folder::new(path);
        let lock = WriteLock::acquire(&folder)?;
        let index = if let Some(generation) = folder.current()? {
            folder.remove_other_generations(generation);
            Index::open_generation(folder, generation)?
        } else {
            let index = Index::create_generation(folder.clone(), 1)?;
            folder.set_current(1)?;
            index
        };
        Self::over(index, lock)
    }

    /// Makes an empty generation beside the live one; [`Self::publish`] puts it in its place.
    pub fn rebuild(path: &Path) -> Result<Self> {
        let folder = Folder::new(path);
        let lock = WriteLock::acquire(&folder)?;
        let next = folder.next_generation();
        Self::over(Index::create_generation(folder, next)?, lock)
    }

    fn over(index: Index, lock: WriteLock) -> Result<Self> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get).min(MAX_THREADS);
        let engine = index.engine.writer_with_num_threads(threads, HEAP_BYTES)?;
        Ok(Self { index, engine, metrics: None, _lock: lock })
    }

    /// Counts and times what is committed from now on.
    pub fn count_in(&mut self, metrics: &Metrics) {
        self.metrics = Some(metrics.clone());
    }

    /// The index being written.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Adds a document whose id is new to the index.
    pub fn add(&mut self, prepared: Prepared) -> Result<()> {
        let additions: Vec<_> = prepared.documents.into_iter().map(UserOperation::Add).collect();
        self.engine.run(additions)?;
        Ok(())
    }

    /// Puts a document in the place of the one with the same id.
    pub fn replace(&mut self, prepared: Prepared) -> Result<()> {
        self.delete(&prepared.id.clone());
        self.add(prepared)
    }

    /// Removes a document.
    pub fn delete(&mut self, id: &DocumentId) {
        self.engine.delete_term(Term::from_field_text(self.index.fields.group, id.as_str()));
    }

    /// Makes everything since the last commit durable, and visible to readers that refresh.
    pub fn commit(&mut self) -> Result<()> {
        let started = Instant::now();
        let committed = self.engine.commit().map_err(Into::into).and_then(|_| self.index.refresh());
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

    /// Records the roots indexed so far.
    pub fn set_roots(&self, roots: &[Root]) -> Result<()> {
        self.index.folder.set_roots(roots)
    }

    /// Makes this generation the live one and removes the others.
    pub fn publish(&self) -> Result<()> {
        self.index.folder.set_current(self.index.generation)?;
        self.index.folder.remove_other_generations(self.index.generation);
        Ok(())
    }

    /// Waits until the engine has merged what it began to merge.
    pub fn finish(self) -> Result<()> {
        Ok(self.engine.wait_merging_threads()?)
    }
}

impl std::fmt::Debug for IndexWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IndexWriter").field("index", &self.index).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
