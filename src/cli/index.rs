//! `skorowidz index`: updates the index from files and folders.
//!
//! `watching` repeats it, `report_lines` prints what came of it, `making_vectors` adds what search by meaning
//! needs, `interruption` is what signals do to it.

mod interruption;
mod making_vectors;
mod report_lines;
mod watching;

use std::{path::PathBuf, process::ExitCode, sync::atomic::AtomicBool, time::Duration};

pub(in crate::cli) use self::interruption::{INTERRUPTED, stop_on_signals};
pub(in crate::cli) use self::report_lines::print as print_report;
use super::{
    command_result::CommandResult, global_arguments::GlobalArguments, module_settings::ingest_config,
    progress::ProgressDisplay, terminal,
};
use crate::{
    config::Config,
    ingest::{self, IngestConfig, Report, RunObserver, Task, WatchSettings},
};

#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools)] // independent flags
pub(super) struct IndexArguments {
    /// Files and folders to index [default: the setting `corpus`]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Rebuild the index from all folders it knows, while the current one stays in use
    #[arg(long)]
    rebuild: bool,
    /// With --rebuild: proceed without indexed folders that no longer exist
    #[arg(long, requires = "rebuild")]
    drop_missing: bool,
    /// Retry documents and pages that failed in an earlier run
    #[arg(long)]
    retry_failed: bool,
    /// Delete missing documents even if a folder has lost many or all of its documents
    #[arg(long)]
    accept_deletions: bool,
    /// Show what a run would change, and write nothing; scans are not recognized
    #[arg(long, conflicts_with = "rebuild")]
    pub(super) dry_run: bool,
    /// Keep running, and update the index whenever something changes in the folders
    #[arg(long, conflicts_with_all = ["dry_run", "rebuild"])]
    watch: bool,
    /// With --watch: also scan the folders every SECONDS, where changes are not reported, as on a network
    #[arg(long, requires = "watch", value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    poll: Option<u64>,
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &IndexArguments) -> CommandResult {
    let mut ingest_config = ingest_config(config, arguments.retry_failed)?;
    ingest_config.deletions.is_accepted = arguments.accept_deletions;
    ingest_config.deletions.settings_file.clone_from(&common.config);
    let stop = stop_on_signals()?;
    if arguments.watch {
        let settings =
            WatchSettings { poll: arguments.poll.map(Duration::from_secs), follow: config.cluster_follow };
        return watching::run(config, common, &paths(config, arguments), (&ingest_config, settings), &stop);
    }
    let report = run_once(config, common, arguments, (&ingest_config, &stop))?;
    if common.json {
        terminal::print_json(&report)?;
    } else {
        report_lines::print(&report, common.quiet)?;
    }
    if !report.stopped && !report.dry_run && making_vectors::run(config, common, &stop)? {
        return Ok(ExitCode::from(INTERRUPTED));
    }
    if report.stopped {
        eprintln!("interrupted: {}", stopped_in_words(&report));
        return Ok(ExitCode::from(INTERRUPTED));
    }
    Ok(if report.is_good() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// Says what is left of a run that was stopped.
pub(super) fn stopped_in_words(report: &Report) -> String {
    if report.dry_run {
        return "nothing was written".to_owned();
    }
    let documents = report.documents;
    let are = if documents == 1 { "document is" } else { "documents are" };
    format!("{documents} {are} in the index; the next run continues")
}

/// Runs once, showing the progress.
fn run_once(
    config: &Config,
    common: &GlobalArguments,
    arguments: &IndexArguments,
    (ingest_config, stop): (&IngestConfig, &AtomicBool),
) -> anyhow::Result<Report> {
    let display = ProgressDisplay::new(common.quiet);
    let observer = RunObserver { stop, progress: &|progress| display.show(progress), metrics: None };
    let result = if arguments.dry_run {
        ingest::dry_run(&config.index, &paths(config, arguments), ingest_config, &observer)
    } else {
        ingest::run(&config.index, &task(config, arguments), ingest_config, &observer)
    };
    display.finish();
    Ok(result?)
}

fn task(config: &Config, arguments: &IndexArguments) -> Task {
    if arguments.rebuild {
        Task::Rebuild { paths: arguments.paths.clone(), drop_missing: arguments.drop_missing }
    } else {
        Task::Update(paths(config, arguments))
    }
}

/// Returns the paths that were given, or the default one.
fn paths(config: &Config, arguments: &IndexArguments) -> Vec<PathBuf> {
    if arguments.paths.is_empty() { vec![config.corpus.clone()] } else { arguments.paths.clone() }
}
