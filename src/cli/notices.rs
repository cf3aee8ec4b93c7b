//! `skorowidz notices`: the licenses of what the program contains, and of the model that it uses.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use super::{command_result::CommandResult, terminal};
use crate::{
    analysis::DICTIONARY_NOTICE,
    config::Config,
    meaning::{installed_model, model_notice},
};

/// Prints the notices. A model that cannot be read has none; `model list` says what is wrong with it.
pub(super) fn run(config: &Config) -> CommandResult {
    let mut out = io::stdout().lock();
    write!(out, "{DICTIONARY_NOTICE}")?;
    if let Ok(Some(installed)) = installed_model(&config.index) {
        let (name, license) = (&installed.info.name, &installed.info.license);
        let heading = format!("The model for search by meaning, {name} ({license}):");
        writeln!(out, "\n{}\n", terminal::escaped_line(&heading))?;
        let unknown = "Its files do not say more; ask whoever published it.\n";
        write!(out, "{}", model_notice(&installed.info).unwrap_or(unknown))?;
    }
    Ok(ExitCode::SUCCESS)
}
