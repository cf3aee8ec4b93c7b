//! Opens and creates a generation of an index, and checks its version.
//!
//! The files of the folder are left to `folder`, reading documents to `snapshot`, changing them to `writer`.
//! Invariant: an open index was written with this program's schema and analyzer versions, unless any version
//! was asked for.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use tantivy::{IndexReader, IndexSettings, ReloadPolicy};

use super::{
    cluster_document::FieldAverages,
    engine::{self, EngineKind},
    engine_lists,
    folder::{ANALYZER_VERSION, Folder, Root},
    integrity,
    lock::{self, RunLock},
    remote_index::{ClusterState, RemoteIndex},
    restore_commit,
    schema::{self, Extent, Fields},
    snapshot::Snapshot,
    write_lock::WriteLock,
};
use crate::{
    analysis,
    document::quoted::brief,
    error::{Error, Result},
};

/// Whether an index written by another version of the program can still be read.
fn is_readable(error: &Error) -> bool {
    let Error::VersionMismatch { what, found, .. } = error else { return false };
    *what == ANALYZER_VERSION || schema::READABLE_VERSIONS.contains(&found.as_str())
}

/// One generation of an index, open for reading.
#[derive(Clone)]
pub struct Index {
    pub(super) folder: Folder,
    pub(super) generation: u64,
    pub(super) engine: tantivy::Index,
    reader: IndexReader,
    /// The snapshot last loaded, shared by clones.
    current: Arc<RwLock<Snapshot>>,
    pub(super) fields: Fields,
    /// Where the texts are, if not here.
    pub(super) remote: Option<RemoteIndex>,
}

impl Index {
    /// Opens the live generation of the index in `path`.
    ///
    /// # Errors
    ///
    /// Returns [`Error::NoIndex`] if there is no index, [`Error::VersionMismatch`] if another version of the
    /// program wrote it, and [`Error::Damaged`] if files are missing or corrupt.
    pub fn open(path: &Path) -> Result<Self> {
        let (folder, generation) = Self::live(path)?;
        Self::open_generation(folder, generation)?.with_texts()
    }

    /// Returns an error if the texts are in a cluster that the folder does not name, as after a restore elsewhere.
    pub(super) fn with_texts(self) -> Result<Self> {
        if self.remote.is_none() && schema::is_catalog(&self.engine.schema()) {
            return Err(Error::Config(format!(
                "the texts of the index in `{}` are in a cluster: set `engine = \"opensearch\"` and its addresses",
                self.path().display()
            )));
        }
        Ok(self)
    }

    /// Returns the folder and the number of its live generation, after completing any unfinished restore.
    fn live(path: &Path) -> Result<(Folder, u64)> {
        let folder = Folder::new(path);
        if restore_commit::is_pending(&folder) {
            drop(WriteLock::acquire(&folder)?);
        }
        let generation = folder.current()?.ok_or_else(|| Error::NoIndex(path.to_owned()))?;
        Ok((folder, generation))
    }

    /// Opens a generation in a folder that is not an index folder but has the same layout.
    ///
    /// # Errors
    ///
    /// Returns [`Error::VersionMismatch`] if another version of the program wrote it, and [`Error::Damaged`]
    /// if files are missing or corrupt.
    pub(crate) fn open_part(path: &Path, generation: u64) -> Result<Self> {
        Self::open_generation(Folder::new(path), generation)
    }

    /// Opens the live generation of the index in `path`, or returns `None` if there is no index.
    pub fn open_if_any(path: &Path) -> Result<Option<Self>> {
        match Self::open(path) {
            Err(Error::NoIndex(_)) => Ok(None),
            index => index.map(Some),
        }
    }

    /// Opens the live generation even if another version of the program wrote it, as long as it can be read.
    /// In that case, also returns an error that says what to do.
    ///
    /// # Errors
    ///
    /// Returns [`Error::NoIndex`] if there is no index, [`Error::VersionMismatch`] if its version cannot be
    /// read, and [`Error::Damaged`] if files are missing or corrupt.
    pub fn open_any_version(path: &Path) -> Result<(Self, Option<Error>)> {
        let (folder, generation) = Self::live(path)?;
        let mismatch = match folder.check_version(generation) {
            Err(error) if is_readable(&error) => Some(error),
            checked => checked.map(|()| None)?,
        };
        Ok((Self::open_unchecked(folder, generation)?.with_texts()?, mismatch))
    }

    pub(super) fn open_generation(folder: Folder, generation: u64) -> Result<Self> {
        folder.check_version(generation)?;
        Self::open_unchecked(folder, generation)
    }

    fn open_unchecked(folder: Folder, generation: u64) -> Result<Self> {
        if let Some(damage) = engine_lists::check_lists(&folder, generation)? {
            return Err(folder.damaged(&damage.to_string()));
        }
        let engine = folder
            .directory(generation)
            .map_err(Into::into)
            .and_then(tantivy::Index::open)
            .map_err(|error| folder.damaged(&brief(&error)))?;
        Self::from_engine(folder, generation, engine)
    }

    /// Creates an empty generation for the engine of the live one, or the one that the folder names.
    pub(super) fn create_generation(folder: Folder, is_first: bool) -> Result<Self> {
        // A rebuild is what mends a live one that cannot be opened.
        let live = folder.current().ok().flatten();
        let live = live.and_then(|live| Self::open_unchecked(folder.clone(), live).ok());
        let kind = live.map_or_else(|| engine::engine_kind(folder.path()), |live| Ok(live.engine_kind()))?;
        Self::create_generation_for(kind, folder, is_first)
    }

    /// Creates an empty generation with a number that none has, here or in the cluster. The first one is live at once.
    pub(super) fn create_generation_for(kind: EngineKind, folder: Folder, is_first: bool) -> Result<Self> {
        let mut generation = folder.next_generation();
        if let (EngineKind::OpenSearch, Some(any)) = (kind, RemoteIndex::of(&folder, 0)?) {
            generation = generation.max(any.generations()?.into_iter().max().unwrap_or(0) + 1);
        }
        folder.create_generation(generation)?;
        let (extent, remote) = match kind {
            EngineKind::Embedded => (Extent::Whole, None),
            EngineKind::OpenSearch => (Extent::Catalog, RemoteIndex::of(&folder, generation)?),
        };
        if let Some(remote) = &remote {
            remote.create(Self::averages_before(&folder), is_first)?;
        }
        Self::create_engine(folder, generation, extent)
    }

    /// Creates an empty catalog of a generation that is in the cluster already.
    pub(super) fn create_catalog(folder: Folder, generation: u64) -> Result<Self> {
        folder.create_generation(generation)?;
        Self::create_engine(folder, generation, Extent::Catalog)
    }

    fn create_engine(folder: Folder, generation: u64, extent: Extent) -> Result<Self> {
        let directory = folder.directory(generation).map_err(tantivy::TantivyError::from)?;
        let engine = tantivy::Index::create(directory, schema::schema(extent), IndexSettings::default())?;
        Self::from_engine(folder, generation, engine)
    }

    /// Returns what searches the texts.
    pub(crate) fn engine_kind(&self) -> EngineKind {
        if schema::is_catalog(&self.engine.schema()) { EngineKind::OpenSearch } else { EngineKind::Embedded }
    }

    /// Whether other machines may write to the index, too.
    pub(crate) fn is_shared(&self) -> bool {
        self.remote.is_some()
    }

    /// Returns the average lengths in the live generation, if there is one.
    fn averages_before(folder: &Folder) -> Option<FieldAverages> {
        let generation = folder.current().ok()??;
        Self::open_unchecked(folder.clone(), generation).ok()?.snapshot().averages().ok()
    }

    fn from_engine(folder: Folder, generation: u64, engine: tantivy::Index) -> Result<Self> {
        analysis::register(engine.tokenizers());
        let (fields, is_catalog) = (schema::fields(), schema::is_catalog(&engine.schema()));
        let remote = if is_catalog { RemoteIndex::of(&folder, generation)? } else { None };
        // The engine may panic on corrupt bytes.
        let opened = catch_unwind(AssertUnwindSafe(|| {
            let builder = engine.reader_builder().reload_policy(ReloadPolicy::Manual);
            let reader: IndexReader = builder.try_into()?;
            let current = Snapshot::new(reader.searcher(), fields)?.with_texts_in(remote.as_ref());
            Ok((reader, current))
        }));
        let (reader, current) = opened
            .unwrap_or_else(|_| Err(Error::Internal("the index cannot be opened".to_owned())))
            .map_err(|error| integrity::explain(&folder, generation, error))?;
        let current = Arc::new(RwLock::new(current));
        Ok(Self { folder, generation, engine, reader, current, fields, remote })
    }

    /// Returns the index folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Whether the open generation is still the live one.
    pub fn is_live(&self) -> bool {
        let is_current =
            matches!(self.folder.current(), Ok(Some(generation)) if generation == self.generation);
        is_current && !restore_commit::is_pending(&self.folder)
    }

    /// Loads everything committed since the index was opened or last refreshed.
    pub fn refresh(&self) -> Result<()> {
        self.reader.reload()?;
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let searcher = self.reader.searcher();
        if !current.is_of(&searcher) {
            let snapshot = Snapshot::new(searcher, self.fields)?.with_texts_in(self.remote.as_ref());
            *current = snapshot.with_segments_of(&current);
        }
        Ok(())
    }

    /// Takes over what another handle on the same generation knows of its segments.
    pub(crate) fn adopt(&self, other: &Self) {
        if Arc::ptr_eq(&self.current, &other.current) {
            return;
        }
        let prepared = other.snapshot();
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        *current = current.clone().with_segments_of(&prepared);
    }

    /// Returns the current snapshot of the index.
    pub fn snapshot(&self) -> Snapshot {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns a tag that identifies the current state of the index; every state has a different tag.
    pub fn state_tag(&self) -> String {
        format!("{} {}", self.generation, self.snapshot().tag())
    }

    /// Returns the sequence number of the last change received over HTTP that is part of the generation.
    pub fn sequence(&self) -> Result<u64> {
        let payload = self.engine.load_metas()?.payload;
        Ok(payload.and_then(|payload| payload.parse().ok()).unwrap_or(0))
    }

    /// Acquires and releases the write lock, which also cleans up after a killed process.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Locked`] if another process is writing.
    pub(crate) fn lock_for_write(path: &Path) -> Result<()> {
        WriteLock::acquire(&Folder::new(path)).map(drop)
    }

    /// Whether the index in a folder is read-only.
    pub fn is_read_only(path: &Path) -> bool {
        lock::is_read_only(&Folder::new(path))
    }

    /// Acquires the lock for updating or rebuilding the index in a folder.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Locked`] if another process holds the lock.
    pub(crate) fn lock_for_run(path: &Path) -> Result<RunLock> {
        RunLock::acquire(&Folder::new(path))
    }

    /// Returns the folders and files indexed so far.
    pub fn roots(&self) -> Result<Vec<Root>> {
        self.folder.roots()
    }

    /// Returns the state of the cluster, if the texts are in one.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if no node answers.
    pub(crate) fn cluster_state(&self) -> Result<Option<ClusterState>> {
        self.remote.as_ref().map(RemoteIndex::state).transpose()
    }

    /// Returns what differs between the catalog and the cluster, if the texts are in one.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if the cluster does not answer.
    pub(crate) fn cluster_problems(&self) -> Result<Vec<String>> {
        self.remote.as_ref().map_or(Ok(Vec::new()), |remote| remote.problems(&self.snapshot()))
    }

    /// Reads every file of the generation and returns the first corrupt one, with a description of the
    /// problem.
    ///
    /// # Errors
    ///
    /// Returns an error if the list of segments cannot be read.
    pub fn first_damage(&self) -> Result<Option<String>> {
        let damage = integrity::damage(&self.folder, self.generation, &|_| {})?;
        Ok(damage.first().map(ToString::to_string))
    }

    /// Returns the first damage to the live index in a folder, to explain a failure that does not say why.
    /// Returns `None` if the files are intact.
    pub fn damage_of(path: &Path) -> Option<Error> {
        let folder = Folder::new(path);
        let generation = folder.current().ok()??;
        match integrity::damage(&folder, generation, &|_| {}) {
            Ok(damage) => damage.first().map(|damage| folder.damaged(&damage.to_string())),
            Err(error) => Some(error),
        }
    }

    /// Returns an error if the index cannot reliably say which documents it contains. Updating such an index
    /// would duplicate or lose documents.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Damaged`] if a file with ids, terms or deletions is corrupt.
    pub(crate) fn check_columns(&self) -> Result<()> {
        integrity::check_columns(&self.folder, &self.engine)
    }

    /// Returns the size of the live generation on disk, in bytes.
    pub fn size_bytes(&self) -> u64 {
        let files = std::fs::read_dir(self.generation_path()).into_iter().flatten().flatten();
        files.filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).sum()
    }

    /// Returns the number of the open generation.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    pub(super) fn generation_path(&self) -> PathBuf {
        self.folder.generation(self.generation)
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("path", &self.path())
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}
