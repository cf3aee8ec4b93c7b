//! `skorowidz config`: the settings in effect, or an example of the file.
//!
//! Leaves the reading and the checks to `config`: whatever is wrong has been told before this runs.

use std::{io::Write, process::ExitCode};

use serde_json::{Map, Value};

use super::{Common, Outcome, terminal};
use crate::{
    config::{self, Config},
    extract::worker,
    http::{self, Unfilled},
    service,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Only check file, environment and flags; the exit status is 2 where something is wrong. What of the statements
    /// is still to be filled in is a warning
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
        warn_of_statements(config)?;
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

/// Says what of the statements is still to be filled in: the law asks for them, and no setting is wrong for it.
fn warn_of_statements(config: &Config) -> std::io::Result<()> {
    for Unfilled { file, places, first } in http::unfilled(config) {
        writeln!(
            std::io::stderr(),
            "warning: the statement `{file}` has places to be filled in ({places}), the first `({first})`: put the \
             whole text in the folder of `statements`"
        )?;
    }
    Ok(())
}

/// Prints the example.
pub(super) fn print_example() -> Outcome {
    write!(std::io::stdout(), "{}", config::example())?;
    Ok(ExitCode::SUCCESS)
}
