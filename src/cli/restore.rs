//! `skorowidz restore`: replaces the index with one from a backup.

use std::{io::Write, path::PathBuf, process::ExitCode};

use super::{
    command_result::CommandResult, global_arguments::GlobalArguments, progress::BytesDisplay, terminal,
};
use crate::{
    config::Config,
    document::quoted,
    maintenance::{self, RestoreReport, RootSelection},
};

/// The maximum number of folders shown by name.
const MAX_SHOWN: usize = 20;

#[derive(Debug, clap::Args)]
pub(super) struct RestoreArguments {
    /// A file written by `skorowidz backup`
    file: PathBuf,
    /// Adopt the folders listed in the backup: rebuilds and `serve` will read and publish their contents
    #[arg(long)]
    keep_roots: bool,
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &RestoreArguments) -> CommandResult {
    let display = BytesDisplay::new("restore", common.quiet);
    let roots = if arguments.keep_roots { RootSelection::All } else { RootSelection::Known };
    let result = maintenance::restore(&config.index, &arguments.file, roots, &|bytes| display.advance(bytes));
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
            "{documents}, {} uploads, as of {}; {:.1} s",
            report.uploads, report.created, report.seconds
        )?;
        if report.withdrawn > 0 {
            writeln!(
                out,
                "{} documents were withdrawn since the backup and stay withdrawn",
                report.withdrawn
            )?;
        }
    }
    if let (Some(remedy), false) = (&report.remedy, common.json) {
        eprintln!("{remedy}");
    }
    if !common.json {
        report_roots(&report, arguments.keep_roots);
    }
    Ok(ExitCode::SUCCESS)
}

/// Reports which folders of the backup were adopted and which were not.
fn report_roots(report: &RestoreReport, keeps_all: bool) {
    if !report.roots_left_out.is_empty() {
        eprintln!(
            "folders of the backup that were not adopted: {}: index them with `skorowidz index PATH...`, or restore \
             with `--keep-roots`; until then, a rebuild leaves their documents out",
            listed(&report.roots_left_out)
        );
    }
    if keeps_all && !report.roots.is_empty() {
        eprintln!("folders that rebuilds and `serve` will read from now on: {}", listed(&report.roots));
    }
}

/// Formats the first folders of a list, each in backticks.
fn listed(folders: &[PathBuf]) -> String {
    let shown = folders.iter().take(MAX_SHOWN).map(|folder| quoted(&folder.to_string_lossy()).to_string());
    let more = folders.len().saturating_sub(MAX_SHOWN);
    let more = (more > 0).then(|| format!("{more} more"));
    shown.chain(more).collect::<Vec<_>>().join(", ")
}
