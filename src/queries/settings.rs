//! The settings of the search statistics.
//!
//! Where their values come from is left to `config`.

/// Settings of the search statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuerySettings {
    /// Whether to record search statistics.
    pub is_on: bool,
    /// The number of days to keep, including today.
    pub days: u32,
    /// How often a query must be searched for in a day before it is kept.
    pub min_count: u64,
}

impl Default for QuerySettings {
    fn default() -> Self {
        Self { is_on: true, days: 90, min_count: 3 }
    }
}
