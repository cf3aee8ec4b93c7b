//! Documents for programs that ask by the clock: readers of feeds, crawlers.
//!
//! Always holds: nothing of it counts as a search, or what is polled every hour would be what people ask most.

use super::Service;
use crate::{
    document::DocumentId,
    error::Result,
    search::{SearchRequest, SearchResponse},
};

impl Service {
    /// Answers a search that a program repeats.
    ///
    /// # Errors
    /// As [`Service::search`].
    pub async fn browse(&self, request: SearchRequest) -> Result<SearchResponse> {
        self.blocking(move |service| service.search_blocking(&request)).await
    }

    /// How many documents there are.
    ///
    /// # Errors
    /// Where there is no index.
    pub async fn count(&self) -> Result<u64> {
        self.blocking(|service| Ok(service.index()?.snapshot().documents())).await
    }

    /// Up to `count` documents, after passing over `skipped` of them; in no order that means anything, the same
    /// on the same state of the index.
    ///
    /// # Errors
    /// Where there is no index, or it cannot be read.
    pub async fn listed(&self, skipped: usize, count: usize) -> Result<Vec<DocumentId>> {
        self.blocking(move |service| service.index()?.snapshot().listed(skipped, count)).await
    }
}
