//! Identifies the client: its address, also behind proxies, and the token it presents.
//!
//! What follows from the result is left to `access` and `limits`. Invariants: address headers count only if
//! the request comes from a trusted proxy, and they never make a client a local program.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{Extensions, HeaderMap, HeaderName, HeaderValue, header, request::Parts},
};
use ipnet::IpNet;

use crate::{config::Config, http::app::App};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const SCHEME: &[u8] = b"bearer ";
/// The bits of an IPv6 address that identify a network: a client with one of its addresses has all of them.
const NETWORK: u128 = !0 << 64;

/// The client of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Client {
    /// The address by which requests are counted: for IPv6 that of the network.
    pub(crate) address: IpAddr,
    /// Whether the client is, as far as is known, a program on this machine that acts for itself.
    pub(crate) is_local: bool,
}

/// Returns the client of a request, or `None` if the request came over no connection.
pub(crate) fn client_of(config: &Config, extensions: &Extensions, headers: &HeaderMap) -> Option<Client> {
    let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    let client = behind(peer.ip().to_canonical(), &config.trusted_proxies, headers);
    Some(Client { address: counted(client.address), ..client })
}

/// The address by which the queries of one person are recognized; `None` if it may stand for many people.
pub(crate) struct SearcherAddress(pub(crate) Option<IpAddr>);

impl FromRequestParts<App> for SearcherAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let client = client_of(&app.live.get(), &parts.extensions, &parts.headers);
        // A loopback address belongs to a proxy that is not configured as trusted.
        Ok(Self(client.map(|client| client.address).filter(|address| !address.is_loopback())))
    }
}

/// Finds the client in the headers of trusted proxies: the nearest address that is not a proxy's. Unreadable
/// elements are skipped; if no address is left, the nearest proxy counts as the client.
fn behind(peer: IpAddr, trusted: &[IpNet], headers: &HeaderMap) -> Client {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    let header_name =
        [X_FORWARDED_FOR, header::FORWARDED].into_iter().find(|name| headers.contains_key(name));
    let Some(name) = header_name.filter(|_| is_trusted(&peer)) else {
        return Client { address: peer, is_local: peer.is_loopback() };
    };
    let value = |element| if name == header::FORWARDED { forwarded_for(element) } else { element };
    let mut nearest = peer;
    for address in elements(headers, &name).map(value).filter_map(read_address) {
        nearest = address;
        if !is_trusted(&address) {
            break;
        }
    }
    Client { address: nearest, is_local: false }
}

/// Returns the elements of a list header, nearest first.
fn elements<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a [u8]> {
    let lines: Vec<&[u8]> = headers.get_all(name).into_iter().map(HeaderValue::as_bytes).collect();
    lines.into_iter().rev().flat_map(|line| line.rsplit(|byte| *byte == b',')).map(<[u8]>::trim_ascii)
}

/// Returns the value of `for` in an element of `Forwarded` (RFC 7239).
fn forwarded_for(element: &[u8]) -> &[u8] {
    let pairs = element.split(|byte| *byte == b';').filter_map(|pair| {
        let at = pair.iter().position(|byte| *byte == b'=')?;
        Some((pair[..at].trim_ascii(), pair[at + 1..].trim_ascii()))
    });
    let found = pairs.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(b"for"));
    let value = found.map_or(&[][..], |(_, value)| value);
    value.strip_prefix(b"\"").and_then(|value| value.strip_suffix(b"\"")).unwrap_or(value)
}

/// Parses an address with or without a port.
fn read_address(text: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(text).ok()?;
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    bare.parse::<IpAddr>().ok().or_else(with_port).map(|address| address.to_canonical())
}

/// Returns the address by which a client is counted: for IPv6 that of the network, as a client with one of
/// its addresses has all of them.
pub(crate) fn counted(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & NETWORK).into(),
    }
}

/// Returns whether the request presents an accepted token.
pub(crate) fn has_token(config: &Config, headers: &HeaderMap) -> bool {
    let Some(presented) = headers.get(header::AUTHORIZATION) else { return false };
    let Some((scheme, token)) = presented.as_bytes().split_at_checked(SCHEME.len()) else { return false };
    scheme.eq_ignore_ascii_case(SCHEME) && config.token.accept(token.trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    #[track_caller]
    fn check(peer: &str, lines: &[(&str, &str)], client: &str) {
        let client: IpAddr = client.parse().expect("an address");
        assert_eq!(behind_proxies(peer, lines).address, client, "{lines:?}");
    }

    fn behind_proxies(peer: &str, lines: &[(&str, &str)]) -> Client {
        let trusted: Vec<IpNet> = ["127.0.0.1/32", "10.0.0.0/8", "fd00::/8"]
            .iter()
            .map(|net| net.parse().expect("a network"))
            .collect();
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let name: HeaderName = name.parse().expect("a name");
            headers.append(name, HeaderValue::from_bytes(&latin_1(value)).expect("a value"));
        }
        behind(peer.parse().expect("an address"), &trusted, &headers)
    }

    /// Encodes a text as Latin-1, so that a test can write arbitrary bytes.
    fn latin_1(text: &str) -> Vec<u8> {
        text.chars().map(|c| u8::try_from(u32::from(c)).expect("below U+0100")).collect()
    }

    #[test]
    fn the_nearest_address_that_is_not_a_proxy_is_the_client() {
        let x = "x-forwarded-for";
        check("10.0.0.1", &[(x, "203.0.113.7")], "203.0.113.7");
        check("10.0.0.1", &[(x, "198.51.100.1, 203.0.113.7, 10.0.0.2")], "203.0.113.7");
        check("10.0.0.1", &[(x, "198.51.100.1"), (x, "203.0.113.7")], "203.0.113.7");
        check("127.0.0.1", &[(x, "2001:db8::1")], "2001:db8::1");
        check("127.0.0.1", &[(x, "[2001:db8::1]:4711, 10.1.1.1:80")], "2001:db8::1");
        check("10.0.0.1", &[(x, "::ffff:203.0.113.7")], "203.0.113.7");
        check(
            "10.0.0.1",
            &[("forwarded", "for=198.51.100.1, For=\"[2001:db8::9]:1\";proto=https")],
            "2001:db8::9",
        );
        check("10.0.0.1", &[("forwarded", "for=198.51.100.1"), (x, "203.0.113.7")], "203.0.113.7");
    }

    #[test]
    fn address_headers_from_untrusted_peers_are_ignored() {
        let x = "x-forwarded-for";
        check("203.0.113.9", &[(x, "127.0.0.1")], "203.0.113.9");
        check("203.0.113.9", &[("forwarded", "for=127.0.0.1")], "203.0.113.9");
        check("10.0.0.1", &[(x, "127.0.0.1, 203.0.113.7")], "203.0.113.7");
    }

    #[test]
    fn without_other_addresses_the_proxy_is_the_client() {
        let x = "x-forwarded-for";
        check("10.0.0.1", &[], "10.0.0.1");
        check("10.0.0.1", &[(x, "")], "10.0.0.1");
        check("10.0.0.1", &[(x, "unknown")], "10.0.0.1");
        check("10.0.0.1", &[(x, "10.0.0.3, 10.0.0.2")], "10.0.0.3");
        check("10.0.0.1", &[("forwarded", "proto=https")], "10.0.0.1");
    }

    #[test]
    fn unreadable_elements_are_skipped() {
        let x = "x-forwarded-for";
        check("127.0.0.1", &[(x, "\u{ff}, 203.0.113.8")], "203.0.113.8");
        check("127.0.0.1", &[(x, "\u{ff}"), (x, "203.0.113.8")], "203.0.113.8");
        check("127.0.0.1", &[(x, "203.0.113.8"), (x, "\u{ff}\u{c5}")], "203.0.113.8");
        check("127.0.0.1", &[(x, "203.0.113.7, unknown")], "203.0.113.7");
        check("127.0.0.1", &[(x, "203.0.113.7, , ,")], "203.0.113.7");
        check("127.0.0.1", &[(x, "198.51.100.1, 203.0.113.7, 10.0.0.9, junk, 127.0.0.1")], "203.0.113.7");
        check("127.0.0.1", &[("forwarded", "for=\"\u{ff}\", for=203.0.113.9")], "203.0.113.9");
        check("127.0.0.1", &[("forwarded", "for=\"a,b\";x=\"127.0.0.1, \", for=203.0.113.9")], "203.0.113.9");
        check("127.0.0.1", &[("forwarded", "for=203.0.113.9, for=_hidden")], "203.0.113.9");
    }

    #[test]
    fn no_header_makes_a_client_local() {
        assert!(behind_proxies("127.0.0.1", &[]).is_local);
        let x = "x-forwarded-for";
        for lines in [[(x, "127.0.0.1")], [(x, "\u{ff}")], [(x, "")], [("forwarded", "for=127.0.0.1")]] {
            assert!(!behind_proxies("127.0.0.1", &lines).is_local, "{lines:?}");
        }
        assert!(!behind_proxies("203.0.113.9", &[(x, "127.0.0.1")]).is_local);
    }

    #[test]
    fn addresses_of_one_ipv6_network_are_counted_together() {
        let counted = |text: &str| counted(text.parse().expect("an address")).to_string();
        assert_eq!(counted("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(counted("203.0.113.7"), "203.0.113.7");
    }

    #[test]
    fn the_bearer_scheme_is_case_insensitive() {
        let settings = Settings {
            token: Some("first-secret-of-two second-secret-of-two".into()),
            ..Settings::default()
        };
        let config = Config::resolve(settings).expect("valid");
        for (value, is_accepted) in [
            ("Bearer first-secret-of-two", true),
            ("bearer  second-secret-of-two ", true),
            ("Bearer first-secret-of-two second-secret-of-two", false),
            ("Basic first-secret-of-two", false),
            ("first-secret-of-two", false),
            ("Bearer ", false),
            ("Bear", false),
        ] {
            let headers = HeaderMap::from_iter([(header::AUTHORIZATION, value.parse().expect("a value"))]);
            assert_eq!(has_token(&config, &headers), is_accepted, "{value}");
        }
        assert!(!has_token(&config, &HeaderMap::new()));
    }
}
