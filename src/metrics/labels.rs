//! The values of labels.
//!
//! Invariant: every label has few values, all known here or in the table of routes, so that no client can
//! increase the number of time series.

use prometheus_client::encoding::EncodeLabelSet;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct RequestLabels {
    pub(super) route: String,
    pub(super) method: &'static str,
    pub(super) status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct RouteLabels {
    pub(super) route: String,
    pub(super) method: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct CodeLabel {
    pub(super) code: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct ReasonLabel {
    reason: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct KindLabel {
    kind: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct QueueLabel {
    queue: &'static str,
}

/// Returns the method label of a request: `other` for methods that are not part of HTTP, because clients may
/// invent them.
pub(super) fn method(sent: &str) -> &'static str {
    const METHODS: [&str; 9] =
        ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE"];
    METHODS.into_iter().find(|method| *method == sent).unwrap_or("other")
}

/// The reason a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalReason {
    /// The service is at its limit.
    Overload,
    /// The client sends too many requests.
    RateLimit,
    /// The token is missing or wrong.
    Access,
}

impl RefusalReason {
    pub(super) const ALL: [Self; 3] = [Self::Overload, Self::RateLimit, Self::Access];

    pub(super) const fn label(self) -> ReasonLabel {
        let reason = match self {
            Self::Overload => "overload",
            Self::RateLimit => "rate_limit",
            Self::Access => "access",
        };
        ReasonLabel { reason }
    }
}

/// A failure of background work, which no response can report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceFailure {
    /// An input of a run could not be read.
    Input,
    /// A commit failed.
    Commit,
    /// A commit of another process could not be loaded.
    Follow,
    /// The query statistics could not be written.
    Queries,
    /// A file of the index differs from what was written.
    Checksum,
    /// Text recognition failed.
    Recognition,
    /// The deletions of a folder were refused because too many documents were gone.
    Deletions,
}

impl ServiceFailure {
    pub(super) const ALL: [Self; 7] = [
        Self::Input,
        Self::Commit,
        Self::Follow,
        Self::Queries,
        Self::Checksum,
        Self::Recognition,
        Self::Deletions,
    ];

    pub(super) const fn label(self) -> KindLabel {
        let kind = match self {
            Self::Input => "input",
            Self::Commit => "commit",
            Self::Follow => "follow",
            Self::Queries => "queries",
            Self::Checksum => "checksum",
            Self::Recognition => "recognition",
            Self::Deletions => "deletions",
        };
        KindLabel { kind }
    }
}

/// A queue of waiting work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueName {
    /// Documents written over HTTP that wait for a commit.
    Writes,
    /// Documents with pages that wait for text recognition.
    Recognition,
    /// Documents that have no vectors yet.
    Vectors,
}

impl QueueName {
    pub(super) const ALL: [Self; 3] = [Self::Writes, Self::Recognition, Self::Vectors];

    pub(super) const fn label(self) -> QueueLabel {
        let queue = match self {
            Self::Writes => "writes",
            Self::Recognition => "recognition",
            Self::Vectors => "vectors",
        };
        QueueLabel { queue }
    }
}
