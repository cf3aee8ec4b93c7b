//! Determines which heading of a page is its own, and the title of the page.
//!
//! Invariant: the name of the site, which all its pages show, is not the title of a page that has its own
//! heading.

use std::sync::LazyLock;

use regex::Regex;
use scraper::{ElementRef, Html};

use super::{MetaTags, boilerplate::Boilerplate, first, first_within, select, text};
use crate::{
    acts::numbers::pattern,
    extract::{frontmatter::fold, titles},
};

/// What sites put between the title of a page and their own name.
const SEPARATORS: [&str; 9] = [" | ", " – ", " — ", " - ", " :: ", " » ", " / ", " • ", " · "];
/// Matches how the names of sites begin.
static SITE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:oficjaln\p{L}*|biuletyn informacji|bip|urząd|urzędu|gmina|miasto|powiat|starostwo|portal|serwis|strona|witryna|dzielnica|rada dzielnicy|sołectwo|osiedle|witamy|home|start|aktualności)\b",
    )
});
/// Class names that sites without heading elements give to headings.
const NAMED: &str =
    ".contentheading, .componentheading, .entry-title, .article-title, .page-title, .post-title, .tytul";
/// The maximum number of headings considered: a page with more is a list of other pages.
const MAX_HEADINGS: usize = 30;

/// Returns the heading of the page.
///
/// It is that of the article or main text, or else the first that is more than a link, which the name of a
/// site often is.
pub(super) fn of_page(html: &Html) -> Option<ElementRef<'_>> {
    let in_text = ["article", "main"].iter().find_map(|place| first_within(html, place, "h1"));
    let names_site = |heading| words(heading).is_some_and(|words| SITE.is_match(&words));
    let own = |css, is_any: bool| {
        let mut headings = select(html, css).take(MAX_HEADINGS);
        headings
            .find(|heading| !is_site(*heading) && has_words(*heading) && (is_any || !names_site(*heading)))
    };
    in_text
        .filter(|heading| has_words(*heading))
        .or_else(|| own("h1", true))
        .or_else(|| own("h2", false))
        .or_else(|| own("h2", true))
        .or_else(|| own(NAMED, true))
        .or_else(|| first(html, "h1"))
}

/// Returns the title of a page.
pub(super) fn title(html: &Html, meta: &MetaTags, boilerplate: &Boilerplate) -> Option<String> {
    let site = meta.first(&["og:site_name"]);
    let is_title = |title: &String| !titles::is_placeholder(title) && Some(title.as_str()) != site;
    let own = meta.first(&["og:title", "dc.title", "twitter:title"]).map(str::to_owned).filter(is_title);
    let named = first(html, "title").and_then(words).filter(is_title);
    let in_article = first_within(html, "article", "h1").and_then(words);
    let heading = of_page(html).filter(|heading| !is_site(*heading)).and_then(words).filter(is_title);
    let title = own.clone().or_else(|| in_article.clone()).or_else(|| named.clone());
    let Some(title) = title.filter(is_title) else { return heading };
    if let Some(part) = part_that_is_a_heading(html, &title, boilerplate) {
        return Some(part);
    }
    let is_of_site = own.is_none() && in_article.is_none();
    match heading {
        Some(heading) if is_of_site && says_more(&heading, &title) => Some(heading),
        _ => Some(without_site(&title, html, site)),
    }
}

/// Returns whether a heading says more than `<title>`, which is often the same on all pages.
fn says_more(heading: &str, title: &str) -> bool {
    let words = |text: &str| text.split_whitespace().count();
    SITE.is_match(title) || words(heading) > words(title)
}

/// Returns the words of an element as a title.
pub(super) fn words(element: ElementRef<'_>) -> Option<String> {
    fold(&text::line(element))
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

/// Returns the longest run of the title's parts that is a heading of the page.
fn part_that_is_a_heading(html: &Html, title: &str, boilerplate: &Boilerplate) -> Option<String> {
    let headings = select(html, "h1, h2, h3").take(MAX_HEADINGS);
    let headings =
        headings.filter(|heading| !boilerplate.is_around(*heading) && !is_site(*heading)).filter_map(words);
    let is_part = |heading: &String| {
        title.to_lowercase().match_indices(&heading.to_lowercase()).any(|(at, found)| {
            let lower = title.to_lowercase();
            let (before, after) = (&lower[..at], &lower[at + found.len()..]);
            let is_cut = |text: &str, is_end: bool| {
                text.is_empty()
                    || SEPARATORS
                        .iter()
                        .any(|sign| if is_end { text.starts_with(sign) } else { text.ends_with(sign) })
            };
            is_cut(before, false) && is_cut(after, true)
        })
    };
    let parts = headings.filter(|heading| {
        heading.len() <= title.len() && is_part(heading) && !titles::is_placeholder(heading)
    });
    parts.max_by_key(|part| (!SITE.is_match(part), part.len()))
}

/// Removes the name of the site from either end of the title, if the page says what it is.
fn without_site(title: &str, html: &Html, site: Option<&str>) -> String {
    let banners =
        select(html, "h1, h2").take(MAX_HEADINGS).filter(|heading| is_site(*heading)).filter_map(words);
    let names = site.map(str::to_owned).into_iter().chain(banners);
    let mut title = title.to_owned();
    for name in names {
        for sign in SEPARATORS {
            let rest = title.strip_prefix(&format!("{name}{sign}"));
            let rest = rest.or_else(|| title.strip_suffix(&format!("{sign}{name}")));
            if let Some(rest) = rest.and_then(fold) {
                title = rest;
            }
        }
    }
    title
}
