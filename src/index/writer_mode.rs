//! What a writer is used for, and the memory and threads it gets.
//!
//! Invariant: a writer stays within this memory, whatever it writes.

use std::{num::NonZero, thread};

/// Memory for postings not yet written to a segment, for all threads together, in bytes. The load set (28 MB
/// of text) becomes one segment per thread on two cores, and a run stays within 138 MB of anonymous memory
/// (`docs/decisions/006-performance.md`).
const HEAP_BYTES: usize = 128 << 20;
/// Memory for postings in a writer of single documents. The minimum the engine accepts is 15 MB, and a group
/// of documents larger than this becomes two segments.
const SINGLE_HEAP_BYTES: usize = 32 << 20;
/// The maximum number of indexing threads. More would only create more and smaller segments.
const MAX_THREADS: usize = 4;

/// What a writer is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriterMode {
    /// Many documents, as fast as possible.
    Bulk,
    /// A few documents at a time, with each commit as cheap as possible.
    Single,
}

impl WriterMode {
    /// Returns the number of indexing threads.
    pub(super) fn threads(self) -> usize {
        let cores = || thread::available_parallelism().map_or(1, NonZero::get);
        if self == Self::Single { 1 } else { cores().min(MAX_THREADS) }
    }

    /// Returns the number of threads that merge segments. A writer of single documents has one, so that
    /// merges wait for one another and leave the other cores to searches; commits wait for none of them.
    pub(super) fn merge_threads(self) -> usize {
        self.threads()
    }

    /// Returns the memory for postings not yet written, in bytes.
    pub(super) fn heap_bytes(self) -> usize {
        if self == Self::Single { SINGLE_HEAP_BYTES } else { HEAP_BYTES }
    }
}
