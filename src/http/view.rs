//! A document as programs see it: the JSON of `GET /api/v1/documents/{id}` and `show --json`.
//!
//! Knows nothing of HTTP. Always holds: fields that do not apply are `null`, never absent;
//! offsets count Unicode scalar values.

use jiff::civil::Date;
use serde::Serialize;

use crate::document::{Act, Document, DocumentId, Kind, Language, OutlineEntry, Page};

/// What divides pages in the plain text of a document.
pub const PAGE_BREAK: &str = "\u{c}";

/// One document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentView<'a> {
    /// See [`Document::id`].
    pub id: &'a DocumentId,
    /// See [`Document::title`].
    pub title: &'a str,
    /// See [`Document::kind`].
    pub kind: Kind,
    /// See [`Document::language`].
    pub language: Language,
    /// See [`Document::url`].
    pub url: Option<&'a str>,
    /// See [`Document::published`].
    pub published: Option<Date>,
    /// See [`Document::lead`].
    pub lead: Option<&'a str>,
    /// See [`Document::parent`].
    pub parent: Option<&'a DocumentId>,
    /// See [`Document::act`].
    pub act: Option<&'a Act>,
    /// See [`Document::districts`].
    pub districts: &'a [String],
    /// See [`Document::outline`].
    pub outline: Vec<OutlineView<'a>>,
    /// See [`Document::pages`].
    pub pages: &'a [Page],
}

/// A heading or bookmark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutlineView<'a> {
    /// The words of the heading.
    pub label: &'a str,
    /// The page it stands on, from 1.
    pub page: u32,
    /// Where it stands in that page's text, in Unicode scalar values.
    pub start: usize,
}

impl<'a> From<&'a Document> for DocumentView<'a> {
    fn from(document: &'a Document) -> Self {
        Self {
            id: &document.id,
            title: &document.title,
            kind: document.kind,
            language: document.language,
            url: document.url.as_deref(),
            published: document.published,
            lead: document.lead.as_deref(),
            parent: document.parent.as_ref(),
            act: document.act.as_ref(),
            districts: &document.districts,
            outline: outline(&document.outline, &document.pages),
            pages: &document.pages,
        }
    }
}

/// An outline with its byte offsets turned into offsets in scalar values.
pub fn outline<'a>(entries: &'a [OutlineEntry], pages: &[Page]) -> Vec<OutlineView<'a>> {
    let mut counter = Counter::default();
    let view = |entry: &'a OutlineEntry| {
        let page = pages.iter().find(|page| page.number == entry.page);
        let start = page.map_or(0, |page| counter.scalars(page, entry.start));
        OutlineView { label: &entry.label, page: entry.page, start }
    };
    entries.iter().map(view).collect()
}

/// Counts on from the entry before: thousands of headings on one long page stay cheap.
#[derive(Default)]
struct Counter {
    page: u32,
    bytes: usize,
    scalars: usize,
}

impl Counter {
    fn scalars(&mut self, page: &Page, bytes: usize) -> usize {
        let bytes = page.text.floor_char_boundary(bytes);
        if page.number != self.page || bytes < self.bytes {
            *self = Self { page: page.number, ..Self::default() };
        }
        self.scalars += page.text[self.bytes..bytes].chars().count();
        self.bytes = bytes;
        self.scalars
    }
}

/// The whole text, pages divided by form feeds.
pub fn plain_text(document: &Document) -> String {
    document.pages.iter().map(|page| page.text.as_str()).collect::<Vec<_>>().join(PAGE_BREAK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outline_offsets_count_scalar_values_in_any_order() {
        let page = |number, text: &str| Page { number, text: text.to_owned(), ocr: false };
        let pages = [page(1, "żółw §1 łoś §2"), page(2, "żaba §3")];
        let entry = |label: &str, page, start| OutlineEntry { label: label.to_owned(), page, start };
        let entries =
            [entry("§1", 1, 8), entry("§2", 1, 18), entry("§3", 2, 6), entry("§1", 1, 8), entry("?", 9, 4)];
        let starts: Vec<_> = outline(&entries, &pages).iter().map(|entry| entry.start).collect();
        assert_eq!(starts, [5, 12, 5, 5, 0]);
    }
}
