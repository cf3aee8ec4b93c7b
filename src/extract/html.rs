//! Extracts the declared metadata and the main text of HTML pages.
//!
//! Walking the text is left to `text`, excluding page furniture to `boilerplate`, titles to `title`, dates to
//! `day`, limits on hostile pages to `tree` and encodings to `decode`; `links` finds where
//! a page leads. Invariant: nothing here recurses over
//! the tree of the page.

mod boilerplate;
mod day;
mod elements;
mod heading;
mod kind;
pub(crate) mod links;
mod names;
mod numbers;
mod text;
mod title;
mod trail;
mod tree;
mod walk;

use std::sync::LazyLock;

use regex::bytes::Regex;
use scraper::{ElementRef, Html};

use super::{
    decode,
    error::ExtractError,
    extracted::Extracted,
    flow::FlowText,
    frontmatter::{fold, web_address},
    furniture,
    page_kind::PagePlace,
    posted, saved_page,
};
use crate::document::{Language, Metadata, OutlineEntry, Page};
use boilerplate::Boilerplate;
use elements::{MetaTags, first};

/// Matches the declaration of a character set: `<meta charset>`, `<meta http-equiv>`, an XML declaration.
static CHARSET: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i-u)<(?:meta[^>]+charset|\?xml[^>]+encoding)\s*=\s*["']?\s*([a-z0-9_:.\-]+)"#).ok()
});

/// How far to look for the character set, in bytes: browsers stop at 1,024, but generators put more before
/// it.
const CHARSET_BYTES: usize = 8 * 1024;

/// The maximum size of a page: the largest of 73,000 pages of manuals has 15 MB.
const MAX_BYTES: usize = 32 << 20;

/// Extracts the metadata and the main text, as one page.
pub(crate) fn extract(bytes: &[u8]) -> Result<Extracted, ExtractError> {
    extract_sent(bytes, None)
}

/// Extracts a page as [`extract`] does; `sent` is the character set that came with it.
pub(super) fn extract_sent(bytes: &[u8], sent: Option<&str>) -> Result<Extracted, ExtractError> {
    if bytes.len() > MAX_BYTES {
        let (megabytes, limit) = (bytes.len().div_ceil(1 << 20), MAX_BYTES >> 20);
        return Err(ExtractError::TooLarge { megabytes, limit });
    }
    let (source, warning) = decode::decode_declared(bytes, charset(bytes).as_deref().or(sent))?;
    let mut warnings: Vec<String> = warning.into_iter().collect();
    let (html, is_flattened) = tree::parse(&source)?;
    if is_flattened {
        warnings
            .push(format!("is nested more than {} elements deep: deeper ones were flattened", tree::DEPTH));
    }
    let heading = heading::of_page(&html);
    let boilerplate = Boilerplate::find(&html, heading);
    let (whole, outline) = text::main_text(&html, &|element| boilerplate.surrounds(element));
    if whole.text.is_empty() {
        return Err(ExtractError::NoMainText);
    }
    let meta = MetaTags::read(&html);
    let mut declared = declared(&html, &meta, &boilerplate, heading);
    // The day of publication is not that of the act on the page.
    let labeled = posted::published(&posted::lines(&whole.text));
    declared.published = declared.published.or(labeled);
    let unlabeled = || day::unlabeled(heading, &whole.text, &outline, declared.title.as_deref());
    let shown = labeled.or_else(unlabeled);
    let about = about(&html, &meta);
    let (page, outline) = main_page(&html, &boilerplate, (whole, outline), declared.title.as_deref());
    let title = declared.title.clone().or_else(|| saved_page::title(&page.text)).unwrap_or_default();
    let place = PagePlace {
        title: &title,
        trail: &about.join("\n"),
        is_dated: shown.is_some(),
        is_bulletin: boilerplate.has_metadata_box() || kind::is_bulletin(&about, declared.url.as_deref()),
    };
    let published = shown.or_else(|| declared.url.as_deref().and_then(day::in_url));
    let from_text = Metadata { published, kind: place.kind(&page.text), ..Metadata::default() };
    let fallback = Metadata { language: template_language(&html), ..Metadata::default() };
    let pages = vec![page];
    Ok(Extracted { declared, from_text, fallback, about, outline, pages, warnings, ..Extracted::default() })
}

/// Returns the path to the page and the names of its site.
fn about(html: &Html, meta: &MetaTags) -> Vec<String> {
    let mut about = trail::site(html, meta);
    about.extend(trail::trail(html));
    about
}

/// Returns the main text without notes of who published it, given the text with them.
fn main_page(
    html: &Html,
    boilerplate: &Boilerplate,
    whole: (FlowText, Vec<OutlineEntry>),
    title: Option<&str>,
) -> (Page, Vec<OutlineEntry>) {
    let without = || text::main_text(html, &|element| boilerplate.includes(element));
    let without = Some(boilerplate).filter(|found| found.has_metadata()).map(|_| without());
    let (written, mut outline) = without.filter(|(written, _)| !written.text.is_empty()).unwrap_or(whole);
    let mut page = written.into_page();
    furniture::remove(&mut page, &mut outline, title);
    (page, outline)
}

/// Returns the full text of a page in an e-mail, which declares its encoding itself.
pub(super) fn mail_text(bytes: &[u8]) -> Result<String, ExtractError> {
    let (source, _) = decode::decode_declared(bytes, charset(bytes).as_deref())?;
    Ok(text(&source).text)
}

/// Returns the text of a piece of HTML without markup.
pub(crate) fn plain_text(source: &str) -> String {
    text(source).text
}

/// Returns the full text of a piece of HTML; a piece beyond the limits of the parser is returned unchanged.
pub(super) fn text(source: &str) -> FlowText {
    let as_it_stands = |_| FlowText { text: source.to_owned(), ..FlowText::default() };
    tree::parse(source).map_or_else(as_it_stands, |(html, _)| text::whole_text(&html))
}

/// Whether a page declares its character set.
pub(super) fn declares_charset(bytes: &[u8]) -> bool {
    charset(bytes).is_some()
}

fn charset(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(CHARSET_BYTES)];
    let found = CHARSET.as_ref()?.captures(head)?;
    String::from_utf8(found.get(1)?.as_bytes().to_vec()).ok()
}

/// Returns the language of the root element, often that of the template rather than of the text.
fn template_language(html: &Html) -> Option<Language> {
    first(html, "html[lang]").and_then(|root| root.attr("lang")?.trim().parse().ok())
}

fn declared(
    html: &Html,
    meta: &MetaTags,
    boilerplate: &Boilerplate,
    heading: Option<ElementRef<'_>>,
) -> Metadata {
    let declared = Metadata {
        title: title::title(html, meta, boilerplate, heading),
        url: url(html, meta),
        published: day::declared(html, meta, boilerplate),
        lead: meta.first(&["description", "og:description", "dc.description"]).and_then(fold),
        ..Metadata::default()
    };
    Metadata { kind: kind::declared(html, meta, &declared), ..declared }
}

fn url(html: &Html, meta: &MetaTags) -> Option<String> {
    let canonical = first(html, r#"link[rel~="canonical"][href]"#).and_then(|link| link.attr("href"));
    let candidates = [canonical, meta.first(&["og:url"])];
    candidates.into_iter().flatten().find_map(|url| web_address(url.trim()).ok())
}

#[cfg(test)]
mod tests;
