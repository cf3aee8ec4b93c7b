//! Recognizes and removes the lines around the text of a web page by what they say: menus, buttons, counters,
//! notes of who published it.
//!
//! `roles` classifies a line, over fixed `phrases` and `patterns`; `selection` decides which lines go, and
//! `cut` takes them out of a page. What the elements of a page say about themselves is left to `html`.
//! Invariants: only whole lines are removed; a text that would lose all its words stays as it is.

mod cut;
mod patterns;
mod phrases;
mod roles;
mod selection;

pub(super) use patterns::names_office;
pub(super) use roles::{BoxKind, LineRoles};

use crate::document::{OutlineEntry, Page};

/// Removes what surrounds the text of a web page that has this title.
///
/// The headings lie on the page; those that go are removed from the outline.
pub(super) fn remove(page: &mut Page, outline: &mut Vec<OutlineEntry>, title: Option<&str>) {
    let headings: Vec<usize> = outline.iter().map(|entry| entry.start).collect();
    let ranges = selection::ranges(&page.text, title, &headings);
    cut::cut(page, outline, &ranges);
}

/// Returns whether a text is that of a web page with buttons, counters and the like, saved with all it
/// showed.
pub(super) fn is_saved_page(text: &str) -> bool {
    text.lines()
        .map(LineRoles::of)
        .any(|roles| roles.is_furniture() || roles.heads == Some(BoxKind::Metadata))
}

#[cfg(test)]
mod tests;
