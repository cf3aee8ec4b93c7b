//! What signals do to a running server: the first SIGINT or SIGTERM ends it, a second one at once, SIGHUP has
//! it read its settings again.
//!
//! Always holds: settings that are wrong change nothing.

use std::{path::PathBuf, sync::Arc};

use tracing::{error, info, warn};

use crate::{
    config::{Config, LiveConfig, Settings},
    service::{self, Service},
};

/// Where the settings came from, to read them again.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Reload {
    /// Those of the command line.
    pub(in crate::cli) flags: Settings,
    /// The file that was named.
    pub(in crate::cli) file: Option<PathBuf>,
}

impl Reload {
    /// Reads everything first, so that what is wrong changes nothing.
    fn run(&self, service: &Service, live: &LiveConfig) -> anyhow::Result<()> {
        let newer = Config::load(self.flags.clone(), self.file.as_deref())?;
        let synonyms = newer.synonyms.as_deref().map(service::read_synonyms).transpose()?;
        let waiting = live.adopt(&newer)?;
        service.set_synonyms(synonyms);
        super::warn_of_risks(&live.get());
        info!("settings read again");
        if !waiting.is_empty() {
            let names: Vec<String> = waiting.iter().map(|name| format!("`{name}`")).collect();
            warn!("changed, and without effect until a restart: {}", names.join(", "));
        }
        Ok(())
    }
}

/// Ends with the first SIGINT or SIGTERM; from then on the second ends the process.
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
        info!("shutting down; a second signal ends it at once");
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            std::process::exit(i32::from(INTERRUPTED));
        });
    })
}

/// Ends with the first Ctrl-C.
#[cfg(not(unix))]
pub(super) fn shutdown() -> anyhow::Result<impl Future<Output = ()>> {
    Ok(async move {
        let _ = tokio::signal::ctrl_c().await;
        info!("shutting down");
    })
}

/// Reads the settings again whenever SIGHUP comes.
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
                error!("the settings stay as they were: {error:#}");
            }
        }
    });
    Ok(())
}

/// Where there is no such signal.
#[cfg(not(unix))]
pub(super) fn reload_on_hangup(_: Service, _: LiveConfig, _: Reload) -> anyhow::Result<()> {
    Ok(())
}
