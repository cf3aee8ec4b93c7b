//! The handle on a loaded model and the vectors of an index.
//!
//! Making vectors is left to `vector_writer`. Invariant: clones share everything.

use std::{
    collections::HashSet,
    fmt,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use skorowidz_meaning::{Model, ModelInfo};
use tantivy::DocAddress;

use super::{
    MeaningSettings,
    keys::SourceKey,
    model_folder::{ModelFolder, ModelStamp},
    query_encoder::{PendingVector, QueryEncoder},
    vector::QueryVector,
    vector_file::{self, FilePosition, ReadRecords},
    vector_store::{NearText, NearestWindow, VectorStore},
};
use crate::{
    document::{DocumentId, Fingerprint},
    error::Result,
    index::{SegmentsSeen, Snapshot},
};

/// The number of documents with the same text that are looked at.
const MOST_OF_A_TEXT: usize = 10;

/// A loaded model, and the vectors of an index made with it.
#[derive(Clone)]
pub struct Meaning {
    pub(super) inner: Arc<MeaningInner>,
}

/// What clones share.
pub(super) struct MeaningInner {
    pub(super) model: Arc<Model>,
    pub(super) settings: MeaningSettings,
    pub(super) vectors: RwLock<LoadedVectors>,
    /// The index folder.
    pub(super) index: PathBuf,
    /// The file of the vectors.
    pub(super) path: PathBuf,
    /// The segments whose documents all have vectors, or cannot get them.
    pub(super) seen: Mutex<SegmentsSeen>,
    /// The documents that cannot be read, in the state they are in.
    pub(super) unreadable: Mutex<HashSet<SourceKey>>,
    /// Whether another model has taken its place.
    pub(super) is_retired: AtomicBool,
    encoder: QueryEncoder,
    stamp: ModelStamp,
}

/// The vectors in memory, and how far their file has been read.
#[derive(Debug)]
pub(super) struct LoadedVectors {
    pub(super) store: VectorStore,
    pub(super) position: Option<FilePosition>,
}

/// A document near to a query.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NearDocument {
    pub(crate) id: DocumentId,
    pub(crate) address: DocAddress,
    /// Its nearest window.
    pub(crate) window: NearestWindow,
}

/// The figures of search by meaning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MeaningFigures {
    /// The number of documents with vectors, including some that no longer exist.
    pub documents: u64,
    /// The number of vectors.
    pub vectors: u64,
}

impl fmt::Debug for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Meaning").field("model", self.model()).finish_non_exhaustive()
    }
}

impl Meaning {
    /// Loads the model of the index in a folder, and the vectors made with it. Returns `None` if there is no
    /// model, or if it is turned off.
    ///
    /// # Errors
    /// Returns [`Error::Unreadable`](crate::Error::Unreadable) if the file of the model is damaged, and an error if a
    /// file cannot be read.
    pub fn open(index: &Path, settings: MeaningSettings) -> Result<Option<Self>> {
        Self::open_for(index, index, settings)
    }

    /// Loads the model of the index in `model`, and the vectors made with it for the index in `index`.
    ///
    /// # Errors
    /// Returns the errors of [`Meaning::open`].
    pub fn open_for(model: &Path, index: &Path, settings: MeaningSettings) -> Result<Option<Self>> {
        let Some(stamp) = ModelStamp::of(model).filter(|_| settings.is_on) else { return Ok(None) };
        let model = Arc::new(ModelFolder::of(model).load()?);
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let store = VectorStore::new(model.info().dimensions);
        let inner = MeaningInner {
            encoder: QueryEncoder::start(&model, threads)?,
            index: index.to_owned(),
            path: ModelFolder::of(index).vectors(model.info()),
            vectors: RwLock::new(LoadedVectors { store, position: None }),
            seen: Mutex::default(),
            unreadable: Mutex::default(),
            is_retired: AtomicBool::new(false),
            model,
            settings,
            stamp,
        };
        let meaning = Self { inner: Arc::new(inner) };
        meaning.refresh()?;
        Ok(Some(meaning))
    }

    /// Returns the stamp of the file that was loaded.
    pub fn stamp(&self) -> ModelStamp {
        self.inner.stamp
    }

    /// Returns what the model says of itself.
    pub fn model(&self) -> &ModelInfo {
        self.inner.model.info()
    }

    /// Returns the figures.
    pub fn figures(&self) -> MeaningFigures {
        let vectors = self.read();
        MeaningFigures {
            documents: vectors.store.documents() as u64,
            vectors: vectors.store.vectors() as u64,
        }
    }

    /// Identifies the state that rankings depend on.
    pub fn state_tag(&self) -> String {
        let position = self.read().position.map(|position| position.tag()).unwrap_or_default();
        let digits = &self.model().checksum;
        format!("{}:{position}", &digits[..digits.len().min(8)])
    }

    /// Stops making vectors, because another model has taken its place.
    pub fn retire(&self) {
        self.inner.is_retired.store(true, Ordering::Relaxed);
    }

    /// Reads the vectors that another process has added, or all if the file was written again.
    ///
    /// # Errors
    /// Returns [`Error::Io`](crate::Error::Io) if the file cannot be read.
    pub fn refresh(&self) -> Result<()> {
        let position = self.read().position;
        if vector_file::is_at_end(&self.inner.path, position) {
            return Ok(());
        }
        let read = vector_file::read(&self.inner.path, self.model().dimensions, position)?;
        self.take(position, read);
        Ok(())
    }

    /// Takes into memory what was read of the file after `position`, unless somebody else has read on in the meantime.
    pub(super) fn take(&self, position: Option<FilePosition>, read: Option<ReadRecords>) {
        let is_whole = read.as_ref().is_none_or(|read| read.is_whole);
        let (records, end) = read.map_or((Vec::new(), None), |read| (read.records, Some(read.position)));
        if !is_whole {
            let mut vectors = self.write();
            if vectors.position == position {
                vectors.store.extend(records);
                vectors.position = end;
            }
            return;
        }
        // The file is new, was written again, or is gone. Searches go on with the old vectors meanwhile.
        let mut store = VectorStore::new(self.model().dimensions);
        store.extend(records);
        let mut vectors = self.write();
        if vectors.position != position {
            return;
        }
        let before = std::mem::replace(&mut *vectors, LoadedVectors { store, position: end });
        drop(vectors);
        drop(before);
        *self.inner.seen.lock().unwrap_or_else(PoisonError::into_inner) = SegmentsSeen::default();
        self.inner.encoder.forget_texts();
    }

    /// Returns the cosine of a query and a passage.
    pub fn compare(&self, query: &str, passage: &str) -> f32 {
        let query = self.inner.model.encode_query(query);
        let passage = self.inner.model.encode_passages(&[passage]);
        query.iter().zip(passage.iter().flatten()).map(|(a, b)| a * b).sum()
    }

    /// Returns the vector of a text of the index, such as a topic, which the calling thread encodes if it is not among
    /// the last ones and there is still `time`; `None` if there is none.
    pub(crate) fn vector(&self, text: &str, time: &mut Duration) -> Option<Arc<QueryVector>> {
        self.inner.encoder.vector(&self.inner.model, text, time)
    }

    /// Begins to encode a query; `None` if all encoding threads are busy with others.
    pub(crate) fn begin(&self, query: String) -> Option<PendingVector> {
        self.inner.encoder.begin(query, self.inner.settings.patience)
    }

    /// Returns the window nearest to a query of the document at each address; `None` if it has no vectors.
    pub(crate) fn nearest_windows(
        &self,
        snapshot: &Snapshot,
        addresses: impl Iterator<Item = DocAddress>,
        query: &QueryVector,
    ) -> Vec<Option<NearestWindow>> {
        let vectors = self.read();
        let nearest = |address| {
            let (id, fingerprint) = snapshot.identity_at(address)?;
            let text = vectors.store.text_of(&id, SourceKey::new(&fingerprint))?;
            vectors.store.nearest_window(text, query)
        };
        addresses.map(nearest).collect()
    }

    /// Returns the documents of a snapshot with a window whose cosine is at least `least`, nearest first: at most
    /// `most`, and of documents with the same text a few.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub(crate) fn nearest_documents(
        &self,
        snapshot: &Snapshot,
        query: &QueryVector,
        (least, most): (f32, usize),
    ) -> Result<Vec<NearDocument>> {
        let near: Vec<(NearestWindow, Vec<DocumentId>)> = {
            let vectors = self.read();
            let near = vectors.store.nearest_texts(query, least, most).into_iter();
            let ids = |near: &NearText| {
                vectors.store.documents_of(near).iter().take(MOST_OF_A_TEXT).cloned().collect()
            };
            near.map(|near| (near.window.clone(), ids(&near))).collect()
        };
        let mut documents = Vec::new();
        for (window, ids) in near {
            for id in ids {
                if documents.len() == most {
                    return Ok(documents);
                }
                let Some(address) = snapshot.address(&id)? else { continue };
                // The vectors may be those of an earlier state.
                let fingerprint = snapshot.fingerprint_at(address);
                if fingerprint.is_some_and(|known| self.has_vectors_of(&id, &known)) {
                    documents.push(NearDocument { id, address, window: window.clone() });
                }
            }
        }
        Ok(documents)
    }

    /// Returns the direction of the document at an address, to look for others like it; `None` if it has no vectors.
    pub(crate) fn direction(&self, snapshot: &Snapshot, address: DocAddress) -> Option<QueryVector> {
        let (id, fingerprint) = snapshot.identity_at(address)?;
        let vectors = self.read();
        vectors.store.direction(vectors.store.text_of(&id, SourceKey::new(&fingerprint))?)
    }

    fn has_vectors_of(&self, id: &DocumentId, fingerprint: &Fingerprint) -> bool {
        self.read().store.has_document(id, SourceKey::new(fingerprint))
    }

    pub(super) fn read(&self) -> RwLockReadGuard<'_, LoadedVectors> {
        self.inner.vectors.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, LoadedVectors> {
        self.inner.vectors.write().unwrap_or_else(PoisonError::into_inner)
    }
}
