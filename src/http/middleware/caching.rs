//! HTTP caching: most responses must be revalidated each time, and are answered with 304 while nothing has
//! changed.
//!
//! Invariants: a tag is taken from the index state before the response is made, so a response is never older
//! than its tag; errors are never stored.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::http::{app::App, assets, audience::is_for_programs, entity_tag::is_kept, locale};

/// The request headers that responses depend on: for programs, and for pages.
const VARIES: &str = "accept-encoding";
const PAGE_VARIES: &str = "accept-language, accept-encoding";
/// The caching header of what is not to be kept.
const NOT_STORED: &str = "no-store";
/// Hexadecimal digits of a tag, 128 bits: enough to rule out collisions by chance.
const TAG_DIGITS: usize = 32;

/// Middleware for responses that depend only on the index state and the URL: answers 304 without calling the
/// handler if the client has the current version, else adds an entity tag. A response that already has a tag
/// keeps it.
pub(crate) async fn revalidate(State(app): State<App>, request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let caching = if app.live.get().public_search { "no-cache" } else { "private, no-cache" };
    let tag = app.service.state_tag().and_then(|state| tag(&state, &request));
    let kept = request.headers().clone();
    let varies = if is_for_programs(request.uri().path()) { VARIES } else { PAGE_VARIES };
    if tag.as_ref().is_some_and(|tag| is_kept(&kept, tag)) {
        return unchanged(tag, caching, varies);
    }
    let mut response = next.run(request).await;
    if !matches!(response.status(), StatusCode::OK | StatusCode::PARTIAL_CONTENT) {
        return response;
    }
    if response.headers().get(header::CACHE_CONTROL).is_some_and(|value| value == NOT_STORED) {
        return response;
    }
    let tag = response.headers().get(header::ETAG).cloned().or(tag);
    if tag.as_ref().is_some_and(|tag| is_kept(&kept, tag)) {
        return unchanged(tag, caching, varies);
    }
    let headers = response.headers_mut();
    if let Some(tag) = tag {
        headers.insert(header::ETAG, tag);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(caching));
    response
}

/// Returns a weak entity tag: a search response includes the time it took, and responses may be compressed.
fn tag(state: &str, request: &Request) -> Option<HeaderValue> {
    let address = request.uri().path_and_query().map_or("", |address| address.as_str());
    // A page also depends on its template, which changes with the assets, and on the language of the browser.
    let page = if is_for_programs(request.uri().path()) {
        String::new()
    } else {
        format!("{} {}", assets::version(), locale::accepted(request.headers()).tag())
    };
    let hash = blake3::hash(format!("{state} {page} {address}").as_bytes()).to_hex();
    HeaderValue::try_from(format!("W/\"{}\"", &hash[..TAG_DIGITS])).ok()
}

fn unchanged(tag: Option<HeaderValue>, caching: &'static str, varies: &'static str) -> Response {
    let mut response = (StatusCode::NOT_MODIFIED, [(header::CACHE_CONTROL, caching)]).into_response();
    let headers = response.headers_mut();
    headers.extend(tag.map(|tag| (header::ETAG, tag)));
    headers.insert(header::VARY, HeaderValue::from_static(varies));
    response
}

/// Marks a response that may be another one the next time, although the state is the same.
pub(crate) fn mark_passing(response: &mut Response) {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(NOT_STORED));
}

/// Adds `no-store` to errors, and to responses without a caching header.
pub(crate) fn keep_out_of_caches(response: &mut Response) {
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let headers = response.headers_mut();
    if is_error {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(NOT_STORED));
    } else {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(NOT_STORED));
    }
}
