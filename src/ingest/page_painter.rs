//! Draws pages of PDF files in worker processes, and finds where the words of a page are.
//!
//! Words come from the text of the file or, if it was recognized, from the results of OCR in the cache; a page
//! recognized by a version that kept no places is recognized once more. Which words are marked, and keeping
//! pictures, is left to `service`. Invariants: a picture takes no more time and memory than its limits allow;
//! how many are drawn at a time is up to the caller.

use std::{
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
    time::Duration,
};

use super::{
    cache::Cache,
    ingest_config::IngestConfig,
    recognition::{OcrJob, Recognizer},
};
use crate::{
    document::{ContentHash, Format, SourceHash},
    error::Result,
    extract::{
        ExtractError, PageArea, PlacedText,
        worker::{ExitCause, MAX_MARKS, Pool, ProcessLimits, SourceRef, WorkerFailure},
    },
    source,
    uploads::OpenUpload,
};

/// The maximum processor time and elapsed time for the picture of a page, in seconds: pages of the samples
/// take less than a fifth of one.
const MAX_SECONDS: u64 = 8;
/// The maximum size of a picture, in bytes: a photo of the largest size has 12 MB without compression.
const MAX_PICTURE_BYTES: u64 = 16 << 20;

/// A PDF file, or a part of a file, whose pages can be drawn.
#[derive(Debug, Clone)]
pub struct DrawableFile {
    path: PathBuf,
    start: u64,
    length: u64,
    hash: ContentHash,
}

/// The reason a page has no picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaintFailure {
    /// The file has no page with this number.
    NoPage,
    /// The page exceeds the limits on pixels, memory or time.
    TooLarge,
    /// The page or the file is damaged, for this reason.
    Damaged(String),
    /// The page may be sound, but could not be drawn now, for this reason.
    Unavailable(String),
}

/// Draws pages; its workers wait for the next page.
#[derive(Debug)]
pub struct PagePainter {
    pool: Pool,
    recognizer: Option<Recognizer>,
    cache: Cache,
    may_write: bool,
}

impl DrawableFile {
    /// Returns the PDF file at `path` if it still has the content known to the index.
    pub fn of_folder(path: &Path, known: &SourceHash) -> Option<Self> {
        let (content, hash) = source::checked_content(path, Format::Pdf, known)?;
        Some(Self { path: path.to_owned(), start: 0, length: content.whole_bytes(), hash })
    }

    /// Returns the PDF file in an upload.
    ///
    /// # Errors
    /// Returns an error if the upload is damaged or cannot be read.
    pub(crate) fn of_upload(upload: OpenUpload) -> Result<Self> {
        let (path, start) = (upload.path.clone(), upload.start);
        let (content, hash) = source::checked_upload_content(upload)?;
        Ok(Self { path, start, length: content.whole_bytes(), hash })
    }

    fn source(&self) -> SourceRef<'_> {
        let Self { path, start, length, hash } = self;
        SourceRef { path, start: *start, length: *length, hash, may_change: true }
    }
}

impl PagePainter {
    /// The maximum number of marks in a picture; more are left out.
    pub const MAX_MARKS: usize = MAX_MARKS;

    /// Creates a painter for documents of the index in a folder.
    ///
    /// With `may_write`, it caches what it recognizes.
    pub fn new(index: &Path, ingest_config: &IngestConfig, may_write: bool) -> Self {
        let IngestConfig { program, limits, ocr, .. } = ingest_config.clone();
        let recognizer = ocr.map(|settings| Recognizer::new(settings, ingest_config, 1));
        let limits = ProcessLimits {
            cpu_seconds: limits.cpu_seconds.min(MAX_SECONDS),
            wall: limits.wall.min(Duration::from_secs(MAX_SECONDS)),
            output_bytes: limits.output_bytes.min(MAX_PICTURE_BYTES),
            ..limits
        };
        Self { pool: Pool::new(program, limits), recognizer, cache: Cache::new(index), may_write }
    }

    /// Returns the words of a page of the file and their places, as the file gives them.
    ///
    /// # Errors
    /// Returns the reason the page cannot be read.
    pub fn words(&self, file: &DrawableFile, page: u32) -> std::result::Result<PlacedText, PaintFailure> {
        self.pool.words(file.source(), page).map_err(PaintFailure::from)
    }

    /// Returns the recognized words of a page and their places; `None` if they are not known and cannot be
    /// recognized.
    pub fn recognized_words(&self, file: &DrawableFile, page: u32) -> Option<PlacedText> {
        let stop = AtomicBool::new(false);
        let scan = OcrJob {
            pool: &self.pool,
            source: file.source(),
            cache: Some(&self.cache),
            retry_failed: false,
            stop: &stop,
        };
        self.recognizer.as_ref()?.placed(&scan, page, self.may_write)
    }

    /// Draws a page with areas marked, at most [`MAX_MARKS`](Self::MAX_MARKS), as a PNG.
    ///
    /// # Errors
    /// Returns the reason the page cannot be drawn.
    pub fn draw(
        &self,
        file: &DrawableFile,
        page: u32,
        marks: &[PageArea],
    ) -> std::result::Result<Vec<u8>, PaintFailure> {
        let marks = &marks[..marks.len().min(MAX_MARKS)];
        self.pool.draw(file.source(), page, marks).map_err(PaintFailure::from)
    }
}

impl PaintFailure {
    /// Returns whether another attempt would fail too.
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Unavailable(_))
    }
}

impl From<WorkerFailure> for PaintFailure {
    fn from(failure: WorkerFailure) -> Self {
        match failure {
            WorkerFailure::Refused(ExtractError::MissingPage { .. }) => Self::NoPage,
            WorkerFailure::Refused(
                ExtractError::PageTooLarge | ExtractError::PageTooNarrow | ExtractError::ImagesTooLarge,
            ) => Self::TooLarge,
            WorkerFailure::Refused(reason) => Self::Damaged(reason.to_string()),
            WorkerFailure::Died(ExitCause::Crash) => Self::Damaged("it ends its reader".to_owned()),
            WorkerFailure::Died(ExitCause::Outside) => {
                Self::Unavailable("the process that draws it was killed".to_owned())
            }
            WorkerFailure::Died(_) => Self::TooLarge,
            WorkerFailure::Unasked(reason) => Self::Unavailable(reason),
            WorkerFailure::Stopped => Self::Unavailable("was stopped: try again".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(failure: WorkerFailure, expected: &PaintFailure, is_final: bool) {
        let failure = PaintFailure::from(failure);
        assert_eq!((&failure, failure.is_final()), (expected, is_final));
    }

    #[test]
    fn only_what_the_page_is_to_blame_for_is_final() {
        let damaged = |reason: &str| PaintFailure::Damaged(reason.to_owned());
        check(WorkerFailure::Refused(ExtractError::MissingPage { number: 2 }), &PaintFailure::NoPage, true);
        check(WorkerFailure::Refused(ExtractError::ImagesTooLarge), &PaintFailure::TooLarge, true);
        check(WorkerFailure::Refused(ExtractError::DamagedPage), &damaged("its image is damaged"), true);
        check(WorkerFailure::Died(ExitCause::Wall), &PaintFailure::TooLarge, true);
        check(WorkerFailure::Died(ExitCause::Crash), &damaged("it ends its reader"), true);
        let slow = PaintFailure::Unavailable("slow".to_owned());
        check(WorkerFailure::Unasked("slow".to_owned()), &slow, false);
    }
}
