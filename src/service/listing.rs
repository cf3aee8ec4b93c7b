//! Documents for programs that ask by the clock: readers of feeds, crawlers.
//!
//! Always holds: nothing of it counts as a search, or what is polled every hour would be what people ask most.

use jiff::Timestamp;

use super::{Service, changes::tag_of};
use crate::{
    document::DocumentId,
    error::Result,
    index::Listed,
    ingest::{Intake, Missing},
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
    pub async fn listed(&self, skipped: usize, count: usize) -> Result<Vec<Listed>> {
        self.blocking(move |service| service.index()?.snapshot().listed(skipped, count)).await
    }

    /// Up to `count` documents after an id, in the order of ids.
    ///
    /// # Errors
    /// As [`Service::listed`].
    pub async fn listed_after(&self, after: Option<DocumentId>, count: usize) -> Result<Vec<ListedDocument>> {
        let list = move |service: &Self| service.index()?.snapshot().listed_after(after.as_ref(), count);
        Ok(self.blocking(list).await?.into_iter().map(ListedDocument::from).collect())
    }

    /// Up to `count` withdrawn documents after an id, in an order of their own that stays. Those that were purged are
    /// not among them: their ids are not kept.
    ///
    /// # Errors
    /// Where the list cannot be made.
    pub async fn listed_withdrawn(
        &self,
        after: Option<DocumentId>,
        count: usize,
    ) -> Result<Vec<(DocumentId, Option<Timestamp>)>> {
        self.blocking(move |service| Ok(service.originals().withdrawn_after(after.as_ref(), count))).await
    }
}

/// A document as a list names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedDocument {
    /// Its id.
    pub id: DocumentId,
    /// Its tag.
    pub tag: String,
    /// When its content was changed last; `None` where the index does not say.
    pub changed: Option<Timestamp>,
    /// What is missing of its text.
    pub missing: Option<Missing>,
}

impl From<Listed> for ListedDocument {
    fn from(listed: Listed) -> Self {
        let (tag, missing) = (tag_of(&listed.hash), Intake::missing(&listed.hash));
        Self { id: listed.id, tag, changed: listed.changed, missing }
    }
}
