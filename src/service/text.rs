//! Reads the text of a document in pieces, for a client that takes it more slowly than it can be read.
//!
//! Invariants: between two pieces no file of the index is kept open, so that content purged meanwhile is
//! gone; a change meanwhile ends the reading, so that no text is a mixture of two versions.

use super::{DocumentLookup, Service, changes};
use crate::{
    document::{Document, DocumentId},
    error::{Error, Result},
    index::{PagePiece, TextPosition},
    ingest::UploadReader,
};

/// Approximate number of bytes of text read at a time.
const PIECE_BYTES: usize = 256 << 10;

/// A document whose text is being read.
#[derive(Debug)]
pub struct OpenText {
    /// The document without its pages.
    pub document: Box<Document>,
    service: Service,
    id: DocumentId,
    hash: String,
    place: TextPosition,
}

impl Service {
    /// Opens the document with this id, without reading its text.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub async fn open_text(&self, id: DocumentId) -> Result<DocumentLookup<OpenText>> {
        self.blocking(move |service| service.open_text_blocking(id)).await
    }

    fn open_text_blocking(&self, id: DocumentId) -> Result<DocumentLookup<OpenText>> {
        let snapshot = self.index()?.snapshot();
        let Some((document, place)) = snapshot.open_text(&id)? else { return Ok(self.absent(&id)) };
        let hash = snapshot.origin(&id)?.map(|origin| origin.hash).unwrap_or_default();
        let (tag, missing) = (changes::tag_of(&hash), UploadReader::missing(&hash));
        let text = OpenText { document: Box::new(document), service: self.clone(), id, hash, place };
        Ok(DocumentLookup::Document { document: text, tag, missing })
    }
}

impl OpenText {
    /// Returns the approximate length of the whole text in bytes; it may be slightly too small.
    pub fn bytes(&self) -> usize {
        self.place.bytes()
    }

    /// Returns whether all of the text has been read.
    pub fn is_at_end(&self) -> bool {
        self.place.is_at_end()
    }

    /// Reads the next piece of the text.
    ///
    /// # Errors
    /// Returns [`Error::Conflict`] if the document was withdrawn or has changed since the reading began, and
    /// an error if the index cannot be read.
    pub async fn read_on(self) -> Result<(Self, Vec<PagePiece>)> {
        let service = self.service.clone();
        service.blocking(move |_| self.read_on_blocking()).await
    }

    fn read_on_blocking(mut self) -> Result<(Self, Vec<PagePiece>)> {
        let snapshot = self.service.index()?.snapshot();
        let pieces = snapshot.read_on((&self.id, &self.hash), &mut self.place, PIECE_BYTES)?;
        let changed = || Error::Conflict("the document changed while it was read: read it again".to_owned());
        Ok((self, pieces.ok_or_else(changed)?))
    }
}
