//! Routes for programs: JSON below `/api/v1`, the probes and the metrics.
//!
//! `documents`, `listing` and `bulk` read and write documents over `found_document`, `upload` and
//! `streaming`; `citation_table` exports the graph of acts, `meetings` lists meetings, `meeting_exports`
//! writes them as files.

pub(crate) mod admin;
pub(crate) mod bulk;
pub(crate) mod citation_table;
pub(crate) mod documents;
pub(crate) mod found_document;
pub(crate) mod listing;
pub(crate) mod meeting_exports;
pub(crate) mod meetings;
pub(crate) mod metrics;
pub(crate) mod probes;
mod range;
pub(crate) mod search;
pub(crate) mod streaming;
pub(crate) mod suggest;
pub(crate) mod tasks;
pub(crate) mod upload;
