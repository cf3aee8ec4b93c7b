//! `skorowidz config`: shows the settings in effect, or prints an example file.
//!
//! Leaves reading and validation to `config`: errors in the settings are reported before this command runs.

use std::{io::Write, process::ExitCode};

use serde_json::{Map, Value};

use super::{
    command_result::CommandResult, global_arguments::GlobalArguments, module_settings::curated_files,
    terminal,
};
use crate::{
    config::{self, Config},
    extract::worker,
    http::{self, UnfilledStatement},
};

#[derive(Debug, clap::Args)]
pub(super) struct ConfigArguments {
    /// Only check the file, the environment and the flags: exit with status 2 if a setting is invalid, and
    /// warn about statements with unfilled placeholders
    #[arg(long)]
    check: bool,
    /// Print an example file with every setting, its meaning and its default
    #[arg(long, conflicts_with = "check")]
    pub(super) example: bool,
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &ConfigArguments) -> CommandResult {
    curated_files(config).read()?;
    if arguments.check {
        warn_of_statements(config)?;
        if !common.quiet {
            writeln!(std::io::stderr(), "the settings are valid")?;
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

/// Warns about unfilled placeholders in the statements, which the law requires but which make no setting
/// invalid.
fn warn_of_statements(config: &Config) -> std::io::Result<()> {
    for UnfilledStatement { file, places, first } in http::unfilled(config) {
        writeln!(
            std::io::stderr(),
            "warning: the statement `{file}` has unfilled placeholders ({places}), the first is `({first})`: put the \
             completed text in the folder of the setting `statements`"
        )?;
    }
    Ok(())
}

/// Prints the example settings file.
pub(super) fn print_example() -> CommandResult {
    write!(std::io::stdout(), "{}", config::example())?;
    Ok(ExitCode::SUCCESS)
}
