//! The handle on the metrics: its methods are the only way to count something.
//!
//! The metrics themselves are left to `registered`, the values of labels to `labels`.

use std::{
    sync::{Arc, atomic::AtomicI64},
    time::Duration,
};

use prometheus_client::{
    encoding::text,
    metrics::{gauge::Gauge, info::Info},
    registry::Registry,
};

use super::{
    labels::{self, CodeLabel, QueueName, RefusalReason, RequestLabels, RouteLabels, ServiceFailure},
    registered::RegisteredMetrics,
};

/// The handle on the metrics; clones share all counts.
#[derive(Debug, Clone)]
pub struct Metrics {
    inner: Arc<RegisteredMetrics>,
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
        let inner = RegisteredMetrics::new(registry);
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

    /// Sets the size of the cluster that has the texts: its nodes, and the copies of shards that are there and that are
    /// not.
    pub fn set_cluster(&self, nodes: u32, shards: u32, missing_shards: u32) {
        self.inner.cluster_nodes.set(i64::from(nodes));
        self.inner.cluster_shards.set(i64::from(shards));
        self.inner.cluster_missing_shards.set(i64::from(missing_shards));
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
