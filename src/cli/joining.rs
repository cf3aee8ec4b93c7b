//! Makes sure that the catalog of an index in a cluster is in the index folder, before a command that needs it.
//!
//! `index` and `serve` see to it themselves. Invariant: without an index in the cluster, no folder is made.

use std::{cell::Cell, time::Duration, time::Instant};

use anyhow::bail;

use super::{command_line::Command, global_arguments::GlobalArguments, index::stop_on_signals};
use crate::{
    config::Config,
    index::{self, ClusterAddress, Joined, use_cluster},
    maintenance,
};

/// How often the progress is told.
const TOLD_EVERY: Duration = Duration::from_secs(5);

/// Fills the catalog if the command needs an index, the cluster has one, and the folder none.
pub(super) fn join(
    config: &Config,
    common: &GlobalArguments,
    command: &Command,
    cluster: &ClusterAddress,
) -> anyhow::Result<()> {
    if !needs_index(command) || (!config.index.is_dir() && !index::is_in_cluster(cluster)?) {
        return Ok(());
    }
    use_cluster(&config.index, cluster)?;
    if Joined::is_here(&config.index).unwrap_or(true) {
        return Ok(());
    }
    let (stop, told) = (stop_on_signals()?, Cell::new(Instant::now()));
    let progress = |done: u64, all: u64| {
        if !common.quiet && told.get().elapsed() > TOLD_EVERY {
            told.set(Instant::now());
            eprintln!("filling the catalog from the cluster: {done} of {all} documents");
        }
    };
    match maintenance::join(&config.index, (&progress, &stop))? {
        Joined::Filled(documents) if !common.quiet => {
            eprintln!("the catalog was filled from the cluster: {documents} documents");
        }
        Joined::Already | Joined::Filled(_) => {}
        Joined::Stopped => bail!("interrupted: the next command goes on filling the catalog"),
    }
    Ok(())
}

/// Whether a command reads or changes an index that must be there.
fn needs_index(command: &Command) -> bool {
    matches!(
        command,
        Command::Search(_)
            | Command::Meetings(_)
            | Command::Show(_)
            | Command::Eval(_)
            | Command::Stats
            | Command::Withdraw(_)
            | Command::Backup(_)
            | Command::Verify
    )
}
