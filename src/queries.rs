//! What is asked often, and what is asked in vain: counts by day, without a trace of who asked.
//!
//! A question is counted in memory under its plain form (`plain`). Once a day's count reaches the limit
//! of the settings, and only then, it is added to the file of that day (`days`), where it stays as long as
//! the settings say; `clock` says whether the clock may decide that. Leaves to `service` which searches count and
//! to `cli` and `http` how answers look. One person who sorts, filters or pages the answers to one question has
//! asked it once (`asker`).
//! Always holds: nothing finer than a day is kept, no address, no session; a question asked less often than
//! the limit is never written or shown; memory and files are bounded, whatever is asked.

mod asker;
mod clock;
mod days;
mod numerals;
mod plain;

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
use asker::Askers;
use clock::first_day;
use days::Days;

/// Different questions of a day that are counted at a time, in memory and in the day's file: some 2 MB.
/// A town's site is asked a few thousand a day; beyond the limit the rarest give way.
const MAX_QUESTIONS: usize = 10_000;
/// Days that an answer spans where nothing is said.
pub const DEFAULT_DAYS: u32 = 30;
/// Queries of an answer where nothing is said.
pub const DEFAULT_LIMIT: usize = 100;

/// Whether and how long questions are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuerySettings {
    /// Whether they are counted at all.
    pub is_on: bool,
    /// How many days they are kept, today among them.
    pub days: u32,
    /// How often a question must be asked in a day before it is kept.
    pub min_count: u64,
}

impl Default for QuerySettings {
    fn default() -> Self {
        Self { is_on: true, days: 90, min_count: 3 }
    }
}

/// How often something was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Count {
    count: u64,
    /// How many of these found nothing.
    empty: u64,
}

impl std::ops::AddAssign for Count {
    fn add_assign(&mut self, more: Self) {
        self.count += more.count;
        self.empty += more.empty;
    }
}

type Counts = HashMap<String, Count>;

/// Counts what is asked; clones count together.
#[derive(Debug, Clone)]
pub struct QueryLog {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    days: Days,
    settings: QuerySettings,
    /// What is not on disk, by day: today, and for a moment after midnight yesterday.
    pending: Mutex<BTreeMap<Date, Counts>>,
    /// Who has asked what today.
    askers: Mutex<Askers>,
    /// Held while files are written, so that who waits for it finds them written.
    writing: Mutex<()>,
}

/// What was asked most in some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PopularQueries {
    /// The first of the days.
    pub from: Date,
    /// The last of the days: today, in Warsaw.
    pub to: Date,
    /// The queries, the most frequent first.
    pub queries: Vec<PopularQuery>,
}

/// A query in its plain form and how often it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PopularQuery {
    /// Lower case, white space folded, digits and addresses masked by `#`.
    pub query: String,
    /// How often it was asked.
    pub count: u64,
    /// How many of these found nothing.
    pub empty: u64,
}

/// Which queries are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The last days, today among them.
    pub days: u32,
    /// Only what found nothing, the most frequent of that first.
    pub is_empty: bool,
    /// At most so many.
    pub limit: usize,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { days: DEFAULT_DAYS, is_empty: false, limit: DEFAULT_LIMIT }
    }
}

impl QueryLog {
    /// Begins to count for the index in a folder; where that is switched off, there is nothing to count
    /// with and what was kept before is removed.
    pub fn open(index: &Path, settings: QuerySettings) -> Option<Self> {
        let days = Days::of(index);
        if !settings.is_on {
            days.remove_all();
            return None;
        }
        let inner = Inner {
            days,
            settings,
            pending: Mutex::default(),
            askers: Mutex::default(),
            writing: Mutex::default(),
        };
        Some(Self { inner: Arc::new(inner) })
    }

    /// Counts a question, once a day for each asker.
    ///
    /// `asker` is the client's address, `None` where it is unknown: then every call counts. Questions without
    /// words and very long ones are not counted.
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
        *counts.entry(query).or_default() += Count { count: 1, empty: is_empty.into() };
    }

    /// Writes what has been asked often enough, and removes what has been kept long enough. To be called
    /// about once a minute and at the end.
    ///
    /// # Errors
    /// [`crate::Error::Io`]; then all counts stay in memory for the next time.
    pub fn flush(&self) -> Result<()> {
        self.flush_on(today())
    }

    fn flush_on(&self, today: Date) -> Result<()> {
        let _writing = self.inner.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let QuerySettings { days, min_count, .. } = self.inner.settings;
        let mut taken = mem::take(&mut *self.pending());
        let mut result = self.inner.days.tidy(today, days);
        // What was asked while the clock was ahead was asked by now.
        for (_, counts) in taken.split_off(&today.tomorrow().unwrap_or(Date::MAX)) {
            add_all(taken.entry(today).or_default(), counts);
        }
        for (&day, counts) in &mut taken {
            result = result.and_then(|()| self.inner.days.add(day, counts, min_count));
        }
        // What is rarer than the limit when its day is over will never be told.
        if result.is_ok() {
            taken.retain(|&day, _| day >= today);
        }
        self.put_back(taken);
        result
    }

    /// Adds what was taken to what has been asked meanwhile.
    fn put_back(&self, taken: BTreeMap<Date, Counts>) {
        let mut pending = self.pending();
        for (day, counts) in taken {
            add_all(pending.entry(day).or_default(), counts);
        }
        while pending.len() > 2 {
            pending.pop_first();
        }
    }

    /// What was asked most, up to this moment.
    ///
    /// # Errors
    /// [`crate::Error::Io`]
    pub fn popular(&self, wanted: &Wanted) -> Result<PopularQueries> {
        self.flush()?;
        Ok(popular(&self.inner.days, self.inner.settings.min_count, wanted, today()))
    }

    fn pending(&self) -> MutexGuard<'_, BTreeMap<Date, Counts>> {
        self.inner.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was asked most of the index in a folder, as far as it is on disk.
pub fn read(index: &Path, settings: &QuerySettings, wanted: &Wanted) -> PopularQueries {
    popular(&Days::of(index), settings.min_count, wanted, today())
}

fn popular(days: &Days, min_count: u64, wanted: &Wanted, today: Date) -> PopularQueries {
    let from = first_day(today, wanted.days);
    let mut sums = Counts::new();
    for (query, count) in days.between(from, today) {
        if count.count >= min_count {
            *sums.entry(query).or_default() += count;
        }
    }
    let weight = |query: &PopularQuery| if wanted.is_empty { query.empty } else { query.count };
    let listed = sums.into_iter().map(|(query, Count { count, empty })| PopularQuery { query, count, empty });
    let mut queries: Vec<PopularQuery> = listed.filter(|query| weight(query) > 0).collect();
    queries.sort_by(|a, b| weight(b).cmp(&weight(a)).then_with(|| a.query.cmp(&b.query)));
    queries.truncate(wanted.limit);
    PopularQueries { from, to: today, queries }
}

/// The day in Warsaw.
fn today() -> Date {
    Timestamp::now().to_zoned(warsaw()).date()
}

/// Adds counts to others, which stay bounded.
fn add_all(counts: &mut Counts, more: Counts) {
    for (query, count) in more {
        make_room(counts, MAX_QUESTIONS);
        *counts.entry(query).or_default() += count;
    }
}

/// Lets the rarest quarter of full counts go, so that the next ones have room for a while.
fn make_room(counts: &mut Counts, most: usize) {
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
