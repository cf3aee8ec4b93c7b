//! Tests that the description is complete and consistent.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::{
    document::Kind,
    search::{Facet, request::search_request},
};

fn as_json(described: &OpenApi) -> Value {
    serde_json::to_value(described).expect("JSON")
}

/// Collects every value below a key of this name.
fn below<'a>(value: &'a Value, key: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(object) => {
            found.extend(object.get(key));
            object.values().for_each(|value| below(value, key, found));
        }
        Value::Array(list) => list.iter().for_each(|value| below(value, key, found)),
        _ => {}
    }
}

fn texts(value: &Value, key: &str) -> Vec<String> {
    let mut found = Vec::new();
    below(value, key, &mut found);
    found.into_iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

#[test]
fn every_reference_has_a_type_and_every_type_is_referenced() {
    let json = as_json(&describe("/"));
    let schemas = json["components"]["schemas"].as_object().expect("schemas");
    let prefix = "#/components/schemas/";
    let referred: BTreeSet<String> = texts(&json, "$ref")
        .iter()
        .filter_map(|place| place.strip_prefix(prefix).map(str::to_owned))
        .collect();
    assert_eq!(referred, schemas.keys().cloned().collect());
}

#[test]
fn every_operation_has_a_unique_name_and_a_known_tag() {
    let json = as_json(&describe("/"));
    let names = texts(&json["paths"], "operationId");
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
    let mut tags = Vec::new();
    below(&json["paths"], "tags", &mut tags);
    assert_eq!(tags.len(), names.len());
    let known: Vec<&str> = TAGS.iter().map(|(name, _)| *name).collect();
    for tag in tags {
        assert!(known.contains(&tag[0].as_str().expect("a name")), "{tag}");
    }
}

#[test]
fn every_response_has_a_request_id_and_every_failure_its_codes() {
    let json = as_json(&describe("/"));
    let mut all = Vec::new();
    below(&json["paths"], "responses", &mut all);
    for (status, answer) in all.iter().filter_map(|answers| answers.as_object()).flatten() {
        let is_read = !["414", "431"].contains(&status.as_str());
        assert_eq!(answer["headers"]["x-request-id"].is_object(), is_read, "{status}: {answer}");
        let is_failure = status.starts_with(['4', '5']) && is_read;
        assert_eq!(answer["description"].to_string().contains('`') && is_failure, is_failure, "{answer}");
    }
}

#[test]
fn codes_are_grouped_by_status_and_unique() {
    let statuses: Vec<u16> = error_codes::CODES.iter().map(|code| code.status).collect();
    assert!(statuses.is_sorted());
    let names: BTreeSet<&str> = error_codes::CODES.iter().map(|code| code.name).collect();
    assert_eq!(names.len(), error_codes::CODES.len());
}

#[test]
fn the_described_parameters_are_those_that_are_parsed() {
    let described = parameters::search(parameters::Sender::Program);
    let names: Vec<&str> = described.iter().map(|parameter| parameter.name.as_str()).collect();
    let refusal = search_request(&[("?".to_owned(), "x".to_owned())]).expect_err("unknown").to_string();
    for name in &names {
        assert!(refusal.contains(&format!("`{name}`")), "`{name}` is not accepted: {refusal}");
    }
    assert_eq!(refusal.matches("`, `").count() + 1, names.len(), "{refusal}");
}

#[test]
fn examples_of_parameters_are_valid() {
    let described = as_json(&describe("/"));
    let parameters = described["paths"]["/api/v1/search"]["get"]["parameters"].as_array().expect("a list");
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    for parameter in parameters.iter().filter(|parameter| !parameter["example"].is_null()) {
        let (name, example) = (parameter["name"].as_str().expect("a name"), &parameter["example"]);
        let is_list = parameter["schema"]["type"] == "array";
        assert_eq!(example.is_array(), is_list, "{name}");
        let values: Vec<String> =
            example.as_array().map_or_else(|| vec![plain(example)], |all| all.iter().map(plain).collect());
        let read = search_request(&[(name.to_owned(), values.join(","))]);
        assert!(read.is_ok(), "{name}: {read:?}");
    }
}

#[test]
fn cacheable_responses_have_a_tag() {
    let json = as_json(&describe("/"));
    let mut all = Vec::new();
    below(&json["paths"], "responses", &mut all);
    let kept: Vec<_> = all.into_iter().filter(|answers| answers["304"].is_object()).collect();
    assert_eq!(kept.len(), 25);
    for answers in kept {
        assert!(answers["200"]["headers"]["ETag"].is_object(), "{answers}");
    }
}

#[test]
fn enumerations_list_all_their_values() {
    let json = as_json(&describe("/"));
    let schema = |name: &str| json["components"]["schemas"][name]["enum"].clone();
    assert_eq!(schema("Kind"), serde_json::json!(Kind::ALL));
    let facets = schema("Facet");
    let names = facets.as_array().expect("names").iter().map(|name| name.as_str().expect("a name"));
    assert_eq!(names.filter(|name| name.parse::<Facet>().is_ok()).count(), 6);
}
