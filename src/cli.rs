//! The command line: argument definitions and one file per command.
//!
//! Exit status: 0 for success (for `search`: hits), 1 for no hits, 2 for an error or an unreadable input, and
//! 130 if interrupted. With `--json`, exactly one JSON document (or JSON lines) goes to standard output and
//! everything else to standard error.

mod analyze;
mod backup;
mod config;
mod eval;
mod extract;
mod health;
mod index;
mod logging;
mod man;
mod openapi;
mod panics;
mod progress;
mod queries;
mod restore;
mod search;
mod serve;
mod show;
mod stats;
mod terminal;
mod verify;
mod withdraw;
mod worker;

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::Context;
use clap::{Args, CommandFactory, Parser, Subcommand, error::ContextValue};

use crate::{
    analysis::DICTIONARY_NOTICE,
    config::{Config, LogFormat, Settings},
    error::Error,
    ingest::{DeletionLimits, IngestConfig},
    queries::QuerySettings,
};

/// The result of a command: an exit status, or an error to print.
type CommandResult = anyhow::Result<ExitCode>;

/// Polish full-text search for city news and legal acts.
#[derive(Debug, Parser)]
#[command(name = "skorowidz", version, about, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    common: GlobalArguments,
    #[command(subcommand)]
    command: Command,
}

/// The options common to all commands, accepted before and after the command name.
#[derive(Debug, Clone, Args)]
struct GlobalArguments {
    /// The index folder [default: index]
    #[arg(long, global = true, value_name = "DIR")]
    index: Option<PathBuf>,
    /// The settings file [default: skorowidz.toml, if it exists]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print JSON to standard output and everything else to standard error
    #[arg(long, global = true)]
    json: bool,
    /// Print errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Print more; repeat up to three times
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Update the index from files and folders
    Index(index::IndexArguments),
    /// Search and print ranked hits with highlighted snippets
    Search(search::SearchArguments),
    /// Run the HTTP service and the web pages
    Serve(serve::ServeArguments),
    /// Show one document
    Show(show::ShowArguments),
    /// Show what is extracted from a file, without an index
    Extract(extract::ExtractArguments),
    /// Show the tokens of a text as they are indexed
    Analyze(analyze::AnalyzeArguments),
    /// Evaluate the index with judged queries
    Eval(eval::EvalArguments),
    /// Show statistics of the index
    Stats,
    /// Withdraw documents: remove them from the index and keep them out
    Withdraw(withdraw::WithdrawArguments),
    /// Print the OpenAPI 3.1 description of the HTTP API
    Openapi,
    /// Write the whole index to a backup file, even while the service is running
    Backup(backup::BackupArguments),
    /// Replace the index with one from a backup, even while the service is running
    Restore(restore::RestoreArguments),
    /// Check the integrity of the index on disk
    Verify,
    /// Show popular queries and queries without results
    Queries(queries::QueriesArguments),
    /// Show the settings in effect, check them, or print an example file
    Config(config::ConfigArguments),
    /// Check whether the running service responds
    Health(health::HealthArguments),
    /// Print the license notices of bundled works
    Notices,
    /// Read documents for a parent process
    #[command(hide = true)]
    Worker(worker::LimitArguments),
    /// Run a program under resource limits
    #[command(hide = true)]
    Confined(worker::ConfinedArguments),
    /// Print the manual page, or write one per command
    Man(man::ManArguments),
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Formats an error and its causes for the terminal, with control characters escaped.
///
/// Escaping is needed because a message may quote a file name, which can contain anything. The result is one
/// line, unless several settings are invalid.
pub fn printable(error: &anyhow::Error) -> String {
    let message = format!("{error:#}");
    match error.downcast_ref() {
        Some(Error::Config(_)) => terminal::escaped(&message),
        _ => terminal::escaped_line(&message),
    }
}

/// Parses the arguments of this process and runs the command.
///
/// # Errors
/// Returns an error with its causes if the settings are invalid or the command fails.
pub fn run() -> CommandResult {
    let Cli { common, command } = match Cli::try_parse() {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() => return refuse(error),
        Err(help) => help.exit(),
    };
    match &command {
        Command::Worker(arguments) => return worker::serve(arguments),
        Command::Confined(arguments) => return worker::exec(arguments),
        Command::Openapi => return openapi::run(),
        Command::Man(arguments) => return man::run(arguments),
        Command::Notices => {
            write!(io::stdout(), "{DICTIONARY_NOTICE}")?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Config(config::ConfigArguments { example: true, .. }) => return config::print_example(),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Cli::command(), "skorowidz", &mut io::stdout());
            return Ok(ExitCode::SUCCESS);
        }
        _ => {}
    }
    let flags = Settings { index: common.index.clone(), ..command.settings() };
    let config = Config::load(flags.clone(), common.config.as_deref())?;
    start_logging(&common, &command, config.log_format);
    panics::surviving(&config.index, || run_over_index(&config, &common, command, flags))
}

/// Runs a command that needs the settings.
fn run_over_index(
    config: &Config,
    common: &GlobalArguments,
    command: Command,
    flags: Settings,
) -> CommandResult {
    match command {
        Command::Index(arguments) => index::run(config, common, &arguments),
        Command::Search(arguments) => search::run(config, common, &arguments),
        Command::Serve(_) => {
            let reload = serve::Reload { flags, file: common.config.clone() };
            serve::run(config, common, reload)
        }
        Command::Show(arguments) => show::run(config, common, &arguments),
        Command::Extract(arguments) => extract::run(config, common, &arguments),
        Command::Analyze(arguments) => analyze::run(config, common, &arguments),
        Command::Eval(arguments) => eval::run(config, common, &arguments),
        Command::Stats => stats::run(config, common),
        Command::Withdraw(arguments) => withdraw::run(config, common, &arguments),
        Command::Backup(arguments) => backup::run(config, common, &arguments),
        Command::Restore(arguments) => restore::run(config, common, &arguments),
        Command::Verify => verify::run(config, common),
        Command::Queries(arguments) => queries::run(config, common, &arguments),
        Command::Config(arguments) => config::run(config, common, &arguments),
        Command::Health(arguments) => health::run(config, common, &arguments),
        Command::Worker(_)
        | Command::Confined(_)
        | Command::Openapi
        | Command::Man(_)
        | Command::Notices
        | Command::Completions { .. } => Ok(ExitCode::SUCCESS),
    }
}

/// Prints an argument error with its values escaped, because they may be file names that contain control
/// sequences.
fn refuse(mut error: clap::Error) -> CommandResult {
    let values = error.context().filter_map(|(kind, value)| match value {
        ContextValue::String(value) => Some((kind, ContextValue::String(terminal::escaped_line(value)))),
        _ => None,
    });
    for (kind, value) in values.collect::<Vec<_>>() {
        error.insert(kind, value);
    }
    write!(io::stderr(), "{}", terminal::escaped(&error.render().to_string()))?;
    Ok(ExitCode::from(2))
}

/// Returns the settings for search statistics.
fn query_settings(config: &Config) -> QuerySettings {
    QuerySettings {
        is_on: config.queries,
        days: config.queries_days as u32,
        min_count: config.queries_min_count,
    }
}

/// Returns the settings with which this process ingests files.
fn ingest_config(config: &Config, retry_failed: bool) -> anyhow::Result<IngestConfig> {
    // This link refers to the running program even if an upgrade has replaced it on disk.
    let running = PathBuf::from("/proc/self/exe");
    let program = if running.exists() { Ok(running) } else { std::env::current_exe() };
    let program = program.context("cannot locate this program to start it as a worker process")?;
    let deletions =
        DeletionLimits { percent: config.deletions_percent, free: config.deletions_free, is_accepted: false };
    Ok(IngestConfig { program, limits: config.extract, ocr: config.ocr.clone(), retry_failed, deletions })
}

impl Command {
    /// Returns the settings given by flags of the command itself.
    fn settings(&self) -> Settings {
        match self {
            Self::Serve(arguments) => arguments.settings(),
            _ => Settings::default(),
        }
    }
}

/// Starts logging to standard error: warnings, for `serve` also its activity, and more with `-v`.
fn start_logging(common: &GlobalArguments, command: &Command, format: LogFormat) {
    let usual = u8::from(matches!(command, Command::Serve(_)));
    let level = match usual.max(common.verbose) {
        _ if common.quiet => "error",
        0 => "warn",
        1 => "info",
        2 => "debug",
        _ => "trace",
    };
    let others = if common.verbose > 2 { "debug" } else { "warn" };
    logging::start(level, others, format);
}
