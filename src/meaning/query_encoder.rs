//! Encodes queries on threads of their own, beside the search that waits for them.
//!
//! Invariants: there are at most as many encodings at a time as threads; a query that finds none free is not
//! encoded; the same query is encoded once as long as it is among the last ones.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, bounded};
use quick_cache::sync::Cache;
use skorowidz_meaning::Model;

use super::vector::QueryVector;
use crate::error::{Error, Result};

/// The number of queries whose vectors are kept: 1 MB.
const CACHED_QUERIES: usize = 1000;
/// How long a query waits for a free thread. One that has just finished takes less to come back.
const TURN: Duration = Duration::from_millis(5);

type QueryCache = Cache<String, Arc<QueryVector>>;

/// The threads that encode queries.
#[derive(Debug)]
pub(super) struct QueryEncoder {
    /// A channel without room: sending succeeds only while a thread waits for work.
    jobs: Sender<Job>,
    vectors: Arc<QueryCache>,
    /// The vectors of texts of the index.
    texts: QueryCache,
}

#[derive(Debug)]
struct Job {
    query: String,
    answer: Sender<Arc<QueryVector>>,
}

/// The vector of a query, once it is there.
#[derive(Debug)]
pub(crate) struct PendingVector {
    answer: Receiver<Arc<QueryVector>>,
    deadline: Instant,
}

impl PendingVector {
    /// Waits for the vector; `None` if it does not come in time.
    pub(crate) fn wait(&self) -> Option<Arc<QueryVector>> {
        self.answer.recv_deadline(self.deadline).ok()
    }
}

impl QueryEncoder {
    /// Starts `threads` threads, which end when the encoder is dropped.
    pub(super) fn start(model: &Arc<Model>, threads: usize) -> Result<Self> {
        let (jobs, work) = bounded::<Job>(0);
        let vectors = Arc::new(QueryCache::new(CACHED_QUERIES));
        for _ in 0..threads {
            let (model, work, vectors) = (Arc::clone(model), work.clone(), Arc::clone(&vectors));
            let thread = thread::Builder::new().name("encode".to_owned());
            let run = move || {
                for Job { query, answer } in work {
                    // Without an answer, the search goes on by words.
                    let encoded = catch_unwind(AssertUnwindSafe(|| model.encode_query(&query)));
                    let Ok(encoded) = encoded else { continue };
                    let vector = Arc::new(QueryVector::new(&encoded));
                    vectors.insert(query, Arc::clone(&vector));
                    // Whoever asked may have given up.
                    let _ = answer.send(vector);
                }
            };
            thread.spawn(run).map_err(Error::io("start a thread for", "the model"))?;
        }
        Ok(Self { jobs, vectors, texts: QueryCache::new(CACHED_QUERIES) })
    }

    /// Returns the vector of a text of the index, which the calling thread encodes if it is not among the last ones.
    /// Subtracts what that takes from `time`; `None` if there is none left.
    pub(super) fn vector(&self, model: &Model, text: &str, time: &mut Duration) -> Option<Arc<QueryVector>> {
        if let Some(vector) = self.texts.get(text) {
            return Some(vector);
        }
        if time.is_zero() {
            return None;
        }
        let started = Instant::now();
        let vector = Arc::new(QueryVector::new(&model.encode_query(text)));
        *time = time.saturating_sub(started.elapsed());
        self.texts.insert(text.to_owned(), Arc::clone(&vector));
        Some(vector)
    }

    /// Forgets the texts of the index, which may have been purged.
    pub(super) fn forget_texts(&self) {
        self.texts.clear();
    }

    /// Begins to encode a query; `None` if all threads are busy.
    pub(super) fn begin(&self, query: String, patience: Duration) -> Option<PendingVector> {
        let (answer, pending) = bounded(1);
        let deadline = Instant::now() + patience;
        match self.vectors.get(&query) {
            Some(vector) => answer.send(vector).ok()?,
            None if patience.is_zero() => return None,
            None => self.jobs.send_timeout(Job { query, answer }, TURN.min(patience)).ok()?,
        }
        Some(PendingVector { answer: pending, deadline })
    }
}
