//! The indexing pipeline: reads inputs, builds documents, writes them to the index and reports the result.
//!
//! `pipeline` is the one way from an input to a document: `index`, the command `extract`, uploads and their
//! replay take it. `run` is one run of `index` and goes through its inputs with `index_run`; `upload_reader`
//! reads what came over HTTP. `assemble` builds the document, `reading` gets its text, `recognition` that of
//! images; `page_painter` draws pages for people. Invariants: bad content can abort only the reading of its own file; expensive results are cached.

mod assemble;
mod budget;
mod cache;
mod conversion;
mod deletions;
mod districts;
mod extraction;
mod index_run;
mod ingest_config;
mod job;
mod page_painter;
mod pipeline;
mod reading;
mod recognition;
mod report;
mod run;
mod scan;
mod scopes;
mod task;
mod unchanged;
mod upload_reader;

pub(crate) use crate::source::{checked, checked_upload, format_of};
pub use crate::{
    extract::{PageArea, PlacedText},
    source::CheckedFile,
};
pub use ingest_config::{DeletionLimits, IngestConfig};
pub use page_painter::{DrawableFile, PagePainter, PaintFailure};
pub use pipeline::{PreparedDocument, read};
pub use report::{InputFailure, InputWarning, RefusedRoot, Report};
pub use run::run;
pub use task::{Progress, RunObserver, Task};
pub use upload_reader::UploadReader;
pub(crate) use upload_reader::go_on_purging;

use crate::extract;

/// Returns a warning about JSON fields that no document has; `None` if there are none.
pub fn unknown_fields(json: &[u8]) -> Option<String> {
    extract::unknown_fields(json)
}
