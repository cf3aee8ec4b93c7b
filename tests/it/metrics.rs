//! The content of `/metrics`, and that clients cannot make it grow.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use serde_json::Value;
use skorowidz::{
    config::{Config, Settings},
    document::Document,
    http,
    queries::QuerySettings,
    service::Service,
};
use tower::ServiceExt;

use crate::engines::{IndexFolder, laid_out};

/// The token that writers and operators of the service under test present.
pub(crate) const TOKEN: &str = "a-long-and-secret-token-of-the-tests";

/// A service that records queries, over a small index in its own folder.
pub(crate) struct Site {
    pub(crate) router: Router,
    pub(crate) service: Service,
    pub(crate) folder: IndexFolder,
}

/// A response.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

impl Site {
    pub(crate) fn new(settings: Settings, queries: QuerySettings) -> Self {
        let folder = IndexFolder::new();
        folder.write(|writer| {
            for (id, title) in [("news/konwent", "Konwent o zieleni"), ("news/most", "Remont mostu")] {
                writer.add(laid_out(&document(id, title))).expect("added");
            }
        });
        let service = Service::open(folder.path()).expect("open");
        service.keep_queries(queries);
        let config = Config::resolve(settings).expect("valid settings");
        Self { router: http::router(service.clone(), &config), service, folder }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub(crate) async fn get(&self, uri: &str) -> Answer {
        self.send(Request::get(uri).body(Body::empty()).expect("a request")).await
    }

    async fn samples(&self) -> BTreeMap<String, f64> {
        let answer = self.get("/metrics").await;
        assert_eq!(answer.status, StatusCode::OK);
        samples(answer.text())
    }
}

fn document(id: &str, title: &str) -> Document {
    Document::new(id.parse().expect("a valid id"), title, "Rada obradowała.")
}

fn counting() -> Site {
    Site::new(Settings::default(), QuerySettings::default())
}

/// Parses the samples of an `OpenMetrics` text; fails on anything the format forbids.
fn samples(text: &str) -> BTreeMap<String, f64> {
    let body = text.strip_suffix("# EOF\n").expect("the end");
    let mut samples = BTreeMap::new();
    let mut families: BTreeSet<&str> = BTreeSet::new();
    let mut family = ("", "");
    for line in body.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            family = rest.split_once(' ').expect("a name and a type");
            assert!(families.insert(family.0), "`{}` appears twice", family.0);
            continue;
        }
        if line.starts_with("# HELP ") || line.starts_with("# UNIT ") {
            continue;
        }
        let (series, value) = line.rsplit_once(' ').expect("a series and a value");
        let name = series.split('{').next().expect("a name");
        let suffix = name.strip_prefix(family.0).unwrap_or_else(|| panic!("{line} is not of {family:?}"));
        let suffixes: &[&str] = match family.1 {
            "counter" => &["_total"],
            "gauge" => &[""],
            "histogram" => &["_bucket", "_sum", "_count"],
            "info" => &["_info"],
            other => panic!("the type `{other}`"),
        };
        assert!(suffixes.contains(&suffix), "{line} is not a {}", family.1);
        let is_name = |c: char| c.is_ascii_lowercase() || c == '_';
        assert!(name.chars().all(is_name), "the name `{name}`");
        let value = value.parse().unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(samples.insert(series.to_owned(), value).is_none(), "{series} appears twice");
    }
    samples
}

/// Returns the value of a series as a whole number.
#[track_caller]
fn count(samples: &BTreeMap<String, f64>, series: &str) -> u64 {
    *samples.get(series).unwrap_or_else(|| panic!("no `{series}` in {samples:?}")) as u64
}

#[tokio::test]
async fn the_response_is_valid_openmetrics_with_its_media_type() {
    let site = counting();
    site.get("/api/v1/search?q=konwent").await;
    let answer = site.get("/metrics").await;
    let media_type = answer.headers[header::CONTENT_TYPE].to_str().expect("plain");
    assert_eq!(media_type, "application/openmetrics-text; version=1.0.0; charset=utf-8");
    let samples = samples(answer.text());
    assert_eq!(count(&samples, "skorowidz_documents"), 2);
    assert_eq!(count(&samples, "skorowidz_index_generation"), 1);
    assert!(samples["skorowidz_index_segments"] >= 1.0);
    assert!(samples["skorowidz_index_size_bytes"] > 1000.0);
    assert!(samples["skorowidz_uptime_seconds"] >= 0.0);
    assert!(samples["process_start_time_seconds"] > 1.7e9);
    assert_eq!(count(&samples, "skorowidz_http_requests_in_progress"), 1);
    if cfg!(target_os = "linux") {
        assert!(samples["skorowidz_anonymous_memory_bytes"] > 1e6);
        assert!(samples["process_resident_memory_bytes"] >= samples["skorowidz_anonymous_memory_bytes"]);
    }
}

#[tokio::test]
async fn searches_and_searches_without_results_are_counted_once_each() {
    let site = counting();
    for query in ["konwent", "konwent", "nieznane", "q="] {
        site.get(&format!("/api/v1/search?q={query}")).await;
    }
    site.get("/search?q=mostu").await;
    site.get("/search").await;
    let samples = site.samples().await;
    assert_eq!(count(&samples, "skorowidz_searches_total"), 5);
    assert_eq!(count(&samples, "skorowidz_searches_without_result_total"), 2);
    assert_eq!(count(&samples, "skorowidz_searches_in_progress"), 0);
}

#[tokio::test]
async fn requests_are_counted_by_route_pattern() {
    let site = counting();
    for id in ["news/konwent", "news/most", "nothing/of/that/name"] {
        site.get(&format!("/api/v1/documents/{id}")).await;
    }
    let samples = site.samples().await;
    let requests = |status: u16| {
        let labels = format!(r#"route="/api/v1/documents/{{*rest}}",method="GET",status="{status}""#);
        count(&samples, &format!("skorowidz_http_requests_total{{{labels}}}"))
    };
    assert_eq!((requests(200), requests(404)), (2, 1));
    assert_eq!(count(&samples, r#"skorowidz_http_errors_total{code="not-found"}"#), 1);
}

#[tokio::test]
async fn client_input_creates_no_new_series() {
    let site = counting();
    site.get("/first").await;
    site.get("/metrics").await;
    let before = site.samples().await.len();
    for n in 0..50 {
        site.get(&format!("/tajemnica-{n}")).await;
        site.get(&format!("/first/tajemnica?tajemnica={n}")).await;
        let method = Method::from_bytes(format!("TAJEMNICA{n}").as_bytes()).expect("a method");
        site.send(Request::builder().method(method).uri("/first").body(Body::empty()).expect("a request"))
            .await;
    }
    let answer = site.get("/metrics").await;
    let lower = answer.text().to_lowercase();
    assert!(!lower.contains("tajemnic"), "{lower}");
    let more = samples(answer.text()).len() - before;
    // The method `other` on an unknown route: a counter and a histogram.
    assert!(more <= 17, "{more} new series");
}

#[tokio::test]
async fn commits_are_counted_if_the_writer_is_given_the_metrics() {
    let site = counting();
    site.folder.write(|writer| {
        writer.count_in(site.service.metrics());
        writer.add(laid_out(&document("news/park", "Park"))).expect("added");
    });
    site.service.follow().expect("followed");
    let samples = site.samples().await;
    assert_eq!(count(&samples, "skorowidz_commit_duration_seconds_count"), 1);
    assert_eq!(count(&samples, "skorowidz_documents"), 3);
}
