//! The queries of a cluster that all others consist of.

use serde_json::{Value, json};

/// The maximum number of leaves of a query. A cluster takes no more than 1024 by default.
pub(super) const MAX_LEAVES: usize = 1000;
/// The names of queries that a cluster counts one by one.
const LEAVES: [&str; 7] = ["term", "terms", "range", "exists", "match_none", "match_all", "span_term"];

/// Returns a weight as JSON, which has no number for infinity and takes none below zero.
pub(super) fn number(weight: f32) -> Value {
    if weight.is_finite() { json!(weight.max(0.0)) } else { json!(0.0) }
}

/// Returns a query that matches nothing.
pub(super) fn none() -> Value {
    json!({"match_none": {}})
}

/// Returns a filter for documents that match all of some queries; `None` if there are none.
pub(super) fn all_of(mut queries: Vec<Value>) -> Option<Value> {
    match queries.len() {
        0 | 1 => queries.pop(),
        _ => Some(json!({"bool": {"filter": queries}})),
    }
}

/// Returns a query for documents that match any of some, with the sum of their scores; `None` if there are none.
pub(super) fn any_of(mut queries: Vec<Value>) -> Option<Value> {
    match queries.len() {
        0 | 1 => queries.pop(),
        _ => Some(json!({"bool": {"should": queries}})),
    }
}

/// Returns a query with the highest score of some; `None` if there are none.
pub(super) fn highest(mut queries: Vec<Value>) -> Option<Value> {
    match queries.len() {
        0 | 1 => queries.pop(),
        _ => Some(json!({"dis_max": {"queries": queries}})),
    }
}

/// Returns a filter for documents that match one query and none of the others.
pub(super) fn but_not(filter: Value, others: &[Value]) -> Value {
    if others.is_empty() { filter } else { json!({"bool": {"filter": [filter], "must_not": others}}) }
}

/// Returns a query for a term, whose score is its saturated frequency times `boost`.
pub(super) fn term(field: &str, text: &str, boost: f32) -> Value {
    json!({"term": {field: {"value": text, "boost": number(boost)}}})
}

/// Returns a filter for documents with any of some terms; `None` if there are none.
pub(super) fn terms(field: &str, texts: &[String]) -> Option<Value> {
    match texts {
        [] => None,
        [one] => Some(json!({"term": {field: one}})),
        _ => Some(json!({"terms": {field: texts}})),
    }
}

/// Returns a query that gives all documents of a filter the same score.
pub(super) fn constant(filter: &Value, score: f32) -> Value {
    json!({"constant_score": {"filter": filter, "boost": number(score)}})
}

/// Returns the number of leaves of a query as a cluster counts them, or more.
pub(super) fn leaves(query: &Value) -> usize {
    let of = |(name, part): (&String, &Value)| match part {
        // The words of a phrase.
        Value::String(words) if name == "query" => words.split([' ', '|']).count(),
        _ if LEAVES.contains(&name.as_str()) => 1,
        _ => leaves(part),
    };
    match query {
        Value::Array(parts) => parts.iter().map(leaves).sum(),
        Value::Object(parts) => parts.iter().map(of).sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terms_of_a_query_are_its_leaves() {
        let texts = ["a", "b", "c"].map(str::to_owned);
        let query = json!({"bool": {
            "filter": [terms("x", &texts), term("x", "a", 1.0)],
            "should": [{"match_phrase": {"x": {"query": "a|b c", "boost": 2.0}}}, {"exists": {"field": "x"}}],
        }});
        assert_eq!(leaves(&query), 6);
        assert_eq!((number(f32::NAN), number(-1.0)), (json!(0.0), json!(0.0)));
    }
}
