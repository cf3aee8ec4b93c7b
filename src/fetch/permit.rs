//! Decides which addresses a source may ask: scheme, host, port, and no private address.
//!
//! Names are resolved in `resolver`, which refuses private addresses again, at the time of connecting.
//! Invariant: every address of a request, and of every redirect, has passed [`Permit::check`].

use std::net::IpAddr;

use url::{Host, Url};

use super::{
    fetch_fault::FetchFault,
    public_address::is_public,
    source_plan::{PAGE_NUMBER, SourceKind, SourcePlan},
};
use crate::extract::MAX_ADDRESS_BYTES;

/// The hosts that a source may ask.
#[derive(Debug, Clone)]
pub(crate) struct Permit {
    hosts: Vec<HostPattern>,
    /// Whether all hosts are allowed: those of an archive, which is not asked for over the network.
    is_open: bool,
    allow_private: bool,
}

/// A host, or all hosts below one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct HostPattern {
    host: String,
    /// The port; `None` for the usual ones.
    port: Option<u16>,
    is_of_all_below: bool,
}

impl Permit {
    /// Returns the permit of a source.
    pub(crate) fn of(plan: &SourcePlan) -> Self {
        let of_urls = plan.urls.iter().filter_map(|url| {
            let url = Url::parse(&url.replace(PAGE_NUMBER, "1")).ok()?;
            Some(HostPattern { host: url.host_str()?.to_owned(), port: url.port(), is_of_all_below: false })
        });
        let named = plan.hosts.iter().filter_map(|host| HostPattern::parse(host));
        let is_open = plan.kind == SourceKind::Warc && plan.hosts.is_empty();
        Self { hosts: of_urls.chain(named).collect(), is_open, allow_private: plan.allow_private }
    }

    /// Checks an address before it is asked.
    ///
    /// # Errors
    /// Returns why it may not be asked, and how to allow it.
    pub(crate) fn check(&self, url: &Url) -> Result<(), FetchFault> {
        if url.as_str().len() > MAX_ADDRESS_BYTES {
            return Err(FetchFault::TooLong(MAX_ADDRESS_BYTES));
        }
        if !matches!(url.scheme(), "http" | "https") {
            return Err(FetchFault::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(FetchFault::Credentials);
        }
        let address = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) => None,
            None => return Err(FetchFault::Scheme(url.scheme().to_owned())),
        };
        if let Some(address) = address.filter(|address| !self.allow_private && !is_public(*address)) {
            return Err(FetchFault::PrivateAddress(address.to_string()));
        }
        if self.names(url) { Ok(()) } else { Err(FetchFault::ForeignHost(authority(url))) }
    }

    /// Returns whether the host of an address is one of the source's.
    pub(crate) fn names(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default().trim_end_matches('.');
        self.is_open || self.hosts.iter().any(|pattern| pattern.matches(host, url.port()))
    }

    /// Whether private addresses may be asked.
    pub(crate) fn allows_private(&self) -> bool {
        self.allow_private
    }
}

impl HostPattern {
    /// Parses `host`, `host:port` or `*.host`.
    fn parse(text: &str) -> Option<Self> {
        let (below, host) = match text.strip_prefix("*.") {
            Some(host) => (true, host),
            None => (false, text),
        };
        let url = Url::parse(&format!("http://{host}/")).ok()?;
        let is_bare = url.path() == "/" && url.query().is_none() && url.username().is_empty();
        let host = url.host_str().filter(|host| is_bare && !host.contains('*'))?;
        Some(Self { host: host.to_owned(), port: url.port(), is_of_all_below: below })
    }

    fn matches(&self, host: &str, port: Option<u16>) -> bool {
        let is_below = || host.strip_suffix(&self.host).is_some_and(|rest| rest.ends_with('.'));
        self.port == port && (host == self.host || self.is_of_all_below && is_below())
    }
}

/// Returns whether a text is `host`, `host:port` or `*.host`.
pub(crate) fn is_host(text: &str) -> bool {
    HostPattern::parse(text).is_some()
}

/// Returns the host of an address, with the port if it is unusual.
pub(crate) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, expected: Result<(), &str>) {
        let hosts = ["krakow.pl", "*.bip.pl", "test.pl:8080", "127.0.0.1", "2130706433", "[::1]", "1.1.1.1"];
        let hosts = hosts.iter().filter_map(|host| HostPattern::parse(host)).collect();
        let permit = Permit { hosts, is_open: false, allow_private: false };
        let checked = permit.check(&Url::parse(url).expect("an address")).map_err(|fault| fault.to_string());
        match (checked, expected) {
            (Ok(()), Ok(())) => {}
            (Err(fault), Err(part)) => assert!(fault.contains(part), "{url}: {fault}"),
            (got, _) => panic!("{url}: {got:?}"),
        }
    }

    #[test]
    fn only_the_hosts_of_a_source_are_asked() {
        for url in [
            "http://krakow.pl/a",
            "https://KRAKOW.pl:443/",
            "https://a.bip.pl/",
            "https://bip.pl/",
            "http://test.pl:8080/",
            "http://1.1.1.1/",
            "http://krakow.pl./",
        ] {
            check(url, Ok(()));
        }
        for url in [
            "http://evil.pl/",
            "http://krakow.pl.evil.pl/",
            "http://akrakow.pl/",
            "http://abip.pl/",
            "http://krakow.pl:8080/",
            "http://test.pl/",
            "http://www.krakow.pl/",
        ] {
            check(url, Err("is not one of the source's `hosts`"));
        }
        check("ftp://krakow.pl/", Err("`ftp`"));
        check("file:///etc/passwd", Err("`file`"));
        check("http://u:p@krakow.pl/", Err("password"));
    }

    #[test]
    fn a_private_address_is_refused_in_every_notation() {
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://127.1/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://169.254.169.254/latest/meta-data",
            "http://[fd00::1]/",
            "http://10.0.0.1/",
            "http://0/",
        ] {
            check(url, Err("not on the public internet"));
        }
    }
}
