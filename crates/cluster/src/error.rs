//! Why a cluster did not do what it was asked to.

use serde::Deserialize;

/// The maximum length of a reason of the cluster in a message, in characters.
const MAX_REASON: usize = 300;

/// An error of a request to a cluster. Messages name the node by host and port, never a user.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClusterError {
    /// The settings cannot be right.
    #[error("{0}")]
    Settings(String),
    /// No node answered.
    #[error("no node of the cluster answers ({reason}): check that it runs, and its addresses")]
    Unreachable {
        /// The last node that was tried, and what happened there.
        reason: String,
        /// Whether the request may have reached a node.
        may_have_arrived: bool,
    },
    /// The cluster knows no such user, or the user may not do this.
    #[error("the cluster refuses the user ({reason}): check user and password")]
    Unauthorized {
        /// What the cluster said.
        reason: String,
    },
    /// There is no such index.
    #[error("the cluster has no index `{index}`")]
    NoIndex {
        /// The name of the index.
        index: String,
    },
    /// The cluster has too much to do, or too few nodes for a durable write.
    #[error("the cluster is overloaded or incomplete ({reason}): try again later")]
    Busy {
        /// What the cluster said.
        reason: String,
    },
    /// Only some of the shards answered.
    #[error("a part of the cluster does not answer ({reason}): check its nodes")]
    Partial {
        /// What the cluster said.
        reason: String,
    },
    /// The cluster stopped a search at the time limit of the request.
    #[error("the search took too long for the cluster: ask for less, or give it more time or nodes")]
    TookTooLong,
    /// The cluster does not accept the request.
    #[error("the cluster refuses the request with status {status} ({reason})")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// What the cluster said.
        reason: String,
    },
    /// A reply cannot be read.
    #[error(
        "the reply of the cluster cannot be read ({reason}): check that the addresses are those of OpenSearch"
    )]
    Malformed {
        /// What is wrong with it.
        reason: String,
    },
    /// A request or a reply is larger than its limit.
    #[error("{what} is larger than {limit} bytes")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The limit in bytes.
        limit: usize,
    },
}

/// What is said of an index that is closed.
const IS_CLOSED: &str = "the index is closed for a moment";
/// The kind of error of an index that is closed.
const CLOSED: &str = "index_closed_exception";
/// The kind of error of an index or a cluster that does not take a request in its present state.
const BLOCKED: &str = "cluster_block_exception";
/// How the reason of [`BLOCKED`] names an index that is about to be closed.
const CLOSING: &str = "[FORBIDDEN/4/";
/// How the reason of [`BLOCKED`] names an index that takes no writes by its settings.
const WRITE_BLOCK: &str = "[FORBIDDEN/8/";

/// The body of a reply that says what is wrong.
#[derive(Deserialize)]
struct Refusal {
    error: RefusalCause,
}

/// The body of a reply about shards, all of which failed.
#[derive(Deserialize)]
struct FailedShards {
    #[serde(rename = "_shards")]
    shards: ShardFailures,
}

#[derive(Deserialize)]
struct ShardFailures {
    failures: Vec<ShardFailure>,
}

#[derive(Deserialize)]
struct ShardFailure {
    reason: RefusalCause,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RefusalCause {
    Object {
        #[serde(default, rename = "type")]
        kind: String,
        #[serde(default)]
        reason: Option<String>,
        #[serde(default)]
        index: Option<String>,
        #[serde(default)]
        root_cause: Vec<RootCause>,
    },
    Text(String),
}

#[derive(Deserialize)]
struct RootCause {
    #[serde(default)]
    reason: Option<String>,
}

impl ClusterError {
    /// Returns the error that a reply with a status other than success states.
    pub(crate) fn of_reply(status: u16, body: &[u8]) -> Self {
        let Ok(Refusal { error }) = serde_json::from_slice(body) else {
            if has_closed_shard(body) {
                return Self::Busy { reason: IS_CLOSED.to_owned() };
            }
            let reason = short(&String::from_utf8_lossy(&body[..body.len().min(MAX_REASON * 4)]));
            return Self::of_status(status, reason);
        };
        match error {
            RefusalCause::Object { kind, index: Some(index), .. } if kind == "index_not_found_exception" => {
                Self::NoIndex { index }
            }
            RefusalCause::Object { kind, reason, .. } if is_closed(&kind, reason.as_deref()) => {
                Self::Busy { reason: IS_CLOSED.to_owned() }
            }
            RefusalCause::Object { kind, reason, root_cause, .. } => {
                let root = root_cause.into_iter().find_map(|cause| cause.reason);
                let reason = root.or(reason).unwrap_or_else(|| kind.clone());
                let reason = short(&reason);
                match kind.as_str() {
                    "search_phase_execution_exception" if status >= 500 => Self::Partial { reason },
                    // No matter of users: a full disk, say.
                    BLOCKED if status == 403 => Self::Refused { status, reason },
                    _ => Self::of_status(status, reason),
                }
            }
            RefusalCause::Text(reason) => Self::of_status(status, short(&reason)),
        }
    }

    fn of_status(status: u16, reason: String) -> Self {
        match status {
            401 | 403 => Self::Unauthorized { reason },
            429 | 502 | 503 | 504 => Self::Busy { reason },
            _ => Self::Refused { status, reason },
        }
    }

    pub(crate) fn malformed(reason: &impl ToString) -> Self {
        Self::Malformed { reason: short(&reason.to_string()) }
    }

    /// Whether it is certain that a request with this error changed nothing.
    pub fn is_certain(&self) -> bool {
        match self {
            Self::Unreachable { may_have_arrived, .. } => !may_have_arrived,
            Self::Settings(_) | Self::Unauthorized { .. } | Self::NoIndex { .. } => true,
            _ => false,
        }
    }

    /// Whether the same request may succeed later, or on another node.
    pub fn is_temporary(&self) -> bool {
        self.is_repeatable() || matches!(self, Self::TookTooLong)
    }

    /// Whether no node said anything.
    pub(crate) fn is_silence(&self) -> bool {
        matches!(self, Self::Unreachable { .. })
    }

    /// Whether the request is repeated at once: not if that would only cost the cluster as much again.
    pub(crate) fn is_repeatable(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Busy { .. } | Self::Partial { .. })
    }
}

/// Whether a reply says that shards failed because their index is closed, as that to `_refresh` does.
fn has_closed_shard(body: &[u8]) -> bool {
    let Ok(FailedShards { shards }) = serde_json::from_slice(body) else { return false };
    shards.failures.iter().any(|failure| match &failure.reason {
        RefusalCause::Object { kind, reason, .. } => is_closed(kind, reason.as_deref()),
        RefusalCause::Text(_) => false,
    })
}

/// Returns whether an error says that an index is closed for other settings; it is opened again soon.
pub(crate) fn is_closed(kind: &str, reason: Option<&str>) -> bool {
    kind == CLOSED || kind == BLOCKED && reason.is_some_and(|reason| reason.contains(CLOSING))
}

/// Returns whether an error says that an index takes no writes by its settings.
pub(crate) fn is_write_block(kind: &str, reason: Option<&str>) -> bool {
    kind == BLOCKED && reason.is_some_and(|reason| reason.contains(WRITE_BLOCK))
}

/// Returns a reason of the cluster on one line and cut.
pub(crate) fn short(reason: &str) -> String {
    let line = reason.chars().map(|c| if c.is_control() { ' ' } else { c });
    let cut: String = line.take(MAX_REASON).collect();
    if reason.chars().nth(MAX_REASON).is_some() { format!("{cut}…") } else { cut }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(status: u16, body: &str, expected: &str) {
        let error = ClusterError::of_reply(status, body.as_bytes());
        assert_eq!(format!("{error:?}").split([' ', '(']).next(), Some(expected), "{error:?}");
    }

    #[test]
    fn replies_say_what_is_wrong() {
        check(404, r#"{"error":{"type":"index_not_found_exception","index":"a"},"status":404}"#, "NoIndex");
        check(429, r#"{"error":{"type":"rejected","reason":"full"}}"#, "Busy");
        check(400, r#"{"error":{"type":"index_closed_exception","index":"a","reason":"closed"}}"#, "Busy");
        let failed = |kind: &str| {
            format!(
                r#"{{"_shards":{{"total":2,"failures":[{{"reason":{{"type":"{kind}","reason":"a"}}}}]}}}}"#
            )
        };
        check(400, &failed("index_closed_exception"), "Busy");
        check(400, &failed("parse_exception"), "Refused");
        let blocked =
            |reason| format!(r#"{{"error":{{"type":"cluster_block_exception","reason":"{reason}"}}}}"#);
        check(403, &blocked("index [a] blocked by: [FORBIDDEN/4/index preparing to close];"), "Busy");
        check(403, &blocked("index [a] blocked by: [FORBIDDEN/8/index write (api)];"), "Refused");
        check(503, &blocked("blocked by: [SERVICE_UNAVAILABLE/1/state not recovered];"), "Busy");
        check(401, "Unauthorized", "Unauthorized");
        check(500, r#"{"error":{"type":"search_phase_execution_exception","reason":"x"}}"#, "Partial");
        check(
            400,
            r#"{"error":{"type":"search_phase_execution_exception","root_cause":[{"reason":"x"}]}}"#,
            "Refused",
        );
        check(400, r#"{"error":"no handler"}"#, "Refused");
        check(502, "<html>\u{1b}[31m", "Busy");
        assert!(short(&"ą".repeat(1000)).chars().count() <= MAX_REASON + 1);
    }
}
