//! Leaves out of a report what earlier runs of the same watch have reported.
//!
//! Invariants: a failure is told again once its file or its reason has changed; counts stay as they are;
//! memory is bounded.

use std::{
    collections::{BTreeMap, HashSet},
    fs,
    path::Path,
    time::SystemTime,
};

use crate::ingest::report::{InputFailure, InputWarning, RefusedRoot, Report};

/// The maximum number of failures remembered: ten times what a report lists.
const MAX_TOLD: usize = 10_000;

/// The size and time of a file; `None` if there is none.
type FileStamp = Option<(u64, Option<SystemTime>)>;

/// What has been told so far.
#[derive(Debug, Default)]
pub(super) struct ToldRemarks {
    failures: HashSet<(FileStamp, InputFailure)>,
    warnings: HashSet<InputWarning>,
    refused: Vec<RefusedRoot>,
    other_kinds: BTreeMap<String, u64>,
    failed: u64,
    has_run: bool,
}

impl ToldRemarks {
    /// Leaves what is new in the report; returns whether there is any, or the run has changed anything.
    pub(super) fn leave_new(&mut self, report: &mut Report) -> bool {
        self.leave_new_failures(report);
        let warnings = std::mem::take(&mut report.warnings);
        report.warnings =
            warnings.iter().filter(|warning| !self.warnings.contains(warning)).cloned().collect();
        if report.warnings_left_out == 0 || self.warnings.len() > MAX_TOLD {
            self.warnings.clear();
        }
        self.warnings.extend(warnings);
        let refused = std::mem::take(&mut report.refused);
        report.refused = refused.iter().filter(|refused| !self.refused.contains(refused)).cloned().collect();
        self.refused = refused;
        if self.other_kinds == report.other_kinds {
            report.other_kinds.clear();
        } else {
            self.other_kinds.clone_from(&report.other_kinds);
        }
        let is_first = !std::mem::replace(&mut self.has_run, true);
        let differs = std::mem::replace(&mut self.failed, report.failed) != report.failed;
        let is_silent = report.failures.is_empty() && report.warnings.is_empty() && report.refused.is_empty();
        is_first || differs || !is_silent || report.added + report.updated + report.deleted > 0
    }

    fn leave_new_failures(&mut self, report: &mut Report) {
        let failures = std::mem::take(&mut report.failures).into_iter();
        let stamped: Vec<_> = failures.map(|failure| (stamp(&failure.source), failure)).collect();
        let new = stamped.iter().filter(|failure| !self.failures.contains(failure));
        report.failures = new.map(|(_, failure)| failure.clone()).collect();
        // If some were left out, the next run may list others; those of this one stay known.
        if report.failures_left_out == 0 || self.failures.len() > MAX_TOLD {
            self.failures.clear();
        }
        self.failures.extend(stamped);
    }
}

/// Returns the state of the file that a failure names, with or without the number of a line.
fn stamp(source: &str) -> FileStamp {
    let of = |path: &str| fs::metadata(Path::new(path)).ok();
    let without_line = source.rsplit_once(':').map(|(path, _)| path);
    let found = of(source).or_else(|| without_line.and_then(of))?;
    Some((found.len(), found.modified().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a report in which these sources failed.
    fn report(sources: &[&str]) -> Report {
        let mut report = Report::default();
        for source in sources {
            report.fail(Path::new(source), || (*source).to_owned(), "is empty");
        }
        report
    }

    /// Returns how many failures are told, and whether the run is worth a line.
    fn tell(told: &mut ToldRemarks, mut report: Report) -> (usize, bool) {
        let is_news = told.leave_new(&mut report);
        (report.failures.len(), is_news)
    }

    #[test]
    fn a_failure_is_told_once_until_its_file_changes() {
        let place = tempfile::tempdir().expect("a folder");
        let file = place.path().join("a.pdf");
        let path = file.to_str().expect("UTF-8");
        let line = format!("{path}:12");
        let mut told = ToldRemarks::default();
        fs::write(&file, "a").expect("written");
        assert_eq!(tell(&mut told, report(&[path, &line])), (2, true));
        assert_eq!(tell(&mut told, report(&[path, &line])), (0, false));
        fs::write(&file, "ab").expect("written");
        assert_eq!(tell(&mut told, report(&[path, &line])), (2, true));
        assert_eq!(tell(&mut told, report(&[])), (0, true), "it was mended");
        assert_eq!(tell(&mut told, report(&[])), (0, false));
        assert_eq!(tell(&mut told, report(&[path])), (1, true), "it is broken again");
    }

    #[test]
    fn the_first_run_and_every_change_are_worth_a_line() {
        let mut told = ToldRemarks::default();
        for (deleted, is_told) in [(0, true), (0, false), (1, true), (0, false)] {
            let mut report = report(&[]);
            (report.unchanged, report.deleted) = (5, deleted);
            assert_eq!(tell(&mut told, report), (0, is_told));
        }
    }

    #[test]
    fn what_is_told_is_bounded() {
        let mut told = ToldRemarks::default();
        for run in 0..30 {
            let sources: Vec<String> = (0..2_000).map(|number| format!("{run}/{number}")).collect();
            tell(&mut told, report(&sources.iter().map(String::as_str).collect::<Vec<_>>()));
        }
        assert!(told.failures.len() <= MAX_TOLD + 1_000, "{}", told.failures.len());
    }
}
