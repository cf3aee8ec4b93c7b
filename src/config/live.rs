//! The configuration of a running server, part of which changes while it runs.
//!
//! Always holds: who asks gets one whole configuration, the one before a change or the one after it.

use std::sync::{Arc, PoisonError, RwLock};

use super::Config;
use crate::error::Result;

/// A handle; clones share the configuration.
#[derive(Debug, Clone)]
pub struct LiveConfig {
    current: Arc<RwLock<Arc<Config>>>,
}

impl LiveConfig {
    /// Begins with this one.
    pub fn new(config: Config) -> Self {
        Self { current: Arc::new(RwLock::new(Arc::new(config))) }
    }

    /// The configuration at this moment.
    pub fn get(&self) -> Arc<Config> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes over what can change while the server runs; returns the names of the settings that wait for a
    /// restart.
    ///
    /// # Errors
    /// As [`Config::adopting`]; then nothing has changed.
    pub fn adopt(&self, newer: &Config) -> Result<Vec<&'static str>> {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let (config, waiting) = current.adopting(newer)?;
        *current = Arc::new(config);
        Ok(waiting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    #[test]
    fn every_handle_sees_reloaded_settings() {
        let live = LiveConfig::new(Config::resolve(Settings::default()).expect("valid"));
        let other = live.clone();
        let changed = Settings {
            token: Some("a-new-token-of-ours".into()),
            trusted_proxies: Some(vec!["::1".to_owned()]),
            max_connections: Some(7),
            ..Settings::default()
        };
        let waiting = live.adopt(&Config::resolve(changed).expect("valid")).expect("applied");
        assert_eq!(waiting, ["max_connections"]);
        let config = other.get();
        assert!(config.token.accept(b"a-new-token-of-ours"));
        assert_eq!((config.trusted_proxies.len(), config.max_connections), (1, 4096));
    }
}
