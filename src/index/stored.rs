//! Reads what is stored of a document, piece by piece.
//!
//! The counterpart of `layout`. A hit reads the main engine document and, if the text is long, the chunks of
//! the passages that it shows; the view of the whole document reads everything.

use std::{cell::OnceCell, ops::Range};

use tantivy::{
    DocAddress, DocId, Searcher, SegmentReader,
    index::SegmentId,
    schema::{
        OwnedValue,
        document::{DeserializeError, DocumentDeserialize, DocumentDeserializer},
    },
};

use super::{
    chunks::{CHUNK_BYTES, ChunkTable},
    meetings::StoredMeetings,
    pages::{self, PageAssembler, PagePiece},
    passages::{self, Passage},
    record::{self, DocumentDetails, DocumentRecord},
    schema, section_labels,
};
use crate::{
    document::{Document, DocumentId},
    error::{Error, Result},
};

/// A document in the index, whose text is still on disk if it is long.
pub(crate) struct StoredDocument {
    pub(crate) id: DocumentId,
    pub(crate) record: DocumentRecord,
    place: DocumentLocation,
    /// Whether chunks and details are stored apart from the main engine document.
    is_divided: bool,
    table: ChunkTable,
    /// The chunks, read on demand.
    chunks: Vec<OnceCell<StoredChunk>>,
    meetings: Option<Vec<u8>>,
}

/// A cursor for reading a text from beginning to end.
#[derive(Debug)]
pub struct TextPosition {
    /// The location of the main engine document, and the number of engine documents before the first chunk.
    segment: SegmentId,
    doc_id: DocId,
    first_chunk: usize,
    /// The index of the next chunk.
    chunk: usize,
    pages: PageAssembler,
    /// The numbers of chunks and words, which distinguish the text from others.
    chunks: usize,
    words: Option<u32>,
}

impl TextPosition {
    /// Whether everything has been read.
    pub fn is_at_end(&self) -> bool {
        self.chunk == self.chunks
    }

    /// Reads on in the text, at least `bytes` bytes unless it ends. Returns `false` if the segment that
    /// contains it, which never changes, is no longer part of the index.
    pub(super) fn read_on(
        &mut self,
        searcher: &Searcher,
        bytes: usize,
        pieces: &mut Vec<PagePiece>,
    ) -> Result<bool> {
        let is_here = |segment: &SegmentReader| {
            segment.segment_id() == self.segment && !segment.is_deleted(self.doc_id)
        };
        let Some(ord) = searcher.segment_readers().iter().position(is_here) else { return Ok(false) };
        let address = DocAddress::new(ord as u32, self.doc_id);
        let place = DocumentLocation { searcher: searcher.clone(), address };
        let mut read = 0;
        while read < bytes && self.chunk < self.chunks {
            let doc_id = self.doc_id + (self.first_chunk + self.chunk) as u32;
            let StoredText(text) = searcher.doc(DocAddress { doc_id, ..place.address })?;
            let text = place.whole(text)?;
            self.pages.take(&text, pieces);
            read += text.len();
            self.chunk += 1;
        }
        if self.is_at_end() {
            self.pages.end(pieces);
        }
        Ok(true)
    }
}

/// A stored chunk without its passages.
struct StoredText(Option<String>);

impl DocumentDeserialize for StoredText {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(mut stored: D) -> Result<Self, DeserializeError> {
        let chunk_field = schema::fields().chunk;
        while let Some((field, value)) = stored.next_field::<OwnedValue>()? {
            if let (true, OwnedValue::Str(text)) = (field == chunk_field, value) {
                return Ok(Self(Some(text)));
            }
        }
        Ok(Self(None))
    }
}

/// A passage, or several consecutive ones, with the surrounding text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StoredPassage<'a> {
    /// The text that was read with it.
    pub(crate) chunk: &'a str,
    /// The byte range in the chunk.
    pub(crate) range: Range<usize>,
    /// The positions of its words in the document; without an end if it is the last.
    pub(crate) positions: Range<u32>,
    /// The page number, starting at 1.
    pub(crate) page: u32,
    /// Whether the text of the page comes from OCR.
    pub(crate) ocr: bool,
    /// The label of the nearest heading above it.
    pub(crate) section: Option<&'a str>,
    /// The address of that heading within the page about the document; `None` if it has none.
    pub(crate) anchor: Option<&'a str>,
}

impl<'a> StoredPassage<'a> {
    pub(crate) fn text(&self) -> &'a str {
        &self.chunk[self.range.clone()]
    }
}

/// The id of a document, read without the rest.
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

/// The id and record of a document, read without its text.
pub(crate) struct DocumentHead {
    pub(crate) id: DocumentId,
    pub(crate) record: DocumentRecord,
}

impl DocumentHead {
    /// Reads the id and record of the main engine document at `address`.
    pub(super) fn read(searcher: &Searcher, address: DocAddress) -> Result<Self> {
        let StoredHead { id, record } = searcher.doc(address)?;
        let head = (|| Some(Self { id: id?.parse().ok()?, record: record::decode(record?.as_bytes())? }))();
        head.ok_or_else(|| damaged(address))
    }
}

/// The stored form of a head. It precedes the text, so that the text is not read.
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

impl StoredDocument {
    /// Reads the main engine document at `address`.
    pub(super) fn read(searcher: &Searcher, address: DocAddress) -> Result<Self> {
        let place = DocumentLocation { searcher: searcher.clone(), address };
        let mut main = place.read(0)?;
        let id = main.id.as_deref().and_then(|id| id.parse().ok());
        let record = main.record.take().and_then(|record| record::of_text(&record));
        let (id, record, meetings) = (place.whole(id)?, place.whole(record)?, main.meetings.take());
        if let Some(table) = &main.table {
            let table = place.whole(ChunkTable::decode(table))?;
            let chunks = std::iter::repeat_with(OnceCell::new).take(table.chunks()).collect();
            return Ok(Self { id, record, place, is_divided: true, table, chunks, meetings });
        }
        let only = place.whole(StoredChunk::new(main))?;
        let table = ChunkTable::from_chunks(std::iter::once(only.passages.as_slice()));
        Ok(Self { id, record, place, is_divided: false, table, chunks: vec![only.into()], meetings })
    }

    /// Returns the searcher that the rest is read from.
    pub(super) fn searcher(&self) -> &Searcher {
        &self.place.searcher
    }

    /// Returns the position of the first word of each passage, in order.
    pub(crate) fn first_positions(&self) -> &[u32] {
        &self.table.first_positions
    }

    /// Returns a range of passages as one: the first, and those after it on the same page and in the same
    /// chunk.
    pub(crate) fn passages(&self, numbers: Range<usize>) -> Result<StoredPassage<'_>> {
        let (chunk, first) = self.table.place(numbers.start);
        let positions = &self.table.first_positions[numbers.start..];
        let passages = self.chunk(chunk)?.passages(first..first + numbers.len(), positions);
        self.place.whole(passages)
    }

    /// Returns the first passage of the section with this address; `None` if there is none.
    pub(crate) fn passage_at(&self, anchor: &str) -> Result<Option<usize>> {
        for number in 0..self.table.first_positions.len() {
            if self.passages(number..number + 1)?.anchor == Some(anchor) {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    /// Returns a chunk, reading it if necessary.
    fn chunk(&self, number: usize) -> Result<&StoredChunk> {
        let cell = self.place.whole(self.chunks.get(number))?;
        if cell.get().is_none() {
            let _ = cell.set(self.chunk_apart(number)?);
        }
        self.place.whole(cell.get())
    }

    /// Reads a chunk that is stored apart.
    fn chunk_apart(&self, number: usize) -> Result<StoredChunk> {
        let chunk = StoredChunk::new(self.place.read(number + 1)?);
        // A chunk of another document would mean that the engine had separated the group.
        let expected = &self.table.first_positions[self.table.passages(number)];
        let is_ours =
            |chunk: &StoredChunk| chunk.passages.iter().map(|passage| &passage.first_position).eq(expected);
        self.place.whole(chunk.filter(is_ours))
    }

    /// Returns the meetings that it tells of; `None` if there are none.
    pub(crate) fn meetings(&self) -> Result<Option<StoredMeetings>> {
        let Some(stored) = &self.meetings else { return Ok(None) };
        self.place.whole(StoredMeetings::decode(stored)).map(Some)
    }

    /// Returns all of its text, as it is searched.
    pub(super) fn whole_text(&self) -> Result<String> {
        let mut text = String::new();
        for number in 0..self.chunks.len() {
            text.push_str(&self.chunk(number)?.text);
        }
        Ok(text)
    }

    /// Returns the document as it was indexed.
    pub(super) fn into_document(self) -> Result<Document> {
        let mut details = self.details()?;
        let page_details = std::mem::take(&mut details.pages);
        let (mut reader, mut document_pages) = (PageAssembler::new(page_details), Vec::new());
        for number in 0..self.chunks.len() {
            let mut pieces = Vec::new();
            self.read_chunk(number, &mut reader, &mut pieces)?;
            pages::join(pieces, &mut document_pages);
        }
        let mut pieces = Vec::new();
        reader.end(&mut pieces);
        pages::join(pieces, &mut document_pages);
        let meetings = self.meetings()?.unwrap_or_default().meetings;
        Ok(self.record.into_document(self.id, details, meetings, document_pages))
    }

    /// Returns the document without its text, and a cursor to read the text from.
    pub(crate) fn open(self) -> Result<(Document, TextPosition)> {
        let mut details = self.details()?;
        let (segment, doc_id) = self.place.in_segment();
        let place = TextPosition {
            segment,
            doc_id,
            first_chunk: usize::from(self.is_divided),
            chunk: 0,
            pages: PageAssembler::new(std::mem::take(&mut details.pages)),
            chunks: self.chunks.len(),
            words: self.words(),
        };
        let meetings = self.meetings()?.unwrap_or_default().meetings;
        Ok((self.record.into_document(self.id, details, meetings, Vec::new()), place))
    }

    /// Whether the text of the page with this number was recognized in its image when it was indexed.
    pub(super) fn is_recognized(&self, page: u32) -> Result<bool> {
        let details = self.details()?;
        Ok(details.pages.iter().any(|known| known.number == page && known.is_recognized()))
    }

    /// Whether this is the text being read, judging by its size. If so, the cursor continues here.
    pub(super) fn goes_on(&self, text: &mut TextPosition) -> bool {
        let is_same = text.chunks == self.chunks.len() && text.words == self.words();
        if is_same {
            (text.segment, text.doc_id) = self.place.in_segment();
        }
        is_same
    }

    /// Returns the approximate length of the text, in bytes.
    pub(super) fn text_bytes(&self) -> usize {
        self.chunks.len() * CHUNK_BYTES
    }

    /// Returns the number of words before the last passage.
    fn words(&self) -> Option<u32> {
        self.table.first_positions.last().copied()
    }

    /// Reads a chunk without keeping it, and returns its length.
    fn read_chunk(
        &self,
        number: usize,
        reader: &mut PageAssembler,
        pieces: &mut Vec<PagePiece>,
    ) -> Result<usize> {
        let apart = if self.is_divided { Some(self.chunk_apart(number)?) } else { None };
        let chunk = apart.as_ref().map_or_else(|| self.chunk(number), Ok)?;
        reader.take(&chunk.text, pieces);
        Ok(chunk.text.len())
    }

    /// Returns the details, which are stored with a single chunk or after all chunks.
    fn details(&self) -> Result<DocumentDetails> {
        let last = if self.is_divided { Some(self.place.read(self.chunks.len() + 1)?) } else { None };
        let details = match &last {
            Some(last) => &last.details,
            None => &self.chunk(0)?.details,
        };
        let Some(details) = details else { return Ok(DocumentDetails::default()) };
        self.place.whole(record::decode(details))
    }
}

/// The location of a document's engine documents.
struct DocumentLocation {
    searcher: Searcher,
    /// The address of the main engine document.
    address: DocAddress,
}

impl DocumentLocation {
    /// Returns the segment, and the number within it.
    fn in_segment(&self) -> (SegmentId, DocId) {
        (self.searcher.segment_reader(self.address.segment_ord).segment_id(), self.address.doc_id)
    }

    /// Reads one of the engine documents; the main one has number 0.
    fn read(&self, number: usize) -> Result<StoredParts> {
        let doc_id = self.address.doc_id + number as u32;
        Ok(self.searcher.doc(DocAddress { doc_id, ..self.address })?)
    }

    /// Returns a part of the document, or an error that the document is damaged if the part is missing.
    fn whole<T>(&self, part: Option<T>) -> Result<T> {
        part.ok_or_else(|| damaged(self.address))
    }
}

fn damaged(address: DocAddress) -> Error {
    Error::Unreadable(format!("stored document {address:?} is damaged: run `skorowidz index --rebuild`"))
}

/// What an engine document stores. Each part is read as it is, without a document of the engine in between.
#[derive(Default)]
struct StoredParts {
    id: Option<String>,
    record: Option<String>,
    table: Option<Vec<u8>>,
    text: Option<String>,
    passages: Option<Vec<u8>>,
    sections: Vec<String>,
    details: Option<Vec<u8>>,
    meetings: Option<Vec<u8>>,
}

impl DocumentDeserialize for StoredParts {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(mut stored: D) -> Result<Self, DeserializeError> {
        let (fields, mut parts) = (schema::fields(), Self::default());
        while let Some((field, value)) = stored.next_field::<OwnedValue>()? {
            match value {
                OwnedValue::Str(text) if field == fields.id => parts.id = Some(text),
                OwnedValue::Str(text) if field == fields.record => parts.record = Some(text),
                OwnedValue::Str(text) if field == fields.chunk => parts.text = Some(text),
                OwnedValue::Str(text) if field == fields.section => parts.sections.push(text),
                OwnedValue::Bytes(bytes) if field == fields.table => parts.table = Some(bytes),
                OwnedValue::Bytes(bytes) if field == fields.passages => parts.passages = Some(bytes),
                OwnedValue::Bytes(bytes) if field == fields.details => parts.details = Some(bytes),
                OwnedValue::Bytes(bytes) if field == fields.meetings => parts.meetings = Some(bytes),
                _ => {}
            }
        }
        Ok(parts)
    }
}

/// A chunk, with what is stored beside it.
struct StoredChunk {
    text: String,
    passages: Vec<Passage>,
    sections: Vec<String>,
    details: Option<Vec<u8>>,
}

impl StoredChunk {
    fn new(stored: StoredParts) -> Option<Self> {
        let passages = passages::decode(&stored.passages?)?;
        Some(Self { text: stored.text?, passages, sections: stored.sections, details: stored.details })
    }

    /// Returns passages as one, as far as they are on one page. `first_positions` are those of the document
    /// from the first passage on.
    fn passages(&self, numbers: Range<usize>, first_positions: &[u32]) -> Option<StoredPassage<'_>> {
        let here = &self.passages[..numbers.end.min(self.passages.len())];
        let here = here.get(numbers.start..)?;
        let first = here.first()?;
        let here = &here[..here.partition_point(|passage| passage.page == first.page)];
        let end = here.last()?.end;
        let next_position = first_positions.get(here.len()).copied().unwrap_or(u32::MAX);
        let positions = first.first_position..next_position;
        let section = first.section.and_then(|section| self.sections.get(section));
        let section = section.map(|stored| section_labels::decode(stored));
        self.text.get(first.start..end)?;
        Some(StoredPassage {
            chunk: &self.text,
            range: first.start..end,
            positions,
            page: first.page,
            ocr: first.ocr,
            section: section.map(|(label, _)| label),
            anchor: section.map(|(_, anchor)| anchor).filter(|anchor| !anchor.is_empty()),
        })
    }
}
