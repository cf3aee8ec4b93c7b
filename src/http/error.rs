//! What went wrong, as a status, a stable code and a sentence.
//!
//! Leaves the same as a web page to `pages`, which finds the [`ApiError`] in the extensions of the
//! response. Always holds: what the library reports is logged once, here, and never shown.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;

/// Seconds after which asking again may help: an index commits its first documents in about that.
const NOT_READY_SECONDS: u64 = 5;
/// The same where too much is asked at a time.
const OVERLOADED_SECONDS: u64 = 1;

/// Why a request is not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum ApiError {
    #[error("{0}")]
    BadParameter(String),
    #[error("the header `Host` {0}: give one host, as in `Host: example.org`")]
    BadHost(&'static str),
    #[error("{0}")]
    BadId(String),
    #[error("there is no such address: begin at `/`")]
    NoRoute,
    #[error("{0}")]
    NotFound(String),
    #[error("this address does not take that method: see the header `Allow`")]
    MethodNotAllowed,
    #[error("a part of a document can only be read: change the document")]
    PartIsReadOnly,
    #[error("the request body is too large: send at most {most_bytes} bytes")]
    BodyTooLarge { most_bytes: u64 },
    #[error("the request body makes no progress: send it without long pauses")]
    BodyTooSlow,
    #[error("the address is too long: use at most {0} bytes")]
    UriTooLong(usize),
    #[error("a token is needed: send a valid one as `Authorization: Bearer TOKEN`")]
    Unauthorized,
    #[error("writing is switched off: it needs a token, which the administrator sets as `token`")]
    WritingDisabled,
    #[error("too many requests from your address: try again in {retry_seconds} s")]
    TooManyRequests { retry_seconds: u64 },
    #[error("{0}")]
    BadBody(String),
    #[error("the document was withdrawn{}", since(*.0))]
    Gone(Option<Timestamp>),
    #[error("{0}")]
    Conflict(String),
    #[error("a run over the whole index goes on already: wait until it ends")]
    Busy,
    #[error("{0}")]
    PreconditionFailed(String),
    #[error(
        "the body is of another media type: send `application/json`, `application/pdf`, `text/html`, \
         `text/markdown` or `text/plain`, many documents as `application/x-ndjson`"
    )]
    UnsupportedMediaType,
    #[error("{0}")]
    Unreadable(String),
    #[error("another process writes to the index: try again in a few seconds")]
    Locked,
    #[error(
        "the index was made by another version of this program: it can be searched, and changed after a rebuild"
    )]
    RebuildNeeded,
    #[error("the index can only be read here: nothing was changed; tell the administrator")]
    ReadOnly,
    #[error("the disk is full: nothing was changed; tell the administrator")]
    InsufficientStorage,
    #[error(
        "the disk failed: nobody knows whether the change was made; read the document, and send it again where it was not"
    )]
    Uncertain,
    #[error("too many requests at a time: try again in a second")]
    Overloaded,
    #[error("the index is being built: try again in a few seconds")]
    NotReady,
    #[error("the answer took too long: ask for less, or try again")]
    Timeout,
    #[error("internal error: try again; if it stays, tell the administrator the `x-request-id`")]
    Internal,
}

impl ApiError {
    pub(super) const fn status(&self) -> StatusCode {
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
            Self::Unreadable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::InsufficientStorage => StatusCode::INSUFFICIENT_STORAGE,
            Self::NoRoute | Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed | Self::PartIsReadOnly => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::UriTooLong(_) => StatusCode::URI_TOO_LONG,
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::NotReady | Self::Locked | Self::RebuildNeeded | Self::ReadOnly | Self::Overloaded => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Timeout => StatusCode::GATEWAY_TIMEOUT,
            Self::Uncertain | Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The code and the message, as they stand in an answer.
    pub(super) fn body(&self) -> ErrorDetail {
        ErrorDetail { code: self.code(), message: self.to_string() }
    }

    /// After how long the same request may be answered, where that helps.
    pub(super) const fn retry_seconds(&self) -> Option<u64> {
        match self {
            Self::NotReady | Self::Locked | Self::RebuildNeeded => Some(NOT_READY_SECONDS),
            Self::TooManyRequests { retry_seconds } => Some(*retry_seconds),
            Self::Overloaded => Some(OVERLOADED_SECONDS),
            _ => None,
        }
    }

    /// The word programs may rely on.
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::BadParameter(_) => "bad-parameter",
            Self::BadHost(_) => "bad-host",
            Self::BadId(_) => "bad-id",
            Self::NoRoute | Self::NotFound(_) => "not-found",
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
            Self::Unreadable(_) => "unreadable",
            Self::Locked => "locked",
            Self::RebuildNeeded => "rebuild-needed",
            Self::ReadOnly => "read-only",
            Self::InsufficientStorage => "insufficient-storage",
            Self::Uncertain => "uncertain",
            Self::Overloaded => "overloaded",
            Self::NotReady => "not-ready",
            Self::Timeout => "timeout",
            Self::Internal => "internal",
        }
    }
}

fn since(moment: Option<Timestamp>) -> String {
    let day = |moment: Timestamp| moment.to_zoned(jiff::tz::TimeZone::UTC).date();
    moment.map(|moment| format!(" on {}", day(moment))).unwrap_or_default()
}

/// The body of every error.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Error)]
pub(super) struct ErrorBody {
    error: ErrorDetail,
    /// Since when the document is withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    withdrawn: Option<Timestamp>,
}

/// The codes are described with the rest of the API, which knows their meanings.
fn error_code() -> utoipa::openapi::Ref {
    utoipa::openapi::Ref::from_schema_name("ErrorCode")
}

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ErrorDetail {
    /// The word that programs may rely on.
    #[schema(schema_with = error_code)]
    code: &'static str,
    /// A sentence for people: what was wrong and what would be right.
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
    /// What is said of a document that somebody sent: also why it cannot be read.
    pub(super) fn of_upload(error: Error) -> Self {
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
    fn library_errors_hide_their_internals() {
        let reason = "/srv/secret is gone".to_owned();
        let error = Error::Damaged { path: PathBuf::from("/srv/index"), reason };
        let shown = ApiError::from(error).to_string();
        assert!(!shown.contains("/srv"), "{shown}");
        assert_eq!(ApiError::from(Error::NoIndex(PathBuf::from("/srv/index"))), ApiError::NotReady);
        assert_eq!(ApiError::from(Error::Invalid("x".to_owned())).code(), "bad-parameter");
    }
}
