//! The handle on a loaded model and the vectors of an index.
//!
//! Making vectors is left to `vector_writer`. Invariant: clones share everything.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    thread,
    time::SystemTime,
};

use skorowidz_meaning::{Model, ModelInfo};
use tantivy::DocAddress;

use super::{
    MeaningSettings,
    keys::SourceKey,
    model_folder::ModelFolder,
    query_encoder::{PendingVector, QueryEncoder},
    vector::QueryVector,
    vector_file::{self, FilePosition},
    vector_store::{NearestWindow, VectorStore},
};
use crate::{
    document::{DocumentId, Fingerprint},
    error::Result,
    index::{SegmentsSeen, Snapshot},
};

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
    /// The segments whose documents all have vectors.
    pub(super) seen: Mutex<SegmentsSeen>,
    encoder: QueryEncoder,
    stamp: Option<(u64, SystemTime)>,
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
        let folder = ModelFolder::of(model);
        let stamp = folder.stamp();
        if !settings.is_on || stamp.is_none() {
            return Ok(None);
        }
        let Some(model) = folder.load()? else { return Ok(None) };
        let model = Arc::new(model);
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let store = VectorStore::new(model.info().dimensions);
        let inner = MeaningInner {
            encoder: QueryEncoder::start(&model, threads)?,
            index: index.to_owned(),
            path: ModelFolder::of(index).vectors(model.info()),
            vectors: RwLock::new(LoadedVectors { store, position: None }),
            seen: Mutex::default(),
            model,
            settings,
            stamp,
        };
        let meaning = Self { inner: Arc::new(inner) };
        meaning.refresh()?;
        Ok(Some(meaning))
    }

    /// Whether the file of the model is the one that was loaded.
    pub fn is_current(&self, index: &Path) -> bool {
        ModelFolder::of(index).stamp() == self.inner.stamp
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
        let MeaningFigures { documents, vectors } = self.figures();
        let digits = &self.model().checksum;
        format!("{}:{documents}:{vectors}", &digits[..digits.len().min(8)])
    }

    /// Reads the vectors that another process has added.
    ///
    /// # Errors
    /// Returns [`Error::Io`](crate::Error::Io) if the file cannot be read.
    pub fn refresh(&self) -> Result<()> {
        let position = self.read().position;
        let is_same = vector_file::is_at_end(&self.inner.path, position);
        if is_same {
            return Ok(());
        }
        let mut vectors = self.write();
        let LoadedVectors { store, position } = &mut *vectors;
        *position = vector_file::read(&self.inner.path, self.model().dimensions, *position, store)?;
        Ok(())
    }

    /// Returns the cosine of a query and a passage.
    pub fn compare(&self, query: &str, passage: &str) -> f32 {
        let query = self.inner.model.encode_query(query);
        let passage = self.inner.model.encode_passages(&[passage]);
        query.iter().zip(passage.iter().flatten()).map(|(a, b)| a * b).sum()
    }

    /// Returns the vector of a text, which the calling thread encodes if it is not among the last ones.
    pub(crate) fn vector(&self, text: &str) -> Arc<QueryVector> {
        self.inner.encoder.vector(&self.inner.model, text)
    }

    /// Begins to encode a query; `None` if all cores are busy with others.
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
            let source = SourceKey::new(&snapshot.fingerprint_at(address)?);
            vectors.store.nearest_window(vectors.store.text_of(source)?, query)
        };
        addresses.map(nearest).collect()
    }

    /// Returns the documents of a snapshot with a window whose cosine is at least `least`, nearest first: those of the
    /// `most` nearest texts.
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
            let near = vectors.store.nearest_texts(query, least, most);
            near.into_iter()
                .map(|near| (near.window.clone(), vectors.store.documents_of(&near).to_vec()))
                .collect()
        };
        let mut documents = Vec::new();
        for (window, ids) in near {
            for id in ids {
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
        let source = SourceKey::new(&snapshot.fingerprint_at(address)?);
        let vectors = self.read();
        vectors.store.direction(vectors.store.text_of(source)?)
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
