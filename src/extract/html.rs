//! HTML pages: what they declare about themselves, and their main text.
//!
//! Leaves the choice and walk of the text to `text`, bounds on hostile pages to `tree` and
//! bytes to `decode`. Always holds: nothing here recurses over the tree of the page.

mod text;
mod tree;

use std::{collections::HashMap, sync::LazyLock};

use regex::bytes::Regex;
use rustc_hash::FxHashSet;
use scraper::{ElementRef, Html, Selector};

use super::{
    Extracted, decode,
    frontmatter::{fold, published, web_address},
};
use crate::document::{Kind, Language, Metadata, Page};

/// Where a character set is declared: `<meta charset>`, `<meta http-equiv>`, an XML declaration.
static CHARSET: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i-u)<(?:meta[^>]+charset|\?xml[^>]+encoding)\s*=\s*["']?\s*([a-z0-9_:.\-]+)"#).ok()
});

/// How far browsers look for the character set is 1,024 bytes; generators put more before it.
const CHARSET_BYTES: usize = 8 * 1024;

/// The largest page; of 73,000 pages of manuals the largest has 15 MB.
const MAX_BYTES: usize = 32 << 20;

/// What sites put between the title of a page and their own name.
const TITLE_SEPARATORS: [&str; 6] = [" | ", " – ", " — ", " - ", " :: ", " » "];

/// Reads a page: its metadata and the main text as one page.
pub(crate) fn extract(bytes: &[u8]) -> Result<Extracted, String> {
    if bytes.len() > MAX_BYTES {
        let (size, limit) = (bytes.len().div_ceil(1 << 20), MAX_BYTES >> 20);
        return Err(format!(
            "is {size} MB large, the limit for HTML is {limit} MB: split it or save it as text"
        ));
    }
    let (source, warning) = decode::decode_declared(bytes, charset(bytes).as_deref())?;
    let mut warnings: Vec<String> = warning.into_iter().collect();
    let (html, is_flattened) = tree::parse(&source)?;
    if is_flattened {
        warnings
            .push(format!("is nested more than {} elements deep: deeper ones were flattened", tree::DEPTH));
    }
    let (text, outline) = text::main_text(&html);
    if text.is_empty() {
        return Err(
            "is empty: it has no text besides menus, scripts and forms; fill it or remove it".to_owned()
        );
    }
    let pages = vec![Page::new(1, text)];
    let fallback = Metadata { language: template_language(&html), ..Metadata::default() };
    Ok(Extracted { declared: declared(&html), fallback, outline, pages, warnings, ..Extracted::default() })
}

/// The text of a piece of HTML, all of it; a piece beyond the limits of the parser as it stands.
pub(super) fn text(source: &str) -> String {
    tree::parse(source).map_or_else(|_| source.to_owned(), |(html, _)| text::whole_text(&html))
}

fn charset(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(CHARSET_BYTES)];
    let found = CHARSET.as_ref()?.captures(head)?;
    String::from_utf8(found.get(1)?.as_bytes().to_vec()).ok()
}

/// The language in the root element: often that of the template, whatever the text is in.
fn template_language(html: &Html) -> Option<Language> {
    first(html, "html[lang]").and_then(|root| root.attr("lang")?.trim().parse().ok())
}

fn declared(html: &Html) -> Metadata {
    let meta = Meta::read(html);
    let published = day(html, &meta);
    let is_article =
        meta.first(&["og:type"]) == Some("article") || meta.first(&["article:published_time"]).is_some();
    let dated_article = published.is_some() && first(html, "article").is_some();
    Metadata {
        title: title(html, &meta),
        url: url(html, &meta),
        published,
        kind: (is_article || dated_article).then_some(Kind::News),
        language: None,
        parent: None,
        lead: meta.first(&["description", "og:description", "dc.description"]).and_then(fold),
    }
}

/// The `<meta>` elements by lower-case name or property; of several the first counts.
struct Meta(HashMap<String, String>);

impl Meta {
    fn read(html: &Html) -> Self {
        let mut values = HashMap::new();
        for element in select(html, "meta[content]") {
            let name = ["property", "name", "itemprop"].iter().find_map(|key| element.attr(key));
            if let (Some(name), Some(content)) = (name, element.attr("content").and_then(fold)) {
                values.entry(name.trim().to_lowercase()).or_insert(content);
            }
        }
        Self(values)
    }

    fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.0.get(*name)).map(String::as_str)
    }
}

/// `og:title`, the heading of the article, or `<title>`; without the name of the site where the
/// heading of the page shows what that is.
fn title(html: &Html, meta: &Meta) -> Option<String> {
    let in_article = first_within(html, "article", "h1");
    let heading = in_article.or_else(|| first_within(html, "main", "h1")).or_else(|| first(html, "h1"));
    let heading = heading.and_then(|element| fold(&text::line(element)));
    let own = meta.first(&["og:title"]).map(str::to_owned);
    let own = own.or_else(|| in_article.and_then(|element| fold(&text::line(element))));
    let title = own.or_else(|| first(html, "title").and_then(|element| fold(&text::line(element))));
    let is_suffixed = |title: &str, heading: &str| {
        let rest = title.strip_prefix(heading);
        rest.is_some_and(|rest| TITLE_SEPARATORS.iter().any(|separator| rest.starts_with(separator)))
    };
    match (title, heading) {
        (Some(title), Some(heading)) if is_suffixed(&title, &heading) => Some(heading),
        (title, heading) => title.or(heading),
    }
}

fn url(html: &Html, meta: &Meta) -> Option<String> {
    let canonical = first(html, r#"link[rel~="canonical"][href]"#).and_then(|link| link.attr("href"));
    let candidates = [canonical, meta.first(&["og:url"])];
    candidates.into_iter().flatten().find_map(|url| web_address(url.trim()).ok())
}

/// The day of publication, from the surest sign to the least sure.
fn day(html: &Html, meta: &Meta) -> Option<jiff::civil::Date> {
    let names =
        ["article:published_time", "datepublished", "dc.date", "dc.date.issued", "dcterms.issued", "date"];
    let declared = names.iter().filter_map(|name| meta.first(&[name]));
    let places = ["article", "main", "html"].iter();
    let shown = places.filter_map(|place| first_within(html, place, "time[datetime]")?.attr("datetime"));
    let mut found = declared.chain(shown).map(published).filter_map(Result::ok);
    found.next().or_else(|| json_day(html))
}

/// `"datePublished": "…"` of JSON-LD, wherever in it.
fn json_day(html: &Html) -> Option<jiff::civil::Date> {
    let scripts = select(html, r#"script[type="application/ld+json"]"#);
    let mut dates =
        scripts.filter_map(|script| json_string(&script.text().collect::<String>(), "datePublished"));
    dates.find_map(|date| published(&date).ok())
}

/// The first string that stands under `key`; dates need no unescaping.
fn json_string(json: &str, key: &str) -> Option<String> {
    let (_, rest) = json.split_once(&format!("\"{key}\""))?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}

fn first<'a>(html: &'a Html, css: &str) -> Option<ElementRef<'a>> {
    select(html, css).next()
}

/// The first element within one of a name that matches a selector. `article h1` of CSS would climb
/// from each heading to the root, and time would be quadratic.
fn first_within<'a>(html: &'a Html, outer: &str, css: &str) -> Option<ElementRef<'a>> {
    let selector = Selector::parse(css).ok()?;
    let mut inside = FxHashSet::default();
    html.tree.root().descendants().find_map(|node| {
        let is_inside = node.parent().is_some_and(|parent| inside.contains(&parent.id()));
        let element = ElementRef::wrap(node);
        if is_inside || element.is_some_and(|element| element.value().name() == outer) {
            inside.insert(node.id());
        }
        element.filter(|element| is_inside && selector.matches(element))
    })
}

/// The elements that match a selector of our own, in the order of the page.
fn select<'a>(html: &'a Html, css: &str) -> impl Iterator<Item = ElementRef<'a>> + use<'a> {
    let selector = Selector::parse(css).ok();
    let elements = html.tree.root().descendants().filter_map(ElementRef::wrap);
    elements.filter(move |element| selector.as_ref().is_some_and(|selector| selector.matches(element)))
}

#[cfg(test)]
mod tests;
