//! Any request is answered with a request id, never with a 5xx, and with a body that matches its media type.

#![no_main]

use arbitrary::Arbitrary;
use axum::{
    body::Body,
    http::{Request, header},
};
use libfuzzer_sys::fuzz_target;
use skorowidz_fuzz::{Answer, TOKEN, with_site};

/// A request in parts, as a client might send them.
#[derive(Debug, Arbitrary)]
struct Asked<'a> {
    method: u8,
    start: u8,
    header: u8,
    has_token: bool,
    value: &'a [u8],
    path: &'a str,
    query: &'a str,
    body: &'a [u8],
}

const METHODS: [&str; 8] = ["GET", "HEAD", "PUT", "DELETE", "POST", "OPTIONS", "PATCH", "BREW"];
/// Beginnings of paths; the rest of the path follows.
const STARTS: [&str; 20] = [
    "/",
    "/search",
    "/documents/",
    "/api/v1/search",
    "/api/v1/documents",
    "/api/v1/documents/",
    "/api/v1/stats",
    "/api/v1/admin/",
    "/static/",
    "/openapi.json",
    "/metrics",
    "/api/v1/documents/ordinances/358-2017",
    "/api/v1/suggest",
    "/documents/ordinances/358-2017",
    "/feed.atom",
    "/opensearch",
    "/sitemap",
    "/robots.txt",
    "/help",
    "/widget",
];
const HEADERS: [&str; 15] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "authorization",
    "content-type",
    "content-length",
    "content-encoding",
    "expect",
    "if-match",
    "if-none-match",
    "forwarded",
    "host",
    "origin",
    "x-forwarded-for",
    "x-request-id",
];

impl Asked<'_> {
    /// Builds the request; `None` if HTTP cannot express it.
    fn request(&self) -> Option<Request<Body>> {
        let pick = |names: &[&'static str], choice: u8| names[usize::from(choice) % names.len()];
        let query = if self.query.is_empty() { String::new() } else { format!("?{}", self.query) };
        let uri = format!("{}{}{query}", pick(&STARTS, self.start), self.path);
        let mut request = Request::builder().method(pick(&METHODS, self.method)).uri(uri);
        request = request.header(pick(&HEADERS, self.header), self.value);
        if self.has_token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {TOKEN}"));
        }
        request.body(Body::from(self.body.to_vec())).ok()
    }
}

fuzz_target!(|asked: Asked<'_>| {
    let Some(request) = asked.request() else { return };
    let is_head = request.method() == "HEAD";
    let answer = with_site(|site| site.send(request));
    assert!(!answer.status.is_server_error(), "{}", answer.status);
    assert!(answer.has_request_id);
    if !is_head {
        check_body(&answer);
    }
});

fn check_body(answer: &Answer) {
    let kind = answer.media_type.split(';').next().unwrap_or_default();
    match kind {
        "" => assert!(answer.body.is_empty(), "{}", answer.status),
        "application/json" if answer.body.starts_with(b"\x1f\x8b") => {}
        "application/json" => {
            let body: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
            let is_refusal = answer.status.is_client_error();
            assert_eq!(body["error"]["code"].is_string(), is_refusal, "{body}");
        }
        "text/html"
        | "text/plain"
        | "text/css"
        | "text/javascript"
        | "application/atom+xml"
        | "application/opensearchdescription+xml"
        | "application/xml"
        | "image/svg+xml"
        | "application/pdf"
        | "text/markdown"
        | "application/x-ndjson"
        | "application/openmetrics-text" => {}
        "application/x-suggestions+json" => {
            serde_json::from_slice::<(String, Vec<String>)>(&answer.body)
                .expect("the typed text and suggestions");
        }
        _ => panic!("{}: {kind}", answer.status),
    }
}
