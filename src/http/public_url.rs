//! The public address of the service, for absolute URLs: feeds, sitemaps and browser plug-ins are read where
//! there is no page for a URL to be relative to.
//!
//! Invariant: the setting `public_url` takes precedence; only if it is not set is the `Host` header used, if
//! it is plain.

use axum::http::{HeaderMap, header};

use crate::http::{app::App, error::ApiError};

/// A host name has at most 253 characters, a port at most five.
const MAX_HOST_BYTES: usize = 260;

/// Returns the URL of the front page without a trailing slash.
///
/// # Errors
/// Returns [`ApiError::BadParameter`] if no public address is set and the request has no plain `Host` header.
pub(crate) fn address(app: &App, headers: &HeaderMap) -> Result<String, ApiError> {
    if let Some(address) = &app.live.get().public_url {
        return Ok(address.clone());
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).filter(|host| is_plain(host));
    let host = host.ok_or_else(|| {
        ApiError::BadParameter(
            "missing or unusual `Host` header: send the host and port of this service".to_owned(),
        )
    })?;
    Ok(format!("http://{}", host.to_ascii_lowercase()))
}

fn is_plain(host: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
    (1..=MAX_HOST_BYTES).contains(&host.len()) && host.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_hosts_are_accepted() {
        for host in ["example.org", "localhost:8080", "[::1]:8080", "127.0.0.1"] {
            assert!(is_plain(host), "{host}");
        }
        for host in ["", "a/b", "a b", "a\"", "user@host", "a?b", "a#b", "<a>", "ż.pl", &"a".repeat(300)] {
            assert!(!is_plain(host), "{host}");
        }
    }
}
