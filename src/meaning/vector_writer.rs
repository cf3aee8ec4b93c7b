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

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::{
    Meaning,
    keys::{SourceKey, TextKey},
    purge::purge,
    vector::StoredVector,
    vector_file::VectorFile,
    vector_store::{VectorRecord, WindowVector},
    windows::{Window, key, windows},
};
use crate::{
    document::DocumentId,
    error::{Error, Result},
    index::{Index, SegmentsSeen, Snapshot, is_purging},
};

/// How often what has been made is written and synced.
const WRITE_EVERY: Duration = Duration::from_secs(2);
/// The number of windows that a thread encodes together, at least: they share the work, and take a second or two.
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
    /// Makes vectors that documents of an index lack, for `most` documents at most, on `threads` threads of low
    /// priority. Stops early if `stop` is set, documents are being purged, or another model takes the place of this
    /// one. Returns `None` while somebody else writes vectors.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read or the file of vectors cannot be written.
    pub fn complete(
        &self,
        index: &Index,
        (threads, most): (usize, usize),
        stop: &AtomicBool,
        progress: &dyn Fn(VectorProgress),
    ) -> Result<Option<VectorProgress>> {
        let mut seen = self.seen();
        if self.lacking(&index.snapshot(), &mut seen)?.is_empty() {
            // All that is seen has vectors, or cannot get them.
            *self.inner.seen.lock().unwrap_or_else(PoisonError::into_inner) = seen;
            return Ok(Some(VectorProgress::default()));
        }
        let Some(mut file) = self.open_file()? else { return Ok(None) };
        // Only now: a purge that ended before the file was locked has removed its documents from the index, and one
        // that begins later waits for the file.
        index.refresh()?;
        let snapshot = index.snapshot();
        let lacking = self.lacking(&snapshot, &mut self.seen())?;
        let total = lacking.len();
        let lacking = &lacking[..total.min(most)];
        let mut report = VectorProgress { done: 0, total };
        progress(report);
        let (results, made) = bounded(threads);
        let work = Work { meaning: self, snapshot: &snapshot, lacking, next: &AtomicUsize::new(0), stop };
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
        Ok(Some(report))
    }

    /// Returns the documents of segments that have not been seen and lack vectors.
    fn lacking(&self, snapshot: &Snapshot, seen: &mut SegmentsSeen) -> Result<Vec<LackingDocument>> {
        let (vectors, mut lacking) = (self.read(), Vec::new());
        let unreadable = self.inner.unreadable.lock().unwrap_or_else(PoisonError::into_inner);
        snapshot.list_unseen(seen, |document| {
            let Some(fingerprint) = &document.fingerprint else { return };
            let source = SourceKey::new(fingerprint);
            if !vectors.store.has_document(&document.id, source) && !unreadable.contains(&source) {
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
        Ok(self.lacking(snapshot, &mut self.seen())?.len())
    }

    fn seen(&self) -> SegmentsSeen {
        self.inner.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Removes vectors that no document has any more from the file, if they are most of it.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read or the file cannot be written.
    pub fn compact(&self, snapshot: &Snapshot) -> Result<()> {
        if self.read().store.is_mostly_unused(snapshot.documents()) && purge(&self.inner.index, snapshot)? {
            self.refresh()?;
        }
        Ok(())
    }

    fn open_file(&self) -> Result<Option<VectorFile>> {
        let position = self.read().position;
        let opened = VectorFile::open(&self.inner.path, self.model().dimensions, position)?;
        let Some((file, read)) = opened else { return Ok(None) };
        self.take(position, Some(read));
        // Nobody else writes now: memory must hold all of the file before it is continued.
        self.refresh()?;
        Ok(Some(file))
    }

    /// Writes what the threads make, and takes it into memory.
    fn write_all(
        &self,
        file: &mut VectorFile,
        made: &Receiver<Vec<VectorRecord>>,
        report: &mut VectorProgress,
        progress: &dyn Fn(VectorProgress),
    ) -> Result<()> {
        let (mut records, mut written) = (Vec::new(), Instant::now());
        loop {
            let batch = made.recv_timeout(WRITE_EVERY.saturating_sub(written.elapsed()));
            if let Ok(batch) = &batch {
                let is_document = |record: &&VectorRecord| matches!(record, VectorRecord::Document { .. });
                report.done += batch.iter().filter(is_document).count();
                progress(*report);
            }
            let is_end = batch == Err(RecvTimeoutError::Disconnected);
            records.extend(batch.into_iter().flatten());
            if is_end || written.elapsed() >= WRITE_EVERY {
                self.write_some(file, std::mem::take(&mut records))?;
                written = Instant::now();
            }
            if is_end {
                return Ok(());
            }
        }
    }

    fn write_some(&self, file: &mut VectorFile, records: Vec<VectorRecord>) -> Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        file.append(&records)?;
        let mut vectors = self.write();
        vectors.store.extend(records);
        vectors.position = Some(file.position());
        Ok(())
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
    fn run(&self, results: &Sender<Vec<VectorRecord>>) {
        lower_priority();
        loop {
            let batch = self.next_batch();
            if batch.is_empty() || results.send(batch).is_err() {
                break;
            }
        }
    }

    fn is_stopped(&self) -> bool {
        let is_retired = self.meaning.inner.is_retired.load(Ordering::Relaxed);
        // A purge waits for the file.
        is_retired || self.stop.load(Ordering::Relaxed) || is_purging(&self.meaning.inner.index)
    }

    /// Returns the records of the next documents; none if there are none left or it is to stop.
    fn next_batch(&self) -> Vec<VectorRecord> {
        let (mut texts, mut documents) = (Vec::<(TextKey, Vec<Window>)>::new(), Vec::new());
        while !self.is_stopped() && texts.iter().map(|(_, windows)| windows.len()).sum::<usize>() < BATCH {
            let Some(document) = self.lacking.get(self.next.fetch_add(1, Ordering::Relaxed)) else { break };
            let found = match self.windows(document) {
                Ok(Some(found)) => found,
                // It was deleted.
                Ok(None) => continue,
                Err(error) => {
                    self.skip(document, &error);
                    continue;
                }
            };
            let text = key(&found);
            let is_known =
                texts.iter().any(|(known, _)| *known == text) || self.meaning.read().store.has_text(text);
            if !is_known {
                texts.push((text, found));
            }
            documents.push(VectorRecord::Document { id: document.id.clone(), source: document.source, text });
        }
        let mut records = self.vectors_of(texts);
        records.extend(documents);
        records
    }

    fn windows(&self, document: &LackingDocument) -> Result<Option<Vec<Window>>> {
        let Some(address) = self.snapshot.address(&document.id)? else { return Ok(None) };
        let most = self.meaning.inner.settings.windows;
        windows(&self.snapshot.stored(address)?, most).map(Some)
    }

    /// Leaves out a document that cannot be read, until it changes.
    fn skip(&self, document: &LackingDocument, error: &Error) {
        tracing::warn!("a document gets no vectors: {error}");
        let mut unreadable = self.meaning.inner.unreadable.lock().unwrap_or_else(PoisonError::into_inner);
        unreadable.insert(document.source);
    }

    /// Encodes the windows of some texts.
    fn vectors_of(&self, texts: Vec<(TextKey, Vec<Window>)>) -> Vec<VectorRecord> {
        let passages: Vec<&str> =
            texts.iter().flat_map(|(_, windows)| windows).map(|window| window.text.as_str()).collect();
        let mut vectors = self.meaning.inner.model.encode_passages(&passages).into_iter();
        let with_vectors = |(key, windows): (TextKey, Vec<Window>)| {
            let pairs = windows.into_iter().zip(vectors.by_ref());
            let windows = pairs.map(|(window, vector)| WindowVector {
                passages: window.passages,
                vector: StoredVector::new(&vector),
            });
            VectorRecord::Text { key, windows: windows.collect() }
        };
        texts.into_iter().map(with_vectors).collect()
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
