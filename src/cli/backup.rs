//! `skorowidz backup`: writes the whole index to one file.

use std::{io::Write, path::PathBuf, process::ExitCode};

use super::{
    command_result::CommandResult, global_arguments::GlobalArguments, progress::BytesDisplay, terminal,
};
use crate::{config::Config, maintenance};

#[derive(Debug, clap::Args)]
pub(super) struct BackupArguments {
    /// The file to write; an existing file is replaced
    file: PathBuf,
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &BackupArguments) -> CommandResult {
    let display = BytesDisplay::new("backup", common.quiet);
    let result = maintenance::backup(&config.index, &arguments.file, &|bytes| display.advance(bytes));
    display.finish();
    let report = result?;
    if common.json {
        terminal::print_json(&report)?;
    } else if !common.quiet {
        writeln!(
            std::io::stdout(),
            "{} documents in {} files, {:.1} MB in `{}`; {:.1} s",
            report.documents.map_or("unknown".to_owned(), |count| count.to_string()),
            report.files,
            report.bytes as f64 / 1e6,
            terminal::escaped_line(&report.file.to_string_lossy()),
            report.seconds
        )?;
    }
    Ok(ExitCode::SUCCESS)
}
