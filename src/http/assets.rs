//! The style sheet and the icon, compiled into the program.
//!
//! Always holds: the address in a page changes with the content, so it may be kept for a year.

use std::sync::LazyLock;

use axum::{
    http::{Uri, header},
    response::{IntoResponse, Response},
};

const STYLE: &str = include_str!("../../web/static/style.css");
const ICON: &str = include_str!("../../web/static/icon.svg");

/// Changes whenever an asset does.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = blake3::Hasher::new();
    hasher.update(STYLE.as_bytes()).update(ICON.as_bytes());
    hasher.finalize().to_hex()[..12].to_owned()
});

/// The part of an asset's address that changes with the content.
pub(super) fn version() -> &'static str {
    &VERSION
}

/// `GET /static/style.css`
pub(super) async fn style(uri: Uri) -> Response {
    asset(&uri, "text/css; charset=utf-8", STYLE)
}

/// `GET /static/icon.svg`
pub(super) async fn icon(uri: Uri) -> Response {
    asset(&uri, "image/svg+xml", ICON)
}

fn asset(uri: &Uri, media_type: &'static str, content: &'static str) -> Response {
    let is_current = uri.query().and_then(|query| query.strip_prefix("v=")) == Some(version());
    let caching = if is_current { "public, max-age=31536000, immutable" } else { "public, max-age=300" };
    ([(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, caching)], content).into_response()
}
