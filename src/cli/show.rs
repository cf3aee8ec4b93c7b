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
    let service = Service::open(&config.index)?;
    let document = match service.document_blocking(&arguments.id)? {
        DocumentLookup::Document { document, .. } => document,
        DocumentLookup::Withdrawn(_) => anyhow::bail!("the document `{}` is withdrawn", arguments.id),
        DocumentLookup::Nothing => {
            anyhow::bail!("no document `{}`: `skorowidz search` shows ids", arguments.id)
        }
    };
    if common.json {
        let evidence = service.status_evidence_blocking(&arguments.id)?;
        terminal::print_json(&DocumentView::new(&document).with_evidence(&evidence))?;
    } else {
        let citations = service.citations_blocking(&arguments.id)?;
        let cites = citations.into_iter().flat_map(|citations| citations.cites);
        let targets: Vec<Option<DocumentId>> = cites.map(|citation| citation.target).collect();
        print_document(&mut terminal::styled(), &document, &targets)?;
    }
    Ok(ExitCode::SUCCESS)
}
