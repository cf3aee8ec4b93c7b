//! Gets the text of an input, either directly or from a worker process, and page by page from its images.
//!
//! What a worker may do is left to `extract::worker`, and the pages of images to `recognition`. Invariant: a
//! document that crashed its worker is not given to another one until a retry is requested.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use super::{
    DeletionLimits,
    cache::Cache,
    recognition::{self, Recogniser, Scan, Stopped, Unfinished},
};
use crate::{
    document::{ContentHash, Format},
    extract::{
        self, Extracted, OcrSettings,
        worker::{Failure, Limits, Pool, Source},
    },
    source::{Body, Read},
};

/// The means to read files.
#[derive(Debug, Clone)]
pub struct Means {
    /// This program, which is started again as a worker process.
    pub program: PathBuf,
    /// The resource limits for one document or page.
    pub limits: Limits,
    /// The OCR settings; `None` if images of text are not recognized.
    pub ocr: Option<OcrSettings>,
    /// Whether to retry documents that failed before.
    pub retry_failed: bool,
    /// The limits on deletions in one run.
    pub deletions: DeletionLimits,
}

/// Reads inputs, some of them in other processes.
#[derive(Debug)]
pub(super) struct Reader {
    pool: Pool,
    limits: Limits,
    recogniser: Option<Recogniser>,
    /// The cache; `None` if nothing may be written because there is no index.
    cache: Option<Cache>,
    retry_failed: bool,
}

/// The result of reading an input.
#[derive(Debug)]
pub(super) enum Reading {
    /// A document, and what is missing of it but could be added later.
    Read(Box<Extracted>, Option<Unfinished>),
    /// The input could not be read, for this reason.
    Failed(String),
    /// The run was stopped first.
    Stopped,
}

/// The name of a remembered failure in the cache.
const FAILURE: &str = "failure";
/// The cache stamp of failures: those of other versions are retried, because the bug may be fixed.
const STAMP: &str = env!("CARGO_PKG_VERSION");

impl Reader {
    /// Creates a reader that remembers its results in `cache`.
    pub(super) fn new(means: &Means, cache: Option<Cache>, threads: usize) -> Self {
        let Means { program, limits, ocr, retry_failed, .. } = means.clone();
        let recogniser = ocr.map(|settings| Recogniser::new(settings, means, threads));
        Self { pool: Pool::new(program, limits), limits, recogniser, cache, retry_failed }
    }

    /// Returns whether reading the input again would give the result already known under `known`.
    ///
    /// That is so if the hash is the same and what was missing then cannot be added now.
    pub(super) fn is_known(&self, known: &str, hash: &str) -> bool {
        let Some(rest) = known.strip_prefix(hash) else { return false };
        match Unfinished::from_mark(rest) {
            None => rest.is_empty(),
            Some(Unfinished::Unrecognised) => {
                self.recogniser.as_ref().is_none_or(|recogniser| recogniser.advice().is_some())
            }
            Some(Unfinished::Failed) => !self.retry_failed,
            Some(Unfinished::Lost | Unfinished::Pending) => false,
        }
    }

    /// Reads an input.
    pub(super) fn read(&self, path: &Path, read: &mut Read, stop: &AtomicBool) -> Reading {
        self.read_and(path, read, |source, extracted| self.complete(source, extracted, stop))
    }

    /// Reads an input without recognizing pages that are images, unless their text is in the cache.
    pub(super) fn read_for_now(&self, path: &Path, read: &mut Read) -> Reading {
        self.read_and(path, read, |source, extracted| self.complete_from_cache(source, extracted))
    }

    fn read_and(
        &self,
        path: &Path,
        read: &mut Read,
        complete: impl Fn(Source<'_>, Extracted) -> Reading,
    ) -> Reading {
        let (start, length, hash) = match &mut read.body {
            Body::Bytes(bytes) => return Self::read_bytes(read.format, std::mem::take(bytes)),
            Body::File { start, length, hash } => (*start, *length, hash.clone()),
        };
        if let Some(reason) = self.remembered(&hash) {
            return Reading::Failed(reason);
        }
        let source = Source { path, start, length, hash: &hash };
        match self.pool.extract(source, read.format) {
            Ok(extracted) => complete(source, extracted),
            Err(Failure::Refused(reason) | Failure::Unasked(reason)) => Reading::Failed(reason),
            Err(Failure::Died(death)) => {
                let reason = death.reason(&self.limits);
                if let (Some(cache), true) = (&self.cache, death.is_of_the_document()) {
                    cache.put(&hash, FAILURE, STAMP, &reason);
                }
                Reading::Failed(reason)
            }
        }
    }

    /// Extracts bytes in memory; a panic of the extractor means that the file cannot be read.
    fn read_bytes(format: Format, bytes: Vec<u8>) -> Reading {
        let extracted = catch_unwind(AssertUnwindSafe(|| extract::extract(format, bytes)));
        match extracted.unwrap_or_else(|_| Err(extract::FAILED.to_owned())) {
            Ok(extracted) => Reading::Read(Box::new(extracted), None),
            Err(reason) => Reading::Failed(reason),
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
    pub(super) fn can_recognise(&self) -> bool {
        self.recogniser.as_ref().is_some_and(|recogniser| recogniser.advice().is_none())
    }

    /// Adds the text of images from the cache; if any is missing, all are pending.
    fn complete_from_cache(&self, source: Source<'_>, mut extracted: Extracted) -> Reading {
        let stop = AtomicBool::new(false);
        let Some(recogniser) = self.recogniser.as_ref().filter(|_| self.can_recognise()) else {
            return self.complete(source, extracted, &stop);
        };
        if recogniser.knows_all(self.cache.as_ref(), source.hash, &extracted.unread) {
            return self.complete(source, extracted, &stop);
        }
        extracted.unread.clear();
        Reading::Read(Box::new(extracted), Some(Unfinished::Pending))
    }

    /// Recognizes the pages that are images and adds their text.
    fn complete(&self, source: Source<'_>, mut extracted: Extracted, stop: &AtomicBool) -> Reading {
        let unread = std::mem::take(&mut extracted.unread);
        let Some(recogniser) = &self.recogniser else {
            let unfinished = recognition::leave(&mut extracted, &unread, SWITCHED_OFF);
            return Reading::Read(Box::new(extracted), unfinished);
        };
        let scan = Scan {
            pool: &self.pool,
            source,
            cache: self.cache.as_ref(),
            retry_failed: self.retry_failed,
            stop,
        };
        match recogniser.complete(&scan, &mut extracted, &unread) {
            Ok(unfinished) => Reading::Read(Box::new(extracted), unfinished),
            Err(Stopped) => Reading::Stopped,
        }
    }
}

/// The advice for scans if OCR is switched off.
const SWITCHED_OFF: &str = "set `ocr = true` and run `index` again";
