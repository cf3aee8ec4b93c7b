//! `skorowidz queries`: what is asked often, and what in vain.

use std::{io::Write, process::ExitCode};

use super::{
    Common, Outcome,
    terminal::{self, escaped_line},
};
use crate::{
    config::Config,
    queries::{self, DEFAULT_DAYS, DEFAULT_LIMIT, Wanted},
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The last days, today among them
    #[arg(long, value_name = "N", default_value_t = DEFAULT_DAYS, value_parser = clap::value_parser!(u32).range(1..=3650))]
    days: u32,
    /// Only what found nothing, the most frequent of that first
    #[arg(long)]
    empty: bool,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = DEFAULT_LIMIT)]
    limit: usize,
}

pub(super) fn run(config: &Config, common: &Common, arguments: &Arguments) -> Outcome {
    let wanted = Wanted { days: arguments.days, is_empty: arguments.empty, limit: arguments.limit };
    let popular = queries::read(&config.index, &super::query_settings(config), &wanted);
    if common.json {
        terminal::print_json(&popular)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = terminal::styled();
    if popular.queries.is_empty() && !common.quiet {
        eprintln!("no query is kept from {} to {}: `serve` counts them", popular.from, popular.to);
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "{:>7} {:>7}  {} to {}", "asked", "in vain", popular.from, popular.to)?;
    for query in &popular.queries {
        writeln!(out, "{:>7} {:>7}  {}", query.count, query.empty, escaped_line(&query.query))?;
    }
    Ok(ExitCode::SUCCESS)
}
