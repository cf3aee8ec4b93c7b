//! Limits on the body of a request: its size, and how long it may stall.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use axum::{
    body::Body,
    extract::{Request, State},
    http::header,
    middleware::Next,
    response::Response,
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tower_http::timeout::{TimeoutBody, TimeoutError};

use crate::{config::Config, http::error::ApiError};

/// Maximum body of a request that only reads, in bytes: no such route needs one.
pub(crate) const MAX_READING_BODY_BYTES: u64 = 64 << 10;
/// Maximum size of a stream of documents, in bytes: more than a city has.
const MAX_STREAM_BYTES: u64 = 1 << 40;

/// Limits on the body of a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyLimit {
    bytes: u64,
    /// The longest time without progress.
    silence: Duration,
}

impl BodyLimit {
    /// Returns the limits for requests that only read.
    pub(crate) fn reading(config: &Config) -> Self {
        Self { bytes: MAX_READING_BODY_BYTES, silence: Duration::from_millis(config.body_timeout_ms) }
    }

    /// Returns the limits for streams of documents; each document has its own limit.
    pub(crate) fn streaming(config: &Config) -> Self {
        Self { bytes: MAX_STREAM_BYTES, ..Self::reading(config) }
    }

    /// Returns the limits for requests that write.
    pub(crate) fn writing(config: &Config) -> Self {
        Self { bytes: config.max_body_mb << 20, ..Self::reading(config) }
    }
}

/// Middleware that rejects a body whose declared length is too large before reading any of it, and ends one
/// that becomes too large or stalls. Whatever the handler made of an ended body, the response reports why it
/// ended; a handler that has already begun to respond finds the end in its stream.
///
/// # Errors
/// Returns [`ApiError::BodyTooLarge`] if the body is too large, and [`ApiError::BodyTooSlow`] if it makes no
/// progress for too long.
pub(crate) async fn limit_body(
    State(limit): State<BodyLimit>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > limit.bytes) {
        return Err(ApiError::BodyTooLarge { most_bytes: limit.bytes });
    }
    let ended = Arc::new(OnceLock::new());
    let reason = Arc::clone(&ended);
    let request = request.map(|body| {
        let body = TimeoutBody::new(limit.silence, Limited::new(body, limit.bytes as usize));
        Body::new(body.map_err(move |error| {
            if error.is::<LengthLimitError>() {
                let _ = reason.set(ApiError::BodyTooLarge { most_bytes: limit.bytes });
            } else if error.is::<TimeoutError>() {
                let _ = reason.set(ApiError::BodyTooSlow);
            }
            error
        }))
    });
    let response = next.run(request).await;
    ended.get().cloned().map_or(Ok(response), Err)
}

#[cfg(test)]
mod tests {
    use std::{
        convert::Infallible,
        pin::Pin,
        task::{Context, Poll},
    };

    use axum::{
        Router,
        body::{Bytes, HttpBody},
        http::StatusCode,
        middleware::from_fn_with_state,
        routing::post,
    };
    use hyper::body::Frame;
    use tower::ServiceExt;

    use super::*;

    /// A body of these pieces, last first, that then stalls.
    struct EndlessBody(Vec<&'static str>);

    impl HttpBody for EndlessBody {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            let piece = self.0.pop().map(|piece| Frame::data(Bytes::from_static(piece.as_bytes())));
            piece.map_or(Poll::Pending, |piece| Poll::Ready(Some(Ok(piece))))
        }
    }

    async fn answer(body: Body) -> Response {
        let limit = BodyLimit { bytes: 4, silence: Duration::from_millis(50) };
        let length = async |body: Bytes| body.len().to_string();
        let router = Router::new().route("/", post(length)).layer(from_fn_with_state(limit, limit_body));
        let request = Request::post("/").body(body).expect("a request");
        router.oneshot(request).await.expect("infallible")
    }

    #[tokio::test]
    async fn a_body_that_becomes_too_large_or_stalls_is_ended() {
        let too_large = answer(Body::new(EndlessBody(vec!["de", "abc"]))).await;
        assert_eq!(too_large.status(), StatusCode::PAYLOAD_TOO_LARGE);
        let too_slow = answer(Body::new(EndlessBody(vec!["abc"]))).await;
        assert_eq!(too_slow.status(), StatusCode::REQUEST_TIMEOUT);
    }

    #[tokio::test]
    async fn a_body_within_the_limit_reaches_the_handler() {
        let response = answer(Body::from("abcd")).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.into_body().collect().await.expect("a body").to_bytes(), "4");
    }
}
