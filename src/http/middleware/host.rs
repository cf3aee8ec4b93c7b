//! Validation of the host of a request: exactly one valid host, which the request target does not contradict.
//!
//! Two servers in a row that take a request to be for different hosts can be played off against each other
//! (RFC 9112, 3.2). Which hosts are ours is left to the system in front. Invariant: an HTTP/1.1 request that
//! is answered over a connection names exactly one host.

use std::{net::Ipv6Addr, sync::Arc};

use axum::{
    extract::Request,
    http::{HeaderMap, Uri, Version, header},
    middleware::Next,
    response::Response,
};

use crate::http::{error::ApiError, server::connections::ConnectionSlot};

/// Middleware that rejects a request with no host, several hosts, or an invalid one.
///
/// # Errors
/// Returns [`ApiError::BadHost`] if the host is missing, repeated, invalid, or differs from that of the
/// target.
pub(crate) async fn check(request: Request, next: Next) -> Result<Response, ApiError> {
    // Requests made by tests come over no connection.
    if request.extensions().get::<Arc<ConnectionSlot>>().is_some() {
        checked(request.version(), request.headers(), request.uri())?;
    }
    Ok(next.run(request).await)
}

fn checked(version: Version, headers: &HeaderMap, uri: &Uri) -> Result<(), ApiError> {
    let mut lines = headers.get_all(header::HOST).into_iter();
    let Some(line) = lines.next() else {
        let must_be_there = version >= Version::HTTP_11;
        return if must_be_there { Err(ApiError::BadHost("is missing")) } else { Ok(()) };
    };
    if lines.next().is_some() {
        return Err(ApiError::BadHost("is given twice"));
    }
    let host = line.to_str().ok().map(str::trim).and_then(Host::parse);
    let host = host.ok_or(ApiError::BadHost("is not a valid host"))?;
    let Some(authority) = uri.authority() else { return Ok(()) };
    let is_same = Host::parse(authority.as_str()).is_some_and(|target| target.is_same(&host, uri));
    if is_same { Ok(()) } else { Err(ApiError::BadHost("differs from the host of the target")) }
}

/// A host and an optional port.
#[derive(Debug)]
struct Host<'a> {
    name: &'a str,
    port: Option<u16>,
}

impl<'a> Host<'a> {
    /// Parses a host according to RFC 3986; it may be empty.
    fn parse(text: &'a str) -> Option<Self> {
        let after_name =
            if text.starts_with('[') { text.find(']')? + 1 } else { text.find(':').unwrap_or(text.len()) };
        let (name, port) = text.split_at(after_name);
        let port = match port.strip_prefix(':') {
            Some("") => None,
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Some(digits.parse().ok()?),
            None if port.is_empty() => None,
            _ => return None,
        };
        let in_brackets = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
        let is_host = in_brackets.map_or_else(|| is_name(name), |name| name.parse::<Ipv6Addr>().is_ok());
        is_host.then_some(Self { name, port })
    }

    /// Returns whether both are the same host, given the default port of the scheme of the target.
    fn is_same(&self, other: &Self, uri: &Uri) -> bool {
        let usual = if uri.scheme_str() == Some("https") { 443 } else { 80 };
        let ports = [self, other].map(|host| host.port.unwrap_or(usual));
        self.name.eq_ignore_ascii_case(other.name) && ports[0] == ports[1]
    }
}

/// Returns whether a text is a registered name: letters, digits, some punctuation, and other bytes escaped as
/// in `%C5`.
fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let is_fine = match byte {
            b'%' => {
                [bytes.next(), bytes.next()]
                    .iter()
                    .flatten()
                    .filter(|digit| digit.is_ascii_hexdigit())
                    .count()
                    == 2
            }
            byte => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte),
        };
        if !is_fine {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[track_caller]
    fn check(version: Version, hosts: &[&[u8]], target: &str, expected: Result<(), &'static str>) {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(header::HOST, HeaderValue::from_bytes(host).expect("a value"));
        }
        let uri = target.parse().expect("a target");
        let expected = expected.map_err(ApiError::BadHost);
        assert_eq!(checked(version, &headers, &uri), expected, "{hosts:?} {target}");
    }

    #[test]
    fn a_request_names_exactly_one_host() {
        let fine: [&[u8]; 9] = [
            b"example.org",
            b"example.org:8080",
            b"127.0.0.1:80",
            b"[::1]:8080",
            b"[2001:db8::1]",
            b"x",
            b"",
            b"x:",
            b"under_score.example",
        ];
        for host in fine {
            check(Version::HTTP_11, &[host], "/", Ok(()));
        }
        check(Version::HTTP_10, &[], "/", Ok(()));
        check(Version::HTTP_11, &[], "/", Err("is missing"));
        for version in [Version::HTTP_10, Version::HTTP_11] {
            check(version, &[b"a", b"a"], "/", Err("is given twice"));
            check(version, &[b"a", b"b"], "/", Err("is given twice"));
        }
    }

    #[test]
    fn an_invalid_host_is_rejected() {
        let bad: [&[u8]; 14] = [
            b"a b",
            b"a/b",
            b"user@a",
            b"a:b",
            b"a:70000",
            b"[::1",
            b"[::1]x",
            b"::1",
            b"a:80:80",
            b"http://a",
            b"a\\b",
            b"\xff",
            b"%zz",
            b"a?b",
        ];
        for host in bad {
            check(Version::HTTP_11, &[host], "/", Err("is not a valid host"));
        }
    }

    #[test]
    fn a_target_with_a_different_host_is_rejected() {
        let other = Err("differs from the host of the target");
        check(Version::HTTP_11, &[b"example.org"], "http://example.org/search", Ok(()));
        check(Version::HTTP_11, &[b"EXAMPLE.org:80"], "http://example.org/", Ok(()));
        check(Version::HTTP_11, &[b"example.org:443"], "https://example.org/", Ok(()));
        check(Version::HTTP_10, &[], "http://example.org/", Ok(()));
        check(Version::HTTP_11, &[b"example.org"], "http://example.com/", other);
        check(Version::HTTP_11, &[b"example.org"], "http://example.org:8080/", other);
        check(Version::HTTP_11, &[b"example.org"], "http://user@example.org/", other);
        check(Version::HTTP_11, &[b""], "http://example.org/", other);
    }
}
