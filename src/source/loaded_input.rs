//! An input that has been read: its content, its metadata from outside, and the hash of both.
//!
//! Understanding the content is left to `extract`. Invariant: the hash covers content and metadata.

use std::path::PathBuf;

use jiff::Timestamp;

use super::{
    SourceError,
    input_body::{InputBody, is_read_from_file},
    sidecar::{SIDECAR_MARK, Sidecar, sidecar},
};
use crate::{
    document::{DocumentId, Format, Metadata, SourceHash},
    uploads::{StagedUpload, Upload},
};

/// A loaded input.
pub(crate) struct LoadedInput {
    /// The id of the resulting document.
    pub(crate) id: DocumentId,
    /// The file that it is in.
    pub(crate) path: PathBuf,
    /// `path` as stored in the index; `None` for a document received over HTTP.
    pub(crate) source: Option<String>,
    /// The size of its content, in bytes; `None` if it has no file of its own.
    pub(crate) file_bytes: Option<u64>,
    pub(crate) format: Format,
    pub(crate) body: InputBody,
    /// Its external metadata.
    pub(crate) beside: ExternalMetadata,
    /// A hash of all of it.
    pub(crate) hash: SourceHash,
    /// When it was received over HTTP, or its file last changed; `None` if the file has not been asked.
    pub(crate) changed: Option<Timestamp>,
}

/// Metadata of an input from outside its content.
pub(crate) enum ExternalMetadata {
    /// The file's sidecar, if it has one.
    Sidecar(Option<Sidecar>),
    /// Metadata sent with an upload.
    Metadata(Metadata),
}

impl LoadedInput {
    pub(super) fn from_file(id: DocumentId, path: PathBuf, format: Format) -> Result<Self, SourceError> {
        let (body, sidecar) = (InputBody::of_file(&path, format)?, sidecar(&path)?);
        let file_bytes = Some(body.bytes());
        Ok(Self { file_bytes, ..Self::new(id, path, (format, body), sidecar) })
    }

    pub(super) fn from_line(
        id: DocumentId,
        path: PathBuf,
        changed: Option<Timestamp>,
        body: InputBody,
    ) -> Self {
        Self { changed, ..Self::new(id, path, (Format::Json, body), None) }
    }

    fn new(
        id: DocumentId,
        path: PathBuf,
        (format, body): (Format, InputBody),
        sidecar: Option<Sidecar>,
    ) -> Self {
        let mut hasher = blake3::Hasher::new();
        match &body {
            InputBody::Bytes(bytes) => hasher.update(bytes),
            InputBody::File { hash, .. } => hasher.update(hash.short().as_bytes()),
        };
        if let Some(sidecar) = &sidecar {
            hasher.update(SIDECAR_MARK);
            hasher.update(&sidecar.bytes);
        }
        Self {
            source: Some(path.to_string_lossy().into_owned()),
            id,
            path,
            file_bytes: None,
            format,
            body,
            beside: ExternalMetadata::Sidecar(sidecar),
            hash: SourceHash::from_hasher(&hasher),
            changed: None,
        }
    }

    /// Creates the loaded input for an upload whose content begins at offset `start` of its file.
    pub(crate) fn from_upload(upload: Upload, path: PathBuf, start: u64) -> Self {
        let (hash, changed) = (upload.hash(), Some(upload.received));
        let length = upload.content.len() as u64;
        let body = if is_read_from_file(upload.format, length) {
            InputBody::File { start, length, hash: upload.content_hash().clone(), may_change: true }
        } else {
            InputBody::Bytes(upload.content)
        };
        Self {
            id: upload.id,
            path,
            source: None,
            file_bytes: Some(length),
            format: upload.format,
            body,
            beside: ExternalMetadata::Metadata(upload.metadata),
            hash,
            changed,
        }
    }

    /// Creates the loaded input for an upload that this process has just staged: its file need not be
    /// checked.
    pub(crate) fn from_staged(upload: Upload, staged: &StagedUpload) -> Self {
        let mut loaded = Self::from_upload(upload, staged.path().to_owned(), staged.start);
        if let InputBody::File { may_change, .. } = &mut loaded.body {
            *may_change = false;
        }
        loaded
    }
}
