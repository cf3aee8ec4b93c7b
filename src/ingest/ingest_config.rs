//! The settings of reading and indexing, as `config` and the command line give them.
//!
//! Invariant: plain values; nothing is started or opened here.

use std::path::PathBuf;

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
    /// The program that converts old Word files; `None` if they are not read.
    pub converter: Option<PathBuf>,
    /// Whether to retry documents that failed before.
    pub retry_failed: bool,
    /// The limits on deletions in one run.
    pub deletions: DeletionLimits,
}

/// Limits on what a run may delete from a root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletionLimits {
    /// The maximum share of its documents, in percent.
    pub percent: u64,
    /// The number below which deletions are never refused, as long as other documents remain.
    pub free: u64,
    /// Whether any number of documents may be deleted.
    pub is_accepted: bool,
    /// The settings file given on the command line, which the command that accepts deletions needs as well.
    pub settings_file: Option<PathBuf>,
}

impl Default for DeletionLimits {
    fn default() -> Self {
        Self { percent: 30, free: 20, is_accepted: false, settings_file: None }
    }
}
