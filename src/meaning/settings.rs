//! The settings of search by meaning.

use std::time::Duration;

/// How vectors are made and how long a search waits for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeaningSettings {
    /// Whether an imported model is used.
    pub is_on: bool,
    /// The maximum number of windows of a document, from its beginning.
    pub windows: usize,
    /// How long a search waits for the vector of its query.
    pub patience: Duration,
}
