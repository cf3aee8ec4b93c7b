//! Runs over several sources at a time.
//!
//! Each source is left to `source_run`. Invariant: a source that fails, or panics, stops no other.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use super::{
    fetch_report::{FetchReport, SourceReport},
    page_reader::PageReader,
    session::Network,
    source_plan::SourcePlan,
    source_run::{self, RunMode},
};
use crate::{error::Result, extract::worker::ProcessLimits};

/// The maximum number of sources that are fetched at a time.
const THREADS: usize = 8;

/// What is fetched to where, and how.
#[derive(Debug, Clone)]
pub struct FetchTask {
    /// The folder with a folder for each source.
    pub folder: PathBuf,
    /// The sources.
    pub sources: Vec<SourcePlan>,
    /// Whether to report only what would be asked for. The lists are asked for, nothing is written.
    pub is_dry: bool,
    /// Whether to delete documents that have vanished at the source.
    pub deletes_vanished: bool,
    /// Whether to leave out a source until the time of its next run.
    pub waits: bool,
}

/// What a caller wants to know during a run, and how it ends it.
pub struct FetchObserver<'a> {
    /// Ends the run soon when set.
    pub stop: &'a AtomicBool,
    /// Called after each document, by several threads.
    pub progress: &'a (dyn Fn(FetchProgress) + Sync),
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FetchProgress {
    /// The number of documents that are done.
    pub done: u64,
    /// The number of documents that are listed and not done.
    pub left: u64,
}

/// Connections and what is known of hosts, for one run after another.
pub struct Fetcher {
    network: Network,
}

impl Fetcher {
    /// Creates it; `agent` is what the program calls itself. Pages are read by `program`, which is this one, within
    /// `limits`.
    ///
    /// # Errors
    /// Returns an error if the client cannot be started.
    pub fn new(agent: &str, program: PathBuf, limits: ProcessLimits) -> Result<Self> {
        Ok(Self { network: Network::new(agent, PageReader::new(program, limits))? })
    }

    /// Fetches all sources of a task.
    pub fn run(&self, task: &FetchTask, observer: &FetchObserver<'_>) -> FetchReport {
        let waiting: Mutex<VecDeque<usize>> = Mutex::new((0..task.sources.len()).collect());
        let reports: Mutex<Vec<(usize, SourceReport)>> = Mutex::default();
        let counts = Counts {
            done: AtomicUsize::new(0),
            left: task.sources.iter().map(|_| AtomicUsize::new(0)).collect(),
        };
        thread::scope(|scope| {
            for _ in 0..THREADS.min(task.sources.len()) {
                scope.spawn(|| {
                    loop {
                        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                        let Some((at, plan)) = next.and_then(|at| Some((at, task.sources.get(at)?))) else {
                            return;
                        };
                        let report = self.source(task, at, plan, observer, &counts);
                        reports.lock().unwrap_or_else(PoisonError::into_inner).push((at, report));
                    }
                });
            }
        });
        self.network.rest();
        let mut reports = reports.into_inner().unwrap_or_else(PoisonError::into_inner);
        reports.sort_by_key(|(at, _)| *at);
        let sources = reports.into_iter().map(|(_, report)| report).collect();
        FetchReport { sources, stopped: observer.stop.load(Ordering::Relaxed) }
    }

    fn source(
        &self,
        task: &FetchTask,
        at: usize,
        plan: &SourcePlan,
        observer: &FetchObserver<'_>,
        counts: &Counts,
    ) -> SourceReport {
        let mode =
            RunMode { is_dry: task.is_dry, deletes_vanished: task.deletes_vanished, waits: task.waits };
        let progress = |left: usize| (observer.progress)(counts.after(at, left));
        let folder = task.folder.join(&plan.name);
        let run = || source_run::run(plan, folder, mode, &self.network, observer.stop, &progress);
        catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
            let mut report = SourceReport::new(&plan.name, plan.kind);
            report.fail(&plan.name, &"panicked: this is a bug, please report it");
            report
        })
    }
}

/// The documents done and left, of all sources.
struct Counts {
    done: AtomicUsize,
    left: Vec<AtomicUsize>,
}

impl Counts {
    /// Counts a document of a source that has `left` more.
    fn after(&self, at: usize, left: usize) -> FetchProgress {
        if let Some(of_source) = self.left.get(at) {
            of_source.store(left, Ordering::Relaxed);
        }
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let left: usize = self.left.iter().map(|left| left.load(Ordering::Relaxed)).sum();
        FetchProgress { done: done as u64, left: left as u64 }
    }
}
