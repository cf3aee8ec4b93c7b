//! `skorowidz sources`: shows the state of each source.

use std::{io::Write, process::ExitCode};

use jiff::Timestamp;

use super::{
    command_result::CommandResult,
    global_arguments::GlobalArguments,
    terminal::{self, DIM, TITLE, escaped_line},
};
use crate::{
    config::Config,
    fetch::{SourceStatus, StatusLine, source_status},
    metrics::{SourceFigures, source_metrics},
};

/// What is said if the settings name no source.
pub(super) const NO_SOURCES: &str =
    "there are no sources: add tables `[[sources]]` to the settings file, as in docs/sources.md";
/// The maximum number of lines of failures and vanished documents for each source; JSON has more.
const MAX_LINES: usize = 5;

#[derive(Debug, clap::Args)]
pub(super) struct SourcesArguments {
    /// Print metrics for Prometheus, as the textfile collector of the node exporter reads them
    #[arg(long, conflicts_with = "json")]
    metrics: bool,
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &SourcesArguments) -> CommandResult {
    let states = config.sources.iter().map(|plan| source_status(plan, &config.sources_folder));
    let states: Vec<SourceStatus> = states.collect();
    if common.json {
        terminal::print_json(&states)?;
        return Ok(ExitCode::SUCCESS);
    }
    if arguments.metrics {
        let figures: Vec<SourceFigures> = states.iter().map(figures).collect();
        write!(std::io::stdout(), "{}", source_metrics(&figures))?;
        return Ok(ExitCode::SUCCESS);
    }
    if states.is_empty() {
        eprintln!("{NO_SOURCES}");
    }
    let mut out = terminal::styled();
    states.iter().try_for_each(|state| print(&mut out, state))?;
    Ok(ExitCode::SUCCESS)
}

fn figures(state: &SourceStatus) -> SourceFigures {
    let last_run = state.last_run.filter(|_| state.finished.is_some());
    SourceFigures {
        name: state.name.clone(),
        documents: state.documents,
        vanished: state.vanished,
        failed: state.failed,
        last_run_seconds: last_run.map_or(0.0, |last| last.as_second() as f64),
        is_failing: state.failure.is_some(),
    }
}

fn print(out: &mut impl Write, state: &SourceStatus) -> anyhow::Result<()> {
    let SourceStatus { name, kind, documents, vanished, failed, duplicates, .. } = state;
    writeln!(out, "{TITLE}{name}{TITLE:#} ({kind})")?;
    writeln!(
        out,
        "   {documents} documents, {vanished} vanished, {failed} failed, {duplicates} further addresses"
    )?;
    writeln!(out, "   {DIM}{}; {}{DIM:#}", last(state), next(state))?;
    if let Some(failure) = &state.failure {
        writeln!(out, "   failed: {}", escaped_line(failure))?;
    }
    if let Some(damage) = &state.damage {
        writeln!(out, "   warning: {}", escaped_line(damage))?;
    }
    print_lines(out, "vanished", &state.vanished_documents, *vanished)?;
    print_lines(out, "failed", &state.failures, *failed)
}

fn last(state: &SourceStatus) -> String {
    match (state.last_run, state.finished) {
        (None, _) => "never fetched".to_owned(),
        (Some(began), None) => format!("began at {}, not finished", shown(began)),
        (Some(_), Some(finished)) => format!("last run at {}", shown(finished)),
    }
}

fn next(state: &SourceStatus) -> String {
    state.next_run.map_or_else(|| "due now".to_owned(), |next| format!("next run at {}", shown(next)))
}

fn shown(at: Timestamp) -> String {
    format!("{at:.0}")
}

fn print_lines(out: &mut impl Write, sort: &str, lines: &[StatusLine], count: u64) -> anyhow::Result<()> {
    for StatusLine { url, reason, .. } in lines.iter().take(MAX_LINES) {
        writeln!(out, "   {sort}: {}: {}", escaped_line(url), escaped_line(reason))?;
    }
    let more = count.saturating_sub(lines.len().min(MAX_LINES) as u64);
    if more > 0 {
        writeln!(out, "   {sort}: and {more} more")?;
    }
    Ok(())
}
