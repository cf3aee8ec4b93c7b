//! A root, or part of one, to scan.
//!
//! Looking through it is left to `scan`. Invariant: what is scanned is the root or lies below it.

use std::path::PathBuf;

/// A root, or part of one, to scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    /// The file or folder that ids are relative to; absolute.
    pub(crate) root: PathBuf,
    /// The file or folder to scan: the root or something below it; absolute.
    pub(crate) path: PathBuf,
    /// A folder to skip: the index may lie below a root.
    pub(crate) except: PathBuf,
}
