//! Finds what surrounds the text of a page: menus, banners, consent bars, lists of links, notes of who
//! published it.
//!
//! `detector` judges each element by its names, its words and its place; `spine` finds what lies beside the
//! text on pages whose elements have no names. Invariants: an element that contains the heading of the page
//! or its article is text; the page is walked a fixed number of times.

mod counts;
mod detector;
mod spine;

use rustc_hash::FxHashSet;
use scraper::{ElementRef, Html};

use super::tree::NodeId;
use detector::{BoilerplateDetector, JudgedElements};

/// The elements of a page that are not part of its text.
pub(super) struct Boilerplate {
    left_out: FxHashSet<NodeId>,
    /// Those that say who made the page and when.
    metadata: FxHashSet<NodeId>,
    /// Whether one of these is a box with a heading of its own.
    has_box: bool,
}

impl Boilerplate {
    /// Finds them.
    pub(super) fn find(html: &Html, heading: Option<ElementRef<'_>>) -> Self {
        let JudgedElements { mut left_out, mut metadata, has_box } =
            BoilerplateDetector::new(html, heading).weigh(html);
        let is_out =
            |element: ElementRef<'_>| left_out.contains(&element.id()) || metadata.contains(&element.id());
        let beside = spine::beside(html, heading, &is_out);
        for (id, is_metadata) in beside {
            if is_metadata {
                metadata.insert(id)
            } else {
                left_out.insert(id)
            };
        }
        Self { left_out, metadata, has_box }
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

    /// Returns whether the page has a box that says who made it and when, as bulletins have.
    pub(super) fn has_metadata_box(&self) -> bool {
        self.has_box
    }

    /// Returns whether the element is, or is inside, one that surrounds the text.
    pub(super) fn is_around(&self, element: ElementRef<'_>) -> bool {
        element.ancestors().any(|above| self.left_out.contains(&above.id())) || self.surrounds(element)
    }
}
