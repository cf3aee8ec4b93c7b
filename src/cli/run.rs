//! Parses the command line, reads the settings and runs the command.
//!
//! What a command does is left to its file.

use std::{io, process::ExitCode};

use clap::{CommandFactory, Parser};

use super::{
    analyze, backup, bets,
    command_line::{Cli, Command},
    command_result::CommandResult,
    config, correct, errors, eval, extract, fetch,
    global_arguments::GlobalArguments,
    health, index, joining, logging, man, meetings, model, notices, openapi, panics, queries, relocate,
    restore, search, serve, show, sources, stats, verify, withdraw, worker,
};
use crate::{
    config::{Config, LogFormat, Settings},
    index::use_cluster,
};

/// Parses the arguments of this process and runs the command.
///
/// # Errors
/// Returns an error with its causes if the settings are invalid or the command fails.
pub fn run() -> CommandResult {
    let Cli { common, command } = match Cli::try_parse() {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() => return errors::refuse(error),
        Err(help) => help.exit(),
    };
    match &command {
        Command::Worker(arguments) => return worker::serve(arguments),
        Command::Confined(arguments) => return worker::exec(arguments),
        Command::Openapi => return openapi::run(),
        Command::Man(arguments) => return man::run(Cli::command(), arguments),
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
    if let Some(cluster) = config.cluster.as_ref().filter(|_| takes_engine(&command, &config)) {
        use_cluster(&config.index, cluster)?;
    }
    if let Some(cluster) = &config.cluster {
        joining::join(&config, &common, &command, cluster)?;
    }
    panics::surviving(&config.index, || run_over_index(&config, &common, command, flags))
}

/// Whether a command uses the engine of the settings: one that makes an index, or finds the index folder. Only a move
/// leads from one engine to another, and a dry run notes nothing.
fn takes_engine(command: &Command, config: &Config) -> bool {
    match command {
        Command::Move(_) => false,
        Command::Index(arguments) if arguments.dry_run => false,
        Command::Index(_) | Command::Serve(_) | Command::Fetch(_) | Command::Restore(_) => true,
        _ => config.index.is_dir(),
    }
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
        Command::Fetch(arguments) => fetch::run(config, common, &arguments),
        Command::Sources(arguments) => sources::run(config, common, &arguments),
        Command::Search(arguments) => search::run(config, common, &arguments),
        Command::Meetings(arguments) => meetings::run(config, common, &arguments),
        Command::Serve(_) => {
            let reload = serve::Reload { flags, file: common.config.clone() };
            serve::run(config, common, reload)
        }
        Command::Show(arguments) => show::run(config, common, &arguments),
        Command::Extract(arguments) => extract::run(config, common, &arguments),
        Command::Analyze(arguments) => analyze::run(config, common, &arguments),
        Command::Correct(arguments) => correct::run(config, common, &arguments),
        Command::Eval(arguments) => eval::run(config, common, &arguments),
        Command::Model(arguments) => model::run(config, common, &arguments),
        Command::Stats => stats::run(config, common),
        Command::Withdraw(arguments) => withdraw::run(config, common, &arguments),
        Command::Backup(arguments) => backup::run(config, common, &arguments),
        Command::Restore(arguments) => restore::run(config, common, &arguments),
        Command::Move(arguments) => relocate::run(config, common, &arguments),
        Command::Verify => verify::run(config, common),
        Command::Bets(arguments) => bets::run(config, common, &arguments),
        Command::Queries(arguments) => queries::run(config, common, &arguments),
        Command::Config(arguments) => config::run(config, common, &arguments),
        Command::Health(arguments) => health::run(config, common, &arguments),
        Command::Notices => notices::run(config),
        Command::Worker(_)
        | Command::Confined(_)
        | Command::Openapi
        | Command::Man(_)
        | Command::Completions { .. } => Ok(ExitCode::SUCCESS),
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
