//! What came of asking for an address.
//!
//! Leaf types shared by `session`, `warc` and `intake`.

use jiff::Timestamp;
use url::Url;

/// What is known of an address from an earlier run, so that the server can say that nothing has changed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    /// The address that sent these; they are sent to no other.
    pub(crate) location: &'a str,
    /// The `ETag`.
    pub(crate) etag: Option<&'a str>,
    /// The `Last-Modified`.
    pub(crate) last_modified: Option<&'a str>,
}

impl Known<'_> {
    /// Nothing is known.
    pub(crate) const NOTHING: Self = Self { location: "", etag: None, last_modified: None };
}

/// The answer of a server, after redirects.
#[derive(Debug)]
pub(crate) enum Answer {
    /// The content.
    Fetched(Box<Fetched>),
    /// The content is what is known.
    Unchanged,
    /// There is nothing at the address any more, by the status 404 or 410.
    Gone(u16),
}

/// The longest name of a character set, in bytes: the longest that browsers know has 19.
const MAX_LABEL: usize = 40;

/// Some content with its address.
#[derive(Debug)]
pub(crate) struct Fetched {
    /// The address of the document: the one asked, or where permanent redirects lead from there.
    pub(crate) url: Url,
    /// The address that sent the content, to which temporary redirects may lead as well.
    pub(crate) location: Url,
    /// The name that the server gives to the file.
    pub(crate) file_name: Option<String>,
    /// When an archive took it.
    pub(crate) captured: Option<Timestamp>,
    /// The `Content-Type`.
    pub(crate) media_type: Option<String>,
    /// The `ETag`.
    pub(crate) etag: Option<String>,
    /// The `Last-Modified`.
    pub(crate) last_modified: Option<String>,
    /// The content.
    pub(crate) body: Vec<u8>,
}

impl Fetched {
    /// Returns content of which nothing but address and type is known.
    pub(crate) fn bare(url: Url, media_type: Option<String>) -> Self {
        let location = url.clone();
        let (file_name, captured, etag, last_modified) = (None, None, None, None);
        Self { url, location, file_name, captured, media_type, etag, last_modified, body: Vec::new() }
    }

    /// Returns the character set that the server names.
    pub(crate) fn charset(&self) -> Option<&str> {
        let parameters = self.media_type.as_deref()?.split(';').skip(1);
        let mut pairs = parameters.filter_map(|parameter| parameter.split_once('='));
        let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
        Some(value.trim().trim_matches(['"', '\'']))
            .filter(|value| !value.is_empty() && value.len() <= MAX_LABEL)
    }

    /// Returns whether a temporary redirect led to the content.
    pub(crate) fn is_elsewhere(&self) -> bool {
        self.url != self.location
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_charset_is_a_parameter_of_the_media_type() {
        let charset = |media_type: &str| {
            let url = Url::parse("https://a.pl/").expect("an address");
            Fetched::bare(url, Some(media_type.to_owned())).charset().map(str::to_owned)
        };
        assert_eq!(charset("text/html; charset=ISO-8859-2").as_deref(), Some("ISO-8859-2"));
        assert_eq!(charset("text/html;level=1;Charset=\"iso-8859-2\"").as_deref(), Some("iso-8859-2"));
        assert_eq!(charset("text/html"), None);
        assert_eq!(charset("text/html; charset="), None);
    }
}
