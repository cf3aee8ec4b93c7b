//! The options that every command accepts.

use std::path::PathBuf;

use clap::Args;

/// The options common to all commands, accepted before and after the command name.
#[derive(Debug, Clone, Args)]
pub(super) struct GlobalArguments {
    /// The index folder [default: index]
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) index: Option<PathBuf>,
    /// The settings file [default: skorowidz.toml, if it exists]
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Print JSON to standard output and everything else to standard error
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// Print errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Print more; repeat up to three times
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
}
