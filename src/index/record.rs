//! What is stored of a document beside its text.
//!
//! [`Record`] is read for every hit and stays short; [`Details`] may be long and is read for the
//! view of the whole document only.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::document::{Act, Document, DocumentId, Kind, Language, OutlineEntry, PAGE_BREAK, Page};

/// What is known of a document, as hits show it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Record {
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
}

impl Record {
    pub(super) fn of(document: &Document) -> Self {
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
        }
    }

    /// The document as it was indexed.
    pub(super) fn into_document(self, id: DocumentId, text: &str, details: Details) -> Document {
        let pages = text.split(PAGE_BREAK).zip(1..).map(|(text, number)| Page {
            number,
            text: text.to_owned(),
            ocr: details.ocr_pages.binary_search(&number).is_ok(),
        });
        let pages = pages.collect();
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
            pages,
            outline: details.outline,
            paginated,
        }
    }
}

/// What grows with a document beside its text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Details {
    outline: Vec<OutlineEntry>,
    /// The pages whose text was recognised in an image, in order.
    ocr_pages: Vec<u32>,
}

impl Details {
    pub(super) fn of(document: &Document) -> Self {
        let ocr_pages = document.pages.iter().filter(|page| page.ocr).map(|page| page.number);
        Self { outline: document.outline.clone(), ocr_pages: ocr_pages.collect() }
    }

    /// Whether there is nothing to store.
    pub(super) fn is_empty(&self) -> bool {
        self.outline.is_empty() && self.ocr_pages.is_empty()
    }
}

/// A record as JSON.
pub(super) fn text_of(record: &Record) -> String {
    serde_json::to_string(record).unwrap_or_default()
}

/// What [`decode`] reads.
pub(super) fn encode(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// Reads what [`encode`] wrote; `None` where the bytes are damaged.
pub(super) fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    serde_json::from_slice(bytes).ok()
}
