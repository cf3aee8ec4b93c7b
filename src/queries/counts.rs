//! How often queries were searched for, in memory and in the file of a day.
//!
//! Which queries count is left to `query_log`, the files to `days`. Invariant: counts are bounded, and the
//! rarest are dropped first.

use std::{collections::HashMap, ops::AddAssign};

use serde::{Deserialize, Serialize};

/// The maximum number of distinct queries counted per day, in memory and in the day's file: about 2 MB.
///
/// A municipal site receives a few thousand a day; beyond the limit the rarest are dropped.
pub(super) const MAX_QUESTIONS: usize = 10_000;

/// How often a query was searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct QueryCount {
    pub(super) count: u64,
    /// How many of these searches had no results.
    pub(super) empty: u64,
}

impl AddAssign for QueryCount {
    fn add_assign(&mut self, more: Self) {
        self.count += more.count;
        self.empty += more.empty;
    }
}

/// Counts by query, in its plain form.
pub(super) type QueryCounts = HashMap<String, QueryCount>;

/// Adds counts to others, keeping them bounded.
pub(super) fn add_all(counts: &mut QueryCounts, more: QueryCounts) {
    for (query, count) in more {
        make_room(counts, MAX_QUESTIONS);
        *counts.entry(query).or_default() += count;
    }
}

/// Drops the rarest quarter once the limit is reached, which makes room for a while.
pub(super) fn make_room(counts: &mut QueryCounts, most: usize) {
    if counts.len() < most {
        return;
    }
    let mut all: Vec<u64> = counts.values().map(|count| count.count).collect();
    let (_, &mut limit, _) = all.select_nth_unstable(most / 4);
    let mut leaving = most / 4;
    counts.retain(|_, count| {
        let leaves = leaving > 0 && count.count <= limit;
        leaving -= usize::from(leaves);
        !leaves
    });
}
