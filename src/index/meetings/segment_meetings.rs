//! Reads the meetings of one segment, with the words of their topics.
//!
//! Invariant: nothing here depends on which documents are deleted; whoever uses a document asks the segment.

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use tantivy::{
    DocId, SegmentReader, TantivyError,
    schema::{
        OwnedValue,
        document::{DeserializeError, DocumentDeserialize, DocumentDeserializer},
    },
};

use super::{stored_meetings::StoredMeetings, topic_id::topic_id};
use crate::{
    analysis::{Analyzer, TokenBuffer},
    document::{DocumentId, Language, Meeting},
    error::Result,
    index::{
        record::{self, DocumentRecord},
        schema::{self, column},
    },
};

/// Begins what stands for the form of a word, as opposed to its terms.
pub(super) const FORM: char = '=';

/// The meetings of one segment.
#[derive(Debug, Default)]
pub(in crate::index) struct SegmentMeetings {
    pub(super) documents: Vec<DocumentWithMeetings>,
    /// The terms and forms of words, by their numbers in the documents.
    pub(super) terms: Vec<Box<str>>,
}

/// A document that tells of meetings.
#[derive(Debug)]
pub(super) struct DocumentWithMeetings {
    pub(super) doc: DocId,
    pub(super) source: MeetingSource,
    pub(super) stored: StoredMeetings,
    /// For each meeting, the numbers of the words of the title, the body and the chair.
    pub(super) headers: Vec<Vec<u32>>,
    /// For each meeting, the numbers of the words of the place.
    pub(super) places: Vec<Vec<u32>>,
    /// For each topic of all meetings, the numbers of its words.
    pub(super) topics: Vec<Vec<u32>>,
}

/// What is known of a document that tells of a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MeetingSource {
    pub(crate) id: DocumentId,
    pub(crate) title: String,
    pub(crate) url: Option<String>,
    pub(crate) published: Option<Date>,
    pub(crate) language: Language,
}

/// A topic that a document of the segment tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::index) struct SegmentTopic {
    /// The number of the document in the segment's list.
    document: u32,
    /// The number of the topic among all topics of the document.
    topic: u32,
}

/// A topic with what its document tells of it.
pub(in crate::index) struct ReadTopic<'a> {
    pub(in crate::index) topic: SegmentTopic,
    pub(in crate::index) doc: DocId,
    pub(in crate::index) document: &'a DocumentId,
    pub(in crate::index) meeting: &'a Meeting,
    pub(in crate::index) text: &'a str,
}

impl SegmentMeetings {
    /// Returns all topics, document by document.
    pub(in crate::index) fn topics(&self) -> impl Iterator<Item = ReadTopic<'_>> {
        (0..).zip(&self.documents).flat_map(|(number, document)| document.topics(number))
    }

    /// Returns the forms of the words of a topic.
    pub(in crate::index) fn forms(&self, topic: SegmentTopic) -> impl Iterator<Item = &str> {
        let numbers = self.documents[topic.document as usize].topics.get(topic.topic as usize);
        numbers.into_iter().flatten().filter_map(|number| as_form(&self.terms[*number as usize]))
    }

    /// Returns the id and the text of a topic.
    pub(in crate::index) fn named(&self, topic: SegmentTopic) -> Option<(String, String)> {
        let document = &self.documents[topic.document as usize];
        let (meeting, told, _) = document.stored.topics().nth(topic.topic as usize)?;
        Some((topic_id(&document.source.id, meeting, &told.text), told.text.clone()))
    }

    /// Reads the meetings of a segment and analyzes their topics, which takes some 50 microseconds a
    /// document.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(in crate::index) fn read(segment: &SegmentReader) -> Result<Self> {
        if segment.schema().get_field(column::MEETING_COUNT).is_err() {
            return Ok(Self::default());
        }
        let counts = segment.fast_fields().u64(column::MEETING_COUNT)?;
        let store = segment.get_store_reader(1).map_err(TantivyError::from)?;
        let (mut documents, mut words) = (Vec::new(), WordNumbers::default());
        for doc in (0..segment.max_doc()).filter(|doc| counts.first(*doc).is_some()) {
            let read: StoredMeetingParts = store.get(doc)?;
            documents.extend(read.into_document(doc, &mut words));
        }
        Ok(Self { documents, terms: words.terms })
    }
}

impl DocumentWithMeetings {
    /// Returns the topics of the document with this number.
    fn topics(&self, document: u32) -> impl Iterator<Item = ReadTopic<'_>> {
        (0..).zip(self.stored.topics()).map(move |(topic, (meeting, told, _))| ReadTopic {
            topic: SegmentTopic { document, topic },
            doc: self.doc,
            document: &self.source.id,
            meeting,
            text: &told.text,
        })
    }
}

/// What is read of a stored document.
#[derive(Default)]
struct StoredMeetingParts {
    id: Option<String>,
    record: Option<String>,
    meetings: Option<Vec<u8>>,
}

impl DocumentDeserialize for StoredMeetingParts {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(
        mut stored: D,
    ) -> std::result::Result<Self, DeserializeError> {
        let (fields, mut parts) = (schema::fields(), Self::default());
        while let Some((field, value)) = stored.next_field::<OwnedValue>()? {
            match value {
                OwnedValue::Str(text) if field == fields.id => parts.id = Some(text),
                OwnedValue::Str(text) if field == fields.record => parts.record = Some(text),
                OwnedValue::Bytes(bytes) if field == fields.meetings => parts.meetings = Some(bytes),
                _ => {}
            }
        }
        Ok(parts)
    }
}

impl StoredMeetingParts {
    /// Returns the document; `None` if it is damaged, which `verify` reports.
    fn into_document(self, doc: DocId, words: &mut WordNumbers) -> Option<DocumentWithMeetings> {
        let record: DocumentRecord = record::of_text(&self.record?)?;
        let stored = StoredMeetings::decode(&self.meetings?)?;
        let language = record.language;
        let header = |meeting: &Meeting| {
            let parts = [Some(&record.title), meeting.body.as_ref(), meeting.chair.as_ref()];
            parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\n")
        };
        let headers = stored.meetings.iter().map(|meeting| words.of(&header(meeting), language)).collect();
        let place = |meeting: &Meeting| words.of(meeting.place.as_deref().unwrap_or_default(), language);
        let places = stored.meetings.iter().map(place).collect();
        let topics = stored.topics().map(|(_, topic, _)| words.of(&topic.text, language)).collect();
        let source = MeetingSource {
            id: self.id?.parse().ok()?,
            title: record.title,
            url: record.url,
            published: record.published,
            language,
        };
        Some(DocumentWithMeetings { doc, source, stored, headers, places, topics })
    }
}

/// Analyzes texts and numbers their words.
#[derive(Default)]
struct WordNumbers {
    analyzer: Analyzer,
    tokens: TokenBuffer,
    numbers: FxHashMap<Box<str>, u32>,
    terms: Vec<Box<str>>,
}

impl WordNumbers {
    /// Returns the numbers of the terms and forms of a text, sorted.
    fn of(&mut self, text: &str, language: Language) -> Vec<u32> {
        self.analyzer.tokens_into(text, language, &mut self.tokens);
        let (mut numbers, mut form) = (Vec::new(), String::new());
        for token in self.tokens.iter() {
            form.clear();
            form.push(FORM);
            form.push_str(token.text());
            let terms = token.terms().chain(std::iter::once(form.as_str()));
            numbers.extend(terms.map(|term| number(&mut self.numbers, &mut self.terms, term)));
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

fn number(numbers: &mut FxHashMap<Box<str>, u32>, terms: &mut Vec<Box<str>>, term: &str) -> u32 {
    if let Some(number) = numbers.get(term) {
        return *number;
    }
    let number = terms.len() as u32;
    numbers.insert(term.into(), number);
    terms.push(term.into());
    number
}

/// Returns the form of a word if this stands for one, as opposed to a term.
pub(super) fn as_form(term: &str) -> Option<&str> {
    term.strip_prefix(FORM)
}
