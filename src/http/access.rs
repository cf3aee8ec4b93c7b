//! What needs a token, and what scripts of other sites may read.
//!
//! Leaves to `client` what a request presents. Always holds: whether a request may pass is decided before
//! any of its body is read; what is written is never open to scripts of other sites.

use axum::{
    extract::{Request, State},
    http::{HeaderName, Method, header},
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

/// Lets the scripts of any site read, without credentials.
pub(super) fn open_to_scripts() -> CorsLayer {
    const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
    /// A day: browsers keep the answer to a preflight no longer.
    const KEPT: std::time::Duration = std::time::Duration::from_hours(24);
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([header::IF_NONE_MATCH, REQUEST_ID])
        .expose_headers([header::ETAG, header::RETRY_AFTER, REQUEST_ID])
        .max_age(KEPT)
}
