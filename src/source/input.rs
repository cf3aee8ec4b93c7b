//! An input that has been found, before it is read.
//!
//! Finding it is left to `scan`, reading it to `loaded_input`. Invariant: it has a valid id.

use std::{fs, path::PathBuf};

use jiff::Timestamp;

use super::{
    LoadedInput, SourceError,
    input_body::{InputBody, small_bytes},
};
use crate::{
    document::{DocumentId, Format},
    uploads::Upload,
};

/// An input that has not been read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    /// The id of the resulting document.
    pub(crate) id: DocumentId,
    /// Its file.
    pub(crate) path: PathBuf,
    /// The part of the file that it is.
    pub(crate) content: InputContent,
}

/// The part of a file that an input is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum InputContent {
    /// The whole file.
    File(Format),
    /// An upload, received over HTTP and stored in the file.
    Upload,
    /// One line of the file.
    Line {
        /// The line number, from 1.
        number: usize,
        /// When the file last changed: asking for it once a line would take longer than reading the line.
        changed: Option<Timestamp>,
        /// The content of the line.
        body: InputBody,
    },
}

impl Input {
    /// The line number, if the input is one of many in its file.
    pub(crate) fn line(&self) -> Option<usize> {
        match self.content {
            InputContent::File(_) | InputContent::Upload => None,
            InputContent::Line { number, .. } => Some(number),
        }
    }

    /// The number of bytes that will be held in memory; 0 if unknown, in which case reading will fail.
    pub(crate) fn size_bytes(&self) -> u64 {
        match &self.content {
            InputContent::Line { body: InputBody::Bytes(bytes), .. } => bytes.len() as u64,
            // A worker process reads it; only its text arrives here.
            InputContent::Line { .. } => 0,
            InputContent::File(format) => {
                fs::metadata(&self.path).map_or(0, |metadata| metadata.len()).min(small_bytes(*format))
            }
            InputContent::Upload => fs::metadata(&self.path).map_or(0, |metadata| metadata.len()),
        }
    }

    /// Reads the input.
    ///
    /// # Errors
    /// Returns what is wrong with the file, without its name.
    pub(crate) fn read(self) -> Result<LoadedInput, SourceError> {
        let Self { id, path, content } = self;
        match content {
            InputContent::Line { body, changed, .. } => Ok(LoadedInput::from_line(id, path, changed, body)),
            InputContent::Upload => {
                let (upload, start) = Upload::read(&path)?;
                Ok(LoadedInput::from_upload(upload, path, start))
            }
            InputContent::File(format) => LoadedInput::from_file(id, path, format),
        }
    }
}
