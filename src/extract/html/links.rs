//! Finds where a page leads: its links, its canonical address, the base of its relative addresses.
//!
//! Resolving and following addresses is left to `fetch`. Invariant: the number of links and the length of each
//! are bounded, whatever the page.

use rustc_hash::FxHashMap;
use scraper::{ElementRef, Html, Selector};
use serde::{Deserialize, Serialize};

use super::{
    charset,
    elements::{MetaTags, first, link, select},
    names::NamedAs,
    text,
    tree::{self, NodeId},
};
use crate::extract::{decode, error::ExtractError, frontmatter::fold};

/// The maximum number of links of one page: the largest sitemap pages of cities have a few thousand.
const MAX_LINKS: usize = 20_000;
/// The longest address that is followed, in bytes; servers refuse longer ones.
pub(crate) const MAX_ADDRESS_BYTES: usize = 2048;

/// Where a page leads.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct PageLinks {
    /// The address that the page says is its own.
    pub(crate) canonical: Option<String>,
    /// The address that the links of the page are relative to, if not the page's own.
    pub(crate) base: Option<String>,
    /// The title that the page declares.
    pub(crate) title: Option<String>,
    /// The links in page order.
    pub(crate) links: Vec<FoundLink>,
    /// Whether it has more links than are returned.
    pub(crate) is_cut: bool,
}

/// One link.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct FoundLink {
    /// The address as written.
    pub(crate) href: String,
    /// Whether it stands outside of menus, headers and footers.
    pub(crate) is_in_text: bool,
    /// Whether the selector matches it or an element around it.
    pub(crate) is_selected: bool,
}

/// Returns where a page leads; `sent` is the character set that came with it.
///
/// # Errors
/// Returns an error if the page cannot be decoded or exceeds the limits of the parser.
pub(crate) fn links(
    bytes: &[u8],
    sent: Option<&str>,
    selector: Option<&LinkSelector>,
) -> Result<PageLinks, ExtractError> {
    let declared = charset(bytes);
    let label = declared.as_deref().or_else(|| sent.and_then(decode::known_label));
    let (source, _) = decode::decode_declared(bytes, label)?;
    let (html, _) = tree::parse(&source)?;
    let address = |css: &str| first(&html, css).and_then(|link| written(link.attr("href")?));
    let canonical = address(r#"link[rel~="canonical"][href]"#);
    let base = address("base[href]");
    let mut of_site = FxHashMap::default();
    let links = select(&html, "bdi[href]").filter_map(|element| page_link(element, selector, &mut of_site));
    let mut links: Vec<FoundLink> = links.take(MAX_LINKS + 1).collect();
    let is_cut = links.len() > MAX_LINKS;
    links.truncate(MAX_LINKS);
    Ok(PageLinks { canonical, base, title: declared_title(&html), links, is_cut })
}

fn declared_title(html: &Html) -> Option<String> {
    let meta = MetaTags::read(html);
    let declared = meta.first(&["og:title", "dc.title"]).and_then(fold);
    declared.or_else(|| first(html, "title").and_then(|title| fold(&text::line(title))))
}

fn written(href: &str) -> Option<String> {
    let href = href.trim();
    (!href.is_empty() && href.len() <= MAX_ADDRESS_BYTES).then(|| href.to_owned())
}

/// Reads a link; `of_site` remembers which elements are parts of the site.
fn page_link(
    element: ElementRef<'_>,
    selector: Option<&LinkSelector>,
    of_site: &mut FxHashMap<NodeId, bool>,
) -> Option<FoundLink> {
    let href = written(link(element.value())?)?;
    let around = || std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap));
    let mut is_of_site =
        |above: ElementRef<'_>| *of_site.entry(above.id()).or_insert_with(|| leads_through_site(above));
    let is_in_text = !around().any(&mut is_of_site);
    let is_selected = selector.is_some_and(|LinkSelector(css)| around().any(|above| css.matches(&above)));
    Some(FoundLink { href, is_in_text, is_selected })
}

/// Returns whether an element is a part of the site, not of the page.
fn leads_through_site(element: ElementRef<'_>) -> bool {
    let role = element.value().attr("role").unwrap_or_default();
    let named = NamedAs::of(element.value());
    matches!(element.value().name(), "nav" | "footer" | "aside")
        || matches!(role, "navigation" | "contentinfo" | "banner" | "complementary" | "search")
        || named.is_around
        || named.is_comments
}

/// A CSS selector of links, or of elements around links.
#[derive(Debug, Clone)]
pub(crate) struct LinkSelector(Selector);

impl LinkSelector {
    /// Parses a selector; `None` if it is not valid CSS.
    pub(crate) fn parse(css: &str) -> Option<Self> {
        Selector::parse(&of_tree(css)).ok().map(Self)
    }
}

/// Returns a selector in which `a` has the name that links have in our trees.
fn of_tree(css: &str) -> String {
    let mut written = String::with_capacity(css.len() + 8);
    let mut before = ' ';
    let mut characters = css.chars().peekable();
    while let Some(c) = characters.next() {
        let is_start = before.is_whitespace() || matches!(before, '>' | '+' | '~' | ',' | '(');
        let is_end = characters.peek().is_none_or(|next| {
            next.is_whitespace() || matches!(next, '.' | '#' | '[' | ':' | '>' | '+' | '~' | ',' | ')')
        });
        if c == 'a' && is_start && is_end {
            written.push_str("bdi");
        } else {
            written.push(c);
        }
        before = c;
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_a_page_are_told_from_those_of_its_site() {
        let page = r#"<title>Wpis</title><link rel=canonical href="/a"><base href="https://b.pl/c/">
            <nav><a href=/menu>Menu</a></nav>
            <main><p><a href="akt.pdf">Akt</a> <a name=x>kotwica</a></p><div class=zalaczniki><a href=z.docx>Z</a></div></main>
            <div class="footer-links"><a href=/rodo>RODO</a></div>"#;
        let found = links(page.as_bytes(), None, None).expect("a page");
        assert_eq!(
            (found.canonical.as_deref(), found.base.as_deref()),
            (Some("/a"), Some("https://b.pl/c/"))
        );
        assert_eq!(found.title.as_deref(), Some("Wpis"));
        let in_text: Vec<&str> =
            found.links.iter().filter(|link| link.is_in_text).map(|link| link.href.as_str()).collect();
        assert_eq!(in_text, ["akt.pdf", "z.docx"]);
        assert_eq!(found.links.len(), 4);
    }

    #[test]
    fn a_selector_selects_links_or_what_is_around_them() {
        let page = "<ul class=list><li><a href=1>A</a></li></ul><h2><a class=more href=2>B</a></h2>";
        for (css, expected) in [(".list", "1"), ("ul > li a", "1"), ("h2 a.more", "2"), ("a[href='2']", "2")]
        {
            let selector = LinkSelector::parse(css).expect(css);
            let found = links(page.as_bytes(), None, Some(&selector)).expect("a page");
            let selected: Vec<&str> =
                found.links.iter().filter(|link| link.is_selected).map(|link| link.href.as_str()).collect();
            assert_eq!(selected, [expected], "{css}");
        }
        assert!(LinkSelector::parse("a[").is_none());
    }
}
