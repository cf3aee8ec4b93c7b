//! The index on disk: open it, create it, check its version.
//!
//! `folder` knows what lies where, `lock` keeps a second writer out, `schema` names the engine's
//! fields, `passages` cuts a text into the pieces that snippets are made of and `chunks` into those
//! that are stored, `layout` makes engine documents and `stored` reads them, `writer` changes the
//! index and `snapshot` reads one state of it. The only owner of `tantivy::Index`.
//! Always holds: what is opened was written under this program's schema and analyser version.

mod chunks;
mod families;
mod folder;
mod layout;
mod likeness;
mod lock;
mod passages;
mod record;
mod schema;
mod sentences;
mod snapshot;
mod stored;
mod writer;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use tantivy::{IndexReader, ReloadPolicy};

pub(crate) use families::Located;
use folder::Folder;
pub use folder::Root;
pub use layout::Prepared;
pub(crate) use schema::{Fields, column};
pub(crate) use snapshot::{Indexed, date_number, texts};
pub use snapshot::{Origin, Snapshot, Statistics};
pub(crate) use stored::{StoredDocument, StoredPassage};
pub use writer::IndexWriter;

use crate::{
    analysis,
    error::{Error, Result},
};

/// One generation of an index, open for reading.
#[derive(Clone)]
pub struct Index {
    folder: Folder,
    generation: u64,
    engine: tantivy::Index,
    reader: IndexReader,
    /// The state last taken up; clones share it.
    current: Arc<RwLock<Snapshot>>,
    fields: Fields,
}

impl Index {
    /// Opens the live generation of the index in `path`.
    ///
    /// # Errors
    /// [`Error::NoIndex`] where there is none, [`Error::VersionMismatch`] where another version of
    /// the program wrote it, [`Error::Damaged`] where files are missing or corrupt.
    pub fn open(path: &Path) -> Result<Self> {
        let folder = Folder::new(path);
        let generation = folder.current()?.ok_or_else(|| Error::NoIndex(path.to_owned()))?;
        Self::open_generation(folder, generation)
    }

    /// The same where there is an index; `None` where there is none.
    pub fn open_if_any(path: &Path) -> Result<Option<Self>> {
        match Self::open(path) {
            Err(Error::NoIndex(_)) => Ok(None),
            index => index.map(Some),
        }
    }

    fn open_generation(folder: Folder, generation: u64) -> Result<Self> {
        folder.check_version(generation)?;
        let engine = tantivy::Index::open_in_dir(folder.generation(generation))
            .map_err(|error| folder.damaged(&error.to_string()))?;
        Self::over(folder, generation, engine)
    }

    fn create_generation(folder: Folder, generation: u64) -> Result<Self> {
        let path = folder.create_generation(generation)?;
        let engine = tantivy::Index::create_in_dir(path, schema::schema())?;
        Self::over(folder, generation, engine)
    }

    fn over(folder: Folder, generation: u64, engine: tantivy::Index) -> Result<Self> {
        analysis::register(engine.tokenizers());
        let reader: IndexReader = engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let fields = schema::fields();
        let current = Arc::new(RwLock::new(Snapshot::new(reader.searcher(), fields)?));
        Ok(Self { folder, generation, engine, reader, current, fields })
    }

    /// The folder that was opened.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Whether the folder's live generation is still the one open here.
    pub fn is_live(&self) -> bool {
        matches!(self.folder.current(), Ok(Some(generation)) if generation == self.generation)
    }

    /// Takes up what has been committed since the index was opened or last refreshed.
    pub fn refresh(&self) -> Result<()> {
        self.reader.reload()?;
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let searcher = self.reader.searcher();
        if !current.is_of(&searcher) {
            *current = Snapshot::new(searcher, self.fields)?;
        }
        Ok(())
    }

    /// The state of the index at this moment.
    pub fn snapshot(&self) -> Snapshot {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Names the state of the index at this moment: another state has another name.
    pub fn state_tag(&self) -> String {
        format!("{} {}", self.generation, self.snapshot().tag())
    }

    /// The folders and files indexed so far.
    pub fn roots(&self) -> Result<Vec<Root>> {
        self.folder.roots()
    }

    /// Bytes of the live generation on disk.
    pub fn size_bytes(&self) -> u64 {
        let files = std::fs::read_dir(self.generation_path()).into_iter().flatten().flatten();
        files.filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).sum()
    }

    fn generation_path(&self) -> PathBuf {
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
