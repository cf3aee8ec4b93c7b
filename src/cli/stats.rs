//! `skorowidz stats`: shows statistics of the index.

use std::{collections::BTreeMap, io::Write, process::ExitCode};

use super::{command_result::CommandResult, global_arguments::GlobalArguments, terminal};
use crate::{config::Config, service::Service};

pub(super) fn run(config: &Config, common: &GlobalArguments) -> CommandResult {
    let statistics = Service::open(&config.index)?.statistics_blocking()?;
    if common.json {
        terminal::print_json(&statistics)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = terminal::styled();
    writeln!(out, "documents  {}", statistics.documents)?;
    writeln!(out, "kinds      {}", list(&statistics.kinds))?;
    writeln!(out, "languages  {}", list(&statistics.languages))?;
    writeln!(out, "years      {}", list(&statistics.years))?;
    writeln!(out, "size       {:.1} MB", statistics.size_bytes as f64 / 1e6)?;
    writeln!(out, "analyzer   {}", statistics.analyzer)?;
    Ok(ExitCode::SUCCESS)
}

fn list(counts: &BTreeMap<String, u64>) -> String {
    counts.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
}
