//! Lays out a document as a group of engine documents.
//!
//! The main one contains everything that is searched, and the record. If text and outline are short, as they
//! mostly are, it also stores them and is the only one. Otherwise it stores a table and is followed by the
//! chunks of the text, one engine document each, and then the details. `stored` reads them.
//!
//! Invariants: what is searched and cut is the reading of the pages; the details allow their original text to
//! be restored.

use jiff::{Timestamp, civil::Date};
use tantivy::TantivyDocument;

use super::{
    chunks::{self, CHUNK_BYTES, Chunk, ChunkTable},
    cluster_document::RemoteDocument,
    engine::EngineKind,
    graph,
    meetings::StoredMeetings,
    origin::SourceRecord,
    passages,
    record::{self, DocumentDetails, DocumentRecord},
    schema::{self, Fields},
    section_labels,
    variants::{ComparableText, Identity, TextMarks},
};
use crate::{
    acts::act_key::ActKey,
    analysis,
    document::{Document, DocumentId, OutlineEntry, SectionLevel, date_number},
};

/// A document prepared for the engine.
#[derive(Debug)]
pub struct IndexableDocument {
    pub(super) id: DocumentId,
    /// The main engine document, followed by those stored apart.
    pub(super) documents: Vec<TantivyDocument>,
    /// What it is compared by with others.
    pub(super) comparable: ComparableText,
    /// What a cluster gets of it, if the index is the catalog of one.
    pub(super) remote: Option<RemoteDocument>,
}

impl IndexableDocument {
    /// Lays out a document for an index of this kind. Takes time in proportion to the text.
    pub fn for_engine(engine: EngineKind, document: &Document, source: Option<&SourceRecord>) -> Self {
        match engine {
            EngineKind::Embedded => Self::new(document, source),
            EngineKind::OpenSearch => Self::for_catalog(document, source),
        }
    }

    /// Cuts the text into passages and lays out fields. Takes time in proportion to the text.
    pub fn new(document: &Document, source: Option<&SourceRecord>) -> Self {
        let fields = schema::fields();
        let outline = passages::outline_of_reading(&document.pages, &document.outline);
        let outline = section_labels::of_hits(&outline);
        let (text, passages) = passages::join(&document.pages, &outline);
        let marks = TextMarks::new(&text);
        let main = main_document(fields, document, source, (&text, &marks));
        let chunks = chunks::cut(&text, &passages, &outline);
        let documents = group(fields, document, main, &chunks);
        let comparable = ComparableText::new(marks, text, Identity::of(document));
        Self { id: document.id.clone(), documents, comparable, remote: None }
    }

    /// Lays out what a catalog keeps of a document, and what goes to the cluster.
    fn for_catalog(document: &Document, source: Option<&SourceRecord>) -> Self {
        let alone = Self::for_catalog_alone(document, source);
        let remote = alone.documents.first().map(|main| RemoteDocument::new(main, document, source));
        Self { remote, ..alone }
    }

    /// Lays out what a catalog keeps of a document that the cluster has already.
    pub(super) fn for_catalog_alone(document: &Document, source: Option<&SourceRecord>) -> Self {
        let fields = schema::fields();
        let (text, _) = passages::join(&document.pages, &[]);
        let marks = TextMarks::new(&text);
        let mut main = main_document(fields, document, source, (&text, &marks));
        main.add_text(fields.group, document.id.as_str());
        let comparable = ComparableText::new(marks, text, Identity::of(document));
        Self { id: document.id.clone(), documents: vec![main], comparable, remote: None }
    }

    /// Sets when the content was last changed.
    #[must_use]
    pub fn changed_at(mut self, moment: Option<Timestamp>) -> Self {
        if let (Some(moment), Some(main)) = (moment, self.documents.first_mut()) {
            main.add_i64(schema::fields().changed, moment.as_second());
            self.remote = self.remote.map(|remote| remote.changed_at(moment));
        }
        self
    }
}

/// Lays out everything of a document but its stored text.
fn main_document(
    fields: Fields,
    document: &Document,
    source: Option<&SourceRecord>,
    (text, marks): (&str, &TextMarks),
) -> TantivyDocument {
    let mut main = TantivyDocument::default();
    add_words(&mut main, fields, document, text);
    add_columns(&mut main, fields, document);
    if let Some(SourceRecord { origin, .. }) = source {
        origin.source.iter().for_each(|source| main.add_text(fields.source, source));
        origin.fingerprint.iter().for_each(|known| main.add_text(fields.hash, known.to_string()));
    }
    main.add_text(fields.id, document.id.as_str());
    let record = DocumentRecord::new(document, source.and_then(|source| source.file));
    // A text field although nobody searches it, because the engine reads stored bytes one by one.
    main.add_text(fields.record, record::text_of(&record));
    if let Some(stored) = StoredMeetings::of(document, text) {
        main.add_bytes(fields.meetings, &stored.encode());
        main.add_u64(fields.meeting_count, stored.meetings.len() as u64);
    }
    add_marks(&mut main, fields, marks);
    main
}

/// Adds the fields that are searched as text.
fn add_words(main: &mut TantivyDocument, fields: Fields, document: &Document, text: &str) {
    if document.is_titled {
        main.add_text(fields.title, &document.title);
        main.add_text(fields.title_base, analysis::marked(&document.title, document.language));
    }
    main.add_text(fields.text_base, analysis::marked(text, document.language));
    main.add_text(fields.text, text);
    // The names of the sections of an act are words only from chapters up, which have titles.
    let has_words = |entry: &&OutlineEntry| entry.level.is_none_or(|level| level <= SectionLevel::Chapter);
    let headings = document.outline.iter().filter(has_words).map(|entry| entry.label.as_str());
    let topics =
        document.meetings.iter().flat_map(|meeting| &meeting.topics).map(|topic| topic.text.as_str());
    let lead: Vec<&str> = document.lead.as_deref().into_iter().chain(headings).chain(topics).collect();
    if !lead.is_empty() {
        main.add_text(fields.lead_base, analysis::marked(&lead.join("\n"), document.language));
    }
}

/// Adds the fields for filters and sorting, and the parent.
fn add_columns(main: &mut TantivyDocument, fields: Fields, document: &Document) {
    main.add_text(fields.kind, document.kind.as_str());
    main.add_text(fields.language, document.language.as_str());
    if let Some(date) = document.date() {
        main.add_u64(fields.date, date_number(date));
    }
    if let Some(year) = year(document) {
        main.add_u64(fields.year, year);
    }
    if let Some(parent) = &document.parent {
        main.add_text(fields.parent, parent.as_str());
    }
    for district in &document.districts {
        main.add_text(fields.district, district);
    }
    if let Some(act) = &document.act {
        act.organ.iter().for_each(|organ| main.add_text(fields.organ, organ));
        act.number.iter().for_each(|number| main.add_text(fields.number, number.to_lowercase()));
        act.date.iter().for_each(|date| main.add_u64(fields.issued, date_number(*date)));
        let effective = act.in_force_from.or(act.date).or(document.published);
        if let Some(day) = effective {
            main.add_u64(fields.effective, date_number(day));
        }
        act.holds_from().iter().for_each(|from| main.add_u64(fields.in_force, date_number(*from)));
        let keys = ActKey::of_act(act).map(|key| key.terms()).unwrap_or_default();
        for key in keys.iter().chain(&ActKey::annex_term(act)) {
            main.add_text(fields.act, key);
        }
    }
    for term in graph::terms_of(document) {
        main.add_text(fields.cites, term);
    }
}

/// Adds the fields by which documents with the same text are found.
fn add_marks(main: &mut TantivyDocument, fields: Fields, marks: &TextMarks) {
    for mark in &marks.marks {
        main.add_u64(fields.mark, *mark);
    }
    if !marks.marks.is_empty() {
        main.add_u64(fields.numbers, marks.numbers);
    }
}

/// Returns the year for the filter: that of the act, otherwise that of the document's date.
fn year(document: &Document) -> Option<u64> {
    let act_year = document.act.as_ref().and_then(|act| act.year);
    act_year.or_else(|| document.date().map(Date::year)).and_then(|year| year.try_into().ok())
}

/// Returns the main engine document, with any text and details stored in it, and those that store the rest.
fn group(
    fields: Fields,
    document: &Document,
    mut main: TantivyDocument,
    chunks: &[Chunk<'_>],
) -> Vec<TantivyDocument> {
    let details = DocumentDetails::from_document(document);
    let details = if details.is_empty() { Vec::new() } else { record::encode(&details) };
    let mut documents = match chunks {
        [only] if details.len() <= CHUNK_BYTES => {
            add_chunk(&mut main, fields, only);
            add_details(&mut main, fields, &details);
            vec![main]
        }
        _ => divided(fields, main, chunks, &details),
    };
    for one in &mut documents {
        one.add_text(fields.group, document.id.as_str());
    }
    documents
}

fn divided(
    fields: Fields,
    mut main: TantivyDocument,
    chunks: &[Chunk<'_>],
    details: &[u8],
) -> Vec<TantivyDocument> {
    let table = ChunkTable::from_chunks(chunks.iter().map(|chunk| chunk.passages.as_slice()));
    main.add_bytes(fields.table, &table.encode());
    let mut last = TantivyDocument::default();
    add_details(&mut last, fields, details);
    let apart = chunks.iter().map(|chunk| stored_apart(fields, chunk));
    std::iter::once(main).chain(apart).chain([last]).collect()
}

fn stored_apart(fields: Fields, chunk: &Chunk<'_>) -> TantivyDocument {
    let mut document = TantivyDocument::with_capacity(chunk.text.len() + chunk.passages.len() * 8);
    add_chunk(&mut document, fields, chunk);
    document
}

fn add_chunk(document: &mut TantivyDocument, fields: Fields, chunk: &Chunk<'_>) {
    document.add_text(fields.chunk, chunk.text);
    document.add_bytes(fields.passages, &passages::encode(&chunk.passages));
    chunk.sections.iter().for_each(|label| document.add_text(fields.section, label));
}

fn add_details(document: &mut TantivyDocument, fields: Fields, details: &[u8]) {
    if !details.is_empty() {
        document.add_bytes(fields.details, details);
    }
}
