//! Finds the heading of a page, and tells it from the name of the site.
//!
//! Which title follows from it is left to `title`. Invariant: the work is bounded, however many headings a
//! page has.

use std::sync::LazyLock;

use regex::Regex;
use rustc_hash::FxHashMap;
use scraper::{ElementRef, Html, Node, node::Element};

use super::{
    elements::{first, first_within, link, select},
    names::{self, NamedAs},
    text,
    tree::NodeId,
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
        r"(?i)^[^\p{L}\d]*(?:oficjaln\p{L}*|biuletyn informacji|bip|urząd|urzędu|gmina|miasto|powiat|starostwo|portal|serwis|strona|witryna|dzielnica|rada dzielnicy|sołectwo|osiedle|witamy|home|start|aktualności)\b",
    )
});
/// Matches the class names that sites without heading elements give to headings: `news-title-field`,
/// `tytul_komunikatu`. The second pattern matches those of headings of boxes.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:^|[\s_-])(?:contentheading|componentheading|capmain|tyt|tytu[lł]|title|headline|nagl[oó]wek|nagłówek)(?:$|[\s\d_-])",
    )
});
static NAMED_OTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:^|[\s_-])(?:site|box|widget|menu|toggle|slide|slider|block|portlet|sidebar|panel|card|banner|accordion|toolbar|subtitle|sub|modal|popup|menutitle|podtytul)(?:$|[\s\d_-])",
    )
});
/// The maximum number of headings considered: a page with more is a list of other pages.
pub(super) const MAX_HEADINGS: usize = 30;

/// The maximum number of parts of a `<title>` that are considered: real ones have up to five.
const MAX_TITLE_PARTS: usize = 32;

/// Elements that may be headings of sites without heading elements.
const PLAIN: [&str; 7] = ["div", "p", "span", "td", "strong", "font", "b"];
/// How far above an element to look for the name of a path.
const PATH_DEPTH: usize = 4;
/// The maximum size of a heading that is recognized by its name, in bytes.
const MAX_TITLE_BYTES: usize = 300;
/// What `tree` makes of elements for bold and large letters, and the blocks that may consist of one.
const EMPHASIS: &str = "span";
const BLOCKS: [&str; 5] = ["td", "p", "div", "center", "th"];
/// The maximum number of words of a heading recognized by its letters.
const EMPHASIZED_WORDS: usize = 30;
/// Where such a heading must have a sentence: the number of levels above it and of texts after it. The minimum
/// number of words of that sentence.
const ABOVE_DEPTH: usize = 6;
const NEXT_TEXTS: usize = 4;
const SENTENCE_WORDS: usize = 8;
/// The minimum number of words of a heading that is recognized by the `<title>`.
const TITLE_WORDS: usize = 2;

/// Returns the heading of the page.
///
/// It is that of the article or main text, one that the `<title>` repeats, or else the first that is more
/// than a link, which the name of a site often is.
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
        .or_else(|| own("h1", false))
        .or_else(|| first_of(html, own("h2", false), named(html)))
        .or_else(|| own("h1", true))
        .or_else(|| own("h2", true))
        .or_else(|| first(html, "h1"))
        .or_else(|| emphasized(html))
}

/// Returns the heading with the most words of those that the `<title>` repeats, or an element that is no
/// heading and consists of a longer part of it.
fn in_title(html: &Html) -> Option<ElementRef<'_>> {
    let title = first(html, "title").and_then(words)?.to_lowercase();
    let own_words = |element: ElementRef<'_>| {
        let words = words(element).filter(|words| !SITE.is_match(words) && !names_box(words))?;
        let count = words.split_whitespace().count();
        (count >= TITLE_WORDS).then(|| (count, words.to_lowercase()))
    };
    let headings = select(html, "h1, h2, h3, h4").take(MAX_HEADINGS).filter(|heading| !is_site(*heading));
    let repeated = headings.filter_map(|heading| {
        let (count, words) = own_words(heading)?;
        title.contains(&words).then_some((count, heading))
    });
    // The first of several with as many words.
    let best = repeated.reduce(|best, next| if next.0 > best.0 { next } else { best });
    let parts: Vec<String> = title_parts(html).iter().map(|part| part.to_lowercase()).collect();
    let elements = html.tree.root().descendants().filter_map(ElementRef::wrap);
    let mut path = PathNames::default();
    let plain = elements.filter(|element| PLAIN.contains(&element.value().name()) && is_alone(*element));
    let plain = plain.filter(|element| !path.are_around(*element));
    let part = plain.filter_map(|element| Some((own_words(element)?, element)));
    let mut part =
        part.filter(|((_, words), _)| parts.contains(words)).map(|((count, _), element)| (count, element));
    let part = part.next();
    best.into_iter()
        .chain(part)
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, one)| one)
}

/// Returns the one of two elements that comes first on the page.
fn first_of<'a>(
    html: &'a Html,
    one: Option<ElementRef<'a>>,
    other: Option<ElementRef<'a>>,
) -> Option<ElementRef<'a>> {
    let (Some(first), Some(second)) = (one, other) else { return one.or(other) };
    html.tree
        .root()
        .descendants()
        .filter_map(ElementRef::wrap)
        .find(|element| *element == first || *element == second)
}

/// Returns the first element that its name calls a heading.
fn named(html: &Html) -> Option<ElementRef<'_>> {
    let is_named = |element: &ElementRef<'_>| element.value().attr("class").is_some_and(is_heading_class);
    let is_own = |element: &ElementRef<'_>| {
        let words = words(*element).filter(|words| !SITE.is_match(words) && !names_box(words));
        words.is_some_and(|words| {
            words.len() <= MAX_TITLE_BYTES && words.split_whitespace().count() >= TITLE_WORDS
        })
    };
    let elements = html.tree.root().descendants().filter_map(ElementRef::wrap);
    let mut named = elements.filter(is_named).take(MAX_HEADINGS);
    named.find(|element| is_own(element) && !is_site(*element))
}

fn is_heading_class(class: &str) -> bool {
    NAMED.is_match(class) && !NAMED_OTHER.is_match(class)
}

/// Returns the first text in bold or large letters that stands alone in its block, above a sentence: the
/// heading of a page made before sites used heading elements.
fn emphasized(html: &Html) -> Option<ElementRef<'_>> {
    let elements = html.tree.root().descendants().filter_map(ElementRef::wrap);
    let emphasized = elements.filter(|element| element.value().name() == EMPHASIS);
    let mut blocks = BlockLengths::default();
    let alone = emphasized.filter(|element| blocks.stands_alone(*element)).take(MAX_HEADINGS);
    let mut alone = alone.filter(|element| {
        let words = words(*element).filter(|words| !SITE.is_match(words) && !names_box(words));
        words.is_some_and(|words| {
            let count = words.split_whitespace().count();
            (TITLE_WORDS..=EMPHASIZED_WORDS).contains(&count) && !words.ends_with(['.', ':', ',', ';'])
        })
    });
    alone.find(|element| is_above_sentence(*element))
}

/// How much text the blocks of a page have, as far as it matters for headings; counts each block once.
#[derive(Default)]
struct BlockLengths(FxHashMap<NodeId, usize>);

impl BlockLengths {
    /// Returns whether an element has all the text of its line or of the block around it, and no link.
    fn stands_alone(&mut self, element: ElementRef<'_>) -> bool {
        let own = length(element);
        let above = || element.ancestors().filter_map(ElementRef::wrap);
        let mut inside = element.descendants().filter_map(ElementRef::wrap);
        let mut is_whole_block = || {
            let block = above().find(|above| BLOCKS.contains(&above.value().name()));
            block.is_some_and(|block| *self.0.entry(block.id()).or_insert_with(|| length(block)) == own)
        };
        (1..=MAX_TITLE_BYTES).contains(&own)
            && (is_own_line(element) || is_whole_block())
            && above().all(|above| link(above.value()).is_none())
            && inside.all(|inner| link(inner.value()).is_none())
    }
}

/// Returns the length of the text of an element, in bytes, or more than that of a heading.
fn length(element: ElementRef<'_>) -> usize {
    let mut length = 0;
    for text in element.text() {
        length += text.trim().len();
        if length > MAX_TITLE_BYTES {
            break;
        }
    }
    length
}

/// Returns whether line breaks divide an element from the text above and below it.
fn is_own_line(element: ElementRef<'_>) -> bool {
    let mut above = element.prev_siblings().map(|node| node.value()).filter(|node| !is_blank(node));
    let mut below = element.next_siblings().map(|node| node.value()).filter(|node| !is_blank(node));
    above.next().is_none_or(is_break) && below.next().is_some_and(is_break)
}

fn is_blank(node: &Node) -> bool {
    node.as_text().is_some_and(|text| text.trim().is_empty())
}

fn is_break(node: &Node) -> bool {
    node.as_element().is_some_and(|element| element.name() == "br")
}

/// Returns whether one of the next texts is a sentence.
fn is_above_sentence(element: ElementRef<'_>) -> bool {
    let mut above = std::iter::once(*element).chain(element.ancestors()).take(ABOVE_DEPTH);
    above.any(|node| {
        let after = node.next_siblings().flat_map(|next| next.descendants());
        let texts = after.filter_map(|node| node.value().as_text().map(|text| text.trim()));
        texts.filter(|text| !text.is_empty()).take(NEXT_TEXTS).any(is_sentence)
    })
}

fn is_sentence(text: &str) -> bool {
    text.split_whitespace().count() >= SENTENCE_WORDS && text.contains(['.', '!', '?', ';'])
}

/// Returns whether an element holds one text and nothing else.
fn is_alone(element: ElementRef<'_>) -> bool {
    let mut children = element.children();
    children.next().is_some_and(|child| child.value().is_text()) && children.next().is_none()
}

/// Tells the end of the path to a page from a heading; reads the names of each element once.
#[derive(Default)]
struct PathNames(FxHashMap<NodeId, bool>);

impl PathNames {
    fn are_around(&mut self, element: ElementRef<'_>) -> bool {
        let mut above = element.ancestors().filter_map(ElementRef::wrap).take(PATH_DEPTH);
        above.any(|above| *self.0.entry(above.id()).or_insert_with(|| NamedAs::of(above.value()).is_leading))
    }
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

/// What makes a heading the name of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SiteMark {
    /// A link to the front page, around the heading or in it.
    HomeLink,
    /// The banner or logo that the heading is in.
    Banner,
}

impl SiteMark {
    pub(super) fn of(element: &Element) -> Option<Self> {
        let mut names = names::names(element).chain(element.attr("role"));
        if link(element).is_some_and(leads_home) {
            Some(Self::HomeLink)
        } else if names.any(|name| matches!(name, "banner" | "logo" | "site-title" | "site-branding")) {
            Some(Self::Banner)
        } else {
            None
        }
    }
}

fn leads_home(href: &str) -> bool {
    let href = href.trim_end_matches("index.php").trim_end_matches("index.html");
    let path = href.split_once("://").map_or(href, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
    matches!(path, "/" | "" | "./" | "#")
}

/// Returns whether a heading is the name of the site: it links to the front page or is in the banner.
pub(super) fn is_site(heading: ElementRef<'_>) -> bool {
    let mark = |element: ElementRef<'_>| SiteMark::of(element.value());
    let mut within = heading.descendants().filter_map(ElementRef::wrap);
    let mut above = heading.ancestors().filter_map(ElementRef::wrap);
    within.any(|element| mark(element) == Some(SiteMark::HomeLink))
        || above.any(|above| mark(above).is_some())
}

/// Returns the parts of the `<title>`.
pub(super) fn title_parts(html: &Html) -> Vec<String> {
    first(html, "title").and_then(words).map(|title| parts(&title)).unwrap_or_default()
}

/// Returns the parts of a title.
pub(super) fn parts(title: &str) -> Vec<String> {
    let mut parts = vec![title.to_owned()];
    for sign in SEPARATORS {
        let split = parts.iter().flat_map(|part| part.split(sign));
        parts = split.filter_map(fold).take(MAX_TITLE_PARTS).collect();
    }
    parts
}
