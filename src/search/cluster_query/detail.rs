//! How much detail of a query is sent to a cluster, so that no query has too many leaves.

/// How much of a query is said. Each level leaves out what the one before it adds least by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum QueryDetail {
    /// Everything.
    Full,
    /// Without the words of the same families.
    NoRelatives,
    /// Without scores for what words also stand for, and titles by whole clauses.
    OwnTerms,
    /// Words as constants, whatever their frequency.
    Constants,
}

impl QueryDetail {
    /// From the most to the least.
    pub(super) const ALL: [Self; 4] = [Self::Full, Self::NoRelatives, Self::OwnTerms, Self::Constants];
}
