//! The requests about whole indices.

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    cluster::Cluster,
    connection::Request,
    error::ClusterError,
    replies::{check_shards, read},
    settings::named,
};

/// A row of a list of indices.
#[derive(Deserialize)]
struct IndexRow {
    index: String,
}

impl Cluster {
    /// Creates an index with these settings and mappings.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::Refused`] if there is one with this name. That may be this very one, if a node created
    /// it and ended before it answered.
    pub fn create_index(&self, index: &str, body: &Value) -> Result<(), ClusterError> {
        self.order(&Request::new(Method::PUT, named(index)?).with_json(body)?)
    }

    /// Deletes an index; returns whether there was one.
    ///
    /// # Errors
    ///
    /// Returns an error if the cluster refuses it.
    pub fn delete_index(&self, index: &str) -> Result<bool, ClusterError> {
        was_there(self.order(&Request::new(Method::DELETE, named(index)?)))
    }

    /// Returns whether there is an index or an alias of this name.
    ///
    /// # Errors
    ///
    /// Returns an error if no node answers.
    pub fn has_index(&self, index: &str) -> Result<bool, ClusterError> {
        was_there(self.order(&Request::new(Method::GET, format!("{}/_mapping", named(index)?))))
    }

    /// Returns the names of the indices that begin with `prefix`.
    ///
    /// # Errors
    ///
    /// Returns an error if no node answers.
    pub fn indices(&self, prefix: &str) -> Result<Vec<String>, ClusterError> {
        let rows: Vec<IndexRow> =
            self.get(&format!("_cat/indices/{}*?format=json&h=index", named(prefix)?))?;
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
        self.order(&request.with_json(&json!({"_meta": meta}))?)
    }

    /// Changes settings that only a closed index takes. It is closed for some hundred milliseconds: requests to it are
    /// repeated meanwhile.
    ///
    /// # Errors
    ///
    /// Returns the error of the first step that fails; the index is opened again in any case.
    pub fn change_closed(&self, index: &str, settings: &Value) -> Result<(), ClusterError> {
        let index = named(index)?;
        let changed = Request::new(Method::PUT, format!("{index}/_settings")).with_json(settings)?;
        let changed = self
            .order(&Request::new(Method::POST, format!("{index}/_close")))
            .and_then(|()| self.order(&changed));
        self.order(&Request::new(Method::POST, format!("{index}/_open?wait_for_active_shards=1")))?;
        changed
    }

    /// Lets an index take no more writes.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::NoIndex`] if there is no such index.
    pub fn block_writes(&self, index: &str, is_blocked: bool) -> Result<(), ClusterError> {
        let request = Request::new(Method::PUT, format!("{}/_settings", named(index)?));
        self.order(&request.with_json(&json!({"index.blocks.write": is_blocked}))?)
    }

    /// Lets an alias stand for one index and for no other that begins with the same name and a hyphen.
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
        self.order(&Request::new(Method::POST, "_aliases").with_json(&body)?)
    }

    /// Returns the names of the indices that an alias stands for.
    ///
    /// # Errors
    ///
    /// Returns an error if no node answers.
    pub fn behind_alias(&self, alias: &str) -> Result<Vec<String>, ClusterError> {
        let rows: Vec<IndexRow> = self.get(&format!("_cat/aliases/{}?format=json&h=index", named(alias)?))?;
        Ok(rows.into_iter().map(|row| row.index).collect())
    }

    /// Makes everything written to an index findable.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::Partial`] if a primary shard does not answer.
    pub fn refresh(&self, index: &str) -> Result<(), ClusterError> {
        self.send(&Request::new(Method::POST, format!("{}/_refresh", named(index)?)), check_shards)
    }

    /// Rewrites the segments of an index that have deleted documents, as far as its history allows, and returns how
    /// many deleted documents are left. A cluster keeps them for its copies for about half a minute.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::Partial`] if some of its shards do not answer.
    pub fn expunge(&self, index: &str) -> Result<u64, ClusterError> {
        let index = named(index)?;
        let forced = |path: &str| Request::new(Method::POST, format!("{index}/{path}"));
        self.send(&forced("_flush?force=true&wait_if_ongoing=true"), check_shards)?;
        self.send(&forced("_forcemerge?only_expunge_deletes=true&flush=true"), check_shards)?;
        self.send(&forced("_refresh"), check_shards)?;
        let stats: Value = self.get(&format!("{index}/_stats/docs"))?;
        Ok(stats["_all"]["total"]["docs"]["deleted"].as_u64().unwrap_or(0))
    }

    /// Returns the number of documents of an index that can be found.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::Partial`] if some of its shards do not answer.
    pub fn count(&self, index: &str) -> Result<u64, ClusterError> {
        #[derive(Deserialize)]
        struct Counted {
            count: u64,
        }
        self.send(&Request::new(Method::GET, format!("{}/_count", named(index)?)), |body| {
            check_shards(body)?;
            Ok(read::<Counted>(body)?.count)
        })
    }
}

fn was_there(outcome: Result<(), ClusterError>) -> Result<bool, ClusterError> {
    match outcome {
        Ok(()) => Ok(true),
        Err(ClusterError::NoIndex { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}
