//! The command line: arguments as typed, one file a command.
//!
//! Exit status: 0 done (for `search`: hits), 1 no hits, 2 an error or an input that could not be
//! read, 130 interrupted. With `--json` exactly one JSON document (or JSON lines) goes to standard output and
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
    config::{Config, LogFormat, Settings},
    error::Error,
    ingest::{DeletionLimits, Means},
    queries::QuerySettings,
};

/// The licence of the dictionary that the program carries, which asks to be shown with it.
const DICTIONARY_NOTICE: &str = include_str!("../dictionary/LICENSE.SGJP.txt");

/// What `main` hands on: the exit status, or an error to print.
type Outcome = anyhow::Result<ExitCode>;

/// Polish full-text search for city news and legal acts.
#[derive(Debug, Parser)]
#[command(name = "skorowidz", version, about, max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command, before or after its name.
#[derive(Debug, Clone, Args)]
struct Common {
    /// The folder of the index [default: index]
    #[arg(long, global = true, value_name = "DIR")]
    index: Option<PathBuf>,
    /// The file with settings [default: skorowidz.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print JSON on standard output, everything else on standard error
    #[arg(long, global = true)]
    json: bool,
    /// Say only what went wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more; up to three times
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Bring the index up to date with files and folders
    Index(index::Arguments),
    /// Search, and print ranked hits with highlighted snippets
    Search(Box<search::Arguments>),
    /// Run the HTTP service and the web pages
    Serve(serve::Arguments),
    /// Show one document
    Show(show::Arguments),
    /// Show what is read of a file, without an index
    Extract(extract::Arguments),
    /// Show the tokens of a text, as indexed
    Analyze(analyze::Arguments),
    /// Judge the index by queries whose answers are known
    Eval(eval::Arguments),
    /// Show what is in the index
    Stats,
    /// Take documents out of the index, so that they stay out
    Withdraw(withdraw::Arguments),
    /// Print the description of the HTTP API: OpenAPI 3.1
    Openapi,
    /// Write the whole index to a file, also while a service runs
    Backup(backup::Arguments),
    /// Put the index of a backup in the place of the present one, also while a service runs
    Restore(restore::Arguments),
    /// Check that all on disk is what was written
    Verify,
    /// Show what is asked often, and what in vain
    Queries(queries::Arguments),
    /// Show the settings in effect, check them, or print an example of the file
    Config(config::Arguments),
    /// Ask the running service whether it answers
    Health(health::Arguments),
    /// Print the notices of the works that the program carries
    Notices,
    /// Read documents for a parent process
    #[command(hide = true)]
    Worker(worker::LimitArguments),
    /// Run a program under limits
    #[command(hide = true)]
    Confined(worker::ConfinedArguments),
    /// Print the manual page, or write one for each command
    Man(man::Arguments),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// The message of an error with its causes, safe to print: it may quote the name of a file, which may hold anything.
///
/// One line, unless the settings are wrong in several places.
pub fn printable(error: &anyhow::Error) -> String {
    let message = format!("{error:#}");
    match error.downcast_ref() {
        Some(Error::Config(_)) => terminal::escaped(&message),
        _ => terminal::escaped_line(&message),
    }
}

/// Runs the command of this process.
///
/// # Errors
/// Whatever keeps the command from doing its work, with its causes.
pub fn run() -> Outcome {
    let Arguments { common, command } = match Arguments::try_parse() {
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
        Command::Config(config::Arguments { example: true, .. }) => return config::print_example(),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Arguments::command(), "skorowidz", &mut io::stdout());
            return Ok(ExitCode::SUCCESS);
        }
        _ => {}
    }
    let flags = Settings { index: common.index.clone(), ..command.settings() };
    let config = Config::load(flags.clone(), common.config.as_deref())?;
    start_logging(&common, &command, config.log_format);
    panics::surviving(&config.index, || run_over_index(&config, &common, command, flags))
}

/// Runs a command for which the settings are needed.
fn run_over_index(config: &Config, common: &Common, command: Command, flags: Settings) -> Outcome {
    match command {
        Command::Index(arguments) => index::run(config, common, &arguments),
        Command::Search(arguments) => search::run(config, common, *arguments),
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

/// Says what is wrong with the arguments, which may be names of files, without letting them command the terminal.
fn refuse(mut error: clap::Error) -> Outcome {
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

/// How queries are counted.
fn query_settings(config: &Config) -> QuerySettings {
    QuerySettings {
        is_on: config.queries,
        days: config.queries_days as u32,
        min_count: config.queries_min_count,
    }
}

/// The means by which this process reads files.
fn means(config: &Config, retry_failed: bool) -> anyhow::Result<Means> {
    // What this link names is this very program, even where an upgrade has taken its place on disk.
    let running = PathBuf::from("/proc/self/exe");
    let program = if running.exists() { Ok(running) } else { std::env::current_exe() };
    let program = program.context("cannot find this program, to start it for the reading")?;
    let deletions =
        DeletionLimits { percent: config.deletions_percent, free: config.deletions_free, is_accepted: false };
    Ok(Means { program, limits: config.extract, ocr: config.ocr.clone(), retry_failed, deletions })
}

impl Command {
    /// The settings among the command's own flags.
    fn settings(&self) -> Settings {
        match self {
            Self::Serve(arguments) => arguments.settings(),
            _ => Settings::default(),
        }
    }
}

/// Log lines go to standard error: warnings, for `serve` what it does, and more with `-v`.
fn start_logging(common: &Common, command: &Command, format: LogFormat) {
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
