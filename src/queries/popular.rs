//! The most frequent queries of the last days, or those without results.
//!
//! The form of the output is left to `cli` and `http`. Invariant: a query below the minimum count of a day
//! is not shown for it.

use std::path::Path;

use jiff::civil::Date;
use serde::Serialize;

use super::{
    QuerySettings,
    clock::first_day,
    counts::{QueryCount, QueryCounts},
    days::Days,
};
use crate::document::today;

/// The default number of days in a report.
pub const DEFAULT_DAYS: u32 = 30;
/// The default number of queries in a report.
pub const DEFAULT_LIMIT: usize = 100;

/// The most frequent queries of a range of days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PopularQueries {
    /// The first day.
    pub from: Date,
    /// The last day: today, in Warsaw.
    pub to: Date,
    /// The queries, most frequent first.
    pub queries: Vec<PopularQuery>,
}

/// A query in its plain form, with its counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PopularQuery {
    /// The query in lower case, with white space folded, and digits and addresses masked by `#`.
    pub query: String,
    /// How often it was searched for.
    pub count: u64,
    /// How many of these searches had no results.
    pub empty: u64,
}

/// Selects which queries to report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PopularQueriesRequest {
    /// The number of most recent days, including today.
    pub days: u32,
    /// Whether to list only queries without results, most frequent first.
    pub is_empty: bool,
    /// The maximum number of queries.
    pub limit: usize,
}

impl Default for PopularQueriesRequest {
    fn default() -> Self {
        Self { days: DEFAULT_DAYS, is_empty: false, limit: DEFAULT_LIMIT }
    }
}

/// Reports the most frequent queries of the index in a folder, as far as they are on disk.
pub fn read(index: &Path, settings: &QuerySettings, wanted: &PopularQueriesRequest) -> PopularQueries {
    popular(&Days::new(index), settings.min_count, wanted, today())
}

/// Reports the most frequent queries of the days up to `today`.
pub(super) fn popular(
    days: &Days,
    min_count: u64,
    wanted: &PopularQueriesRequest,
    today: Date,
) -> PopularQueries {
    let from = first_day(today, wanted.days);
    let mut sums = QueryCounts::new();
    for (query, count) in days.between(from, today) {
        if count.count >= min_count {
            *sums.entry(query).or_default() += count;
        }
    }
    let weight = |query: &PopularQuery| if wanted.is_empty { query.empty } else { query.count };
    let listed =
        sums.into_iter().map(|(query, QueryCount { count, empty })| PopularQuery { query, count, empty });
    let mut queries: Vec<PopularQuery> = listed.filter(|query| weight(query) > 0).collect();
    queries.sort_by(|a, b| weight(b).cmp(&weight(a)).then_with(|| a.query.cmp(&b.query)));
    queries.truncate(wanted.limit);
    PopularQueries { from, to: today, queries }
}
