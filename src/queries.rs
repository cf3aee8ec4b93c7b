//! Anonymous search statistics: daily counts of frequent queries and of searches without results.
//!
//! A query is counted in memory under its plain form (`plain`). Once its count for a day reaches the
//! configured minimum, and only then, it is added to the file of that day (`days`), where it stays for the
//! configured number of days; `clock` decides whether the clock can be trusted for that. Leaves to `service`
//! which searches count, and to `cli` and `http` the form of the output. A client that sorts, filters or
//! pages through the results of one query counts once (`asker`).
//! Invariants: nothing finer than a day is kept, no address, no session; a query below the minimum count is
//! never written or shown; memory and files are bounded, whatever the traffic.

mod clock;
mod days;
mod numerals;
mod plain;
mod searchers;

use std::{
    collections::{BTreeMap, HashMap},
    mem,
    net::IpAddr,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{document::warsaw, error::Result};
use clock::first_day;
use days::Days;
use searchers::DailySearchers;

/// The maximum number of distinct queries counted per day, in memory and in the day's file: about 2 MB.
///
/// A municipal site receives a few thousand a day; beyond the limit the rarest are dropped.
const MAX_QUESTIONS: usize = 10_000;
/// The default number of days in a report.
pub const DEFAULT_DAYS: u32 = 30;
/// The default number of queries in a report.
pub const DEFAULT_LIMIT: usize = 100;

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

/// How often a query was searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
struct QueryCount {
    count: u64,
    /// How many of these searches had no results.
    empty: u64,
}

impl std::ops::AddAssign for QueryCount {
    fn add_assign(&mut self, more: Self) {
        self.count += more.count;
        self.empty += more.empty;
    }
}

type QueryCounts = HashMap<String, QueryCount>;

/// Counts queries; clones share their counts.
#[derive(Debug, Clone)]
pub struct QueryLog {
    inner: Arc<QueryLogInner>,
}

#[derive(Debug)]
struct QueryLogInner {
    days: Days,
    settings: QuerySettings,
    /// Counts not on disk yet, by day: today and, just after midnight, yesterday.
    pending: Mutex<BTreeMap<Date, QueryCounts>>,
    /// Which client has searched for what today.
    askers: Mutex<DailySearchers>,
    /// Held while files are written, so that a waiting caller finds them written.
    writing: Mutex<()>,
}

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

impl QueryLog {
    /// Starts counting for the index in a folder; if statistics are disabled, removes the stored counts and
    /// returns `None`.
    pub fn open(index: &Path, settings: QuerySettings) -> Option<Self> {
        let days = Days::new(index);
        if !settings.is_on {
            days.remove_all();
            return None;
        }
        let inner = QueryLogInner {
            days,
            settings,
            pending: Mutex::default(),
            askers: Mutex::default(),
            writing: Mutex::default(),
        };
        Some(Self { inner: Arc::new(inner) })
    }

    /// Counts a query, once a day for each client.
    ///
    /// `asker` is the client's address; if it is `None` (unknown), every call counts. Queries without words
    /// and very long ones are not counted.
    pub fn record(&self, text: &str, is_empty: bool, asker: Option<IpAddr>) {
        self.record_on(today(), text, is_empty, asker);
    }

    fn record_on(&self, day: Date, text: &str, is_empty: bool, asker: Option<IpAddr>) {
        let Some(query) = plain::form(text) else { return };
        let askers = || self.inner.askers.lock().unwrap_or_else(PoisonError::into_inner);
        if asker.is_some_and(|asker| !askers().is_first(day, asker, &query)) {
            return;
        }
        let mut pending = self.pending();
        let counts = pending.entry(day).or_default();
        make_room(counts, MAX_QUESTIONS);
        *counts.entry(query).or_default() += QueryCount { count: 1, empty: is_empty.into() };
    }

    /// Writes the counts that have reached the minimum, and removes days past their retention.
    ///
    /// Call it about once a minute and at shutdown.
    ///
    /// # Errors
    /// Returns [`crate::Error::Io`] if a file cannot be read or written; all counts then stay in memory for
    /// the next call.
    pub fn flush(&self) -> Result<()> {
        self.flush_on(today())
    }

    fn flush_on(&self, today: Date) -> Result<()> {
        let _writing = self.inner.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let QuerySettings { days, min_count, .. } = self.inner.settings;
        let mut taken = mem::take(&mut *self.pending());
        let mut result = self.inner.days.tidy(today, days);
        // Queries counted while the clock was ahead belong to today.
        for (_, counts) in taken.split_off(&today.tomorrow().unwrap_or(Date::MAX)) {
            add_all(taken.entry(today).or_default(), counts);
        }
        for (&day, counts) in &mut taken {
            result = result.and_then(|()| self.inner.days.add(day, counts, min_count));
        }
        // Counts still below the minimum when their day is over are never reported.
        if result.is_ok() {
            taken.retain(|&day, _| day >= today);
        }
        self.put_back(taken);
        result
    }

    /// Merges counts taken for writing back into those added in the meantime.
    fn put_back(&self, taken: BTreeMap<Date, QueryCounts>) {
        let mut pending = self.pending();
        for (day, counts) in taken {
            add_all(pending.entry(day).or_default(), counts);
        }
        while pending.len() > 2 {
            pending.pop_first();
        }
    }

    /// Reports the most frequent queries up to now.
    ///
    /// # Errors
    /// Returns [`crate::Error::Io`] if the counts cannot be written.
    pub fn popular(&self, wanted: &PopularQueriesRequest) -> Result<PopularQueries> {
        self.flush()?;
        Ok(popular(&self.inner.days, self.inner.settings.min_count, wanted, today()))
    }

    fn pending(&self) -> MutexGuard<'_, BTreeMap<Date, QueryCounts>> {
        self.inner.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reports the most frequent queries of the index in a folder, as far as they are on disk.
pub fn read(index: &Path, settings: &QuerySettings, wanted: &PopularQueriesRequest) -> PopularQueries {
    popular(&Days::new(index), settings.min_count, wanted, today())
}

fn popular(days: &Days, min_count: u64, wanted: &PopularQueriesRequest, today: Date) -> PopularQueries {
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

/// Returns the current date in Warsaw.
fn today() -> Date {
    Timestamp::now().to_zoned(warsaw()).date()
}

/// Adds counts to others, keeping them bounded.
fn add_all(counts: &mut QueryCounts, more: QueryCounts) {
    for (query, count) in more {
        make_room(counts, MAX_QUESTIONS);
        *counts.entry(query).or_default() += count;
    }
}

/// Drops the rarest quarter once the limit is reached, which makes room for a while.
fn make_room(counts: &mut QueryCounts, most: usize) {
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

#[cfg(test)]
mod tests;
