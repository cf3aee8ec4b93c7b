//! `skorowidz backup`: writes the whole index to one file.

use std::{io::Write, path::PathBuf, process::ExitCode};

use super::{Common, Outcome, progress::BytesDisplay, terminal};
use crate::{config::Config, upkeep};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The file to write; an existing file is replaced
    file: PathBuf,
}

pub(super) fn run(config: &Config, common: &Common, arguments: &Arguments) -> Outcome {
    let display = BytesDisplay::new("backup", common.quiet);
    let result = upkeep::backup(&config.index, &arguments.file, &|bytes| display.advance(bytes));
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
