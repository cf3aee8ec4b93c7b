//! The definition of the command line: every command with its arguments.
//!
//! The arguments of a command stand in its file; running it is left to `run`.

use clap::{Parser, Subcommand};

use super::{
    analyze, backup, bets, config, correct, eval, extract, fetch, global_arguments::GlobalArguments, health,
    index, man, meetings, model, queries, relocate, restore, search, serve, show, sources, withdraw, worker,
};
use crate::config::Settings;

/// Polish full-text search for city news and legal acts.
#[derive(Debug, Parser)]
#[command(name = "skorowidz", version, about, max_term_width = 100)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) common: GlobalArguments,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Update the index from files and folders
    Index(index::IndexArguments),
    /// Fetch documents from the sources of the settings into a folder that `index` reads
    Fetch(fetch::FetchArguments),
    /// Show the sources of the settings and their state
    Sources(sources::SourcesArguments),
    /// Search and print ranked hits with highlighted snippets
    Search(search::SearchArguments),
    /// List meetings with their topics, newest first
    Meetings(meetings::MeetingsArguments),
    /// Run the HTTP service and the web pages
    Serve(serve::ServeArguments),
    /// Show one document
    Show(show::ShowArguments),
    /// Show what is extracted from a file, without an index
    Extract(extract::ExtractArguments),
    /// Show the tokens of a text as they are indexed
    Analyze(analyze::AnalyzeArguments),
    /// Show misspelled words of a text, and what may have been meant
    Correct(correct::CorrectArguments),
    /// Evaluate the index with judged queries
    Eval(eval::EvalArguments),
    /// Import, show, test or remove the model for search by meaning
    Model(model::ModelArguments),
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
    /// Move the index into the cluster of the settings, or back into its folder
    Move(relocate::MoveArguments),
    /// Check the integrity of the index on disk
    Verify,
    /// Check the files of best bets and synonyms, or show what they do to a query
    Bets(bets::BetsArguments),
    /// Show popular queries and queries without results
    Queries(queries::QueriesArguments),
    /// Show the settings in effect, check them, or print an example file
    Config(config::ConfigArguments),
    /// Check whether the running service responds
    Health(health::HealthArguments),
    /// Print the license notices of bundled works, and of the model in use
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

impl Command {
    /// Returns the settings given by flags of the command itself.
    pub(super) fn settings(&self) -> Settings {
        match self {
            Self::Serve(arguments) => arguments.settings(),
            Self::Bets(arguments) => arguments.settings(),
            _ => Settings::default(),
        }
    }
}
