//! A run of `index` that writes nothing: it reports what a run would change.
//!
//! It finds, compares and reads as a run does, with `index_run`, so its counts are those of the run that
//! follows. Only scans are not recognized. Invariants: no file is created, changed or removed; no lock is
//! taken, so that it works beside a service or another run.

use std::{
    collections::HashMap,
    num::NonZero,
    path::{Path, PathBuf},
    thread,
    time::Instant,
};

use super::{
    cache::Cache, index_run::IndexRun, ingest_config::IngestConfig, planned_changes::PlannedChanges,
    reading::InputReader, report::Report, run_target::RunTarget, scopes::Scopes, task::RunObserver,
    unchanged::UnchangedFiles,
};
use crate::{
    error::{Error, Result},
    index::{Index, Origin, Root, is_restore_pending},
    uploads::Uploads,
};

/// Reports what [`super::run`] would change with these files and folders.
///
/// # Errors
/// Returns an error if the index cannot be read, or if another version of the program wrote it. A bad input
/// is an entry in the report instead.
pub fn dry_run(
    index: &Path,
    paths: &[PathBuf],
    ingest_config: &IngestConfig,
    observer: &RunObserver<'_>,
) -> Result<Report> {
    let started = Instant::now();
    let IndexedBefore { known, roots } = indexed_before(index)?;
    let scopes = Scopes::new(index, paths, roots)?;
    let (uploads, unchanged) = (Uploads::open(index)?, UnchangedFiles::read(index));
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let reader = InputReader::new(ingest_config, Some(Cache::read_only(index)), threads);
    let target = RunTarget::DryRun(PlannedChanges::default());
    let mut run = IndexRun::new(target, &scopes, &uploads, &known, (&reader, &unchanged), observer);
    run.deletions = ingest_config.deletions.clone();
    run.go()?;
    let IndexRun { mut report, target, .. } = run;
    report.dry_run = true;
    (report.changes, report.changes_left_out) = target.planned().listed();
    report.documents = (known.len() as u64 + report.added).saturating_sub(report.deleted);
    report.finish(started.elapsed());
    Ok(report)
}

/// What the index holds before the run.
#[derive(Default)]
struct IndexedBefore {
    known: HashMap<String, Origin>,
    roots: Vec<Root>,
}

/// Reads what the index holds, if there is one.
fn indexed_before(index: &Path) -> Result<IndexedBefore> {
    // Opening the index would finish the restore, which writes.
    if is_restore_pending(index) {
        return Err(Error::Invalid(format!(
            "a restore of `{}` was interrupted: finish it first with `skorowidz stats`, which opens the index",
            index.display()
        )));
    }
    let Some(index) = Index::open_if_any(index)? else { return Ok(IndexedBefore::default()) };
    index.check_columns()?;
    Ok(IndexedBefore { known: index.snapshot().indexed(), roots: index.roots()? })
}
