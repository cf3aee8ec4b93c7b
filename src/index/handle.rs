//! One document of a snapshot: found once by its id, its parts are read when asked for.
//!
//! Reading the stored parts is left to `stored`. Invariant: all parts are of the same
//! state of the document, whatever is written meanwhile.

use jiff::civil::Date;
use tantivy::DocAddress;

use super::{
    origin::Origin,
    record::{DocumentRecord, FileRecord},
    snapshot::Snapshot,
    stored::TextPosition,
};
use crate::{
    document::{Document, DocumentId, Language},
    error::Result,
};

/// A document that was looked up. Keeps the files of its snapshot open.
#[derive(Debug, Clone)]
pub struct DocumentHandle {
    snapshot: Snapshot,
    id: DocumentId,
    address: DocAddress,
}

impl Snapshot {
    /// Looks up the document with this id, whose parts can then be read without another look-up.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub fn lookup(&self, id: &DocumentId) -> Result<Option<DocumentHandle>> {
        let found = self.address(id)?;
        Ok(found.map(|address| DocumentHandle { snapshot: self.clone(), id: id.clone(), address }))
    }
}

impl DocumentHandle {
    /// The id under which it was found.
    pub fn id(&self) -> &DocumentId {
        &self.id
    }

    /// The snapshot that it belongs to.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The address of its main engine document.
    pub(crate) fn address(&self) -> DocAddress {
        self.address
    }

    /// Returns what the index records about its origin; reads columns only.
    pub fn origin(&self) -> Origin {
        self.snapshot.origin_at(self.address)
    }

    /// Returns its metadata, without reading its text.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(crate) fn record(&self) -> Result<DocumentRecord> {
        Ok(self.snapshot.head(self.address)?.record)
    }

    /// Returns format and size of the file it was made from.
    ///
    /// `None` if it has no file of its own, or if an index before version 7 does not say.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub fn file(&self) -> Result<Option<FileRecord>> {
        Ok(self.record()?.file)
    }

    /// Returns the approximate length of its text, in bytes, without reading all of it.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub fn text_bytes(&self) -> Result<usize> {
        Ok(self.snapshot.stored(self.address)?.text_bytes())
    }

    /// Returns the language of its text, without reading it.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub fn language(&self) -> Result<Language> {
        Ok(self.record()?.language)
    }

    /// Returns whether the text of the page with this number, from 1, was recognized in its image.
    ///
    /// `false` for text that was recognized before, which the file has.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub fn is_recognized(&self, page: u32) -> Result<bool> {
        self.snapshot.stored(self.address)?.is_recognized(page)
    }

    /// Returns the whole document as it was indexed, with the status that its act has on a day.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub fn document(&self, day: Date) -> Result<Document> {
        let mut document = self.snapshot.stored(self.address)?.into_document()?;
        self.set_status(&mut document, day)?;
        Ok(document)
    }

    /// Returns the document without its text and without the status of its act, and a cursor to read the text
    /// from.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub fn open_text(&self) -> Result<(Document, TextPosition)> {
        self.snapshot.stored(self.address)?.open()
    }

    /// Sets the status that the act of this document has on a day.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub fn set_status(&self, document: &mut Document, day: Date) -> Result<()> {
        if let Some(act) = &mut document.act {
            act.status = self.snapshot.act_status(act, self.address, day)?;
        }
        Ok(())
    }
}
