//! The state needed to change documents, once that is allowed.
//!
//! Changing them is left to `documents` and `completion`. Invariant: small documents are parsed by at most
//! as many threads as there are cores, large ones by half that number beside them.

use std::{num::NonZero, sync::Arc, thread};

use tokio::sync::Semaphore;

use super::{completion_queue::Completion, writes::WriteQueue};
use crate::ingest::{IngestConfig, UploadReader};

/// The size from which a document counts as large, in bytes: parsing it may take seconds, which small ones
/// must not wait for (`tests/it/writes.rs`).
const LARGE_BYTES: usize = 256 << 10;

/// The state needed to change documents.
#[derive(Debug)]
pub(super) struct DocumentWriter {
    pub(super) upload_reader: UploadReader,
    pub(super) ingest_config: IngestConfig,
    pub(super) writes: WriteQueue,
    pub(super) completion: Completion,
    /// Limits the number of threads that parse small documents.
    small: Arc<Semaphore>,
    /// Limits the number of threads that parse large documents.
    large: Arc<Semaphore>,
}

impl DocumentWriter {
    pub(super) fn new(
        upload_reader: UploadReader,
        ingest_config: IngestConfig,
        writes: WriteQueue,
        completion: Completion,
    ) -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let (small, large) = (Arc::new(Semaphore::new(cores)), Arc::new(Semaphore::new(cores.div_ceil(2))));
        Self { upload_reader, ingest_config, writes, completion, small, large }
    }

    /// Returns what limits the number of threads that parse documents of this size, in bytes.
    pub(super) fn turns(&self, bytes: usize) -> &Arc<Semaphore> {
        if bytes < LARGE_BYTES { &self.small } else { &self.large }
    }
}
