//! Limits on how much of the service one client, and all clients together, may use.
//!
//! `rate` limits the requests of a client over time, `turns` the requests in progress. Connections are left
//! to `server`. Invariants: the response to a refused client says when to retry; the memory used for
//! clients is bounded.

mod active_responses;
mod concurrency;
mod rate;
mod response_budget;

use std::{
    net::IpAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tower_http::timeout::{TimeoutBody, TimeoutError};

use crate::{
    config::Config,
    http::{
        app::App,
        error::ApiError,
        middleware::{access, client},
        server::{connections::ConnectionSlot, descriptors},
    },
};
pub(crate) use active_responses::{ActiveResponse, ActiveResponses};
use concurrency::ConcurrencyLimit;
use rate::RateLimit;
use response_budget::ResponseBudget;
pub(crate) use response_budget::ResponsePermit;

/// Maximum body of a request that only reads, in bytes: no such route needs one.
pub(crate) const MAX_READING_BODY_BYTES: u64 = 64 << 10;
/// Maximum size of a stream of documents, in bytes: more than a city has.
const MAX_STREAM_BYTES: u64 = 1 << 40;
/// Maximum length of a URL, in bytes: a query of 32 KiB fits unless most of it is escaped.
const MAX_URI_BYTES: usize = 48 << 10;

/// The limits shared by all requests.
#[derive(Debug)]
pub(crate) struct RequestLimits {
    rate: RateLimit,
    reading: ConcurrencyLimit,
    /// Separate from `reading`, so that slow uploads keep nobody from searching.
    writing: ConcurrencyLimit,
    /// The responses in progress by client, and the maximum number of them for trusted clients, who have no
    /// other limit.
    clients: ActiveResponses,
    most_of_trusted: usize,
    /// The memory and open files of long responses.
    pub(crate) answers: ResponseBudget,
}

impl RequestLimits {
    pub(crate) fn new(config: &Config) -> Self {
        let room = descriptors::room_for(config.max_connections);
        Self {
            clients: ActiveResponses::default(),
            most_of_trusted: room.connections - room.connections / 4,
            rate: RateLimit::default(),
            reading: ConcurrencyLimit::new(config.max_requests),
            writing: ConcurrencyLimit::new(config.max_requests),
            answers: ResponseBudget::new((config.max_answers_mb as usize) << 20, room.files),
        }
    }
}

/// Middleware that passes on a request if its client is within the limits and there is capacity to answer it;
/// else it responds with [`ApiError::UriTooLong`], [`ApiError::TooManyRequests`] or [`ApiError::Overloaded`].
/// Scripts of other sites can read such a response if they could read the resource.
pub(crate) async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_reading = request.method().is_safe();
    let refused = match admitted(&app, request, next).await {
        Ok(response) => return response,
        Err(refused) => refused,
    };
    let mut response = refused.into_response();
    if is_reading {
        access::let_scripts_read(response.headers_mut());
    }
    response
}

async fn admitted(app: &App, request: Request, next: Next) -> Result<Response, ApiError> {
    if request.uri().path_and_query().is_some_and(|uri| uri.as_str().len() > MAX_URI_BYTES) {
        return Err(ApiError::UriTooLong(MAX_URI_BYTES));
    }
    let client = count(app, &request)?;
    let is_reading = request.method().is_safe();
    let turns = if is_reading { &app.limits.reading } else { &app.limits.writing };
    // A client that may write has a token, and its long upload delays nobody else.
    let _turn = turns.take(client.filter(|_| is_reading)).await.ok_or(ApiError::Overloaded)?;
    Ok(next.run(request).await)
}

/// Returns whether the request is cheap: static files and CORS preflights.
fn costs_nothing(request: &Request) -> bool {
    request.method() == Method::OPTIONS || request.uri().path().starts_with("/static/")
}

/// Counts the request for its client, and its response while it is in progress. Clients with a token and
/// those on this machine are limited only by the number of connections, some of which are left to others.
/// Returns the client whose turns are counted.
fn count(app: &App, request: &Request) -> Result<Option<IpAddr>, ApiError> {
    let config = app.live.get();
    let Some(client) = client::client_of(&config, request.extensions(), request.headers()) else {
        return Ok(None);
    };
    let is_trusted = client.is_local || client::has_token(&config, request.headers());
    if !is_trusted && !costs_nothing(request) {
        let checked = app.limits.rate.check(&config, client.address);
        checked
            .map_err(|wait| ApiError::TooManyRequests { retry_seconds: wait.as_secs_f64().ceil() as u64 })?;
    }
    let most = if is_trusted { app.limits.most_of_trusted } else { config.max_answers_per_client as usize };
    if let Some(place) = request.extensions().get::<Arc<ConnectionSlot>>() {
        let may_be_made = place.counts(|| app.limits.clients.begin(client.address, most));
        may_be_made.then_some(()).ok_or(ApiError::TooManyRequests { retry_seconds: 1 })?;
    }
    Ok((!is_trusted).then_some(client.address))
}

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
    let told = Arc::clone(&ended);
    let request = request.map(|body| {
        let body = TimeoutBody::new(limit.silence, Limited::new(body, limit.bytes as usize));
        Body::new(body.map_err(move |error| {
            if error.is::<LengthLimitError>() {
                let _ = told.set(ApiError::BodyTooLarge { most_bytes: limit.bytes });
            } else if error.is::<TimeoutError>() {
                let _ = told.set(ApiError::BodyTooSlow);
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
