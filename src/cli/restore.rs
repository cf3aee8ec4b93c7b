//! `skorowidz restore`: the index of a backup in the place of the present one.

use std::{io::Write, path::PathBuf, process::ExitCode};

use super::{Common, Outcome, progress::BytesDisplay, terminal};
use crate::{config::Config, upkeep};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A file that `skorowidz backup` wrote
    file: PathBuf,
}

pub(super) fn run(config: &Config, common: &Common, arguments: &Arguments) -> Outcome {
    let display = BytesDisplay::new("restore", common.quiet);
    let result = upkeep::restore(&config.index, &arguments.file, &|bytes| display.advance(bytes));
    display.finish();
    let report = result?;
    if common.json {
        terminal::print_json(&report)?;
    } else if !common.quiet {
        let documents =
            report.documents.map_or("no index yet".to_owned(), |count| format!("{count} documents"));
        let mut out = std::io::stdout();
        writeln!(
            out,
            "{documents}, {} originals, as of {}; {:.1} s",
            report.originals, report.created, report.seconds
        )?;
        if report.withdrawn > 0 {
            writeln!(out, "{} documents were withdrawn since and stay withdrawn", report.withdrawn)?;
        }
    }
    if let (Some(remedy), false) = (&report.remedy, common.json) {
        eprintln!("{remedy}");
    }
    Ok(ExitCode::SUCCESS)
}
