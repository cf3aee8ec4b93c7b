//! `skorowidz withdraw`: removes documents from the index and keeps them out, or undoes that.

use std::{io::Write, process::ExitCode};

use serde::Serialize;

use super::{
    command_result::CommandResult, global_arguments::GlobalArguments, module_settings::ingest_config,
    terminal,
};
use crate::{config::Config, document::DocumentId, service};

#[derive(Debug, clap::Args)]
pub(super) struct WithdrawArguments {
    /// The ids of the documents, as printed by `search`
    #[arg(required = true, value_name = "ID")]
    ids: Vec<DocumentId>,
    /// Also remove the uploaded files, their OCR text and their words in the index
    #[arg(long, conflicts_with = "undo")]
    purge: bool,
    /// Undo the withdrawal: an uploaded document returns at once, a file with the next run of `index`
    #[arg(long)]
    undo: bool,
}

/// The outcome of a withdrawal, as JSON.
#[derive(Debug, Serialize)]
struct WithdrawReport<'a> {
    done: Vec<&'a DocumentId>,
    nothing_to_do: Vec<&'a DocumentId>,
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &WithdrawArguments) -> CommandResult {
    let WithdrawArguments { ids, purge, undo } = arguments;
    let outcomes = service::withdraw(&config.index, ids, *purge, *undo, &ingest_config(config, false)?)?;
    let with = |is_done: bool| {
        let all = ids.iter().zip(&outcomes);
        all.filter(move |(_, outcome)| **outcome == is_done).map(|(id, _)| id).collect::<Vec<_>>()
    };
    let report = WithdrawReport { done: with(true), nothing_to_do: with(false) };
    if common.json {
        terminal::print_json(&report)?;
    } else if !common.quiet {
        let word = if *undo { "readmitted" } else { "withdrawn" };
        for id in &report.done {
            writeln!(std::io::stdout(), "{word}: {}", terminal::escaped_line(id.as_str()))?;
        }
    }
    for id in &report.nothing_to_do {
        let what = if *undo { "is not withdrawn" } else { "is not in the index" };
        eprintln!("`{}` {what}: check the id", terminal::escaped_line(id.as_str()));
    }
    Ok(if report.nothing_to_do.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}
