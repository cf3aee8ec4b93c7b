//! Extracts the main text of a page: finds the element that holds it and reads what a visitor sees.
//!
//! What surrounds the text is left to `boilerplate`. Invariants: block elements are on lines of their own;
//! scripts and hidden elements are excluded, and so are the menus and forms of a whole page.

use scraper::{ElementRef, Html, node::Element};

use super::{
    elements::{first, is_heading, link, select},
    names,
    numbers::ListNumbering,
    walk::{TreeStep, walk},
};
use crate::{
    document::OutlineEntry,
    extract::{
        flow::{FlowText, Gap, TextFlow},
        frontmatter::fold,
    },
};

/// Where the main text is, best first, with the minimum share of the page's text it must hold, in hundredths.
///
/// On a page that lists articles, no single one is the text.
const PLACES: [(&str, usize); 3] = [("article", 50), ("main", 25), ("[role=main]", 25)];

/// The maximum number of elements of one kind that are compared; a page with one text has one or two.
const CANDIDATES: usize = 8;

/// Elements that show no text of the page.
const SILENT: [&str; 14] = [
    "script", "style", "template", "noscript", "head", "svg", "iframe", "canvas", "audio", "video", "object",
    "textarea", "select", "datalist",
];

/// Elements that are paragraphs.
const PARAGRAPHS: [&str; 26] = [
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
    "footer",
    "aside",
    "dialog",
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
    ["div", "li", "tr", "dt", "dd", "caption", "figcaption", "summary", "legend", "label", "br", "nav"];

/// Tells whether an element is excluded from the text.
type Exclusion<'a> = &'a dyn Fn(ElementRef<'_>) -> bool;

/// Returns the text and headings of the element with the main text, without the excluded elements.
pub(super) fn main_text(html: &Html, is_excluded: Exclusion<'_>) -> (FlowText, Vec<OutlineEntry>) {
    let Some(body) = first(html, "body") else {
        return Default::default();
    };
    let whole = HtmlTextBuilder::read(body, Some(is_excluded));
    for (css, share) in PLACES {
        let read = select(html, css).take(CANDIDATES);
        let read = read.map(|element| HtmlTextBuilder::read(element, Some(is_excluded)));
        let best = read.max_by_key(|(written, _)| written.text.len());
        if let Some(best) = best.filter(|(written, _)| {
            !written.text.is_empty() && written.text.len() * 100 >= whole.0.text.len() * share
        }) {
            return best;
        }
    }
    whole
}

/// Returns all the text that a piece of HTML shows.
pub(super) fn whole_text(html: &Html) -> FlowText {
    first(html, "body").map(|body| HtmlTextBuilder::read(body, None).0).unwrap_or_default()
}

/// Returns the text of one element as a title.
pub(super) fn line(element: ElementRef<'_>) -> String {
    HtmlTextBuilder::read(element, None).0.title()
}

/// Turns elements into text.
struct HtmlTextBuilder<'a> {
    flow: TextFlow,
    outline: Vec<OutlineEntry>,
    /// The start of the heading being read.
    heading: Option<usize>,
    /// The number of open `<pre>` elements.
    preformatted: usize,
    /// The open lists; a nested list is not set off by a blank line.
    lists: Vec<ListNumbering>,
    /// Tells which elements to exclude, if any.
    left_out: Option<Exclusion<'a>>,
}

impl<'a> HtmlTextBuilder<'a> {
    fn read(top: ElementRef<'_>, left_out: Option<Exclusion<'a>>) -> (FlowText, Vec<OutlineEntry>) {
        let flow = TextFlow::default();
        let mut reader =
            Self { flow, outline: Vec::new(), heading: None, preformatted: 0, lists: Vec::new(), left_out };
        // The main text may stand within struck-out text; a title is one all the same.
        if left_out.is_some() && is_in_struck(top) {
            reader.flow.strike();
        }
        walk(top, |step| reader.step(&step));
        reader.flow.end_marks();
        (reader.flow.finish(), reader.outline)
    }

    fn step(&mut self, step: &TreeStep<'_>) -> bool {
        match step {
            TreeStep::Enter(element) => return self.enter(*element),
            TreeStep::Leave(element) => self.leave(*element),
            TreeStep::Text(text) if self.preformatted > 0 => self.flow.push_verbatim(text),
            TreeStep::Text(text) => self.flow.push(text),
        }
        true
    }

    /// Begins an element; returns false if it is excluded.
    fn enter(&mut self, element: ElementRef<'_>) -> bool {
        if is_hidden(element.value()) || self.left_out.is_some_and(|is_excluded| is_excluded(element)) {
            return false;
        }
        let name = element.value().name();
        self.gap_around(name);
        match name {
            "pre" => self.preformatted += 1,
            "ul" | "ol" => self.lists.push(ListNumbering::begin(element)),
            "li" => {
                if let Some(number) = self.lists.last_mut().and_then(|list| list.count(element)) {
                    self.flow.push_number(&number);
                }
            }
            "td" | "th" => self.flow.gap(Gap::Cell),
            _ if link(element.value()).is_some() => self.flow.note_link(),
            _ if is_heading(element.value()) => self.heading = Some(self.flow.start()),
            _ => {}
        }
        match InlineStyle::from_element(element.value()) {
            Some(InlineStyle::Raised) => self.flow.begin_sign(false),
            Some(InlineStyle::Lowered) => self.flow.begin_sign(true),
            Some(InlineStyle::Struck) => self.flow.strike(),
            Some(InlineStyle::Inserted) | None => {}
        }
        true
    }

    fn leave(&mut self, element: ElementRef<'_>) {
        match InlineStyle::from_element(element.value()) {
            Some(InlineStyle::Raised | InlineStyle::Lowered) => self.flow.end_sign(),
            Some(InlineStyle::Struck) => self.flow.unstrike(),
            Some(InlineStyle::Inserted) => self.flow.end_inserted(),
            None => {}
        }
        let name = element.value().name();
        match name {
            "pre" => self.preformatted = self.preformatted.saturating_sub(1),
            "ul" | "ol" => drop(self.lists.pop()),
            "li" => self.flow.end_item(),
            "time" => self.flow.end_word(),
            _ if is_heading(element.value()) => self.close_heading(),
            _ => {}
        }
        self.gap_around(name);
    }

    fn gap_around(&mut self, name: &str) {
        let is_outer_list = matches!(name, "ul" | "ol") && self.lists.is_empty();
        if is_outer_list || PARAGRAPHS.contains(&name) {
            self.flow.gap(Gap::Paragraph);
        } else if matches!(name, "ul" | "ol") || LINES.contains(&name) {
            self.flow.gap(Gap::Line);
        } else if name == "time" {
            // Pages show the days of publication and change side by side, without a space between.
            self.flow.gap(Gap::Space);
        }
    }

    fn close_heading(&mut self) {
        let start = self.heading.take();
        if let Some((start, label)) = start.and_then(|start| Some((start, fold(self.flow.since(start))?))) {
            self.outline.push(OutlineEntry { label, page: 1, start, ..OutlineEntry::default() });
        }
    }
}

/// What an element says about its text beyond the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InlineStyle {
    Raised,
    Lowered,
    Struck,
    Inserted,
}

impl InlineStyle {
    fn from_element(element: &Element) -> Option<Self> {
        match element.name() {
            "sup" => Some(Self::Raised),
            "sub" => Some(Self::Lowered),
            "del" => Some(Self::Struck),
            "ins" => Some(Self::Inserted),
            "span" | "b" => Self::of_style(element.attr("style")?),
            _ => None,
        }
    }

    fn of_style(style: &str) -> Option<Self> {
        rules(style).find_map(|rule| match rule.as_str() {
            "vertical-align:super" => Some(Self::Raised),
            "vertical-align:sub" => Some(Self::Lowered),
            rule if rule.starts_with("text-decoration") && rule.contains("line-through") => {
                Some(Self::Struck)
            }
            _ => None,
        })
    }
}

fn is_in_struck(element: ElementRef<'_>) -> bool {
    let mut above = element.ancestors().filter_map(ElementRef::wrap);
    above.any(|above| InlineStyle::from_element(above.value()) == Some(InlineStyle::Struck))
}

/// Returns the rules of a style attribute, without white space.
fn rules(style: &str) -> impl Iterator<Item = String> {
    style.split(';').map(|rule| rule.split_whitespace().collect::<String>().to_lowercase())
}

/// Returns whether visitors never see an element. What a heading or tab opens is text.
pub(super) fn is_hidden(element: &Element) -> bool {
    let is_closed = element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
        || element.attr("style").is_some_and(|style| rules(style).any(|rule| rule == "display:none"));
    SILENT.contains(&element.name()) || is_closed && !names::opens(element)
}
