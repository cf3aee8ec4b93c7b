//! What went wrong, as a status, a stable code and a sentence.
//!
//! Leaves the same as a web page to `pages`, which finds the [`ApiError`] in the extensions of the
//! response. Always holds: what the library reports is logged once, here, and never shown.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

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
    #[error("{0}")]
    BadId(String),
    #[error("there is no such address: begin at `/`")]
    NoRoute,
    #[error("{0}")]
    NotFound(String),
    #[error("this address does not take that method: see the header `Allow`")]
    MethodNotAllowed,
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
            Self::BadParameter(_) | Self::BadId(_) => StatusCode::BAD_REQUEST,
            Self::NoRoute | Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::UriTooLong(_) => StatusCode::URI_TOO_LONG,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::WritingDisabled => StatusCode::FORBIDDEN,
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Overloaded | Self::NotReady => StatusCode::SERVICE_UNAVAILABLE,
            Self::Timeout => StatusCode::GATEWAY_TIMEOUT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// After how long the same request may be answered, where that helps.
    pub(super) const fn retry_seconds(&self) -> Option<u64> {
        match self {
            Self::NotReady => Some(NOT_READY_SECONDS),
            Self::TooManyRequests { retry_seconds } => Some(*retry_seconds),
            Self::Overloaded => Some(OVERLOADED_SECONDS),
            _ => None,
        }
    }

    /// The word programs may rely on.
    const fn code(&self) -> &'static str {
        match self {
            Self::BadParameter(_) => "bad-parameter",
            Self::BadId(_) => "bad-id",
            Self::NoRoute | Self::NotFound(_) => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::BodyTooLarge { .. } => "body-too-large",
            Self::BodyTooSlow => "body-too-slow",
            Self::UriTooLong(_) => "uri-too-long",
            Self::Unauthorized => "unauthorized",
            Self::WritingDisabled => "writing-disabled",
            Self::TooManyRequests { .. } => "too-many-requests",
            Self::Overloaded => "overloaded",
            Self::NotReady => "not-ready",
            Self::Timeout => "timeout",
            Self::Internal => "internal",
        }
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(message) => Self::BadParameter(message),
            Error::NoIndex(_) => Self::NotReady,
            other => {
                tracing::error!(error = %other, "request failed");
                Self::Internal
            }
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = json!({"error": {"code": self.code(), "message": self.to_string()}});
        let mut response = (self.status(), Json(body)).into_response();
        let headers = response.headers_mut();
        headers.extend(self.retry_seconds().map(|seconds| (header::RETRY_AFTER, HeaderValue::from(seconds))));
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
    fn library_errors_keep_their_internals_to_themselves() {
        let reason = "/srv/secret is gone".to_owned();
        let error = Error::Damaged { path: PathBuf::from("/srv/index"), reason };
        let shown = ApiError::from(error).to_string();
        assert!(!shown.contains("/srv"), "{shown}");
        assert_eq!(ApiError::from(Error::NoIndex(PathBuf::from("/srv/index"))), ApiError::NotReady);
        assert_eq!(ApiError::from(Error::Invalid("x".to_owned())).code(), "bad-parameter");
    }
}
