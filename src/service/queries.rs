//! Records which queries are searched for, and reports the most frequent ones.
//!
//! Which searches count is left to `searches`, how they are counted to the module `queries`.

use std::sync::{Arc, MutexGuard, PoisonError};

use super::Service;
use crate::{
    error::Result,
    queries::{PopularQueries, PopularQueriesRequest, PopularQuery, QueryLog, QuerySettings},
};

/// The maximum number of queries shown on the front page.
const MAX_SHOWN: usize = 6;
/// The minimum number of searches that make a query everybody's: three a day are enough to count it for
/// operators, not to show it to all.
const MIN_SHOWN_COUNT: u64 = 10;

/// Whether a query may be shown to everybody: many have searched for it, most found something, and nothing in
/// it was masked.
fn is_shown(query: &PopularQuery) -> bool {
    query.count >= MIN_SHOWN_COUNT && query.empty * 2 < query.count && !query.query.contains('#')
}

impl Service {
    /// Starts recording search statistics, if the settings enable them.
    pub fn keep_queries(&self, settings: QuerySettings) {
        if let Some(queries) = QueryLog::open(&self.inner.path, settings) {
            let _ = self.inner.queries.set(queries);
        }
    }

    /// Returns the search statistics; `None` if they are not recorded.
    pub fn queries(&self) -> Option<&QueryLog> {
        self.inner.queries.get()
    }

    /// Writes the search statistics to disk, and sees which queries the front page shows; to be called about
    /// once a minute and at the end.
    pub async fn write_queries(&self) -> Result<()> {
        self.blocking(|service| {
            let Some(queries) = service.queries() else { return Ok(()) };
            let popular = queries.popular(&PopularQueriesRequest::default())?;
            let shown = popular.queries.into_iter().filter(is_shown).map(|query| query.query);
            *service.frequent() = shown.take(MAX_SHOWN).collect();
            Ok(())
        })
        .await
    }

    /// Returns the queries that many people have searched for in the last days and found something, most
    /// frequent first; none if search statistics are off.
    pub fn frequent_queries(&self) -> Arc<[String]> {
        Arc::clone(&self.frequent())
    }

    fn frequent(&self) -> MutexGuard<'_, Arc<[String]>> {
        self.inner.frequent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the most frequent queries; `None` if they are not recorded.
    pub async fn popular_queries(&self, wanted: PopularQueriesRequest) -> Result<Option<PopularQueries>> {
        self.blocking(move |service| service.queries().map(|queries| queries.popular(&wanted)).transpose())
            .await
    }
}
