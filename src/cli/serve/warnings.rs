//! Warnings for whoever runs the service: risky settings, unfilled statements, and the sandboxing that this
//! system lacks.

use tracing::{error, warn};

use crate::{config::Config, extract::worker, http};

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

/// Warns about statements with unfilled placeholders; `config --check` gives the details.
pub(super) fn warn_of_statements(config: &Config) {
    let files: Vec<String> = http::unfilled(config).into_iter().map(|unfilled| unfilled.file).collect();
    if !files.is_empty() {
        let files = files.join(", ");
        warn!("statements with unfilled placeholders ({files}): see `skorowidz config --check`");
    }
}
