//! `skorowidz index --watch`: prints what a watch tells, until a signal ends it.
//!
//! Watching is left to `ingest`. Invariant: standard output holds a line for each run that changed something
//! or, with `--json`, an object for each run.

use std::{
    cell::RefCell,
    path::PathBuf,
    process::ExitCode,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use super::{interruption::INTERRUPTED, report_lines};
use crate::{
    cli::{
        command_result::CommandResult,
        global_arguments::GlobalArguments,
        module_settings::meaning_settings,
        progress::ProgressDisplay,
        terminal::{self, escaped_line},
    },
    config::Config,
    error::Result,
    ingest::{self, IngestConfig, Progress, RunObserver, WatchNews, WatchSettings},
    meaning::ModelStamp,
    service::Service,
};

/// How often to look for new documents without vectors.
const FOLLOW_INTERVAL: Duration = Duration::from_millis(500);

/// Watches files and folders until `stop` is set.
pub(super) fn run(
    config: &Config,
    common: &GlobalArguments,
    paths: &[PathBuf],
    settings: (&IngestConfig, WatchSettings),
    stop: &AtomicBool,
) -> CommandResult {
    // Each run has a display of its own, which appears with its first progress.
    let display: RefCell<Option<ProgressDisplay>> = RefCell::default();
    let progress = |progress: Progress| {
        display.borrow_mut().get_or_insert_with(|| ProgressDisplay::new(common.quiet)).show(progress);
    };
    let observer = RunObserver { stop, progress: &progress, metrics: None };
    let has_ended = AtomicBool::new(false);
    let watched = thread::scope(|scope| {
        scope.spawn(|| {
            keep_vectors(config, &|| [stop, &has_ended].iter().any(|flag| flag.load(Ordering::Relaxed)));
        });
        let watched = ingest::watch(&config.index, paths, settings, &observer, &mut |news| {
            if let Some(display) = display.borrow_mut().take() {
                display.finish();
            }
            tell(&news, common)
        });
        has_ended.store(true, Ordering::Relaxed);
        watched
    });
    if let Some(display) = display.borrow_mut().take() {
        display.finish();
    }
    watched?;
    if !common.quiet {
        eprintln!("interrupted: the index has what was read so far");
    }
    Ok(ExitCode::from(INTERRUPTED))
}

/// Makes the vectors that documents lack as they come in, once a model is installed, until it `is_over`. The search by
/// words does not depend on it.
fn keep_vectors(config: &Config, is_over: &dyn Fn() -> bool) {
    let mut service = None;
    while !is_over() {
        match &service {
            // The watch itself reports what fails here.
            Some(service) => drop(Service::follow(service)),
            None if ModelStamp::of(&config.index).is_some() => match vector_maker(config) {
                Ok(started) => service = Some(started),
                Err(error) => return eprintln!("no vectors are made: {}", escaped_line(&error.to_string())),
            },
            None => {}
        }
        thread::sleep(FOLLOW_INTERVAL);
    }
}

/// Starts a service that makes vectors. It follows a model that is imported later, so a damaged one is only reported.
fn vector_maker(config: &Config) -> Result<Service> {
    let service = Service::open(&config.index)?;
    if let Err(error) = service.use_meaning(meaning_settings(config)) {
        eprintln!("no vectors are made: {}", escaped_line(&error.to_string()));
    }
    service.make_vectors()?;
    Ok(service)
}

/// Prints a piece of news.
fn tell(news: &WatchNews, common: &GlobalArguments) -> anyhow::Result<()> {
    let say = |text: &str| eprintln!("{}", escaped_line(text));
    match news {
        WatchNews::Ran { report, .. } if common.json => terminal::print_json(report)?,
        WatchNews::Ran { report, has_changed: true } => report_lines::print(report, common.quiet)?,
        WatchNews::Ran { .. } => {}
        WatchNews::Partial { reason, interval } => {
            say(&format!("warning: {reason}; everything is scanned every {} seconds", interval.as_secs()));
        }
        WatchNews::Gone(path) => {
            say(&format!("warning: `{}` does not exist: waiting for it", path.display()));
        }
        _ if common.quiet => {}
        WatchNews::Watching(1) => say("watching 1 path for changes; stop with Ctrl-C"),
        WatchNews::Watching(paths) => say(&format!("watching {paths} paths for changes; stop with Ctrl-C")),
        WatchNews::Back(path) => say(&format!("`{}` is back", path.display())),
        WatchNews::Locked(reason) => say(&format!("waiting: {reason}")),
    }
    Ok(())
}
