//! Finds what surrounds the text of a page: menus, banners, consent bars, lists of links.
//!
//! Every element is judged in a single walk. Invariants: an element that contains the heading of the page or
//! its article is text; within the article only lists of links and the like are excluded.

use std::sync::LazyLock;

use regex::Regex;
use rustc_hash::FxHashSet;
use scraper::{ElementRef, Html, node::Element};

use super::{
    heading,
    text::is_hidden,
    tree::NodeId,
    walk::{TreeStep, walk},
};
use crate::acts::numbers::pattern;

/// Roles of elements around the text of a page.
const ROLES: [&str; 5] = ["navigation", "banner", "contentinfo", "search", "dialog"];
/// Elements that may consist of links alone.
const BLOCKS: [&str; 13] =
    ["ul", "ol", "div", "p", "table", "tbody", "tr", "td", "section", "center", "dl", "li", "span"];
/// Parts of the names that sites give to elements around the text.
const HINTS: [&str; 17] = [
    "menu",
    "submenu",
    "navmenu",
    "nav",
    "navbar",
    "navigation",
    "nawigacja",
    "cookie",
    "cookies",
    "footer",
    "stopka",
    "sidebar",
    "topbar",
    "toolbar",
    "newsletter",
    "banery",
    "wyszukiwarka",
];
/// Names of elements that lead elsewhere, even within the text.
const LEADING: [&str; 12] = [
    "breadcrumb",
    "breadcrumbs",
    "okruszki",
    "okruszek",
    "sciezka",
    "share",
    "social",
    "udostepnij",
    "pagination",
    "pager",
    "skip",
    "skiplinks",
];
/// The maximum number of words outside links in an element named like this.
const LEADING_WORDS: usize = 12;
/// Prefixes of names that say what a page has, not what an element is: `has-sidebar`.
const ABOUT: [&str; 5] = ["has-", "with-", "no-", "without-", "is-"];
/// The share of a page's words, in hundredths, above which an element with such a name is the text after all.
const MAX_SHARE: usize = 50;
/// The share of words, in hundredths, above which all elements with such names together are text after all.
const MAX_TOGETHER: usize = 60;
/// The number of words outside links from which an aside in the article is text; the next one is for a form.
const ASIDE_WORDS: usize = 3;
const FORM_WORDS: usize = 6;
/// The minimum number of words of prose; a shorter text may be the label of a link.
const PROSE_WORDS: usize = 6;
/// The number of words below which an element may be a consent bar.
const CONSENT_WORDS: usize = 120;

/// Matches words of a request for consent to tracking.
static CONSENT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(?:cookies?|ciastecz\p{L}*)\b"));
/// Matches URLs of files.
static FILE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\.(?:pdf|docx?|odt|rtf|xlsx?|ods|csv|txt|zip|jpe?g|png|tiff?|pptx?|xml)(?:[?#]|$)|download|pobierz|attachment",
    )
});

/// The elements of a page that are not part of its text.
pub(super) struct Boilerplate {
    left_out: FxHashSet<NodeId>,
}

impl Boilerplate {
    pub(super) fn find(html: &Html) -> Self {
        let scale = BoilerplateDetector::new(html);
        Self { left_out: scale.weigh(html) }
    }

    pub(super) fn includes(&self, element: ElementRef<'_>) -> bool {
        self.left_out.contains(&element.id())
    }

    /// Returns whether the element is, or is inside, an element that is not part of the text.
    pub(super) fn is_around(&self, element: ElementRef<'_>) -> bool {
        element.ancestors().any(|above| self.left_out.contains(&above.id())) || self.includes(element)
    }
}

/// Counts for a page up to some position.
#[derive(Debug, Default, Clone, Copy)]
struct ElementCounts {
    /// Words outside links and headings; then words in links.
    words: usize,
    linked: usize,
    links: usize,
    files: usize,
    consents: usize,
}

impl ElementCounts {
    fn since(self, start: Self) -> Self {
        Self {
            words: self.words - start.words,
            linked: self.linked - start.linked,
            links: self.links - start.links,
            files: self.files - start.files,
            consents: self.consents - start.consents,
        }
    }

    /// Returns whether there are links and hardly anything else.
    fn is_links(&self) -> bool {
        self.links > 0 && self.words == 0 || self.links > 1 && self.words <= 3 && self.linked >= self.words
    }
}

/// An element that is open during the walk.
#[expect(clippy::struct_excessive_bools, reason = "each counts on its own when the element ends")]
struct OpenElement {
    start: ElementCounts,
    is_heading: bool,
    is_link: bool,
    is_text: bool,
    is_hinted: bool,
}

/// An element that is excluded unless it turns out to be text.
struct DoubtfulElement {
    id: NodeId,
    words: usize,
    /// The number of pieces of prose before its end.
    prose: usize,
    is_hinted: bool,
}

/// Judges the elements of a page.
#[derive(Default)]
struct BoilerplateDetector {
    /// The elements that contain a heading of the page.
    headed: FxHashSet<NodeId>,
    /// The elements that contain such a heading, an article or the main text.
    filled: FxHashSet<NodeId>,
    heading: Option<NodeId>,
    /// The parts of the `<title>`.
    title_parts: Vec<String>,
    is_below_heading: bool,
    count: ElementCounts,
    prose: usize,
    open: Vec<OpenElement>,
    headings: usize,
    links: usize,
    texts: usize,
    hints: usize,
    left_out: FxHashSet<NodeId>,
    doubtful: Vec<DoubtfulElement>,
}

impl BoilerplateDetector {
    fn new(html: &Html) -> Self {
        let heading = heading::of_page(html).map(|heading| heading.id());
        let headed = holders(html, |element| element.value().name() == "h1" || Some(element.id()) == heading);
        let is_text = |element: ElementRef<'_>| is_text(element.value());
        let mut filled = holders(html, is_text);
        filled.extend(&headed);
        Self { headed, filled, heading, title_parts: heading::title_parts(html), ..Self::default() }
    }

    fn weigh(mut self, html: &Html) -> FxHashSet<NodeId> {
        walk(html.root_element(), |step| match step {
            TreeStep::Enter(element) => self.enter(element),
            TreeStep::Text(text) => {
                self.text(text);
                true
            }
            TreeStep::Leave(element) => {
                self.leave(element);
                true
            }
        });
        let (words, prose) = (self.count.words, self.prose);
        let hinted = self.doubtful.iter().filter(|doubt| doubt.is_hinted);
        let is_believed = hinted.map(|doubt| doubt.words).sum::<usize>() * 100 <= words * MAX_TOGETHER;
        let is_furniture = |doubt: &&DoubtfulElement| {
            if doubt.is_hinted {
                is_believed && doubt.words * 100 <= words * MAX_SHARE
            } else {
                prose > 0 && doubt.prose == prose
            }
        };
        self.left_out.extend(self.doubtful.iter().filter(is_furniture).map(|doubt| doubt.id));
        self.left_out
    }

    fn enter(&mut self, element: ElementRef<'_>) -> bool {
        let value = element.value();
        if is_hidden(value) {
            return false;
        }
        let name = value.name();
        let is_link = name == "bdi" && value.attr("href").is_some();
        let is_heading = matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
        let open = OpenElement {
            start: self.count,
            is_heading,
            is_link,
            is_text: is_text(value),
            is_hinted: is_hinted(value),
        };
        self.is_below_heading |= Some(element.id()) == self.heading;
        self.headings += usize::from(is_heading);
        self.links += usize::from(is_link);
        self.texts += usize::from(open.is_text);
        self.hints += usize::from(open.is_hinted);
        if is_link {
            self.count.links += 1;
            self.count.files += usize::from(value.attr("href").is_some_and(|href| FILE.is_match(href)));
        }
        self.open.push(open);
        true
    }

    fn text(&mut self, text: &str) {
        let words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
        self.count.consents += CONSENT.find_iter(text).count();
        if self.links > 0 {
            self.count.linked += words;
        } else if self.headings == 0 {
            self.count.words += words;
            self.prose += usize::from(words >= PROSE_WORDS && self.hints == 0);
        }
    }

    fn leave(&mut self, element: ElementRef<'_>) {
        let Some(open) = self.open.pop() else { return };
        self.headings -= usize::from(open.is_heading);
        self.links -= usize::from(open.is_link);
        self.texts -= usize::from(open.is_text);
        self.hints -= usize::from(open.is_hinted);
        let weight = self.count.since(open.start);
        if self.is_around(element, &weight) {
            self.left_out.insert(element.id());
        } else if self.texts == 0 && !self.filled.contains(&element.id()) {
            self.doubt(element, &weight, open.is_hinted);
        }
    }

    /// Returns whether the element is certainly not part of the text.
    fn is_around(&self, element: ElementRef<'_>, weight: &ElementCounts) -> bool {
        let (id, name) = (element.id(), element.value().name());
        let is_within = self.texts > 0;
        let role = element.value().attr("role").unwrap_or_default();
        let is_filled = self.filled.contains(&id);
        match name {
            "nav" | "button" => true,
            "header" => {
                if is_within {
                    weight.is_links()
                } else {
                    !self.headed.contains(&id)
                }
            }
            "footer" => !is_within || weight.words == 0 || weight.is_links(),
            "aside" | "dialog" => {
                !is_within || weight.words < ASIDE_WORDS || weight.words < weight.linked || is_consent(weight)
            }
            // Some servers wrap the whole page in one form.
            "form" => !(is_filled || is_within && weight.words >= FORM_WORDS),
            _ if ROLES.contains(&role) => true,
            _ if is_within => {
                let is_leading = is_called(element.value(), &LEADING) && weight.words <= LEADING_WORDS;
                let is_hinted = is_called(element.value(), &HINTS) && weight.words <= weight.linked;
                weight.links > 0 && (is_leading || is_hinted)
            }
            "h1" | "h2" if self.is_above_heading() => heading::is_site(element) || self.names_site(element),
            _ if is_filled => false,
            "bdi" => {
                self.is_above_heading() && element.value().attr("href").is_some() && is_on_its_own(element)
            }
            name => {
                self.is_above_heading()
                    && BLOCKS.contains(&name)
                    && (weight.is_links() && name != "span" || is_consent(weight))
            }
        }
    }

    /// Notes an element that is excluded if the rest of the page confirms it.
    fn doubt(&mut self, element: ElementRef<'_>, weight: &ElementCounts, is_hinted: bool) {
        let name = element.value().name();
        let is_list = name == "div" && weight.links > 1 && weight.words == 0 && weight.files == 0;
        let is_trailing = is_list && self.heading.is_some() && !self.is_above_heading();
        let is_hinted = is_hinted && self.hints == 0;
        if is_hinted || is_trailing {
            let ElementCounts { words, .. } = *weight;
            self.doubtful.push(DoubtfulElement { id: element.id(), words, prose: self.prose, is_hinted });
        }
    }

    /// Returns whether a heading above that of the page is a part of the title that names the site.
    fn names_site(&self, heading: ElementRef<'_>) -> bool {
        heading::words(heading).is_some_and(|name| self.title_parts.contains(&name))
    }

    fn is_above_heading(&self) -> bool {
        self.heading.is_some() && !self.is_below_heading
    }
}

fn is_consent(weight: &ElementCounts) -> bool {
    weight.consents > 0 && weight.words < CONSENT_WORDS
}

/// Returns whether a link stands alone, as links for skipping the menu do.
fn is_on_its_own(link: ElementRef<'_>) -> bool {
    let parent = link.parent().and_then(ElementRef::wrap);
    parent.is_some_and(|parent| matches!(parent.value().name(), "body" | "form"))
}

fn is_text(element: &Element) -> bool {
    matches!(element.name(), "article" | "main") || element.attr("role") == Some("main")
}

/// Returns whether the site gives the element a name of something that is not part of the text.
fn is_hinted(element: &Element) -> bool {
    is_called(element, &HINTS) || is_called(element, &LEADING)
}

/// Returns whether one of these words is part of the element's names.
fn is_called(element: &Element, hints: &[&str]) -> bool {
    let names = [element.attr("id"), element.attr("class")];
    let mut names = names.into_iter().flatten().flat_map(str::split_whitespace).map(str::to_lowercase);
    let is_hint = |name: String| {
        let is_about = ABOUT.iter().any(|prefix| name.starts_with(prefix));
        !is_about
            && name
                .split(['-', '_', ':'])
                .any(|part| hints.contains(&part.trim_end_matches(|c: char| c.is_ascii_digit())))
    };
    element.name() != "body" && names.any(is_hint)
}

/// Returns the nodes that contain the wanted elements, found in one pass over the page.
fn holders(html: &Html, is_wanted: impl Fn(ElementRef<'_>) -> bool) -> FxHashSet<NodeId> {
    let mut holders = FxHashSet::default();
    let elements = html.tree.root().descendants().filter_map(ElementRef::wrap);
    for element in elements.filter(|element| is_wanted(*element)) {
        let mut above = element.ancestors();
        // If a node is known, so are those above it.
        while above.next().is_some_and(|node| holders.insert(node.id())) {}
    }
    holders
}
