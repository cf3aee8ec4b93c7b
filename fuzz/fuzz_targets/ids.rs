//! A parsed id is valid, has one spelling, and is reached by its URL.

#![no_main]

use axum::{body::Body, http::Request};
use libfuzzer_sys::fuzz_target;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use skorowidz::document::DocumentId;
use skorowidz_fuzz::with_site;

fuzz_target!(|text: &str| {
    let raw = format!("/api/v1/documents/{text}");
    if let Ok(request) = Request::get(&raw).body(Body::empty()) {
        let status = with_site(|site| site.send(request)).status;
        assert!(status.is_success() || status.is_client_error(), "{raw}: {status}");
    }
    match text.parse::<DocumentId>() {
        Ok(id) => check(&id),
        Err(error) => {
            let reason = error.to_string();
            assert!(!reason.is_empty() && !reason.chars().any(char::is_control));
        }
    }
});

fn check(id: &DocumentId) {
    let text = id.as_str();
    assert!((1..=DocumentId::MAX_BYTES).contains(&text.len()));
    assert!(!text.split('/').any(|segment| ["", ".", ".."].contains(&segment)));
    assert!(!text.chars().any(char::is_control));
    assert_eq!(text.parse::<DocumentId>().as_ref(), Ok(id));
    let address = format!("/api/v1/documents/{}", utf8_percent_encode(text, NON_ALPHANUMERIC));
    let request = Request::get(&address).body(Body::empty()).expect("an address");
    let answer = with_site(|site| site.send(request));
    let body: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
    let is_named = body["id"] == text || body["error"]["message"].to_string().contains(&quoted(text));
    assert!(is_named, "{address}: {body}");
}

/// Returns the id as it appears in a JSON-encoded message.
fn quoted(id: &str) -> String {
    let json = serde_json::Value::from(format!("`{id}`")).to_string();
    json.trim_matches('"').to_owned()
}
