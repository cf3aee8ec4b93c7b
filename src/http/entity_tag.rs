//! Whether a client already has a response: entity tags and `If-None-Match`.

use axum::http::{HeaderMap, HeaderValue, header};

/// Returns whether `If-None-Match` contains this tag (RFC 9110, 13.1.2: weak comparison).
pub(crate) fn is_kept(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let Ok(tag) = tag.to_str().map(bare) else { return false };
    let lines = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|kept| bare(kept) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_none_match_compares_tags_weakly() {
        let tag = HeaderValue::from_static("W/\"ab\"");
        for (line, is_there) in [
            ("W/\"ab\"", true),
            ("\"ab\"", true),
            ("\"x\", W/\"ab\"", true),
            ("\"abc\"", false),
            ("ab", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, line.parse().expect("a value"))]);
            assert_eq!(is_kept(&headers, &tag), is_there, "{line}");
        }
    }
}
