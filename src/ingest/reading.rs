//! Gets the text of an input, either directly or from a worker process, and page by page from its images.
//!
//! What a worker may do is left to `extract::worker`, and the pages of images to `recognition`. Invariant: a
//! document that crashed its worker is not given to another one until a retry is requested.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::AtomicBool,
};

use super::{
    cache::Cache,
    conversion::Converter,
    ingest_config::IngestConfig,
    recognition::{self, OcrJob, OcrStopped, Recognizer},
};
use crate::{
    document::{Completeness, ContentHash, Fingerprint, Format, SourceHash},
    extract::{
        self, ExtractError, Extracted, OfficeFault, frontmatter,
        worker::{Pool, ProcessLimits, SourceRef, WorkerFailure},
    },
    index::{EngineKind, engine_kind},
    source::{ExternalMetadata, InputBody, LoadedInput},
};

/// Reads inputs, some of them in other processes.
#[derive(Debug)]
pub(super) struct InputReader {
    pool: Pool,
    limits: ProcessLimits,
    recognizer: Option<Recognizer>,
    converter: Option<Converter>,
    /// The cache; `None` if nothing may be written because there is no index.
    cache: Option<Cache>,
    retry_failed: bool,
    engine: EngineKind,
}

/// When the pages of a document that are images are recognized.
#[derive(Debug, Clone, Copy)]
pub(super) enum OcrTiming<'a> {
    /// At once, unless this flag is set first.
    Now(&'a AtomicBool),
    /// Later, unless their text is in the cache; reading the document ends when this flag is set.
    Later(&'a AtomicBool),
}

impl OcrTiming<'_> {
    /// The flag that ends reading.
    fn stop(&self) -> &AtomicBool {
        match self {
            Self::Now(stop) | Self::Later(stop) => stop,
        }
    }
}

/// Why an input has no text.
#[derive(Debug)]
pub(super) enum ReadFailure {
    /// It could not be read, for this reason.
    Unreadable(String),
    /// The run was stopped first.
    Stopped,
}

/// A text, and whether all of it is there.
pub(super) type CompletedText = (Box<Extracted>, Completeness);

/// The format of a document, and the character set that it was sent with.
type SentType<'a> = (Format, Option<&'a str>);

/// The name of a remembered failure in the cache.
const FAILURE: &str = "failure";
/// The cache stamp of failures: those of other versions are retried, because the bug may be fixed.
const STAMP: &str = env!("CARGO_PKG_VERSION");

impl InputReader {
    /// Creates a reader that remembers its results in `cache`.
    pub(super) fn new(ingest_config: &IngestConfig, cache: Option<Cache>, threads: usize) -> Self {
        let IngestConfig { program, limits, ocr, converter, retry_failed, .. } = ingest_config.clone();
        let converter = converter.map(|path| Converter::new(path, ingest_config));
        let recognizer = ocr.map(|settings| Recognizer::new(settings, ingest_config, threads));
        let pool = Pool::new(program, limits);
        Self { pool, limits, recognizer, converter, cache, retry_failed, engine: EngineKind::default() }
    }

    /// Lays documents out for the index in a folder.
    pub(super) fn for_index(self, index: &std::path::Path) -> Self {
        // A folder whose engine cannot be read is refused when it is opened.
        Self { engine: engine_kind(index).unwrap_or_default(), ..self }
    }

    /// The engine that documents are laid out for.
    pub(super) fn engine(&self) -> EngineKind {
        self.engine
    }

    /// Returns whether reading the input again would give the document already known under `known`.
    ///
    /// That is so if the source is the same and what was missing then cannot be added now.
    pub(super) fn is_known(&self, known: &Fingerprint, source: &SourceHash) -> bool {
        known.content == *source
            && match known.completeness {
                Completeness::Complete => true,
                Completeness::Unrecognized => !self.can_recognize(),
                Completeness::Failed => !self.retry_failed,
                Completeness::Lost | Completeness::Pending => false,
            }
    }

    /// Extracts the text of an input, and completes it with that of pages that are images.
    pub(super) fn read(
        &self,
        loaded: &mut LoadedInput,
        timing: OcrTiming<'_>,
    ) -> Result<CompletedText, ReadFailure> {
        let charset = charset(&loaded.beside);
        let LoadedInput { path, format, body, .. } = loaded;
        let file_type = (*format, charset.as_deref());
        let source = match body {
            InputBody::Bytes(bytes) => return Self::read_bytes(file_type, std::mem::take(bytes)),
            InputBody::File { start, length, hash, may_change } => {
                SourceRef { path, start: *start, length: *length, hash, may_change: *may_change }
            }
        };
        let extracted = self.read_file(source, file_type, timing.stop())?;
        match timing {
            OcrTiming::Now(stop) => self.complete(source, extracted, stop),
            OcrTiming::Later(_) => self.complete_from_cache(source, extracted),
        }
    }

    /// Has a worker process extract the text of a file, unless that is known to fail.
    fn read_file(
        &self,
        source: SourceRef<'_>,
        file_type: SentType<'_>,
        stop: &AtomicBool,
    ) -> Result<Extracted, ReadFailure> {
        if let Some(reason) = self.remembered(source.hash) {
            return Err(ReadFailure::Unreadable(reason));
        }
        let pass = self.cache.as_ref().map(Cache::pass);
        self.extract(source, file_type, stop).map_err(|failure| match failure {
            WorkerFailure::Stopped => ReadFailure::Stopped,
            WorkerFailure::Refused(error) => ReadFailure::Unreadable(error.to_string()),
            WorkerFailure::Unasked(reason) => ReadFailure::Unreadable(reason),
            WorkerFailure::Died(death) => {
                let reason = death.reason(&self.limits);
                if let (Some((cache, pass)), true) =
                    (self.cache.as_ref().zip(pass), death.is_of_the_document())
                {
                    cache.put(&pass, (source.hash, FAILURE), STAMP, &reason);
                }
                ReadFailure::Unreadable(reason)
            }
        })
    }

    /// Has a worker process extract the text of a file, after converting it if that is needed.
    fn extract(
        &self,
        source: SourceRef<'_>,
        file_type: SentType<'_>,
        stop: &AtomicBool,
    ) -> Result<Extracted, WorkerFailure> {
        let extracted = self.pool.extract(source, file_type, stop);
        match &self.converter {
            Some(converter)
                if matches!(
                    extracted,
                    Err(WorkerFailure::Refused(ExtractError::Office(OfficeFault::OldWord)))
                ) =>
            {
                let file = converter.convert(source, stop)?;
                self.pool.extract(file.source(), (Format::Docx, None), stop)
            }
            _ => extracted,
        }
    }

    /// Extracts bytes in memory; a panic of the extractor means that the file cannot be read.
    fn read_bytes((format, charset): SentType<'_>, bytes: Vec<u8>) -> Result<CompletedText, ReadFailure> {
        let read = || extract::extract_sent(format, bytes, charset);
        let extracted = catch_unwind(AssertUnwindSafe(read));
        match extracted.unwrap_or(Err(ExtractError::Crashed)) {
            Ok(extracted) => Ok((Box::new(extracted), Completeness::Complete)),
            Err(error) => Err(ReadFailure::Unreadable(error.to_string())),
        }
    }

    /// Forgets that a content could not be read.
    pub(super) fn forget_failure(&self, hash: &ContentHash) {
        if let Some(cache) = &self.cache {
            cache.forget(hash, FAILURE);
        }
    }

    /// Returns why the content could not be read in an earlier run; forgets it if the content is to be
    /// retried.
    fn remembered(&self, hash: &ContentHash) -> Option<String> {
        let cache = self.cache.as_ref()?;
        if self.retry_failed {
            cache.forget(hash, FAILURE);
        }
        cache.get(hash, FAILURE, STAMP).filter(|_| !self.retry_failed)
    }

    /// Returns whether pages that are images can be recognized.
    pub(super) fn can_recognize(&self) -> bool {
        self.recognizer.as_ref().is_some_and(|recognizer| recognizer.advice().is_none())
    }

    /// Adds the text of images from the cache; if any is missing, all are pending.
    fn complete_from_cache(
        &self,
        source: SourceRef<'_>,
        mut extracted: Extracted,
    ) -> Result<CompletedText, ReadFailure> {
        let stop = AtomicBool::new(false);
        let Some(recognizer) = self.recognizer.as_ref().filter(|_| self.can_recognize()) else {
            return self.complete(source, extracted, &stop);
        };
        if recognizer.knows_all(self.cache.as_ref(), source.hash, &extracted.unread) {
            return self.complete(source, extracted, &stop);
        }
        extracted.unread.clear();
        Ok((Box::new(extracted), Completeness::Pending))
    }

    /// Recognizes the pages that are images and adds their text.
    fn complete(
        &self,
        source: SourceRef<'_>,
        mut extracted: Extracted,
        stop: &AtomicBool,
    ) -> Result<CompletedText, ReadFailure> {
        let unread = std::mem::take(&mut extracted.unread);
        let Some(recognizer) = &self.recognizer else {
            let completeness = recognition::leave_unread(&mut extracted, &unread, SWITCHED_OFF);
            return Ok((Box::new(extracted), completeness));
        };
        let scan = OcrJob {
            pool: &self.pool,
            source,
            cache: self.cache.as_ref(),
            retry_failed: self.retry_failed,
            stop,
        };
        match recognizer.complete(&scan, &mut extracted, &unread) {
            Ok(completeness) => Ok((Box::new(extracted), completeness)),
            Err(OcrStopped) => Err(ReadFailure::Stopped),
        }
    }
}

/// Returns the character set that a sidecar gives.
fn charset(beside: &ExternalMetadata) -> Option<String> {
    let ExternalMetadata::Sidecar(Some(sidecar)) = beside else { return None };
    frontmatter::parse_sidecar(&sidecar.bytes).ok()?.charset
}

/// The advice for scans if OCR is switched off.
const SWITCHED_OFF: &str = "set `ocr = true` and run `index` again";
