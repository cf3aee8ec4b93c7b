//! Judges every element of a page by its names, its words and its place.
//!
//! Counting is left to `counts`, and what names mean to `html/names`. Invariants: the page is walked once; an
//! element that contains the heading of the page or its article is text; within the article only lists of
//! links, boxes with a heading of their own and the like are excluded.

use rustc_hash::FxHashSet;
use scraper::{ElementRef, Html, node::Element};

use super::counts::ElementCounts;
use crate::extract::{
    furniture::{BoxKind, LineRoles},
    html::{
        elements::{is_heading, link},
        heading::{self, SiteMark},
        names::NamedAs,
        text::is_hidden,
        tree::NodeId,
        walk::{TreeStep, walk},
    },
};

/// Roles of elements around the text of a page.
const ROLES: [&str; 5] = ["navigation", "banner", "contentinfo", "search", "dialog"];
/// Elements that may consist of links alone.
const BLOCKS: [&str; 13] =
    ["ul", "ol", "div", "p", "table", "tbody", "tr", "td", "section", "center", "dl", "li", "span"];
/// The maximum number of words outside links in an element named as leading elsewhere.
const LEADING_WORDS: usize = 12;
/// The maximum number of words of an element named as metadata without, and with, a note of who made the
/// page.
const BYLINE_WORDS: usize = 12;
const METADATA_WORDS: usize = 80;
/// The share of a page's words, in hundredths, above which an element with such a name is the text after all.
const MAX_SHARE: usize = 50;
/// The share of words, in hundredths, above which all elements with such names together are text after all.
const MAX_TOGETHER: usize = 60;
/// The minimum number of words in sentences of a text.
const TEXT_WORDS: usize = 12;
/// The number of words outside links from which an aside in the article is text; the next one is for a form.
const ASIDE_WORDS: usize = 3;
const FORM_WORDS: usize = 6;
/// The minimum number of words of prose; a shorter text may be the label of a link.
const PROSE_WORDS: usize = 6;

/// An element that is open during the walk.
struct OpenElement {
    start: ElementCounts,
    /// The number of links to the front page before it.
    homes: usize,
    is_heading: bool,
    is_link: bool,
    is_text: bool,
    named: NamedAs,
    site: Option<SiteMark>,
    /// What the first text of the element says.
    first: Option<LineRoles>,
}

/// Why an element may be excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// Its names say so.
    Hinted,
    /// It consists of links and may stand below the text.
    Trailing { prose: usize },
    /// Its first words say so.
    Box(BoxKind),
}

/// An element that is excluded unless it turns out to be text.
struct DoubtfulElement {
    id: NodeId,
    words: usize,
    linked: usize,
    sentences: usize,
    doubt: Doubt,
}

/// The elements of a page that are not its text.
#[derive(Default)]
pub(super) struct JudgedElements {
    pub(super) left_out: FxHashSet<NodeId>,
    /// Those that say who made the page and when.
    pub(super) metadata: FxHashSet<NodeId>,
    /// Whether one of these is a box with a heading of its own.
    pub(super) has_box: bool,
}

/// Judges the elements of a page.
#[derive(Default)]
pub(super) struct BoilerplateDetector {
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
    /// The number of open elements that make a heading in them the name of the site.
    sites: usize,
    /// The number of links to the front page so far.
    homes: usize,
    judged: JudgedElements,
    doubtful: Vec<DoubtfulElement>,
}

impl BoilerplateDetector {
    pub(super) fn new(html: &Html, heading: Option<ElementRef<'_>>) -> Self {
        let heading = heading.map(|heading| heading.id());
        let headed = holders(html, |element| element.value().name() == "h1" || Some(element.id()) == heading);
        let is_text = |element: ElementRef<'_>| is_text(element.value());
        let mut filled = holders(html, is_text);
        filled.extend(&headed);
        Self { headed, filled, heading, title_parts: heading::title_parts(html), ..Self::default() }
    }

    /// Returns the elements around the text, and those that say who made the page and when.
    pub(super) fn weigh(mut self, html: &Html) -> JudgedElements {
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
        self.settle();
        self.judged
    }

    /// Decides on the doubtful elements, now that all words of the page are counted.
    fn settle(&mut self) {
        let (words, linked, prose) = (self.count.words, self.count.linked, self.prose);
        let hinted = self.doubtful.iter().filter(|one| one.doubt == Doubt::Hinted);
        let (hinted, told) =
            hinted.fold((0, 0), |(words, told), one| (words + one.words, told + one.sentences));
        // With sentences left over for the text, names are believed, however much stands in their elements.
        let has_text = self.heading.is_some() && self.count.sentences >= told + TEXT_WORDS;
        let is_believed = has_text || hinted * 100 <= words * MAX_TOGETHER;
        for one in &self.doubtful {
            let is_small = has_text || one.words * 100 <= words * MAX_SHARE;
            let is_part = (one.words + one.linked) * 100 <= (words + linked) * MAX_SHARE;
            match one.doubt {
                Doubt::Hinted if !is_believed || !is_small => {}
                Doubt::Trailing { prose: before } if prose == 0 || before != prose => {}
                Doubt::Box(BoxKind::Metadata) if one.sentences * 2 > self.count.sentences && !is_part => {}
                Doubt::Box(BoxKind::Related | BoxKind::Comments) if !is_part => {}
                Doubt::Box(BoxKind::Metadata) => {
                    self.judged.metadata.insert(one.id);
                    self.judged.has_box = true;
                }
                _ => drop(self.judged.left_out.insert(one.id)),
            }
        }
    }

    fn enter(&mut self, element: ElementRef<'_>) -> bool {
        let value = element.value();
        if is_hidden(value) {
            return false;
        }
        let (is_link, is_heading, is_text) = (link(value).is_some(), is_heading(value), is_text(value));
        let (named, site) = (NamedAs::of(value), SiteMark::of(value));
        self.open.push(OpenElement {
            start: self.count,
            homes: self.homes,
            is_heading,
            is_link,
            is_text,
            named,
            site,
            first: None,
        });
        self.is_below_heading |= Some(element.id()) == self.heading;
        self.headings += usize::from(is_heading);
        self.links += usize::from(is_link);
        self.texts += usize::from(is_text);
        self.hints += usize::from(named.is_hinted());
        self.sites += usize::from(site.is_some());
        self.homes += usize::from(site == Some(SiteMark::HomeLink));
        if let Some(href) = link(value) {
            self.count.add_link(href);
        }
        true
    }

    fn text(&mut self, text: &str) {
        let before = self.count;
        let roles = self.count.add_text(text, self.links > 0, self.headings > 0);
        self.prose += usize::from(self.count.words - before.words >= PROSE_WORDS && self.hints == 0);
        if text.contains(char::is_alphanumeric) {
            let unread = self.open.iter_mut().rev().take_while(|open| open.first.is_none());
            unread.for_each(|open| open.first = Some(roles));
        }
    }

    fn leave(&mut self, element: ElementRef<'_>) {
        let Some(open) = self.open.pop() else { return };
        self.headings -= usize::from(open.is_heading);
        self.links -= usize::from(open.is_link);
        self.texts -= usize::from(open.is_text);
        self.hints -= usize::from(open.named.is_hinted());
        self.sites -= usize::from(open.site.is_some());
        let weight = self.count.since(open.start);
        let is_filled = self.filled.contains(&element.id());
        if self.is_around(element, &weight, &open) {
            self.judged.left_out.insert(element.id());
        } else if !is_filled && is_metadata(open.named, &weight) {
            self.judged.metadata.insert(element.id());
        } else if !is_filled && !open.is_link {
            self.doubt(element, &weight, &open);
        }
    }

    /// Returns whether the element is certainly not part of the text.
    fn is_around(&self, element: ElementRef<'_>, weight: &ElementCounts, open: &OpenElement) -> bool {
        let named = open.named;
        let (id, name) = (element.id(), element.value().name());
        let is_within = self.texts > 0;
        let role = element.value().attr("role").unwrap_or_default();
        let is_filled = self.filled.contains(&id);
        match name {
            "nav" | "button" => true,
            "header" => {
                if is_within {
                    weight.is_links() && !is_filled
                } else {
                    !self.headed.contains(&id)
                }
            }
            "footer" => !is_within || weight.words == 0 || weight.is_links(),
            "aside" | "dialog" => {
                let is_small = weight.words < ASIDE_WORDS || weight.words < weight.linked;
                !is_within || is_small || weight.is_consent()
            }
            // Some servers wrap the whole page in one form.
            "form" => !(is_filled || is_within && weight.words >= FORM_WORDS),
            _ if ROLES.contains(&role) => true,
            _ if !is_filled && !open.is_link && weight.is_toolbar() => true,
            _ if is_within && !is_filled => {
                let is_leading =
                    named.is_leading && weight.words <= LEADING_WORDS && !weight.is_list_of_files();
                let is_hinted = named.is_around && weight.words <= weight.linked;
                weight.links > 0 && (is_leading || is_hinted)
            }
            "h1" | "h2" if self.is_above_heading() => {
                self.sites > 0 || self.homes > open.homes || self.names_site(element)
            }
            _ if is_filled => false,
            "bdi" => self.is_above_heading() && open.is_link && is_on_its_own(element),
            name => {
                self.is_above_heading()
                    && BLOCKS.contains(&name)
                    && (weight.is_links() && name != "span" || weight.is_consent())
            }
        }
    }

    /// Notes an element that is excluded if the rest of the page confirms it.
    fn doubt(&mut self, element: ElementRef<'_>, weight: &ElementCounts, open: &OpenElement) {
        let name = element.value().name();
        let is_list = name == "div" && weight.links > 1 && weight.words == 0 && weight.files == 0;
        let is_trailing = is_list && self.heading.is_some() && !self.is_above_heading();
        let is_of_files = weight.is_list_of_files() && !open.named.is_around;
        let is_hinted = open.named.is_hinted() && self.hints == 0 && !is_of_files;
        let doubt = if let Some(kind) = boxed(open, weight) {
            Doubt::Box(kind)
        } else if self.texts > 0 {
            return;
        } else if is_hinted {
            Doubt::Hinted
        } else if is_trailing {
            Doubt::Trailing { prose: self.prose }
        } else {
            return;
        };
        let ElementCounts { words, linked, sentences, .. } = *weight;
        self.doubtful.push(DoubtfulElement { id: element.id(), words, linked, sentences, doubt });
    }

    /// Returns whether a heading above that of the page is a part of the title that names the site.
    fn names_site(&self, heading: ElementRef<'_>) -> bool {
        heading::words(heading).is_some_and(|name| self.title_parts.contains(&name))
    }

    fn is_above_heading(&self) -> bool {
        self.heading.is_some() && !self.is_below_heading
    }
}

/// Returns whether an element that is named so says who made the page and when.
fn is_metadata(named: NamedAs, weight: &ElementCounts) -> bool {
    let most = if weight.metadata > 0 { METADATA_WORDS } else { BYLINE_WORDS };
    named.is_metadata && weight.words <= most
}

/// Returns what the box holds whose first words are its heading, or whose name says it.
fn boxed(open: &OpenElement, weight: &ElementCounts) -> Option<BoxKind> {
    if open.named.is_comments {
        return Some(BoxKind::Comments);
    }
    let first = open.first?;
    let kind = first.heads.filter(|_| !open.is_heading)?;
    let is_plain = weight.sentences == 0 || !first.is_always && weight.linked > 0;
    let is_box = match kind {
        BoxKind::Related => is_plain && weight.files == 0,
        BoxKind::Metadata => weight.files == 0,
        BoxKind::Comments => true,
    };
    is_box.then_some(kind)
}

/// Returns whether a link stands alone, as links for skipping the menu do.
fn is_on_its_own(link: ElementRef<'_>) -> bool {
    let parent = link.parent().and_then(ElementRef::wrap);
    parent.is_some_and(|parent| matches!(parent.value().name(), "body" | "form"))
}

fn is_text(element: &Element) -> bool {
    matches!(element.name(), "article" | "main") || element.attr("role") == Some("main")
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
