//! Anonymous search statistics: daily counts of frequent queries and of searches without results.
//!
//! `query_log` counts a query in memory (`counts`) under its plain form (`plain`). Once its count for a
//! day reaches the configured minimum, and only then, it is added to the file of that day (`days`), where
//! it stays for the configured number of days; `clock` decides whether the clock can be trusted for that.
//! A client that sorts, filters or pages through the results of one query counts once (`searchers`).
//! `popular` reports the most frequent queries. Leaves to `service` which searches count, and to `cli` and
//! `http` the form of the output. Invariants: nothing finer than a day is kept, no address, no session; a
//! query below the minimum count is never written or shown; memory and files are bounded, whatever the
//! traffic.

mod clock;
mod counts;
mod days;
mod numerals;
mod plain;
mod popular;
mod query_log;
mod searchers;
mod settings;

pub use popular::{DEFAULT_DAYS, DEFAULT_LIMIT, PopularQueries, PopularQueriesRequest, PopularQuery, read};
pub use query_log::QueryLog;
pub use settings::QuerySettings;

#[cfg(test)]
mod tests;
