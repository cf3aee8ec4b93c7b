//! The metrics of the service, in the format of Prometheus.
//!
//! One `handle` is cloned to all code that counts something; its methods are the only way in, so metric names
//! and labels appear only in this folder: `registered` is the table of the metrics, entered one by one by
//! `registration`, `labels` defines the label values, `process` reads the process statistics of the operating
//! system, `source_figures` has those of `fetch`, which has no server. Serving the text is left to `http`, the statistics of the index to `service`. Invariant: every
//! label has one of few values, never a URL, an id or a query.

mod handle;
mod labels;
mod process;
mod registered;
mod registration;
mod source_figures;

pub use handle::{AnsweredRequest, InProgress, IndexFigures, Metrics};
pub use labels::{QueueName, RefusalReason, ServiceFailure};
pub use source_figures::{SourceFigures, source_metrics};

/// The media type of [`Metrics::text`].
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[cfg(test)]
mod tests;
