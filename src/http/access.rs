//! What needs a token, and what scripts of other sites may read.
//!
//! Leaves to `client` what a request presents. Always holds: whether a request may pass is decided before
//! any of its body is read; what is written is never open to scripts of other sites.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::Response,
};
use tower_http::cors::{Any, CorsLayer};

use super::{App, client, error::ApiError};

/// For writing and administration: lets pass who presents a token.
///
/// # Errors
/// [`ApiError::WritingDisabled`] where none is configured, else [`ApiError::Unauthorized`].
pub(super) async fn require_token(
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

/// For searching and reading: lets pass everybody, or, where `public_search` is off, who presents a token.
///
/// # Errors
/// [`ApiError::Unauthorized`].
pub(super) async fn require_token_unless_public(
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

/// Lets the scripts of any site read, without credentials.
pub(super) fn open_to_scripts() -> CorsLayer {
    /// A day: browsers keep the answer to a preflight no longer.
    const KEPT: std::time::Duration = std::time::Duration::from_hours(24);
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([header::IF_NONE_MATCH, REQUEST_ID])
        .expose_headers([header::ETAG, header::RETRY_AFTER, REQUEST_ID])
        .max_age(KEPT)
}

/// Lets them read why they were turned away before anybody looked what they ask for, and when to come again.
pub(super) fn let_scripts_read(headers: &mut HeaderMap) {
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

    /// Returns the response to a write with these tokens in the settings.
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
    async fn without_a_configured_token_writing_is_disabled() {
        for presented in [None, Some("Bearer "), Some("Bearer x")] {
            let (status, response) = status("", presented).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{presented:?}");
            assert_eq!(response.extensions().get(), Some(&ApiError::WritingDisabled));
        }
    }

    #[tokio::test]
    async fn writing_requires_one_of_the_tokens() {
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
