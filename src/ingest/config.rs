//! The means to read files, as whoever starts a run gives them.
//!
//! Reading settings is left to `config` and `cli`.

use std::path::PathBuf;

use super::deletions::DeletionLimits;
use crate::extract::{OcrSettings, worker::ProcessLimits};

/// The means to read files.
#[derive(Debug, Clone)]
pub struct IngestConfig {
    /// This program, which is started again as a worker process.
    pub program: PathBuf,
    /// The resource limits for one document or page.
    pub limits: ProcessLimits,
    /// The OCR settings; `None` if images of text are not recognized.
    pub ocr: Option<OcrSettings>,
    /// Whether to retry documents that failed before.
    pub retry_failed: bool,
    /// The limits on deletions in one run.
    pub deletions: DeletionLimits,
}
