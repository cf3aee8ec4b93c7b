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

use rustc_hash::FxHashSet;

use crate::document::{OutlineEntry, Page};

/// The number of different signs that prove a web page.
const SIGNS: usize = 2;

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
///
/// A letter may end with `Powrót` and an act may have a `Rejestr zmian`, so one sign proves nothing.
pub(super) fn is_saved_page(text: &str, headings: &FxHashSet<&str>) -> bool {
    let mut signs = FxHashSet::default();
    text.lines().any(|line| {
        signs.extend(PageSign::of(line, headings));
        signs.len() >= SIGNS
    })
}

/// What a line shows that web pages have and other texts rarely do.
#[derive(PartialEq, Eq, Hash)]
enum PageSign {
    /// A button or a link for skipping; those with different words are different signs.
    Button(String),
    /// A counter, a toolbar or a notice.
    Counter,
    /// The path to the page.
    Trail,
    /// The heading of a note of who made the page; an act may have several such headings.
    Metadata,
}

impl PageSign {
    /// Returns the sign that a line is; the headings of manuals say what buttons say.
    fn of(line: &str, headings: &FxHashSet<&str>) -> Option<Self> {
        let roles = LineRoles::of(line);
        if roles.heads == Some(BoxKind::Metadata) {
            Some(Self::Metadata)
        } else if !roles.is_furniture() || headings.contains(line.trim()) {
            None
        } else if roles.is_trail {
            Some(Self::Trail)
        } else if patterns::is_always(roles::bare(line)) {
            Some(Self::Counter)
        } else {
            let lower = line.to_lowercase();
            Some(Self::Button(roles::words(&lower).collect::<Vec<_>>().join(" ")))
        }
    }
}

#[cfg(test)]
mod tests;
