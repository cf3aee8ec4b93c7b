//! What is fetched from where: one source as `skorowidz.toml` describes it.
//!
//! Parsing and checking are left to `config`. Invariant: the name of a source is a folder name.

use std::{path::PathBuf, time::Duration};

use crate::document::Kind;

/// Where documents are published, and how they are fetched from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePlan {
    /// The name: lower-case letters, digits, `-` and `_`; also the name of its folder.
    pub name: String,
    /// What the addresses lead to.
    pub kind: SourceKind,
    /// The addresses of feeds, sitemaps or lists; for [`SourceKind::Pages`] with `{page}` in them.
    pub urls: Vec<String>,
    /// The files and folders of [`SourceKind::Warc`].
    pub paths: Vec<PathBuf>,
    /// The hosts that may be asked, as `host`, `host:port` or `*.host`; those of `urls` are among them.
    pub hosts: Vec<String>,
    /// The CSS selector of links to documents, or of what surrounds them; for lists.
    pub links: Option<String>,
    /// Regular expressions, one of which the address of a document must match, if there are any.
    pub include: Vec<String>,
    /// Regular expressions that the address of a document may not match.
    pub exclude: Vec<String>,
    /// The kind of the documents; `None` leaves it to the pages.
    pub document_kind: Option<Kind>,
    /// Whether files that a page links to come along.
    pub attachments: bool,
    /// The time between two runs; `None` for every time that `fetch` runs.
    pub every: Option<Duration>,
    /// The maximum number of documents, attachments included.
    pub max_documents: usize,
    /// The number of the first page of a paged archive.
    pub first_page: u64,
    /// The maximum number of pages of a paged archive.
    pub max_pages: u64,
    /// The maximum size of one document, in bytes.
    pub max_bytes: u64,
    /// The time between two requests to one host.
    pub delay: Duration,
    /// The time for one request, from connecting to the last byte.
    pub timeout: Duration,
    /// Whether addresses that are not on the public internet may be asked.
    pub allow_private: bool,
}

/// What the addresses of a source lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// A feed: RSS, Atom or JSON Feed.
    Feed,
    /// A sitemap, or an index of sitemaps.
    Sitemap,
    /// Pages with links to documents.
    List,
    /// Numbered pages with links to documents.
    Pages,
    /// Archives of requests and responses on this machine.
    Warc,
}

impl SourceKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Feed, Self::Sitemap, Self::List, Self::Pages, Self::Warc];

    /// The name in the settings and in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::Sitemap => "sitemap",
            Self::List => "list",
            Self::Pages => "pages",
            Self::Warc => "warc",
        }
    }
}

/// What stands for the number in the address of a paged archive.
pub(crate) const PAGE_NUMBER: &str = "{page}";
