//! Middleware for every request: request ids and logging, a time limit, security headers.
//!
//! Access control and limits are left to `access` and `limits`, connections to `server`. Invariants: every
//! response has `x-request-id` and the security headers; no log line contains the query text.

use std::{
    any::Any,
    time::{Duration, Instant},
};

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tower_http::request_id::{MakeRequestId, MakeRequestUuid};
use tracing::Instrument;

use crate::http::{app::App, error::ApiError, middleware::caching};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Maximum length of a request id. A UUID has 36 characters; ids that proxies assign in other ways are well
/// below this, too.
const MAX_REQUEST_ID_BYTES: usize = 64;

/// Allows only our own style sheet, script, icon and form, and the requests that the script sends to us.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
                                       connect-src 'self'; img-src 'self'; form-action 'self'; \
                                       base-uri 'none'; frame-ancestors 'none'";
/// Browser features that no page of ours uses.
const PERMISSIONS_POLICY: &str = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
const SECURITY_HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS_POLICY),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// One year, the minimum that preload lists require. Subdomains are not ours to decide about.
const STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Assigns a request id, runs the request in a span of that id and logs one line about it.
pub(crate) async fn trace(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request_id(&request);
    let shown_id = id.as_ref().and_then(|id| id.to_str().ok()).unwrap_or_default();
    let (method, path) = (request.method(), request.uri().path());
    let span = tracing::info_span!("request", %method, path, request_id = shown_id);
    async move {
        let mut response = next.run(request).await;
        let latency_ms = started.elapsed().as_secs_f64() * 1000.0;
        tracing::info!(status = response.status().as_u16(), latency_ms, "answered");
        response.headers_mut().extend(id.map(|id| (REQUEST_ID, id)));
        response
    }
    .instrument(span)
    .await
}

/// Returns the request id set by a proxy if it is plain, else a new one.
fn request_id(request: &Request) -> Option<HeaderValue> {
    let given = request.headers().get(REQUEST_ID).filter(|id| is_plain(id.as_bytes()));
    let made = || Some(MakeRequestUuid.make_request_id(request)?.into_header_value());
    given.cloned().or_else(made)
}

fn is_plain(id: &[u8]) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(byte);
    (1..=MAX_REQUEST_ID_BYTES).contains(&id.len()) && id.iter().all(is_plain)
}

/// Adds the headers that restrict a page to our own resources.
pub(crate) async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    caching::keep_out_of_caches(&mut response);
    let headers = response.headers_mut();
    for (name, value) in SECURITY_HEADERS {
        // A handler may set a stricter value.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    let is_open = headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    let readers = if is_open { "cross-origin" } else { "same-origin" };
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static(readers));
    if app.is_https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT);
    }
    response
}

/// Gives up on a response that takes too long; the search itself still runs to its end.
pub(crate) async fn limit_time(
    State(timeout): State<Duration>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    tokio::time::timeout(timeout, next.run(request)).await.map_err(|_| ApiError::Timeout)
}

/// Responds for a handler that panicked, which is a bug in this program. The message is not logged, as it may
/// quote the request; the hook of `cli::serve` logs the location.
#[allow(clippy::needless_pass_by_value)] // the signature that the layer requires
pub(crate) fn panicked(_message: Box<dyn Any + Send>) -> Response {
    tracing::error!("request failed: handler panicked");
    ApiError::Internal.into_response()
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, http::StatusCode, middleware, routing::get};
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    #[test]
    fn a_request_id_is_accepted_only_if_short_and_plain() {
        assert!(is_plain(b"01J-abc_9.z:1"));
        assert!(!is_plain(b""));
        assert!(!is_plain(b"two words"));
        assert!(!is_plain("żółw".as_bytes()));
        assert!(!is_plain(&[b'a'; 65]));
    }

    async fn answer(router: Router) -> Response {
        let request = Request::builder().uri("/").body(Body::empty()).expect("a request");
        router.oneshot(request).await.expect("infallible")
    }

    #[tokio::test]
    async fn a_panic_becomes_an_internal_error() {
        async fn boom() {
            panic!("secret");
        }
        let router = Router::new().route("/", get(boom)).layer(CatchPanicLayer::custom(panicked));
        let response = answer(router).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.extensions().get(), Some(&ApiError::Internal));
    }

    #[tokio::test]
    async fn a_slow_response_times_out() {
        let slow = get(async || tokio::time::sleep(Duration::from_secs(5)).await);
        let limit = middleware::from_fn_with_state(Duration::from_millis(1), limit_time);
        let response = answer(Router::new().route("/", slow).layer(limit)).await;
        assert_eq!(response.status(), StatusCode::GATEWAY_TIMEOUT);
    }
}
