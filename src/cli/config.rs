//! `skorowidz config`: the settings in effect, or an example of the file.
//!
//! Leaves the reading and the checks to `config`: whatever is wrong has been told before this runs.

use std::{io::Write, process::ExitCode};

use serde_json::{Map, Value};

use super::{Common, Outcome, terminal};
use crate::{
    config::{self, Config},
    extract::worker,
    service,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Only check file, environment and flags; the exit status is 2 where something is wrong
    #[arg(long)]
    check: bool,
    /// Print a file with every setting, its meaning and its default
    #[arg(long, conflicts_with = "check")]
    pub(super) example: bool,
}

pub(super) fn run(config: &Config, common: &Common, arguments: &Arguments) -> Outcome {
    if let Some(path) = &config.synonyms {
        service::read_synonyms(path)?;
    }
    if arguments.check {
        if !common.quiet {
            writeln!(std::io::stderr(), "the settings are sound")?;
            if let Some(shortcoming) = worker::protection()?.shortcoming() {
                writeln!(std::io::stderr(), "note: {shortcoming}")?;
            }
        }
    } else if common.json {
        let settings = config.effective().into_iter();
        let json = |(name, value)| Ok((String::from(name), serde_json::to_value(value)?));
        terminal::print_json(
            &settings.map(json).collect::<Result<Map<String, Value>, serde_json::Error>>()?,
        )?;
    } else {
        let mut out = std::io::stdout().lock();
        config.effective().iter().try_for_each(|(name, value)| writeln!(out, "{name} = {value}"))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the example.
pub(super) fn print_example() -> Outcome {
    write!(std::io::stdout(), "{}", config::example())?;
    Ok(ExitCode::SUCCESS)
}
