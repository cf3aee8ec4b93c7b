//! Recognizes and removes the lines around the text of a web page by what they say: menus, buttons, counters,
//! notes of who published it.
//!
//! `roles` classifies a line, over fixed `phrases` and `patterns`; `selection` decides which lines go, and `cut`
//! takes them out of a page. What the elements of a page say about themselves is left to `html`. Invariants:
//! only whole lines are removed; a text that would lose all its words stays as it is.

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

/// Removes it from a text that only seems to be that of a web page; without any sign of it, nothing goes.
pub(super) fn remove_if_page(page: &mut Page, outline: &mut Vec<OutlineEntry>, title: Option<&str>) {
    if selection::is_page(&page.text) {
        remove(page, outline, title);
    }
}

#[cfg(test)]
mod tests;
