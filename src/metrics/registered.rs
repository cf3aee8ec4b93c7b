//! The table of all metrics: type, name, description and buckets.
//!
//! Counting is left to `handle`, the process statistics to `process`.

use std::{sync::atomic::AtomicU64, time::Instant};

use prometheus_client::{
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};

use super::{
    labels::{CodeLabel, KindLabel, QueueLabel, ReasonLabel, RequestLabels, RouteLabels},
    process,
    registration::add,
};

/// Histogram buckets for the duration of a request, in seconds: searches take 0.5 to 50 ms, the timeout is 10
/// s.
const REQUEST_SECONDS: [f64; 13] =
    [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
/// Histogram buckets for the duration of a commit, in seconds: a small one takes some 20 ms, the last one of
/// a run takes seconds.
const COMMIT_SECONDS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];
/// Histogram buckets for the duration of a merge, in seconds: from a handful of documents to the whole index.
const MERGE_SECONDS: [f64; 9] = [0.01, 0.05, 0.25, 1.0, 5.0, 15.0, 60.0, 300.0, 1_800.0];

/// All metrics, each under its name.
#[derive(Debug)]
pub(super) struct RegisteredMetrics {
    pub(super) registry: Registry,
    pub(super) started: Instant,
    pub(super) requests: Family<RequestLabels, Counter>,
    pub(super) request_seconds: Family<RouteLabels, Histogram, fn() -> Histogram>,
    pub(super) requests_in_progress: Gauge,
    pub(super) http_errors: Family<CodeLabel, Counter>,
    pub(super) refused: Family<ReasonLabel, Counter>,
    pub(super) searches: Counter,
    pub(super) searches_without_result: Counter,
    pub(super) searches_in_progress: Gauge,
    pub(super) commit_seconds: Histogram,
    pub(super) merge_seconds: Histogram,
    pub(super) failures: Family<KindLabel, Counter>,
    pub(super) waiting: Family<QueueLabel, Gauge>,
    pub(super) cluster_nodes: Gauge,
    pub(super) cluster_shards: Gauge,
    pub(super) cluster_missing_shards: Gauge,
    pub(super) documents: Gauge,
    pub(super) segments: Gauge,
    pub(super) generation: Gauge,
    pub(super) size_bytes: Gauge,
    pub(super) refused_roots: Gauge,
    pub(super) uptime: Gauge<f64, AtomicU64>,
    pub(super) process: process::Gauges,
}

impl RegisteredMetrics {
    /// Registers every metric, with all counts at zero.
    #[rustfmt::skip] // a table: one line per metric
    pub(super) fn new(mut registry: Registry) -> Self {
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
            cluster_nodes: add(r, "skorowidz_cluster_nodes", "Nodes of the cluster that has the texts; 0 if the index is embedded or no node answers", Gauge::default()),
            cluster_shards: add(r, "skorowidz_cluster_shards", "Copies of the shards of the index that are there", Gauge::default()),
            cluster_missing_shards: add(r, "skorowidz_cluster_missing_shards", "Copies of the shards of the index that are not there", Gauge::default()),
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
