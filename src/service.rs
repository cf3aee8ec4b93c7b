//! A handle on an open index, shared by the command line and the web.
//!
//! This is the only place where asynchronous code crosses over to blocking code (`blocking`). The handle
//! (`state`) follows the index: `served_index` picks up commits of other processes and rebuilds that
//! replace the generation, after `open` has opened it. `searches` runs searches with analyzers of the
//! `analyzer_pool`, which holds what `curation` read from the files of editors, and `queries` records
//! them. `lookup` reads single documents, `source_file` opens the file of one, `pictures` shows its pages
//! with the `picture_drawer`, which keeps them in the `picture_cache`, `text` reads a long one in pieces, `documents` adds and withdraws them
//! with the `document_writer`, `writes` and `changes` make changes durable, `completion` adds text that takes
//! long to recognize (`completion_queue`), `task_run` runs `tasks` over the whole index, `listing` serves
//! programs that poll, `statistics` counts, and `integrity` checks the files in use, `cluster` asks how the
//! cluster is, `following` takes over what other machines write to it, and `meaning` keeps the model and makes vectors. Limits and access
//! control are left to `http`.

mod analyzer_pool;
mod blocking;
mod changes;
mod cluster;
mod completion;
mod completion_queue;
mod curated_files;
mod curation;
mod document_writer;
mod documents;
mod following;
mod integrity;
mod listing;
mod lookup;
mod meaning;
mod meaning_state;
mod open;
mod picture_cache;
mod picture_drawer;
mod pictures;
mod queries;
mod refusal;
mod searches;
mod served_index;
mod source_file;
mod starting_points;
mod state;
mod statistics;
mod task_run;
mod tasks;
mod text;
mod writes;

pub use crate::{
    document::{OcrState, is_among},
    index::{ClusterState, IndexedDocument, PagePiece, Statistics},
    ingest::{CheckedFile, unknown_fields},
};
pub use changes::{Precondition, WriteStatus, WrittenDocument};
pub use curated_files::{CuratedFiles, Curation, FileProblem};
pub use curation::CurationReport;
pub use documents::{NewDocument, withdraw};
pub use listing::ListedDocument;
pub use lookup::{DocumentLookup, OpenDocument, PresentedDocument};
pub use picture_cache::PagePicture;
pub use pictures::PictureLookup;
pub use source_file::{DocumentSource, SourceFile};
pub use state::Service;
pub use tasks::{TaskKind, TaskReport, TaskState};
pub use text::OpenText;

#[cfg(test)]
mod tests;
