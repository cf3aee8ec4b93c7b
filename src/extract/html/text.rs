//! The main text of a page: which element holds it, and what a reader sees of it.
//!
//! Walks the tree without recursion. Always holds: block elements stand on lines of their own,
//! scripts and hidden elements are left out, and so are menus and forms of a whole page.

use rustc_hash::FxHashSet;

use scraper::{
    ElementRef, Html,
    node::{Element, Node},
};

use super::{first, select, tree::NodeId};
use crate::{
    document::OutlineEntry,
    extract::{
        flow::{Flow, Gap},
        frontmatter::fold,
    },
};

/// Where main text stands, best first, with the least share of the page's text it must hold, in
/// hundredths: of a page that lists articles no single one is the text.
const PLACES: [(&str, usize); 3] = [("article", 50), ("main", 25), ("[role=main]", 25)];

/// How many elements of one sort are weighed; a page of one text has one or two.
const CANDIDATES: usize = 8;

/// Elements that show no text of the page.
const SILENT: [&str; 14] = [
    "script", "style", "template", "noscript", "head", "svg", "iframe", "canvas", "audio", "video", "object",
    "textarea", "select", "datalist",
];

/// Elements around the text of a page.
const FURNITURE: [&str; 5] = ["nav", "footer", "aside", "button", "dialog"];

/// Roles of elements around the text of a page.
const FURNITURE_ROLES: [&str; 5] = ["navigation", "banner", "contentinfo", "search", "dialog"];

/// Elements that are paragraphs.
const PARAGRAPHS: [&str; 23] = [
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "dl",
    "table",
    "blockquote",
    "pre",
    "article",
    "section",
    "main",
    "header",
    "figure",
    "hr",
    "details",
    "address",
    "fieldset",
    "form",
    "body",
    "center",
];

/// Elements that are lines.
const LINES: [&str; 12] =
    ["div", "li", "tr", "dt", "dd", "caption", "figcaption", "summary", "legend", "br", "nav", "footer"];

/// The text and the headings of the element that holds the main text.
pub(super) fn main_text(html: &Html) -> (String, Vec<OutlineEntry>) {
    let Some(body) = first(html, "body") else {
        return Default::default();
    };
    let furniture = Furniture::find(html);
    let whole = Reader::read(body, Some(&furniture));
    for (css, share) in PLACES {
        let read = select(html, css).take(CANDIDATES);
        let read = read.map(|element| Reader::read(element, Some(&furniture)));
        let best = read.max_by_key(|(text, _)| text.len());
        if let Some(best) =
            best.filter(|(text, _)| !text.is_empty() && text.len() * 100 >= whole.0.len() * share)
        {
            return best;
        }
    }
    whole
}

/// All the text that a piece of HTML shows.
pub(super) fn whole_text(html: &Html) -> String {
    first(html, "body").map(|body| Reader::read(body, None).0).unwrap_or_default()
}

/// The text of one element on one line.
pub(super) fn line(element: ElementRef<'_>) -> String {
    fold(&Reader::read(element, None).0).unwrap_or_default()
}

/// Turns elements into text.
struct Reader<'a> {
    flow: Flow,
    outline: Vec<OutlineEntry>,
    /// Where the heading that is being read begins.
    heading: Option<usize>,
    /// How many `<pre>` are open.
    preformatted: usize,
    /// How many lists are open; one inside another is not set off by a blank line.
    lists: usize,
    /// The menus, forms and the like, if they are left out.
    left_out: Option<&'a Furniture>,
}

impl<'a> Reader<'a> {
    fn read(top: ElementRef<'_>, left_out: Option<&'a Furniture>) -> (String, Vec<OutlineEntry>) {
        let flow = Flow::default();
        let mut reader =
            Self { flow, outline: Vec::new(), heading: None, preformatted: 0, lists: 0, left_out };
        reader.walk(top);
        (reader.flow.finish(), reader.outline)
    }

    fn walk(&mut self, top: ElementRef<'_>) {
        let mut next = top.first_child();
        while let Some(mut node) = next {
            let entered = match ElementRef::wrap(node) {
                Some(element) => self.enter(element),
                None => self.text(node.value()),
            };
            next = node.first_child().filter(|_| entered);
            if next.is_none() && entered {
                self.leave(node.value());
            }
            while next.is_none() && node != *top {
                next = node.next_sibling();
                if next.is_none() {
                    let Some(parent) = node.parent().filter(|parent| *parent != *top) else {
                        return;
                    };
                    self.leave(parent.value());
                    node = parent;
                }
            }
        }
    }

    fn text(&mut self, node: &Node) -> bool {
        match node.as_text() {
            Some(text) if self.preformatted > 0 => self.flow.push_verbatim(text),
            Some(text) => self.flow.push(text),
            None => {}
        }
        false
    }

    /// Begins an element; false if it is left out.
    fn enter(&mut self, element: ElementRef<'_>) -> bool {
        if is_hidden(element.value()) || self.left_out.is_some_and(|furniture| furniture.includes(element)) {
            return false;
        }
        let name = element.value().name();
        self.gap_around(name);
        match name {
            "pre" => self.preformatted += 1,
            "ul" | "ol" => self.lists += 1,
            "td" | "th" => self.flow.gap(Gap::Cell),
            name if is_heading(name) => self.heading = Some(self.flow.start()),
            _ => {}
        }
        true
    }

    fn leave(&mut self, node: &Node) {
        let Some(name) = node.as_element().map(Element::name) else {
            return;
        };
        match name {
            "pre" => self.preformatted = self.preformatted.saturating_sub(1),
            "ul" | "ol" => self.lists = self.lists.saturating_sub(1),
            name if is_heading(name) => self.close_heading(),
            _ => {}
        }
        self.gap_around(name);
    }

    fn gap_around(&mut self, name: &str) {
        let is_outer_list = matches!(name, "ul" | "ol") && self.lists == 0;
        if is_outer_list || PARAGRAPHS.contains(&name) {
            self.flow.gap(Gap::Paragraph);
        } else if matches!(name, "ul" | "ol") || LINES.contains(&name) {
            self.flow.gap(Gap::Line);
        }
    }

    fn close_heading(&mut self) {
        let start = self.heading.take();
        if let Some((start, label)) = start.and_then(|start| Some((start, fold(self.flow.since(start))?))) {
            self.outline.push(OutlineEntry { label, page: 1, start });
        }
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn is_hidden(element: &Element) -> bool {
    let style = element.attr("style").unwrap_or_default();
    SILENT.contains(&element.name())
        || element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
        || style.split(';').any(|rule| rule.split_whitespace().collect::<String>() == "display:none")
}

/// What stands around the text of a page.
struct Furniture {
    /// The elements that hold a heading of the page.
    headed: FxHashSet<NodeId>,
    /// The elements that hold such a heading, an article or the main text.
    filled: FxHashSet<NodeId>,
}

impl Furniture {
    fn find(html: &Html) -> Self {
        Self { headed: holders(html, &["h1"]), filled: holders(html, &["h1", "article", "main"]) }
    }

    fn includes(&self, element: ElementRef<'_>) -> bool {
        let role = element.value().attr("role").unwrap_or_default();
        match element.value().name() {
            // A header within the article is part of it.
            "header" => !is_within_text(element) && !self.headed.contains(&element.id()),
            // Some servers wrap the whole page in one form.
            "form" => !self.filled.contains(&element.id()),
            name => FURNITURE.contains(&name) || FURNITURE_ROLES.contains(&role),
        }
    }
}

fn is_within_text(element: ElementRef<'_>) -> bool {
    let mut above = element.ancestors().filter_map(ElementRef::wrap);
    above.any(|ancestor| matches!(ancestor.value().name(), "article" | "main"))
}

/// The nodes above the elements of these names, found in one go over the page.
fn holders(html: &Html, names: &[&str]) -> FxHashSet<NodeId> {
    let mut holders = FxHashSet::default();
    let elements = html.tree.root().descendants().filter_map(ElementRef::wrap);
    for element in elements.filter(|element| names.contains(&element.value().name())) {
        let mut above = element.ancestors();
        // Where one is known, those above it are.
        while above.next().is_some_and(|node| holders.insert(node.id())) {}
    }
    holders
}
