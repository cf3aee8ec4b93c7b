//! `restore`: replaces the current index with that of a backup.
//!
//! Everything is checked, unpacked next to the current state, read and prepared there; then `index` makes the
//! switch. The folders listed in the backup are not adopted unless requested: otherwise whoever made the
//! backup could choose what is read here. Documents withdrawn since the backup stay withdrawn: the new index
//! never contains them. Leaves the switch itself to `index::commit_restore`. Invariants: nothing of the
//! current state is touched before the switch; a running server picks up the restored index like a rebuilt
//! one.

use std::{
    collections::HashMap,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    time::Instant,
};

use jiff::Timestamp;
use serde::Serialize;

use super::{ByteProgress, archive::Archive, contents, manifest::invalid};
use crate::{
    document::DocumentId,
    error::{Error, Result},
    index::{self, EngineKind, Folder, Generation, Index, IndexWriter, Root, WriteLock},
    uploads::{self, CarriedWithdrawal, UploadKey, Uploads},
};

/// The result of a restore; `skorowidz restore --json` prints it as JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RestoreReport {
    /// When the backup was made.
    pub created: Timestamp,
    /// The number of searchable documents; `None` if the index must be rebuilt first.
    pub documents: Option<u64>,
    /// The number of documents received over HTTP.
    #[serde(rename = "originals")]
    pub uploads: u64,
    /// The number of documents in the backup that stay withdrawn, because they were withdrawn later.
    pub withdrawn: u64,
    /// The indexed folders that stay known: those this index already knew, or all of them if requested.
    pub roots: Vec<PathBuf>,
    /// Folders listed in the backup that were not adopted.
    pub roots_left_out: Vec<PathBuf>,
    /// The remaining step, if any.
    pub remedy: Option<String>,
    /// The duration of the restore in seconds.
    pub seconds: f64,
}

/// The remaining step where a cluster has the texts.
const NO_TEXTS: &str =
    "a backup has no texts of a cluster: run `skorowidz index --rebuild`, which fills a new index there";

/// Which of the folders listed in a backup to adopt, so that rebuilds and `serve` read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RootSelection {
    /// Those that this index already knows.
    #[default]
    Known,
    /// All of them.
    All,
}

/// Replaces the current state with that of a backup.
///
/// # Errors
/// Returns [`Error::Invalid`] if the file is not a complete backup that this program can read,
/// [`Error::Locked`] if an index run or a rebuild is in progress, and [`Error::Io`] if a file cannot be read
/// or written. The index is then unchanged.
pub fn restore(
    index: &Path,
    file: &Path,
    roots: RootSelection,
    advance: ByteProgress<'_>,
) -> Result<RestoreReport> {
    let started = Instant::now();
    let mut archive = Archive::open(file, advance)?;
    let folder = Folder::new(index);
    let (staged, claim) = {
        let _lock = WriteLock::acquire(&folder)?;
        index::claimed_folder(&folder, "restoring-")?
    };
    archive.unpack(staged.path(), advance)?;
    complete(staged.path())?;
    let from = archive.manifest.generation();
    surviving(|| check(staged.path(), from))?;
    let _run = Index::lock_for_run(index)?;
    let _lock = WriteLock::acquire(&folder)?;
    let mut report = RestoreReport {
        created: archive.manifest.created,
        documents: None,
        uploads: 0,
        withdrawn: 0,
        roots: Vec::new(),
        roots_left_out: Vec::new(),
        remedy: None,
        seconds: 0.0,
    };
    choose_roots(&folder, staged.path(), roots, &mut report)?;
    let generation = surviving(|| prepare(&folder, staged.path(), from, &mut report))?;
    drop(claim);
    index::commit_restore(&folder, &staged.keep(), generation)?;
    report.seconds = (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    Ok(report)
}

/// Refuses damaged content: the backup may be malicious.
fn check(staged: &Path, generation: Option<u64>) -> Result<()> {
    if let Some(generation) = generation {
        let folder = Folder::new(staged);
        if !folder.generation(generation).is_dir() {
            return Err(invalid("the backup has no index: use another one"));
        }
    }
    match contents::problems(staged, generation, &|_| {})?.first() {
        Some(problem) => Err(Error::Invalid(format!(
            "the backup is damaged or was tampered with: its `{}` {}; use another one",
            problem.place, problem.problem
        ))),
        // The engine may only delete files that were unpacked, whatever its own list says.
        None => generation.map_or(Ok(()), |it| index::list_files_again(&Folder::new(staged), it)),
    }
}

/// Turns a panic into an error: the engine may panic on malicious data.
fn surviving<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    let unreadable = || Err(invalid("the index of the backup cannot be read: use another one"));
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| unreadable())
}

/// Removes the folders that are not adopted from the staged list.
fn choose_roots(
    folder: &Folder,
    staged: &Path,
    wanted: RootSelection,
    report: &mut RestoreReport,
) -> Result<()> {
    let place = Folder::new(staged);
    let known: Vec<PathBuf> = folder.roots().unwrap_or_default().into_iter().map(|root| root.path).collect();
    let is_taken = |root: &Root| wanted == RootSelection::All || known.contains(&root.path);
    let (taken, left_out): (Vec<Root>, Vec<Root>) = place.roots()?.into_iter().partition(is_taken);
    place.set_roots(&taken)?;
    report.roots = taken.into_iter().map(|root| root.path).collect();
    report.roots_left_out = left_out.into_iter().map(|root| root.path).collect();
    Ok(())
}

/// Creates the parts that the backup lacks, so that those of the current state do not survive.
fn complete(staged: &Path) -> Result<()> {
    for part in index::PARTS {
        let path = staged.join(part);
        if path.exists() {
            continue;
        }
        let made = if part == "roots.json" { fs::write(&path, "[]") } else { fs::create_dir(&path) };
        made.map_err(Error::io("create", &path))?;
    }
    Ok(())
}

/// Prepares the staged state; returns the generation number under which it becomes live, if it can.
fn prepare(
    folder: &Folder,
    staged: &Path,
    generation: Option<u64>,
    report: &mut RestoreReport,
) -> Result<Option<Generation>> {
    let present = Uploads::open(folder.path())?;
    let mut uploads = Uploads::open(staged)?;
    let last_seen = uploads.last();
    let withdrawn = carry(&present, &mut uploads)?;
    report.uploads = uploads.count() as u64;
    report.withdrawn = withdrawn.len() as u64;
    if withdrawn.values().any(|gone| gone.is_purged) {
        forget_unknown(folder.path(), staged)?;
    }
    let place = Folder::new(staged);
    let Some(from) = generation else { return Ok(None) };
    if let Err(error) = place.check_version(from) {
        report.remedy = Some(remedy(error)?);
        return Ok(None);
    }
    let to = folder.next_generation().max(from.saturating_add(1));
    let generation = Generation::try_from(to).map_err(Error::Invalid)?;
    fs::rename(place.generation(from), place.generation(to)).map_err(Error::io("rename", staged))?;
    let mut writer = IndexWriter::staged(staged, to)?;
    // If the index in the backup lags behind, leave the sequence as it is: the next writer catches up.
    if writer.sequence() >= last_seen {
        writer.set_sequence(present.last().max(uploads.last()));
    }
    // Including documents purged before the backup: it may have been made before their text was gone from the
    // files.
    let purges = uploads.withdrawn().iter().any(|gone| gone.is_purged);
    report.documents = Some(take_out(writer, &withdrawn, purges)?);
    // A second writer removes the files that the first one has made obsolete.
    IndexWriter::staged(staged, to)?.finish()?;
    if index::engine_kind(folder.path())? == EngineKind::OpenSearch {
        report.remedy = Some(NO_TEXTS.to_owned());
    }
    Ok(Some(generation))
}

/// Returns the remaining step if another version of the program wrote the index in the backup.
fn remedy(error: Error) -> Result<String> {
    match error {
        Error::VersionMismatch { what, found, expected, .. } => Ok(format!(
            "the index of the backup has {what} `{found}`, this program needs `{expected}`: \
             run `skorowidz index --rebuild`"
        )),
        error => Err(error),
    }
}

/// Copies the withdrawals of the current state to the staged one, under numbers unused in both; returns those
/// that were missing.
fn carry(present: &Uploads, staged: &mut Uploads) -> Result<HashMap<UploadKey, CarriedWithdrawal>> {
    let mut next = present.last().max(staged.last());
    let mut carried = HashMap::new();
    for withdrawn in present.withdrawn() {
        if !staged.holds(&withdrawn) {
            next = uploads::next_after(next)?;
            staged.adopt(&withdrawn, next)?;
            carried.insert(withdrawn.key.clone(), withdrawn);
        }
    }
    staged.sync()?;
    staged.list()?;
    Ok(carried)
}

/// Deletes documents from the staged index; returns how many remain. Purged documents are not left on disk.
fn take_out(
    mut writer: IndexWriter,
    withdrawn: &HashMap<UploadKey, CarriedWithdrawal>,
    purges: bool,
) -> Result<u64> {
    let indexed = if withdrawn.is_empty() { HashMap::new() } else { writer.index().snapshot().indexed() };
    for id in indexed.into_keys() {
        let Ok(id) = id.parse::<DocumentId>() else { continue };
        if withdrawn.contains_key(&UploadKey::from_id(&id)) {
            writer.delete(&id)?;
        }
    }
    writer.commit()?;
    if purges {
        writer.begin_expunging()?;
    }
    let documents = writer.index().snapshot().documents();
    writer.finish()?;
    Ok(documents)
}

/// Removes staged cache entries that the current cache lacks: it is no longer known which of them belong to
/// purged content.
fn forget_unknown(present: &Path, staged: &Path) -> Result<()> {
    let cache = staged.join("cache");
    for content in fs::read_dir(&cache).map_err(Error::io("read", &cache))? {
        let content = content.map_err(Error::io("read", &cache))?;
        if !present.join("cache").join(content.file_name()).exists() {
            fs::remove_dir_all(content.path()).map_err(Error::io("remove", content.path()))?;
        }
    }
    Ok(())
}
