//! `backup`: a live index into one file.
//!
//! The state is held still under the write lock, for milliseconds; then it is hashed and packed while others
//! go on writing. Always holds: the file appears under its name whole and synced, or not at all.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    time::Instant,
};

use blake3::Hasher;
use serde::Serialize;

use super::{
    Advance, archive,
    frozen::Frozen,
    manifest::{FileEntry, Manifest, is_ours},
};
use crate::{
    error::{Error, Result},
    index::{self, Folder, Index},
};

/// The ends of the names of files that are there only while the state is held still.
const OWN: [&str; 2] = ["claim", ".lock"];

/// What a backup holds; as JSON what `skorowidz backup --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BackupReport {
    /// The file.
    pub file: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// How many files of the index are in it.
    pub files: usize,
    /// Documents that can be searched; `None` where another version of the program made the index.
    pub documents: Option<u64>,
    /// The number of the last change over HTTP.
    pub sequence: u64,
    /// How long it took.
    pub seconds: f64,
}

/// Writes the index in a folder to a file, while others may write to it.
///
/// # Errors
/// [`Error::NoIndex`], [`Error::Locked`] where somebody writes for long, [`Error::Io`]: the disk may be full.
pub fn backup(index: &Path, file: &Path, advance: Advance<'_>) -> Result<BackupReport> {
    let started = Instant::now();
    let frozen = Frozen::take(index)?;
    check(index, &frozen)?;
    let (documents, sequence) = counts(&frozen)?;
    let names = names(&frozen)?;
    let entry = |name: String| {
        let entry = hashed(frozen.path(), name);
        entry.inspect(|entry| advance(entry.bytes))
    };
    let files = names.into_iter().map(entry).collect::<Result<Vec<FileEntry>>>()?;
    let mut manifest = Manifest::new(frozen.generation, sequence, files);
    if let Some(generation) = frozen.generation {
        let version = Folder::new(frozen.path()).version(generation)?;
        (manifest.analyser, manifest.schema) = (Some(version.analyser), Some(version.schema));
    }
    let bytes = store(&manifest, frozen.path(), file, advance)?;
    Ok(BackupReport {
        file: file.to_owned(),
        bytes,
        files: manifest.files.len(),
        documents,
        sequence,
        seconds: (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
    })
}

/// How many documents the state has, and the number of the last change over HTTP in it, where this program can
/// read that.
fn counts(frozen: &Frozen) -> Result<(Option<u64>, u64)> {
    let Some(generation) = frozen.generation else { return Ok((Some(0), 0)) };
    match Index::open_part(frozen.path(), generation) {
        Ok(index) => Ok((Some(index.snapshot().documents()), index.sequence()?)),
        Err(Error::VersionMismatch { .. }) => Ok((None, 0)),
        Err(error) => Err(error),
    }
}

/// Refuses an index that is not what was written: a backup of it might take the place of a sound one.
fn check(index: &Path, frozen: &Frozen) -> Result<()> {
    let Some(generation) = frozen.generation else { return Ok(()) };
    match index::damage(&Folder::new(frozen.path()), generation, &|_| {}) {
        Ok(damage) if damage.is_empty() => Ok(()),
        Ok(damage) => {
            let reason = format!("`{}` {}", damage[0].file, damage[0].problem);
            Err(Error::Damaged { path: index.to_owned(), reason })
        }
        Err(Error::Damaged { reason, .. }) => Err(Error::Damaged { path: index.to_owned(), reason }),
        Err(error) => Err(error),
    }
}

/// The files of the state by their names, in order.
fn names(frozen: &Frozen) -> Result<Vec<String>> {
    let mut names = Vec::new();
    collect(frozen.path(), "", &mut names).map_err(Error::io("read", frozen.path()))?;
    names.retain(|name| {
        let is_ours = is_ours(name, frozen.generation);
        if !is_ours && !OWN.iter().any(|end| name.ends_with(end)) {
            tracing::warn!("`{name}` is no file of an index and is left out of the backup");
        }
        is_ours
    });
    names.sort_unstable();
    Ok(names)
}

fn collect(folder: &Path, prefix: &str, names: &mut Vec<String>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &(name + "/"), names)?;
        } else {
            names.push(name);
        }
    }
    Ok(())
}

fn hashed(folder: &Path, name: String) -> Result<FileEntry> {
    let path = folder.join(&name);
    let hash = || {
        let mut file = File::open(&path)?;
        let mut hasher = Hasher::new();
        let bytes = std::io::copy(&mut file, &mut hasher)?;
        std::io::Result::Ok((bytes, hasher.finalize().to_hex().to_string()))
    };
    let (bytes, hash) = hash().map_err(Error::io("read", &path))?;
    Ok(FileEntry { name, bytes, hash })
}

/// Writes the backup beside its place, syncs it and puts it there.
fn store(manifest: &Manifest, folder: &Path, file: &Path, advance: Advance<'_>) -> Result<u64> {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || {
        let beside = tempfile::Builder::new().prefix(".skorowidz-").suffix(".new").tempfile_in(parent)?;
        let bytes = archive::write(manifest, folder, beside.as_file(), advance)?;
        beside.as_file().sync_all()?;
        beside.persist(file).map_err(|error| error.error)?;
        File::open(parent)?.sync_all()?;
        std::io::Result::Ok(bytes)
    };
    write().map_err(Error::io("write", file))
}
