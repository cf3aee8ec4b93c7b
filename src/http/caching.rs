//! What browsers and proxies may keep, and for how long: most answers are asked for anew each time, and
//! answered with 304 as long as nothing has changed.
//!
//! Always holds: a tag is of the state before the answer was made, so that an answer is never older than its
//! tag; errors are not kept.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{App, assets, locale::Locale, pages};

/// The headers of a request that answers depend on: of programs, and of people.
const VARIES: &str = "accept-encoding";
const PAGE_VARIES: &str = "accept-language, accept-encoding";
/// Hexadecimal digits of a tag, 128 bits: no two states have the same one by chance.
const TAG_DIGITS: usize = 32;

/// For answers that the state of the index and the address determine: answers 304 without making the answer
/// where the client has it already, else gives it a tag. An answer that comes with a tag keeps that.
pub(super) async fn revalidate(State(app): State<App>, request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let caching = if app.live.get().public_search { "no-cache" } else { "private, no-cache" };
    let tag = app.service.state_tag().and_then(|state| tag(&state, &request));
    let kept = request.headers().clone();
    let varies = if pages::is_for_programs(request.uri().path()) { VARIES } else { PAGE_VARIES };
    if tag.as_ref().is_some_and(|tag| is_kept(&kept, tag)) {
        return unchanged(tag, caching, varies);
    }
    let mut response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return response;
    }
    let tag = response.headers().get(header::ETAG).cloned().or(tag);
    if tag.as_ref().is_some_and(|tag| is_kept(&kept, tag)) {
        return unchanged(tag, caching, varies);
    }
    let headers = response.headers_mut();
    headers.extend(tag.map(|tag| (header::ETAG, tag)));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(caching));
    response
}

/// Weak, as a search tells how long it took, and answers may be compressed.
fn tag(state: &str, request: &Request) -> Option<HeaderValue> {
    let address = request.uri().path_and_query().map_or("", |address| address.as_str());
    // A page also depends on its template, with which its assets change, and on the language of the browser.
    let page = if pages::is_for_programs(request.uri().path()) {
        String::new()
    } else {
        format!("{} {}", assets::version(), Locale::accepted(request.headers()).tag())
    };
    let hash = blake3::hash(format!("{state} {page} {address}").as_bytes()).to_hex();
    HeaderValue::try_from(format!("W/\"{}\"", &hash[..TAG_DIGITS])).ok()
}

/// Whether the client says that it has the answer of this tag (RFC 9110, 13.1.2: weakly compared).
pub(super) fn is_kept(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let Ok(tag) = tag.to_str().map(bare) else { return false };
    let lines = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|kept| bare(kept) == tag)
}

fn unchanged(tag: Option<HeaderValue>, caching: &'static str, varies: &'static str) -> Response {
    let mut response = (StatusCode::NOT_MODIFIED, [(header::CACHE_CONTROL, caching)]).into_response();
    let headers = response.headers_mut();
    headers.extend(tag.map(|tag| (header::ETAG, tag)));
    headers.insert(header::VARY, HeaderValue::from_static(varies));
    response
}

/// Forbids to keep errors, and answers that nothing is said about.
pub(super) fn keep_out_of_caches(response: &mut Response) {
    const NOT_STORED: HeaderValue = HeaderValue::from_static("no-store");
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let headers = response.headers_mut();
    if is_error {
        headers.insert(header::CACHE_CONTROL, NOT_STORED);
    } else {
        headers.entry(header::CACHE_CONTROL).or_insert(NOT_STORED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_etag_is_found_in_lists_weak_or_strong() {
        let tag = HeaderValue::from_static("W/\"ab\"");
        for (line, is_there) in [
            ("W/\"ab\"", true),
            ("\"ab\"", true),
            ("\"x\", W/\"ab\"", true),
            ("\"abc\"", false),
            ("ab", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, line.parse().expect("a value"))]);
            assert_eq!(is_kept(&headers, &tag), is_there, "{line}");
        }
    }
}
