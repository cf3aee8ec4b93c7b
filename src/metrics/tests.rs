//! Tests that counts are reported under stable names and labels.

use std::time::Duration;

use super::*;

fn request(route: &'static str, method: &'static str, status: u16) -> AnsweredRequest<'static> {
    AnsweredRequest { route, method, status, error: None, elapsed: Duration::from_millis(3) }
}

#[track_caller]
fn says(metrics: &Metrics, line: &str) {
    let text = metrics.text();
    assert!(text.lines().any(|said| said == line), "no line `{line}` in\n{text}");
}

#[test]
fn a_request_is_counted_by_route_method_and_status() {
    let metrics = Metrics::new("pl-1");
    metrics.answered(&request("/search", "GET", 200));
    metrics.answered(&request("/search", "GET", 200));
    says(&metrics, r#"skorowidz_http_requests_total{route="/search",method="GET",status="200"} 2"#);
    let bucket =
        r#"skorowidz_http_request_duration_seconds_bucket{le="0.005",route="/search",method="GET"} 2"#;
    says(&metrics, bucket);
}

#[test]
fn invented_methods_create_no_series() {
    let metrics = Metrics::new("pl-1");
    for method in ["BREW", "get", "GETT"] {
        metrics.answered(&request("/search", method, 405));
    }
    says(&metrics, r#"skorowidz_http_requests_total{route="/search",method="other",status="405"} 3"#);
}

#[test]
fn all_failures_are_reported_from_the_start() {
    let metrics = Metrics::new("pl-1");
    says(&metrics, r#"skorowidz_failures_total{kind="commit"} 0"#);
    says(&metrics, r#"skorowidz_http_requests_refused_total{reason="rate_limit"} 0"#);
    says(&metrics, r#"skorowidz_waiting{queue="writes"} 0"#);
    metrics.failed(ServiceFailure::Commit);
    metrics.refused(RefusalReason::RateLimit);
    metrics.set_waiting(QueueName::Writes, 12);
    says(&metrics, r#"skorowidz_failures_total{kind="commit"} 1"#);
    says(&metrics, r#"skorowidz_http_requests_refused_total{reason="rate_limit"} 1"#);
    says(&metrics, r#"skorowidz_waiting{queue="writes"} 12"#);
}

#[test]
fn work_in_progress_is_counted_until_it_ends() {
    let metrics = Metrics::new("pl-1");
    let (first, second) = (metrics.search_begins(), metrics.search_begins());
    says(&metrics, "skorowidz_searches_in_progress 2");
    drop((first, second));
    says(&metrics, "skorowidz_searches_in_progress 0");
}

#[test]
fn clones_share_counts_and_the_text_has_its_end_marker() {
    let metrics = Metrics::new("pl-1");
    metrics.clone().searched(0);
    metrics.clone().searched(5);
    says(&metrics, "skorowidz_searches_total 2");
    says(&metrics, "skorowidz_searches_without_result_total 1");
    assert!(metrics.text().ends_with("# EOF\n"));
}
