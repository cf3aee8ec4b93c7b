//! What is stored of a document besides its text.
//!
//! [`DocumentRecord`] is read for every hit and stays short; [`DocumentDetails`] may be long and is read only
//! for the view of the whole document.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::document::{
    Act, Citation, Document, DocumentId, Edit, Format, Kind, Language, Meeting, OutlineEntry, Page, Span,
    reading::{edited, inverse},
};

/// The file that a document was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// The format of the file.
    pub format: Format,
    /// The size of the content, in bytes.
    pub size_bytes: u64,
}

/// The metadata of a document that hits show, and the file it was made from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DocumentRecord {
    pub(crate) title: String,
    pub(crate) is_titled: bool,
    pub(crate) kind: Kind,
    pub(crate) language: Language,
    pub(crate) url: Option<String>,
    pub(crate) published: Option<Date>,
    pub(crate) lead: Option<String>,
    pub(crate) parent: Option<DocumentId>,
    pub(crate) act: Option<Act>,
    pub(crate) districts: Vec<String>,
    pub(crate) paginated: bool,
    /// Since version 7; `None` if the document has no file of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<FileRecord>,
}

impl DocumentRecord {
    pub(super) fn new(document: &Document, file: Option<FileRecord>) -> Self {
        Self {
            title: document.title.clone(),
            is_titled: document.is_titled,
            kind: document.kind,
            language: document.language,
            url: document.url.clone(),
            published: document.published,
            lead: document.lead.clone(),
            parent: document.parent.clone(),
            act: document.act.clone(),
            districts: document.districts.clone(),
            paginated: document.paginated,
            file,
        }
    }

    /// Returns the document as it was indexed, with these details, meetings and pages.
    pub(super) fn into_document(
        self,
        id: DocumentId,
        details: DocumentDetails,
        meetings: Vec<Meeting>,
        pages: Vec<Page>,
    ) -> Document {
        let DocumentDetails { outline, citations, pages: _ } = details;
        let Self {
            title,
            is_titled,
            kind,
            language,
            url,
            published,
            lead,
            parent,
            act,
            districts,
            paginated,
            file: _,
        } = self;
        Document {
            id,
            title,
            is_titled,
            kind,
            language,
            url,
            published,
            lead,
            parent,
            act,
            districts,
            outline,
            citations,
            meetings,
            paginated,
            pages,
        }
    }
}

/// Data besides the text that grows with the document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DocumentDetails {
    pub(super) outline: Vec<OutlineEntry>,
    /// Since version 9.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) citations: Vec<Citation>,
    /// Pages that have more than their reading, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) pages: Vec<PageDetails>,
}

/// What is stored of a page besides its reading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PageDetails {
    pub(super) number: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    ocr: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confidence: Option<u8>,
    /// The edits that turn the reading back into the original text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    restored: Vec<Edit>,
    /// The spans of its text that are struck out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    struck: Vec<Span>,
}

impl PageDetails {
    pub(super) fn from_page(page: &Page) -> Option<Self> {
        let Page { number, ocr, confidence, .. } = *page;
        let is_plain = !ocr && confidence.is_none() && page.edits.is_empty() && page.struck.is_empty();
        let restored = || inverse(&page.text, &page.edits);
        (!is_plain).then(|| Self {
            number,
            ocr,
            confidence,
            restored: restored(),
            struck: page.struck.clone(),
        })
    }

    /// Whether the text differs from the reading.
    pub(super) fn has_edits(&self) -> bool {
        !self.restored.is_empty() || !self.struck.is_empty()
    }

    /// Whether the text was recognized when the document was indexed, not by whoever made the file.
    pub(super) fn is_recognized(&self) -> bool {
        self.confidence.is_some()
    }

    /// Returns the page with this reading.
    pub(super) fn page(&self, reading: &str) -> Page {
        let edits = inverse(reading, &self.restored);
        Page {
            number: self.number,
            text: edited(reading, &self.restored),
            ocr: self.ocr,
            confidence: self.confidence,
            edits,
            struck: self.struck.clone(),
        }
    }
}

impl DocumentDetails {
    pub(super) fn from_document(document: &Document) -> Self {
        let pages = document.pages.iter().filter_map(PageDetails::from_page).collect();
        Self { outline: document.outline.clone(), citations: document.citations.clone(), pages }
    }

    /// Whether there is nothing to store.
    pub(super) fn is_empty(&self) -> bool {
        self.outline.is_empty() && self.citations.is_empty() && self.pages.is_empty()
    }
}

/// Returns a record as JSON.
pub(super) fn text_of(record: &DocumentRecord) -> String {
    serde_json::to_string(record).unwrap_or_default()
}

/// Returns the record in a text written by [`text_of`]. Returns `None` if it is damaged.
pub(super) fn of_text(text: &str) -> Option<DocumentRecord> {
    serde_json::from_str(text).ok()
}

/// Encodes a value for [`decode`].
pub(super) fn encode(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// Decodes a value written by [`encode`]. Returns `None` if the bytes are damaged.
pub(super) fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    serde_json::from_slice(bytes).ok()
}
