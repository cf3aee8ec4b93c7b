//! What passes through the channels between the threads of a run.
//!
//! Invariant: a job and its result carry their shares of the budget, so that dropping them gives the shares
//! back.

use std::path::PathBuf;

use super::{budget::BudgetPermit, pipeline::PreparedDocument};
use crate::{document::DocumentId, source::Input};

/// The result of processing one input.
pub(super) enum InputOutcome {
    Unchanged,
    /// The document of this input is withdrawn.
    Withdrawn,
    Prepared {
        id: DocumentId,
        prepared: Box<PreparedDocument>,
    },
    Failed(String),
    /// This number of further inputs failed.
    FailedMore(u64),
    /// The run was stopped before the input was read.
    Left,
    /// The folder was not entered, for this reason.
    Skipped(String),
    /// The link is broken.
    Dangling,
    /// The file is of a kind that is not read.
    OtherKind(String),
}

/// An outcome and the input it belongs to.
pub(super) struct ProcessedInput {
    pub(super) path: PathBuf,
    pub(super) line: Option<usize>,
    pub(super) outcome: InputOutcome,
    pub(super) share: Option<BudgetPermit>,
}

/// An input and its share of the budget.
pub(super) struct ExtractionJob {
    pub(super) input: Input,
    pub(super) share: BudgetPermit,
}
