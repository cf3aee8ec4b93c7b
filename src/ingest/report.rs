//! Reports what a run did, input by input.
//!
//! Invariants: every count is exact; the number of failures and warnings kept is bounded, however many occur.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Serialize;

use super::planned_changes::PlannedChange;
use crate::{document::shortened, index::RefusedDocument};

/// The maximum number of failures kept, and of warnings kept.
const MAX_KEPT: usize = 1_000;
/// The maximum number of failures or warnings kept per file.
pub(super) const MAX_KEPT_OF_FILE: u64 = 20;
/// The maximum length of a failure or warning, in characters.
const MAX_CHARACTERS: usize = 1_000;
/// The maximum number of kinds of files counted separately.
const MAX_KINDS: usize = 100;
/// The name under which all further kinds are counted.
const OTHER: &str = "other";

/// The result of a run; as JSON, the output of `skorowidz index --json`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// The number of inputs that became new documents.
    pub added: u64,
    /// The number of inputs that replaced a document.
    pub updated: u64,
    /// The number of inputs that had not changed.
    pub unchanged: u64,
    /// The number of unchanged inputs whose document is withdrawn and therefore not in the index.
    #[serde(skip_serializing_if = "is_none")]
    pub withdrawn: u64,
    /// The number of documents deleted because their source is gone.
    pub deleted: u64,
    /// The roots that have lost so much that none of their documents were deleted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<RefusedRoot>,
    /// The number of inputs that could not be read.
    pub failed: u64,
    /// The inputs that could not be read, in the order of the sources: the first ones, and only some from
    /// each file.
    pub failures: Vec<InputFailure>,
    /// The number of failures that are not listed.
    #[serde(skip_serializing_if = "is_none")]
    pub failures_left_out: u64,
    /// Warnings about inputs that were read, in the order of the sources, limited like `failures`.
    pub warnings: Vec<InputWarning>,
    /// The number of warnings that are not listed.
    #[serde(skip_serializing_if = "is_none")]
    pub warnings_left_out: u64,
    /// The number of files of unsupported kinds, by extension.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub other_kinds: BTreeMap<String, u64>,
    /// Whether nothing was written, as in a dry run.
    #[serde(skip_serializing_if = "is_false")]
    pub dry_run: bool,
    /// The documents that a dry run would change, by id: the first ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<PlannedChange>,
    /// The number of changes that are not listed.
    #[serde(skip_serializing_if = "is_none")]
    pub changes_left_out: u64,
    /// The number of documents in the index after the run.
    pub documents: u64,
    /// The duration of the run, in seconds.
    pub seconds: f64,
    /// Whether the run was stopped before its end.
    #[serde(skip)]
    pub stopped: bool,
    #[serde(skip)]
    failures_of_file: RemarkCounts,
    #[serde(skip)]
    warnings_of_file: RemarkCounts,
}

/// A root whose lost documents stay in the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedRoot {
    /// The file or folder.
    pub root: String,
    /// The number of documents it held.
    pub documents: u64,
    /// The number of these that are gone.
    pub gone: u64,
    /// The consequence and the way out.
    pub reason: String,
}

/// An input that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct InputFailure {
    /// The file, with the line number if the input is a line.
    pub source: String,
    /// The cause and the remedy.
    pub error: String,
}

/// A warning about an input that was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct InputWarning {
    /// The file, with the line number if the input is a line.
    pub source: String,
    /// The text of the warning.
    pub warning: String,
}

/// The number of failures or warnings kept, in total and per file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct RemarkCounts {
    all: usize,
    of_file: HashMap<PathBuf, u64>,
}

impl RemarkCounts {
    /// Returns whether one more entry for a file is kept, and counts it.
    fn admits(&mut self, file: &Path) -> bool {
        if self.all == MAX_KEPT {
            return false;
        }
        let count = self.of_file.get(file).copied().unwrap_or(0);
        if count == MAX_KEPT_OF_FILE {
            return false;
        }
        self.of_file.insert(file.to_owned(), count + 1);
        self.all += 1;
        true
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the signature that serde calls
fn is_none(count: &u64) -> bool {
    *count == 0
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the signature that serde calls
fn is_false(flag: &bool) -> bool {
    !*flag
}

impl Report {
    /// Counts an input that cannot be read; `source` names its `file` and line.
    pub(super) fn fail(&mut self, file: &Path, source: impl FnOnce() -> String, error: &str) {
        self.failed += 1;
        if self.failures_of_file.admits(file) {
            self.failures.push(InputFailure { source: source(), error: shortened(error, MAX_CHARACTERS) });
        } else {
            self.failures_left_out += 1;
        }
    }

    /// Counts a document that was written and that a cluster then did not take.
    pub(super) fn refuse(&mut self, RefusedDocument { id, reason }: &RefusedDocument, was_known: bool) {
        let count = if was_known { &mut self.updated } else { &mut self.added };
        *count = count.saturating_sub(1);
        let error = format!("is not taken by the cluster ({reason}): split the document, or leave it out");
        self.fail(Path::new(id.as_str()), || id.as_str().to_owned(), &error);
    }

    /// Counts inputs that cannot be read without listing them.
    pub(super) fn fail_more(&mut self, count: u64) {
        self.failed += count;
        self.failures_left_out += count;
    }

    pub(super) fn leave_withdrawn(&mut self) {
        self.unchanged += 1;
        self.withdrawn += 1;
    }

    pub(super) fn warn(&mut self, file: &Path, source: &str, warnings: &[String]) {
        for warning in warnings {
            if self.warnings_of_file.admits(file) {
                self.warnings.push(InputWarning {
                    source: source.to_owned(),
                    warning: shortened(warning, MAX_CHARACTERS),
                });
            } else {
                self.warnings_left_out += 1;
            }
        }
    }

    pub(super) fn count_kind(&mut self, kind: String) {
        let is_room = self.other_kinds.len() < MAX_KINDS || self.other_kinds.contains_key(&kind);
        *self.other_kinds.entry(if is_room { kind } else { OTHER.to_owned() }).or_default() += 1;
    }

    pub(super) fn finish(&mut self, elapsed: Duration) {
        self.failures.sort();
        self.warnings.sort();
        self.seconds = (elapsed.as_secs_f64() * 1000.0).round() / 1000.0;
    }

    /// Returns whether nothing failed and no deletions were refused.
    pub fn is_good(&self) -> bool {
        self.failed == 0 && self.refused.is_empty()
    }

    /// Describes the files of unsupported kinds, the most frequent first; `None` if there are none.
    pub fn other_kinds_in_words(&self) -> Option<String> {
        const NAMED: usize = 10;
        let total: u64 = self.other_kinds.values().sum();
        let mut kinds: Vec<(&String, &u64)> = self.other_kinds.iter().collect();
        kinds.sort_by_key(|(kind, count)| (std::cmp::Reverse(**count), *kind));
        let named = kinds.iter().take(NAMED).map(|(kind, count)| format!("{kind} {count}"));
        let more = kinds.len().saturating_sub(NAMED);
        let more = (more > 0).then(|| format!("and {more} more kinds"));
        let list = named.chain(more).collect::<Vec<_>>().join(", ");
        let files = if total == 1 {
            "1 file of an unsupported kind was"
        } else {
            &format!("{total} files of unsupported kinds were")
        };
        (total > 0).then(|| format!("{files} skipped: {list}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_exact_and_lists_are_bounded() {
        let mut report = Report::default();
        for line in 0..50_000_u32 {
            report.fail(Path::new("a.jsonl"), || format!("a.jsonl:{line}"), &"ż".repeat(5_000));
        }
        assert_eq!((report.failed, report.failures.len(), report.failures_left_out), (50_000, 20, 49_980));
        assert!(report.failures.iter().all(|failure| failure.error.chars().count() <= MAX_CHARACTERS + 1));
        for file in 0..50_000_u32 {
            report.warn(&PathBuf::from(format!("{file}.md")), "a", &["b".to_owned(), "c".to_owned()]);
        }
        assert_eq!((report.warnings.len(), report.warnings_left_out), (1_000, 99_000));
    }

    #[test]
    fn kinds_are_listed_by_frequency() {
        let mut report = Report::default();
        assert_eq!(report.other_kinds_in_words(), None);
        for kind in ["rtf", "docx", "docx"] {
            report.count_kind(kind.to_owned());
        }
        let skipped = report.other_kinds_in_words();
        assert_eq!(skipped.as_deref(), Some("3 files of unsupported kinds were skipped: docx 2, rtf 1"));
        (0..1_000_u32).for_each(|number| report.count_kind(format!("x{number}")));
        assert_eq!(report.other_kinds.len(), MAX_KINDS + 1);
        assert_eq!(report.other_kinds.values().sum::<u64>(), 1_003);
        let skipped = report.other_kinds_in_words().expect("other file types");
        assert!(skipped.starts_with("1003 files") && skipped.ends_with("and 91 more kinds"), "{skipped}");
    }
}
