//! Error responses: a status, a stable code and a message.
//!
//! Rendering an error as a web page is left to `pages`, which finds the [`ApiError`] in the extensions of the
//! response. Invariant: internal errors are logged once, here, and never shown to clients.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;

/// Seconds after which a retry may succeed while the index is built: it commits its first documents in about
/// this time.
const NOT_READY_SECONDS: u64 = 5;
/// Seconds after which a retry may succeed if there are too many requests.
const OVERLOADED_SECONDS: u64 = 1;

/// The reason a request fails.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ApiError {
    #[error("{0}")]
    BadParameter(String),
    #[error("the `Host` header {0}: send one host, as in `Host: example.org`")]
    BadHost(&'static str),
    #[error("{0}")]
    BadId(String),
    #[error("no such address: start at `/`")]
    NoRoute,
    #[error("{0}")]
    NotFound(String),
    #[error("only documents made from a PDF have pictures of their pages: use the text of this one")]
    NotPdf,
    #[error("the file of this document has no page {0}: check the number")]
    NoPage(u32),
    #[error(
        "the page takes too many pixels, or too much memory or time, to be drawn: open the file of the document"
    )]
    PageTooLarge,
    #[error("method not allowed for this address: use one listed in the `Allow` header")]
    MethodNotAllowed,
    #[error("parts of a document are read-only: change the document")]
    PartIsReadOnly,
    #[error("request body is too large: send at most {most_bytes} bytes")]
    BodyTooLarge { most_bytes: u64 },
    #[error("request body stalled: send it without long pauses")]
    BodyTooSlow,
    #[error("address is too long: use at most {0} bytes")]
    UriTooLong(usize),
    #[error("authentication required: send a valid token as `Authorization: Bearer TOKEN`")]
    Unauthorized,
    #[error("writing is disabled: the administrator must configure a `token`")]
    WritingDisabled,
    #[error("too many requests from your address: try again in {retry_seconds} s")]
    TooManyRequests { retry_seconds: u64 },
    #[error("{0}")]
    BadBody(String),
    #[error("the document was withdrawn{}", since(*.0))]
    Gone(Option<Timestamp>),
    #[error("{0}")]
    Conflict(String),
    #[error("a run over the whole index is already in progress: wait until it ends")]
    Busy,
    #[error("{0}")]
    PreconditionFailed(String),
    #[error(
        "unsupported media type: send `application/json`, `application/pdf`, `text/html`, \
         `text/markdown`, `text/plain`, or that of an office file, ZIP or e-mail (`/openapi.json` lists \
         them), or many documents as `application/x-ndjson`"
    )]
    UnsupportedMediaType,
    #[error("the range begins after the end of the file: ask for bytes below {bytes}")]
    RangeNotSatisfiable { bytes: u64 },
    #[error("{0}")]
    Unreadable(String),
    #[error("another process is writing to the index: try again in a few seconds")]
    Locked,
    #[error(
        "the index was built by another version of this program: it can be searched, but not changed until it is rebuilt"
    )]
    RebuildNeeded,
    #[error("the index is read-only: nothing was changed; contact the administrator")]
    ReadOnly,
    #[error("the disk is full: nothing was changed; contact the administrator")]
    InsufficientStorage,
    #[error(
        "the disk failed, and it is unknown whether the change was made: read the document, and send it again if it was not changed"
    )]
    Uncertain,
    #[error("too many concurrent requests: try again in a second")]
    Overloaded,
    #[error("the index is being built: try again in a few seconds")]
    NotReady,
    #[error("the search cluster does not answer completely: try again in a few seconds")]
    ClusterUnavailable,
    #[error("request timed out: ask for less, or try again")]
    Timeout,
    #[error("internal error: try again; if it persists, report the `x-request-id` to the administrator")]
    Internal,
}

impl ApiError {
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::BadParameter(_) | Self::BadHost(_) | Self::BadId(_) | Self::BadBody(_) => {
                StatusCode::BAD_REQUEST
            }
            Self::Gone(_) => StatusCode::GONE,
            Self::WritingDisabled => StatusCode::FORBIDDEN,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Conflict(_) | Self::Busy => StatusCode::CONFLICT,
            Self::PreconditionFailed(_) => StatusCode::PRECONDITION_FAILED,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::RangeNotSatisfiable { .. } => StatusCode::RANGE_NOT_SATISFIABLE,
            Self::Unreadable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::InsufficientStorage => StatusCode::INSUFFICIENT_STORAGE,
            Self::NoRoute | Self::NotFound(_) | Self::NotPdf | Self::NoPage(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed | Self::PartIsReadOnly => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyTooLarge { .. } | Self::PageTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::UriTooLong(_) => StatusCode::URI_TOO_LONG,
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::NotReady
            | Self::Locked
            | Self::RebuildNeeded
            | Self::ReadOnly
            | Self::Overloaded
            | Self::ClusterUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Timeout => StatusCode::GATEWAY_TIMEOUT,
            Self::Uncertain | Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Returns the code and the message, as they appear in a response.
    pub(crate) fn body(&self) -> ErrorDetail {
        ErrorDetail { code: self.code(), message: self.to_string() }
    }

    /// Returns the seconds after which a retry may succeed, if a retry helps.
    pub(crate) const fn retry_seconds(&self) -> Option<u64> {
        match self {
            Self::NotReady | Self::Locked | Self::RebuildNeeded | Self::ClusterUnavailable => {
                Some(NOT_READY_SECONDS)
            }
            Self::TooManyRequests { retry_seconds } => Some(*retry_seconds),
            Self::Overloaded => Some(OVERLOADED_SECONDS),
            _ => None,
        }
    }

    /// Returns the stable code that programs may rely on.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::BadParameter(_) => "bad-parameter",
            Self::BadHost(_) => "bad-host",
            Self::BadId(_) => "bad-id",
            Self::NoRoute | Self::NotFound(_) => "not-found",
            Self::NotPdf => "not-a-pdf",
            Self::NoPage(_) => "no-such-page",
            Self::PageTooLarge => "page-too-large",
            Self::MethodNotAllowed | Self::PartIsReadOnly => "method-not-allowed",
            Self::BodyTooLarge { .. } => "body-too-large",
            Self::BodyTooSlow => "body-too-slow",
            Self::UriTooLong(_) => "uri-too-long",
            Self::TooManyRequests { .. } => "too-many-requests",
            Self::BadBody(_) => "bad-body",
            Self::Gone(_) => "gone",
            Self::WritingDisabled => "writing-disabled",
            Self::Unauthorized => "unauthorized",
            Self::Conflict(_) => "conflict",
            Self::Busy => "busy",
            Self::PreconditionFailed(_) => "precondition-failed",
            Self::UnsupportedMediaType => "unsupported-media-type",
            Self::RangeNotSatisfiable { .. } => "range-not-satisfiable",
            Self::Unreadable(_) => "unreadable",
            Self::Locked => "locked",
            Self::RebuildNeeded => "rebuild-needed",
            Self::ReadOnly => "read-only",
            Self::InsufficientStorage => "insufficient-storage",
            Self::Uncertain => "uncertain",
            Self::Overloaded => "overloaded",
            Self::NotReady => "not-ready",
            Self::ClusterUnavailable => "cluster-unavailable",
            Self::Timeout => "timeout",
            Self::Internal => "internal",
        }
    }
}

fn since(moment: Option<Timestamp>) -> String {
    let day = |moment: Timestamp| moment.to_zoned(jiff::tz::TimeZone::UTC).date();
    moment.map(|moment| format!(" on {}", day(moment))).unwrap_or_default()
}

/// The body of every error response.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Error)]
pub(crate) struct ErrorBody {
    error: ErrorDetail,
    /// When the document was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    withdrawn: Option<Timestamp>,
}

/// Refers to the codes described with the rest of the API.
fn error_code() -> utoipa::openapi::Ref {
    utoipa::openapi::Ref::from_schema_name("ErrorCode")
}

/// The error itself.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorDetail {
    /// The stable code that programs may rely on.
    #[schema(schema_with = error_code)]
    code: &'static str,
    /// A sentence for people: what is wrong and what would be right.
    #[schema(example = "bad `year` `17`: use four digits, as in `2017`")]
    message: String,
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(message) => Self::BadParameter(message),
            Error::NoIndex(_) => Self::NotReady,
            Error::Conflict(message) => Self::Conflict(message),
            Error::Precondition(message) => Self::PreconditionFailed(message),
            Error::Locked { .. } => Self::Locked,
            Error::VersionMismatch { .. } => Self::RebuildNeeded,
            Error::Uncertain(_) => Self::Uncertain,
            Error::Cluster(reason) => {
                tracing::error!("the cluster failed: {reason}");
                Self::ClusterUnavailable
            }
            error if error.is_storage_full() => Self::InsufficientStorage,
            error if error.is_read_only() => Self::ReadOnly,
            other => {
                tracing::error!(error = %other, "request failed");
                Self::Internal
            }
        }
    }
}

impl ApiError {
    /// Converts an error of an upload, including the reason a document is unreadable.
    pub(crate) fn of_upload(error: Error) -> Self {
        match error {
            Error::Unreadable(message) => Self::Unreadable(message),
            error => error.into(),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let error = self.body();
        let withdrawn = if let Self::Gone(since) = self { since } else { None };
        let mut response = (self.status(), Json(ErrorBody { error, withdrawn })).into_response();
        let headers = response.headers_mut();
        headers.extend(self.retry_seconds().map(|seconds| (header::RETRY_AFTER, HeaderValue::from(seconds))));
        if self == Self::PartIsReadOnly {
            headers.insert(header::ALLOW, HeaderValue::from_static("GET,HEAD"));
        }
        if self == Self::Unauthorized {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn internal_details_of_library_errors_are_not_shown() {
        let reason = "/srv/secret is gone".to_owned();
        let error = Error::Damaged { path: PathBuf::from("/srv/index"), reason };
        let shown = ApiError::from(error).to_string();
        assert!(!shown.contains("/srv"), "{shown}");
        assert_eq!(ApiError::from(Error::NoIndex(PathBuf::from("/srv/index"))), ApiError::NotReady);
        assert_eq!(ApiError::from(Error::Invalid("x".to_owned())).code(), "bad-parameter");
    }
}
