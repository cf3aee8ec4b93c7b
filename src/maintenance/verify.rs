//! `verify`: checks that everything an index has on disk is intact and consistent.
//!
//! Works on a snapshot, so that writers can continue. Invariants: every problem is reported with its remedy;
//! nothing is changed.

use std::{collections::HashSet, path::Path, time::Instant};

use serde::Serialize;

use super::{
    ByteProgress,
    contents::{self, Problem, REBUILD, reason_of},
    frozen::FrozenIndex,
};
use crate::{
    document::DocumentId,
    error::{Error, Result},
    index::{self, Index, Snapshot},
    meaning,
    uploads::{EntryState, UploadKey, Uploads},
};

const CLEAN: &str = "start `skorowidz serve` or run `skorowidz index`: either removes it";

/// The result of an integrity check; `skorowidz verify --json` prints it as JSON.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct VerifyReport {
    /// The number of the live generation.
    pub generation: Option<u64>,
    /// The number of searchable and readable documents.
    pub documents: u64,
    /// The number of documents received over HTTP.
    #[serde(rename = "originals")]
    pub uploads: u64,
    /// The problems found.
    pub problems: Vec<Problem>,
    /// The duration of the check in seconds.
    pub seconds: f64,
}

/// Checks the index in a folder; the index may be written to in the meantime.
///
/// # Errors
/// Returns [`Error::NoIndex`] if there is no index, [`Error::Locked`] if another process holds the write lock
/// for long, [`Error::Unreadable`] if an interrupted restore cannot be completed here, [`Error::Conflict`] if
/// an index without write access changes meanwhile, and [`Error::Io`] if a file cannot be read.
pub fn verify(index: &Path, advance: ByteProgress<'_>) -> Result<VerifyReport> {
    let started = Instant::now();
    let frozen = FrozenIndex::take(index)?;
    let mut report = VerifyReport { generation: frozen.generation, ..VerifyReport::default() };
    let uploads = Uploads::open(frozen.path())?;
    report.uploads = uploads.count() as u64;
    report.problems = contents::problems(frozen.path(), frozen.generation, advance)?;
    if let Some(generation) = frozen.generation {
        report.check_generation(frozen.path(), generation, &uploads);
    }
    frozen.check_unchanged()?;
    report.check_leftovers(index)?;
    report.seconds = (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    Ok(report)
}

impl VerifyReport {
    fn report(&mut self, place: &str, problem: &str, remedy: &str) {
        self.problems.push(Problem::new(place, problem, remedy));
    }

    /// Checks the content of a generation, unless its files are already known to be damaged.
    fn check_generation(&mut self, path: &Path, generation: u64, uploads: &Uploads) {
        let place = format!("generation-{generation}");
        if self.problems.iter().any(|problem| problem.place.starts_with(&place)) {
            return;
        }
        match Index::open_part(path, generation) {
            Ok(index) => {
                self.check_documents(&place, &index.snapshot());
                self.check_changes(&index, uploads);
            }
            Err(Error::VersionMismatch { what, found, expected, .. }) => {
                let problem = format!("has {what} `{found}`, this program needs `{expected}`");
                self.report(&place, &problem, "run `skorowidz index --rebuild`");
            }
            Err(error) => self.report(&place, &reason_of(&error), REBUILD),
        }
    }

    fn check_documents(&mut self, place: &str, snapshot: &Snapshot) {
        let (sound, damaged) = snapshot.check_stored();
        self.documents = sound;
        if damaged > 0 {
            self.report(place, &format!("{damaged} stored documents cannot be read"), REBUILD);
        }
        if sound + damaged != snapshot.documents() {
            let problem =
                format!("contains {} documents but counts {}", sound + damaged, snapshot.documents());
            self.report(place, &problem, REBUILD);
        }
    }

    /// Checks that uploads are in the index and withdrawn documents are not.
    fn check_changes(&mut self, index: &Index, uploads: &Uploads) {
        let indexed = index.snapshot().indexed();
        let ids = indexed.keys().filter_map(|id| id.parse::<DocumentId>().ok());
        let keys: HashSet<UploadKey> = ids.map(|id| UploadKey::from_id(&id)).collect();
        let seen = index.sequence().unwrap_or(0);
        let (mut missing, mut still_there) = (0, 0);
        // The next writer catches up with changes the index has not seen yet.
        for (key, entry) in uploads.after(0).into_iter().filter(|(_, entry)| entry.sequence <= seen) {
            match (entry.state, keys.contains(&key)) {
                (EntryState::Present, false) => missing += 1,
                (EntryState::Withdrawn { .. }, true) => still_there += 1,
                _ => {}
            }
        }
        if missing > 0 {
            let problem = format!("{missing} documents that came over HTTP are not in the index");
            self.report("documents", &problem, "run `skorowidz index --rebuild` and see what it reports");
        }
        if still_there > 0 {
            let problem = format!("{still_there} withdrawn documents are in the index");
            self.report("documents", &problem, "run `skorowidz index --rebuild`");
        }
    }

    /// Reports leftovers of killed processes, which may contain purged text, and what is wrong with the files of search
    /// by meaning, which are in no snapshot.
    fn check_leftovers(&mut self, index: &Path) -> Result<()> {
        for path in Uploads::open(index)?.abandoned() {
            let name = path.file_name().unwrap_or_default().display().to_string();
            self.report(&format!("incoming/{name}"), "was left behind by a killed process", CLEAN);
        }
        match Index::open_if_any(index)
            .and_then(|index| index.map(|index| index.cluster_problems()).transpose())
        {
            Ok(found) => {
                for problem in found.into_iter().flatten() {
                    self.report("cluster", &problem, REBUILD);
                }
            }
            Err(error @ Error::Cluster(_)) => self.report("cluster", &error.to_string(), "start its nodes"),
            // Damage was reported before.
            Err(_) => {}
        }
        for problem in meaning::problems(index)? {
            self.report(&problem.place, &problem.problem, problem.remedy);
        }
        if index::is_purging(index) {
            self.report("purge", "says that text of purged documents may still be on disk", CLEAN);
        }
        Ok(())
    }
}
