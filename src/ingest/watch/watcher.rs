//! Waits for changes and runs the pipeline when there are any.
//!
//! Hearing of changes is left to `changes`, looking at the paths themselves to `watched_path`, choosing the
//! moment to `pace`. Invariants: folders are followed before the run that reads them, so that no change falls
//! between the two; between runs no lock is held; a path that is gone does not end the watch.

use std::{
    path::{Path, PathBuf},
    sync::atomic::Ordering,
    thread,
    time::{Duration, Instant},
};

use super::{
    changes::Changes,
    network,
    pace::Pace,
    told::ToldRemarks,
    watch_news::WatchNews,
    watched_path::{PathChange, WatchedPath},
};
use crate::{
    error::Error,
    index::ClusterWatch,
    ingest::{
        ingest_config::IngestConfig,
        run,
        task::{RunObserver, Task},
    },
    uploads::Uploads,
};

/// How often a watch looks whether there is something to do.
const TICK: Duration = Duration::from_millis(200);
/// How often it looks at the paths themselves: a `stat` for each.
const LOOK: Duration = Duration::from_secs(1);
/// The shortest interval between scans of folders whose changes may go unnoticed.
const MIN_INTERVAL: Duration = Duration::from_mins(1);
/// How many times as long as the latest run that interval is at least.
const RUNS_PER_INTERVAL: u32 = 10;

/// How to watch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WatchSettings {
    /// The interval between scans that do not depend on what the system reports; `None` if there are none.
    pub poll: Option<Duration>,
    /// How often to look in the cluster for what other machines have written.
    pub follow: Duration,
}

/// Brings an index up to date with files and folders until the observer's flag stops it.
///
/// The first run takes `ingest_config` as it is; later ones do not retry what has failed before. `tell` is
/// called on this thread, and its error ends the watch.
///
/// # Errors
/// Returns an error if the index cannot be opened or written, unless another process is writing to it.
pub fn watch<E: From<Error>>(
    index: &Path,
    paths: &[PathBuf],
    (ingest_config, settings): (&IngestConfig, WatchSettings),
    observer: &RunObserver<'_>,
    tell: &mut dyn FnMut(WatchNews) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let mut watch = FolderWatch::new(index, paths, (ingest_config, settings), observer);
    for path in watch.paths.iter().filter(|path| path.is_gone()) {
        tell(WatchNews::Gone(path.path().to_owned()))?;
    }
    watch.follow(tell)?;
    while watch.run(tell)? && watch.wait(tell)? {}
    Ok(())
}

/// A function that receives news.
type Tell<'a, E> = &'a mut dyn FnMut(WatchNews) -> std::result::Result<(), E>;

/// A watch in progress.
struct FolderWatch<'a> {
    index: &'a Path,
    task: Task,
    ingest_config: IngestConfig,
    settings: WatchSettings,
    observer: &'a RunObserver<'a>,
    paths: Vec<WatchedPath>,
    changes: Changes,
    cluster: ClusterWatch,
    /// Why the cluster could not be followed the last time, if so.
    unfollowed: String,
    pace: Pace,
    told: ToldRemarks,
    /// Why changes may go unnoticed, if that is so.
    partial: Option<String>,
    is_locked: bool,
    /// Whether a run has ended.
    has_begun: bool,
    /// When the paths were last looked at, and when the latest run ended.
    looked: Instant,
    followed: Instant,
    ended: Instant,
    took: Duration,
}

impl<'a> FolderWatch<'a> {
    fn new(
        index: &'a Path,
        paths: &[PathBuf],
        (ingest_config, settings): (&IngestConfig, WatchSettings),
        observer: &'a RunObserver<'a>,
    ) -> Self {
        let now = Instant::now();
        Self {
            index,
            task: Task::Update(paths.to_vec()),
            ingest_config: ingest_config.clone(),
            settings,
            observer,
            paths: paths.iter().map(|path| WatchedPath::new(path)).collect(),
            changes: Changes::new(index),
            pace: Pace::new(now),
            told: ToldRemarks::default(),
            partial: None,
            is_locked: false,
            has_begun: false,
            looked: now,
            followed: now,
            cluster: ClusterWatch::new(index),
            unfollowed: String::new(),
            ended: now,
            took: Duration::ZERO,
        }
    }

    fn is_stopped(&self) -> bool {
        self.observer.stop.load(Ordering::Relaxed)
    }

    /// Runs the pipeline; returns whether the watch goes on.
    fn run<E: From<Error>>(&mut self, tell: Tell<'_, E>) -> std::result::Result<bool, E> {
        let began = Instant::now();
        self.pace.begin();
        let ran = run::run(self.index, &self.task, &self.ingest_config, self.observer);
        self.ended = Instant::now();
        self.took = began.elapsed();
        self.pace.end(self.ended, self.took);
        let mut report = match ran {
            Err(error @ Error::Locked { .. }) => return self.put_off(&error, tell),
            ran => ran?,
        };
        self.is_locked = false;
        self.ingest_config.retry_failed = false;
        let goes_on = !report.stopped;
        let has_changed = self.told.leave_new(&mut report);
        tell(WatchNews::Ran { report: Box::new(report), has_changed })?;
        if goes_on && !std::mem::replace(&mut self.has_begun, true) {
            tell(WatchNews::Watching(self.paths.len()))?;
        }
        Ok(goes_on)
    }

    /// Puts off a run because another process is writing, and says so once.
    fn put_off<E>(&mut self, error: &Error, tell: Tell<'_, E>) -> std::result::Result<bool, E> {
        self.pace.note(self.ended);
        if !std::mem::replace(&mut self.is_locked, true) {
            tell(WatchNews::Locked(error.to_string()))?;
        }
        Ok(!self.is_stopped())
    }

    /// Waits until a run is due; returns whether it is, or the watch was stopped first.
    fn wait<E>(&mut self, tell: Tell<'_, E>) -> std::result::Result<bool, E> {
        loop {
            thread::sleep(TICK);
            if self.is_stopped() {
                return Ok(false);
            }
            let now = Instant::now();
            self.look(now, tell)?;
            self.follow_cluster(now);
            if self.pace.is_due(now) {
                return Ok(true);
            }
            if self.interval().is_some_and(|interval| now >= self.ended + interval) {
                // What could not be followed perhaps can be now.
                if self.partial.is_some() {
                    self.follow(tell)?;
                }
                return Ok(true);
            }
        }
    }

    /// Takes over what other machines have written to the cluster.
    fn follow_cluster(&mut self, now: Instant) {
        if now.duration_since(self.followed) < self.settings.follow.max(TICK) {
            return;
        }
        self.followed = now;
        let uploads = Uploads::open(self.index).map_or(0, |uploads| uploads.last());
        match self.cluster.catch_up(uploads, (&|_, _| {}, self.observer.stop)) {
            Ok(_) | Err(Error::Locked { .. }) => self.unfollowed.clear(),
            Err(error) => {
                let error = error.to_string();
                if error != self.unfollowed {
                    tracing::error!("cannot follow the cluster for now: {error}");
                }
                self.unfollowed = error;
            }
        }
    }

    /// Notes what has changed.
    fn look<E>(&mut self, now: Instant, tell: Tell<'_, E>) -> std::result::Result<(), E> {
        let mut is_lost = self.changes.has_lost();
        if self.changes.has_changed() || is_lost {
            self.pace.note(now);
        }
        if now.duration_since(self.looked) >= LOOK {
            self.looked = now;
            for path in &mut self.paths {
                let Some(change) = path.look() else { continue };
                self.pace.note(now);
                is_lost = true;
                match change {
                    PathChange::Gone => tell(WatchNews::Gone(path.path().to_owned()))?,
                    PathChange::Back => tell(WatchNews::Back(path.path().to_owned()))?,
                    PathChange::Replaced => {}
                }
            }
        }
        if is_lost {
            self.follow(tell)?;
        }
        self.settle(self.changes.missed(), tell)
    }

    /// Follows the folders that are there.
    fn follow<E>(&mut self, tell: Tell<'_, E>) -> std::result::Result<(), E> {
        let folders: Vec<PathBuf> = self.paths.iter().filter_map(WatchedPath::folder).collect();
        let distant = folders.iter().find(|folder| network::is_on_network(folder)).map(|folder| {
            let folder = folder.display();
            format!("`{folder}` is a network folder, where changes by other machines are not reported")
        });
        let followed = self.changes.follow(folders);
        let reason = followed.err().or(distant);
        if reason.is_none() {
            self.partial = None;
        }
        self.settle(reason, tell)
    }

    /// Takes note that changes may go unnoticed, and says so once for each reason.
    fn settle<E>(&mut self, reason: Option<String>, tell: Tell<'_, E>) -> std::result::Result<(), E> {
        let Some(reason) = reason.filter(|reason| self.partial.as_ref() != Some(reason)) else {
            return Ok(());
        };
        self.partial = Some(reason.clone());
        let interval = self.interval().unwrap_or(MIN_INTERVAL);
        tell(WatchNews::Partial { reason, interval })
    }

    /// The interval between scans that do not depend on what the system reports.
    fn interval(&self) -> Option<Duration> {
        let needed = || self.partial.is_some().then(|| MIN_INTERVAL.max(self.took * RUNS_PER_INTERVAL));
        self.settings.poll.or_else(needed)
    }
}
