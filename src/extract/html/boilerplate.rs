//! Finds what surrounds the text of a page: menus, banners, consent bars, lists of links, notes of who published it.
//!
//! `detector` judges each element by its names, its words and its place; `spine` finds what lies beside the text on
//! pages whose elements have no names. Invariants: an element that contains the heading of the page or its article
//! is text; the page is walked a fixed number of times.

mod counts;
mod detector;
mod names;
mod spine;

use rustc_hash::FxHashSet;
use scraper::{ElementRef, Html};

use super::{heading, tree::NodeId};
use detector::BoilerplateDetector;

/// The elements of a page that are not part of its text.
pub(super) struct Boilerplate {
    left_out: FxHashSet<NodeId>,
    /// Those that say who made the page and when.
    metadata: FxHashSet<NodeId>,
}

impl Boilerplate {
    /// Finds them.
    pub(super) fn find(html: &Html) -> Self {
        let heading = heading::of_page(html);
        let (mut left_out, metadata) = BoilerplateDetector::new(html, heading).weigh(html);
        let is_out = |element: ElementRef<'_>| {
            left_out.contains(&element.id()) || metadata.contains(&element.id())
        };
        let beside = spine::beside(html, heading, &is_out);
        left_out.extend(beside);
        Self { left_out, metadata }
    }

    /// Returns whether the element is not part of the text.
    pub(super) fn includes(&self, element: ElementRef<'_>) -> bool {
        self.surrounds(element) || self.metadata.contains(&element.id())
    }

    /// Returns whether the element is neither part of the text nor says who made the page and when.
    pub(super) fn surrounds(&self, element: ElementRef<'_>) -> bool {
        self.left_out.contains(&element.id())
    }

    /// Returns whether any element says who made the page and when.
    pub(super) fn has_metadata(&self) -> bool {
        !self.metadata.is_empty()
    }

    /// Returns whether the element is, or is inside, one that surrounds the text.
    pub(super) fn is_around(&self, element: ElementRef<'_>) -> bool {
        element.ancestors().any(|above| self.left_out.contains(&above.id())) || self.surrounds(element)
    }
}
