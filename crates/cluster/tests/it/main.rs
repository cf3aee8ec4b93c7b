//! Integration tests: against scripted nodes that fail in chosen ways, and against a real cluster if
//! `TEST_OPENSEARCH` names one.

#![allow(clippy::unwrap_used)] // a test may fail by a panic

mod http_request;
mod killed_nodes;
mod loopback_node;
mod real_node;
mod refusals;
mod secrets;
mod tls_proxy;
mod turns;

use std::time::Duration;

use skorowidz_cluster::{Cluster, ClusterSettings, Url};

/// Returns settings with short limits for these nodes.
fn settings(urls: impl IntoIterator<Item = Url>) -> ClusterSettings {
    let mut settings = ClusterSettings::new(urls);
    settings.connect_timeout = Duration::from_secs(5);
    settings.request_timeout = Duration::from_secs(20);
    settings
}

fn cluster(urls: impl IntoIterator<Item = Url>) -> Cluster {
    Cluster::new(settings(urls)).unwrap()
}
