//! Determines what kind of page it is, as it declares and as it seems.
//!
//! Titles and sections are left to `page_kind`. Invariant: what a page declares for all pages of its site,
//! such as `og:type`, makes no news of a page whose title names an act, a notice or what lasts.

use std::sync::LazyLock;

use regex::Regex;
use scraper::Html;

use super::elements::{MetaTags, first, select};
use crate::{
    acts::numbers::pattern,
    document::{Kind, Metadata},
    extract::page_kind::PagePlace,
};

/// Matches the types of posts in JSON-LD.
static POST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#""@type"\s*:\s*\[?\s*"(?:NewsArticle|BlogPosting|ReportageNewsArticle|LiveBlogPosting)""#)
});
/// Matches what the body of a page calls posts, and what it calls pages.
static POST_CLASS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:single-post|single-aktualnosci|single-news|node-type-(?:article|news|aktualnosc\w*)|page-node-type-(?:article|news|aktualnosc\w*)|postid-\d+)\b",
    )
});
/// Matches the type of events in JSON-LD.
static EVENT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#""@type"\s*:\s*\[?\s*"(?:\p{L}*Event|Festival)""#));
/// Matches the names of public information bulletins.
static BULLETIN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bbip\b|biuletyn informacji publicznej"));

/// Returns the kind that the page declares.
pub(super) fn declared(html: &Html, meta: &MetaTags, declared: &Metadata) -> Option<Kind> {
    let place = PagePlace { title: declared.title.as_deref().unwrap_or_default(), ..PagePlace::default() };
    if place.kind_of_act().is_some() || place.is_lasting() {
        return None;
    }
    let is_article =
        meta.first(&["og:type"]) == Some("article") || meta.first(&["article:published_time"]).is_some();
    let is_dated = declared.published.is_some() && first(html, "article").is_some();
    let is_typed = |pattern: &Regex| {
        let scripts = select(html, r#"script[type="application/ld+json"]"#);
        scripts.flat_map(|script| script.text()).any(|json| pattern.is_match(json))
    };
    let is_news = is_typed(&POST);
    if meta.first(&["og:type"]) == Some("event") || !is_news && is_typed(&EVENT) {
        return Some(Kind::Page);
    }
    let is_post = || {
        let body = first(html, "body").and_then(|body| body.value().attr("class"));
        is_news || body.is_some_and(|class| POST_CLASS.is_match(class))
    };
    (is_article || is_dated || is_post()).then_some(Kind::News)
}

/// Returns whether the site calls itself a public information bulletin.
pub(super) fn is_bulletin(site: &[String], url: Option<&str>) -> bool {
    site.iter().any(|name| BULLETIN.is_match(name)) || url.is_some_and(|url| url.contains("bip."))
}
