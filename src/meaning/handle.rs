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
    vector_writer::SeenSegments,
};
use crate::{
    document::{DocumentId, Fingerprint},
    error::Result,
    index::Snapshot,
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
    pub(super) vectors: RwLock<Vectors>,
    /// The index folder.
    pub(super) index: PathBuf,
    /// The file of the vectors.
    pub(super) path: PathBuf,
    /// The segments whose documents all have vectors.
    pub(super) seen: Mutex<SeenSegments>,
    encoder: QueryEncoder,
    stamp: Option<(u64, SystemTime)>,
}

/// The vectors in memory, and how far their file has been read.
#[derive(Debug)]
pub(super) struct Vectors {
    pub(super) store: VectorStore,
    pub(super) position: Option<FilePosition>,
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
            vectors: RwLock::new(Vectors { store, position: None }),
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
        let Vectors { store, position } = &mut *vectors;
        *position = vector_file::read(&self.inner.path, self.model().dimensions, *position, store)?;
        Ok(())
    }

    /// Returns the cosine of a query and a passage.
    pub fn compare(&self, query: &str, passage: &str) -> f32 {
        let query = self.inner.model.encode_query(query);
        let passage = self.inner.model.encode_passages(&[passage]);
        query.iter().zip(passage.iter().flatten()).map(|(a, b)| a * b).sum()
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

    /// Returns the documents with a window whose cosine is at least `least`, nearest first: those of the `most`
    /// nearest texts. They may have changed, or no longer exist.
    pub(crate) fn nearest_documents(
        &self,
        query: &QueryVector,
        least: f32,
        most: usize,
    ) -> Vec<(NearestWindow, DocumentId)> {
        let vectors = self.read();
        let near = vectors.store.nearest_texts(query, least, most);
        let documents = near.into_iter().flat_map(|near| {
            let documents = vectors.store.documents_of(&near).to_vec();
            documents.into_iter().map(move |id| (near.window.clone(), id))
        });
        documents.collect()
    }

    /// Returns the vectors of the document at an address, to look for others like it.
    pub(crate) fn vectors_of(&self, snapshot: &Snapshot, address: DocAddress) -> Vec<QueryVector> {
        let vectors = self.read();
        let source = snapshot.fingerprint_at(address).map(|fingerprint| SourceKey::new(&fingerprint));
        let text = source.and_then(|source| vectors.store.text_of(source));
        text.map(|text| vectors.store.as_queries(text)).unwrap_or_default()
    }

    /// Whether the document with this id still has the text that its vectors were made from.
    pub(crate) fn is_current_document(&self, id: &DocumentId, fingerprint: &Fingerprint) -> bool {
        self.read().store.has_document(id, SourceKey::new(fingerprint))
    }

    pub(super) fn read(&self) -> RwLockReadGuard<'_, Vectors> {
        self.inner.vectors.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, Vectors> {
        self.inner.vectors.write().unwrap_or_else(PoisonError::into_inner)
    }
}
