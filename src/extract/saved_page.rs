//! Reads a web page that was saved as plain text or Markdown with the menus and buttons it showed.
//!
//! Recognizing these is left to `furniture`. Invariant: a text without any of them is unchanged.

use super::{
    frontmatter::fold,
    furniture::{self, BoxKind, LineRoles},
    page_kind::PagePlace,
    posted, titles,
};
use crate::document::{Metadata, OutlineEntry, Page};

/// The maximum length of a line taken for a title, in characters; a longer one is a paragraph.
const TITLE_CHARS: usize = 200;
/// The number of lines around the title that may hold the date of a post.
const NEAR_LINES: usize = 4;

/// Removes what surrounds the text of the only page, and returns what the page says of itself.
///
/// `None` if the page shows nothing but its text.
pub(super) fn read(page: &mut Page, outline: &mut Vec<OutlineEntry>) -> Option<Metadata> {
    if !furniture::is_saved_page(&page.text) {
        return None;
    }
    let whole = page.text.clone();
    let lines: Vec<&str> = whole.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let heading = outline.iter().map(|entry| entry.label.clone()).find(|label| is_title(label));
    furniture::remove(page, outline, heading.as_deref());
    let title = heading.or_else(|| title(&page.text));
    let at = title
        .as_deref()
        .and_then(|title| lines.iter().rposition(|line| fold(line).as_deref() == Some(title)));
    let at = at.unwrap_or(0);
    let published = posted::shown(&lines, &lines[at.saturating_sub(1)..lines.len().min(at + NEAR_LINES)]);
    let above = lines[..at].join("\n");
    let place = PagePlace {
        title: title.as_deref().unwrap_or_default(),
        trail: &above,
        is_dated: published.is_some(),
        is_bulletin: lines.iter().any(|line| LineRoles::of(line).heads == Some(BoxKind::Metadata)),
    };
    let kind = place.kind(&page.text);
    Some(Metadata { title, published, kind, ..Metadata::default() })
}

/// Returns the first line of a text that may be its title.
pub(super) fn title(text: &str) -> Option<String> {
    let mut lines = text.lines().filter_map(fold).filter(|line| !says_nothing(line));
    lines.next().filter(|line| line.chars().count() <= TITLE_CHARS)
}

/// Returns whether a line is no title: the place and day of a letter, the name a program gave, that of a
/// section.
pub(super) fn says_nothing(line: &str) -> bool {
    let roles = LineRoles::of(line);
    !is_title(line) || roles.is_furniture() || line.starts_with('•')
}

fn is_title(label: &str) -> bool {
    titles::letter_day(label).is_none() && !titles::is_placeholder(label) && !LineRoles::of(label).is_edge
}
