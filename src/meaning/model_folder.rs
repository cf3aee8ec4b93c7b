//! The folder `INDEX/meaning`: the file of the model, and the vectors made with it.
//!
//! Invariants: there is one model at a time; the vectors of each are in a file named after its checksum.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::SystemTime,
};

use skorowidz_meaning::{Model, ModelError, ModelInfo};

use crate::error::{Error, Result};

const FOLDER: &str = "meaning";
const MODEL: &str = "model";
const VECTORS: &str = "vectors-";
/// The end of the name of a file that is not complete yet.
pub(super) const BESIDE: &str = ".new";
/// The number of digits of a checksum in the name of a file.
const NAME_DIGITS: usize = 16;

/// Identifies the file of a model without reading it: another one was written at another time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelStamp {
    bytes: u64,
    written: SystemTime,
}

impl ModelStamp {
    /// Returns the stamp of the model of an index; `None` if there is none.
    pub fn of(index: &Path) -> Option<Self> {
        let file = fs::metadata(ModelFolder::of(index).model()).ok()?;
        Some(Self { bytes: file.len(), written: file.modified().ok()? })
    }
}

/// The folder of the model of an index.
#[derive(Debug, Clone)]
pub(super) struct ModelFolder(PathBuf);

impl ModelFolder {
    /// Returns the folder of the index in `index`, which need not exist.
    pub(super) fn of(index: &Path) -> Self {
        Self(index.join(FOLDER))
    }

    fn model(&self) -> PathBuf {
        self.0.join(MODEL)
    }

    /// Returns the file of the vectors of a model.
    pub(super) fn vectors(&self, model: &ModelInfo) -> PathBuf {
        self.0.join(format!("{VECTORS}{}", &model.checksum[..NAME_DIGITS.min(model.checksum.len())]))
    }

    /// Loads the model.
    pub(super) fn load(&self) -> Result<Model> {
        Model::open(&self.model()).map_err(unusable)
    }

    /// Returns the files that a killed process left half-written.
    pub(super) fn leftovers(&self) -> Vec<PathBuf> {
        self.named(|name| name.ends_with(BESIDE))
    }

    /// Returns the files of vectors.
    pub(super) fn vector_files(&self) -> Vec<PathBuf> {
        self.named(|name| name.starts_with(VECTORS) && !name.ends_with(BESIDE))
    }

    fn named(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let wanted = entries.filter(|entry| entry.file_name().to_str().is_some_and(&is_wanted));
        wanted.map(|entry| entry.path()).collect()
    }
}

/// What is known of the model of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstalledModel {
    /// What the model says of itself.
    pub info: ModelInfo,
    /// The size of the file of its vectors, in bytes.
    pub vector_bytes: u64,
    /// The size of the vectors of other models, which are not used, in bytes.
    pub other_bytes: u64,
}

/// Makes a file, or a folder as the authors of a model publish it, the model of an index.
///
/// # Errors
/// Returns [`Error::Unreadable`] if it is not a usable model, and [`Error::Io`] if the folder cannot be written.
pub fn import_model(index: &Path, source: &Path) -> Result<ModelInfo> {
    let folder = ModelFolder::of(index);
    fs::create_dir_all(&folder.0).map_err(Error::io("create", &folder.0))?;
    skorowidz_meaning::import(source, &folder.model()).map_err(unusable)
}

/// Returns the model of an index; `None` if there is none.
///
/// # Errors
/// Returns [`Error::Unreadable`] if the file of the model is damaged.
pub fn installed_model(index: &Path) -> Result<Option<InstalledModel>> {
    let folder = ModelFolder::of(index);
    let path = folder.model();
    if !path.exists() {
        return Ok(None);
    }
    let info = skorowidz_meaning::inspect(&path).map_err(unusable)?;
    let own = folder.vectors(&info);
    let size = |path: &PathBuf| fs::metadata(path).map_or(0, |file| file.len());
    let other_bytes = folder.vector_files().iter().filter(|path| **path != own).map(size).sum();
    Ok(Some(InstalledModel { vector_bytes: size(&own), other_bytes, info }))
}

/// Removes the model of an index and all vectors. Returns whether there was a model.
///
/// # Errors
/// Returns [`Error::Io`] if a file cannot be removed.
pub fn remove_model(index: &Path) -> Result<bool> {
    let folder = ModelFolder::of(index);
    let had_model = removed(&folder.model())?;
    for path in folder.vector_files().iter().chain(&folder.leftovers()) {
        removed(path)?;
    }
    Ok(had_model)
}

pub(super) fn removed(path: &Path) -> Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::io("remove", path)(error)),
    }
}

fn unusable(error: ModelError) -> Error {
    match error {
        ModelError::Io { path, source } => Error::io("read", path)(source),
        unusable @ ModelError::Unusable { .. } => Error::Unreadable(unusable.to_string()),
    }
}
