//! The metrics of the sources of `fetch`, written at once.
//!
//! `fetch` is a process without a server, so that these are for the textfile collector of the node exporter.
//! Invariant: the only label is the name of a source, which the settings bound.

use std::sync::atomic::AtomicU64;

use prometheus_client::{
    encoding::text,
    metrics::{family::Family, gauge::Gauge},
    registry::Registry,
};

use super::registration::add;

/// What is known of one source.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SourceFigures {
    /// The name of the source.
    pub name: String,
    /// The number of documents.
    pub documents: u64,
    /// The number of documents that have vanished at the source.
    pub vanished: u64,
    /// The number of addresses that could not be fetched.
    pub failed: u64,
    /// When the last run that ended began, in seconds since 1970; 0 if none did.
    pub last_run_seconds: f64,
    /// Whether the last run fetched nothing, and failed.
    pub is_failing: bool,
}

type OfSource<N, A> = Family<Vec<(&'static str, String)>, Gauge<N, A>>;

/// Returns the figures of sources as metrics.
pub fn source_metrics(sources: &[SourceFigures]) -> String {
    let mut registry = Registry::with_prefix("skorowidz");
    let mut gauge = |name: &str, help: &str, value: &dyn Fn(&SourceFigures) -> f64| {
        let family = add(&mut registry, name, help, OfSource::<f64, AtomicU64>::default());
        for source in sources {
            family.get_or_create(&vec![("source", source.name.clone())]).set(value(source));
        }
    };
    gauge("source_documents", "Documents fetched from a source", &|source| source.documents as f64);
    gauge("source_vanished_documents", "Documents that have vanished at a source", &|source| {
        source.vanished as f64
    });
    gauge("source_failed_addresses", "Addresses of a source that could not be fetched", &|source| {
        source.failed as f64
    });
    gauge("source_last_run_timestamp_seconds", "When the last run over a source began", &|source| {
        source.last_run_seconds
    });
    gauge("source_failing", "Whether the last run over a source fetched nothing", &|source| {
        f64::from(u8::from(source.is_failing))
    });
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = text::encode(&mut text, &registry);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_has_a_line_of_each_metric() {
        let source = |name: &str, documents| SourceFigures {
            name: name.to_owned(),
            documents,
            last_run_seconds: 1_767_607_200.0,
            is_failing: documents == 0,
            ..SourceFigures::default()
        };
        let text = source_metrics(&[source("news", 7), source("bip", 0)]);
        for line in [
            "# TYPE skorowidz_source_documents gauge",
            "skorowidz_source_documents{source=\"news\"} 7.0",
            "skorowidz_source_last_run_timestamp_seconds{source=\"bip\"} 1767607200.0",
            "skorowidz_source_failing{source=\"bip\"} 1.0",
            "skorowidz_source_vanished_documents{source=\"news\"} 0.0",
        ] {
            assert!(text.lines().any(|found| found == line), "no `{line}` in\n{text}");
        }
    }
}
