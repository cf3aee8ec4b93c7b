//! The indexing pipeline: reads inputs, builds documents, writes them to the index and reports the result.
//!
//! `pipeline` is the one way from an input to a document: `index`, the command `extract`, uploads and their
//! replay take it. `run` is one run of `index` and goes through its inputs with `index_run`, as `dry_run`
//! does; `watch` repeats it; `upload_reader` reads what came over HTTP. `assemble` builds the document,
//! `reading` gets its text, `recognition` that of images; `page_painter` draws pages for people. Invariants:
//! bad content can abort only the reading of its own file; expensive results are cached.

mod assemble;
mod budget;
mod cache;
mod conversion;
mod deletions;
mod districts;
mod dry_run;
mod extraction;
mod index_run;
mod ingest_config;
mod job;
mod page_painter;
mod pipeline;
mod planned_changes;
mod reading;
mod recognition;
mod report;
mod run;
mod run_target;
mod scan;
mod scopes;
mod task;
mod unchanged;
mod upload_reader;
mod watch;

pub(crate) use crate::source::{checked, checked_upload, format_of};
pub use crate::{
    extract::{PageArea, PlacedText},
    source::CheckedFile,
};
pub use dry_run::dry_run;
pub use ingest_config::{DeletionLimits, IngestConfig};
pub use page_painter::{DrawableFile, PagePainter, PaintFailure};
pub use pipeline::{PreparedDocument, read};
pub use planned_changes::{ChangeKind, PlannedChange};
pub use report::{InputFailure, InputWarning, RefusedRoot, Report};
pub use run::run;
pub use task::{Progress, RunObserver, Task};
pub use upload_reader::UploadReader;
pub(crate) use upload_reader::go_on_purging;
pub use watch::{WatchNews, WatchSettings, watch};

use crate::extract;

/// Returns a warning about JSON fields that no document has; `None` if there are none.
pub fn unknown_fields(json: &[u8]) -> Option<String> {
    extract::unknown_fields(json)
}
