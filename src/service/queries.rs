//! Records which queries are searched for, and reports the most frequent ones.
//!
//! Which searches count is left to `searches`, how they are counted to the module `queries`.

use super::Service;
use crate::{
    error::Result,
    queries::{PopularQueries, PopularQueriesRequest, QueryLog, QuerySettings},
};

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

    /// Writes the search statistics to disk; to be called about once a minute and at the end.
    pub async fn write_queries(&self) -> Result<()> {
        self.blocking(|service| service.queries().map_or(Ok(()), QueryLog::flush)).await
    }

    /// Returns the most frequent queries; `None` if they are not recorded.
    pub async fn popular_queries(&self, wanted: PopularQueriesRequest) -> Result<Option<PopularQueries>> {
        self.blocking(move |service| service.queries().map(|queries| queries.popular(&wanted)).transpose())
            .await
    }
}
