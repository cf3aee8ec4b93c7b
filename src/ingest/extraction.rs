//! The work of one extraction thread: turns inputs into documents ready for the index, one after another.
//!
//! Counting and writing are left to the run. Invariant: a reader that fails costs only the input it was
//! reading.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicBool, Ordering},
};

use crossbeam_channel::{Receiver, Sender};

use super::{
    budget::{Budget, BudgetPermit},
    job::{ExtractionJob, InputOutcome, ProcessedInput},
    pipeline,
    reading::{InputReader, OcrTiming, ReadFailure},
    unchanged::{FileState, UnchangedFiles},
};
use crate::{
    document::{DocumentId, Fingerprint},
    extract::ExtractError,
    index::Origin,
    source::{Input, InputContent},
};

/// The memory that a byte of text takes until it is written, in bytes: pages, the text to index twice and to
/// store.
const BYTES_A_TEXT_BYTE: u64 = 4;

/// What the extraction threads of a run share.
#[derive(Clone, Copy)]
pub(super) struct Extraction<'a> {
    /// What the index holds.
    pub(super) known: &'a HashMap<String, Origin>,
    pub(super) unchanged: &'a UnchangedFiles,
    pub(super) reader: &'a InputReader,
    pub(super) texts: &'a Budget,
    pub(super) timing: OcrTiming<'a>,
    pub(super) stop: &'a AtomicBool,
}

/// Turns inputs into outcomes until there are no more or the receiver is gone.
pub(super) fn extract_all(
    found: &Receiver<ExtractionJob>,
    results: &Sender<ProcessedInput>,
    extraction: Extraction<'_>,
) {
    for ExtractionJob { input, share } in found {
        let (path, line) = (input.path.clone(), input.line());
        // A panic here concerns only this file; the next one is not affected.
        let read = || extraction.extract(input);
        let (outcome, text_share) = catch_unwind(AssertUnwindSafe(read))
            .unwrap_or_else(|_| (InputOutcome::Failed(ExtractError::Crashed.to_string()), None));
        drop(share);
        let share = text_share;
        if results.send(ProcessedInput { path, line, outcome, share }).is_err() {
            return;
        }
    }
}

impl Extraction<'_> {
    /// Processes one input; returns its outcome and the share of the budget that its text takes.
    fn extract(&self, input: Input) -> (InputOutcome, Option<BudgetPermit>) {
        if self.stop.load(Ordering::Relaxed) {
            return (InputOutcome::Left, None);
        }
        self.prepare(input).unwrap_or_else(|failure| match failure {
            ReadFailure::Unreadable(reason) => (InputOutcome::Failed(reason), None),
            ReadFailure::Stopped => (InputOutcome::Left, None),
        })
    }

    /// Takes an input through the pipeline, unless the index already has what it would give.
    fn prepare(&self, input: Input) -> Result<(InputOutcome, Option<BudgetPermit>), ReadFailure> {
        let file = match input.content {
            InputContent::File(_) => Some(input.path.clone()),
            InputContent::Upload | InputContent::Line { .. } => None,
        };
        let state = file.as_deref().and_then(FileState::of);
        if let Some(state) = &state
            && let Some(before) = self.before(&input.id, Some(&input.path.to_string_lossy()))
            && self.reader.is_known(before, &before.content)
            && self.unchanged.has(state, &before.content)
        {
            return Ok((InputOutcome::Unchanged, None));
        }
        let loaded = pipeline::load(input)?;
        // A file whose state is another one now, or which got a sidecar, changed while it was read.
        if let (Some(state), Some(file)) = (&state, &file)
            && FileState::of(file).is_some_and(|after| after.is_same(state))
        {
            self.unchanged.add(state, &loaded.hash);
        }
        let before = self.before(&loaded.id, loaded.source.as_deref());
        if before.is_some_and(|before| self.reader.is_known(before, &loaded.hash)) {
            return Ok((InputOutcome::Unchanged, None));
        }
        let id = loaded.id.clone();
        let extracted = pipeline::extract(self.reader, loaded, self.timing)?;
        let share = self.texts.take(extracted.text_bytes() * BYTES_A_TEXT_BYTE);
        let prepared = Box::new(extracted.assemble().prepare(self.reader.engine()));
        Ok((InputOutcome::Prepared { id, prepared }, Some(share)))
    }

    /// Returns what the index holds of this source.
    fn before(&self, id: &DocumentId, source: Option<&str>) -> Option<&Fingerprint> {
        let before = self.known.get(id.as_str()).filter(|before| before.source.as_deref() == source);
        before.and_then(|before| before.fingerprint.as_ref())
    }
}
