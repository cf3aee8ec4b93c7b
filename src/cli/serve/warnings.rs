//! Warnings for whoever runs the service: risky settings, outdated best bets, unfilled statements, and the sandboxing that this
//! system lacks.

use tracing::{error, warn};

use crate::{config::Config, extract::worker, http, service::Service};

/// The maximum number of warnings about best bets: `bets check` lists them all.
const MAX_BETS: usize = 10;

/// Warns about valid but probably unintended settings and about sandboxing that this system lacks.
pub(super) fn warn_of_risks(config: &Config) {
    match worker::protection() {
        Ok(protection) => protection.shortcoming().iter().for_each(|shortcoming| warn!("{shortcoming}")),
        Err(error) => error!("cannot start a thread: {error}"),
    }
    if !config.public_search && config.token.is_empty() {
        warn!("`public_search` is `false` and no `token` is set: nobody can search");
    }
}

/// Warns about best bets that have expired or name documents that the index does not contain.
pub(super) fn warn_of_bets(service: &Service) {
    match service.curation_warnings() {
        Ok(problems) => {
            problems.iter().take(MAX_BETS).for_each(|problem| warn!("{problem}"));
            if problems.len() > MAX_BETS {
                warn!(
                    "{} more warnings about best bets: see `skorowidz bets check`",
                    problems.len() - MAX_BETS
                );
            }
        }
        Err(error) => error!("cannot check the documents of best bets: {error}"),
    }
}

/// Warns about statements with unfilled placeholders; `config --check` gives the details.
pub(super) fn warn_of_statements(config: &Config) {
    let files: Vec<String> = http::unfilled(config).into_iter().map(|unfilled| unfilled.file).collect();
    if !files.is_empty() {
        let files = files.join(", ");
        warn!("statements with unfilled placeholders ({files}): see `skorowidz config --check`");
    }
}
