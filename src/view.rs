//! A whole document as shown to users: JSON for programs, text for a terminal.
//!
//! The JSON of a text that is never in memory as a whole is left to `pieces`, text for a terminal to
//! `printed`. Beside it, meetings as a calendar and as a table (`meetings`), over `table`.

mod escaped;
mod meetings;
mod pieces;
mod printed;
mod table;

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use crate::document::quoted::is_misleading;
pub(crate) use escaped::{escaped, escaped_line};
pub(crate) use meetings::{CALENDAR_MEDIA_TYPE, MEETING_COLUMNS, MeetingsExport, MeetingsFormat};
pub use pieces::JsonPieces;
pub(crate) use printed::print_document;
pub(crate) use table::{TABLE_MEDIA_TYPE, table_rows};

use crate::document::{
    Act, Citation, Document, DocumentId, Edit, Kind, Language, Meeting, OutlineEntry, Page, ScalarCounter,
    SectionLevel, Span, StatusEvidence,
};

/// A document as JSON.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Document)]
pub struct DocumentView<'a> {
    /// The id of the document.
    id: &'a DocumentId,
    /// The title.
    title: &'a str,
    /// The kind of document.
    kind: Kind,
    /// The language.
    language: Language,
    /// The URL of the published original.
    #[schema(required)]
    url: Option<&'a str>,
    /// The date of publication.
    #[schema(required)]
    published: Option<Date>,
    /// The summary above the text.
    #[schema(required)]
    lead: Option<&'a str>,
    /// The document that this one is attached to.
    #[schema(required)]
    parent: Option<&'a DocumentId>,
    /// The data in the heading of an act.
    #[schema(required)]
    act: Option<&'a Act>,
    /// The acts that amend or repeal this one, in the order in which they do.
    status_evidence: &'a [StatusEvidence],
    /// The districts that the document is about, `I` to `XVIII`.
    districts: &'a [String],
    /// Whether text of scanned pages is still missing: `pending` or `unavailable`.
    #[schema(required)]
    ocr: Option<&'static str>,
    /// The acts that the text cites, in reading order.
    citations: &'a [Citation],
    /// The meetings that the text reports or announces, in reading order.
    meetings: &'a [Meeting],
    /// The text by page; a single page if the document has none.
    pages: Vec<PageView<'a>>,
    /// The headings, in order.
    outline: Vec<OutlineView<'a>>,
}

/// A heading; `start` counts Unicode scalar values of the text of the page.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OutlineEntry)]
struct OutlineView<'a> {
    /// The text of the heading.
    label: &'a str,
    /// The number of its page, counted from 1.
    page: u32,
    /// Where it begins in the text of the page, in Unicode scalar values.
    start: usize,
    /// Its address within the page about the document, such as `par-3-ust-2`.
    anchor: &'a str,
    /// The level of a section of an act; `null` for other headings.
    #[schema(required)]
    level: Option<SectionLevel>,
}

/// A page.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Page)]
struct PageView<'a> {
    /// The number of the page, counted from 1.
    number: u32,
    /// The text as on the page.
    text: &'a str,
    /// Whether the text was recognized by OCR and may contain errors.
    ocr: bool,
    /// The confidence of the recognition in percent, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<u8>,
    /// Pieces of the text that search reads differently; absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    edits: Vec<EditView<'a>>,
    /// The pieces of the text that the author struck out; absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    struck: Vec<SpanView>,
}

/// A piece of the text of a page, in Unicode scalar values.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Span)]
struct SpanView {
    /// Where the piece begins in the text of the page, in Unicode scalar values.
    start: usize,
    /// Where the piece ends.
    end: usize,
}

/// A replacement for a piece of the text; `start` and `end` count Unicode scalar values of the text of the
/// page.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Edit)]
struct EditView<'a> {
    /// Where the piece begins in the text of the page, in Unicode scalar values.
    start: usize,
    /// Where the piece ends.
    end: usize,
    /// The text that search reads instead.
    text: &'a str,
}

impl<'a> DocumentView<'a> {
    /// Creates the view of a document.
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
            ocr: None,
            citations: &document.citations,
            meetings: &document.meetings,
            status_evidence: &[],
            pages: document.pages.iter().map(PageView::new).collect(),
            outline: outline_views(&document.outline, &document.pages),
        }
    }
}

impl<'a> DocumentView<'a> {
    /// Returns the view with the state of missing text.
    #[must_use]
    pub fn with_ocr(self, ocr: Option<&'static str>) -> Self {
        Self { ocr, ..self }
    }

    /// Returns the view with the acts that change this one.
    #[must_use]
    pub fn with_evidence(self, status_evidence: &'a [StatusEvidence]) -> Self {
        Self { status_evidence, ..self }
    }
}

impl<'a> OutlineView<'a> {
    fn new(entry: &'a OutlineEntry, start: usize) -> Self {
        let OutlineEntry { label, page, anchor, level, .. } = entry;
        Self { label, page: *page, start, anchor, level: *level }
    }
}

impl<'a> PageView<'a> {
    fn new(page: &'a Page) -> Self {
        let mut places = ScalarCounter::new(&page.text);
        let edit = |edit: &'a Edit| EditView {
            start: places.count(edit.start),
            end: places.count(edit.end),
            text: &edit.text,
        };
        let edits = page.edits.iter().map(edit).collect();
        let mut places = ScalarCounter::new(&page.text);
        let span = |span: &Span| SpanView { start: places.count(span.start), end: places.count(span.end) };
        let struck = page.struck.iter().map(span).collect();
        let Page { number, ref text, ocr, confidence, .. } = *page;
        Self { number, text, ocr, confidence, edits, struck }
    }
}

/// Returns the outline with offsets in scalar values, counting from one heading of a page to the next.
fn outline_views<'a>(outline: &'a [OutlineEntry], pages: &[Page]) -> Vec<OutlineView<'a>> {
    let (mut page_number, mut counter) = (0, ScalarCounter::default());
    let view = |entry: &'a OutlineEntry| {
        if entry.page != page_number {
            let page = pages.binary_search_by_key(&entry.page, |page| page.number);
            (page_number, counter) = (entry.page, ScalarCounter::new(page.map_or("", |at| &pages[at].text)));
        }
        OutlineView::new(entry, counter.count(entry.start))
    };
    outline.iter().map(view).collect()
}

/// Escapes in JSON, as `\\u202e`, the characters that a terminal would interpret; the meaning of the JSON
/// stays the same.
pub(crate) fn escaped_json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        // Line breaks within strings are already escaped; all others separate values.
        if is_misleading(c) && !matches!(c, '\n' | '\t') {
            let mut units = [0; 2];
            c.encode_utf16(&mut units).iter().for_each(|unit| safe.push_str(&format!("\\u{unit:04x}")));
        } else {
            safe.push(c);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_positioned_in_scalar_values() {
        let page = |number, text: &str| Page::new(number, text);
        let pages = [page(1, "żółw żaba"), page(2, "łoś")];
        let entry =
            |page, start| OutlineEntry { label: "x".to_owned(), page, start, ..OutlineEntry::default() };
        let outline = [entry(1, 0), entry(1, 8), entry(2, 2), entry(1, 8), entry(3, 5)];
        let starts: Vec<usize> = outline_views(&outline, &pages).iter().map(|view| view.start).collect();
        assert_eq!(starts, [0, 5, 1, 5, 0]);
    }

    #[test]
    fn edits_are_positioned_in_scalar_values_and_absent_from_plain_pages() {
        let edit = |start, end, text: &str| Edit { start, end, text: text.to_owned() };
        let edits = vec![edit(0, "żółw ".len(), ""), edit("żółw ła".len(), "żółw łania".len(), "łąka")];
        let struck = vec![Span { start: "żółw ".len(), end: "żółw łania".len() }];
        let page = Page { ocr: true, confidence: Some(87), edits, struck, ..Page::new(1, "żółw łania") };
        let json = serde_json::to_value(PageView::new(&page)).expect("JSON");
        let edits = serde_json::json!([
            {"start": 0, "end": 5, "text": ""},
            {"start": 7, "end": 10, "text": "łąka"},
        ]);
        let expected = serde_json::json!(
            {"number": 1, "text": "żółw łania", "ocr": true, "confidence": 87, "edits": edits,
             "struck": [{"start": 5, "end": 10}]}
        );
        assert_eq!(json, expected);
        let plain = serde_json::to_value(PageView::new(&Page::new(2, "łoś"))).expect("JSON");
        assert_eq!(plain, serde_json::json!({"number": 2, "text": "łoś", "ocr": false}));
    }

    #[test]
    fn escaped_json_keeps_its_meaning_and_has_no_control_characters() {
        let name = "a\u{202e}b\u{9b}c\u{7f}\n";
        let json = serde_json::json!({ "file": name }).to_string();
        let safe = escaped_json(&json);
        assert!(!safe.chars().any(is_misleading), "{safe:?}");
        let read: serde_json::Value = serde_json::from_str(&safe).expect("JSON");
        assert_eq!(read["file"], name);
    }
}
