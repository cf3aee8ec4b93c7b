//! The address under which the outside sees the service, for links that must be whole: those of feeds, maps of the
//! site and plug-ins are read where there is no page for them to be relative to.
//!
//! Always holds: the setting `public_url` counts; only where it is not set, what the request says, if that is a
//! plain host.

use axum::http::{HeaderMap, header};

use super::{App, error::ApiError};

/// A name of a host may have 253 characters, a port five.
const MAX_HOST_BYTES: usize = 260;

/// The address of the front page without the slash at its end.
///
/// # Errors
/// [`ApiError::BadParameter`] where no public address is set and the request names no plain host.
pub(super) fn address(app: &App, headers: &HeaderMap) -> Result<String, ApiError> {
    if let Some(address) = &app.live.get().public_url {
        return Ok(address.clone());
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).filter(|host| is_plain(host));
    let host = host.ok_or_else(|| {
        ApiError::BadParameter("no plain header `Host`: send the host and port that you ask".to_owned())
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
    fn only_plain_hosts_are_trusted() {
        for host in ["example.org", "localhost:8080", "[::1]:8080", "127.0.0.1"] {
            assert!(is_plain(host), "{host}");
        }
        for host in ["", "a/b", "a b", "a\"", "user@host", "a?b", "a#b", "<a>", "ż.pl", &"a".repeat(300)] {
            assert!(!is_plain(host), "{host}");
        }
    }
}
