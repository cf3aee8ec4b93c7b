//! Finds the heading of a page, and tells it from the name of the site.
//!
//! Which title follows from it is left to `title`. Invariant: the work is bounded, however many headings a
//! page has.

use std::sync::LazyLock;

use regex::Regex;
use scraper::{ElementRef, Html};

use super::{
    elements::{first, first_within, select},
    text,
};
use crate::{
    acts::numbers::pattern,
    extract::{frontmatter::fold, furniture::LineRoles},
};

/// What sites put between the title of a page and their own name.
pub(super) const SEPARATORS: [&str; 9] = [" | ", " – ", " — ", " - ", " :: ", " » ", " / ", " • ", " · "];
/// Matches how the names of sites begin.
pub(super) static SITE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:oficjaln\p{L}*|biuletyn informacji|bip|urząd|urzędu|gmina|miasto|powiat|starostwo|portal|serwis|strona|witryna|dzielnica|rada dzielnicy|sołectwo|osiedle|witamy|home|start|aktualności)\b",
    )
});
/// Class names that sites without heading elements give to headings.
const NAMED: &str =
    ".contentheading, .componentheading, .entry-title, .article-title, .page-title, .post-title, .tytul, .capmain";
/// The maximum number of headings considered: a page with more is a list of other pages.
pub(super) const MAX_HEADINGS: usize = 30;

/// The minimum number of words of a heading that is recognized by the `<title>`.
const TITLE_WORDS: usize = 2;

/// Returns the heading of the page.
///
/// It is that of the article or main text, one that the `<title>` repeats, or else the first that is more than a link, which the name of a
/// site often is.
pub(super) fn of_page(html: &Html) -> Option<ElementRef<'_>> {
    let in_text = ["article", "main"].iter().find_map(|place| first_within(html, place, "h1"));
    let names_site = |heading| words(heading).is_some_and(|words| SITE.is_match(&words));
    let names_box = |heading| words(heading).is_some_and(|words| names_box(&words));
    let own = |css, is_any: bool| {
        let headings = select(html, css).take(MAX_HEADINGS);
        headings
            .filter(|heading| !is_site(*heading) && has_words(*heading) && !names_box(*heading))
            .find(|heading| is_any || !names_site(*heading))
    };
    in_text
        .filter(|heading| has_words(*heading))
        .or_else(|| in_title(html))
        .or_else(|| own("h1", true))
        .or_else(|| own("h2", false))
        .or_else(|| own("h2", true))
        .or_else(|| own(NAMED, true))
        .or_else(|| first(html, "h1"))
}

/// Returns the heading with the most words of those that the `<title>` repeats.
fn in_title(html: &Html) -> Option<ElementRef<'_>> {
    let title = first(html, "title").and_then(words)?.to_lowercase();
    let headings = select(html, "h1, h2, h3, h4").take(MAX_HEADINGS).filter(|heading| !is_site(*heading));
    let repeated = headings.filter_map(|heading| {
        let words = words(heading)?;
        let count = words.split_whitespace().count();
        let is_own = count >= TITLE_WORDS && !SITE.is_match(&words) && !names_box(&words);
        (is_own && title.contains(&words.to_lowercase())).then_some((count, heading))
    });
    // The first of several with as many words.
    let best = repeated.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, heading)| heading)
}

/// Returns the words of an element as a title.
pub(super) fn words(element: ElementRef<'_>) -> Option<String> {
    fold(&text::line(element))
}

/// Returns whether a heading is that of a box beside the text, or of a part of every page.
fn names_box(words: &str) -> bool {
    let roles = LineRoles::of(words);
    roles.is_furniture() || roles.heads.is_some()
}

fn has_words(heading: ElementRef<'_>) -> bool {
    heading.text().any(|text| text.contains(char::is_alphanumeric))
}

/// Returns whether a heading is the name of the site: it links to the front page or is in the banner.
pub(super) fn is_site(heading: ElementRef<'_>) -> bool {
    let leads_home = |link: ElementRef<'_>| {
        let href = link
            .value()
            .attr("href")
            .unwrap_or_default()
            .trim_end_matches("index.php")
            .trim_end_matches("index.html");
        let path =
            href.split_once("://").map_or(href, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
        matches!(path, "/" | "" | "./" | "#")
    };
    let is_link =
        |element: &ElementRef<'_>| element.value().name() == "bdi" && element.value().attr("href").is_some();
    let mut links = heading.descendants().filter_map(ElementRef::wrap).filter(is_link);
    let mut above = heading.ancestors().filter_map(ElementRef::wrap);
    links.any(leads_home)
        || above.any(|above| {
            let names = [above.value().attr("role"), above.value().attr("id"), above.value().attr("class")];
            let mut names = names.into_iter().flatten().flat_map(str::split_whitespace);
            is_link(&above) && leads_home(above)
                || names.any(|name| matches!(name, "banner" | "logo" | "site-title" | "site-branding"))
        })
}

/// Returns the parts of the `<title>`.
pub(super) fn title_parts(html: &Html) -> Vec<String> {
    let mut parts = Vec::from_iter(first(html, "title").and_then(words));
    for sign in SEPARATORS {
        parts = parts.iter().flat_map(|part| part.split(sign)).filter_map(fold).collect();
    }
    parts
}
