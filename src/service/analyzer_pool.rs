//! Idle analyzers, and what editors decide about queries: synonyms, which analyzers apply, and best bets.
//!
//! Invariant: an analyzer with synonyms that have been replaced is not used again.

use std::time::{SystemTime, UNIX_EPOCH};

use super::curated_files::{CuratedFiles, Curation};
use crate::analysis::Analyzer;

/// Maximum number of idle analyzers kept for later searches; each caches a few megabytes of words, so those
/// of a burst of searches must not all stay.
const MAX_IDLE_ANALYZERS: usize = 8;

/// The configuration for analyzing queries, and idle analyzers.
#[derive(Debug)]
pub(super) struct AnalyzerPool {
    /// Best bets and synonyms, and the files they are from.
    curation: Curation,
    files: CuratedFiles,
    /// Changes whenever best bets and synonyms are replaced, and differs between processes: a program of another
    /// version, or with other settings, may answer differently.
    version: u128,
    /// Idle analyzers with their caches, one for each concurrent search.
    idle: Vec<Analyzer>,
}

impl AnalyzerPool {
    /// Creates an empty pool.
    pub(super) fn new(files: CuratedFiles, curation: Curation) -> Self {
        Self { curation, files, version: started(), idle: Vec::new() }
    }

    /// Returns the best bets and synonyms in force.
    pub(super) fn curation(&self) -> &Curation {
        &self.curation
    }

    /// Returns the files they are from.
    pub(super) fn files(&self) -> &CuratedFiles {
        &self.files
    }

    /// Returns the version of the best bets and synonyms.
    pub(super) fn version(&self) -> u128 {
        self.version
    }

    /// Replaces best bets and synonyms. Analyzers in use keep their synonyms.
    pub(super) fn set_curation(&mut self, files: CuratedFiles, curation: Curation) {
        *self = Self { curation, files, version: self.version + 1, idle: Vec::new() };
    }

    /// Returns an idle analyzer or a new one, with the version of the synonyms.
    pub(super) fn take(&mut self) -> (Analyzer, u128) {
        (self.idle.pop().unwrap_or_else(|| self.curation.analyzer()), self.version)
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
