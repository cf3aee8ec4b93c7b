//! The command line: one file per command.
//!
//! `command_line` defines the commands, `run` runs them, `errors` prints what went wrong. Commands share
//! `global_arguments`, `curated_arguments`, `command_result`, `module_settings`, `terminal`, `progress`,
//! `logging` and `panics`.
//!
//! Exit status: 0 for success (for `search`: hits), 1 for no hits, 2 for an error or an unreadable input, and
//! 130 if interrupted. With `--json`, exactly one JSON document (or JSON lines) goes to standard output and
//! everything else to standard error.

mod analyze;
mod backup;
mod bets;
mod command_line;
mod command_result;
mod config;
mod correct;
mod curated_arguments;
mod errors;
mod eval;
mod extract;
mod fetch;
mod global_arguments;
mod health;
mod index;
mod joining;
mod logging;
mod man;
mod meetings;
mod model;
mod module_settings;
mod notices;
mod openapi;
mod panics;
mod progress;
mod queries;
mod relocate;
mod restore;
mod run;
mod search;
mod serve;
mod show;
mod sources;
mod stats;
mod terminal;
mod verify;
mod withdraw;
mod worker;

pub use errors::printable;
pub use run::run;
