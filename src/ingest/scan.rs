//! Finds the inputs of a run, in order, and decides which one owns each id.
//!
//! Reading them is left to the extractors, which receive them through a channel. Invariants: an upload takes
//! precedence over any file for its id; a file whose document is withdrawn is skipped but does not count as
//! gone.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError};

use super::{
    budget::{Budget, MAX_BYTES_IN_FLIGHT},
    job::{ExtractionJob, InputOutcome, ProcessedInput},
    report::MAX_KEPT_OF_FILE,
    scopes::Scopes,
};
use crate::{
    document::DocumentId,
    index::Origin,
    source::{self, Input, ScanItem, UnusableInput},
    uploads::Uploads,
};

/// The delay before inputs are counted: a shorter run is over before anyone asks for its progress.
const COUNT_AFTER: Duration = Duration::from_secs(1);

/// The maximum number of failures sent together, so that a file full of them does not cost a message per
/// line.
const CROWD: u64 = 10_000;

/// An input, or an entry that is not one and its outcome.
type ScanResult = Result<Input, (PathBuf, Option<usize>, InputOutcome)>;

/// Consecutive failing lines of one file: the first ones are reported, the others only counted.
#[derive(Default)]
struct FailedLines {
    path: PathBuf,
    reported: u64,
    counted: u64,
}

impl FailedLines {
    /// Returns whether this is a failure that is only counted.
    fn takes(&mut self, found: &ScanResult) -> bool {
        let Err((path, Some(_), InputOutcome::Failed(_))) = found else { return false };
        if self.path != *path {
            (self.path, self.reported) = (path.clone(), 0);
        }
        let is_counted = self.reported == MAX_KEPT_OF_FILE;
        self.reported += u64::from(!is_counted);
        self.counted += u64::from(is_counted);
        is_counted
    }

    fn disperse(&mut self) -> ScanResult {
        Err((PathBuf::new(), None, InputOutcome::FailedMore(std::mem::take(&mut self.counted))))
    }
}

/// The result of a scan: which source owns each id, and what could not be read.
#[derive(Default)]
pub(super) struct ScanSummary {
    pub(super) owners: IdOwners,
    /// Files and folders that could not be read.
    pub(super) unread: HashSet<PathBuf>,
    /// Broken links, which may once have led to folders.
    pub(super) dangling: HashSet<PathBuf>,
    pub(super) is_complete: bool,
}

/// The source of each id, with the line number if it is a line.
pub(super) type IdOwners = HashMap<String, (PathBuf, Option<usize>)>;

/// The input of the scanner.
pub(super) struct Scanner<'a> {
    pub(super) scopes: &'a Scopes,
    pub(super) known: &'a HashMap<String, Origin>,
    pub(super) uploads: &'a Uploads,
    pub(super) takes_uploads: bool,
    /// Whether other machines write to the index, too, from folders that are not here.
    pub(super) is_shared: bool,
    pub(super) stop: &'a AtomicBool,
}

impl Scanner<'_> {
    /// Finds all inputs and decides which source owns each id: uploads first, then files in order of their
    /// paths, of those with the same id the PDF.
    pub(super) fn all(
        &self,
        inputs: &Sender<ExtractionJob>,
        results: &Sender<ProcessedInput>,
    ) -> ScanSummary {
        let mut scanned = ScanSummary { is_complete: true, ..ScanSummary::default() };
        let budget = Budget::new(MAX_BYTES_IN_FLIGHT);
        let send = |found: ScanResult| {
            let is_sent = match found {
                Ok(input) => {
                    inputs.send(ExtractionJob { share: budget.take(input.size_bytes()), input }).is_ok()
                }
                Err((path, line, outcome)) => {
                    results.send(ProcessedInput { path, line, outcome, share: None }).is_ok()
                }
            };
            is_sent && self.goes_on()
        };
        for path in self.uploads() {
            scanned.is_complete &= send(source::upload(path).map_err(failed));
            if !scanned.is_complete {
                return scanned;
            }
        }
        let mut crowd = FailedLines::default();
        for scope in &self.scopes.scopes {
            source::scan(scope, &|| self.goes_on(), &mut |found| {
                let found = self.sort(found, &mut scanned);
                if crowd.takes(&found) {
                    return crowd.counted < CROWD || send(crowd.disperse());
                }
                scanned.is_complete &= send(found);
                scanned.is_complete
            });
        }
        scanned.is_complete &= send(crowd.disperse());
        scanned
    }

    fn goes_on(&self) -> bool {
        !self.stop.load(Ordering::Relaxed)
    }

    /// Returns the uploads, if they are inputs of this run.
    fn uploads(&self) -> Vec<PathBuf> {
        if self.takes_uploads { self.uploads.files() } else { Vec::new() }
    }

    /// Decides whether a found entry is read, reported or only counted.
    fn sort(&self, found: ScanItem, scanned: &mut ScanSummary) -> ScanResult {
        match found {
            ScanItem::Input(input) if self.uploads.is_withdrawn(&input.id) => {
                let (path, line) = (input.path.clone(), input.line());
                // The file still owns the id: it is not gone.
                scanned.owners.insert(input.id.to_string(), (path.clone(), line));
                Err((path, line, InputOutcome::Withdrawn))
            }
            ScanItem::Input(input) => self.claim(input, &mut scanned.owners).map_err(failed),
            ScanItem::Unusable(unusable) => {
                scanned.unread.insert(unusable.unread().to_owned());
                Err(failed(unusable))
            }
            ScanItem::Skipped(path, reason) => Err((path, None, InputOutcome::Skipped(reason))),
            ScanItem::Dangling(path) => {
                scanned.dangling.insert(path.clone());
                Err((path, None, InputOutcome::Dangling))
            }
            ScanItem::OtherKind(kind) => Err((PathBuf::new(), None, InputOutcome::OtherKind(kind))),
        }
    }

    /// Counts the inputs for the progress display, unless the run ends first, as signaled by `ended`.
    pub(super) fn count(&self, ended: &Receiver<()>, total: &OnceLock<u64>) {
        if ended.recv_timeout(COUNT_AFTER) != Err(RecvTimeoutError::Timeout) {
            return;
        }
        let goes_on = || self.goes_on() && ended.try_recv() == Err(TryRecvError::Empty);
        let scopes = self.scopes.scopes.iter().map(|scope| source::count(scope, &goes_on));
        if let Some(counted) = scopes.sum::<Option<u64>>() {
            let _ = total.set(counted + self.uploads().len() as u64);
        }
    }

    /// Gives the input its id, unless another source owns it.
    fn claim(&self, input: Input, owners: &mut IdOwners) -> Result<Input, UnusableInput> {
        let id = input.id.as_str();
        let is_received = self.uploads.entry(&input.id).is_some();
        let owner = match (owners.get(id), self.known.get(id)) {
            _ if is_received => Some(OVER_HTTP.to_owned()),
            (Some((owner, line)), _) => Some(self.scopes.shown(owner, *line)),
            (None, Some(Origin { source: Some(source), .. })) => {
                let path = Path::new(source);
                let is_others = self.is_shared && !self.scopes.is_below_root(path);
                let is_elsewhere = path != input.path && !self.scopes.holds(path);
                (is_elsewhere && (is_others || !source::is_gone(path))).then(|| self.scopes.shown(path, None))
            }
            (None, Some(Origin { source: None, .. })) if self.is_shared => Some(OVER_HTTP.to_owned()),
            (None, _) => None,
        };
        if let Some(owner) = owner {
            let reason = second_source(&input.id, &owner);
            return Err(UnusableInput { line: input.line(), path: input.path, reason });
        }
        owners.insert(id.to_owned(), (input.path.clone(), input.line()));
        Ok(input)
    }
}

fn failed(UnusableInput { path, line, reason }: UnusableInput) -> (PathBuf, Option<usize>, InputOutcome) {
    (path, line, InputOutcome::Failed(reason))
}

pub(super) const OVER_HTTP: &str = "an uploaded document";

pub(super) fn second_source(id: &DocumentId, owner: &str) -> String {
    format!("has the id `{id}`, which already belongs to `{owner}`: rename one of them")
}
