//! What is stored of one document, read piece by piece.
//!
//! The other side of `layout`. A hit reads the main engine document and, where the text is long,
//! the chunks of the passages that it shows; the view of the whole document reads all.

use std::{cell::OnceCell, ops::Range};

use tantivy::{
    DocAddress, Searcher, TantivyDocument,
    schema::{
        Field, OwnedValue, Value,
        document::{DeserializeError, DocumentDeserialize, DocumentDeserializer},
    },
};

use super::{
    Fields,
    chunks::Table,
    passages::{self, Passage},
    record::{self, Details, Record},
    schema,
};
use crate::{
    document::{Document, DocumentId},
    error::{Error, Result},
};

/// A document of the index, its text still on disk where it is long.
pub(crate) struct StoredDocument<'a> {
    pub(crate) id: DocumentId,
    pub(crate) record: Record,
    place: Place<'a>,
    /// Whether chunks and details stand apart from the main engine document.
    is_divided: bool,
    table: Table,
    /// The chunks, each once it has been read.
    chunks: Vec<OnceCell<StoredChunk>>,
}

/// A passage, or some that follow one another, and what stands around.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StoredPassage<'a> {
    /// The text that has been read with it.
    pub(crate) chunk: &'a str,
    /// Its bytes in the chunk.
    pub(crate) range: Range<usize>,
    /// Its page, from 1.
    pub(crate) page: u32,
    /// Whether the text of the page was recognised in an image.
    pub(crate) ocr: bool,
    /// The label of the nearest heading above it.
    pub(crate) section: Option<&'a str>,
}

impl<'a> StoredPassage<'a> {
    pub(crate) fn text(&self) -> &'a str {
        &self.chunk[self.range.clone()]
    }
}

/// The id of a document, without the rest.
pub(super) struct StoredId(pub(super) String);

impl DocumentDeserialize for StoredId {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(mut stored: D) -> Result<Self, DeserializeError> {
        let id_field = schema::fields().id;
        while let Some((field, value)) = stored.next_field::<OwnedValue>()? {
            if let (true, OwnedValue::Str(id)) = (field == id_field, value) {
                return Ok(Self(id));
            }
        }
        Ok(Self(String::new()))
    }
}

/// Id and record of a document, read without its text.
pub(crate) struct Head {
    pub(crate) id: DocumentId,
    pub(crate) record: Record,
}

impl Head {
    /// Reads them of the main engine document at `address`.
    pub(super) fn read(searcher: &Searcher, address: DocAddress) -> Result<Self> {
        let StoredHead { id, record } = searcher.doc(address)?;
        let head = (|| Some(Self { id: id?.parse().ok()?, record: record::decode(record?.as_bytes())? }))();
        head.ok_or_else(|| damaged(address))
    }
}

/// The same as the engine stores it: before the text, so that this is not read.
#[derive(Default)]
struct StoredHead {
    id: Option<String>,
    record: Option<String>,
}

impl DocumentDeserialize for StoredHead {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(mut stored: D) -> Result<Self, DeserializeError> {
        let (fields, mut head) = (schema::fields(), Self::default());
        while let Some((field, value)) = stored.next_field::<OwnedValue>()? {
            let OwnedValue::Str(text) = value else { continue };
            if field == fields.id {
                head.id = Some(text);
            } else if field == fields.record {
                head.record = Some(text);
            }
            if head.id.is_some() && head.record.is_some() {
                break;
            }
        }
        Ok(head)
    }
}

impl<'a> StoredDocument<'a> {
    /// Reads the main engine document at `address`.
    pub(super) fn read(searcher: &'a Searcher, fields: Fields, address: DocAddress) -> Result<Self> {
        let place = Place { searcher, fields, address };
        let main = place.read(0)?;
        let id = main.get_first(fields.id).and_then(|id| id.as_str()?.parse().ok());
        let record =
            main.get_first(fields.record).and_then(|record| record::decode(record.as_str()?.as_bytes()));
        let (id, record) = (place.whole(id)?, place.whole(record)?);
        if let Some(table) = bytes(&main, fields.table) {
            let table = place.whole(Table::decode(table))?;
            let chunks = std::iter::repeat_with(OnceCell::new).take(table.chunks()).collect();
            return Ok(Self { id, record, place, is_divided: true, table, chunks });
        }
        let only = place.whole(StoredChunk::new(main, fields))?;
        let table = Table::of(std::iter::once(only.passages.as_slice()));
        Ok(Self { id, record, place, is_divided: false, table, chunks: vec![only.into()] })
    }

    /// The position of the first word of each passage, in order.
    pub(crate) fn first_positions(&self) -> &[u32] {
        &self.table.first_positions
    }

    /// Passages by their numbers, as one: the first, and those after it that stand on its page and in
    /// its chunk.
    pub(crate) fn passages(&self, numbers: Range<usize>) -> Result<StoredPassage<'_>> {
        let (chunk, first) = self.table.place(numbers.start);
        let passages = self.chunk(chunk)?.passages(first..first + numbers.len(), self.place.fields);
        self.place.whole(passages)
    }

    /// A chunk, read where it has not been yet.
    fn chunk(&self, number: usize) -> Result<&StoredChunk> {
        let cell = self.place.whole(self.chunks.get(number))?;
        if cell.get().is_none() {
            let chunk = StoredChunk::new(self.place.read(number + 1)?, self.place.fields);
            // A chunk of another document would mean that the engine had torn the group apart.
            let expected = &self.table.first_positions[self.table.passages(number)];
            let is_ours = |chunk: &StoredChunk| {
                chunk.passages.iter().map(|passage| &passage.first_position).eq(expected)
            };
            let _ = cell.set(self.place.whole(chunk.filter(is_ours))?);
        }
        self.place.whole(cell.get())
    }

    /// The document as it was indexed.
    pub(super) fn into_document(self) -> Result<Document> {
        let mut text = String::new();
        for number in 0..self.chunks.len() {
            text.push_str(self.place.whole(self.chunk(number)?.text(self.place.fields))?);
        }
        let details = self.details()?;
        Ok(self.record.into_document(self.id, &text, details))
    }

    /// The details, which stand beside an only chunk or after all of them.
    fn details(&self) -> Result<Details> {
        let fields = self.place.fields;
        let holder =
            if self.is_divided { &self.place.read(self.chunks.len() + 1)? } else { &self.chunk(0)?.stored };
        let Some(details) = bytes(holder, fields.details) else { return Ok(Details::default()) };
        self.place.whole(record::decode(details))
    }
}

/// Where the engine documents of a document are.
struct Place<'a> {
    searcher: &'a Searcher,
    fields: Fields,
    /// That of the main one.
    address: DocAddress,
}

impl Place<'_> {
    /// One of the engine documents; the main one is 0.
    fn read(&self, number: usize) -> Result<TantivyDocument> {
        let doc_id = self.address.doc_id + number as u32;
        Ok(self.searcher.doc(DocAddress { doc_id, ..self.address })?)
    }

    /// The part of the document, which is damaged where that is missing.
    fn whole<T>(&self, part: Option<T>) -> Result<T> {
        part.ok_or_else(|| damaged(self.address))
    }
}

fn damaged(address: DocAddress) -> Error {
    Error::Unreadable(format!("stored document {address:?} is damaged: run `skorowidz index --rebuild`"))
}

/// An engine document that holds a chunk.
struct StoredChunk {
    stored: TantivyDocument,
    passages: Vec<Passage>,
}

impl StoredChunk {
    fn new(stored: TantivyDocument, fields: Fields) -> Option<Self> {
        let passages = passages::decode(bytes(&stored, fields.passages)?)?;
        Some(Self { stored, passages })
    }

    fn text(&self, fields: Fields) -> Option<&str> {
        self.stored.get_first(fields.chunk)?.as_str()
    }

    fn passages(&self, numbers: Range<usize>, fields: Fields) -> Option<StoredPassage<'_>> {
        let here = &self.passages[..numbers.end.min(self.passages.len())];
        let here = here.get(numbers.start..)?;
        let first = here.first()?;
        let end = here.iter().take_while(|passage| passage.page == first.page).last()?.end;
        let label = |section| self.stored.get_all(fields.section).nth(section)?.as_str();
        let chunk = self.text(fields)?;
        chunk.get(first.start..end)?;
        let section = first.section.and_then(label);
        Some(StoredPassage { chunk, range: first.start..end, page: first.page, ocr: first.ocr, section })
    }
}

fn bytes(stored: &TantivyDocument, field: Field) -> Option<&[u8]> {
    stored.get_first(field).and_then(|value| value.as_bytes())
}
