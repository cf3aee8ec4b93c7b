//! The configuration of a running server, parts of which can be reloaded.
//!
//! Invariant: readers get one consistent configuration, from either before or after a change.

use std::sync::{Arc, PoisonError, RwLock};

use super::validated::Config;
use crate::error::Result;

/// A shared handle on the current configuration; clones see the same changes.
#[derive(Debug, Clone)]
pub struct LiveConfig {
    current: Arc<RwLock<Arc<Config>>>,
}

impl LiveConfig {
    /// Creates a handle with an initial configuration.
    pub fn new(config: Config) -> Self {
        Self { current: Arc::new(RwLock::new(Arc::new(config))) }
    }

    /// Returns the current configuration.
    pub fn get(&self) -> Arc<Config> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Applies the settings that can change at run time; returns the names of the changed settings that take
    /// effect after a restart.
    ///
    /// # Errors
    /// Returns [`Error::Config`](crate::Error::Config) if the combination of the current and the newer
    /// settings is invalid; then nothing changes.
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
    fn every_handle_sees_the_reloaded_settings() {
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
