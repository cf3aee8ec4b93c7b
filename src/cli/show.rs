//! `skorowidz show`: shows one document of the index.

use std::process::ExitCode;

use super::{command_result::CommandResult, global_arguments::GlobalArguments, terminal};
use crate::{
    config::Config,
    document::DocumentId,
    service::{DocumentLookup, Service},
    view::{DocumentView, print_document},
};

#[derive(Debug, clap::Args)]
pub(super) struct ShowArguments {
    /// The id of the document, as printed by `search`
    id: DocumentId,
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &ShowArguments) -> CommandResult {
    let found = Service::open(&config.index)?.document_blocking(&arguments.id)?;
    let document = match found {
        DocumentLookup::Document { document, .. } => document,
        DocumentLookup::Withdrawn(_) => anyhow::bail!("the document `{}` is withdrawn", arguments.id),
        DocumentLookup::Nothing => {
            anyhow::bail!("no document `{}`: `skorowidz search` shows ids", arguments.id)
        }
    };
    if common.json {
        terminal::print_json(&DocumentView::new(&document))?;
    } else {
        print_document(&mut terminal::styled(), &document)?;
    }
    Ok(ExitCode::SUCCESS)
}
