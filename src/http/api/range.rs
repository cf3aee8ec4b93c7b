//! Which part of a file a request asks for: `Range` and `If-Range` (RFC 9110, 14.2 and 13.1.5).
//!
//! Sending it is left to `streaming`. Invariants: one range is answered as asked, several as a whole; a
//! header that cannot be parsed is ignored; a part is sent only of the version the client names.

use std::ops::RangeInclusive;

use axum::http::{HeaderMap, HeaderValue, Method, header};
use http_range_header::{RangeUnsatisfiableError, parse_range_header};

/// The part of a file that a request asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RequestedPart {
    /// All of it.
    Whole,
    /// These bytes, within the file.
    Bytes(RangeInclusive<u64>),
    /// Bytes beyond its end.
    Unsatisfiable,
}

/// Returns the part that a request asks for of a file with this entity tag and length.
pub(super) fn requested(method: &Method, headers: &HeaderMap, tag: &str, bytes: u64) -> RequestedPart {
    let mut ranges = headers.get_all(header::RANGE).into_iter();
    let (Some(range), None) = (ranges.next(), ranges.next()) else { return RequestedPart::Whole };
    let Some(parsed) = range.to_str().ok().and_then(|range| parse_range_header(range).ok()) else {
        return RequestedPart::Whole;
    };
    if method != Method::GET || parsed.len() > 1 || !is_current(headers, tag) {
        return RequestedPart::Whole;
    }
    match parsed.validate(bytes) {
        Ok(ranges) => ranges.into_iter().next().map_or(RequestedPart::Whole, RequestedPart::Bytes),
        Err(RangeUnsatisfiableError::Unsatisfiable) => RequestedPart::Unsatisfiable,
        Err(_) => RequestedPart::Whole,
    }
}

/// Returns whether the client has other parts of this version: a weak tag or a date does not say so.
fn is_current(headers: &HeaderMap, tag: &str) -> bool {
    let Some(condition) = headers.get(header::IF_RANGE) else { return true };
    condition.to_str().is_ok_and(|condition| condition.trim() == format!("\"{tag}\""))
}

/// Returns the `Content-Range` of a part, or of none if nothing of the file can be sent.
pub(super) fn content_range(part: Option<&RangeInclusive<u64>>, bytes: u64) -> HeaderValue {
    let value = match part {
        Some(part) => format!("bytes {}-{}/{bytes}", part.start(), part.end()),
        None => format!("bytes */{bytes}"),
    };
    HeaderValue::try_from(value).unwrap_or_else(|_| HeaderValue::from_static("bytes */*"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(range: &str, if_range: Option<&'static str>, expected: &RequestedPart) {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, range.parse().expect("a value"));
        headers.extend(if_range.map(|tag| (header::IF_RANGE, HeaderValue::from_static(tag))));
        assert_eq!(requested(&Method::GET, &headers, "ab", 100), *expected, "{range} {if_range:?}");
        assert_eq!(requested(&Method::HEAD, &headers, "ab", 100), RequestedPart::Whole);
    }

    #[test]
    fn one_range_is_taken_within_the_file() {
        check("bytes=0-9", None, &RequestedPart::Bytes(0..=9));
        check("bytes=90-", None, &RequestedPart::Bytes(90..=99));
        check("bytes=-10", None, &RequestedPart::Bytes(90..=99));
        check("bytes=-1000", None, &RequestedPart::Bytes(0..=99));
        check("bytes=99-1000", None, &RequestedPart::Bytes(99..=99));
        check("bytes=100-", None, &RequestedPart::Unsatisfiable);
        check("bytes=-0", None, &RequestedPart::Unsatisfiable);
    }

    #[test]
    fn what_is_not_one_range_is_ignored() {
        for range in ["bytes=0-9,20-29", "bytes=9-0", "bytes=", "bytes=a-b", "lines=0-9", "0-9"] {
            check(range, None, &RequestedPart::Whole);
        }
    }

    #[test]
    fn a_range_of_another_version_is_ignored() {
        check("bytes=0-9", Some("\"ab\""), &RequestedPart::Bytes(0..=9));
        for other in ["\"cd\"", "W/\"ab\"", "Tue, 15 Nov 1994 08:12:31 GMT"] {
            check("bytes=0-9", Some(other), &RequestedPart::Whole);
        }
        check("bytes=100-", Some("\"cd\""), &RequestedPart::Whole);
    }
}
