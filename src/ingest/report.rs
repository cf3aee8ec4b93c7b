//! What a run did, input by input.

use std::time::Duration;

use serde::Serialize;

/// The result of a run; as JSON the body of `skorowidz index --json`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// Inputs that became new documents.
    pub added: u64,
    /// Inputs that replaced a document.
    pub updated: u64,
    /// Inputs that had not changed.
    pub unchanged: u64,
    /// Of the unchanged those whose document is withdrawn: they are not in the index.
    #[serde(skip_serializing_if = "is_none")]
    pub withdrawn: u64,
    /// Documents whose source is gone.
    pub deleted: u64,
    /// Inputs that could not be read.
    pub failed: u64,
    /// Each input that could not be read, in the order of the sources.
    pub failures: Vec<Failure>,
    /// What was doubtful or lost in inputs that were read, in the order of the sources.
    pub warnings: Vec<Warning>,
    /// Documents in the index after the run.
    pub documents: u64,
    /// How long the run took.
    pub seconds: f64,
    /// Whether the run was stopped before its end.
    #[serde(skip)]
    pub stopped: bool,
}

/// An input that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Failure {
    /// The file, with the line where the input is one.
    pub source: String,
    /// Why, and what to do.
    pub error: String,
}

/// Something doubtful in an input that was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Warning {
    /// The file, with the line where the input is one.
    pub source: String,
    /// What it is.
    pub warning: String,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the signature that serde calls
fn is_none(count: &u64) -> bool {
    *count == 0
}

impl Report {
    pub(super) fn fail(&mut self, source: String, error: String) {
        self.failed += 1;
        self.failures.push(Failure { source, error });
    }

    pub(super) fn leave_withdrawn(&mut self) {
        self.unchanged += 1;
        self.withdrawn += 1;
    }

    pub(super) fn warn(&mut self, source: &str, warnings: Vec<String>) {
        let warning = |warning| Warning { source: source.to_owned(), warning };
        self.warnings.extend(warnings.into_iter().map(warning));
    }

    pub(super) fn finish(&mut self, elapsed: Duration) {
        self.failures.sort();
        self.warnings.sort();
        self.seconds = (elapsed.as_secs_f64() * 1000.0).round() / 1000.0;
    }
}
