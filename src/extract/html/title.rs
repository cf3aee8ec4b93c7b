//! Determines the title of a page: what it declares, or its heading, without the name of the site.
//!
//! Finding the heading is left to `heading`. Invariant: the name of the site, which all its pages show, is
//! not the title of a page that has its own heading.

use rustc_hash::FxHashSet;
use scraper::{ElementRef, Html};

use super::{
    boilerplate::Boilerplate,
    elements::{MetaTags, first, first_within, select},
    heading::{MAX_HEADINGS, SEPARATORS, SITE, is_site, parts, words},
};
use crate::extract::{frontmatter::fold, furniture::LineRoles, titles};

/// The number of letters by which forms of one word are compared, and the minimum length of such a word.
const STEM_CHARS: usize = 5;
const STEM_WORD_CHARS: usize = 3;
/// The minimum number of words that a heading shares with the title that it replaces.
const SHARED_STEMS: usize = 2;

/// Returns the title of a page.
pub(super) fn title(
    html: &Html,
    meta: &MetaTags,
    boilerplate: &Boilerplate,
    heading: Option<ElementRef<'_>>,
) -> Option<String> {
    let site = meta.first(&["og:site_name"]);
    let is_title = |title: &String| !titles::is_placeholder(title) && Some(title.as_str()) != site;
    let own = meta.first(&["og:title", "dc.title", "twitter:title"]).map(str::to_owned).filter(is_title);
    let named = first(html, "title").and_then(words).filter(is_title);
    let in_article = first_within(html, "article", "h1").and_then(words);
    let element = heading.filter(|heading| !is_site(*heading));
    let heading = element.and_then(words).filter(is_title);
    let title = own.clone().or_else(|| in_article.clone()).or_else(|| named.clone());
    let Some(title) = title.filter(is_title) else { return heading };
    if let Some(part) = part_that_is_a_heading(html, &title, boilerplate) {
        return Some(part);
    }
    let is_of_site = own.is_none() && in_article.is_none();
    let is_main = element.is_some_and(|element| element.value().name() == "h1");
    let is_own = |heading: &str| {
        shares_words(heading, &title)
            || is_of_site && says_more(heading, &title)
            || is_main && is_specific(heading)
    };
    match heading {
        Some(heading) if is_own(&heading) => Some(heading),
        _ => Some(without_site(&title, html, site)),
    }
}

/// Returns whether a heading says in other words what a part of the title says: half of their words begin
/// with the same letters.
fn shares_words(heading: &str, title: &str) -> bool {
    let stems = |text: &str| -> FxHashSet<String> {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric());
        let stem = |word: &str| word.chars().take(STEM_CHARS).collect();
        words.filter(|word| word.chars().count() >= STEM_WORD_CHARS).map(stem).collect()
    };
    let own = stems(heading);
    parts(title).iter().map(|part| stems(part)).any(|part| {
        let shared = own.intersection(&part).count();
        shared >= SHARED_STEMS && shared * 2 >= own.len().min(part.len())
    })
}

/// Returns whether a heading is neither the name of a site nor that of a section.
fn is_specific(heading: &str) -> bool {
    heading.contains(' ') && !SITE.is_match(heading) && !LineRoles::of(heading).is_edge
}

/// Returns whether a heading says more than `<title>`, which is often the same on all pages.
fn says_more(heading: &str, title: &str) -> bool {
    let words = |text: &str| text.split_whitespace().count();
    SITE.is_match(title) || words(heading) > words(title)
}

/// Returns the longest run of the title's parts that is a heading of the page.
fn part_that_is_a_heading(html: &Html, title: &str, boilerplate: &Boilerplate) -> Option<String> {
    let headings = select(html, "h1, h2, h3, h4").take(MAX_HEADINGS);
    let headings =
        headings.filter(|heading| !boilerplate.is_around(*heading) && !is_site(*heading)).filter_map(words);
    let plain = |text: &str| text.to_lowercase().replace(['–', '—'], "-");
    let lower = plain(title);
    let signs = SEPARATORS.map(plain);
    let is_part = |heading: &String| {
        lower.match_indices(&plain(heading)).any(|(at, found)| {
            let (before, after) = (&lower[..at], &lower[at + found.len()..]);
            let is_cut = |text: &str, is_end: bool| {
                text.is_empty()
                    || is_end && text.starts_with(": ")
                    || signs.iter().any(|sign| {
                        if is_end { text.starts_with(sign.as_str()) } else { text.ends_with(sign.as_str()) }
                    })
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
