//! Counts queries in memory, and adds them to the files of their days.
//!
//! The form under which a query is counted is left to `plain`, the files to `days`. Invariants: a query is
//! written once its count of a day has reached the minimum; counts that could not be written are kept, for
//! two days at most.

use std::{
    collections::BTreeMap,
    mem,
    net::IpAddr,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::civil::Date;

use super::{
    PopularQueries, PopularQueriesRequest, QuerySettings,
    counts::{MAX_QUESTIONS, QueryCount, QueryCounts, add_all, make_room},
    days::Days,
    plain,
    popular::popular,
    searchers::DailySearchers,
};
use crate::{document::today, error::Result};

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

    pub(super) fn record_on(&self, day: Date, text: &str, is_empty: bool, asker: Option<IpAddr>) {
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

    pub(super) fn flush_on(&self, today: Date) -> Result<()> {
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

    pub(super) fn pending(&self) -> MutexGuard<'_, BTreeMap<Date, QueryCounts>> {
        self.inner.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
