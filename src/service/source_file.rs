//! The file that a document was made from: whether it is available, and its content, opened and checked.
//!
//! Sending it is left to `http`, checking it block by block to `source`. Invariant: content is served only if
//! it is what was indexed; whether there is any is answered without reading it.

use std::{fs, io::ErrorKind, path::Path};

use super::OpenDocument;
use crate::{
    document::Format,
    error::{Error, Result},
    index::{FileRecord, OriginalFile, OriginalKind, Originals},
    ingest::{self, CheckedFile, DrawableFile},
    uploads::{OpenUpload, Upload, UploadKey},
};

/// The content that a document was extracted from.
#[derive(Debug)]
pub enum DocumentSource {
    /// The content is available.
    File(SourceFile),
    /// The content has changed since it was indexed.
    Changed,
    /// There is none, or it is not available.
    Nothing,
}

/// Available content.
#[derive(Debug)]
pub struct SourceFile {
    /// The file.
    pub content: CheckedFile,
    /// The format of the file.
    pub format: Format,
}

impl OpenDocument {
    /// Opens and checks the file that the document was made from, so that it can be sent without accessing
    /// the folder again.
    ///
    /// # Errors
    /// Returns an error if the file exists but cannot be read.
    pub async fn source(self) -> Result<DocumentSource> {
        self.service.clone().blocking(move |_| self.source_blocking()).await
    }

    fn source_blocking(&self) -> Result<DocumentSource> {
        let Some(path) = self.origin.source.as_deref().map(Path::new) else { return self.upload() };
        let (Some(format), Some(known)) = (self.format_of(path)?, &self.origin.fingerprint) else {
            return Ok(DocumentSource::Nothing);
        };
        if !path.exists() {
            return Ok(DocumentSource::Nothing);
        }
        let content = ingest::checked(path, format, &known.content);
        Ok(content
            .map_or(DocumentSource::Changed, |content| DocumentSource::File(SourceFile { content, format })))
    }

    /// Returns the format of a file by its record, or by its name if an earlier version wrote the index.
    ///
    /// `None` for a line of a `.jsonl` file, which has no file of its own.
    fn format_of(&self, path: &Path) -> Result<Option<Format>> {
        let file = self.handle.file()?;
        Ok(file.map(|file| file.format).or_else(|| ingest::format_of(path)))
    }

    /// Opens the upload of a document that came over HTTP, if it is the one that the index knows.
    fn upload(&self) -> Result<DocumentSource> {
        let Some(upload) = self.open_upload()? else { return Ok(DocumentSource::Nothing) };
        if !self.origin.is_of(&upload.hash) {
            return Ok(DocumentSource::Changed);
        }
        let format = upload.format;
        let content = ingest::checked_upload(upload)?;
        Ok(DocumentSource::File(SourceFile { content, format }))
    }

    /// Returns the PDF file that the document was made from; `None` if it is not what was indexed any more.
    ///
    /// # Errors
    /// Returns an error if an upload is damaged or cannot be read.
    pub(super) fn drawable_file(&self) -> Result<Option<DrawableFile>> {
        if let Some(path) = self.origin.source.as_deref().map(Path::new) {
            let known = self.origin.fingerprint.as_ref();
            return Ok(known.and_then(|known| DrawableFile::of_folder(path, &known.content)));
        }
        let upload = self.open_upload()?.filter(|upload| self.origin.is_of(&upload.hash));
        upload.map(DrawableFile::of_upload).transpose()
    }

    /// Opens the upload of the document and reads its header, here or, if another machine received it, in the cluster;
    /// `None` if there is none.
    fn open_upload(&self) -> Result<Option<OpenUpload>> {
        let here = self.open_upload_here()?;
        if here.as_ref().is_some_and(|here| self.origin.is_of(&here.hash)) {
            return Ok(here);
        }
        let Some((originals, key, file)) = self.shared_file()? else { return Ok(here) };
        let path = self.service.uploads().fetch(&originals, &key, &file)?;
        Upload::open(&path).map(Some)
    }

    /// Returns the file in the cluster that the document was made from.
    fn shared_file(&self) -> Result<Option<(Originals, UploadKey, OriginalFile)>> {
        let key = UploadKey::from_id(self.handle.id());
        let Some(originals) = self.service.index()?.originals() else { return Ok(None) };
        let file = originals.row(key.as_str())?.filter(|row| row.kind == OriginalKind::Upload);
        let is_known = |file: &OriginalFile| file.source.parse().is_ok_and(|hash| self.origin.is_of(&hash));
        Ok(file.and_then(|row| row.file).filter(is_known).map(|file| (originals, key, file)))
    }

    fn open_upload_here(&self) -> Result<Option<OpenUpload>> {
        let id = self.handle.id();
        let Some(entry) = self.service.uploads().entry(id) else { return Ok(None) };
        let path = self.service.uploads().path_of(&UploadKey::from_id(id), entry.sequence);
        match Upload::open(&path) {
            Ok(upload) => Ok(Some(upload)),
            // It has just been replaced or withdrawn.
            Err(Error::Io { reason, .. }) if reason.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Returns the format of the file, if it seems to be available.
    ///
    /// Reads nothing of its content: a change that keeps the size is found only when the file is opened.
    ///
    /// # Errors
    /// Returns an error if the index or the header of an upload cannot be read.
    pub(super) fn file_format(&self) -> Result<Option<Format>> {
        let Some(path) = self.origin.source.as_deref().map(Path::new) else {
            let upload = self.open_upload_here()?.filter(|upload| self.origin.is_of(&upload.hash));
            return match upload {
                Some(upload) => Ok(Some(upload.format)),
                None => Ok(self.shared_file()?.map(|(_, _, file)| file.format)),
            };
        };
        let record = self.handle.file()?;
        let Ok(metadata) = fs::metadata(path) else { return Ok(None) };
        let is_of_size = |file: FileRecord| file.size_bytes == metadata.len();
        Ok(match record {
            Some(file) => is_of_size(file).then_some(file.format),
            None => ingest::format_of(path),
        })
    }
}
