//! The requests of a client that follows an index which others write to.
//!
//! What to do with the changes is left to the caller. A shard numbers its changes; those up to its *checkpoint* are on
//! all of its copies, and stay whatever node ends. Deletions cannot be read, only missed. Invariant: whoever reads the
//! changes between two checkpoints, one after the other, sees every document that was written between them, in its
//! newest state.

use std::collections::BTreeMap;

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

use crate::{
    cluster::Cluster,
    connection::Request,
    error::ClusterError,
    replies::{SearchHit, SearchReply, read},
    settings::named,
};

/// How far an index has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexProgress {
    /// What tells the index from another one of the same name.
    pub uuid: String,
    /// The checkpoint of each shard, -1 if it has no changes.
    pub checkpoints: Vec<i64>,
}

/// A document with the version of its last write.
#[derive(Debug)]
pub struct VersionedDocument {
    /// The version.
    pub version: u64,
    /// What is stored of it.
    pub source: Box<RawValue>,
}

#[derive(Deserialize)]
struct Stats {
    indices: BTreeMap<String, IndexStats>,
}

#[derive(Deserialize)]
struct IndexStats {
    uuid: String,
    #[serde(default)]
    shards: BTreeMap<String, Vec<ShardStats>>,
}

#[derive(Deserialize)]
struct ShardStats {
    /// A copy that is being made has none.
    seq_no: Option<ShardNumbers>,
}

#[derive(Deserialize)]
struct ShardNumbers {
    global_checkpoint: i64,
}

#[derive(Deserialize)]
struct VersionRows {
    docs: Vec<VersionRow>,
}

#[derive(Deserialize)]
struct VersionRow {
    #[serde(rename = "_version")]
    version: Option<u64>,
    #[serde(rename = "_source")]
    source: Option<Box<RawValue>>,
    error: Option<Value>,
}

impl Cluster {
    /// Returns how far an index has come.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::NoIndex`] if there is no such index, and [`ClusterError::Partial`] if one of its shards
    /// is not there.
    pub fn progress(&self, index: &str) -> Result<IndexProgress, ClusterError> {
        let index = named(index)?;
        let path = format!(
            "{index}/_stats?level=shards&filter_path=indices.*.uuid,indices.*.shards.*.seq_no.global_checkpoint"
        );
        self.send(&Request::new(Method::GET, path), |body| {
            let mut stats: Stats = read(body)?;
            let stats =
                stats.indices.remove(index).ok_or_else(|| ClusterError::malformed(&"no such index"))?;
            progress_of(stats)
        })
    }

    /// Goes through the documents of a shard that were written last between two checkpoints, without the first and with
    /// the second one, in the order in which they were written. Everything up to `up_to` must be findable: it was
    /// refreshed after that checkpoint was known. `sources` are the fields to return of each.
    ///
    /// # Errors
    ///
    /// Returns the first error of `take`, or an error of the cluster.
    pub fn each_change<E: From<ClusterError>>(
        &self,
        (index, shard): (&str, usize),
        (after, up_to): (i64, i64),
        (sources, page): (&[&str], usize),
        mut take: impl FnMut(SearchHit) -> Result<(), E>,
    ) -> Result<(), E> {
        let path = format!(
            "{}/_search?allow_partial_search_results=false&preference=_shards:{shard}",
            named(index)?
        );
        let mut after = after;
        while after < up_to {
            let body = json!({
                "size": page.max(1),
                "query": {"range": {"_seq_no": {"gt": after, "lte": up_to}}},
                "sort": [{"_seq_no": "asc"}],
                "version": true,
                "_source": sources,
                "track_total_hits": false,
            });
            let found =
                self.send(&Request::new(Method::POST, &*path).with_json(&body)?, SearchReply::read)?;
            let is_last = found.hits.len() < page.max(1);
            for hit in found.hits {
                let number = hit.sort.first().and_then(Value::as_i64);
                after = number.ok_or_else(|| ClusterError::malformed(&"a change has no number"))?;
                take(hit)?;
            }
            if is_last {
                break;
            }
        }
        Ok(())
    }

    /// Returns each of some documents with its version; `None` for those that are not there. Sees every write that was
    /// acknowledged. If they are larger than a reply may be, they are fetched in several.
    ///
    /// # Errors
    ///
    /// Returns an error if the shard of one of them does not answer.
    pub fn get_versions(
        &self,
        index: &str,
        ids: &[&str],
    ) -> Result<Vec<Option<VersionedDocument>>, ClusterError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let request = Request::new(Method::POST, format!("{}/_mget", named(index)?));
        let fetched =
            self.send(&request.with_json(&json!({"ids": ids}))?, |body| versions(read(body)?, ids.len()));
        match fetched {
            Err(ClusterError::TooLarge { .. }) if ids.len() > 1 => {
                let (first, second) = ids.split_at(ids.len() / 2);
                let mut documents = self.get_versions(index, first)?;
                documents.extend(self.get_versions(index, second)?);
                Ok(documents)
            }
            fetched => fetched,
        }
    }

    /// Returns how many documents each of some queries finds.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::Partial`] if some of the shards do not answer.
    pub fn counts(&self, index: &str, queries: &[Value]) -> Result<Vec<u64>, ClusterError> {
        let body = json!({
            "size": 0, "track_total_hits": false, "aggs": {"counts": {"filters": {"filters": queries}}},
        });
        let reply = self.search(index, &body)?;
        let buckets = reply.aggregations["counts"]["buckets"].as_array();
        let counts: Option<Vec<u64>> =
            buckets.and_then(|buckets| buckets.iter().map(|bucket| bucket["doc_count"].as_u64()).collect());
        counts
            .filter(|counts| counts.len() == queries.len())
            .ok_or_else(|| ClusterError::malformed(&"not every query has a count"))
    }
}

fn progress_of(IndexStats { uuid, shards }: IndexStats) -> Result<IndexProgress, ClusterError> {
    let mut checkpoints = Vec::with_capacity(shards.len());
    for number in 0..shards.len() {
        let copies = shards.get(&number.to_string()).map(Vec::as_slice).unwrap_or_default();
        // A copy may not have heard of the newest one yet.
        let newest = copies.iter().filter_map(|copy| Some(copy.seq_no.as_ref()?.global_checkpoint)).max();
        let reason = || ClusterError::Partial { reason: format!("shard {number} has no copy") };
        checkpoints.push(newest.ok_or_else(reason)?);
    }
    if checkpoints.is_empty() {
        return Err(ClusterError::Partial { reason: "no shard of the index answers".to_owned() });
    }
    Ok(IndexProgress { uuid, checkpoints })
}

fn versions(fetched: VersionRows, count: usize) -> Result<Vec<Option<VersionedDocument>>, ClusterError> {
    if fetched.docs.len() != count {
        return Err(ClusterError::malformed(&"not every document has a row"));
    }
    if let Some(error) = fetched.docs.iter().find_map(|row| row.error.as_ref()) {
        let reply = json!({"error": error}).to_string();
        return Err(match ClusterError::of_reply(503, reply.as_bytes()) {
            ClusterError::Busy { reason } => ClusterError::Partial { reason },
            other => other,
        });
    }
    let versioned = fetched.docs.into_iter().map(|row| match (row.version, row.source) {
        (Some(version), Some(source)) => Some(VersionedDocument { version, source }),
        _ => None,
    });
    Ok(versioned.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_progress_of_a_shard_is_that_of_the_copy_that_knows_most() {
        let stats = |text: &str| progress_of(serde_json::from_str(text).expect("json"));
        let known = stats(
            r#"{"uuid": "u", "shards": {
                "0": [{"seq_no": {"global_checkpoint": 4}}, {"seq_no": {"global_checkpoint": 7}}, {}],
                "1": [{"seq_no": {"global_checkpoint": -1}}]}}"#,
        );
        assert_eq!(
            known.expect("complete"),
            IndexProgress { uuid: "u".to_owned(), checkpoints: vec![7, -1] }
        );
        for text in [
            r#"{"uuid": "u"}"#,
            r#"{"uuid": "u", "shards": {"0": [{}]}}"#,
            r#"{"uuid": "u", "shards": {"1": [{"seq_no": {"global_checkpoint": 4}}]}}"#,
        ] {
            let error = stats(text).expect_err(text);
            assert!(matches!(error, ClusterError::Partial { .. }), "{error:?}");
        }
    }

    #[test]
    fn documents_come_with_their_versions() {
        let fetched = |text: &str| versions(serde_json::from_str(text).expect("json"), 2);
        let both =
            fetched(r#"{"docs": [{"_version": 5, "_source": {"a": 1}}, {"found": false}]}"#).expect("read");
        assert_eq!(
            both[0].as_ref().map(|found| (found.version, found.source.get())),
            Some((5, r#"{"a": 1}"#))
        );
        assert!(both[1].is_none());
        assert!(fetched(r#"{"docs": []}"#).is_err());
        assert!(fetched(r#"{"docs": [{"error": {"type": "x", "reason": "gone"}}, {}]}"#).is_err());
    }
}
