//! Makes the vectors that documents of an index lack.
//!
//! Invariants: a text that has vectors is not encoded again, whatever document it comes with; what has been
//! made is on disk within seconds, so that a killed process loses no more; other work goes first.

use std::{
    sync::{
        PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::{
    Meaning,
    handle::LoadedVectors,
    keys::{SourceKey, TextKey},
    vector::StoredVector,
    vector_file::VectorFile,
    vector_store::{VectorRecord, WindowVector},
    windows::{Window, key, windows},
};
use crate::{
    document::DocumentId,
    error::{Error, Result},
    index::{SegmentsSeen, Snapshot, is_purging},
};

/// How often what has been made is written and synced.
const WRITE_EVERY: Duration = Duration::from_secs(2);
/// The number of documents that a thread encodes together: windows of the same length share the work.
const BATCH: usize = 16;

/// How far the vectors of an index are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VectorProgress {
    /// The number of documents done.
    pub done: usize,
    /// The number of documents that lacked vectors.
    pub total: usize,
}

/// A document that lacks vectors.
struct LackingDocument {
    id: DocumentId,
    source: SourceKey,
}

impl Meaning {
    /// Makes the vectors that the documents of a snapshot lack, on `threads` threads of low priority, until
    /// `stop` is set or documents are being purged. Returns `None` while another process makes vectors.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read or the file of vectors cannot be written.
    pub fn complete(
        &self,
        snapshot: &Snapshot,
        threads: usize,
        stop: &AtomicBool,
        progress: &dyn Fn(VectorProgress),
    ) -> Result<Option<VectorProgress>> {
        let mut seen = self.inner.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let lacking = self.lacking(snapshot, &mut seen)?;
        let mut report = VectorProgress { done: 0, total: lacking.len() };
        if !lacking.is_empty() && !is_purging(&self.inner.index) {
            let Some(mut file) = self.open_file()? else { return Ok(None) };
            progress(report);
            let next = AtomicUsize::new(0);
            let (results, made) = bounded(threads);
            let work = Work { meaning: self, snapshot, lacking: &lacking, next: &next, stop };
            thread::scope(|scope| {
                for _ in 0..threads.max(1) {
                    let (work, results) = (&work, results.clone());
                    scope.spawn(move || work.run(&results));
                }
                drop(results);
                let written = self.write_all(&mut file, &made, &mut report, progress);
                // Unblocks the threads if writing failed.
                drop(made);
                written
            })?;
        }
        if report.done == report.total {
            *self.inner.seen.lock().unwrap_or_else(PoisonError::into_inner) = seen;
        }
        Ok(Some(report))
    }

    /// Returns the documents of segments that have not been seen and lack vectors.
    fn lacking(&self, snapshot: &Snapshot, seen: &mut SegmentsSeen) -> Result<Vec<LackingDocument>> {
        let mut lacking = Vec::new();
        snapshot.list_unseen(seen, |document| {
            let Some(fingerprint) = &document.fingerprint else { return };
            let source = SourceKey::new(fingerprint);
            if !self.read().store.has_document(&document.id, source) {
                lacking.push(LackingDocument { id: document.id, source });
            }
        })?;
        Ok(lacking)
    }

    /// Returns the number of documents of a snapshot that lack vectors.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub fn waiting(&self, snapshot: &Snapshot) -> Result<usize> {
        let mut seen = self.inner.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(self.lacking(snapshot, &mut seen)?.len())
    }

    fn open_file(&self) -> Result<Option<VectorFile>> {
        let mut vectors = self.write();
        let LoadedVectors { store, position } = &mut *vectors;
        let file = VectorFile::open(&self.inner.path, self.model().dimensions, *position, store)?;
        if let Some(file) = &file {
            *position = Some(file.position());
        }
        Ok(file)
    }

    /// Writes what the threads make, and takes it into memory.
    fn write_all(
        &self,
        file: &mut VectorFile,
        made: &Receiver<Result<Vec<VectorRecord>>>,
        report: &mut VectorProgress,
        progress: &dyn Fn(VectorProgress),
    ) -> Result<()> {
        let (mut records, mut written) = (Vec::new(), Instant::now());
        let mut write = |records: &mut Vec<VectorRecord>| -> Result<()> {
            file.append(records)?;
            let mut vectors = self.write();
            records.drain(..).for_each(|record| vectors.store.add(record));
            vectors.position = Some(file.position());
            Ok(())
        };
        let mut failure = None;
        for batch in made {
            match batch {
                Ok(batch) => {
                    let is_document =
                        |record: &&VectorRecord| matches!(record, VectorRecord::Document { .. });
                    report.done += batch.iter().filter(is_document).count();
                    records.extend(batch);
                }
                // One document that cannot be read does not keep the others from their vectors.
                Err(error) => failure = Some(error),
            }
            progress(*report);
            if written.elapsed() >= WRITE_EVERY {
                write(&mut records)?;
                written = Instant::now();
            }
        }
        write(&mut records)?;
        failure.map_or(Ok(()), Err)
    }
}

/// What the threads that encode documents share.
struct Work<'a> {
    meaning: &'a Meaning,
    snapshot: &'a Snapshot,
    lacking: &'a [LackingDocument],
    next: &'a AtomicUsize,
    stop: &'a AtomicBool,
}

impl Work<'_> {
    /// Encodes one batch after the other, until none is left.
    fn run(&self, results: &Sender<Result<Vec<VectorRecord>>>) {
        lower_priority();
        // A purge waits for the file.
        while !self.stop.load(Ordering::Relaxed) && !is_purging(&self.meaning.inner.index) {
            let start = self.next.fetch_add(BATCH, Ordering::Relaxed);
            let Some(batch) = self.lacking.get(start..(start + BATCH).min(self.lacking.len())) else { break };
            if batch.is_empty() || results.send(self.encoded(batch)).is_err() {
                break;
            }
        }
    }

    /// Returns the records of some documents.
    fn encoded(&self, batch: &[LackingDocument]) -> Result<Vec<VectorRecord>> {
        let (mut texts, mut documents) = (Vec::<(TextKey, Vec<Window>)>::new(), Vec::new());
        let most = self.meaning.inner.settings.windows;
        for document in batch {
            let Some(address) = self.snapshot.address(&document.id)? else { continue };
            let found = windows(&self.snapshot.stored(address)?, most)?;
            let text = key(&found);
            let is_known =
                texts.iter().any(|(known, _)| *known == text) || self.meaning.read().store.has_text(text);
            if !is_known {
                texts.push((text, found));
            }
            documents.push(VectorRecord::Document { id: document.id.clone(), source: document.source, text });
        }
        let mut records = self.vectors_of(texts)?;
        records.extend(documents);
        Ok(records)
    }

    /// Encodes the windows of some texts.
    fn vectors_of(&self, texts: Vec<(TextKey, Vec<Window>)>) -> Result<Vec<VectorRecord>> {
        let passages: Vec<&str> =
            texts.iter().flat_map(|(_, windows)| windows).map(|window| window.text.as_str()).collect();
        let mut vectors = self.meaning.inner.model.encode_passages(&passages).into_iter();
        let mut records = Vec::with_capacity(texts.len());
        for (key, windows) in texts {
            let windows = windows.into_iter().map(|window| {
                let vector = vectors.next()?;
                Some(WindowVector { passages: window.passages, vector: StoredVector::new(&vector) })
            });
            let windows = windows.collect::<Option<Vec<_>>>();
            let windows = windows.ok_or_else(|| Error::Internal("the model lost a text".to_owned()))?;
            records.push(VectorRecord::Text { key, windows });
        }
        Ok(records)
    }
}

/// Gives the calling thread the lowest priority, so that searches go first.
fn lower_priority() {
    #[cfg(target_os = "linux")]
    {
        // The system sets the priority of a thread if it is given the number of one.
        let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), 19);
    }
}
