//! How a cluster is reached.

use std::{fmt, time::Duration};

use url::Url;

use crate::error::ClusterError;

/// The maximum number of nodes.
const MAX_NODES: usize = 32;
/// The maximum length of the name of an index, in bytes, as OpenSearch has it.
const MAX_NAME_BYTES: usize = 255;

/// A user with a password. Neither is shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The name of the user.
    pub user: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// How a cluster is reached, and how long that may take.
#[derive(Clone)]
pub struct ClusterSettings {
    /// The addresses of the nodes: 1 to 32 with `http` or `https`, without a user.
    pub urls: Vec<Url>,
    /// The user; `None` if the cluster wants none.
    pub credentials: Option<Credentials>,
    /// The certificates, in PEM, of the authorities that may sign those of the nodes; `None` for those of the system.
    pub ca_pem: Option<Vec<u8>>,
    /// How long connecting to a node may take.
    pub connect_timeout: Duration,
    /// How long a request may take, all of its repetitions together. With several nodes an attempt takes at most half
    /// of what is left.
    pub request_timeout: Duration,
    /// How often a request is repeated.
    pub retries: u32,
    /// The maximum size of a reply, in bytes.
    pub max_reply_bytes: usize,
}

impl ClusterSettings {
    /// Returns the settings for nodes without a user: two seconds to connect, thirty for a request, six repetitions,
    /// replies of up to 256 MiB.
    pub fn new(urls: impl IntoIterator<Item = Url>) -> Self {
        Self {
            urls: urls.into_iter().collect(),
            credentials: None,
            ca_pem: None,
            connect_timeout: Duration::from_secs(2),
            request_timeout: Duration::from_secs(30),
            retries: 6,
            max_reply_bytes: 256 << 20,
        }
    }

    /// Checks the addresses; [`Cluster::new`](crate::Cluster::new) does so as well.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::Settings`] with what is wrong with the first bad one.
    pub fn check(&self) -> Result<(), ClusterError> {
        let wrong = |what: String| Err(ClusterError::Settings(what));
        if self.urls.is_empty() || self.urls.len() > MAX_NODES {
            return wrong(format!("{} addresses of nodes: give 1 to {MAX_NODES}", self.urls.len()));
        }
        for url in &self.urls {
            let is_http = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
            if !is_http {
                return wrong(format!("`{}` is no address of a node: give `https://HOST:9200`", shown(url)));
            }
            if url.query().is_some() || url.fragment().is_some() {
                return wrong(format!("the address of `{}` has more than a path: remove it", shown(url)));
            }
            if !url.username().is_empty() || url.password().is_some() {
                return wrong(format!("the address of `{}` has a user: give it apart", shown(url)));
            }
        }
        // The header divides user and password at the first colon.
        let user = self.credentials.as_ref().map(|credentials| credentials.user.as_str());
        if user.is_some_and(|user| user.is_empty() || user.contains(':')) {
            return wrong("the user of the cluster is empty or has a colon: give the name alone".to_owned());
        }
        Ok(())
    }
}

impl fmt::Debug for ClusterSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nodes: Vec<String> = self.urls.iter().map(shown).collect();
        f.debug_struct("ClusterSettings").field("nodes", &nodes).finish_non_exhaustive()
    }
}

/// Returns the host and port of an address, which is all that messages show.
pub(crate) fn shown(url: &Url) -> String {
    let host = url.host_str().unwrap_or("?");
    url.port_or_known_default().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Checks the name of an index by the rules of OpenSearch.
///
/// # Errors
///
/// Returns [`ClusterError::Settings`] with what is wrong with the name.
pub fn check_index_name(name: &str) -> Result<(), ClusterError> {
    let wrong = |why: &str| Err(ClusterError::Settings(format!("`{name}` cannot name an index: {why}")));
    if name.is_empty() || name.len() > MAX_NAME_BYTES {
        return wrong("it has 1 to 255 bytes");
    }
    if name.starts_with(['-', '_', '+', '.']) {
        return wrong("it begins with a letter or a digit");
    }
    if !name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.'))
    {
        return wrong("it has small letters from `a` to `z`, digits, `-`, `_` and `.`");
    }
    Ok(())
}

/// Returns the name of an index after checking it: it becomes a part of a path.
pub(crate) fn named(index: &str) -> Result<&str, ClusterError> {
    check_index_name(index).map(|()| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_indexes_are_those_that_a_cluster_takes() {
        for (name, is_valid) in [
            ("skorowidz", true),
            ("posty-2_a.b", true),
            ("", false),
            ("_all", false),
            ("Posty", false),
            ("a/b", false),
            ("żółw", false),
            (&"a".repeat(256), false),
        ] {
            assert_eq!(check_index_name(name).is_ok(), is_valid, "{name}");
        }
    }

    #[test]
    fn addresses_are_checked_and_passwords_are_not_shown() {
        let check = |text: &str| ClusterSettings::new([text.parse().expect("an address")]).check();
        assert!(check("http://127.0.0.1:9200").is_ok());
        assert!(check("ftp://127.0.0.1").is_err());
        let message = check("http://anna:tajne@node:9200").expect_err("a user").to_string();
        assert!(message.contains("node:9200") && !message.contains("tajne"), "{message}");
        let with_user = ClusterSettings::new(["http://anna:tajne@node:9200".parse().expect("an address")]);
        assert!(!format!("{with_user:?}").contains("tajne"), "not even where they must not be");
        let credentials = Credentials { user: "anna".to_owned(), password: "tajne".to_owned() };
        let mut settings = ClusterSettings::new([]);
        settings.credentials = Some(credentials);
        assert!(!format!("{settings:?}").contains("tajne"));
        assert!(settings.check().is_err());
        let mut settings = ClusterSettings::new(["https://node:9200".parse().expect("an address")]);
        for (user, is_valid) in [("anna", true), ("an:na", false), ("", false)] {
            settings.credentials = Some(Credentials { user: user.to_owned(), password: "a:b".to_owned() });
            assert_eq!(settings.check().is_ok(), is_valid, "{user}");
        }
    }
}
