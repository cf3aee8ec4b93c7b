//! How much of the service one client, and all of them together, may use.
//!
//! `rate` counts requests of a client, `turns` those being answered. Leaves connections to `server`. Always
//! holds: who is refused is told when to come again; what is remembered about clients is bounded.

mod clients;
mod rate;
mod shares;
mod turns;

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

use super::{App, access, client, connections::Place, descriptors, error::ApiError};
use crate::config::Config;
pub(super) use clients::{Clients, UnderWay};
use rate::RateLimit;
use shares::Answers;
pub(super) use shares::Share;
use turns::Turns;

/// The largest body of a request that only reads, in bytes: no such route takes one.
pub(super) const MAX_READING_BODY_BYTES: u64 = 64 << 10;
/// The longest stream of documents, in bytes: more than a city has.
const MAX_STREAM_BYTES: u64 = 1 << 40;
/// The longest address, in bytes: a query of 32 KiB fits unless most of it is escaped.
const MAX_URI_BYTES: usize = 48 << 10;

/// What all requests share.
#[derive(Debug)]
pub(super) struct Limits {
    rate: RateLimit,
    reading: Turns,
    /// Apart, so that documents that take long to be taken in keep nobody from searching.
    writing: Turns,
    /// Who has answers under way, and how many of them those may have who have no other limit.
    clients: Clients,
    most_of_trusted: usize,
    /// What long answers take.
    pub(super) answers: Answers,
}

impl Limits {
    pub(super) fn new(config: &Config) -> Self {
        let room = descriptors::room_for(config.max_connections);
        Self {
            clients: Clients::default(),
            most_of_trusted: room.connections - room.connections / 4,
            rate: RateLimit::default(),
            reading: Turns::new(config.max_requests),
            writing: Turns::new(config.max_requests),
            answers: Answers::new((config.max_answers_mb as usize) << 20, room.files),
        }
    }
}

/// Lets a request pass when its client has not sent too many and there is room to answer it; else the answer is
/// [`ApiError::UriTooLong`], [`ApiError::TooManyRequests`] or [`ApiError::Overloaded`], which scripts of other sites may
/// read, as they may what they asked for.
pub(super) async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
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
    // Who may write has a token, and a long upload of theirs keeps nobody else waiting.
    let _turn = turns.take(client.filter(|_| is_reading)).await.ok_or(ApiError::Overloaded)?;
    Ok(next.run(request).await)
}

/// Whether it asks for what lies ready: what pages are made of, and whether scripts may ask.
fn costs_nothing(request: &Request) -> bool {
    request.method() == Method::OPTIONS || request.uri().path().starts_with("/static/")
}

/// Counts the request for its client, and its answer as long as that is under way. Those with a token and those of this
/// machine have no limit but the number of connections, of which even they leave some to others. Returns whose turn it
/// is.
fn count(app: &App, request: &Request) -> Result<Option<IpAddr>, ApiError> {
    let config = app.live.get();
    let Some(client) = client::of(&config, request.extensions(), request.headers()) else {
        return Ok(None);
    };
    let is_trusted = client.is_local || client::has_token(&config, request.headers());
    if !is_trusted && !costs_nothing(request) {
        let checked = app.limits.rate.check(&config, client.address);
        checked
            .map_err(|wait| ApiError::TooManyRequests { retry_seconds: wait.as_secs_f64().ceil() as u64 })?;
    }
    let most = if is_trusted { app.limits.most_of_trusted } else { config.max_answers_per_client as usize };
    if let Some(place) = request.extensions().get::<Arc<Place>>() {
        let may_be_made = place.counts(|| app.limits.clients.begin(client.address, most));
        may_be_made.then_some(()).ok_or(ApiError::TooManyRequests { retry_seconds: 1 })?;
    }
    Ok((!is_trusted).then_some(client.address))
}

/// What the body of a request may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct BodyLimit {
    bytes: u64,
    /// How long it may make no progress.
    silence: Duration,
}

impl BodyLimit {
    /// For requests that only read.
    pub(super) fn reading(config: &Config) -> Self {
        Self { bytes: MAX_READING_BODY_BYTES, silence: Duration::from_millis(config.body_timeout_ms) }
    }

    /// For requests that send many documents, each of which has the limit of one.
    pub(super) fn streaming(config: &Config) -> Self {
        Self { bytes: MAX_STREAM_BYTES, ..Self::reading(config) }
    }

    /// For requests that write.
    pub(super) fn writing(config: &Config) -> Self {
        Self { bytes: config.max_body_mb << 20, ..Self::reading(config) }
    }
}

/// Refuses a body that says it is too large before any of it is read, and ends one that becomes too large or
/// makes no progress. Whatever the handler made of an ended body, the answer tells what ended it; a handler
/// that had begun to answer finds the end in its stream.
///
/// # Errors
/// [`ApiError::BodyTooLarge`], [`ApiError::BodyTooSlow`].
pub(super) async fn limit_body(
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

    /// A body that yields these chunks and then stays pending forever.
    struct Pieces(Vec<&'static str>);

    impl HttpBody for Pieces {
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
    async fn a_body_that_grows_too_large_or_stalls_is_ended() {
        let too_large = answer(Body::new(Pieces(vec!["de", "abc"]))).await;
        assert_eq!(too_large.status(), StatusCode::PAYLOAD_TOO_LARGE);
        let too_slow = answer(Body::new(Pieces(vec!["abc"]))).await;
        assert_eq!(too_slow.status(), StatusCode::REQUEST_TIMEOUT);
    }

    #[tokio::test]
    async fn a_body_within_the_limit_reaches_the_handler() {
        let response = answer(Body::from("abcd")).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.into_body().collect().await.expect("a body").to_bytes(), "4");
    }
}
