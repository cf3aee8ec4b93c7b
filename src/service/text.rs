//! Reads the text of a document in pieces, for a client that takes it more slowly than it can be read.
//!
//! Invariants: between two pieces no file of the index is kept open, so that content purged meanwhile is
//! gone; a change meanwhile ends the reading, so that no text is a mixture of two versions.

use jiff::civil::Date;

use super::{DocumentLookup, OpenDocument, Service};
use crate::{
    document::{Document, DocumentId, Fingerprint, StatusEvidence, today},
    error::{Error, Result},
    index::{PagePiece, TextPosition},
    search,
};

/// Approximate number of bytes of text read at a time.
const PIECE_BYTES: usize = 256 << 10;

/// A document whose text is being read.
#[derive(Debug)]
pub struct OpenText {
    /// The document without its pages.
    pub document: Box<Document>,
    /// The acts that amend or repeal it; none if only its text is read.
    pub status_evidence: Vec<StatusEvidence>,
    service: Service,
    id: DocumentId,
    fingerprint: Option<Fingerprint>,
    place: TextPosition,
}

impl Service {
    /// Opens the document with this id, without reading its text.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub async fn open_text(&self, id: DocumentId) -> Result<DocumentLookup<OpenText>> {
        self.blocking(move |service| service.found(&id, OpenText::open)).await
    }

    /// Opens the document with this id with the status of its act, as of a day or today, and what that rests
    /// on.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub async fn open_document(
        &self,
        id: DocumentId,
        as_of: Option<Date>,
    ) -> Result<DocumentLookup<OpenText>> {
        let open = move |found: OpenDocument| {
            let handle = found.handle.clone();
            let mut text = OpenText::open(found)?;
            handle.set_status(&mut text.document, as_of.unwrap_or_else(today))?;
            text.status_evidence = search::status_evidence(&handle, text.document.act.as_ref(), as_of)?;
            Ok(text)
        };
        self.blocking(move |service| service.found(&id, open)).await
    }
}

impl OpenText {
    fn open(OpenDocument { service, handle, origin }: OpenDocument) -> Result<Self> {
        let (document, place) = handle.open_text()?;
        let (document, id) = (Box::new(document), handle.id().clone());
        let (status_evidence, fingerprint) = (Vec::new(), origin.fingerprint);
        Ok(Self { document, status_evidence, service, id, fingerprint, place })
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
        let known = (&self.id, self.fingerprint.as_ref());
        let pieces = snapshot.read_on(known, &mut self.place, PIECE_BYTES)?;
        let changed = || Error::Conflict("the document changed while it was read: read it again".to_owned());
        Ok((self, pieces.ok_or_else(changed)?))
    }
}
