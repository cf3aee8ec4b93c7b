//! Support for programs that keep another store in sync with this one: the list of documents, one ETag per
//! document, warnings about unknown fields, and times of change.

use std::{
    fs::{File, FileTimes},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};

use crate::{
    harness::{Place, list, text},
    serve::{Answer, Server},
};

const TOKEN: (&str, &str) = ("Authorization", "Bearer reconciling-tests");
const JSON: (&str, &str) = ("Content-Type", "application/json");
const NDJSON: (&str, &str) = ("Content-Type", "application/x-ndjson");
const KONWENT: &str = r#"{"title":"Konwent","text":"Rozmawiano o parkach."}"#;

fn server(place: &Place) -> Server {
    Server::with(place, &[], &[("SKOROWIDZ_TOKEN", "reconciling-tests")])
}

fn ask(server: &Server, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let headers = [&[TOKEN], headers].concat();
    server.send(method, &format!("/api/v1/documents{path}"), &headers, body.as_bytes()).expect("answered")
}

fn put(server: &Server, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    ask(server, "PUT", path, &[&[JSON], headers].concat(), body)
}

fn etag(answer: &Answer) -> String {
    let lines = answer.head.lines().filter_map(|line| line.split_once(": "));
    let tag = lines.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("etag"));
    tag.map(|(_, tag)| tag.to_owned()).unwrap_or_default()
}

/// Returns all entries, fetched in parts of `step`.
fn listed(server: &Server, step: usize, parameters: &str) -> Vec<Value> {
    let (mut entries, mut after) = (Vec::new(), String::new());
    loop {
        let part = server.get(&format!("/api/v1/documents?limit={step}{parameters}{after}")).json();
        assert!(list(&part, "documents").len() <= step, "{part}");
        entries.extend_from_slice(list(&part, "documents"));
        let Some(next) = part["next"].as_str() else { return entries };
        after = format!("&after={}", next.replace('/', "%2F"));
    }
}

fn ids(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| text(entry, "id")).collect()
}

#[test]
fn the_list_contains_every_document_once_with_tag_time_and_state() {
    let place = Place::new();
    place.file("corpus/akty/plik.md", "## Plik\n\nO mostach.\n");
    place.index(&[], 0);
    let server = server(&place);
    for id in ["b", "news/a", "c", "news/d"] {
        assert_eq!(put(&server, &format!("/{id}"), &[], KONWENT).status, 201);
    }
    let all = listed(&server, 2, "");
    assert_eq!(ids(&all), ["akty/plik", "b", "c", "news/a", "news/d"]);
    for entry in &all {
        let document = server.get(&format!("/api/v1/documents/{}", text(entry, "id")));
        assert_eq!(format!("\"{}\"", text(entry, "hash")), etag(&document));
        assert_eq!((text(entry, "state"), &entry["ocr"]), ("present", &Value::Null));
        assert!(text(entry, "date").ends_with('Z'), "{entry}");
    }
    assert_eq!(listed(&server, 1000, ""), all);
    assert_eq!(ask(&server, "DELETE", "/c", &[], "").status, 204);
    assert_eq!(ask(&server, "DELETE", "/news/d", &[], "").status, 204);
    assert_eq!(ask(&server, "DELETE", "/b?purge=true", &[], "").status, 204);
    assert_eq!(ids(&listed(&server, 1, "")), ["akty/plik", "news/a"]);
    let withdrawn = listed(&server, 1, "&withdrawn=true");
    let mut gone = ids(&withdrawn);
    gone.sort_unstable();
    assert_eq!(gone, ["c", "news/d"], "ids of purged documents are not kept");
    assert!(withdrawn.iter().all(|entry| entry["state"] == "withdrawn" && entry["hash"].is_null()));
    assert!(withdrawn.iter().all(|entry| text(entry, "date").starts_with("20")));
}

#[test]
fn invalid_list_requests_are_refused() {
    let place = Place::new();
    let server = server(&place);
    assert_eq!(server.get("/api/v1/documents").status, 503);
    put(&server, "/a", &[], KONWENT);
    for bad in [
        "limit=0",
        "limit=1001",
        "after=..%2Fa",
        "withdrawn=maybe",
        "limit=",
        "colour=red",
        "limit=1&limit=2",
    ] {
        let answer = server.get(&format!("/api/v1/documents?{bad}"));
        assert_eq!((answer.status, text(&answer.json()["error"], "code")), (400, "bad-parameter"), "{bad}");
    }
}

#[test]
fn a_document_has_the_same_tag_in_every_read_and_write() {
    let place = Place::new();
    let server = server(&place);
    let tag = etag(&put(&server, "/a", &[], KONWENT));
    let weak = format!("W/{tag}");
    for path in ["/a", "/a/text", "/a/source"] {
        assert_eq!(etag(&ask(&server, "GET", path, &[], "")), tag, "{path}");
        for (name, value, status) in [
            ("If-None-Match", tag.as_str(), 304),
            ("If-None-Match", &weak, 304),
            ("If-None-Match", "\"other\"", 200),
            ("If-Match", &tag, 200),
            ("If-Match", &weak, 200),
            ("If-Match", "*", 200),
            ("If-Match", "\"other\"", 412),
        ] {
            assert_eq!(
                ask(&server, "GET", path, &[(name, value)], "").status,
                status,
                "{path} {name}: {value}"
            );
        }
    }
    let other = r#"{"text":"Rozmawiano o szkołach."}"#;
    for (name, value, status) in [
        ("If-None-Match", tag.as_str(), 412),
        ("If-None-Match", &weak, 412),
        ("If-None-Match", "*", 412),
        ("If-Match", "\"other\"", 412),
        ("If-Match", &weak, 200),
    ] {
        assert_eq!(put(&server, "/a", &[(name, value)], other).status, status, "{name}: {value}");
    }
    // By now the tag belongs to another state.
    assert_eq!(put(&server, "/a", &[("If-Match", &tag)], KONWENT).status, 412);
    assert_eq!(put(&server, "/a", &[("If-None-Match", &tag)], KONWENT).status, 200);
    assert_eq!(put(&server, "/new", &[("If-None-Match", &tag)], KONWENT).status, 201);
    assert_eq!(ask(&server, "DELETE", "/new", &[("If-Match", "\"other\"")], "").status, 412);
}

#[test]
fn unknown_document_fields_are_reported_and_refused_on_request() {
    let place = Place::new();
    let server = server(&place);
    let body = r#"{"tytul":"Konwent","text":"Rozmawiano.","date":"2022-09-27"}"#;
    for status in [201, 200] {
        let answer = put(&server, "/a", &[], body);
        assert_eq!(answer.status, status);
        let warnings = answer.json()["warnings"].to_string();
        assert!(warnings.contains("`tytul`, `date`") && warnings.contains("`title`"), "{warnings}");
    }
    let refused = put(&server, "/b?strict=true", &[], body);
    assert_eq!((refused.status, text(&refused.json()["error"], "code")), (400, "bad-body"));
    assert!(text(&refused.json()["error"], "message").contains("`tytul`"), "{}", refused.body);
    assert_eq!(server.get("/api/v1/documents/b").status, 404);
    assert_eq!(put(&server, "/b?strict=true", &[], KONWENT).status, 201);
    assert_eq!(put(&server, "/b?strict=maybe", &[], KONWENT).status, 400);

    let lines = "{\"id\":\"l1\",\"text\":\"a\",\"tytul\":1}\n{\"id\":\"l2\",\"text\":\"b\"}\n";
    let send = |path: &str| -> Vec<Value> {
        let answer = ask(&server, "POST", path, &[NDJSON], lines);
        answer.body.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    };
    let strict = send("?strict=true");
    assert_eq!((&strict[0]["status"], &strict[1]["status"]), (&400.into(), &201.into()), "{strict:?}");
    assert!(text(&strict[0]["error"], "message").contains("`tytul`"));
    let lenient = send("");
    assert_eq!((&lenient[0]["status"], &lenient[1]["warnings"]), (&201.into(), &json!([])), "{lenient:?}");
    assert!(
        lenient[0]["warnings"][0].as_str().is_some_and(|warning| warning.contains("`tytul`")),
        "{lenient:?}"
    );
    assert_eq!(ask(&server, "POST", "?colour=red", &[NDJSON], lines).status, 400);
}

#[test]
fn unknown_fields_in_indexed_lines_raise_a_warning() {
    let place = Place::new();
    place.file(
        "lines.jsonl",
        "{\"id\":\"a\",\"text\":\"x\",\"tresc\":\"y\"}\n{\"id\":\"b\",\"text\":\"x\"}\n",
    );
    let report = place.index(&["lines.jsonl"], 0);
    let warnings = list(&report, "warnings");
    assert_eq!(warnings.len(), 1, "{report}");
    assert!(text(&warnings[0], "warning").contains("`tresc`"), "{report}");
}

#[test]
fn feeds_and_the_sitemap_report_when_a_document_changed() {
    let place = Place::new();
    place.file("corpus/a.md", "## Konwent\n\n2015-03-01\n\nO zieleni.\n");
    let changed = |name: &str, seconds: u64| {
        let moment = UNIX_EPOCH + Duration::from_secs(seconds);
        let file = File::options().write(true).open(place.path(name)).expect("exists");
        file.set_times(FileTimes::new().set_modified(moment)).expect("set");
    };
    changed("corpus/a.md", 1_600_000_000);
    place.index(&[], 0);
    let server = server(&place);
    let feed = server.get("/feed.atom").body;
    // 2020-09-13T12:26:40Z in Warsaw time.
    assert_eq!(feed.matches("<updated>2020-09-13T14:26:40+02:00</updated>").count(), 2, "{feed}");
    let map = server.get("/sitemap-1.xml").body;
    assert!(map.contains("<loc>http://127.0.0.1"), "{map}");
    assert!(map.contains("<lastmod>2020-09-13T12:26:40Z</lastmod>"), "{map}");
    assert_eq!(listed(&server, 10, "")[0]["date"], "2020-09-13T12:26:40Z");
    // An upload changed when it arrived, whatever its date.
    let now = jiff::Timestamp::try_from(SystemTime::now()).expect("a timestamp").to_string();
    put(&server, "/b", &[], r#"{"text":"Nowe","published":"2001-01-01"}"#);
    let listed = listed(&server, 10, "");
    let date = text(&listed[1], "date");
    assert!(date >= &now[..16] && date.starts_with(&now[..8]), "{date} after {now}");
}
