//! One run of `index`: brings an index up to date, or builds a new generation beside the live one.
//!
//! Going through the inputs is left to `index_run`. Invariants: a rebuild becomes live only if it lacks
//! nothing that was acknowledged; what a killed process left is finished before anything gets a number.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant, SystemTime},
};

use super::{
    deletions::{accepting, indexed_before, refuse_rebuild},
    index_run::{IndexRun, retry_while_locked},
    ingest_config::IngestConfig,
    report::Report,
    run_target::RunTarget,
    scopes::Scopes,
    task::{Progress, RunObserver, Task},
    unchanged::UnchangedFiles,
    upload_reader::{UploadReader, go_on_purging},
};
use crate::{
    error::{Error, Result},
    index::{self, CarriedDocuments, Index, IndexWriter, Joined, Purge, RunLock},
    uploads::Uploads,
};

/// The maximum number of rounds in which a rebuild catches up with changes without blocking writers.
///
/// After that, or once a round has brought fewer than `FEW_CHANGES`, the rebuild holds the write lock to
/// finish.
const MAX_UNLOCKED_ROUNDS: u32 = 10;
const FEW_CHANGES: usize = 20;

/// The maximum number of times segments are rewritten at the end of a run to remove purged documents.
///
/// Once is enough if the disk has room.
const MAX_PURGE_ROUNDS: u32 = 3;

/// The maximum number of times merges are begun at the end of a run; what they leave may be due to be merged, too.
const MAX_MERGE_ROUNDS: u32 = 3;
/// How often a run checks whether its merges have ended.
const MERGE_POLL: Duration = Duration::from_millis(10);

/// Brings the index in a folder up to date.
///
/// # Errors
/// Returns an error if the index cannot be opened or written. A bad input is an entry in the report instead.
pub fn run(
    index: &Path,
    task: &Task,
    ingest_config: &IngestConfig,
    observer: &RunObserver<'_>,
) -> Result<Report> {
    let (started, began) = (Instant::now(), SystemTime::now());
    let lock = Index::lock_for_run(index)?;
    // Finish a restore that a killed process had begun, before anything gets a number after it. So far no
    // work has been done that would justify a long wait.
    Index::lock_for_write(index)?;
    if !join(index, task, &lock, observer)? {
        let mut report = Report::default();
        report.stopped = true;
        return Ok(report);
    }
    let (mut writer, scopes, own_roots) = begin(index, task)?;
    if let Some(metrics) = observer.metrics {
        writer.count_in(metrics);
    }
    let is_rebuild = matches!(task, Task::Rebuild { .. });
    let upload_reader = UploadReader::new(index, ingest_config);
    // List the folder while nobody else writes: a listing can miss a file in a folder that changes meanwhile.
    writer.lock()?;
    let mut uploads = Uploads::open(index)?;
    if is_rebuild {
        // Of what is outdated here, the new generation gets what other machines have.
        upload_reader.mirror(&mut writer, &mut uploads)?;
        writer.unlock();
        writer.set_sequence(uploads.last());
    } else {
        writer.index().check_columns()?;
        writer.remove_other_generations();
        upload_reader.replay(&mut writer, &uploads)?;
        upload_reader.mirror(&mut writer, &mut uploads)?;
        writer.set_roots(&scopes.roots)?;
    }
    let known = writer.index().snapshot().indexed();
    let before = if is_rebuild { indexed_before(index) } else { None };
    let unchanged = UnchangedFiles::read(index);
    let reading = (&*upload_reader.reader, &unchanged);
    let mut run = IndexRun::new(RunTarget::Index(&mut writer), &scopes, &uploads, &known, reading, observer);
    run.takes_uploads = is_rebuild;
    run.before = before.as_ref().unwrap_or(&known);
    run.deletions = ingest_config.deletions.clone();
    run.go()?;
    let IndexRun { mut report, unread, refused, .. } = run;
    if !report.stopped {
        read_again(&mut writer, &upload_reader, &unread, &mut report, task)?;
    }
    if report.stopped && is_rebuild {
        return Err(Error::Invalid("the rebuild was stopped; the index is as it was before".to_owned()));
    }
    if is_rebuild {
        refuse_rebuild(&report.refused, &accepting((index, &ingest_config.deletions), &refused, true))?;
        let is_own = |source: &Path| own_roots.iter().any(|root| source.starts_with(root));
        let mut carried = CarriedDocuments::begin(&writer)?;
        report.added += upload_reader.read_shared(&mut writer, &uploads)?;
        if let Some(carried) = &mut carried {
            carried.round(&mut writer, &is_own)?;
        }
        catch_up(&mut writer, &mut uploads, &upload_reader, observer)?;
        if let Some(mut carried) = carried {
            carried.close()?;
            carried.round(&mut writer, &is_own)?;
            carried.finish()?;
        }
        if let Err(error) = uploads.seal() {
            tracing::warn!("cannot seal the uploads of an earlier version: {error}");
        }
        writer.publish()?;
        upload_reader.forget_unasked(began);
    }
    if !report.stopped {
        writer.set_roots(&scopes.completed_roots(&refused))?;
    }
    report.documents = writer.index().snapshot().documents();
    unchanged.write(report.documents);
    // Whoever stops a run does not wait for segments to be merged: the next run does that.
    report.stopped |= observer.is_stopped();
    if !report.stopped {
        finish_purge(&mut writer, &mut uploads, observer)?;
        report.stopped = !finish_merges(&mut writer, observer)?;
    }
    if !report.stopped {
        writer.finish()?;
    }
    report.finish(started.elapsed());
    Ok(report)
}

/// Removes documents that were purged before or during this run, until it is stopped.
fn finish_purge(writer: &mut IndexWriter, uploads: &mut Uploads, observer: &RunObserver<'_>) -> Result<()> {
    if !index::is_purging(writer.index().path()) {
        return Ok(());
    }
    uploads.list()?;
    for _ in 0..MAX_PURGE_ROUNDS {
        if go_on_purging(writer, uploads)? != Purge::Underway || !is_merged(writer, observer) {
            break;
        }
    }
    Ok(())
}

/// Merges the segments that are due; returns `false` if the run is stopped first.
fn finish_merges(writer: &mut IndexWriter, observer: &RunObserver<'_>) -> Result<bool> {
    for _ in 0..MAX_MERGE_ROUNDS {
        writer.begin_merges()?;
        if !is_merged(writer, observer) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Waits for the merges in progress; returns `false` if the run is stopped first.
fn is_merged(writer: &IndexWriter, observer: &RunObserver<'_>) -> bool {
    while writer.is_merging() {
        if observer.is_stopped() {
            return false;
        }
        thread::sleep(MERGE_POLL);
    }
    !observer.is_stopped()
}

/// Retries uploads one by one, because they could be read when they were uploaded and no later run would
/// retry them.
///
/// A generation that lacks one of them does not replace a generation that has it, unless `drop_missing` is
/// set.
fn read_again(
    writer: &mut IndexWriter,
    upload_reader: &UploadReader,
    unread: &[PathBuf],
    report: &mut Report,
    task: &Task,
) -> Result<()> {
    let drops_missing = matches!(task, Task::Rebuild { drop_missing: true, .. });
    for path in unread {
        match upload_reader.read_again(path) {
            Ok(received) => {
                writer.replace(received.prepared)?;
                report.added += 1;
            }
            Err(Error::Io { reason, .. }) if reason.kind() == ErrorKind::NotFound => {}
            Err(error) if drops_missing => {
                report.fail(path, || path.display().to_string(), &error.to_string());
            }
            Err(error) => {
                return Err(Error::Invalid(format!(
                    "an uploaded document can no longer be read ({error}): withdraw it, or continue without \
                     it with `--rebuild --drop-missing`; the index is as it was before"
                )));
            }
        }
    }
    if !unread.is_empty() {
        writer.commit()?;
    }
    Ok(())
}

/// Applies to a new generation the uploads received since it was begun.
///
/// When it returns, the write lock is held.
fn catch_up(
    writer: &mut IndexWriter,
    uploads: &mut Uploads,
    upload_reader: &UploadReader,
    observer: &RunObserver<'_>,
) -> Result<()> {
    for _ in 0..MAX_UNLOCKED_ROUNDS {
        retry_while_locked(observer, || writer.lock())?;
        uploads.list()?;
        writer.unlock();
        if upload_reader.replay(writer, uploads)? < FEW_CHANGES {
            break;
        }
    }
    retry_while_locked(observer, || writer.lock())?;
    uploads.list()?;
    upload_reader.replay(writer, uploads)?;
    Ok(())
}

/// Fetches the catalog of an index over a cluster if it is not here; returns `false` if the run is stopped first.
fn join(index: &Path, task: &Task, lock: &RunLock, observer: &RunObserver<'_>) -> Result<bool> {
    let sequence = Uploads::open(index)?.last();
    let progress = |done, all| {
        (observer.progress)(Progress { done, total: Some(all), committed: 0 });
    };
    match Joined::ensure_locked(index, sequence, lock, (&progress, observer.stop)) {
        Ok(joined) => Ok(joined != Joined::Stopped),
        // A rebuild needs none.
        Err(error) if matches!(task, Task::Rebuild { .. }) => {
            tracing::warn!("the index is rebuilt without its catalog: {error}");
            Ok(true)
        }
        Err(error) => Err(error),
    }
}

/// Opens the writer for a task and determines the scopes to scan; also returns the roots before and after.
fn begin(index: &Path, task: &Task) -> Result<(IndexWriter, Scopes, Vec<PathBuf>)> {
    match task {
        Task::Update(paths) => {
            let mut writer = IndexWriter::open(index)?;
            writer.follow()?;
            let scopes = Scopes::new(index, paths, writer.index().roots()?)?;
            Ok((writer, scopes, Vec::new()))
        }
        Task::Rebuild { paths, drop_missing } => {
            let writer = IndexWriter::rebuild(index)?;
            let known = match writer.index().roots() {
                Err(Error::Damaged { .. }) if !paths.is_empty() => Vec::new(),
                Err(Error::Damaged { path, reason }) => {
                    let reason = format!("{reason}; name the folders: `skorowidz index --rebuild PATH...`");
                    return Err(Error::Damaged { path, reason });
                }
                known => known?,
            };
            let mut own_roots: Vec<PathBuf> = known.iter().map(|root| root.path.clone()).collect();
            let mut scopes = Scopes::new(index, paths, known)?;
            scopes.add_roots(*drop_missing)?;
            own_roots.extend(scopes.roots.iter().map(|root| root.path.clone()));
            Ok((writer, scopes, own_roots))
        }
    }
}
