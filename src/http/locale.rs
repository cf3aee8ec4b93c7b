//! The language of a page: the one that its URL names (`ui`), else the available language that the browser
//! prefers, else Polish.
//!
//! The messages are left to `crate::locale`. `Accept-Language` is parsed here because no kept crate does it:
//! of two that were tried one ignores qualities and the other sorts by them with an order that NaN breaks.

use axum::http::{HeaderMap, header};

pub(crate) use crate::locale::Locale;
use crate::search::request::QueryPair;

/// The parameter that sets the language of a page.
pub(crate) const PARAMETER: &str = "ui";

/// Returns the language that the URL of a page names, if any.
pub(crate) fn asked(pairs: &[QueryPair]) -> Option<Locale> {
    let (_, value) = pairs.iter().find(|(name, _)| name == PARAMETER)?;
    Locale::ALL.into_iter().find(|locale| locale.tag() == value)
}

/// Returns the available language that a browser prefers.
pub(crate) fn accepted(headers: &HeaderMap) -> Locale {
    let lines = headers.get_all(header::ACCEPT_LANGUAGE).into_iter().filter_map(|line| line.to_str().ok());
    let liked = lines.flat_map(|line| line.split(',')).filter_map(liking);
    // Of languages with equal quality the first wins.
    let best = liked.reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map_or(Locale::Polish, |(locale, _)| locale)
}

/// Parses an element of `Accept-Language` into a language and its quality; `None` if the language is not
/// available or its quality is 0.
fn liking(range: &str) -> Option<(Locale, f32)> {
    let mut parts = range.split(';').map(str::trim);
    let tag = parts.next()?.split('-').next()?.to_ascii_lowercase();
    let locale = Locale::ALL.into_iter().find(|locale| locale.tag() == tag)?;
    let quality =
        parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |quality| quality.parse().ok())?;
    (quality > 0.0).then_some((locale, quality))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn of_line(line: &'static str) -> Locale {
        super::accepted(&HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static(line))]))
    }

    #[test]
    fn a_browser_gets_its_preferred_language() {
        assert_eq!(super::accepted(&HeaderMap::new()), Locale::Polish);
        for (line, expected) in [
            ("uk", Locale::Ukrainian),
            ("EN-us,en;q=0.9", Locale::English),
            ("de, fr;q=0.9", Locale::Polish),
            ("de, en;q=0.3, uk;q=0.7", Locale::Ukrainian),
            ("en;q=0, pl;q=0.1", Locale::Polish),
            ("en;q=x, uk;q=0.1", Locale::Ukrainian),
            ("pl, en", Locale::Polish),
            (",;;q=,-", Locale::Polish),
        ] {
            assert_eq!(of_line(line), expected, "{line}");
        }
    }
}
