//! Runs searches, completes what is typed, and marks what a query found.
//!
//! Searching is left to `search`, the statistics of the queries to `queries`. Invariant: only a search for a
//! client counts.

use std::{collections::HashMap, net::IpAddr, ops::Range, sync::Arc};

use super::Service;
use crate::{
    analysis::Analyzer,
    document::{DocumentId, Language},
    error::Result,
    index::Snapshot,
    search::{
        self, Checked, MAX_QUERY_BYTES, MeetingsRequest, MeetingsResponse, SearchRequest, SearchResponse,
        Sort, SuggestRequest, Suggestions, TopicHistory,
    },
};

impl Service {
    /// Runs a search for a client, counts it, and records the query of a first page.
    ///
    /// `asker` is the address of the client. If it is unknown, the query is recorded only if it is neither
    /// filtered nor sorted, so that someone who narrows the results is counted once.
    pub async fn search(
        &self,
        request: Checked<SearchRequest>,
        asker: Option<IpAddr>,
    ) -> Result<SearchResponse> {
        let in_progress = self.metrics().search_begins();
        let is_plain = !request.has_filter() && request.sort == Sort::default();
        let (text, is_counted) = (request.text.clone(), request.page == 1 && (asker.is_some() || is_plain));
        let search = move |service: &Self| {
            // A search still runs if its caller has given up.
            let _in_progress = in_progress;
            service.search_blocking(&request)
        };
        let response = self.blocking(search).await?;
        self.metrics().searched(response.total);
        if let (Some(queries), true) = (self.queries(), is_counted) {
            queries.record(&text, response.total == 0, asker);
        }
        Ok(response)
    }

    /// Runs a search on the calling thread.
    pub fn search_blocking(&self, request: &Checked<SearchRequest>) -> Result<SearchResponse> {
        let bets = Arc::clone(&self.analyzers().curation().bets);
        let meaning = self.meaning();
        self.with_analyzer(|snapshot, analyzer| {
            search::search(snapshot, analyzer, (&bets, meaning.as_ref()), request)
        })
    }

    /// Returns the meetings that match a request, newest first.
    ///
    /// # Errors
    /// Returns [`Error::Invalid`](crate::Error::Invalid) if the query has fields,
    /// [`Error::NoIndex`](crate::Error::NoIndex) if there is no index, and an error if the index cannot be read.
    pub async fn meetings(&self, request: Checked<MeetingsRequest>) -> Result<MeetingsResponse> {
        self.blocking(move |service| service.meetings_blocking(&request)).await
    }

    /// Returns the meetings that match a request on the calling thread.
    ///
    /// # Errors
    /// Returns the errors of [`Service::meetings`].
    pub fn meetings_blocking(&self, request: &Checked<MeetingsRequest>) -> Result<MeetingsResponse> {
        self.with_analyzer(|snapshot, analyzer| search::meetings(snapshot, analyzer, request))
    }

    /// Returns what is known of the matter of a topic; `None` if there is no such topic.
    ///
    /// # Errors
    /// Returns [`Error::NoIndex`](crate::Error::NoIndex) if there is no index, and an error if the index cannot be
    /// read.
    pub async fn topic(&self, id: String) -> Result<Option<TopicHistory>> {
        let topic = move |service: &Self| {
            let meaning = service.meaning();
            service
                .with_analyzer(|snapshot, analyzer| search::topic(snapshot, analyzer, meaning.as_ref(), &id))
        };
        self.blocking(topic).await
    }

    /// Returns what the documents with these ids are called in a list.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub async fn short_titles(&self, ids: Vec<DocumentId>) -> Result<HashMap<DocumentId, String>> {
        self.blocking(move |service| search::short_titles(&service.index()?.snapshot(), &ids)).await
    }

    /// Returns completions for a text being typed.
    ///
    /// # Errors
    /// Returns [`Error::NoIndex`](crate::Error::NoIndex) if there is no index, and an error if the index
    /// cannot be read.
    pub async fn suggest(&self, request: Checked<SuggestRequest>) -> Result<Suggestions> {
        self.blocking(move |service| search::suggest(&service.index()?.snapshot(), &request)).await
    }

    /// Returns where a text matches a query, as byte ranges; nothing if the query is too long.
    pub async fn marks(&self, query: String, text: String, language: Language) -> Result<Vec<Range<usize>>> {
        if query.len() > MAX_QUERY_BYTES {
            return Ok(Vec::new());
        }
        self.blocking(move |service| {
            service.with_analyzer(|snapshot, analyzer| {
                search::marks(snapshot, analyzer, &query, (&text, language))
            })
        })
        .await
    }

    /// Runs `work` with an analyzer, preferably an idle one with a filled cache.
    pub(super) fn with_analyzer<T>(
        &self,
        work: impl FnOnce(&Snapshot, &mut Analyzer) -> Result<T>,
    ) -> Result<T> {
        let snapshot = self.index()?.snapshot();
        let (mut analyzer, version) = self.analyzers().take();
        let result = work(&snapshot, &mut analyzer);
        let surplus = self.analyzers().put_back(analyzer, version);
        drop(surplus);
        result
    }
}
