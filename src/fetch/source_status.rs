//! The state of a source between runs, for people and programs.
//!
//! Invariant: looking at it changes nothing, and needs no network.

use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;

use super::{
    record::{FailureRecord, Record},
    source_plan::SourcePlan,
    source_run::next_run,
    source_state::SourceState,
};
use crate::error::Result;

/// The maximum number of failures and vanished documents that are shown.
const MAX_SHOWN: usize = 20;

/// The state of one source.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SourceStatus {
    /// The name.
    pub name: String,
    /// The kind.
    pub kind: &'static str,
    /// When the last run began; `None` if there was none.
    pub last_run: Option<Timestamp>,
    /// When the last run ended; `None` if it was interrupted, or goes on.
    pub finished: Option<Timestamp>,
    /// Why the last run fetched nothing, or why the state cannot be read, if so.
    pub failure: Option<String>,
    /// When the next run is due; `None` for the next time that `fetch` runs.
    pub next_run: Option<Timestamp>,
    /// The number of documents, vanished ones not included.
    pub documents: u64,
    /// The number of documents that have vanished at the source and are still here.
    pub vanished: u64,
    /// The number of addresses that could not be fetched.
    pub failed: u64,
    /// The number of further addresses of documents.
    pub duplicates: u64,
    /// What could not be read of the state itself, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub damage: Option<String>,
    /// The last vanished documents.
    pub vanished_documents: Vec<StatusLine>,
    /// The last failures.
    pub failures: Vec<StatusLine>,
}

/// An address with what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct StatusLine {
    /// Since when.
    pub since: Timestamp,
    /// The address.
    pub url: String,
    /// What is to be said.
    pub reason: String,
}

/// Returns the state of a source whose folder is in `folder`; if it cannot be read, one that says so.
pub fn source_status(plan: &SourcePlan, folder: &Path) -> SourceStatus {
    status(plan, folder).unwrap_or_else(|error| SourceStatus {
        name: plan.name.clone(),
        kind: plan.kind.as_str(),
        failure: Some(error.to_string()),
        ..SourceStatus::default()
    })
}

fn status(plan: &SourcePlan, folder: &Path) -> Result<SourceStatus> {
    let folder = folder.join(&plan.name);
    let state = SourceState::read(&folder)?;
    let last = state.last_run();
    let vanished = state.documents().filter_map(|(_, document)| {
        let vanished = document.vanished.as_ref()?;
        Some(StatusLine { since: vanished.since, url: document.url.clone(), reason: vanished.reason.clone() })
    });
    let failures = state.records().filter_map(|(_, record)| match record {
        Record::Failure(failure) => Some(line(failure)),
        _ => None,
    });
    let (vanished, vanished_documents) = newest(vanished.collect());
    let (failed, failures) = newest(failures.collect());
    let aliases = state.records().filter(|(_, record)| matches!(record, Record::Alias { .. }));
    Ok(SourceStatus {
        name: plan.name.clone(),
        kind: plan.kind.as_str(),
        last_run: last.map(|run| run.started),
        finished: last.and_then(|run| run.finished),
        failure: last.and_then(|run| run.failure.clone()),
        next_run: next_run(plan, last).filter(|next| *next > Timestamp::now()),
        documents: state.number_of_living() as u64,
        vanished,
        failed,
        duplicates: aliases.count() as u64,
        damage: state.damage(&folder),
        vanished_documents,
        failures,
    })
}

fn line(failure: &FailureRecord) -> StatusLine {
    StatusLine { since: failure.since, url: failure.url.clone(), reason: failure.reason.clone() }
}

/// Returns the number of lines, and the newest of them.
fn newest(mut lines: Vec<StatusLine>) -> (u64, Vec<StatusLine>) {
    lines.sort();
    lines.reverse();
    let count = lines.len() as u64;
    lines.truncate(MAX_SHOWN);
    (count, lines)
}
