//! Resolves names of hosts for the client, without their private addresses.
//!
//! The client connects to nothing but what this resolver returns, so a name cannot change its addresses
//! between the check and the connection. Invariant: unless private addresses are allowed, none is returned.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::public_address::is_public;

/// A resolver over that of the operating system.
#[derive(Debug, Clone, Copy)]
pub(super) struct GuardedResolver {
    /// Whether private addresses are returned, too.
    pub(super) allow_private: bool,
}

/// A name that has no address on the public internet.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not on the public internet")]
pub(super) struct PrivateName(pub(super) String);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let usable = usable(found, allow_private);
            if usable.is_empty() {
                return Err(PrivateName(name.as_str().to_owned()).into());
            }
            Ok(Box::new(usable.into_iter()) as Addrs)
        })
    }
}

fn usable(found: Vec<SocketAddr>, allow_private: bool) -> Vec<SocketAddr> {
    found.into_iter().filter(|address| allow_private || is_public(address.ip())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_loses_its_private_addresses() {
        let all = ["127.0.0.1:0", "1.1.1.1:0", "[::1]:0", "[::ffff:10.0.0.1]:0"];
        let all: Vec<SocketAddr> = all.iter().map(|address| address.parse().expect("an address")).collect();
        assert_eq!(usable(all.clone(), false), all[1..2]);
        assert_eq!(usable(all.clone(), true), all);
    }

    #[tokio::test]
    async fn a_name_of_this_machine_is_refused() {
        let resolve =
            |allow_private| GuardedResolver { allow_private }.resolve("localhost".parse().expect("a name"));
        let refused = resolve(false).await.err().expect("refused").to_string();
        assert_eq!(refused, "`localhost` is not on the public internet");
        assert!(resolve(true).await.is_ok_and(|mut found| found.next().is_some()));
    }
}
