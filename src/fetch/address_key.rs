//! Tells which addresses lead to the same document: one [`AddressKey`] for all of them.
//!
//! Two addresses with different keys may still lead to one document: `intake` finds out by canonical links and
//! content. Invariant: keys depend on the address alone, so they are the same in every run.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

/// Parameters that say where a reader came from, not what is shown.
const TRACKING: [&str; 29] = [
    "pk_campaign",
    "pk_kwd",
    "pk_keyword",
    "pk_source",
    "pk_medium",
    "pk_content",
    "pk_cid",
    "fbclid",
    "gclid",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "mkt_tok",
    "vero_id",
    "oly_enc_id",
    "oly_anon_id",
    "rb_clickid",
    "jsessionid",
    "phpsessid",
];
/// Beginnings of such parameters.
const TRACKING_BEGINNINGS: [&str; 3] = ["utm_", "mtm_", "hsa_"];
/// Parameters that ask for a view of the page to be printed, if they have one of [`YES`]. Not `druk`: that is
/// also a paper of a council.
const PRINT: [&str; 5] = ["print", "drukuj", "printable", "wydruk", "do_druku"];
const YES: [&str; 5] = ["", "1", "true", "yes", "tak"];
/// The last segments of paths of such views, and of the page of a folder.
const PRINT_SEGMENTS: [&str; 2] = ["print", "drukuj"];
/// What stands before the id of a session in a path.
const SESSION: &str = ";jsessionid=";
const INDEX_SEGMENTS: [&str; 4] = ["index.html", "index.htm", "index.php", "default.aspx"];

/// Returns the name of the host of an address: `http` and `https` at their usual ports are one.
pub(super) fn site(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}", url.host_str().unwrap_or_default().trim_end_matches('.'))
}

/// What the addresses of one document have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct AddressKey(String);

impl AddressKey {
    /// Returns the key of an address.
    pub(crate) fn of(url: &Url) -> Self {
        let url = cleaned(url);
        let mut path: Vec<&str> = url.path().split('/').filter(|segment| !segment.is_empty()).collect();
        if path.last().is_some_and(|last| INDEX_SEGMENTS.contains(&last.to_ascii_lowercase().as_str())) {
            path.pop();
        }
        let mut pairs: Vec<&str> = url.query().into_iter().flat_map(|query| query.split('&')).collect();
        pairs.sort_unstable();
        let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
        Self(format!("{}/{}{query}", site(&url), path.join("/")))
    }

    /// The key as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the key of a list, which may have the address of a document.
    pub(crate) fn of_list(url: &Url) -> Self {
        Self(format!("list:{url}"))
    }

    /// Returns whether it is that of a document, not of a list or a file.
    pub(crate) fn is_of_document(&self) -> bool {
        !self.0.starts_with("list:") && !self.0.starts_with("file:")
    }

    /// Returns the key of a file on this machine.
    pub(crate) fn of_file(path: &str) -> Self {
        Self(format!("file:{path}"))
    }
}

impl fmt::Display for AddressKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Returns an address without what has no effect on the document: its fragment, parameters that track
/// readers, and the request for a view to be printed.
pub(crate) fn cleaned(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    let kept: Vec<&str> = url
        .query()
        .into_iter()
        .flat_map(|query| query.split('&'))
        .filter(|pair| is_meaningful(pair))
        .collect();
    let query = kept.join("&");
    url.set_query(if query.is_empty() { None } else { Some(&query) });
    let path = url.path().trim_end_matches('/');
    let printed =
        path.rsplit_once('/').filter(|(above, last)| !above.is_empty() && PRINT_SEGMENTS.contains(last));
    if let Some(above) = printed.map(|(above, _)| above.to_owned()) {
        url.set_path(&above);
    }
    if let Some(at) = url.path().to_ascii_lowercase().find(SESSION) {
        let (before, session) = url.path().split_at(at);
        let after = session.find('/').map_or("", |end| &session[end..]);
        let path = format!("{before}{after}");
        url.set_path(&path);
    }
    url
}

fn is_meaningful(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let (name, value) = (name.to_ascii_lowercase(), value.to_ascii_lowercase());
    let is_tracking = TRACKING.contains(&name.as_str())
        || TRACKING_BEGINNINGS.iter().any(|beginning| name.starts_with(beginning));
    let is_print = PRINT.contains(&name.as_str()) && YES.contains(&value.as_str())
        || matches!(
            (name.as_str(), value.as_str()),
            ("wersja", "druk") | ("view" | "format" | "output", "print")
        );
    !pair.is_empty() && !is_tracking && !is_print
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(url: &str) -> String {
        AddressKey::of(&Url::parse(url).expect("an address")).0
    }

    #[test]
    fn addresses_of_one_document_have_one_key() {
        for same in [
            "https://krakow.pl/a/b",
            "http://krakow.pl/a/b",
            "https://KRAKOW.pl:443/a/b/",
            "http://krakow.pl/a/b#x",
            "http://krakow.pl/a/b?utm_source=x&utm_medium=y",
            "http://krakow.pl/a//b/?fbclid=1",
            "http://krakow.pl/a/b/print",
            "http://krakow.pl/a/b?print=1",
            "http://krakow.pl/a/b/index.html",
            "http://krakow.pl./a/b?drukuj",
            "http://krakow.pl/a/b?wersja=druk&&gclid=",
            "http://krakow.pl/a/b;jsessionid=0A1?pk_campaign=x",
            "http://krakow.pl/a;JSESSIONID=0A1/b",
        ] {
            assert_eq!(key(same), "krakow.pl/a/b", "{same}");
        }
        assert_eq!(key("http://a.pl/?b=2&a=1"), key("http://a.pl/?a=1&b=2&utm_id=7"));
    }

    #[test]
    fn addresses_of_different_documents_have_different_keys() {
        let urls = [
            "http://a.pl/",
            "http://a.pl/a",
            "http://a.pl/A",
            "http://a.pl/a?id=1",
            "http://a.pl/a?id=2",
            "http://a.pl/a?print=2",
            "http://b.pl/a",
            "http://a.pl:8080/a",
            "http://a.pl/print",
            "http://a.pl/a?view=list",
            "http://a.pl/a?druk=1",
            "http://a.pl/a/druk",
            "http://a.pl/a?pk_id=1",
            "http://a.pl/a?pk_id=2",
        ];
        let mut keys: Vec<String> = urls.iter().map(|url| key(url)).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), urls.len());
    }
}
