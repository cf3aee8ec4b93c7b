//! Where a run writes: to the index, or nowhere in a dry run.
//!
//! What is written is left to `index_run`. Invariant: a dry run writes nothing, and notes what it would have
//! changed.

use super::planned_changes::{ChangeKind, PlannedChanges};
use crate::{
    document::DocumentId,
    error::Result,
    index::{IndexWriter, IndexableDocument},
};

/// Where the documents of a run go.
pub(super) enum RunTarget<'a> {
    /// Into the index.
    Index(&'a mut IndexWriter),
    /// Nowhere.
    DryRun(PlannedChanges),
}

impl RunTarget<'_> {
    pub(super) fn add(&mut self, id: &DocumentId, prepared: IndexableDocument) -> Result<()> {
        match self {
            Self::Index(writer) => writer.add(prepared),
            Self::DryRun(changes) => note(changes, id, ChangeKind::Added),
        }
    }

    pub(super) fn replace(&mut self, id: &DocumentId, prepared: IndexableDocument) -> Result<()> {
        match self {
            Self::Index(writer) => writer.replace(prepared),
            Self::DryRun(changes) => note(changes, id, ChangeKind::Updated),
        }
    }

    pub(super) fn delete(&mut self, id: &DocumentId) -> Result<()> {
        match self {
            Self::Index(writer) => writer.delete(id),
            Self::DryRun(changes) => note(changes, id, ChangeKind::Deleted),
        }
    }

    /// Commits; returns the number of documents that can be searched, `None` in a dry run.
    pub(super) fn commit(&mut self) -> Result<Option<u64>> {
        let Self::Index(writer) = self else { return Ok(None) };
        writer.commit()?;
        Ok(Some(writer.index().snapshot().documents()))
    }

    /// The writer; `None` in a dry run, which has none.
    pub(super) fn writer(&mut self) -> Option<&mut IndexWriter> {
        match self {
            Self::Index(writer) => Some(writer),
            Self::DryRun(_) => None,
        }
    }

    /// Returns what a dry run has noted.
    pub(super) fn planned(self) -> PlannedChanges {
        match self {
            Self::Index(_) => PlannedChanges::default(),
            Self::DryRun(changes) => changes,
        }
    }
}

#[allow(clippy::unnecessary_wraps)] // an arm beside calls that can fail
fn note(changes: &mut PlannedChanges, id: &DocumentId, change: ChangeKind) -> Result<()> {
    changes.note(id.as_str(), change);
    Ok(())
}
