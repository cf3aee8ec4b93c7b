//! Decides which segments of an index are merged, and when.
//!
//! A writer may be closed at any time to let another one write, and the engine does not report whether a
//! merge is in progress, so merges are chosen and started here.
//!
//! Invariants: a segment is in only one merge at a time; a merge that fails or is interrupted leaves the
//! segments unchanged; the write lock is kept until the last merge has ended.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Instant,
};

use tantivy::{
    SegmentMeta,
    index::SegmentId,
    merge_policy::{LogMergePolicy, MergePolicy},
};

use super::{write_lock::WriteLock, writer_mode::WriterMode};
use crate::metrics::Metrics;

/// Segments with fewer engine documents than this are considered equally large: merging five of them takes a
/// few milliseconds.
const MIN_LAYER_DOCUMENTS: u32 = 250;
/// The number of segments of similar size that are merged into one. Together with [`LEVEL_LOG_SIZE`], an
/// index of 300,000 documents written one by one has about twenty segments.
const MIN_SEGMENTS: usize = 5;
/// Segments whose sizes differ by less than this many powers of two are of similar size.
const LEVEL_LOG_SIZE: f64 = 2.0;
/// The share of deleted documents above which a segment is rewritten: the folder stays within 1.5 times its
/// fresh size.
const MAX_DELETED: f32 = 0.3;

/// Returns the merge policy of a writer. For many documents it is the engine's own, except that it considers
/// deleted ones.
fn policy(size: WriterMode) -> LogMergePolicy {
    let mut policy = LogMergePolicy::default();
    policy.set_del_docs_ratio_before_merge(MAX_DELETED);
    if size == WriterMode::Single {
        policy.set_min_layer_size(MIN_LAYER_DOCUMENTS);
        policy.set_min_num_segments(MIN_SEGMENTS);
        policy.set_level_log_size(LEVEL_LOG_SIZE);
    }
    policy
}

/// The merges in progress.
#[derive(Debug, Clone)]
pub(super) struct MergeTracker {
    policy: LogMergePolicy,
    segments: Arc<Mutex<HashSet<SegmentId>>>,
    metrics: Option<Metrics>,
}

impl MergeTracker {
    /// Creates an empty set of merges with the policy for a purpose.
    pub(super) fn new(size: WriterMode) -> Self {
        Self { policy: policy(size), segments: Arc::default(), metrics: None }
    }

    /// Records the number and duration of merges started from now on.
    pub(super) fn count_in(&mut self, metrics: &Metrics) {
        self.metrics = Some(metrics.clone());
    }

    /// Whether any merge is in progress.
    pub(super) fn is_any(&self) -> bool {
        !self.segments().is_empty()
    }

    /// Starts the merges that are due among the segments of an index.
    pub(super) fn begin_due(
        &self,
        engine: &mut tantivy::IndexWriter,
        segments: &[SegmentMeta],
        lock: Option<&Arc<WriteLock>>,
    ) {
        let idle: Vec<SegmentMeta> = {
            let busy = self.segments();
            segments.iter().filter(|segment| !busy.contains(&segment.id())).cloned().collect()
        };
        for candidate in self.policy.compute_merge_candidates(&idle) {
            self.begin(engine, candidate.0, lock);
        }
    }

    /// Starts rewriting every segment with deleted documents, without them.
    pub(super) fn begin_expunging(
        &self,
        engine: &mut tantivy::IndexWriter,
        segments: &[SegmentMeta],
        lock: Option<&Arc<WriteLock>>,
    ) {
        for segment in segments.iter().filter(|segment| segment.num_deleted_docs() > 0) {
            if !self.segments().contains(&segment.id()) {
                self.begin(engine, vec![segment.id()], lock);
            }
        }
    }

    fn begin(&self, engine: &mut tantivy::IndexWriter, ids: Vec<SegmentId>, lock: Option<&Arc<WriteLock>>) {
        self.segments().extend(ids.iter().copied());
        let merge = engine.merge(&ids);
        let (segments, metrics, started) = (Arc::clone(&self.segments), self.metrics.clone(), Instant::now());
        let lock = lock.map(Arc::clone);
        let watched = ids.clone();
        let wait = move || {
            // Kept until the merge ends, even if the writer is closed.
            let _lock = lock;
            match (merge.wait(), metrics) {
                (Err(error), _) => tracing::debug!(%error, "merge abandoned"),
                (Ok(_), Some(metrics)) => metrics.merged(started.elapsed()),
                (Ok(_), None) => {}
            }
            let mut segments = segments.lock().unwrap_or_else(PoisonError::into_inner);
            segments.retain(|id| !ids.contains(id));
        };
        if thread::Builder::new().name("merge-wait".to_owned()).spawn(wait).is_err() {
            self.segments().retain(|id| !watched.contains(id));
        }
    }

    fn segments(&self) -> MutexGuard<'_, HashSet<SegmentId>> {
        self.segments.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
