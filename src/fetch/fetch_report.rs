//! What a run did, source by source, for people and programs.
//!
//! Printing it is left to `cli`. Invariant: the failures that a report keeps are bounded.

use std::fmt::Display;

use serde::Serialize;

use super::source_plan::SourceKind;

/// The maximum number of failures and planned requests of one source that are kept.
const MAX_KEPT: usize = 1_000;

/// What a run of `fetch` did.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FetchReport {
    /// The sources in the order of the settings.
    pub sources: Vec<SourceReport>,
    /// Whether the run was interrupted.
    pub stopped: bool,
}

/// What a run did with one source.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SourceReport {
    /// The name of the source.
    pub name: String,
    /// The kind of the source.
    pub kind: &'static str,
    /// Why the source was left out this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<String>,
    /// The number of documents that the lists name.
    pub listed: u64,
    /// The number of new documents, attachments included.
    pub new: u64,
    /// The number of documents with new content.
    pub changed: u64,
    /// The number of documents found or taken to be as they were.
    pub unchanged: u64,
    /// The number of addresses found to lead to the document of another address.
    pub duplicates: u64,
    /// The number of documents that vanished at the source since the last run.
    pub vanished: u64,
    /// The number of vanished documents that were deleted here.
    pub deleted: u64,
    /// The number of documents that robots.txt closes to programs.
    pub closed: u64,
    /// The number of failures.
    pub failed: u64,
    /// The number of documents here, vanished ones included.
    pub documents: u64,
    /// The number of requests.
    pub requests: u64,
    /// The number of bytes received.
    pub bytes: u64,
    /// The time that it took.
    pub seconds: f64,
    /// The failures, as far as they are kept.
    pub failures: Vec<FetchFailure>,
    /// What the administrator should know.
    pub notes: Vec<String>,
    /// With `--dry-run`: what would be asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub planned: Vec<PlannedRequest>,
}

/// Something that could not be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FetchFailure {
    /// The address.
    pub url: String,
    /// The reason, with the remedy.
    pub error: String,
}

/// A request that a run would make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedRequest {
    /// The address.
    pub url: String,
    /// Whether the document is here already and would be checked for changes.
    pub is_known: bool,
}

impl SourceReport {
    /// Begins the report of a source.
    pub(crate) fn new(name: &str, kind: SourceKind) -> Self {
        Self { name: name.to_owned(), kind: kind.as_str(), ..Self::default() }
    }

    /// Adds a failure.
    pub(crate) fn fail(&mut self, url: &str, error: &impl Display) {
        self.failed += 1;
        if self.failures.len() < MAX_KEPT {
            self.failures.push(FetchFailure { url: url.to_owned(), error: error.to_string() });
        }
    }

    /// Adds what the administrator should know, once.
    pub(crate) fn note(&mut self, note: String) {
        if self.notes.len() < MAX_KEPT && !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Adds a request that would be made.
    pub(crate) fn plan(&mut self, url: &str, is_known: bool) {
        if is_known {
            self.unchanged += 1;
        } else {
            self.new += 1;
        }
        if self.planned.len() < MAX_KEPT {
            self.planned.push(PlannedRequest { url: url.to_owned(), is_known });
        }
    }
}

impl FetchReport {
    /// Returns whether everything could be fetched.
    pub fn is_good(&self) -> bool {
        self.sources.iter().all(|source| source.failed == 0)
    }
}
