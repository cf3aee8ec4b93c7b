//! Gets the text of an input, either directly or from a worker process, and page by page from its images.
//!
//! What a worker may do is left to `extract::worker`, and the pages of images to `recognition`. Invariant: a
//! document that crashed its worker is not given to another one until a retry is requested.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::atomic::AtomicBool,
};

use super::{
    cache::Cache,
    config::IngestConfig,
    recognition::{self, IncompleteOcr, OcrJob, OcrStopped, Recognizer},
};
use crate::{
    document::{ContentHash, Format},
    extract::{
        self, ExtractError, Extracted,
        worker::{Pool, ProcessLimits, SourceRef, WorkerFailure},
    },
    source::{InputBody, LoadedInput},
};

/// Reads inputs, some of them in other processes.
#[derive(Debug)]
pub(super) struct InputReader {
    pool: Pool,
    limits: ProcessLimits,
    recognizer: Option<Recognizer>,
    /// The cache; `None` if nothing may be written because there is no index.
    cache: Option<Cache>,
    retry_failed: bool,
}

/// The result of reading an input.
#[derive(Debug)]
pub(super) enum ReadOutcome {
    /// A document, and what is missing of it but could be added later.
    Read(Box<Extracted>, Option<IncompleteOcr>),
    /// The input could not be read, for this reason.
    Failed(String),
    /// The run was stopped first.
    Stopped,
}

/// The name of a remembered failure in the cache.
const FAILURE: &str = "failure";
/// The cache stamp of failures: those of other versions are retried, because the bug may be fixed.
const STAMP: &str = env!("CARGO_PKG_VERSION");

impl InputReader {
    /// Creates a reader that remembers its results in `cache`.
    pub(super) fn new(ingest_config: &IngestConfig, cache: Option<Cache>, threads: usize) -> Self {
        let IngestConfig { program, limits, ocr, retry_failed, .. } = ingest_config.clone();
        let recognizer = ocr.map(|settings| Recognizer::new(settings, ingest_config, threads));
        Self { pool: Pool::new(program, limits), limits, recognizer, cache, retry_failed }
    }

    /// Returns whether reading the input again would give the result already known under `known`.
    ///
    /// That is so if the hash is the same and what was missing then cannot be added now.
    pub(super) fn is_known(&self, known: &str, hash: &str) -> bool {
        let Some(rest) = known.strip_prefix(hash) else { return false };
        match IncompleteOcr::from_mark(rest) {
            None => rest.is_empty(),
            Some(IncompleteOcr::Unrecognized) => {
                self.recognizer.as_ref().is_none_or(|recognizer| recognizer.advice().is_some())
            }
            Some(IncompleteOcr::Failed) => !self.retry_failed,
            Some(IncompleteOcr::Lost | IncompleteOcr::Pending) => false,
        }
    }

    /// Reads an input.
    pub(super) fn read(&self, path: &Path, read: &mut LoadedInput, stop: &AtomicBool) -> ReadOutcome {
        self.read_and(path, read, |source, extracted| self.complete(source, extracted, stop))
    }

    /// Reads an input without recognizing pages that are images, unless their text is in the cache.
    pub(super) fn read_for_now(&self, path: &Path, read: &mut LoadedInput) -> ReadOutcome {
        self.read_and(path, read, |source, extracted| self.complete_from_cache(source, extracted))
    }

    fn read_and(
        &self,
        path: &Path,
        read: &mut LoadedInput,
        complete: impl Fn(SourceRef<'_>, Extracted) -> ReadOutcome,
    ) -> ReadOutcome {
        let (start, length, hash) = match &mut read.body {
            InputBody::Bytes(bytes) => return Self::read_bytes(read.format, std::mem::take(bytes)),
            InputBody::File { start, length, hash } => (*start, *length, hash.clone()),
        };
        if let Some(reason) = self.remembered(&hash) {
            return ReadOutcome::Failed(reason);
        }
        let source = SourceRef { path, start, length, hash: &hash };
        match self.pool.extract(source, read.format) {
            Ok(extracted) => complete(source, extracted),
            Err(WorkerFailure::Refused(error)) => ReadOutcome::Failed(error.to_string()),
            Err(WorkerFailure::Unasked(reason)) => ReadOutcome::Failed(reason),
            Err(WorkerFailure::Died(death)) => {
                let reason = death.reason(&self.limits);
                if let (Some(cache), true) = (&self.cache, death.is_of_the_document()) {
                    cache.put(&hash, FAILURE, STAMP, &reason);
                }
                ReadOutcome::Failed(reason)
            }
        }
    }

    /// Extracts bytes in memory; a panic of the extractor means that the file cannot be read.
    fn read_bytes(format: Format, bytes: Vec<u8>) -> ReadOutcome {
        let extracted = catch_unwind(AssertUnwindSafe(|| extract::extract(format, bytes)));
        match extracted.unwrap_or(Err(ExtractError::Crashed)) {
            Ok(extracted) => ReadOutcome::Read(Box::new(extracted), None),
            Err(error) => ReadOutcome::Failed(error.to_string()),
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
        cache.get(hash, FAILURE, STAMP)
    }

    /// Returns whether pages that are images can be recognized.
    pub(super) fn can_recognize(&self) -> bool {
        self.recognizer.as_ref().is_some_and(|recognizer| recognizer.advice().is_none())
    }

    /// Adds the text of images from the cache; if any is missing, all are pending.
    fn complete_from_cache(&self, source: SourceRef<'_>, mut extracted: Extracted) -> ReadOutcome {
        let stop = AtomicBool::new(false);
        let Some(recognizer) = self.recognizer.as_ref().filter(|_| self.can_recognize()) else {
            return self.complete(source, extracted, &stop);
        };
        if recognizer.knows_all(self.cache.as_ref(), source.hash, &extracted.unread) {
            return self.complete(source, extracted, &stop);
        }
        extracted.unread.clear();
        ReadOutcome::Read(Box::new(extracted), Some(IncompleteOcr::Pending))
    }

    /// Recognizes the pages that are images and adds their text.
    fn complete(&self, source: SourceRef<'_>, mut extracted: Extracted, stop: &AtomicBool) -> ReadOutcome {
        let unread = std::mem::take(&mut extracted.unread);
        let Some(recognizer) = &self.recognizer else {
            let unfinished = recognition::leave_unread(&mut extracted, &unread, SWITCHED_OFF);
            return ReadOutcome::Read(Box::new(extracted), unfinished);
        };
        let scan = OcrJob {
            pool: &self.pool,
            source,
            cache: self.cache.as_ref(),
            retry_failed: self.retry_failed,
            stop,
        };
        match recognizer.complete(&scan, &mut extracted, &unread) {
            Ok(unfinished) => ReadOutcome::Read(Box::new(extracted), unfinished),
            Err(OcrStopped) => ReadOutcome::Stopped,
        }
    }
}

/// The advice for scans if OCR is switched off.
const SWITCHED_OFF: &str = "set `ocr = true` and run `index` again";
