//! A whole document as others see it: as JSON for programs, as text for a terminal.

use std::io::{self, Write};

use jiff::civil::Date;
use serde::Serialize;

use crate::document::{Act, Document, DocumentId, Kind, Language, OutlineEntry, Page};

/// A document as JSON.
#[derive(Debug, Serialize)]
pub struct DocumentView<'a> {
    id: &'a DocumentId,
    title: &'a str,
    kind: Kind,
    language: Language,
    url: Option<&'a str>,
    published: Option<Date>,
    lead: Option<&'a str>,
    parent: Option<&'a DocumentId>,
    act: Option<&'a Act>,
    districts: &'a [String],
    outline: Vec<OutlineView<'a>>,
    pages: &'a [Page],
}

/// A heading; `start` counts Unicode scalar values of the page's text.
#[derive(Debug, Serialize)]
struct OutlineView<'a> {
    label: &'a str,
    page: u32,
    start: usize,
}

impl<'a> DocumentView<'a> {
    /// The view of a document.
    pub fn new(document: &'a Document) -> Self {
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
            outline: document.outline.iter().map(|entry| outline_view(entry, &document.pages)).collect(),
            pages: &document.pages,
        }
    }
}

fn outline_view<'a>(entry: &'a OutlineEntry, pages: &[Page]) -> OutlineView<'a> {
    let page = pages.iter().find(|page| page.number == entry.page);
    let before = page.map_or("", |page| &page.text[..page.text.floor_char_boundary(entry.start)]);
    OutlineView { label: &entry.label, page: entry.page, start: before.chars().count() }
}

/// Prints metadata, then the text page by page, without control characters.
pub(crate) fn print_document(out: &mut impl Write, document: &Document) -> io::Result<()> {
    let mut line = |name: &str, value: Option<&str>| match value {
        Some(value) => writeln!(out, "{name:<10} {}", harmless(value)),
        None => Ok(()),
    };
    let published = document.published.map(|date| date.to_string());
    line("title", Some(&document.title))?;
    line("id", Some(document.id.as_str()))?;
    line("kind", Some(document.kind.as_str()))?;
    line("language", Some(document.language.as_str()))?;
    line("published", published.as_deref())?;
    line("url", document.url.as_deref())?;
    line("lead", document.lead.as_deref())?;
    line("parent", document.parent.as_ref().map(DocumentId::as_str))?;
    line("districts", Some(&*document.districts.join(", ")).filter(|list| !list.is_empty()))?;
    if let Some(act) = &document.act {
        let date = act.date.map(|date| date.to_string());
        line("number", act.number.as_deref())?;
        line("organ", act.organ.as_deref())?;
        line("date", date.as_deref())?;
        line("subject", act.subject.as_deref())?;
    }
    print_pages(out, document)
}

fn print_pages(out: &mut impl Write, document: &Document) -> io::Result<()> {
    for page in &document.pages {
        writeln!(out)?;
        if document.paginated {
            let ocr = if page.ocr { " (OCR)" } else { "" };
            writeln!(out, "--- page {}{ocr} ---", page.number)?;
        }
        writeln!(out, "{}", harmless(&page.text))?;
    }
    Ok(())
}

/// The text without control characters, so that no document can command a terminal.
pub(crate) fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{fffd}' } else { c }).collect()
}
