//! Runs over the whole index, started over HTTP: update the known folders, or rebuild.
//!
//! One run at a time, on a separate thread, while searches and changes continue. Indexing is left to
//! `ingest`. Invariant: a run that fails changes nothing more, and says so in its report.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{PoisonError, atomic::Ordering},
    thread,
};

use super::{Service, TaskKind, TaskReport, TaskState};
use crate::{
    error::{Error, Result},
    ingest::{self, RunObserver, Task},
    metrics::ServiceFailure,
    uploads,
};

impl Service {
    /// Returns the latest run since the service was opened, if any.
    pub fn task(&self) -> Option<TaskReport> {
        self.inner.task.last().clone()
    }

    /// Stops a run after the inputs being processed, and waits for it.
    pub fn end_task(&self) {
        self.inner.task.stop.store(true, Ordering::Relaxed);
        let running = self.inner.task.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(running) = running {
            let _ = running.join();
        }
    }

    /// Starts a run.
    ///
    /// # Errors
    /// Returns [`Error::ReadOnly`] if writing is not allowed, [`Error::Conflict`] if a run is in progress,
    /// and an error if the thread cannot be started.
    pub fn start_task(&self, kind: TaskKind) -> Result<TaskReport> {
        self.writing()?;
        let mut last = self.inner.task.last();
        if last.as_ref().is_some_and(|task| task.state == TaskState::Running) {
            return Err(Error::Conflict("a run is already in progress: wait until it ends".to_owned()));
        }
        let report = TaskReport {
            kind,
            state: TaskState::Running,
            started: uploads::now(),
            finished: None,
            done: 0,
            total: None,
            documents: None,
            failed: None,
            refused: None,
            error: None,
        };
        *last = Some(report.clone());
        drop(last);
        let service = self.clone();
        let thread = thread::Builder::new().name("task".to_owned());
        let spawned = thread.spawn(move || service.run_task(kind));
        let running = spawned.map_err(Error::io("start a thread for", &self.inner.path))?;
        *self.inner.task.thread.lock().unwrap_or_else(PoisonError::into_inner) = Some(running);
        Ok(report)
    }

    fn run_task(&self, kind: TaskKind) {
        let run = catch_unwind(AssertUnwindSafe(|| self.run(kind)));
        let result = run.unwrap_or_else(|_| Err(Error::Internal("a thread panicked".to_owned())));
        if let Err(error) = &result {
            tracing::error!(?kind, "a run failed: {error}");
            self.note_refusal(error);
        }
        let mut last = self.inner.task.last();
        let Some(task) = last.as_mut() else { return };
        task.finished = Some(uploads::now());
        match result {
            Ok(report) => {
                task.state = TaskState::Done;
                (task.documents, task.failed) = (Some(report.documents), Some(report.failed));
                task.refused = Some(report.refused.len() as u64);
            }
            Err(error) => {
                task.state = TaskState::Failed;
                task.error = Some(public_reason(&error));
            }
        }
    }

    fn run(&self, kind: TaskKind) -> Result<ingest::Report> {
        let ingest_config = &self.writing()?.ingest_config;
        let task = match kind {
            TaskKind::Rebuild => Task::Rebuild { paths: Vec::new(), drop_missing: false },
            TaskKind::Index => Task::Update(self.roots()?),
        };
        let progress = |progress: ingest::Progress| {
            if let Some(task) = self.inner.task.last().as_mut() {
                (task.done, task.total) = (progress.done, progress.total);
            }
        };
        let observer =
            RunObserver { stop: &self.inner.task.stop, progress: &progress, metrics: Some(self.metrics()) };
        let report = ingest::run(&self.inner.path, &task, ingest_config, &observer)?;
        self.report_outcome(&report);
        self.follow()?;
        Ok(report)
    }

    /// Logs the results of a run of this process, and counts its failures.
    pub fn report_outcome(&self, report: &ingest::Report) {
        (0..report.failed).for_each(|_| self.metrics().failed(ServiceFailure::Input));
        for failure in &report.failures {
            tracing::warn!("failed: {}: {}", failure.source, failure.error);
        }
        for refused in &report.refused {
            self.metrics().failed(ServiceFailure::Deletions);
            tracing::error!("refused: `{}` {}", refused.root, refused.reason);
        }
        for warning in &report.warnings {
            tracing::warn!("{}: {}", warning.source, warning.warning);
        }
        let (documents, failed, seconds) = (report.documents, report.failed, report.seconds);
        let (failures_left_out, other_kinds) = (report.failures_left_out, report.other_kinds_in_words());
        tracing::info!(documents, failed, failures_left_out, seconds, other_kinds, "indexed");
    }

    /// Returns the problem that deletions of a folder were refused, by a run of this process or another,
    /// until a run finds the documents restored.
    pub fn loss(&self) -> Option<&'static str> {
        (self.refused_roots() > 0).then_some(REFUSED)
    }

    /// Returns the number of such folders.
    pub(super) fn refused_roots(&self) -> u64 {
        let roots = self.index().and_then(|index| index.roots()).unwrap_or_default();
        roots.iter().filter(|root| root.loss.is_some()).count() as u64
    }

    /// Returns the roots that a run has begun to read but not completed.
    pub fn interrupted_roots(&self) -> Vec<PathBuf> {
        let roots = self.index().and_then(|index| index.roots()).unwrap_or_default();
        roots.into_iter().filter(|root| !root.is_complete).map(|root| root.path).collect()
    }

    fn roots(&self) -> Result<Vec<PathBuf>> {
        Ok(self.index()?.roots()?.into_iter().map(|root| root.path).collect())
    }
}

/// What `/readyz` says about folders that lost their documents, without their names.
const REFUSED: &str =
    "many documents of a folder are missing, and none of them was deleted: see the log and `skorowidz index`";

/// Returns the public reason of an error, for people who may not know the paths.
fn public_reason(error: &Error) -> &'static str {
    match error {
        Error::Locked { .. } => "another process is writing to the index: try again when it has finished",
        Error::Invalid(_) => {
            "the run was stopped, or an indexed folder is missing or has lost many of its documents: see the log"
        }
        error if error.is_storage_full() => "the disk is full: free some space and try again",
        _ => "see the log",
    }
}
