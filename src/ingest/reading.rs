//! How the text of an input is got: at once, or by a worker, and page by page where it stands in images.
//!
//! Leaves what a worker may do to `extract::worker` and the pages of images to `recognition`. Always holds: a
//! document that ended its worker is not given to another one until that is asked for.

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
    /// This program, which is started again for the reading.
    pub program: PathBuf,
    /// What one document or page may take.
    pub limits: Limits,
    /// How images of text are recognised; `None` where they are not.
    pub ocr: Option<OcrSettings>,
    /// Whether documents are tried again that failed before.
    pub retry_failed: bool,
    /// How much a run may delete.
    pub deletions: DeletionLimits,
}

/// Reads inputs, some of them in other processes.
#[derive(Debug)]
pub(super) struct Reader {
    pool: Pool,
    limits: Limits,
    recogniser: Option<Recogniser>,
    /// `None` where nothing is to be written: without an index.
    cache: Option<Cache>,
    retry_failed: bool,
}

/// What an input gave.
#[derive(Debug)]
pub(super) enum Reading {
    /// A document; what is missing of it could be had later.
    Read(Box<Extracted>, Option<Unfinished>),
    /// Nothing, for this reason.
    Failed(String),
    /// The run was stopped first.
    Stopped,
}

/// The name of a remembered failure in the cache.
const FAILURE: &str = "failure";
/// Failures of other versions are tried again: the fault may have been mended.
const STAMP: &str = env!("CARGO_PKG_VERSION");

impl Reader {
    /// A reader with these means; `cache` is where it remembers.
    pub(super) fn new(means: &Means, cache: Option<Cache>, threads: usize) -> Self {
        let Means { program, limits, ocr, retry_failed, .. } = means.clone();
        let recogniser = ocr.map(|settings| Recogniser::new(settings, means, threads));
        Self { pool: Pool::new(program, limits), limits, recogniser, cache, retry_failed }
    }

    /// Whether what is known of an input under `known` is what reading it would give again: the hash is
    /// the same, and what was missing then is missing still.
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

    /// Reads an input without the recognition of pages that are images, unless that has been done before.
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

    /// Reads what is in memory already; an extractor that panics has met a file it cannot read.
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

    /// Why the content could not be read in an earlier run; forgotten where it is to be tried again.
    fn remembered(&self, hash: &ContentHash) -> Option<String> {
        let cache = self.cache.as_ref()?;
        if self.retry_failed {
            cache.forget(hash, FAILURE);
        }
        cache.get(hash, FAILURE, STAMP)
    }

    /// Whether pages that are images can be recognised.
    pub(super) fn can_recognise(&self) -> bool {
        self.recogniser.as_ref().is_some_and(|recogniser| recogniser.advice().is_none())
    }

    /// Adds the pages that stand in images and are known; the rest is pending.
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

    /// Adds the pages that stand in images.
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

/// What is said of scans where they are not to be recognised.
const SWITCHED_OFF: &str = "set `ocr = true` and run `index` again";
