//! What the list of a source names.
//!
//! Leaf types: `feeds`, `sitemap` and `lister` build them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use url::Url;

use super::fetch_fault::FetchFault;

/// One document that a source names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) url: Url,
    /// What the list says of its last change; compared, never read.
    pub(crate) hint: Option<String>,
    pub(crate) said: FeedFacts,
}

/// What a feed says of a document, for pages that do not say it themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct FeedFacts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) published: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lead: Option<String>,
}

impl FeedFacts {
    /// Fills what is missing with what was said earlier.
    pub(crate) fn or(&self, earlier: Option<&Self>) -> Self {
        let earlier = earlier.cloned().unwrap_or_default();
        Self {
            title: self.title.clone().or(earlier.title),
            published: self.published.or(earlier.published),
            lead: self.lead.clone().or(earlier.lead),
        }
    }

    /// Returns whether nothing was said.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Listed {
    /// Returns an address of which nothing is known.
    pub(crate) fn bare(url: Url) -> Self {
        Self { url, hint: None, said: FeedFacts::default() }
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
