//! Who asks: the address of the client, also behind proxies, and the token it presents.
//!
//! Leaves to `access` and `limits` what follows from it. Always holds: what a request says about addresses
//! counts only where it comes from a proxy that is trusted.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{Extensions, HeaderMap, HeaderName, header, request::Parts},
};
use ipnet::IpNet;

use super::App;
use crate::config::Config;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const SCHEME: &[u8] = b"bearer ";
/// The bits of an IPv6 address that name a network: who has one of its addresses has all of them.
const NETWORK: u128 = !0 << 64;

/// The address of the client; `None` where the request came over no connection.
pub(super) fn address(config: &Config, extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
    let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(behind(peer.ip().to_canonical(), &config.trusted_proxies, headers))
}

/// The address by which one person's questions are known for one person's; `None` where it may stand for many.
pub(super) struct Asker(pub(super) Option<IpAddr>);

impl FromRequestParts<App> for Asker {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let client = address(&app.live.get(), &parts.extensions, &parts.headers);
        // This machine's own address is that of a proxy that nobody has named.
        Ok(Self(client.filter(|client| !client.is_loopback()).map(counted)))
    }
}

/// The client that the proxies between it and us tell of: the nearest address that is not a proxy's.
fn behind(peer: IpAddr, trusted: &[IpNet], headers: &HeaderMap) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    let mut client = peer;
    let mut told = if headers.contains_key(X_FORWARDED_FOR) {
        elements(headers, &X_FORWARDED_FOR)
    } else {
        elements(headers, &header::FORWARDED).into_iter().map(forwarded_for).collect()
    };
    while is_trusted(&client) {
        let Some(address) = told.pop().and_then(read_address) else { break };
        client = address;
    }
    client
}

/// The elements of a list, from the farthest to the nearest.
fn elements<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Vec<&'a str> {
    let lines = headers.get_all(name).into_iter().map(|line| line.to_str().unwrap_or_default());
    lines.flat_map(|line| line.split(',')).map(str::trim).collect()
}

/// The value of `for` in an element of `Forwarded` (RFC 7239).
fn forwarded_for(element: &str) -> &str {
    let pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
    let found = pairs.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("for"));
    found.map_or("", |(_, value)| value.trim_matches('"'))
}

/// An address with or without a port.
fn read_address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    bare.parse::<IpAddr>().ok().or_else(with_port).map(|address| address.to_canonical())
}

/// The address, of IPv6 the network: whose requests are counted together.
pub(super) fn counted(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & NETWORK).into(),
    }
}

/// Whether the request presents a token that is accepted.
pub(super) fn has_token(config: &Config, headers: &HeaderMap) -> bool {
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
        let trusted: Vec<IpNet> = ["127.0.0.1/32", "10.0.0.0/8", "fd00::/8"]
            .iter()
            .map(|net| net.parse().expect("a net"))
            .collect();
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let name: HeaderName = name.parse().expect("a name");
            headers.append(name, value.parse().expect("a value"));
        }
        let peer = peer.parse().expect("an address");
        assert_eq!(behind(peer, &trusted, &headers).to_string(), client, "{lines:?}");
    }

    #[test]
    fn the_nearest_address_that_is_no_proxy_is_the_client() {
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
    fn what_a_stranger_says_about_addresses_does_not_count() {
        let x = "x-forwarded-for";
        check("203.0.113.9", &[(x, "127.0.0.1")], "203.0.113.9");
        check("203.0.113.9", &[("forwarded", "for=127.0.0.1")], "203.0.113.9");
        check("10.0.0.1", &[(x, "127.0.0.1, 203.0.113.7")], "203.0.113.7");
    }

    #[test]
    fn where_nobody_else_is_told_the_proxy_is_the_client() {
        let x = "x-forwarded-for";
        check("10.0.0.1", &[], "10.0.0.1");
        check("10.0.0.1", &[(x, "")], "10.0.0.1");
        check("10.0.0.1", &[(x, "203.0.113.7, unknown")], "10.0.0.1");
        check("10.0.0.1", &[(x, "10.0.0.3, 10.0.0.2")], "10.0.0.3");
        check("10.0.0.1", &[("forwarded", "proto=https")], "10.0.0.1");
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_together() {
        let counted = |text: &str| counted(text.parse().expect("an address")).to_string();
        assert_eq!(counted("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(counted("203.0.113.7"), "203.0.113.7");
    }

    #[test]
    fn a_token_comes_as_a_bearer_in_any_case() {
        let settings = Settings { token: Some("first-secret second-secret".into()), ..Settings::default() };
        let config = Config::resolve(settings).expect("valid");
        for (value, is_accepted) in [
            ("Bearer first-secret", true),
            ("bearer  second-secret ", true),
            ("Bearer first-secret second-secret", false),
            ("Basic first-secret", false),
            ("first-secret", false),
            ("Bearer ", false),
            ("Bear", false),
        ] {
            let headers = HeaderMap::from_iter([(header::AUTHORIZATION, value.parse().expect("a value"))]);
            assert_eq!(has_token(&config, &headers), is_accepted, "{value}");
        }
        assert!(!has_token(&config, &HeaderMap::new()));
    }
}
