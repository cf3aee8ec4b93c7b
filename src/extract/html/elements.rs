//! Finds the elements of a page that we look for, and the values of its `<meta>` elements.
//!
//! What they mean is left to the others. Invariant: each search passes over the page once.

use std::collections::HashMap;

use rustc_hash::FxHashSet;
use scraper::{ElementRef, Html, Selector, node::Element};

use crate::extract::frontmatter::fold;

/// The `<meta>` elements by lower-case name or property; the first of several counts.
pub(super) struct MetaTags(HashMap<String, String>);

impl MetaTags {
    /// Reads them from a page.
    pub(super) fn read(html: &Html) -> Self {
        let mut values = HashMap::new();
        for element in select(html, "meta[content]") {
            let name = ["property", "name", "itemprop"].iter().find_map(|key| element.attr(key));
            if let (Some(name), Some(content)) = (name, element.attr("content").and_then(fold)) {
                values.entry(name.trim().to_lowercase()).or_insert(content);
            }
        }
        Self(values)
    }

    /// Returns the value of the first of these names that the page has.
    pub(super) fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.0.get(*name)).map(String::as_str)
    }
}

/// Returns the first element that matches one of our own selectors.
pub(super) fn first<'a>(html: &'a Html, css: &str) -> Option<ElementRef<'a>> {
    select(html, css).next()
}

/// Returns the first element inside an `outer` element that matches a selector.
///
/// A CSS selector such as `article h1` would climb from each heading to the root, which takes quadratic time.
pub(super) fn first_within<'a>(html: &'a Html, outer: &str, css: &str) -> Option<ElementRef<'a>> {
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

/// Returns the elements that match one of our own selectors, in page order.
pub(super) fn select<'a>(html: &'a Html, css: &str) -> impl Iterator<Item = ElementRef<'a>> + use<'a> {
    let selector = Selector::parse(css).ok();
    let elements = html.tree.root().descendants().filter_map(ElementRef::wrap);
    elements.filter(move |element| selector.as_ref().is_some_and(|selector| selector.matches(element)))
}

/// Returns where a link leads; `None` for other elements.
///
/// The links of the tree are `bdi` elements: see `tree`.
pub(super) fn link(element: &Element) -> Option<&str> {
    element.attr("href").filter(|_| element.name() == "bdi")
}

pub(super) fn is_heading(element: &Element) -> bool {
    matches!(element.name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}
