//! `skorowidz index`: updates the index from files and folders.

use std::{
    io::Write,
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, atomic::AtomicBool, atomic::Ordering},
};

use anyhow::Context;

use super::{
    command_result::CommandResult,
    global_arguments::GlobalArguments,
    module_settings::ingest_config,
    progress::ProgressDisplay,
    terminal::{self, escaped_line},
};
use crate::{
    config::Config,
    ingest::{self, IngestConfig, Report, RunObserver, Task},
};

/// The exit status of an interrupted program: 128 plus the number of SIGINT.
pub(in crate::cli) const INTERRUPTED: u8 = 130;

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
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &IndexArguments) -> CommandResult {
    let task = task(config, arguments);
    let stop = stop_on_signals()?;
    let mut ingest_config = ingest_config(config, arguments.retry_failed)?;
    ingest_config.deletions.is_accepted = arguments.accept_deletions;
    let report = run_task(config, common, &task, &ingest_config, &stop)?;
    if common.json {
        terminal::print_json(&report)?;
    } else {
        print(&report, common.quiet)?;
    }
    if report.stopped {
        eprintln!("interrupted: the documents read so far are in the index");
        return Ok(ExitCode::from(INTERRUPTED));
    }
    Ok(if report.is_good() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// Runs a task with a progress display, until `stop` is set.
pub(super) fn run_task(
    config: &Config,
    common: &GlobalArguments,
    task: &Task,
    ingest_config: &IngestConfig,
    stop: &AtomicBool,
) -> anyhow::Result<Report> {
    let display = ProgressDisplay::new(common.quiet);
    let observer = RunObserver { stop, progress: &|progress| display.show(progress), metrics: None };
    let result = ingest::run(&config.index, task, ingest_config, &observer);
    display.finish();
    Ok(result?)
}

fn task(config: &Config, arguments: &IndexArguments) -> Task {
    match (arguments.rebuild, arguments.paths.is_empty()) {
        (true, _) => Task::Rebuild { paths: arguments.paths.clone(), drop_missing: arguments.drop_missing },
        (false, true) => Task::Update(vec![config.corpus.clone()]),
        (false, false) => Task::Update(arguments.paths.clone()),
    }
}

/// Returns a flag that is set by the first Ctrl-C or SIGTERM; a second one exits at once.
pub(super) fn stop_on_signals() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(INTERRUPTED));
        }
    })
    .context("cannot install the Ctrl-C handler")?;
    Ok(stop)
}

/// Prints what a run did, and what it could not do.
pub(super) fn print(report: &Report, is_quiet: bool) -> anyhow::Result<()> {
    let say = |sort: &str, source: &str, text: &str| {
        eprintln!("{sort}: {}: {}", escaped_line(source), escaped_line(text));
    };
    report.failures.iter().for_each(|failure| say("failed", &failure.source, &failure.error));
    say_left_out("failed", report.failures_left_out);
    report.refused.iter().for_each(|refused| say("refused", &refused.root, &refused.reason));
    if is_quiet {
        return Ok(());
    }
    report.warnings.iter().for_each(|warning| say("warning", &warning.source, &warning.warning));
    say_left_out("warning", report.warnings_left_out);
    if let Some(others) = report.other_kinds_in_words() {
        eprintln!("{}", escaped_line(&others));
    }
    let Report { added, updated, unchanged, deleted, failed, documents, seconds, .. } = report;
    writeln!(
        std::io::stdout(),
        "{added} added, {updated} updated, {unchanged} unchanged, {deleted} deleted, {failed} failed; \
         {documents} documents in the index; {seconds:.1} s"
    )?;
    Ok(())
}

/// Prints how many more messages of a kind were left out of the report.
fn say_left_out(sort: &str, count: u64) {
    if count > 0 {
        eprintln!("{sort}: and {count} more");
    }
}
