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
};
use crate::{extract::ExtractError, index::Origin, source::Input};

/// The memory that a byte of text takes until it is written, in bytes: pages, the text to index twice and to
/// store.
const BYTES_A_TEXT_BYTE: u64 = 4;

/// Turns inputs into outcomes until there are no more or the receiver is gone.
pub(super) fn extract_all(
    found: &Receiver<ExtractionJob>,
    results: &Sender<ProcessedInput>,
    known: &HashMap<String, Origin>,
    reader: &InputReader,
    texts: &Budget,
    stop: &AtomicBool,
) {
    for ExtractionJob { input, share } in found {
        let (path, line) = (input.path.clone(), input.line());
        // A panic here concerns only this file; the next one is not affected.
        let read = || extract_one(input, known, reader, texts, stop);
        let (outcome, text_share) = catch_unwind(AssertUnwindSafe(read))
            .unwrap_or_else(|_| (InputOutcome::Failed(ExtractError::Crashed.to_string()), None));
        drop(share);
        let share = text_share;
        if results.send(ProcessedInput { path, line, outcome, share }).is_err() {
            return;
        }
    }
}

/// Processes one input; returns its outcome and the share of the budget that its text takes.
fn extract_one(
    input: Input,
    known: &HashMap<String, Origin>,
    reader: &InputReader,
    texts: &Budget,
    stop: &AtomicBool,
) -> (InputOutcome, Option<BudgetPermit>) {
    if stop.load(Ordering::Relaxed) {
        return (InputOutcome::Left, None);
    }
    let prepared = prepare_one(input, known, reader, texts, stop);
    prepared.unwrap_or_else(|failure| match failure {
        ReadFailure::Unreadable(reason) => (InputOutcome::Failed(reason), None),
        ReadFailure::Stopped => (InputOutcome::Left, None),
    })
}

/// Takes an input through the pipeline, unless the index already has what it would give.
fn prepare_one(
    input: Input,
    known: &HashMap<String, Origin>,
    reader: &InputReader,
    texts: &Budget,
    stop: &AtomicBool,
) -> Result<(InputOutcome, Option<BudgetPermit>), ReadFailure> {
    let loaded = pipeline::load(input)?;
    let before = known.get(loaded.id.as_str()).filter(|before| before.source == loaded.source);
    let before = before.and_then(|before| before.fingerprint.as_ref());
    if before.is_some_and(|before| reader.is_known(before, &loaded.hash)) {
        return Ok((InputOutcome::Unchanged, None));
    }
    let id = loaded.id.clone();
    let extracted = pipeline::extract(reader, loaded, OcrTiming::Now(stop))?;
    let share = texts.take(extracted.text_bytes() * BYTES_A_TEXT_BYTE);
    let prepared = Box::new(extracted.assemble().prepare());
    Ok((InputOutcome::Prepared { id, prepared }, Some(share)))
}
