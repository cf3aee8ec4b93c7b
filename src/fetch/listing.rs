//! What the list of a source names.
//!
//! Leaf types: `feeds`, `sitemap` and `lister` build them.

use jiff::civil::Date;
use url::Url;

use super::fetch_fault::FetchFault;

/// One document that a source names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) url: Url,
    /// What the list says of its last change; compared, never read.
    pub(crate) hint: Option<String>,
    /// What a feed says, for pages that do not say it themselves.
    pub(crate) title: Option<String>,
    pub(crate) published: Option<Date>,
    pub(crate) lead: Option<String>,
}

impl Listed {
    /// Returns an address of which nothing is known.
    pub(crate) fn bare(url: Url) -> Self {
        Self { url, hint: None, title: None, published: None, lead: None }
    }
}

/// All that a source names.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    pub(crate) documents: Vec<Listed>,
    /// Whether it names all documents of the source: what it does not name has vanished.
    pub(crate) is_complete: bool,
    /// What could not be read, by address.
    pub(crate) faults: Vec<(String, FetchFault)>,
    /// What the administrator should know.
    pub(crate) notes: Vec<String>,
    /// What to remember of its own addresses once all documents are fetched: the address with `ETag` and
    /// `Last-Modified`.
    pub(crate) seen: Vec<(Url, Option<String>, Option<String>)>,
}
