//! What a scan can find.
//!
//! Finding it is left to `scan`. Invariant: whatever keeps a scan from reading something is an item, so
//! that it can be reported.

use std::path::PathBuf;

use super::{Input, UnusableInput};

/// An item found by a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ScanItem {
    /// An input.
    Input(Input),
    /// Something that cannot be an input.
    Unusable(UnusableInput),
    /// A folder that is not entered, with the reason.
    Skipped(PathBuf, String),
    /// A broken link, which may once have led to a folder.
    Dangling(PathBuf),
    /// A file of an unsupported type.
    OtherKind(String),
}
