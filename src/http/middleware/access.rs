//! Access control: which routes need a token, and which responses scripts of other sites may read.
//!
//! Reading the token from a request is left to `client`. Invariants: access is decided before any of the
//! request body is read; writing routes are never open to scripts of other sites.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::Response,
};
use tower_http::cors::{Any, CorsLayer};

use crate::http::{app::App, error::ApiError, middleware::client};

/// Middleware for writing and administration: passes on requests with a valid token.
///
/// # Errors
/// Returns [`ApiError::WritingDisabled`] if no token is configured, and [`ApiError::Unauthorized`] if the
/// request has no valid token.
pub(crate) async fn require_token(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let config = app.live.get();
    if config.token.is_empty() {
        return Err(ApiError::WritingDisabled);
    }
    if !client::has_token(&config, request.headers()) {
        return Err(ApiError::Unauthorized);
    }
    Ok(next.run(request).await)
}

/// Middleware for searching and reading: passes on all requests, or only those with a valid token if
/// `public_search` is off.
///
/// # Errors
/// Returns [`ApiError::Unauthorized`] if `public_search` is off and the request has no valid token.
pub(crate) async fn require_token_unless_public(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let config = app.live.get();
    if !config.public_search && !client::has_token(&config, request.headers()) {
        return Err(ApiError::Unauthorized);
    }
    Ok(next.run(request).await)
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Returns the CORS layer that lets scripts of any site read, without credentials.
pub(crate) fn open_to_scripts() -> CorsLayer {
    /// One day: browsers cache a preflight response no longer.
    const KEPT: std::time::Duration = std::time::Duration::from_hours(24);
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([header::IF_NONE_MATCH, REQUEST_ID])
        .expose_headers([header::ETAG, header::RETRY_AFTER, REQUEST_ID])
        .max_age(KEPT)
}

/// Adds CORS headers to an early refusal, so that scripts of other sites can read the reason and when to
/// retry.
pub(crate) fn let_scripts_read(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers
        .insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after,x-request-id"));
}

#[cfg(test)]
mod tests {
    use axum::{
        Router,
        body::{Body, Bytes},
        http::StatusCode,
        middleware::from_fn_with_state,
        routing::put,
    };
    use tower::ServiceExt;

    use super::*;
    use crate::{
        config::{Config, LiveConfig, Settings},
        service::Service,
    };

    /// Sends a write to a service with these tokens configured and returns the response.
    async fn status(tokens: &str, presented: Option<&str>) -> (StatusCode, Response) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let settings = Settings { token: Some(tokens.into()), ..Settings::default() };
        let live = LiveConfig::new(Config::resolve(settings).expect("valid"));
        let app = App::new(Service::open(folder.path()).expect("no index"), live);
        let handler = put(async |body: Bytes| format!("{} bytes", body.len()));
        let router = Router::new().route("/", handler).layer(from_fn_with_state(app, require_token));
        let mut request = Request::put("/");
        if let Some(presented) = presented {
            request = request.header(header::AUTHORIZATION, presented);
        }
        let response = router.oneshot(request.body(Body::from("text")).expect("a request")).await;
        let response = response.expect("infallible");
        (response.status(), response)
    }

    #[tokio::test]
    async fn writing_is_disabled_without_a_configured_token() {
        for presented in [None, Some("Bearer "), Some("Bearer x")] {
            let (status, response) = status("", presented).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{presented:?}");
            assert_eq!(response.extensions().get(), Some(&ApiError::WritingDisabled));
        }
    }

    #[tokio::test]
    async fn writing_needs_one_of_the_configured_tokens() {
        for (presented, expected) in [
            (None, StatusCode::UNAUTHORIZED),
            (Some("Bearer wrong"), StatusCode::UNAUTHORIZED),
            (Some("Bearer old-token-of-three"), StatusCode::OK),
            (Some("Bearer new-token-of-three"), StatusCode::OK),
        ] {
            let (status, response) = status("old-token-of-three new-token-of-three", presented).await;
            assert_eq!(status, expected, "{presented:?}");
            let asks = response.headers().contains_key(header::WWW_AUTHENTICATE);
            assert_eq!(asks, expected == StatusCode::UNAUTHORIZED);
        }
    }
}
