//! Finds input documents: files below a root, and lines of `.jsonl` files.
//!
//! `scan` looks through a [`Scope`] with `folder` (over `ignored`) and `jsonl`, and passes on each
//! [`Input`] with its id, of whose content it reads no more than the id of a JSON line. An input is read
//! into a [`LoadedInput`]; `checked` opens its file again later. Leaves it to `ingest` to decide what is
//! new, changed or gone. Invariant: inputs are ordered by path, so the first source of an id is the same
//! in every run.

mod checked;
mod error;
mod folder;
mod ignored;
mod input;
mod input_body;
mod jsonl;
mod loaded_input;
mod scan;
mod scan_item;
mod scope;
mod sidecar;
mod unusable_input;

pub use checked::CheckedFile;
pub(crate) use checked::{checked, checked_content, checked_upload, checked_upload_content};
pub(crate) use error::SourceError;
pub(crate) use folder::{by_id, format as format_of};
pub(crate) use input::{Input, InputContent};
pub(crate) use input_body::{InputBody, hash_file};
pub(crate) use loaded_input::{ExternalMetadata, LoadedInput};
pub(crate) use scan::{count, input, is_gone, scan, upload};
pub(crate) use scan_item::ScanItem;
pub(crate) use scope::Scope;
pub(crate) use sidecar::{Sidecar, changed, sidecar_of};
pub(crate) use unusable_input::UnusableInput;
