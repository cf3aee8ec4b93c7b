//! `skorowidz extract`: shows what is extracted from a file, without an index.

use std::{io::Write, path::PathBuf, process::ExitCode};

use serde::Serialize;

use super::{
    command_result::CommandResult, global_arguments::GlobalArguments, module_settings::ingest_config,
    terminal,
};
use crate::{
    config::Config,
    document::Document,
    ingest,
    view::{DocumentView, print_document},
};

#[derive(Debug, clap::Args)]
pub(super) struct ExtractArguments {
    /// The file, of any type that `index` reads; its sidecar, if any, is read too
    file: PathBuf,
}

/// The document and the warnings of its extraction.
#[derive(Serialize)]
struct ExtractView<'a> {
    #[serde(flatten)]
    document: DocumentView<'a>,
    warnings: &'a [String],
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &ExtractArguments) -> CommandResult {
    let (document, warnings) = ingest::read(&arguments.file, &ingest_config(config, false)?)?;
    if common.json {
        terminal::print_json(&ExtractView { document: DocumentView::new(&document), warnings: &warnings })?;
    } else {
        print(&document, &warnings)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print(document: &Document, warnings: &[String]) -> anyhow::Result<()> {
    for warning in warnings {
        eprintln!("warning: {}", terminal::escaped_line(warning));
    }
    let mut out = terminal::styled();
    print_document(&mut out, document, &[])?;
    out.flush()?;
    Ok(())
}
