//! `skorowidz fetch`: fetches documents from the sources of the settings, once or again and again.

use std::{
    io::Write,
    process::ExitCode,
    sync::atomic::AtomicBool,
    time::{Duration, Instant},
};

use anyhow::bail;
use serde::Serialize;

use super::{
    command_result::CommandResult,
    global_arguments::GlobalArguments,
    index::{INTERRUPTED, print_report, stop_on_signals},
    module_settings::ingest_config,
    progress::{FetchDisplay, ProgressDisplay},
    sources::NO_SOURCES,
    terminal::{self, escaped_line},
};
use crate::{
    config::{self, Config},
    fetch::{FetchObserver, FetchReport, FetchTask, Fetcher, SourcePlan, SourceReport, wait_until},
    ingest::{self, IngestConfig, Report, RunObserver, Task},
};

/// The time between two runs varies by this part of it, so that not everybody asks at the full hour.
const JITTER: f64 = 0.1;

#[derive(Debug, clap::Args)]
pub(super) struct FetchArguments {
    /// Sources to fetch, whether due or not [default: all that are due]
    #[arg(value_name = "SOURCE")]
    sources: Vec<String>,
    /// Fetch again and again with this time in between, such as 15m, 1h or 1d, until a signal ends it
    #[arg(long, value_name = "TIME", value_parser = interval)]
    every: Option<Duration>,
    /// Only show what would be fetched: the lists are read, nothing is written
    #[arg(long)]
    dry_run: bool,
    /// Delete documents that have vanished at their source
    #[arg(long, conflicts_with = "dry_run")]
    delete_vanished: bool,
    /// Update the index from the folder of the sources afterwards
    #[arg(long, conflicts_with = "dry_run")]
    update_index: bool,
}

/// What a run printed as JSON consists of.
#[derive(Debug, Serialize)]
struct Outcome {
    #[serde(flatten)]
    fetched: FetchReport,
    /// What `--update-index` did.
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<Report>,
    /// Why `--update-index` did nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    index_error: Option<String>,
}

fn interval(text: &str) -> Result<Duration, String> {
    config::interval(text).ok_or_else(|| "use a time such as `15m`, `1h` or `1d`".to_owned())
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &FetchArguments) -> CommandResult {
    let mut task = FetchTask {
        folder: config.sources_folder.clone(),
        sources: chosen(config, &arguments.sources)?,
        is_dry: arguments.dry_run,
        deletes_vanished: arguments.delete_vanished,
        waits: arguments.sources.is_empty(),
    };
    let stop = stop_on_signals()?;
    let IngestConfig { program, limits, .. } = ingest_config(config, false)?;
    let fetcher = Fetcher::new(&agent(config), program, limits)?;
    loop {
        let started = Instant::now();
        let outcome = run_once(config, common, arguments, (&fetcher, &task), &stop)?;
        let status = report(common, arguments, config, &outcome)?;
        let Some(every) = arguments.every.filter(|_| !outcome.fetched.stopped) else { return Ok(status) };
        // Named sources are fetched at once, but not again and again before their time.
        task.waits = true;
        let pause = every.mul_f64(1.0 + JITTER * (2.0 * fastrand::f64() - 1.0));
        if !wait_until(started + pause, &stop) {
            return Ok(ExitCode::from(INTERRUPTED));
        }
    }
}

/// Returns the sources with these names, or all.
fn chosen(config: &Config, names: &[String]) -> anyhow::Result<Vec<SourcePlan>> {
    if config.sources.is_empty() {
        bail!("{NO_SOURCES}");
    }
    if names.is_empty() {
        return Ok(config.sources.clone());
    }
    let known = || config.sources.iter().map(|plan| plan.name.as_str()).collect::<Vec<_>>().join("`, `");
    let find = |name: &String| {
        let found = config.sources.iter().find(|plan| plan.name == *name);
        found.cloned().ok_or_else(|| {
            anyhow::anyhow!("unknown source `{}`: use one of `{}`", escaped_line(name), known())
        })
    };
    let mut plans: Vec<SourcePlan> = Vec::new();
    for name in names {
        let plan = find(name)?;
        if plans.iter().all(|chosen| chosen.name != plan.name) {
            plans.push(plan);
        }
    }
    Ok(plans)
}

/// Returns what the program calls itself, with a way to reach whoever runs it.
fn agent(config: &Config) -> String {
    let url = config.public_url.as_ref().map(|url| format!("+{url}"));
    let contact = Some(config.contact.trim()).filter(|contact| !contact.is_empty()).map(str::to_owned);
    let reach: Vec<String> = url.into_iter().chain(contact).collect();
    let reach: String = reach.join("; ").chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
    let version = env!("CARGO_PKG_VERSION");
    if reach.is_empty() { format!("Skorowidz/{version}") } else { format!("Skorowidz/{version} ({reach})") }
}

fn run_once(
    config: &Config,
    common: &GlobalArguments,
    arguments: &FetchArguments,
    (client, task): (&Fetcher, &FetchTask),
    stop: &AtomicBool,
) -> anyhow::Result<Outcome> {
    let display = FetchDisplay::new(common.quiet);
    let observer = FetchObserver { stop, progress: &|progress| display.show(progress) };
    let fetched = client.run(task, &observer);
    display.finish();
    let is_indexed = arguments.update_index && !fetched.stopped && config.sources_folder.exists();
    let index = is_indexed.then(|| {
        let task = Task::Update(vec![config.sources_folder.clone()]);
        let display = ProgressDisplay::new(common.quiet);
        let observer = RunObserver { stop, progress: &|progress| display.show(progress), metrics: None };
        let result = ingest::run(&config.index, &task, &ingest_config(config, false)?, &observer);
        display.finish();
        anyhow::Ok(result?)
    });
    // With `--every`, the next round tries again.
    match index.transpose() {
        Ok(index) => Ok(Outcome { fetched, index, index_error: None }),
        Err(error) if arguments.every.is_some() => {
            Ok(Outcome { fetched, index: None, index_error: Some(format!("{error:#}")) })
        }
        Err(error) => Err(error),
    }
}

/// Prints the outcome and returns the exit status.
fn report(
    common: &GlobalArguments,
    arguments: &FetchArguments,
    config: &Config,
    outcome: &Outcome,
) -> CommandResult {
    if common.json {
        terminal::print_json(outcome)?;
    } else {
        outcome
            .fetched
            .sources
            .iter()
            .try_for_each(|source| print(source, common.quiet, arguments.dry_run))?;
        if let Some(report) = &outcome.index {
            print_report(report, common.quiet)?;
        }
    }
    if let Some(error) = &outcome.index_error {
        eprintln!("failed: the index was not updated, the next round tries again: {}", escaped_line(error));
    }
    let fetched = &outcome.fetched;
    let has_news = fetched.sources.iter().any(|source| source.new + source.changed + source.deleted > 0);
    if has_news && outcome.index.is_none() && !arguments.update_index && !arguments.dry_run && !common.quiet {
        let folder = escaped_line(&config.sources_folder.display().to_string());
        eprintln!("index it with `skorowidz index {folder}`, or fetch with `--update-index`");
    }
    if fetched.stopped || outcome.index.as_ref().is_some_and(|report| report.stopped) {
        eprintln!("interrupted: the next run continues");
        return Ok(ExitCode::from(INTERRUPTED));
    }
    let is_good = fetched.is_good() && outcome.index.as_ref().is_none_or(Report::is_good);
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

fn print(source: &SourceReport, is_quiet: bool, is_dry: bool) -> anyhow::Result<()> {
    let name = escaped_line(&source.name);
    for failure in &source.failures {
        eprintln!("failed: {name}: {}: {}", escaped_line(&failure.url), escaped_line(&failure.error));
    }
    let left_out = source.failed.saturating_sub(source.failures.len() as u64);
    if left_out > 0 {
        eprintln!("failed: {name}: and {left_out} more");
    }
    if is_quiet {
        return Ok(());
    }
    source.notes.iter().for_each(|note| eprintln!("note: {name}: {}", escaped_line(note)));
    let mut out = std::io::stdout().lock();
    for planned in &source.planned {
        let verb = if planned.is_known { "check" } else { "fetch" };
        writeln!(out, "{verb} {}", escaped_line(&planned.url))?;
    }
    if let Some(reason) = &source.skipped {
        writeln!(out, "{name}: left out: {reason}")?;
        return Ok(());
    }
    let SourceReport { kind, listed, new, changed, unchanged, duplicates, vanished, deleted, .. } = source;
    let SourceReport { closed, failed, documents, requests, bytes, seconds, .. } = source;
    if is_dry {
        let (kept, megabytes) = (unchanged, *bytes as f64 / 1e6);
        writeln!(
            out,
            "{name} ({kind}): {listed} listed; would fetch {new} and check {kept}; {requests} requests, {megabytes:.1} MB"
        )?;
        return Ok(());
    }
    writeln!(
        out,
        "{name} ({kind}): {listed} listed; {new} new, {changed} changed, {unchanged} unchanged, {duplicates} duplicates, \
         {vanished} vanished, {deleted} deleted, {closed} closed, {failed} failed; {documents} documents; {requests} requests, \
         {:.1} MB, {seconds:.1} s",
        *bytes as f64 / 1e6
    )?;
    Ok(())
}
