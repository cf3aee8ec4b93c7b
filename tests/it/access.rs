//! Access tokens, rate limits and caching headers: the router in process, over a real index.

use std::net::SocketAddr;

use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode, request::Builder},
};
use skorowidz::config::Settings;

use crate::http::{Answer, Site, document};

const SEARCH: &str = "/api/v1/search?q=konwent";
const DOCUMENT: &str = "/api/v1/documents/a";
const TOKEN: &str = "a-token-of-many-characters";

fn site(settings: Settings) -> Site {
    Site::configured(&[document("a", "Konwent", "Konwent o zieleni.")], settings)
}

/// Sends a request from this address.
async fn from(site: &Site, peer: &str, request: Builder) -> Answer {
    let peer: SocketAddr = peer.parse().expect("an address");
    let mut request = request.body(Body::empty()).expect("a request");
    request.extensions_mut().insert(ConnectInfo(peer));
    site.send(request).await
}

async fn ask(site: &Site, request: Builder) -> Answer {
    site.send(request.body(Body::empty()).expect("a request")).await
}

/// Returns how many of this number of searches from an address, reported by a proxy or not, succeed.
async fn answered(site: &Site, peer: &str, headers: &[(&str, &str)], searches: usize) -> usize {
    let mut answered = 0;
    for _ in 0..searches {
        let request =
            headers.iter().fold(Request::get(SEARCH), |request, (name, value)| request.header(*name, *value));
        let answer = from(site, peer, request).await;
        if answer.status == StatusCode::OK {
            answered += 1;
        } else {
            Site::check_error(&answer, 429, "too-many-requests", &["try again"]);
        }
    }
    answered
}

#[tokio::test]
async fn without_public_search_everything_but_probes_and_styles_needs_the_token() {
    let site =
        site(Settings { public_search: Some(false), token: Some(TOKEN.into()), ..Settings::default() });
    for path in [SEARCH, DOCUMENT, "/api/v1/documents/a/text", "/api/v1/stats"] {
        for request in [
            Request::get(path),
            Request::get(path).header("authorization", "Bearer wrong"),
            Request::get(path).header("authorization", format!("Basic {TOKEN}")),
        ] {
            let answer = ask(&site, request).await;
            Site::check_error(&answer, 401, "unauthorized", &["`Authorization: Bearer TOKEN`"]);
            assert_eq!(answer.header("www-authenticate"), "Bearer");
            assert_eq!(answer.header("cache-control"), "no-store");
        }
        let request = Request::get(path).header("authorization", format!("Bearer {TOKEN}"));
        let answer = ask(&site, request).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(!answer.header("cache-control").contains("public"), "{path}");
    }
    for path in ["/help", "/accessibility", "/privacy"] {
        assert_eq!(ask(&site, Request::get(path)).await.status, StatusCode::OK, "{path}");
    }
    for path in ["/", "/search?q=konwent", "/documents/a"] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(answer.text().contains("nie jest publiczna"), "{}", answer.text());
    }
    for path in ["/healthz", "/readyz", "/static/style.css", "/static/icon.svg"] {
        assert_eq!(site.get(path).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn several_tokens_are_valid_at_the_same_time() {
    let token = Some("the-old-token-of-today the-new-token-of-tomorrow".into());
    let site = site(Settings { public_search: Some(false), token, ..Settings::default() });
    for (token, status) in [("the-old-token-of-today", 200), ("the-new-token-of-tomorrow", 200), ("the", 401)]
    {
        let request = Request::get(SEARCH).header("authorization", format!("Bearer {token}"));
        assert_eq!(ask(&site, request).await.status, status, "{token}");
    }
}

#[tokio::test]
async fn scripts_from_any_site_may_read_but_not_write() {
    let site = site(Settings::default());
    for path in [SEARCH, DOCUMENT, "/api/v1/stats", "/api/v1/search?page=0"] {
        let answer = ask(&site, Request::get(path).header("origin", "https://example.org")).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.header("access-control-allow-credentials"), "", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin", "{path}");
    }
    for path in ["/", "/search?q=konwent", "/documents/a", "/static/style.css", "/healthz", "/nothing"] {
        let answer = ask(&site, Request::get(path).header("origin", "https://example.org")).await;
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
    }
}

#[tokio::test]
async fn a_preflight_allows_only_reading_even_where_reading_needs_a_token() {
    let settings = Settings { public_search: Some(false), token: Some(TOKEN.into()), ..Settings::default() };
    for site in [site(Settings::default()), site(settings)] {
        for asked in ["GET", "PUT", "DELETE", "POST"] {
            let request = Request::options(DOCUMENT)
                .header("origin", "https://example.org")
                .header("access-control-request-method", asked)
                .header("access-control-request-headers", "authorization");
            let answer = ask(&site, request).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
            assert_eq!(answer.header("access-control-allow-methods"), "GET,HEAD");
            assert!(!answer.header("access-control-allow-headers").contains("authorization"));
        }
    }
}

#[tokio::test]
async fn a_client_over_the_rate_limit_gets_a_retry_after_header() {
    let settings = Settings { rate_per_second: Some(1), rate_burst: Some(3), ..Settings::default() };
    let site = site(settings);
    let stranger = "203.0.113.7:4000";
    assert_eq!(answered(&site, stranger, &[], 5).await, 3);
    let answer = from(&site, "203.0.113.7:4001", Request::get(SEARCH)).await;
    assert_eq!(answer.header("retry-after"), "1");
    assert_eq!(answer.header("cache-control"), "no-store");
    // The search box on another site can tell its visitor why.
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(answer.header("access-control-expose-headers").contains("retry-after"));
    let preflight = Request::options(SEARCH).header("access-control-request-method", "GET");
    assert_eq!(from(&site, stranger, preflight).await.status, StatusCode::OK);
    assert_eq!(from(&site, stranger, Request::get("/static/style.css")).await.status, StatusCode::OK);
    let page = from(&site, stranger, Request::get("/search?q=konwent")).await;
    assert_eq!((page.status, page.header("refresh")), (StatusCode::TOO_MANY_REQUESTS, "1"));
    assert!(page.text().contains("Za dużo zapytań"), "{}", page.text());
    for probe in ["/healthz", "/readyz"] {
        assert_eq!(from(&site, stranger, Request::get(probe)).await.status, StatusCode::OK);
    }
    assert_eq!(answered(&site, "203.0.113.8:4000", &[], 3).await, 3, "another client");
}

#[tokio::test]
async fn an_ipv6_network_is_one_client() {
    let site = site(Settings { rate_per_second: Some(1), rate_burst: Some(1), ..Settings::default() });
    assert_eq!(answered(&site, "[2001:db8:1:2::1]:1", &[], 1).await, 1);
    assert_eq!(answered(&site, "[2001:db8:1:2::2]:1", &[], 1).await, 0);
    assert_eq!(answered(&site, "[2001:db8:1:3::1]:1", &[], 1).await, 1);
}

#[tokio::test]
async fn requests_with_a_token_or_from_loopback_are_not_rate_limited() {
    let token = Some(TOKEN.into());
    let site = site(Settings { rate_per_second: Some(1), rate_burst: Some(1), token, ..Settings::default() });
    let bearer = format!("Bearer {TOKEN}");
    assert_eq!(answered(&site, "203.0.113.7:1", &[("authorization", &bearer)], 5).await, 5);
    assert_eq!(answered(&site, "203.0.113.7:1", &[("authorization", "Bearer wrong")], 5).await, 1);
    assert_eq!(answered(&site, "127.0.0.1:1", &[], 5).await, 5);
    assert_eq!(answered(&site, "[::1]:1", &[("x-forwarded-for", "203.0.113.7")], 5).await, 5);
}

#[tokio::test]
async fn behind_a_trusted_proxy_the_forwarded_client_is_counted() {
    let settings = Settings {
        rate_per_second: Some(1),
        rate_burst: Some(1),
        trusted_proxies: Some(vec!["127.0.0.1".to_owned(), "10.0.0.0/8".to_owned()]),
        ..Settings::default()
    };
    let site = site(settings);
    let reported = |address: &'static str| [("x-forwarded-for", address)];
    assert_eq!(answered(&site, "127.0.0.1:1", &reported("203.0.113.7"), 3).await, 1);
    assert_eq!(
        answered(&site, "10.1.2.3:1", &reported("203.0.113.7, 10.0.0.9"), 3).await,
        0,
        "the same client"
    );
    assert_eq!(
        answered(&site, "127.0.0.1:1", &reported("127.0.0.1, 203.0.113.8"), 3).await,
        1,
        "forwarded address is loopback"
    );
    assert_eq!(answered(&site, "198.51.100.1:1", &reported("127.0.0.1"), 3).await, 1, "not a trusted proxy");
}

#[tokio::test]
async fn an_unchanged_response_is_not_sent_again() {
    let site = site(Settings::default());
    for path in [SEARCH, DOCUMENT, "/api/v1/documents/a/text", "/search?q=konwent", "/documents/a", "/"] {
        let first = site.get(path).await;
        let tag = first.header("etag");
        // A document uses the same tag that a conditional write of it names.
        let is_of_document = path.starts_with("/api/v1/documents/");
        assert_eq!(tag.starts_with("W/\""), !is_of_document, "{path}: {tag}");
        assert_eq!(first.header("cache-control"), "no-cache", "{path}");
        let again = ask(&site, Request::get(path).header("if-none-match", format!("\"x\", {tag}"))).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path}");
        assert_eq!((again.header("etag"), again.header("cache-control")), (tag, "no-cache"));
        assert!(again.body.is_empty(), "{path}");
        let other = ask(&site, Request::get(path).header("if-none-match", "W/\"other\"")).await;
        assert_eq!(other.status, StatusCode::OK, "{path}");
    }
    let tag_of = async |path: &str| site.get(path).await.header("etag").to_owned();
    assert_ne!(tag_of(SEARCH).await, tag_of("/api/v1/search?q=zieleni").await);
}

#[tokio::test]
async fn a_response_is_sent_again_after_a_commit() {
    let site = site(Settings::default());
    let tag = site.get(SEARCH).await.header("etag").to_owned();
    site.add(&document("b", "Konwent drugi", "Konwent o tramwajach."));
    let again = ask(&site, Request::get(SEARCH).header("if-none-match", &tag)).await;
    assert_eq!((again.status, &again.json()["total"]), (StatusCode::OK, &2.into()));
    assert_ne!(again.header("etag"), tag);
}

#[tokio::test]
async fn errors_and_missing_resources_are_not_cached() {
    let site = site(Settings::default());
    for path in ["/api/v1/search?page=0", "/api/v1/documents/none", "/documents/none", "/nothing"] {
        let answer = ask(&site, Request::get(path).header("if-none-match", "*")).await;
        assert!(answer.status.is_client_error(), "{path}");
        assert_eq!((answer.header("cache-control"), answer.header("etag")), ("no-store", ""), "{path}");
    }
    let probe = site.get("/healthz").await;
    assert_eq!(probe.header("cache-control"), "no-store");
}

#[tokio::test]
async fn stylesheets_answer_conditional_requests_with_not_modified() {
    let site = site(Settings::default());
    let style = site.get("/static/style.css").await;
    let again =
        ask(&site, Request::get("/static/style.css").header("if-none-match", style.header("etag"))).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(again.header("cache-control"), style.header("cache-control"));
}

#[tokio::test]
async fn hsts_is_sent_only_if_the_public_url_uses_https() {
    for (url, reported) in
        [("https://example.org/szukaj", "max-age=31536000"), ("http://example.org", ""), ("", "")]
    {
        let site = site(Settings { public_url: Some(url.to_owned()), ..Settings::default() });
        assert_eq!(site.get("/").await.header("strict-transport-security"), reported, "{url}");
    }
}

#[tokio::test]
async fn an_overlong_uri_is_refused_with_a_clear_message() {
    let site = site(Settings::default());
    for path in ["/api/v1/search?q=", "/api/v1/documents/"] {
        let answer = site.get(&format!("{path}{}", "x".repeat(50_000))).await;
        Site::check_error(&answer, 414, "uri-too-long", &["49152 bytes"]);
    }
}
