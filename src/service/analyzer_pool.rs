//! Idle analyzers, and the synonyms that they apply.
//!
//! Invariant: an analyzer with synonyms that have been replaced is not used again.

use std::{
    path::Path,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{
    analysis::{Analyzer, Synonyms},
    error::{Error, Result},
    regular,
};

/// Maximum number of idle analyzers kept for later searches; each caches a few megabytes of words, so those
/// of a burst of searches must not all stay.
const MAX_IDLE_ANALYZERS: usize = 8;

/// Reads a file of synonyms.
///
/// # Errors
/// Returns [`Error::Io`] if the file cannot be read, and [`Error::Config`] naming the line if it is invalid.
pub fn read_synonyms(path: &Path) -> Result<Arc<Synonyms>> {
    let text = regular::text(path).map_err(Error::io("read", path))?;
    let read = Synonyms::parse(&text);
    read.map(Arc::new).map_err(|error| Error::Config(format!("`{}`, {error}", path.display())))
}

/// The configuration for analyzing queries, and idle analyzers.
#[derive(Debug)]
pub(super) struct AnalyzerPool {
    /// The synonyms for queries, if they differ from the built-in ones.
    synonyms: Option<Arc<Synonyms>>,
    /// Changes whenever the synonyms are replaced, and differs between processes: a program of another
    /// version, or with other settings, may answer differently.
    version: u128,
    /// Idle analyzers with their caches, one for each concurrent search.
    idle: Vec<Analyzer>,
}

impl AnalyzerPool {
    /// Creates an empty pool; `None` selects the built-in synonyms.
    pub(super) fn new(synonyms: Option<Arc<Synonyms>>) -> Self {
        Self { synonyms, version: started(), idle: Vec::new() }
    }

    /// Returns the version of the synonyms.
    pub(super) fn version(&self) -> u128 {
        self.version
    }

    /// Replaces the synonyms; `None` selects the built-in ones. Analyzers in use keep theirs.
    pub(super) fn set_synonyms(&mut self, synonyms: Option<Arc<Synonyms>>) {
        *self = Self { synonyms, version: self.version + 1, idle: Vec::new() };
    }

    /// Returns an idle analyzer or a new one, with the version of the synonyms.
    pub(super) fn take(&mut self) -> (Analyzer, u128) {
        let made = || self.synonyms.clone().map_or_else(Analyzer::default, Analyzer::with_synonyms);
        (self.idle.pop().unwrap_or_else(made), self.version)
    }

    /// Keeps an analyzer that is no longer used. Returns it if there are enough, or if its synonyms have been
    /// replaced: freeing its cache takes time, for which nobody should have to wait.
    pub(super) fn put_back(&mut self, analyzer: Analyzer, version: u128) -> Option<Analyzer> {
        if self.idle.len() >= MAX_IDLE_ANALYZERS || self.version != version {
            return Some(analyzer);
        }
        self.idle.push(analyzer);
        None
    }
}

/// Returns the current time in nanoseconds since 1970.
fn started() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos())
}
