//! One state of the index, as readers see it: stored documents, what is indexed, statistics.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tantivy::{
    DocAddress, DocId, InvertedIndexReader, Searcher, SegmentReader, TantivyDocument, Term,
    columnar::StrColumn,
    query::TermQuery,
    schema::{IndexRecordOption, Value},
};

use super::{
    Fields,
    likeness::Likeness,
    passages::{self, Passage},
    schema::column,
};
use crate::{
    analysis,
    document::{Act, Document, DocumentId, Kind, Language, OutlineEntry, PAGE_BREAK, Page},
    error::{Error, Result},
};

/// More forms than this that differ by accents only are not looked at.
const MAX_FORMS: usize = 64;

/// Where a document came from, for bringing the index up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The absolute path of the file.
    pub source: String,
    /// Hash of what was read, in hexadecimal.
    pub hash: String,
}

/// What the index knows of one document's origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Indexed {
    /// The path of its file; `None` where it came over HTTP.
    pub(crate) source: Option<String>,
    /// The hash of what was read.
    pub(crate) hash: String,
}

/// The figures of `skorowidz stats`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statistics {
    /// Documents in the index.
    pub documents: u64,
    /// Documents by kind.
    pub kinds: BTreeMap<String, u64>,
    /// Documents by language.
    pub languages: BTreeMap<String, u64>,
    /// Documents by year; those without one are left out.
    pub years: BTreeMap<String, u64>,
    /// Bytes of the live generation on disk.
    pub size_bytes: u64,
    /// The version of the analyser that wrote the index.
    pub analyser: String,
}

/// One state of the index.
#[derive(Clone)]
pub struct Snapshot {
    searcher: Searcher,
    fields: Fields,
}

impl Snapshot {
    pub(super) fn new(searcher: Searcher, fields: Fields) -> Self {
        Self { searcher, fields }
    }

    pub(crate) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    pub(crate) fn fields(&self) -> Fields {
        self.fields
    }

    /// How many documents there are.
    pub fn documents(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// The document of this id.
    pub fn document(&self, id: &DocumentId) -> Result<Option<Document>> {
        let term = Term::from_field_text(self.fields.id, id.as_str());
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let found = self.searcher.search(&query, &tantivy::collector::DocSetCollector)?;
        found.into_iter().next().map(|address| Ok(self.stored(address)?.into_document())).transpose()
    }

    /// What is stored of a document that a search found.
    pub(crate) fn stored(&self, address: DocAddress) -> Result<StoredDocument> {
        let stored: TantivyDocument = self.searcher.doc(address)?;
        let text = |field| stored.get_first(field).and_then(|value| value.as_str()).map(str::to_owned);
        let bytes = |field| stored.get_first(field).and_then(|value| value.as_bytes());
        let damaged = || {
            Error::Unreadable(format!(
                "stored document {address:?} is damaged: run `skorowidz index --rebuild`"
            ))
        };
        Ok(StoredDocument {
            id: text(self.fields.id).and_then(|id| id.parse().ok()).ok_or_else(damaged)?,
            text: text(self.fields.text).unwrap_or_default(),
            record: bytes(self.fields.record).and_then(Record::from_bytes).ok_or_else(damaged)?,
            passages: bytes(self.fields.passages).and_then(passages::decode).ok_or_else(damaged)?,
        })
    }

    /// The exact forms of the index that are `plain` but for accents; none where they cannot be read.
    pub(crate) fn forms_like(&self, plain: &str) -> Vec<String> {
        let mut forms = Vec::new();
        for field in [self.fields.title, self.fields.text] {
            for segment in self.searcher.segment_readers() {
                let found = segment.inverted_index(field).map(|index| forms_of(&index, plain));
                forms.extend(found.unwrap_or_default());
            }
        }
        forms.sort_unstable();
        forms.dedup();
        forms
    }

    /// The id of a document that a search found.
    pub(crate) fn id(&self, address: DocAddress) -> Result<String> {
        let column = self.searcher.segment_reader(address.segment_ord).fast_fields().str(column::ID)?;
        Ok(first_text(column.as_ref(), address.doc_id).unwrap_or_default())
    }

    /// Every document's origin, by id.
    pub(crate) fn indexed(&self) -> HashMap<String, Indexed> {
        let mut indexed = HashMap::with_capacity(self.documents() as usize);
        for segment in self.searcher.segment_readers() {
            let columns = [column::ID, column::SOURCE, column::HASH]
                .map(|name| segment.fast_fields().str(name).ok().flatten());
            for doc in segment.doc_ids_alive() {
                let [id, source, hash] = columns.each_ref().map(|c| first_text(c.as_ref(), doc));
                if let Some(id) = id {
                    indexed.insert(id, Indexed { source, hash: hash.unwrap_or_default() });
                }
            }
        }
        indexed
    }

    /// The figures of this state.
    pub fn statistics(&self, size_bytes: u64) -> Result<Statistics> {
        let (mut kinds, mut languages, mut years) =
            <(BTreeMap<_, _>, BTreeMap<_, _>, BTreeMap<_, _>)>::default();
        for segment in self.searcher.segment_readers() {
            count_texts(segment, column::KIND, &mut kinds);
            count_texts(segment, column::LANGUAGE, &mut languages);
            let year = segment.fast_fields().u64(column::YEAR)?;
            for doc in segment.doc_ids_alive() {
                if let Some(year) = year.first(doc) {
                    *years.entry(year.to_string()).or_default() += 1;
                }
            }
        }
        let analyser = analysis::version().to_owned();
        Ok(Statistics { documents: self.documents(), kinds, languages, years, size_bytes, analyser })
    }
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot").field("documents", &self.documents()).finish_non_exhaustive()
    }
}

/// The terms of a field of a segment that are `plain` but for accents.
fn forms_of(index: &InvertedIndexReader, plain: &str) -> Vec<String> {
    let Some(likeness) = Likeness::of(plain) else { return Vec::new() };
    let Ok(mut terms) = index.terms().search(likeness).into_stream() else { return Vec::new() };
    let mut forms = Vec::new();
    while terms.advance() && forms.len() < MAX_FORMS {
        forms.extend(std::str::from_utf8(terms.key()).ok().map(str::to_owned));
    }
    forms
}

fn count_texts(segment: &SegmentReader, name: &str, counts: &mut BTreeMap<String, u64>) {
    let column = segment.fast_fields().str(name).ok().flatten();
    for doc in segment.doc_ids_alive() {
        if let Some(text) = first_text(column.as_ref(), doc) {
            *counts.entry(text).or_default() += 1;
        }
    }
}

fn first_text(column: Option<&StrColumn>, doc: DocId) -> Option<String> {
    let column = column?;
    let ord = column.term_ords(doc).next()?;
    let mut text = String::new();
    column.ord_to_str(ord, &mut text).ok()?.then_some(text)
}

/// A date as the number that the date column holds: `YYYYMMDD`.
pub(crate) fn date_number(date: Date) -> u64 {
    let number = i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day());
    u64::try_from(number).unwrap_or(0)
}

/// What is stored of a document beside the fields that the engine needs.
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
    pub(crate) outline: Vec<OutlineEntry>,
    pub(crate) paginated: bool,
    /// The pages whose text was recognised in an image.
    pub(crate) ocr_pages: Vec<u32>,
}

impl Record {
    pub(super) fn of(document: &Document) -> Self {
        let ocr_pages = document.pages.iter().filter(|page| page.ocr).map(|page| page.number);
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
            outline: document.outline.clone(),
            paginated: document.paginated,
            ocr_pages: ocr_pages.collect(),
        }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// What is stored of a document.
#[derive(Debug, Clone)]
pub struct StoredDocument {
    pub(crate) id: DocumentId,
    /// The pages, joined by form feeds.
    pub(crate) text: String,
    pub(crate) record: Record,
    pub(crate) passages: Vec<Passage>,
}

impl StoredDocument {
    /// The document as it was indexed.
    pub(crate) fn into_document(self) -> Document {
        let Record {
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
            paginated,
            ocr_pages,
        } = self.record;
        let pages = self.text.split(PAGE_BREAK).zip(1..).map(|(text, number)| Page {
            number,
            text: text.to_owned(),
            ocr: ocr_pages.contains(&number),
        });
        Document {
            id: self.id,
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
            pages: pages.collect(),
            outline,
            paginated,
        }
    }
}
