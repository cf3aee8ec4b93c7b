//! Finds where on its site a page stands: the path to it, its address and the name of the site.
//!
//! What follows from it is left to `kind` and to `ingest`. Invariant: the names of other pages in menus are
//! not among it.

use std::sync::LazyLock;

use regex::Regex;
use scraper::{ElementRef, Html};

use super::{
    elements::{MetaTags, first},
    heading::words,
    text,
};
use crate::{acts::numbers::pattern, extract::frontmatter::fold};

/// The maximum size of the path to a page, in bytes; a longer text is a menu.
const TRAIL_BYTES: usize = 400;

/// The number of nodes of an element searched for its first text: more hold no path.
const SEARCHED_NODES: usize = 16;

/// Matches the names that sites give to the path.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)breadcrumb|okrusz|sciezk|\bcrumbs?\b|rootline|\bpath(?:way)?\b|\bgdzie\b|youarehere|jestes")
});
/// Matches how a path begins where it has no name.
static BEGINNING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?i:jesteś (?:tutaj|w)|tu jesteś|nawigacja\s*:|strona główna\s*[»›>/|])"));

/// Returns the path to the page.
pub(super) fn trail(html: &Html) -> Option<String> {
    let elements = || html.tree.root().descendants().filter_map(ElementRef::wrap);
    let is_named = |element: &ElementRef<'_>| {
        let names = [element.value().attr("id"), element.value().attr("class")];
        element.value().name() != "body" && names.into_iter().flatten().any(|name| NAMED.is_match(name))
    };
    let read = |element: ElementRef<'_>| {
        let is_short = element.text().map(str::len).take(TRAIL_BYTES).sum::<usize>() <= TRAIL_BYTES;
        fold(&text::line(element)).filter(|line| is_short && line.len() <= TRAIL_BYTES)
    };
    let begins = |element: &ElementRef<'_>| {
        let texts = element.descendants().take(SEARCHED_NODES).filter_map(|node| node.value().as_text());
        let text = texts.map(|text| text.trim()).find(|text| !text.is_empty());
        text.is_some_and(|text| BEGINNING.is_match(text))
    };
    let is_place =
        |element: &ElementRef<'_>| matches!(element.value().name(), "div" | "p" | "span" | "td" | "ul");
    let named = elements().filter(is_named).take(4).find_map(read);
    named.or_else(|| elements().filter(is_place).filter(begins).take(4).find_map(read))
}

/// Returns the names of the site: those in the `<title>` and what it declares.
pub(super) fn site(html: &Html, meta: &MetaTags) -> Vec<String> {
    let title = first(html, "title").and_then(words);
    let declared = meta.first(&["og:site_name", "application-name"]).map(str::to_owned);
    title.into_iter().chain(declared).collect()
}
