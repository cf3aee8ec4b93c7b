//! The words that labels may say.
//!
//! Always holds: each label has few values, all known here or in the table of routes, so that no client
//! can make the number of series grow.

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

/// The method of a request; what is no method of HTTP is `other`, because clients may invent them.
pub(super) fn method(sent: &str) -> &'static str {
    const METHODS: [&str; 9] =
        ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE"];
    METHODS.into_iter().find(|method| *method == sent).unwrap_or("other")
}

/// Why a request is turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The service is at its limit.
    Overload,
    /// This client asks too often.
    RateLimit,
    /// The token is missing or wrong.
    Access,
}

impl Refusal {
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

/// What the service failed at by itself, without a request that could be answered with the error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// An input of a run could not be read.
    Input,
    /// A commit failed.
    Commit,
    /// What another process committed could not be taken up.
    Follow,
    /// The counts of queries could not be written.
    Queries,
    /// A file of the index is not what was written.
    Checksum,
    /// The text of an image could not be recognised.
    Recognition,
    /// A folder had lost so many documents that none of them was deleted.
    Deletions,
}

impl Failure {
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

/// Where work waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// Documents written over HTTP that wait for a commit.
    Writes,
    /// Documents with pages that wait to be recognised.
    Recognition,
}

impl Queue {
    pub(super) const ALL: [Self; 2] = [Self::Writes, Self::Recognition];

    pub(super) const fn label(self) -> QueueLabel {
        let queue = match self {
            Self::Writes => "writes",
            Self::Recognition => "recognition",
        };
        QueueLabel { queue }
    }
}
