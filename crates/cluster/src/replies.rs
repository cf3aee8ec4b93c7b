//! What a cluster answers.

use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

use crate::error::{ClusterError, short};

/// The reply to a search.
#[derive(Debug)]
pub struct SearchReply {
    /// The number of documents that match, exact if the request says `track_total_hits`.
    pub total: u64,
    /// The requested documents, best first.
    pub hits: Vec<SearchHit>,
    /// The aggregations by name; `null` if there are none.
    pub aggregations: Value,
}

/// A document that a search found.
#[derive(Debug, Deserialize)]
pub struct SearchHit {
    /// Its id.
    #[serde(rename = "_id")]
    pub id: String,
    /// Its score; `None` if the request sorts by something else.
    #[serde(rename = "_score")]
    pub score: Option<f32>,
    /// The version of its last write; `None` unless the request asks for it.
    #[serde(rename = "_version")]
    pub version: Option<u64>,
    /// What it was sorted by.
    #[serde(default)]
    pub sort: Vec<Value>,
    /// What is stored of it, if asked for.
    #[serde(rename = "_source")]
    pub source: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Searched {
    timed_out: bool,
    #[serde(rename = "_shards")]
    shards: Shards,
    hits: Hits,
    #[serde(default)]
    aggregations: Value,
    pit_id: Option<String>,
}

#[derive(Default, Deserialize)]
struct Shards {
    failed: u32,
    #[serde(default)]
    failures: Vec<Value>,
}

/// A page of documents of a view.
pub(crate) struct FoundPage {
    pub(crate) hits: Vec<SearchHit>,
    /// The name of the view for the next page.
    pub(crate) view: Option<String>,
}

/// The reply to a request for documents by their ids.
#[derive(Deserialize)]
pub(crate) struct FetchedRows {
    docs: Vec<FetchedRow>,
}

#[derive(Deserialize)]
struct FetchedRow {
    #[serde(rename = "_source")]
    source: Option<Box<RawValue>>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Hits {
    total: Option<Total>,
    hits: Vec<SearchHit>,
}

#[derive(Deserialize)]
struct Total {
    value: u64,
}

impl SearchReply {
    /// Reads a reply; one of only some of the shards is an error.
    pub(crate) fn read(body: &[u8]) -> Result<Self, ClusterError> {
        let Searched { hits, aggregations, .. } = Searched::read(body)?;
        Ok(Self { total: hits.total.map_or(0, |total| total.value), hits: hits.hits, aggregations })
    }
}

impl FoundPage {
    /// Reads a reply; one of only some of the shards is an error.
    pub(crate) fn read(body: &[u8]) -> Result<Self, ClusterError> {
        let Searched { hits, pit_id, .. } = Searched::read(body)?;
        Ok(Self { hits: hits.hits, view: pit_id })
    }
}

impl Searched {
    fn read(body: &[u8]) -> Result<Self, ClusterError> {
        let mut searched: Self = read(body)?;
        if searched.timed_out {
            return Err(ClusterError::TookTooLong);
        }
        std::mem::take(&mut searched.shards).check()?;
        Ok(searched)
    }
}

impl FetchedRows {
    /// Returns what is stored of each of `count` documents.
    pub(crate) fn sources(self, count: usize) -> Result<Vec<Option<Box<RawValue>>>, ClusterError> {
        if self.docs.len() != count {
            return Err(ClusterError::malformed(&"not every document has a row"));
        }
        if let Some(error) = self.docs.iter().find_map(|row| row.error.as_ref()) {
            let reply = json!({"error": error}).to_string();
            return Err(match ClusterError::of_reply(503, reply.as_bytes()) {
                ClusterError::Busy { reason } => ClusterError::Partial { reason },
                other => other,
            });
        }
        Ok(self.docs.into_iter().map(|row| row.source).collect())
    }
}

impl Shards {
    fn check(self) -> Result<(), ClusterError> {
        if self.failed == 0 {
            return Ok(());
        }
        let reason = self.failures.first().map(|failure| failure["reason"]["reason"].to_string());
        let reason = short(&reason.unwrap_or_else(|| format!("{} shards failed", self.failed)));
        Err(ClusterError::Partial { reason })
    }
}

/// The part of a reply that says which shards did it.
#[derive(Deserialize)]
struct Sharded {
    #[serde(rename = "_shards")]
    shards: Shards,
}

/// Returns an error if a reply is of only some of the shards.
pub(crate) fn check_shards(body: &[u8]) -> Result<(), ClusterError> {
    read::<Sharded>(body)?.shards.check()
}

/// Reads a reply.
pub(crate) fn read<'b, T: Deserialize<'b>>(body: &'b [u8]) -> Result<T, ClusterError> {
    serde_json::from_slice(body).map_err(|error| ClusterError::malformed(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_of_some_shards_is_an_error() {
        let whole = r#"{"took":1,"timed_out":false,"_shards":{"total":3,"failed":0},
            "hits":{"total":{"value":2},"hits":[{"_id":"a","_score":1.5,"_source":{"x":1}},{"_id":"b","_score":null}]}}"#;
        let reply = SearchReply::read(whole.as_bytes()).expect("a whole reply");
        assert_eq!((reply.total, reply.hits.len(), reply.hits[0].score), (2, 2, Some(1.5)));
        assert_eq!(reply.hits[0].source.as_ref().map(|source| source.get()), Some(r#"{"x":1}"#));
        let read = |text: String| SearchReply::read(text.as_bytes());
        let of_one_shard = read(whole.replace("\"failed\":0", "\"failed\":1"));
        assert!(matches!(of_one_shard, Err(ClusterError::Partial { .. })), "{of_one_shard:?}");
        let stopped = read(whole.replace("false", "true"));
        assert!(matches!(stopped, Err(ClusterError::TookTooLong)), "{stopped:?}");
        assert!(matches!(SearchReply::read(b"<html>"), Err(ClusterError::Malformed { .. })));
    }
}
