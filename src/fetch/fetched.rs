//! What came of asking for an address.
//!
//! Leaf types shared by `session`, `warc` and `run`.

use url::Url;

/// What is known of an address from an earlier run, so that the server can say that nothing has changed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    /// The `ETag`.
    pub(crate) etag: Option<&'a str>,
    /// The `Last-Modified`.
    pub(crate) last_modified: Option<&'a str>,
}

impl Known<'_> {
    /// Nothing is known.
    pub(crate) const NOTHING: Self = Self { etag: None, last_modified: None };
}

/// The answer of a server, after redirects.
#[derive(Debug)]
pub(crate) enum Answer {
    /// The content.
    Fetched(Fetched),
    /// The content is what is known.
    Unchanged,
    /// There is nothing at the address any more, by the status 404 or 410.
    Gone(u16),
}

/// Some content with its address.
#[derive(Debug)]
pub(crate) struct Fetched {
    /// The address after redirects.
    pub(crate) url: Url,
    /// Whether there were redirects, and all of them are permanent.
    pub(crate) is_moved: bool,
    /// The `Content-Type`.
    pub(crate) media_type: Option<String>,
    /// The `ETag`.
    pub(crate) etag: Option<String>,
    /// The `Last-Modified`.
    pub(crate) last_modified: Option<String>,
    /// The content.
    pub(crate) body: Vec<u8>,
}
