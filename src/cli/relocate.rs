//! `skorowidz move`: takes the index into a cluster, or back into its folder.

use std::{io::Write, process::ExitCode};

use anyhow::Context;

use super::{
    command_result::CommandResult,
    global_arguments::GlobalArguments,
    index::{INTERRUPTED, stop_on_signals},
    terminal,
};
use crate::{config::Config, index::EngineKind, maintenance};

#[derive(Debug, clap::Args)]
pub(super) struct MoveArguments {
    /// Where to: `opensearch`, the cluster of the settings, or `embedded`, the index folder
    #[arg(long, value_name = "ENGINE", value_parser = engine)]
    to: EngineKind,
}

fn engine(name: &str) -> Result<EngineKind, String> {
    EngineKind::named(name).ok_or_else(|| "use `opensearch` or `embedded`".to_owned())
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &MoveArguments) -> CommandResult {
    let cluster = match arguments.to {
        EngineKind::Embedded => None,
        EngineKind::OpenSearch => Some(
            config
                .cluster
                .as_ref()
                .context("no cluster to move to: set `engine = \"opensearch\"` and `opensearch_urls`")?,
        ),
    };
    let stop = stop_on_signals()?;
    let progress = |moved: u64, all: u64| {
        if !common.quiet && moved.is_multiple_of(1000) {
            eprintln!("move: {moved} of {all} documents");
        }
    };
    let report = maintenance::relocate(&config.index, cluster, (&progress, &stop))?;
    if common.json {
        terminal::print_json(&report)?;
    } else if !common.quiet {
        writeln!(
            std::io::stdout(),
            "{} moved, {} documents in the new place; {:.1} s",
            report.moved,
            report.documents,
            report.seconds
        )?;
    }
    if report.stopped {
        eprintln!("interrupted: the next run continues, and the index is used where it was");
        return Ok(ExitCode::from(INTERRUPTED));
    }
    Ok(ExitCode::SUCCESS)
}
