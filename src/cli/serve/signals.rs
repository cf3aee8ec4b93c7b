//! Signal handling of a running server: SIGINT or SIGTERM shuts it down, a second one exits at once, SIGHUP
//! reloads the settings.
//!
//! Invariant: invalid settings change nothing.

use std::{path::PathBuf, sync::Arc};

use tracing::{error, info, warn};

use super::warnings::{warn_of_bets, warn_of_risks};
use crate::{
    cli::module_settings::curated_files,
    config::{Config, LiveConfig, Settings},
    service::Service,
};

/// The sources of the settings, kept to reload them.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Reload {
    /// The settings given on the command line.
    pub(in crate::cli) flags: Settings,
    /// The settings file given on the command line.
    pub(in crate::cli) file: Option<PathBuf>,
}

impl Reload {
    /// Reloads the settings; reads all sources first, so that an error changes nothing.
    fn run(&self, service: &Service, live: &LiveConfig) -> anyhow::Result<()> {
        let newer = Config::load(self.flags.clone(), self.file.as_deref())?;
        let files = curated_files(&newer);
        let curation = files.read()?;
        let waiting = live.adopt(&newer)?;
        service.curate(files, curation);
        warn_of_risks(&live.get());
        warn_of_bets(service);
        info!("settings reloaded");
        if !waiting.is_empty() {
            let names: Vec<String> = waiting.iter().map(|name| format!("`{name}`")).collect();
            warn!("changed settings that have no effect until a restart: {}", names.join(", "));
        }
        Ok(())
    }
}

/// Returns a future that resolves at the first SIGINT or SIGTERM; after that, a second one exits the process.
#[cfg(unix)]
pub(super) fn shutdown() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    use crate::cli::index::INTERRUPTED;

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        info!("shutting down; send a second signal to exit at once");
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            std::process::exit(i32::from(INTERRUPTED));
        });
    })
}

/// Returns a future that resolves at the first Ctrl-C.
#[cfg(not(unix))]
pub(super) fn shutdown() -> anyhow::Result<impl Future<Output = ()>> {
    Ok(async move {
        let _ = tokio::signal::ctrl_c().await;
        info!("shutting down");
    })
}

/// Reloads the settings on every SIGHUP.
#[cfg(unix)]
pub(super) fn reload_on_hangup(service: Service, live: LiveConfig, reload: Reload) -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut hangup = signal(SignalKind::hangup())?;
    let reload = Arc::new(reload);
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            let (service, live, reload) = (service.clone(), live.clone(), Arc::clone(&reload));
            let reloaded = tokio::task::spawn_blocking(move || reload.run(&service, &live)).await;
            if let Ok(Err(error)) = reloaded {
                error!("settings not reloaded: {error:#}");
            }
        }
    });
    Ok(())
}

/// Does nothing on systems without SIGHUP.
#[cfg(not(unix))]
pub(super) fn reload_on_hangup(_: Service, _: LiveConfig, _: Reload) -> anyhow::Result<()> {
    Ok(())
}
