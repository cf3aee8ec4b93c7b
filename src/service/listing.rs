//! Lists documents for programs that poll: feed readers and crawlers.
//!
//! Invariant: none of this counts as a search; otherwise queries polled every hour would be the most popular
//! ones.

use jiff::Timestamp;

use super::Service;
use crate::{
    document::{DocumentId, Fingerprint, OcrState},
    error::Result,
    index::IndexedDocument,
    search::{self, Checked, CitationPart, SearchRequest, SearchResponse},
};

impl Service {
    /// Runs a search that a program repeats.
    ///
    /// # Errors
    /// Returns the errors of [`Service::search`].
    pub async fn document_page(&self, request: Checked<SearchRequest>) -> Result<SearchResponse> {
        self.blocking(move |service| service.search_blocking(&request)).await
    }

    /// Returns the number of documents.
    ///
    /// # Errors
    /// Returns an error if there is no index.
    pub async fn count(&self) -> Result<u64> {
        self.blocking(|service| Ok(service.index()?.snapshot().documents())).await
    }

    /// Returns up to `count` documents after skipping `skipped`, in an arbitrary order that is stable for one
    /// state of the index.
    ///
    /// # Errors
    /// Returns an error if there is no index or it cannot be read.
    pub async fn listed(&self, skipped: usize, count: usize) -> Result<Vec<IndexedDocument>> {
        self.blocking(move |service| service.index()?.snapshot().listed(skipped, count)).await
    }

    /// Returns up to `count` documents after an id, in the order of ids.
    ///
    /// # Errors
    /// Returns an error if there is no index or it cannot be read.
    pub async fn listed_after(&self, after: Option<DocumentId>, count: usize) -> Result<Vec<ListedDocument>> {
        let list = move |service: &Self| service.index()?.snapshot().listed_after(after.as_ref(), count);
        Ok(self.blocking(list).await?.into_iter().map(ListedDocument::from).collect())
    }

    /// Returns citations of the documents after an id, as many as fill a part of the list of all. Whoever
    /// reads on from where a part ends sees every document that is there all the time exactly once.
    ///
    /// # Errors
    /// Returns an error if there is no index or it cannot be read.
    pub async fn citation_part(&self, after: Option<DocumentId>) -> Result<CitationPart> {
        self.blocking(move |service| search::citation_part(&service.index()?.snapshot(), after.as_ref()))
            .await
    }

    /// Returns up to `count` withdrawn documents after an id, in a stable order of their own. Purged
    /// documents are not listed, because their ids are not kept.
    ///
    /// # Errors
    /// Returns an error if the list cannot be created.
    pub async fn listed_withdrawn(
        &self,
        after: Option<DocumentId>,
        count: usize,
    ) -> Result<Vec<(DocumentId, Option<Timestamp>)>> {
        self.blocking(move |service| Ok(service.uploads().withdrawn_after(after.as_ref(), count))).await
    }
}

/// An entry of the list of documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedDocument {
    /// The id of the document.
    pub id: DocumentId,
    /// The tag of the document.
    pub tag: String,
    /// When the content last changed; `None` if the index does not record it.
    pub changed: Option<Timestamp>,
    /// Why text is missing; `None` if the text is complete.
    pub missing: Option<OcrState>,
}

impl From<IndexedDocument> for ListedDocument {
    fn from(listed: IndexedDocument) -> Self {
        let known = listed.fingerprint.as_ref();
        let tag = known.map(Fingerprint::tag).unwrap_or_default();
        let missing = known.and_then(|known| known.completeness.missing());
        Self { id: listed.id, tag, changed: listed.changed, missing }
    }
}
