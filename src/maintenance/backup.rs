//! `backup`: packs a live index into one file.
//!
//! The snapshot is taken under the write lock, within milliseconds; it is then hashed and packed while
//! writers continue. Invariant: the file appears under its name complete and synced, or not at all.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    time::Instant,
};

use blake3::Hasher;
use serde::Serialize;

use super::{
    ByteProgress, archive,
    contents::{self, Problem},
    frozen::{self, FrozenIndex},
    manifest::{FileEntry, Manifest},
    names::IndexFileKind,
};
use crate::{
    document::ContentHash,
    error::{Error, Result, quoted},
    index::{Folder, Generation, Index},
};

/// The extension of the engine's lock files, which are not part of an index.
const LOCK: &str = ".lock";

/// The result of a backup; `skorowidz backup --json` prints it as JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BackupReport {
    /// The backup file.
    pub file: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// The number of index files in it.
    pub files: usize,
    /// The number of searchable documents; `None` if another version of the program wrote the index.
    pub documents: Option<u64>,
    /// The number of the last change over HTTP.
    pub sequence: u64,
    /// The duration of the backup in seconds.
    pub seconds: f64,
}

/// Backs up the index in a folder to a file; the index may be written to in the meantime.
///
/// # Errors
/// Returns [`Error::NoIndex`] if there is no index, [`Error::Locked`] if another process holds the write lock
/// for long, [`Error::Unreadable`] if the index is damaged or an interrupted restore cannot be completed
/// here, [`Error::Conflict`] if an index without write access changes meanwhile, and [`Error::Io`] on a read
/// or write error such as a full disk.
pub fn backup(index: &Path, file: &Path, advance: ByteProgress<'_>) -> Result<BackupReport> {
    let started = Instant::now();
    let frozen = FrozenIndex::take(index)?;
    let left_out = check(index, &frozen)?;
    let (documents, sequence) = counts(&frozen)?;
    let mut names = names(&frozen)?;
    names.retain(|name| !left_out.contains(name));
    let entry = |name: String| {
        let entry = hashed(frozen.path(), name);
        entry.inspect(|entry| advance(entry.bytes))
    };
    let files = names.into_iter().map(entry).collect::<Result<Vec<FileEntry>>>()?;
    frozen.check_unchanged()?;
    let generation = frozen.generation.map(Generation::try_from).transpose().map_err(Error::Internal)?;
    let mut manifest = Manifest::new(generation, sequence, files);
    if let Some(generation) = frozen.generation {
        let version = Folder::new(frozen.path()).version(generation)?;
        (manifest.analyzer, manifest.schema) = (Some(version.analyzer), Some(version.schema));
    }
    let bytes = store(&manifest, &frozen, file, advance)?;
    Ok(BackupReport {
        file: file.to_owned(),
        bytes,
        files: manifest.files.len(),
        documents,
        sequence,
        seconds: (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
    })
}

/// Returns the number of documents in the snapshot and of the last change over HTTP, as far as this program
/// can read them.
fn counts(frozen: &FrozenIndex) -> Result<(Option<u64>, u64)> {
    let Some(generation) = frozen.generation else { return Ok((Some(0), 0)) };
    match Index::open_part(frozen.path(), generation) {
        Ok(index) => Ok((Some(index.snapshot().documents()), index.sequence()?)),
        Err(Error::VersionMismatch { .. }) => Ok((None, 0)),
        Err(error) => Err(error),
    }
}

/// Refuses a damaged index, because its backup might replace a sound one. Returns damaged files that can be
/// regenerated, which are left out.
fn check(index: &Path, frozen: &FrozenIndex) -> Result<Vec<String>> {
    let mut left_out = Vec::new();
    for problem in contents::problems(frozen.path(), frozen.generation, &|_| {})? {
        let Problem { place, problem: what, remedy } = &problem;
        if problem.is_of_little_weight() {
            tracing::warn!("`{place}` {what} and is left out of the backup: {remedy}");
            left_out.push(problem.place);
        } else if !problem.is_of_no_index(frozen.generation) {
            let index = index.display();
            let damaged = format!("the index in `{index}` is damaged: `{place}` {what}; {remedy}");
            return Err(Error::Unreadable(damaged));
        }
    }
    Ok(left_out)
}

/// Returns the names of the files in the snapshot, sorted.
fn names(frozen: &FrozenIndex) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for part in frozen.parts() {
        collect(frozen.path(), &part, &mut names).map_err(Error::io("read", frozen.path()))?;
    }
    names.retain(|name| {
        let is_ours = IndexFileKind::named(name, frozen.generation).is_some();
        if !is_ours && !name.ends_with(LOCK) {
            tracing::warn!("{} is not an index file and is left out of the backup", quoted(name));
        }
        is_ours
    });
    names.sort_unstable();
    Ok(names)
}

/// Adds the name of a file, or of all files below a folder.
fn collect(folder: &Path, name: &str, names: &mut Vec<String>) -> std::io::Result<()> {
    let path = folder.join(name);
    if path.is_file() {
        names.push(name.to_owned());
    } else if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(folder, &format!("{name}/{}", entry?.file_name().to_string_lossy()), names)?;
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
        std::io::Result::Ok((bytes, ContentHash::from(hasher.finalize())))
    };
    let (bytes, hash) = hash().map_err(Error::io("read", &path))?;
    Ok(FileEntry { name, bytes, hash })
}

/// Writes the backup to a temporary file next to its destination, syncs it and renames it.
fn store(manifest: &Manifest, frozen: &FrozenIndex, file: &Path, advance: ByteProgress<'_>) -> Result<u64> {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || {
        let beside = tempfile::Builder::new().prefix(".skorowidz-").suffix(".new").tempfile_in(parent)?;
        let bytes = archive::write(manifest, frozen.path(), beside.as_file(), advance)?;
        beside.as_file().sync_all()?;
        if frozen.check_unchanged().is_err() {
            return Ok(None);
        }
        beside.persist(file).map_err(|error| error.error)?;
        File::open(parent)?.sync_all()?;
        std::io::Result::Ok(Some(bytes))
    };
    let bytes = write().map_err(Error::io("write", file))?;
    bytes.ok_or_else(frozen::changed)
}
