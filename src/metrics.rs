//! The metrics of the service, in the format of Prometheus.
//!
//! One handle is cloned to all code that counts something; its methods are the only way in, so metric names
//! and labels appear only in this folder: `labels` defines the label values, `process` reads the process
//! statistics of the operating system. Serving the text is left to `http`, the statistics of the index to
//! `service`. Invariant: every label has one of few values, never a URL, an id or a query.

mod labels;
mod process;

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64},
    },
    time::{Duration, Instant},
};

use prometheus_client::{
    encoding::text,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram, info::Info},
    registry::{Metric, Registry},
};

use labels::{CodeLabel, KindLabel, QueueLabel, ReasonLabel, RequestLabels, RouteLabels};
pub use labels::{QueueName, RefusalReason, ServiceFailure};

/// The media type of [`Metrics::text`].
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Histogram buckets for the duration of a request, in seconds: searches take 0.5 to 50 ms, the timeout is 10
/// s.
const REQUEST_SECONDS: [f64; 13] =
    [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
/// Histogram buckets for the duration of a commit, in seconds: a small one takes some 20 ms, the last one of
/// a run takes seconds.
const COMMIT_SECONDS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];
/// Histogram buckets for the duration of a merge, in seconds: from a handful of documents to the whole index.
const MERGE_SECONDS: [f64; 9] = [0.01, 0.05, 0.25, 1.0, 5.0, 15.0, 60.0, 300.0, 1_800.0];

/// The handle on the metrics; clones share all counts.
#[derive(Debug, Clone)]
pub struct Metrics {
    inner: Arc<MetricsInner>,
}

/// An answered request.
#[derive(Debug, Clone)]
pub struct AnsweredRequest<'a> {
    /// The pattern of the route, never the requested URL.
    pub route: &'a str,
    /// The method as sent.
    pub method: &'a str,
    /// The status of the response.
    pub status: u16,
    /// The error code, if the response is an error.
    pub error: Option<&'static str>,
    /// The time from the request header to the response header.
    pub elapsed: Duration,
}

/// A snapshot of the statistics of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IndexFigures {
    /// The number of searchable documents.
    pub documents: u64,
    /// The number of segments that a search reads.
    pub segments: u64,
    /// The number of the live generation.
    pub generation: u64,
    /// The size of the live generation on disk, in bytes.
    pub size_bytes: u64,
    /// The number of folders whose deletions were refused because too many documents were gone.
    pub refused_roots: u64,
}

#[derive(Debug)]
struct MetricsInner {
    registry: Registry,
    started: Instant,
    requests: Family<RequestLabels, Counter>,
    request_seconds: Family<RouteLabels, Histogram, fn() -> Histogram>,
    requests_in_progress: Gauge,
    http_errors: Family<CodeLabel, Counter>,
    refused: Family<ReasonLabel, Counter>,
    searches: Counter,
    searches_without_result: Counter,
    searches_in_progress: Gauge,
    commit_seconds: Histogram,
    merge_seconds: Histogram,
    failures: Family<KindLabel, Counter>,
    waiting: Family<QueueLabel, Gauge>,
    documents: Gauge,
    segments: Gauge,
    generation: Gauge,
    size_bytes: Gauge,
    refused_roots: Gauge,
    uptime: Gauge<f64, AtomicU64>,
    process: process::Gauges,
}

/// Something in progress, counted until it is dropped.
#[derive(Debug)]
pub struct InProgress(Gauge<i64, AtomicI64>);

impl InProgress {
    fn begin(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for InProgress {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Metrics {
    /// Creates a handle with all counts at zero; `analyzer` is the version reported next to that of the
    /// program.
    pub fn new(analyzer: &str) -> Self {
        let mut registry = Registry::default();
        let build = [("version", env!("CARGO_PKG_VERSION").to_owned()), ("analyser", analyzer.to_owned())];
        registry.register(
            "skorowidz_build",
            "Version of the running program and of its analyzer",
            Info::new(build.to_vec()),
        );
        let inner = MetricsInner::registered(registry);
        for kind in ServiceFailure::ALL {
            inner.failures.get_or_create_owned(&kind.label());
        }
        for reason in RefusalReason::ALL {
            inner.refused.get_or_create_owned(&reason.label());
        }
        for queue in QueueName::ALL {
            inner.waiting.get_or_create_owned(&queue.label());
        }
        Self { inner: Arc::new(inner) }
    }

    /// Counts an answered request.
    pub fn answered(&self, request: &AnsweredRequest<'_>) {
        let method = labels::method(request.method);
        let route = request.route.to_owned();
        let labels = RouteLabels { route: route.clone(), method };
        self.inner.request_seconds.get_or_create(&labels).observe(request.elapsed.as_secs_f64());
        self.inner.requests.get_or_create(&RequestLabels { route, method, status: request.status }).inc();
        if let Some(code) = request.error {
            self.inner.http_errors.get_or_create(&CodeLabel { code }).inc();
        }
    }

    /// Counts a request as in progress until the returned value is dropped.
    pub fn request_begins(&self) -> InProgress {
        InProgress::begin(&self.inner.requests_in_progress)
    }

    /// Counts a search as running until the returned value is dropped.
    pub fn search_begins(&self) -> InProgress {
        InProgress::begin(&self.inner.searches_in_progress)
    }

    /// Counts an answered search that found this number of documents.
    pub fn searched(&self, total: usize) {
        self.inner.searches.inc();
        if total == 0 {
            self.inner.searches_without_result.inc();
        }
    }

    /// Counts a request that was refused before any work.
    pub fn refused(&self, reason: RefusalReason) {
        self.inner.refused.get_or_create(&reason.label()).inc();
    }

    /// Counts and times a commit.
    pub fn committed(&self, elapsed: Duration) {
        self.inner.commit_seconds.observe(elapsed.as_secs_f64());
    }

    /// Counts and times a merge of segments.
    pub fn merged(&self, elapsed: Duration) {
        self.inner.merge_seconds.observe(elapsed.as_secs_f64());
    }

    /// Counts a failure.
    pub fn failed(&self, kind: ServiceFailure) {
        self.inner.failures.get_or_create(&kind.label()).inc();
    }

    /// Sets the current length of a queue.
    pub fn set_waiting(&self, queue: QueueName, length: usize) {
        self.inner.waiting.get_or_create(&queue.label()).set(length.cast_signed() as i64);
    }

    /// Sets the current statistics of the index.
    pub fn set_index(&self, figures: &IndexFigures) {
        self.inner.documents.set(figures.documents.cast_signed());
        self.inner.segments.set(figures.segments.cast_signed());
        self.inner.generation.set(figures.generation.cast_signed());
        self.inner.size_bytes.set(figures.size_bytes.cast_signed());
        self.inner.refused_roots.set(figures.refused_roots.cast_signed());
    }

    /// Returns all metrics in the `OpenMetrics` text format, which Prometheus reads.
    pub fn text(&self) -> String {
        self.inner.uptime.set(self.inner.started.elapsed().as_secs_f64());
        self.inner.process.read();
        let mut text = String::new();
        // Writing to a string cannot fail; if it did, the missing end marker would make Prometheus report an
        // error.
        let _ = text::encode(&mut text, &self.inner.registry);
        text
    }
}

impl MetricsInner {
    #[rustfmt::skip] // a table: one line per metric
    fn registered(mut registry: Registry) -> Self {
        let r = &mut registry;
        Self {
            started: Instant::now(),
            requests: add(r, "skorowidz_http_requests", "Answered requests, by route, method and status", Family::default()),
            request_seconds: add(r, "skorowidz_http_request_duration_seconds", "Time to the response header, by route and method", Family::new_with_constructor((|| Histogram::new(REQUEST_SECONDS)) as fn() -> Histogram)),
            requests_in_progress: add(r, "skorowidz_http_requests_in_progress", "Requests in progress", Gauge::default()),
            http_errors: add(r, "skorowidz_http_errors", "Error responses, by code", Family::default()),
            refused: add(r, "skorowidz_http_requests_refused", "Requests refused before any work, by reason", Family::default()),
            searches: add(r, "skorowidz_searches", "Answered searches", Counter::default()),
            searches_without_result: add(r, "skorowidz_searches_without_result", "Searches without results", Counter::default()),
            searches_in_progress: add(r, "skorowidz_searches_in_progress", "Searches in progress", Gauge::default()),
            commit_seconds: add(r, "skorowidz_commit_duration_seconds", "Duration of commits of this process", Histogram::new(COMMIT_SECONDS)),
            merge_seconds: add(r, "skorowidz_merge_duration_seconds", "Duration of segment merges in this process", Histogram::new(MERGE_SECONDS)),
            failures: add(r, "skorowidz_failures", "Failures of background work, by kind", Family::default()),
            waiting: add(r, "skorowidz_waiting", "Waiting work, by queue", Family::default()),
            documents: add(r, "skorowidz_documents", "Searchable documents", Gauge::default()),
            segments: add(r, "skorowidz_index_segments", "Segments that a search reads", Gauge::default()),
            generation: add(r, "skorowidz_index_generation", "Number of the live generation", Gauge::default()),
            size_bytes: add(r, "skorowidz_index_size_bytes", "Size of the live generation on disk", Gauge::default()),
            refused_roots: add(r, "skorowidz_refused_folders", "Folders whose deletions were refused because too many documents were gone", Gauge::default()),
            uptime: add(r, "skorowidz_uptime_seconds", "Time since this process started", Gauge::default()),
            process: process::Gauges::registered(r),
            registry,
        }
    }
}

/// Registers a metric and returns its handle.
fn add<M: Metric + Clone>(registry: &mut Registry, name: &str, help: &str, metric: M) -> M {
    registry.register(name, help, metric.clone());
    metric
}

#[cfg(test)]
mod tests;
