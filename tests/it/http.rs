//! The HTTP service, called in process over a real index.

use std::path::Path;

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use serde_json::Value;
use skorowidz::{
    config::{Config, Settings},
    document::{Act, Document, Kind, OutlineEntry, Page},
    http,
    service::Service,
};
use tower::ServiceExt;

use crate::engines::{IndexFolder, laid_out};

/// The router over an index in its own folder.
pub(crate) struct Site {
    pub(crate) router: Router,
    service: Service,
    folder: IndexFolder,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Site {
    pub(crate) fn with(documents: &[Document]) -> Self {
        Self::configured(documents, Settings::default())
    }

    pub(crate) fn configured(documents: &[Document], settings: Settings) -> Self {
        let folder = IndexFolder::new();
        if !documents.is_empty() {
            folder.write(|writer| {
                for document in documents {
                    writer.add(laid_out(document)).expect("added");
                }
            });
        }
        let service = Service::open(folder.path()).expect("open");
        let config = Config::resolve(settings).expect("valid settings");
        Self { router: http::router(service.clone(), &config), service, folder }
    }

    /// Serves an index that the program made.
    pub(crate) fn over(index: &Path) -> Self {
        let service = Service::open(index).expect("open");
        let config = Config::resolve(Settings::default()).expect("valid settings");
        Self { router: http::router(service.clone(), &config), service, folder: IndexFolder::new() }
    }

    /// Indexes one more document as another process would.
    pub(crate) fn add(&self, document: &Document) {
        self.folder.write(|writer| writer.add(laid_out(document)).expect("added"));
        self.service.follow().expect("followed");
    }

    /// Deletes a document as another process would.
    pub(crate) fn delete(&self, id: &str) {
        self.folder.write(|writer| writer.delete(&id.parse().expect("a valid id")).expect("deleted"));
        self.service.follow().expect("followed");
    }

    pub(crate) async fn get(&self, uri: &str) -> Answer {
        self.send(Request::get(uri).body(Body::empty()).expect("a request")).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Checks the status, code and message of an error response.
    #[track_caller]
    pub(crate) fn check_error(answer: &Answer, status: u16, code: &str, parts: &[&str]) {
        assert_eq!(answer.status, status, "{}", answer.text());
        let body = answer.json();
        assert_eq!(body["error"]["code"], code, "{body}");
        let message = body["error"]["message"].as_str().expect("a message");
        for part in parts {
            assert!(message.contains(part), "`{message}` lacks `{part}`");
        }
    }
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), "application/json");
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("plain text"))
    }
}

pub(crate) fn document(id: &str, title: &str, text: &str) -> Document {
    let published = Some(jiff::civil::date(2022, 9, 27));
    Document { published, ..Document::new(id.parse().expect("a valid id"), title, text) }
}

pub(crate) fn ordinance() -> Document {
    let act = Act {
        number: Some("358/2017".to_owned()),
        year: Some(2017),
        organ: Some("Prezydent Miasta Krakowa".to_owned()),
        date: Some(jiff::civil::date(2017, 2, 13)),
        ..Act::default()
    };
    let page = |number, text: &str| {
        let confidence = (number == 2).then_some(87);
        Page { ocr: number == 2, confidence, ..Page::new(number, text) }
    };
    Document {
        kind: Kind::Ordinance,
        published: None,
        act: Some(act),
        districts: vec!["XI".to_owned()],
        outline: vec![
            OutlineEntry { label: "§ 1".to_owned(), page: 1, start: 0, ..OutlineEntry::default() },
            OutlineEntry { label: "§ 3".to_owned(), page: 2, start: 9, ..OutlineEntry::default() },
        ],
        paginated: true,
        pages: vec![page(1, "§ 1. Powołuje się zespół."), page(2, "Żółw\n\n§ 3. Konwent obraduje.")],
        ..document("ordinances/358-2017", "Zarządzenie w sprawie Konwentu", "")
    }
}

pub(crate) fn site() -> Site {
    Site::with(&[
        document("news/konwent", "Konwent o zieleni", "Konwent obradował o zieleni.\n\nParki i skwery."),
        document("news/text", "Napis", "Napis na murze."),
        ordinance(),
    ])
}

#[tokio::test]
async fn a_search_returns_hits_with_every_field() {
    let body = site().get("/api/v1/search?q=konwent&facets=kind,year").await.json();
    assert_eq!(body["total"], 2);
    assert_eq!((&body["page"], &body["per_page"]), (&1.into(), &10.into()));
    assert_eq!(body["query"]["text"], "konwent");
    assert!(body["query"]["corrected"].is_null() && body["took_ms"].is_number());
    assert_eq!(body["facets"]["kind"].as_array().map(Vec::len), Some(2));
    for hit in body["hits"].as_array().expect("hits") {
        for field in ["url", "published", "act", "topic"] {
            assert!(hit.get(field).is_some(), "no `{field}` in {hit}");
        }
        assert!(hit["title_html"].as_str().is_some_and(|html| html.contains("<mark>")), "{hit}");
    }
}

#[tokio::test]
async fn filters_narrow_results_with_and_without_a_query() {
    let site = site();
    for (query, total) in [
        ("q=konwent&kind=news", 1),
        ("q=konwent&kind=news&kind=ordinance", 2),
        ("q=&kind=ordinance", 1),
        ("district=XI", 1),
        ("year=2017", 1),
        ("organ=Prezydent+Miasta+Krakowa", 1),
        ("organ=Prezydent%20Miasta%20Krakowa", 1),
        ("from=2017-02-13&to=2017-02-13", 1),
        ("q=konwent&lang=en", 0),
    ] {
        let body = site.get(&format!("/api/v1/search?{query}")).await.json();
        assert_eq!(body["total"], total, "{query}: {body}");
    }
}

#[tokio::test]
async fn every_refused_parameter_is_named_with_valid_values() {
    let site = site();
    for (query, parts) in [
        ("", ["`q`", "filter"]),
        ("q=", ["`q`", "filter"]),
        ("q=a&colour=red", ["`colour`", "`kind`"]),
        ("q=a&kind=post", ["`post`", "`news`"]),
        ("q=a&kind=", ["`kind`", "empty"]),
        ("q=a&district=19", ["`19`", "`XVIII`"]),
        ("q=a&year=MMXX", ["`MMXX`", "`2017`"]),
        ("q=a&lang=polish", ["`lang`", "`polish`"]),
        ("q=a&from=13.2017", ["`from`", "`2017-02-13`"]),
        ("q=a&to=2017-13-01", ["`to`", "`2017-13-01`"]),
        ("from=2018-01-01&to=2017-01-01", ["`from`", "`2017-01-01`"]),
        ("q=a&sort=best", ["`sort`", "`newest`"]),
        ("q=a&page=0", ["`page`", "from 1"]),
        ("q=a&page=x", ["`page`", "`x`"]),
        ("q=a&page=1001", ["`page`", "1000"]),
        ("q=a&per_page=101", ["`per_page`", "100"]),
        ("q=a&facets=colour", ["`facets`", "`year`"]),
        ("q=a&explain=maybe", ["`explain`", "`true`"]),
        ("q=a&q=b", ["`q`", "twice"]),
        ("q=%", ["`q`", "`%25`"]),
        ("q=%C5", ["`q`", "UTF-8"]),
    ] {
        let answer = site.get(&format!("/api/v1/search?{query}")).await;
        Site::check_error(&answer, 400, "bad-parameter", &parts);
    }
}

#[tokio::test]
async fn odd_queries_never_cause_a_server_error() {
    let site = site();
    let long = "x".repeat(10_000);
    let words = "rada+".repeat(2_000);
    let odd = [
        long.as_str(),
        words.as_str(),
        "...%3F!%2C%3B",
        "%22konwent",
        "%22%22%22",
        "konwent)%5D%7D(",
        "%D1%80%D0%B0%D0%B4%D0%B0",
        "kon%00went",
        "%00",
        "-",
        "---konwent",
        "AND+OR+NOT",
        "title%3Akonwent*%7E2%5E4",
        "%F0%9F%90%A2",
        "%3Cscript%3E",
    ];
    for query in odd {
        for path in ["/api/v1/search", "/search"] {
            let answer = site.get(&format!("{path}?q={query}")).await;
            // A page accepts no longer text than its search box.
            let is_refused = path == "/search" && query.len() > 2_000;
            let expected = if is_refused { StatusCode::BAD_REQUEST } else { StatusCode::OK };
            assert_eq!(answer.status, expected, "{path} {query:.60}: {}", answer.text());
        }
    }
    let answer = site.get(&format!("/api/v1/search?q={}", "x".repeat(40_000))).await;
    Site::check_error(&answer, 400, "bad-parameter", &["`q`", "32768"]);
}

#[tokio::test]
async fn a_document_is_found_by_its_id_plain_or_encoded() {
    let site = site();
    for path in ["ordinances/358-2017", "ordinances%2F358-2017", "ordinances%2f358%2D2017"] {
        let body = site.get(&format!("/api/v1/documents/{path}")).await.json();
        assert_eq!(body["id"], "ordinances/358-2017");
        assert_eq!(body["kind"], "ordinance");
        assert_eq!(body["act"]["number"], "358/2017");
        assert_eq!(body["districts"][0], "XI");
        assert_eq!(body["pages"][1]["ocr"], true);
        assert_eq!(body["pages"][1]["confidence"], 87);
        assert_eq!(body["outline"][1]["start"], 6, "scalar values, not bytes");
        for field in ["url", "published", "lead", "parent"] {
            assert!(body.get(field).is_some_and(Value::is_null), "{field}");
        }
    }
}

#[tokio::test]
async fn pages_of_a_text_are_separated_by_form_feeds() {
    let answer = site().get("/api/v1/documents/ordinances/358-2017/text").await;
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(answer.text(), "§ 1. Powołuje się zespół.\u{c}Żółw\n\n§ 3. Konwent obraduje.");
}

#[tokio::test]
async fn an_id_that_ends_in_a_reserved_word_needs_its_slash_encoded() {
    let site = site();
    assert_eq!(site.get("/api/v1/documents/news%2Ftext").await.json()["id"], "news/text");
    assert_eq!(site.get("/api/v1/documents/news%2Ftext/text").await.text(), "Napis na murze.");
    let as_part = site.get("/api/v1/documents/news/text").await;
    Site::check_error(&as_part, 404, "not-found", &["`news`"]);
    assert_eq!(site.get("/documents/news/text").await.status, StatusCode::OK);
}

#[tokio::test]
async fn missing_resources_are_not_found() {
    let site = site();
    for path in ["/api/", "/api/v1/nothing", "/api/v1/documents/", "/api/v1/documents/news/none"] {
        Site::check_error(&site.get(path).await, 404, "not-found", &[]);
    }
    let answer = site.get("/api/v1/documents/news/konwent/source").await;
    Site::check_error(&answer, 404, "not-found", &["`/text`"]);
    Site::check_error(
        &site.get("/api/v1/documents/news/none/citations").await,
        404,
        "not-found",
        &["news/none"],
    );
    for path in ["/api/v1/documents/a//b", "/api/v1/documents/..%2Fa", "/api/v1/documents/%FF"] {
        Site::check_error(&site.get(path).await, 400, "bad-id", &["id"]);
    }
    for (path, status) in [("/nothing", 404), ("/documents/none", 404), ("/documents/a//b", 400)] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert!(answer.text().contains("<h1>"), "{}", answer.text());
    }
}

#[tokio::test]
async fn a_wrong_method_is_refused_with_the_allowed_ones() {
    let site = site();
    for (method, path) in [("POST", "/api/v1/search"), ("PUT", "/api/v1/stats"), ("PUT", "/healthz")] {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).expect("a request");
        let answer = site.send(request).await;
        Site::check_error(&answer, 405, "method-not-allowed", &["`Allow`"]);
        assert_eq!(answer.header("allow"), "GET,HEAD");
    }
    let answer = site.send(Request::post("/search").body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header("allow"), "GET,HEAD");
    assert!(answer.text().starts_with("<!doctype html>"));
}

#[tokio::test]
async fn an_oversized_body_is_refused_unread() {
    let request = Request::get("/api/v1/stats").header("content-length", "10000000");
    let answer = site().send(request.body(Body::empty()).expect("a request")).await;
    Site::check_error(&answer, 413, "body-too-large", &["bytes"]);
}

#[tokio::test]
async fn before_the_first_commit_searches_are_unavailable_but_the_process_is_healthy() {
    let site = Site::with(&[]);
    assert_eq!(site.get("/healthz").await.status, StatusCode::OK);
    for path in
        ["/readyz", "/api/v1/search?q=a", "/api/v1/documents/a", "/api/v1/documents/a/text", "/api/v1/stats"]
    {
        let answer = site.get(path).await;
        Site::check_error(&answer, 503, "not-ready", &[]);
        assert_eq!(answer.header("retry-after"), "5");
    }
    Site::check_error(&site.get("/api/v1/search?page=0&q=a").await, 400, "bad-parameter", &["`page`"]);
    for path in ["/", "/search?q=a", "/documents/a"] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!((answer.header("refresh"), answer.header("retry-after")), ("5", "5"));
        assert!(answer.text().contains("Trwa budowanie indeksu"));
    }
}

#[tokio::test]
async fn with_documents_the_service_is_ready_and_reports_counts() {
    let site = site();
    assert_eq!(site.get("/readyz").await.status, StatusCode::OK);
    let stats = site.get("/api/v1/stats").await.json();
    assert_eq!((&stats["documents"], &stats["kinds"]["news"]), (&3.into(), &2.into()));
}

#[tokio::test]
async fn every_response_has_the_security_headers_and_a_request_id() {
    let site = site();
    for path in ["/", "/api/v1/search?q=a", "/nothing", "/api/v1/nothing", "/static/style.css"] {
        let answer = site.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn a_plain_request_id_is_kept_and_an_odd_one_is_replaced() {
    let site = site();
    let long = "x".repeat(200);
    for (given, is_kept) in
        [("01-abc", true), ("two words", false), ("a\u{7f}".trim_end(), false), (&long, false)]
    {
        let Ok(request) = Request::get("/healthz").header("x-request-id", given).body(Body::empty()) else {
            continue;
        };
        let answer = site.send(request).await;
        assert_eq!(answer.header("x-request-id") == given, is_kept, "{given}");
    }
}

#[tokio::test]
async fn responses_are_compressed_if_the_client_accepts_it() {
    let site = site();
    let request = Request::get("/").header(header::ACCEPT_ENCODING, "gzip").body(Body::empty());
    let answer = site.send(request.expect("a request")).await;
    assert_eq!(answer.header("content-encoding"), "gzip");
    assert_eq!(&answer.body[..2], b"\x1f\x8b");
    assert_eq!(site.get("/").await.header("content-encoding"), "");
}

#[tokio::test]
async fn the_versioned_stylesheet_may_be_cached_forever() {
    let site = site();
    let home = site.get("/").await;
    let home = home.text();
    let start = home.find("/static/style.css?v=").expect("a style sheet");
    let address = &home[start..start + home[start..].find('"').expect("an end")];
    let style = site.get(address).await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    assert!(style.header("cache-control").contains("immutable"));
    assert!(!site.get("/static/style.css").await.header("cache-control").contains("immutable"));
    assert_eq!(site.get("/static/icon.svg").await.header("content-type"), "image/svg+xml");
}

#[tokio::test]
async fn the_server_answers_on_a_socket_and_stops_on_request() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let shutdown = async { stopped.await.unwrap_or_default() };
    let server = tokio::spawn(async move {
        let config = Config::resolve(Settings::default()).expect("valid");
        http::serve(listener, site().router, &config, shutdown).await
    });
    let mut stream = tokio::net::TcpStream::connect(address).await.expect("connected");
    let request = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
    stream.write_all(request).await.expect("sent");
    let mut answer = [0; 15];
    stream.read_exact(&mut answer).await.expect("answered");
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
    stop.send(()).expect("still running");
    let ended = tokio::time::timeout(std::time::Duration::from_secs(5), server).await;
    ended.expect("in time").expect("no panic").expect("no error");
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
