//! The requests about documents: searching, fetching, writing, and going through all of them.

use std::{
    thread,
    time::{Duration, Instant},
};

use reqwest::Method;
use serde_json::{Value, json, value::RawValue};

use crate::{
    bulk::{self, BulkAction, BulkOutcome, BulkReply, Refresh},
    cluster::Cluster,
    connection::Request,
    error::ClusterError,
    replies::{FetchedRows, FoundPage, SearchHit, SearchReply, read},
    settings::named,
};

/// The pause before writes are repeated that a busy cluster refused.
const BUSY_PAUSE: Duration = Duration::from_millis(200);
/// How long a cluster keeps the view of an index between two pages.
const VIEW_KEPT: &str = "5m";

impl Cluster {
    /// Runs a search.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::Partial`] if some of the shards do not answer, [`ClusterError::TookTooLong`] if the
    /// request has a time limit and reached it.
    pub fn search(&self, index: &str, body: &Value) -> Result<SearchReply, ClusterError> {
        let path = format!("{}/_search?allow_partial_search_results=false", named(index)?);
        self.send(&Request::new(Method::POST, path).with_json(body)?, SearchReply::read)
    }

    /// Returns what is stored of each of some documents; `None` for those that are not there. Sees every write that
    /// was acknowledged. If they are larger than a reply may be, they are fetched in several.
    ///
    /// # Errors
    ///
    /// Returns an error if the shard of one of them does not answer.
    pub fn get_many(&self, index: &str, ids: &[&str]) -> Result<Vec<Option<Box<RawValue>>>, ClusterError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let request = Request::new(Method::POST, format!("{}/_mget", named(index)?));
        let fetched = self.send(&request.with_json(&json!({"ids": ids}))?, |body| {
            read::<FetchedRows>(body)?.sources(ids.len())
        });
        match fetched {
            Err(ClusterError::TooLarge { .. }) if ids.len() > 1 => {
                let (first, second) = ids.split_at(ids.len() / 2);
                let mut sources = self.get_many(index, first)?;
                sources.extend(self.get_many(index, second)?);
                Ok(sources)
            }
            fetched => fetched,
        }
    }

    /// Goes through the documents that a query finds, as they are at the beginning, and returns their number. They come
    /// with their versions and what `sources` names: all that is stored of them, if it is `true`.
    ///
    /// `order` is a keyword field that no two documents share a value of; they come in its order, and after the value
    /// `after` if there is one, so that what was interrupted can go on. A request fetches up to `page` documents, fewer
    /// if these would be larger than a reply may be.
    ///
    /// # Errors
    ///
    /// Returns the first error of `take`, or an error of the cluster: [`ClusterError::Partial`] also if a node ended
    /// that kept a part of the view.
    pub fn each_document<E: From<ClusterError>>(
        &self,
        index: &str,
        (query, sources): (&Value, &Value),
        (order, after): (&str, Option<&str>),
        page: usize,
        mut take: impl FnMut(SearchHit) -> Result<(), E>,
    ) -> Result<u64, E> {
        let mut view = self.open_view(index)?;
        let mut search = json!({
            "size": page.max(1), "query": query, "sort": [{order: "asc"}], "track_total_hits": false,
            "version": true, "_source": sources,
        });
        if let Some(after) = after {
            search["search_after"] = json!([after]);
        }
        let mut count = 0;
        let outcome = loop {
            let found = match self.page_of(&mut view, &mut search) {
                Ok(found) => found,
                Err(error) => break Err(error.into()),
            };
            let Some(last) = found.last() else { break Ok(count) };
            search["search_after"] = json!(last.sort);
            count += found.len() as u64;
            if let Err(error) = found.into_iter().try_for_each(&mut take) {
                break Err(error);
            }
        };
        // The cluster forgets it by itself a little later.
        let _ = self.close_view(&view);
        outcome
    }

    /// Lets the cluster keep an index as it is now, and returns the name of that view.
    fn open_view(&self, index: &str) -> Result<String, ClusterError> {
        let options = format!("keep_alive={VIEW_KEPT}&allow_partial_pit_creation=false");
        let path = format!("{}/_search/point_in_time?{options}", named(index)?);
        self.send(&Request::new(Method::POST, path), |body| {
            let view = read::<Value>(body)?["pit_id"].as_str().map(str::to_owned);
            view.ok_or_else(|| ClusterError::malformed(&"it has no `pit_id`"))
        })
    }

    fn close_view(&self, view: &str) -> Result<(), ClusterError> {
        let request = Request::new(Method::DELETE, "_search/point_in_time");
        self.order(&request.with_json(&json!({"pit_id": [view]}))?)
    }

    /// Fetches the next page of a view, a smaller one if it is larger than a reply may be.
    fn page_of(&self, view: &mut String, search: &mut Value) -> Result<Vec<SearchHit>, ClusterError> {
        loop {
            search["pit"] = json!({"id": view, "keep_alive": VIEW_KEPT});
            // A view knows its index and takes no other way of answering than a whole one.
            let path = "_search?allow_partial_search_results=false";
            let request = Request::new(Method::POST, path).with_json(search)?;
            match self.send(&request, FoundPage::read) {
                Ok(page) => {
                    *view = page.view.unwrap_or_else(|| view.clone());
                    return Ok(page.hits);
                }
                Err(ClusterError::TooLarge { .. }) if search["size"].as_u64() > Some(1) => {
                    search["size"] = json!(search["size"].as_u64().unwrap_or(1) / 2);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Makes writes and returns what became of each. Those that a busy cluster refuses are repeated for a while.
    ///
    /// # Errors
    ///
    /// Returns an error if no node answers; then some of the writes may have been made.
    pub fn bulk(
        &self,
        index: &str,
        actions: &[BulkAction],
        refresh: Refresh,
    ) -> Result<Vec<BulkOutcome>, ClusterError> {
        let mut outcomes = Vec::with_capacity(actions.len());
        for part in bulk::requests(actions)? {
            outcomes.extend(self.bulk_part(index, part, refresh)?);
        }
        Ok(outcomes)
    }

    fn bulk_part(
        &self,
        index: &str,
        actions: &[BulkAction],
        refresh: Refresh,
    ) -> Result<Vec<BulkOutcome>, ClusterError> {
        let started = Instant::now();
        let (mut outcomes, mut left) =
            (vec![BulkOutcome::Done; actions.len()], (0..actions.len()).collect::<Vec<_>>());
        loop {
            let part: Vec<&BulkAction> = left.iter().map(|at| &actions[*at]).collect();
            for (at, outcome) in left.iter().zip(self.bulk_once(index, &part, refresh)?) {
                outcomes[*at] = outcome;
            }
            left.retain(|at| matches!(outcomes[*at], BulkOutcome::Busy(_)));
            if left.is_empty() || started.elapsed() > self.limit() {
                return Ok(outcomes);
            }
            thread::sleep(BUSY_PAUSE.mul_f32(0.5 + fastrand::f32()));
        }
    }

    fn bulk_once(
        &self,
        index: &str,
        actions: &[&BulkAction],
        refresh: Refresh,
    ) -> Result<Vec<BulkOutcome>, ClusterError> {
        let refresh = match refresh {
            Refresh::Now => "true",
            Refresh::Later => "false",
        };
        // The nodes give up before we do, and say why.
        let wait = (self.limit() / 4).as_millis();
        let path = format!("{}/_bulk?refresh={refresh}&timeout={wait}ms", named(index)?);
        let body = bulk::body(actions).into();
        let request = Request { body, is_lines: true, ..Request::new(Method::POST, path) };
        self.send(&request, |body| read::<BulkReply>(body)?.outcomes(actions.len()))
    }
}
