//! The API description against the service: the same routes, fields, statuses and codes.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::Value;
use skorowidz::config::Settings;

use crate::{
    harness::{Place, list, package, text},
    http::{Site, site},
    tidy::read,
};

/// An id that exists in the site, for paths that need one.
const ID: &str = "news/konwent";
const TOKEN: &str = "0123456789abcdef0123456789abcdef";

async fn described(site: &Site) -> Value {
    let answer = site.get("/openapi.json").await;
    assert_eq!(answer.status, 200);
    answer.json()
}

#[tokio::test]
async fn the_program_prints_the_description_that_the_service_serves() {
    let printed = Place::new().run(&["openapi"]).ended(0);
    assert_eq!(printed.out.as_bytes(), site().get("/openapi.json").await.body);
    let json = printed.json();
    assert_eq!(text(&json, "openapi"), "3.1.0");
    assert_eq!(
        (&json["servers"][0]["url"], text(&json["info"], "version")),
        (&"/".into(), env!("CARGO_PKG_VERSION"))
    );
}

#[tokio::test]
async fn the_public_url_is_the_server_address_in_the_description() {
    let address = "https://krakow.pl/szukaj";
    let settings = Settings { public_url: Some(format!("{address}/")), ..Settings::default() };
    assert_eq!(described(&Site::configured(&[], settings)).await["servers"][0]["url"], address);
}

/// Returns the path as the router knows it; the handler distinguishes what follows an id.
fn pattern(path: &str) -> &str {
    path.split_once('{').map_or(path, |(before, _)| before)
}

/// The paths in the router's source: `.route("PATH", …)`.
fn routed() -> BTreeSet<String> {
    let source = read(&package().join("src/http/router.rs"));
    let after = source.split(".route(").skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"'));
    after.filter_map(|rest| Some(pattern(rest.split_once('"')?.0).to_owned())).collect()
}

#[tokio::test]
async fn every_route_is_described_and_every_described_path_is_a_route() {
    let json = described(&site()).await;
    let paths = json["paths"].as_object().expect("paths");
    let described: BTreeSet<String> = paths.keys().map(|path| pattern(path).to_owned()).collect();
    assert_eq!(described, routed());
}

#[tokio::test]
async fn every_path_accepts_exactly_the_described_methods() {
    let settings = Settings { token: Some(TOKEN.into()), ..Settings::default() };
    let site = Site::configured(&[], settings);
    let mut methods: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, item) in described(&site).await["paths"].as_object().expect("paths") {
        let names = item.as_object().expect("operations").keys().map(|name| name.to_uppercase());
        methods.entry(pattern(path).to_owned()).or_default().extend(names);
    }
    for (path, mut methods) in methods {
        if methods.contains("GET") {
            methods.insert("HEAD".to_owned());
        }
        let address = match path.as_str() {
            "/sitemap-" => "/sitemap-1.xml".to_owned(),
            _ if path.ends_with("/topics/") => format!("{path}0a1b2c3d4e5f6071"),
            _ if path.ends_with('/') && path.len() > 1 => format!("{path}{ID}"),
            _ => path,
        };
        let request = Request::patch(&address).header(header::AUTHORIZATION, format!("Bearer {TOKEN}"));
        let answer = site.send(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.status, 405, "{address}");
        let allowed: BTreeSet<String> =
            answer.header("allow").split(',').map(|name| name.trim().to_owned()).collect();
        assert_eq!(allowed, methods, "{address}");
    }
}

/// Returns the description of a response of a GET operation.
#[track_caller]
fn answer_of<'a>(json: &'a Value, path: &str, status: u16) -> &'a Value {
    let answer = &json["paths"][path]["get"]["responses"][status.to_string()];
    assert!(answer.is_object(), "{path}: {status} is not described");
    answer
}

/// Fails if the value has a field that the schema lacks, or lacks a required field.
#[track_caller]
fn check_fields(json: &Value, schema: &Value, value: &Value, place: &str) {
    let named = schema["$ref"].as_str().and_then(|place| json.pointer(place.strip_prefix('#')?));
    let alternatives =
        schema["oneOf"].as_array().and_then(|all| all.iter().find(|one| one["type"] != "null"));
    let schema = named.or(alternatives).unwrap_or(schema);
    if alternatives.is_some() && named.is_none() && !value.is_null() {
        return check_fields(json, schema, value, place);
    }
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let known = &schema["properties"][name];
                let known = if known.is_null() { &schema["additionalProperties"] } else { known };
                assert!(
                    !known.is_null() || schema["properties"].is_null(),
                    "{place}/{name} is not described"
                );
                check_fields(json, known, value, &format!("{place}/{name}"));
            }
            for name in schema["required"].as_array().into_iter().flatten() {
                assert!(fields.contains_key(name.as_str().expect("a name")), "{place} lacks {name}");
            }
        }
        Value::Array(values) => {
            for value in values {
                check_fields(json, &schema["items"], value, place);
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn responses_have_the_described_fields() {
    let site = site();
    let json = described(&site).await;
    for (path, address) in [
        ("/api/v1/search", "/api/v1/search?q=konwent&facets=kind,year,organ&explain=true"),
        ("/api/v1/documents/{id}", "/api/v1/documents/ordinances/358-2017"),
        ("/api/v1/documents/{id}", "/api/v1/documents/news/konwent"),
        ("/api/v1/suggest", "/api/v1/suggest?q=konw"),
        ("/api/v1/documents/{id}/related", "/api/v1/documents/news/konwent/related"),
        ("/api/v1/documents", "/api/v1/documents?limit=1"),
        ("/api/v1/stats", "/api/v1/stats"),
        ("/healthz", "/healthz"),
        ("/readyz", "/readyz"),
    ] {
        let schema = &answer_of(&json, path, 200)["content"]["application/json"]["schema"];
        let answer = site.get(address).await.json();
        check_fields(&json, schema, &answer, path);
        check_fields(
            &json,
            schema,
            &answer_of(&json, path, 200)["content"]["application/json"]["example"],
            path,
        );
    }
}

#[tokio::test]
async fn fields_that_do_not_apply_are_described_as_null_and_never_absent() {
    let json = described(&site()).await;
    for (name, optional) in [
        ("SearchResponse", [].as_slice()),
        ("QueryInfo", &[]),
        ("Hit", &["explanation"]),
        ("Snippet", &[]),
        ("Act", &[]),
        ("Document", &[]),
        ("Page", &["confidence", "edits", "struck"]),
        ("Suggestion", &[]),
        ("RelatedDocument", &[]),
        ("Error", &[]),
    ] {
        let schema = &json["components"]["schemas"][name];
        let required: BTreeSet<&str> = list(schema, "required").iter().filter_map(Value::as_str).collect();
        let fields = schema["properties"].as_object().expect("fields").keys().map(String::as_str);
        let absent: Vec<&str> = fields.filter(|name| !required.contains(name)).collect();
        assert_eq!(absent, optional, "{name}");
    }
    assert_eq!(
        json["components"]["schemas"]["Hit"]["properties"]["url"]["type"],
        serde_json::json!(["string", "null"])
    );
}

#[tokio::test]
async fn errors_have_the_described_status_and_code() {
    let (filled, empty) = (site(), Site::configured(&[], Settings::default()));
    let json = described(&filled).await;
    for (site, path, address) in [
        (&filled, "/api/v1/search", "/api/v1/search?colour=red"),
        (&filled, "/api/v1/search", "/api/v1/search"),
        (&filled, "/api/v1/documents/{id}", "/api/v1/documents/nothing"),
        (&filled, "/api/v1/documents/{id}", "/api/v1/documents/a//b"),
        (&filled, "/api/v1/documents/{id}/text", "/api/v1/documents/nothing/text"),
        (&filled, "/api/v1/suggest", "/api/v1/suggest?limit=0"),
        (&filled, "/api/v1/documents/{id}/related", "/api/v1/documents/nothing/related"),
        (&filled, "/api/v1/documents/{id}/related", "/api/v1/documents/news/konwent/related?limit=0"),
        (&empty, "/api/v1/search", "/api/v1/search?q=a"),
        (&empty, "/api/v1/documents/{id}", "/api/v1/documents/a"),
        (&empty, "/api/v1/stats", "/api/v1/stats"),
        (&empty, "/readyz", "/readyz"),
    ] {
        let answer = site.get(address).await;
        let known = answer_of(&json, path, answer.status.as_u16());
        let body = &known["content"]["application/json"];
        let codes = list(body, "x-codes");
        assert!(codes.contains(&answer.json()["error"]["code"]), "{address}: {codes:?}");
        let tells_when = known["headers"]["Retry-After"].is_object();
        assert_eq!(tells_when, !answer.header("retry-after").is_empty(), "{address}");
    }
}

/// Collects every inline object and enumeration, which would become an unnamed type in a generated client.
fn unnamed(value: &Value, place: &str, found: &mut Vec<String>) {
    if let Some(fields) = value.as_object() {
        if fields.contains_key("properties") || fields.contains_key("enum") || fields.contains_key("allOf") {
            found.push(place.to_owned());
        }
        fields.iter().for_each(|(name, value)| unnamed(value, &format!("{place}/{name}"), found));
    }
    for value in value.as_array().into_iter().flatten() {
        unnamed(value, place, found);
    }
}

#[tokio::test]
async fn every_request_and_response_type_has_a_name_and_errors_share_one_type() {
    let json = described(&site()).await;
    let mut found = Vec::new();
    unnamed(&json["paths"], "", &mut found);
    assert_eq!(found, [""; 0]);
    assert!(json["components"]["schemas"].as_object().expect("schemas").len() < 70);
    let post = &json["paths"]["/api/v1/documents"]["post"];
    let line = |body: &Value| body["content"]["application/x-ndjson"]["x-itemSchema"]["$ref"].clone();
    assert_eq!(line(&post["requestBody"]), "#/components/schemas/DocumentLine");
    assert_eq!(line(&post["responses"]["200"]), "#/components/schemas/LineWritten");
}

#[tokio::test]
async fn every_error_code_is_described() {
    let described = String::from_utf8(site().get("/openapi.json").await.body.to_vec()).expect("UTF-8");
    let source = read(&package().join("src/http/error.rs"));
    let (_, codes) = source.split_once("fn code(").expect("the codes");
    let codes = codes.split_once("\n    }\n").expect("an end").0;
    let names: Vec<&str> = codes.split('"').skip(1).step_by(2).collect();
    assert!(names.len() > 7, "{names:?}");
    for name in names {
        assert!(described.contains(&format!("`{name}`")), "`{name}` is not described");
    }
}
