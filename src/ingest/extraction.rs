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
    ExtractionJob, InputOutcome, ProcessedInput, assemble,
    budget::{Budget, BudgetPermit},
    reading::{InputReader, ReadOutcome},
    recognition::IncompleteOcr,
};
use crate::{
    extract::ExtractError,
    index::{IndexableDocument, Origin},
    source::{self, Input, InputContent},
};

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
    let (id, path) = (input.id.clone(), input.path.clone());
    let source = (input.content != InputContent::Upload).then(|| path.to_string_lossy().into_owned());
    let mut read = match input.read() {
        Ok(read) => read,
        Err(error) => return (InputOutcome::Failed(error.to_string()), None),
    };
    let before = known.get(id.as_str()).filter(|before| before.source == source);
    if before.is_some_and(|before| reader.is_known(&before.hash, &read.hash)) {
        return (InputOutcome::Unchanged, None);
    }
    match reader.read(&path, &mut read, stop) {
        ReadOutcome::Read(extracted, unfinished) => {
            let bytes: usize = extracted.pages.iter().map(|page| page.text.len()).sum();
            let share = texts.take(bytes as u64 * BYTES_A_TEXT_BYTE);
            let (document, warnings) = assemble::assemble(id.clone(), *extracted, &read.beside);
            let marked = read.hash.clone() + unfinished.map_or("", IncompleteOcr::mark);
            let changed = read.received.or_else(|| source::changed(&path));
            let origin = Origin { source, hash: marked };
            let prepared = Box::new(IndexableDocument::new(&document, Some(&origin)).changed_at(changed));
            (InputOutcome::Prepared { id, hash: read.hash, prepared, warnings }, Some(share))
        }
        ReadOutcome::Failed(reason) => (InputOutcome::Failed(reason), None),
        ReadOutcome::Stopped => (InputOutcome::Left, None),
    }
}
