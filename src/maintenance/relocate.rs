//! `move`: takes an index from the folder into a cluster, or back.
//!
//! Every document is laid out again from what is stored; nothing is read from the sources. What was moved before an
//! interruption is kept. Invariants: searches go on over the old place until the new one is complete; changes made
//! meanwhile are moved, too, the last ones under the write lock; the new place is published only if it has the same
//! documents in the same versions.

use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use serde::Serialize;

use crate::{
    document::DocumentId,
    error::{Error, Result},
    index::{ClusterAddress, Index, Relocation},
    uploads::{UploadKey, Uploads},
};

/// The number of documents read at a time.
const BATCH: usize = 100;
/// The number of documents after which what was moved is kept.
const COMMIT_DOCUMENTS: usize = 20_000;
/// The number of changes that are left to the last round, under the write lock.
const FEW_CHANGES: usize = 100;
/// The maximum number of rounds before it.
const MAX_ROUNDS: usize = 5;

/// What a move did; `skorowidz move --json` prints it as JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MoveReport {
    /// The number of documents in the new place.
    pub documents: u64,
    /// The number of them that were moved by this run; others were moved before it was interrupted.
    pub moved: u64,
    /// Whether it was interrupted; the next run continues.
    pub stopped: bool,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// Moves an index to a cluster, or back into its folder if `cluster` is `None`.
///
/// # Errors
/// Returns [`Error::Invalid`] if it is there already, [`Error::Locked`] if another run or process is writing,
/// [`Error::Conflict`] if the new place does not have the same documents in the end, and [`Error::Cluster`] if the
/// cluster does not answer.
pub fn relocate(
    index: &Path,
    cluster: Option<&ClusterAddress>,
    (progress, stop): (&dyn Fn(u64, u64), &AtomicBool),
) -> Result<MoveReport> {
    let started = Instant::now();
    let _run = Index::lock_for_run(index)?;
    let mut relocation = Relocation::begin(index, cluster)?;
    let live = Index::open(index)?;
    let mut moving = Moving { live, moved: 0, progress, stop };
    for _ in 0..MAX_ROUNDS {
        if moving.round(&mut relocation)? < FEW_CHANGES || moving.is_stopped() {
            break;
        }
    }
    if moving.is_stopped() {
        return Ok(moving.report(&relocation, started, true));
    }
    relocation.writer.lock()?;
    moving.round(&mut relocation)?;
    moving.move_originals(&mut relocation)?;
    moving.check(&relocation)?;
    let report = moving.report(&relocation, started, false);
    relocation.publish()?;
    Ok(report)
}

/// A move in progress.
struct Moving<'a> {
    live: Index,
    moved: u64,
    progress: &'a dyn Fn(u64, u64),
    stop: &'a AtomicBool,
}

impl Moving<'_> {
    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Moves what differs now; returns how many documents did.
    fn round(&mut self, relocation: &mut Relocation) -> Result<usize> {
        self.live.refresh()?;
        let live = self.live.snapshot();
        let there = relocation.writer.index().snapshot().indexed();
        let differing = Relocation::differing(&live, &there);
        let here = live.indexed();
        let gone: Vec<DocumentId> =
            there.keys().filter(|id| !here.contains_key(*id)).filter_map(|id| id.parse().ok()).collect();
        for id in &gone {
            relocation.delete(id)?;
        }
        for (number, batch) in differing.chunks(BATCH).enumerate() {
            if self.is_stopped() {
                break;
            }
            relocation.take(&live, batch)?;
            self.moved += batch.len() as u64;
            (self.progress)(self.moved, differing.len() as u64);
            if ((number + 1) * BATCH).is_multiple_of(COMMIT_DOCUMENTS) {
                relocation.writer.commit()?;
            }
        }
        relocation.writer.set_sequence(self.live.sequence()?);
        relocation.writer.commit()?;
        refused(relocation)?;
        Ok(differing.len() + gone.len())
    }

    /// Takes along the originals of documents that came over HTTP, and withdrawals.
    fn move_originals(&self, relocation: &mut Relocation) -> Result<()> {
        let mut uploads = Uploads::open(self.live.path())?;
        if let Some(originals) = relocation.writer.index().originals() {
            originals.create()?;
            for (key, _) in uploads.after(0) {
                uploads.share(&originals, &key)?;
            }
        } else if let Some(originals) = self.live.originals() {
            originals.each_row(&mut |key, row| match UploadKey::named(key) {
                Some(key) => uploads.take_over(&originals, &key, &row),
                None => Ok(()),
            })?;
            relocation.writer.set_sequence(uploads.last().max(relocation.writer.sequence()));
            relocation.writer.commit()?;
        }
        Ok(())
    }

    /// Checks that the new place has the same documents in the same versions.
    fn check(&self, relocation: &Relocation) -> Result<()> {
        let (here, there) = (self.live.snapshot().indexed(), relocation.writer.index().snapshot().indexed());
        let mut problems = relocation.writer.index().cluster_problems()?;
        let differ = here.iter().filter(|(id, origin)| there.get(*id) != Some(*origin)).count();
        if differ > 0 || here.len() != there.len() {
            problems.push(format!("of {} documents, {differ} differ from {} moved", here.len(), there.len()));
        }
        if problems.is_empty() {
            return Ok(());
        }
        Err(Error::Conflict(format!("the move is not complete ({}): run it again", problems.join("; "))))
    }

    fn report(&self, relocation: &Relocation, started: Instant, stopped: bool) -> MoveReport {
        MoveReport {
            documents: relocation.writer.index().snapshot().documents(),
            moved: self.moved,
            stopped,
            seconds: (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
        }
    }
}

/// Returns an error if the cluster did not take a document.
fn refused(relocation: &mut Relocation) -> Result<()> {
    match relocation.writer.take_refused().into_iter().next() {
        Some(refused) => Err(Error::Cluster(format!(
            "the cluster does not take the document `{}` ({}): leave it out and move the rest",
            refused.id.as_str(),
            refused.reason
        ))),
        None => Ok(()),
    }
}
