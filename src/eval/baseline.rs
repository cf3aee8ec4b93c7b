//! Reads an earlier evaluation from the output of `skorowidz eval --json`.
//!
//! Only the score of each query is read. Means over the queries that two evaluations share are recalculated,
//! so that adding or removing a query does not look like a change.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;

use crate::{
    error::{Error, Result},
    regular,
};

/// How to create a baseline.
const REMEDY: &str = "make one with `skorowidz eval --json`";

/// NDCG@10 by query id, each from 0 to 1.
pub type Scores = BTreeMap<String, f64>;

/// An evaluation to compare with.
#[derive(Debug, Clone, PartialEq)]
pub enum Baseline {
    /// One set of judged queries.
    One(Scores),
    /// Several sets, by name.
    Sets(BTreeMap<String, Scores>),
}

impl Baseline {
    /// Reads an evaluation in JSON.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read, is not JSON, or lacks a valid score for a query.
    pub fn read(path: &Path) -> Result<Self> {
        let text = regular::text(path).map_err(Error::io("read", path))?;
        let bad = |reason: String| Error::Unreadable(format!("`{}` {reason}: {REMEDY}", path.display()));
        let value: Value =
            serde_json::from_str(&text).map_err(|error| bad(format!("is not JSON ({error})")))?;
        let Some(sets) = value.get("sets").and_then(Value::as_object) else {
            return scores(&value).map(Self::One).map_err(bad);
        };
        let read = |(name, value): (&String, &Value)| match scores(value) {
            Ok(scores) => Ok((name.clone(), scores)),
            Err(reason) => Err(bad(format!("{reason} in the set `{name}`"))),
        };
        sets.iter().map(read).collect::<Result<_>>().map(Self::Sets)
    }
}

/// Returns the scores of an evaluation, or a description of what is wrong with it.
fn scores(evaluation: &Value) -> Result<Scores, String> {
    let Some(by_query) = evaluation.get("by_query").and_then(Value::as_object) else {
        return Err("has no `by_query`".to_owned());
    };
    let score = |(id, value): (&String, &Value)| match value.as_f64() {
        Some(score) if (0.0..=1.0).contains(&score) => Ok((id.clone(), score)),
        _ => Err(format!("has `{value}` for the query `{id}`, which is not a number from 0 to 1")),
    };
    by_query.iter().map(score).collect()
}
