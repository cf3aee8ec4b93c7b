//! The requests to a cluster.

use std::{
    fmt,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

use crate::{
    bulk::{self, BulkAction, BulkOutcome, BulkReply, Refresh},
    connection::{Connection, Request},
    error::ClusterError,
    replies::{SearchReply, check_shards, read},
    settings::{ClusterSettings, check_index_name},
};

/// The pause before writes are repeated that a busy cluster refused.
const BUSY_PAUSE: Duration = Duration::from_millis(200);

/// A cluster. Clones share its connections. Nothing is sent before the first request.
#[derive(Clone)]
pub struct Cluster {
    connection: Arc<Connection>,
    /// How long a request may take, and how long writes to a busy cluster are repeated.
    limit: Duration,
}

/// The state of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ClusterHealth {
    /// `green`: all copies of all shards are there; `yellow`: one of each; `red`: some documents are missing.
    pub status: String,
    /// The number of nodes.
    pub number_of_nodes: u32,
    /// The number of copies of shards that are there.
    pub active_shards: u32,
    /// The number of those that are not.
    pub unassigned_shards: u32,
}

impl Cluster {
    /// Creates a client.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::Settings`] if an address or a certificate cannot be right.
    pub fn new(settings: ClusterSettings) -> Result<Self, ClusterError> {
        let limit = settings.request_timeout;
        Ok(Self { connection: Arc::new(Connection::new(settings)?), limit })
    }

    /// Returns a clone whose requests may take another time: a search less than a long write.
    #[must_use]
    pub fn within(&self, limit: Duration) -> Self {
        Self { connection: Arc::clone(&self.connection), limit }
    }

    /// Returns the version of the cluster, such as `2.19.6`.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::Malformed`] if something else answers.
    pub fn version(&self) -> Result<String, ClusterError> {
        let reply: Value = self.get("")?;
        let version = reply["version"]["number"].as_str();
        version.map(str::to_owned).ok_or_else(|| ClusterError::malformed(&"it has no version"))
    }

    /// Returns the state of the cluster.
    ///
    /// # Errors
    ///
    /// Returns an error if no node answers.
    pub fn health(&self) -> Result<ClusterHealth, ClusterError> {
        self.get("_cluster/health")
    }

    /// Creates an index with these settings and mappings.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::Refused`] if there is one with this name.
    pub fn create_index(&self, index: &str, body: &Value) -> Result<(), ClusterError> {
        self.send(Request::new(Method::PUT, named(index)?).with_json(body)?).map(drop)
    }

    /// Deletes an index; returns whether there was one.
    ///
    /// # Errors
    ///
    /// Returns an error if the cluster refuses it.
    pub fn delete_index(&self, index: &str) -> Result<bool, ClusterError> {
        was_there(self.send(Request::new(Method::DELETE, named(index)?)))
    }

    /// Returns the names of the indices that begin with `prefix`.
    ///
    /// # Errors
    ///
    /// Returns an error if no node answers.
    pub fn indices(&self, prefix: &str) -> Result<Vec<String>, ClusterError> {
        #[derive(Deserialize)]
        struct Row {
            index: String,
        }
        let rows: Vec<Row> = self.get(&format!("_cat/indices/{}*?format=json&h=index", named(prefix)?))?;
        Ok(rows.into_iter().map(|row| row.index).collect())
    }

    /// Returns the `_meta` of the mapping of an index; `null` if it has none.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::NoIndex`] if there is no such index.
    pub fn mapping_meta(&self, index: &str) -> Result<Value, ClusterError> {
        let mut reply: Value = self.get(&format!("{}/_mapping", named(index)?))?;
        Ok(reply[index]["mappings"]["_meta"].take())
    }

    /// Replaces the `_meta` of the mapping of an index.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::NoIndex`] if there is no such index.
    pub fn put_mapping_meta(&self, index: &str, meta: &Value) -> Result<(), ClusterError> {
        let request = Request::new(Method::PUT, format!("{}/_mapping", named(index)?));
        self.send(request.with_json(&json!({"_meta": meta}))?).map(drop)
    }

    /// Changes settings that only a closed index takes, during some hundred milliseconds without searches.
    ///
    /// # Errors
    ///
    /// Returns the error of the first step that fails; the index is opened again in any case.
    pub fn change_closed(&self, index: &str, settings: &Value) -> Result<(), ClusterError> {
        let index = named(index)?;
        self.send(Request::new(Method::POST, format!("{index}/_close")))?;
        let changed = Request::new(Method::PUT, format!("{index}/_settings")).with_json(settings);
        let changed = changed.and_then(|request| self.send(request));
        self.send(Request::new(Method::POST, format!("{index}/_open?wait_for_active_shards=1")))?;
        changed.map(drop)
    }

    /// Lets an alias stand for one index and for no other that begins with the same name.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::NoIndex`] if there is no such index.
    pub fn point_alias(&self, alias: &str, index: &str) -> Result<(), ClusterError> {
        let (alias, index) = (named(alias)?, named(index)?);
        let body = json!({"actions": [
            {"remove": {"index": format!("{alias}-*"), "alias": alias, "must_exist": false}},
            {"add": {"index": index, "alias": alias}},
        ]});
        self.send(Request::new(Method::POST, "_aliases").with_json(&body)?).map(drop)
    }

    /// Returns the number of documents of an index.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::Partial`] if some of its shards do not answer.
    pub fn count(&self, index: &str) -> Result<u64, ClusterError> {
        #[derive(Deserialize)]
        struct Counted {
            count: u64,
        }
        let body = self.send(Request::new(Method::GET, format!("{}/_count", named(index)?)))?;
        check_shards(&body)?;
        Ok(read::<Counted>(&body)?.count)
    }

    /// Makes everything written to an index findable.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::Partial`] if a primary shard does not answer.
    pub fn refresh(&self, index: &str) -> Result<(), ClusterError> {
        check_shards(&self.send(Request::new(Method::POST, format!("{}/_refresh", named(index)?)))?)
    }

    /// Runs a search.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::Partial`] if some of the shards do not answer or not in time.
    pub fn search(&self, index: &str, body: &Value) -> Result<SearchReply, ClusterError> {
        let path = format!("{}/_search?allow_partial_search_results=false", named(index)?);
        SearchReply::read(&self.send(Request::new(Method::POST, path).with_json(body)?)?)
    }

    /// Returns what is stored of each of some documents; `None` for those that are not there. Sees every write that
    /// was acknowledged.
    ///
    /// # Errors
    ///
    /// Returns an error if the shard of one of them does not answer.
    pub fn get_many(&self, index: &str, ids: &[&str]) -> Result<Vec<Option<Box<RawValue>>>, ClusterError> {
        #[derive(Deserialize)]
        struct Got {
            docs: Vec<Row>,
        }
        #[derive(Deserialize)]
        struct Row {
            #[serde(rename = "_source")]
            source: Option<Box<RawValue>>,
            error: Option<Value>,
        }
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let request = Request::new(Method::POST, format!("{}/_mget", named(index)?));
        let body = self.send(request.with_json(&json!({"ids": ids}))?)?;
        let got: Got = read(&body)?;
        if got.docs.len() != ids.len() {
            return Err(ClusterError::malformed(&"not every document has a row"));
        }
        if let Some(error) = got.docs.iter().find_map(|row| row.error.as_ref()) {
            let reply = json!({"error": error}).to_string();
            return Err(match ClusterError::of_reply(503, reply.as_bytes()) {
                ClusterError::Busy { reason } => ClusterError::Partial { reason },
                other => other,
            });
        }
        Ok(got.docs.into_iter().map(|row| row.source).collect())
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
            if left.is_empty() || started.elapsed() > self.limit {
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
        let wait = (self.limit / 4).as_millis();
        let path = format!("{}/_bulk?refresh={refresh}&timeout={wait}ms", named(index)?);
        let body = bulk::body(actions).into();
        let request = Request { body, is_lines: true, ..Request::new(Method::POST, path) };
        read::<BulkReply>(&self.send(request)?)?.outcomes(actions.len())
    }

    fn get<T: for<'d> Deserialize<'d>>(&self, path: &str) -> Result<T, ClusterError> {
        read(&self.send(Request::new(Method::GET, path))?)
    }

    fn send(&self, request: Request) -> Result<Vec<u8>, ClusterError> {
        self.connection.send(&request, self.limit)
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster").finish_non_exhaustive()
    }
}

/// Returns the name of an index after checking it: it becomes a part of a path.
fn named(index: &str) -> Result<&str, ClusterError> {
    check_index_name(index).map(|()| index)
}

fn was_there(outcome: Result<Vec<u8>, ClusterError>) -> Result<bool, ClusterError> {
    match outcome {
        Ok(_) => Ok(true),
        Err(ClusterError::NoIndex { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}
