//! Asks a cluster how many documents match, in all and by facet, and reads what it says.
//!
//! Documents with the same text have the same value of `fold`, and count once: as many as there are documents without
//! such a value, plus the number of different values.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::filters::{AllowedDocuments, with_status};
use crate::{
    document::ActStatus,
    error::Result,
    index::FOLD,
    search::{
        facets::{FacetCount, MAX_VALUES, sort},
        request::{Facet, SearchRequest, Variants},
        weighted_query::WeightedQuery,
    },
};

/// The number of groups of documents with the same text up to which totals are exact.
const EXACT_TOTAL: u32 = 40_000;
/// The number of such groups up to which the count of one facet value is exact.
const EXACT_VALUE: u32 = 1000;
/// The name of the aggregation of the total.
const TOTAL: &str = "total";
const VALUES: &str = "values";
const GROUPED: &str = "grouped";
const GROUPS: &str = "groups";

/// Returns the aggregations that a request needs.
pub(super) fn aggregations(
    weighted_query: &WeightedQuery<'_>,
    request: &SearchRequest,
    allowed: &AllowedDocuments,
) -> Result<Value> {
    let folds = request.variants == Variants::Folded && weighted_query.snapshot.variants()?.surplus() > 0;
    let mut aggregations = Map::new();
    if folds {
        let total = json!({"filter": allowed.all(), "aggs": groups(EXACT_TOTAL)});
        aggregations.insert(TOTAL.to_owned(), total);
    }
    for facet in &request.facets {
        let mut values = values_of(weighted_query, request, *facet)?;
        if folds {
            values["aggs"] = groups(EXACT_VALUE);
        }
        let counted = json!({"filter": allowed.without(*facet), "aggs": {VALUES: values}});
        aggregations.insert(facet.as_str().to_owned(), counted);
    }
    Ok(Value::Object(aggregations))
}

/// Returns the aggregation of the documents in groups, and of the groups.
fn groups(exact: u32) -> Value {
    json!({GROUPED: {
        "filter": {"exists": {"field": FOLD}},
        "aggs": {GROUPS: {"cardinality": {"field": FOLD, "precision_threshold": exact}}},
    }})
}

fn values_of(weighted_query: &WeightedQuery<'_>, request: &SearchRequest, facet: Facet) -> Result<Value> {
    if facet != Facet::Status {
        return Ok(json!({"terms": {"field": facet.as_str(), "size": 2 * MAX_VALUES}}));
    }
    let snapshot = weighted_query.snapshot;
    let mut filters = Map::new();
    for status in ActStatus::ALL {
        filters.insert(status.as_str().to_owned(), with_status(snapshot, request, status)?);
    }
    Ok(json!({"filters": {"filters": filters}}))
}

/// What a cluster counted.
pub(in crate::search) struct ReadCounts {
    pub(in crate::search) total: usize,
    pub(in crate::search) facets: BTreeMap<Facet, Vec<FacetCount>>,
}

impl ReadCounts {
    /// Reads the counts of a reply.
    pub(in crate::search) fn read(total: u64, aggregations: &Value, request: &SearchRequest) -> Self {
        let surplus = surplus(&aggregations[TOTAL]);
        let facets =
            request.facets.iter().map(|facet| (*facet, values(&aggregations[facet.as_str()][VALUES])));
        Self { total: total.saturating_sub(surplus) as usize, facets: facets.collect() }
    }
}

/// Returns how many documents have the text of another one that is counted.
fn surplus(bucket: &Value) -> u64 {
    let grouped = &bucket[GROUPED];
    let count = |value: &Value| value.as_u64().unwrap_or(0);
    count(&grouped["doc_count"]).saturating_sub(count(&grouped[GROUPS]["value"]))
}

fn values(counted: &Value) -> Vec<FacetCount> {
    let count = |bucket: &Value| bucket["doc_count"].as_u64().unwrap_or(0).saturating_sub(surplus(bucket));
    let mut values: Vec<FacetCount> = match &counted["buckets"] {
        Value::Array(buckets) => {
            let value = |bucket: &Value| FacetCount { value: key(&bucket["key"]), count: count(bucket) };
            buckets.iter().map(value).collect()
        }
        Value::Object(buckets) => {
            let value =
                |(key, bucket): (&String, &Value)| FacetCount { value: key.clone(), count: count(bucket) };
            buckets.iter().map(value).collect()
        }
        _ => Vec::new(),
    };
    values.retain(|value| value.count > 0);
    sort(&mut values);
    values
}

fn key(key: &Value) -> String {
    key.as_str().map_or_else(|| key.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_with_the_same_text_count_once() {
        let aggregations = json!({
            "total": {"doc_count": 10, "grouped": {"doc_count": 5, "groups": {"value": 2}}},
            "kind": {"doc_count": 10, "values": {"buckets": [
                {"key": "news", "doc_count": 3, "grouped": {"doc_count": 2, "groups": {"value": 1}}},
                {"key": "act", "doc_count": 7},
            ]}},
            "year": {"values": {"buckets": [{"key": 2017, "doc_count": 1}]}},
            "status": {"values": {"buckets": {"amended": {"doc_count": 1}, "repealed": {"doc_count": 0}}}},
        });
        let facets = vec![Facet::Kind, Facet::Year, Facet::Status];
        let request = SearchRequest { facets, ..SearchRequest::default() };
        let counts = ReadCounts::read(10, &aggregations, &request);
        assert_eq!(counts.total, 7);
        let shown = |facet| {
            let values = &counts.facets[&facet];
            values.iter().map(|value| format!("{} {}", value.value, value.count)).collect::<Vec<_>>()
        };
        assert_eq!(shown(Facet::Kind), ["act 7", "news 2"]);
        assert_eq!(shown(Facet::Year), ["2017 1"]);
        assert_eq!(shown(Facet::Status), ["amended 1"]);
    }
}
