//! The one way from an input to a document in the index: load, extract, complete, assemble, prepare.
//!
//! `index`, `extract`, uploads, their replay and the completion of scans all take it, and differ in when
//! pages that are images are recognized and in what follows a failure. Loading is done by `source`,
//! extracting and completing by `reading`, assembling by `assemble`, preparing by `index`. Invariant: the
//! fingerprint of a document says what is missing of its text.

use std::{num::NonZero, path::Path, sync::atomic::AtomicBool, thread};

use jiff::Timestamp;

use super::{
    assemble,
    ingest_config::IngestConfig,
    reading::{InputReader, OcrTiming, ReadFailure},
};
use crate::{
    document::{Completeness, Document, Fingerprint},
    error::{Error, Result},
    extract::Extracted,
    index::{EngineKind, FileRecord, IndexableDocument, Origin, SourceRecord},
    source::{self, Input, LoadedInput},
};

/// An input with its text, completed as far as possible.
pub(super) struct ExtractedInput {
    loaded: LoadedInput,
    extracted: Box<Extracted>,
    completeness: Completeness,
}

/// A document and what is recorded of its source.
pub(super) struct AssembledDocument {
    pub(super) document: Document,
    /// Warnings about doubtful or lost content.
    pub(super) warnings: Vec<String>,
    origin: Origin,
    file: Option<FileRecord>,
    changed: Option<Timestamp>,
}

/// A document prepared for the index.
#[derive(Debug)]
pub struct PreparedDocument {
    /// The data that goes into the index.
    pub prepared: IndexableDocument,
    /// What the index will record of its source.
    pub origin: Origin,
    /// Warnings about doubtful or lost content.
    pub warnings: Vec<String>,
}

/// Loads an input: reads its bytes, or only its hash if a worker process is to read it.
pub(super) fn load(input: Input) -> std::result::Result<LoadedInput, ReadFailure> {
    input.read().map_err(|error| ReadFailure::Unreadable(error.to_string()))
}

/// Extracts the text of an input, and completes it with that of pages that are images.
pub(super) fn extract(
    reader: &InputReader,
    mut loaded: LoadedInput,
    timing: OcrTiming<'_>,
) -> std::result::Result<ExtractedInput, ReadFailure> {
    let (extracted, completeness) = reader.read(&mut loaded, timing)?;
    Ok(ExtractedInput { loaded, extracted, completeness })
}

impl ExtractedInput {
    /// The length of the text, in bytes.
    pub(super) fn text_bytes(&self) -> u64 {
        self.extracted.pages.iter().map(|page| page.text.len() as u64).sum()
    }

    /// Builds the document.
    pub(super) fn assemble(self) -> AssembledDocument {
        let Self { loaded, extracted, completeness } = self;
        let changed = loaded.changed.or_else(|| source::changed(&loaded.path));
        let fingerprint = Fingerprint { content: loaded.hash, completeness };
        let origin = Origin { source: loaded.source, fingerprint: Some(fingerprint) };
        let file = loaded.file_bytes.map(|size_bytes| FileRecord { format: loaded.format, size_bytes });
        let (document, warnings) = assemble::assemble(loaded.id, *extracted, &loaded.beside);
        AssembledDocument { document, warnings, origin, file, changed }
    }
}

impl AssembledDocument {
    /// Prepares the document for the index.
    pub(super) fn prepare(self, engine: EngineKind) -> PreparedDocument {
        let Self { document, warnings, origin, file, changed } = self;
        let source = SourceRecord { origin, file };
        let prepared = IndexableDocument::for_engine(engine, &document, Some(&source));
        let prepared = prepared.changed_at(changed);
        PreparedDocument { prepared, origin: source.origin, warnings }
    }
}

/// Reads one file into the document it would become, without an index.
///
/// # Errors
/// Returns [`Error::Unreadable`] with the file, the reason and the remedy if the file cannot be read.
pub fn read(path: &Path, ingest_config: &IngestConfig) -> Result<(Document, Vec<String>)> {
    let unreadable = |reason| Error::Unreadable(format!("`{}` {reason}", path.display()));
    let input = source::input(path).map_err(|unusable| unreadable(unusable.reason))?;
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let (reader, stop) = (InputReader::new(ingest_config, None, threads), AtomicBool::new(false));
    let extracted = load(input).and_then(|loaded| extract(&reader, loaded, OcrTiming::Now(&stop)));
    match extracted.map(ExtractedInput::assemble) {
        Ok(assembled) => Ok((assembled.document, assembled.warnings)),
        Err(ReadFailure::Unreadable(reason)) => Err(unreadable(reason)),
        Err(ReadFailure::Stopped) => Err(Error::Internal("reading was stopped".to_owned())),
    }
}
