//! Web URLs, validated by one rule on input and on output. Callers report invalid ones.
//!
//! Invariant: a [`WebUrl`] is safe to send a reader to.

use std::str::FromStr;

use url::Url;

/// The URL of a web page: `http` or `https`, without a user name, white space or control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WebUrl {
    text: String,
    url: Url,
}

impl WebUrl {
    /// Returns the URL as it was written.
    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// Returns the URL as it was written, but with the scheme in lower case.
    pub(crate) fn with_plain_scheme(&self) -> String {
        let scheme = self.url.scheme();
        format!("{scheme}{}", &self.text[scheme.len()..])
    }
}

/// Why a text is not the URL of a web page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WebUrlFault {
    /// It does not begin with `http://` or `https://`.
    Scheme,
    /// It has no valid host, has a user name or password, or has white space or control characters.
    Content,
}

impl FromStr for WebUrl {
    type Err = WebUrlFault;

    fn from_str(text: &str) -> Result<Self, WebUrlFault> {
        // `Url` also reads `http:a.pl`, `http:\\a.pl` and white space at the ends.
        let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
        if !matches!(scheme.as_deref(), Some("http" | "https")) {
            return Err(WebUrlFault::Scheme);
        }
        let url = Url::parse(text).map_err(|_| WebUrlFault::Content)?;
        let is_open = url.username().is_empty() && url.password().is_none();
        let is_clean = !text.contains(|c: char| c.is_whitespace() || c.is_control());
        let web = Self { text: text.to_owned(), url };
        (is_open && is_clean).then_some(web).ok_or(WebUrlFault::Content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_addresses_are_kept_as_written() {
        for text in [
            "https://krakow.pl",
            "HTTPS://Krakow.pl/a?b=c#d",
            "http://127.0.0.1:8080/x",
            "http://[::1]/",
            "https://a.pl/zażółć",
            "https://żółw.pl",
            "https://a.pl/%41\"<>",
        ] {
            assert_eq!(text.parse().map(WebUrl::into_text), Ok(text.to_owned()));
        }
        let url: WebUrl = "HTTP://Krakow.pl/A".parse().expect("a web address");
        assert_eq!(url.with_plain_scheme(), "http://Krakow.pl/A");
    }

    #[test]
    fn everything_else_is_refused() {
        let parse = |text: &str| text.parse::<WebUrl>().err();
        for text in [
            "",
            "krakow.pl",
            "//a.pl",
            "javascript:alert(1)",
            "data:,x",
            " https://a",
            "http:a.pl",
            "ftp://a",
        ] {
            assert_eq!(parse(text), Some(WebUrlFault::Scheme), "{text}");
        }
        for text in [
            "https://",
            "https://a b",
            "https://a.pl/\n",
            "https://u@a.pl",
            "https://u:p@a.pl",
            "http://[a",
            "http://a:99999",
        ] {
            assert_eq!(parse(text), Some(WebUrlFault::Content), "{text}");
        }
    }
}
