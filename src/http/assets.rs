//! The style sheet, the script and the icon, compiled into the program.
//!
//! Invariant: the URL of an asset in a page changes with its content, so browsers may cache it for a year.

use std::sync::LazyLock;

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};

use crate::http::entity_tag::is_kept;

const STYLE: &str = include_str!("../../web/static/style.css");
const SCRIPT: &str = include_str!("../../web/static/search.js");
const ICON: &str = include_str!("../../web/static/icon.svg");

/// A hash of all assets.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = blake3::Hasher::new();
    hasher.update(STYLE.as_bytes()).update(SCRIPT.as_bytes()).update(ICON.as_bytes());
    hasher.finalize().to_hex()[..12].to_owned()
});

/// Returns the part of an asset URL that changes with the content.
pub(crate) fn version() -> &'static str {
    &VERSION
}

/// `GET /static/style.css`
pub(crate) async fn style(uri: Uri, headers: HeaderMap) -> Response {
    asset(&uri, &headers, "text/css; charset=utf-8", STYLE)
}

/// `GET /static/search.js`
pub(crate) async fn script(uri: Uri, headers: HeaderMap) -> Response {
    asset(&uri, &headers, "text/javascript; charset=utf-8", SCRIPT)
}

/// `GET /static/icon.svg`
pub(crate) async fn icon(uri: Uri, headers: HeaderMap) -> Response {
    asset(&uri, &headers, "image/svg+xml", ICON)
}

fn asset(uri: &Uri, headers: &HeaderMap, media_type: &'static str, content: &'static str) -> Response {
    let is_current = uri.query().and_then(|query| query.strip_prefix("v=")) == Some(version());
    let caching = if is_current { "public, max-age=31536000, immutable" } else { "public, max-age=300" };
    let Ok(tag) = HeaderValue::try_from(format!("W/\"{}\"", version())) else {
        return content.into_response();
    };
    let is_known = is_kept(headers, &tag);
    let kept = [(header::CACHE_CONTROL, HeaderValue::from_static(caching)), (header::ETAG, tag)];
    if is_known {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    (kept, [(header::CONTENT_TYPE, media_type)], content).into_response()
}
