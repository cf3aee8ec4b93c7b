//! Reads single documents: each request looks its document up once and reads the parts it needs.
//!
//! Reading a long text in pieces is left to `text`, serving the file of a document to `source_file`, and
//! changes to `documents`. Invariants: all parts of an [`OpenDocument`] are of the same state of the index;
//! reading them takes no time that depends on the size of the file that the document was made from.

use std::collections::HashMap;

use jiff::{Timestamp, civil::Date};

use super::Service;
use crate::{
    document::{Document, DocumentId, Format, OcrState, StatusEvidence, today},
    error::Result,
    index::{DocumentHandle, Origin},
    search::{self, DocumentCitations, ParentAct, Related},
};

/// The result of looking up an id.
#[derive(Debug)]
pub enum DocumentLookup<T = Box<Document>> {
    /// There is a document.
    Document {
        /// The document.
        document: T,
        /// The tag of the document.
        tag: String,
        /// Why text is missing; `None` if the text is complete.
        missing: Option<OcrState>,
    },
    /// The document was withdrawn, at this time if known.
    Withdrawn(Option<Timestamp>),
    /// There is no such document.
    Nothing,
}

/// A document that was looked up, whose parts are read when asked for.
///
/// Keeps the files of its snapshot open as long as it exists.
#[derive(Debug)]
pub struct OpenDocument {
    pub(super) service: Service,
    pub(super) handle: DocumentHandle,
    pub(super) origin: Origin,
}

/// What a page about a document shows.
#[derive(Debug)]
pub struct PresentedDocument {
    /// The document.
    pub document: Document,
    /// The format of the file it was made from; `None` if that file is not available.
    pub format: Option<Format>,
    /// Other documents related to it.
    pub related: Related,
    /// What it cites and what cites it.
    pub citations: DocumentCitations,
    /// The acts that amend or repeal it.
    pub status_evidence: Vec<StatusEvidence>,
    /// The document that it is attached to.
    pub parent: Option<ParentAct>,
    /// The ids of its topics by their addresses within its page.
    pub topic_ids: HashMap<String, String>,
}

impl Service {
    /// Looks up a document, without reading it.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub async fn lookup(&self, id: DocumentId) -> Result<DocumentLookup<OpenDocument>> {
        self.blocking(move |service| service.found(&id, Ok)).await
    }

    /// Reads a document.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub async fn document(&self, id: DocumentId) -> Result<DocumentLookup> {
        self.blocking(move |service| service.document_blocking(&id)).await
    }

    /// Reads a document on the calling thread.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub fn document_blocking(&self, id: &DocumentId) -> Result<DocumentLookup> {
        self.found(id, |found| found.handle.document(today()).map(Box::new))
    }

    /// Looks up a document on the calling thread and passes it to `read`.
    pub(super) fn found<T>(
        &self,
        id: &DocumentId,
        read: impl FnOnce(OpenDocument) -> Result<T>,
    ) -> Result<DocumentLookup<T>> {
        let Some(handle) = self.index()?.snapshot().lookup(id)? else { return Ok(self.absent(id)) };
        let origin = handle.origin();
        let (tag, missing) = (origin.tag(), origin.missing());
        let document = read(OpenDocument { service: self.clone(), handle, origin })?;
        Ok(DocumentLookup::Document { document, tag, missing })
    }

    /// Returns the result for an id that the index does not contain.
    fn absent<T>(&self, id: &DocumentId) -> DocumentLookup<T> {
        let withdrawal = self.uploads().withdrawal(id);
        withdrawal
            .map_or(DocumentLookup::Nothing, |withdrawal| DocumentLookup::Withdrawn(withdrawal.withdrawn))
    }

    /// Returns up to `limit` documents most similar to one; `None` if there is no such document.
    ///
    /// # Errors
    /// Returns [`Error::Invalid`](crate::Error::Invalid) if `limit` is not from 1 to [`search::MAX_RELATED`],
    /// [`Error::NoIndex`](crate::Error::NoIndex) if there is no index, and an error if the index cannot be
    /// read.
    pub async fn related(&self, id: DocumentId, limit: usize) -> Result<Option<Related>> {
        let related = move |service: &Self| {
            let found = service.index()?.snapshot().lookup(&id)?;
            found.map(|found| service.related_to(&found, limit)).transpose()
        };
        self.blocking(related).await
    }

    /// Returns what a document cites and what cites it; `None` if there is no such document.
    ///
    /// # Errors
    /// Returns [`Error::NoIndex`](crate::Error::NoIndex) if there is no index, and an error if the index
    /// cannot be read.
    pub async fn citations(&self, id: DocumentId) -> Result<Option<DocumentCitations>> {
        self.blocking(move |service| service.citations_blocking(&id)).await
    }

    /// Returns what a document cites and what cites it, on the calling thread; `None` if there is no such
    /// document.
    ///
    /// # Errors
    /// Returns the errors of [`Service::citations`].
    pub fn citations_blocking(&self, id: &DocumentId) -> Result<Option<DocumentCitations>> {
        let found = self.index()?.snapshot().lookup(id)?;
        found.map(|found| search::citations(&found, &found.open_text()?.0)).transpose()
    }

    /// Returns the acts that amend or repeal a document, on the calling thread; none if there is no such
    /// document.
    ///
    /// # Errors
    /// Returns the errors of [`Service::citations`].
    pub fn status_evidence_blocking(&self, id: &DocumentId) -> Result<Vec<StatusEvidence>> {
        let found = self.index()?.snapshot().lookup(id)?;
        let Some(found) = found else { return Ok(Vec::new()) };
        search::status_evidence(&found, found.record()?.act.as_ref(), None)
    }

    fn related_to(&self, document: &DocumentHandle, limit: usize) -> Result<Related> {
        let meaning = self.meaning();
        self.with_analyzer(|_, analyzer| search::related(analyzer, meaning.as_ref(), document, limit))
    }
}

impl OpenDocument {
    /// Returns the approximate length of the text in bytes, without reading all of it.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub async fn text_bytes(&self) -> Result<usize> {
        let handle = self.handle.clone();
        self.service.blocking(move |_| handle.text_bytes()).await
    }

    /// Reads what a page about the document shows, with up to `related` other documents; the status of an act
    /// as of a day, or today.
    ///
    /// # Errors
    /// Returns [`Error::Invalid`](crate::Error::Invalid) if `related` is not from 1 to
    /// [`search::MAX_RELATED`], and an error if the index cannot be read.
    pub async fn view(self, related: usize, as_of: Option<Date>) -> Result<PresentedDocument> {
        let service = self.service.clone();
        let view = move |service: &Service| {
            let document = self.handle.document(as_of.unwrap_or_else(today))?;
            Ok(PresentedDocument {
                format: self.file_format()?,
                related: service.related_to(&self.handle, related)?,
                citations: search::citations(&self.handle, &document)?,
                status_evidence: search::status_evidence(&self.handle, document.act.as_ref(), as_of)?,
                parent: search::parent_act(&self.handle)?,
                topic_ids: search::topic_ids(&document),
                document,
            })
        };
        service.blocking(view).await
    }
}
