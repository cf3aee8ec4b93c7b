//! `skorowidz queries`: shows popular queries and queries without results.

use std::{io::Write, process::ExitCode};

use super::{
    command_result::CommandResult,
    global_arguments::GlobalArguments,
    module_settings::query_settings,
    terminal::{self, escaped_line},
};
use crate::{
    config::Config,
    queries::{self, DEFAULT_DAYS, DEFAULT_LIMIT, PopularQueriesRequest},
};

#[derive(Debug, clap::Args)]
pub(super) struct QueriesArguments {
    /// The number of days to cover, including today
    #[arg(long, value_name = "N", default_value_t = DEFAULT_DAYS, value_parser = clap::value_parser!(u32).range(1..=3650))]
    days: u32,
    /// Only queries without results, the most frequent first
    #[arg(long)]
    empty: bool,
    /// The maximum number of queries to show
    #[arg(long, value_name = "N", default_value_t = DEFAULT_LIMIT)]
    limit: usize,
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &QueriesArguments) -> CommandResult {
    let wanted =
        PopularQueriesRequest { days: arguments.days, is_empty: arguments.empty, limit: arguments.limit };
    let popular = queries::read(&config.index, &query_settings(config), &wanted);
    if common.json {
        terminal::print_json(&popular)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = terminal::styled();
    if popular.queries.is_empty() && !common.quiet {
        eprintln!("no queries recorded from {} to {}: `serve` records them", popular.from, popular.to);
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "{:>7} {:>7}  {} to {}", "count", "no hits", popular.from, popular.to)?;
    for query in &popular.queries {
        writeln!(out, "{:>7} {:>7}  {}", query.count, query.empty, escaped_line(&query.query))?;
    }
    Ok(ExitCode::SUCCESS)
}
