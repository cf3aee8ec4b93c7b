//! Decodes query strings, and parses the parameters of requests that only HTTP has.
//!
//! The parameters of a search are left to `search::request`. Invariants: an error names the parameter and
//! what would be valid; nothing is guessed or silently dropped.

use percent_encoding::percent_decode_str;

use crate::{
    document::{DocumentId, Metadata, WebUrl, WebUrlFault, quoted},
    error::Result,
    search::request::{
        QueryPair, check_singles,
        values::{bad, date, invalid, number, parse_bool, parsed},
    },
};

/// The parameter that makes unknown fields of a document an error.
const STRICT: &str = "strict";
/// Decodes the parameters of a query string in the encoding of HTML forms: `+` is a space.
///
/// # Errors
/// Returns an error naming the parameter if its escapes are malformed or not UTF-8.
pub(crate) fn pairs(query: &str) -> Result<Vec<QueryPair>> {
    let pieces = query.split('&').filter(|piece| !piece.is_empty());
    let pair = |piece: &str| {
        let (raw_name, raw_value) = piece.split_once('=').unwrap_or((piece, ""));
        let name = decode(raw_name).map_err(|reason| invalid(format!("bad parameter name: {reason}")))?;
        let value =
            decode(raw_value).map_err(|reason| invalid(format!("bad {}: {reason}", quoted(&name))))?;
        Ok((name, value))
    };
    pieces.map(pair).collect()
}

fn decode(raw: &str) -> std::result::Result<String, String> {
    for (at, _) in raw.match_indices('%') {
        let digits = raw.as_bytes().get(at + 1..at + 3).unwrap_or_default();
        if digits.len() < 2 || !digits.iter().all(u8::is_ascii_hexdigit) {
            let escape: String = raw[at..].chars().take(3).collect();
            return Err(format!("{} is not a valid escape: write `%25` for a percent sign", quoted(&escape)));
        }
    }
    let spaced = raw.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8();
    decoded.map(Into::into).map_err(|_| "not UTF-8: encode it as UTF-8, as in `%C5%82` for `ł`".to_owned())
}

/// Parses the metadata of an uploaded document: the keys of a sidecar file.
///
/// # Errors
/// Returns [`Error::Invalid`] if a name is unknown or repeated, or a value is empty or invalid.
pub(crate) fn metadata(pairs: &[QueryPair]) -> Result<Metadata> {
    const KNOWN: [&str; 8] = ["title", "url", "published", "kind", "language", "parent", "lead", STRICT];
    check_singles(pairs, &KNOWN)?;
    let mut metadata = Metadata::default();
    for (name, value) in pairs.iter().filter(|(name, _)| name != STRICT) {
        match name.as_str() {
            "title" => metadata.title = Some(value.clone()),
            "url" => metadata.url = Some(web_address(value)?),
            "published" => metadata.published = Some(date(name, value)?),
            "kind" => metadata.kind = Some(parsed(name, value)?),
            "language" => metadata.language = Some(parsed(name, value)?),
            "parent" => {
                metadata.parent =
                    Some(value.parse().map_err(|reason| invalid(format!("bad `parent`: {reason}")))?);
            }
            _ => metadata.lead = Some(value.clone()),
        }
    }
    Ok(metadata)
}

/// Parses whether unknown fields of a document are an error.
///
/// # Errors
/// Returns [`Error::Invalid`] if the value is invalid.
pub(crate) fn is_strict(pairs: &[QueryPair]) -> Result<bool> {
    let strict = pairs.iter().find(|(name, _)| name == STRICT);
    strict.map_or(Ok(false), |(name, value)| parse_bool(name, value))
}

/// Parses whether unknown fields are an error in a stream of documents, which has no other parameter.
///
/// # Errors
/// Returns [`Error::Invalid`] if a name is unknown or repeated, or the value is empty or invalid.
pub(crate) fn is_strict_stream(pairs: &[QueryPair]) -> Result<bool> {
    check_singles(pairs, &[STRICT])?;
    is_strict(pairs)
}

/// The requested part of the list of documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListParams {
    /// Lists only documents after this id.
    pub(crate) after: Option<DocumentId>,
    /// Maximum number of documents.
    pub(crate) limit: usize,
    /// Whether to list withdrawn documents instead of those that are present.
    pub(crate) withdrawn: bool,
}

/// Maximum number of documents listed at a time.
pub(crate) const MAX_LISTED: usize = 1_000;
/// Default number of documents listed.
pub(crate) const DEFAULT_LISTED: usize = 100;

/// Parses the parameters of the list of documents.
///
/// # Errors
/// Returns [`Error::Invalid`] if a name is unknown or repeated, or a value is empty, invalid or out of range.
pub(crate) fn listed(pairs: &[QueryPair]) -> Result<ListParams> {
    check_singles(pairs, &["after", "limit", "withdrawn"])?;
    let mut listed = ListParams { after: None, limit: DEFAULT_LISTED, withdrawn: false };
    for (name, value) in pairs {
        match name.as_str() {
            "after" => {
                listed.after =
                    Some(value.parse().map_err(|reason| invalid(format!("bad `after`: {reason}")))?);
            }
            "limit" => listed.limit = number(name, value)?,
            _ => listed.withdrawn = parse_bool(name, value)?,
        }
    }
    if !(1..=MAX_LISTED).contains(&listed.limit) {
        return Err(bad("limit", &listed.limit.to_string(), &format!("use 1 to {MAX_LISTED}")));
    }
    Ok(listed)
}

/// Parses whether a withdrawal also removes the original.
///
/// # Errors
/// Returns [`Error::Invalid`] if a name is unknown or repeated, or the value is empty or invalid.
pub(crate) fn purge(pairs: &[QueryPair]) -> Result<bool> {
    check_singles(pairs, &["purge"])?;
    pairs.first().map_or(Ok(false), |(name, value)| parse_bool(name, value))
}

/// Checks that a value is the URL of a web page.
fn web_address(value: &str) -> Result<String> {
    let url = value.parse::<WebUrl>().map(WebUrl::into_text);
    url.map_err(|fault| match fault {
        WebUrlFault::Scheme => bad("url", value, "use a URL that begins with `https://` or `http://`"),
        WebUrlFault::Content => bad("url", value, "use a URL with a host, without spaces or a user name"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(query: &str, parts: &[&str]) {
        let message = pairs(query).expect_err("a refusal").to_string();
        for part in parts {
            assert!(message.contains(part), "`{message}` lacks `{part}`");
        }
    }

    #[test]
    fn names_and_values_are_decoded() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            pairs("q=rada+miasta%2B&organ=%C5%82&from").expect("valid"),
            [pair("q", "rada miasta+"), pair("organ", "ł"), pair("from", "")]
        );
    }

    #[test]
    fn errors_about_escapes_name_the_parameter() {
        refused("q=100%", &["`q`", "`%`", "`%25`"]);
        refused("q=%zz", &["`q`", "`%zz`"]);
        refused("organ=%FF", &["`organ`", "UTF-8"]);
        refused("%FF=a", &["parameter name"]);
        refused("q=%ł", &["`q`"]);
    }
}
