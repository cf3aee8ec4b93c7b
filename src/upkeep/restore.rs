//! `restore`: the index of a backup in the place of the present one.
//!
//! All is checked, unpacked beside the present state, read and brought in order there; then `index` makes the step. The
//! folders that the backup names are not taken over unless that is asked: whoever made it would choose what is read
//! here. What was withdrawn since the backup stays withdrawn: the index that takes the place never held it. Leaves the
//! step itself to `index::switch`. Always holds: before the step nothing of the present state has been touched;
//! after it a running server finds the restored one as it finds a rebuild.

use std::{
    collections::HashMap,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    time::Instant,
};

use jiff::Timestamp;
use serde::Serialize;

use super::{Advance, archive::Archive, contents, manifest::invalid};
use crate::{
    document::DocumentId,
    error::{Error, Result},
    index::{self, Folder, Generation, Index, IndexWriter, Root, WriteLock},
    originals::{self, Key, Originals, Withdrawn},
};

/// What a restore has brought back; as JSON what `skorowidz restore --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RestoreReport {
    /// When the backup was made.
    pub created: Timestamp,
    /// Documents that can be searched; `None` where the index must be built first.
    pub documents: Option<u64>,
    /// Documents that came over HTTP.
    pub originals: u64,
    /// Documents of the backup that stay withdrawn, because they have been since.
    pub withdrawn: u64,
    /// The folders that were indexed and stay known: those that this index knew before, or all where they are kept.
    pub roots: Vec<PathBuf>,
    /// Folders that the backup names and that are not taken over.
    pub roots_left_out: Vec<PathBuf>,
    /// What is left to do, if anything.
    pub remedy: Option<String>,
    /// How long it took.
    pub seconds: f64,
}

/// Which of the folders that a backup names are taken over, to be read by rebuilds and by `serve`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Roots {
    /// Those that this index knows already.
    #[default]
    Known,
    /// All.
    All,
}

/// Puts the state of a backup in the place of the present one.
///
/// # Errors
/// [`Error::Invalid`] where the file is no whole backup that this program can read; [`Error::Locked`] where an
/// index run or a rebuild goes on; [`Error::Io`]. Then the index is as it was.
pub fn restore(index: &Path, file: &Path, roots: Roots, advance: Advance<'_>) -> Result<RestoreReport> {
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
        originals: 0,
        withdrawn: 0,
        roots: Vec::new(),
        roots_left_out: Vec::new(),
        remedy: None,
        seconds: 0.0,
    };
    choose_roots(&folder, staged.path(), roots, &mut report)?;
    let generation = surviving(|| prepare(&folder, staged.path(), from, &mut report))?;
    drop(claim);
    index::switch(&folder, &staged.keep(), generation)?;
    report.seconds = (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    Ok(report)
}

/// Refuses what is not what was written: whoever made the backup may have meant harm.
fn check(staged: &Path, generation: Option<u64>) -> Result<()> {
    if let Some(generation) = generation {
        let folder = Folder::new(staged);
        if !folder.generation(generation).is_dir() {
            return Err(invalid("the backup lacks its index: use another one"));
        }
    }
    match contents::problems(staged, generation, &|_| {})?.first() {
        Some(problem) => Err(Error::Invalid(format!(
            "the backup is damaged or was tampered with: its `{}` {}; use another one",
            problem.place, problem.problem
        ))),
        // What the engine may remove is what was unpacked, whatever its list says.
        None => generation.map_or(Ok(()), |it| index::list_files_again(&Folder::new(staged), it)),
    }
}

/// What the engine makes of bytes that nobody wrote may be a panic.
fn surviving<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    let unreadable = || Err(invalid("the index of the backup cannot be read: use another one"));
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| unreadable())
}

/// Leaves those folders in the staged list that are to stay.
fn choose_roots(folder: &Folder, staged: &Path, wanted: Roots, report: &mut RestoreReport) -> Result<()> {
    let place = Folder::new(staged);
    let known: Vec<PathBuf> = folder.roots().unwrap_or_default().into_iter().map(|root| root.path).collect();
    let is_taken = |root: &Root| wanted == Roots::All || known.contains(&root.path);
    let (taken, left_out): (Vec<Root>, Vec<Root>) = place.roots()?.into_iter().partition(is_taken);
    place.set_roots(&taken)?;
    report.roots = taken.into_iter().map(|root| root.path).collect();
    report.roots_left_out = left_out.into_iter().map(|root| root.path).collect();
    Ok(())
}

/// Makes the parts that the backup does not have, so that those of the present state do not stay.
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

/// Brings what is staged in order; returns the number under which its generation is to be the live one, if it
/// can be.
fn prepare(
    folder: &Folder,
    staged: &Path,
    generation: Option<u64>,
    report: &mut RestoreReport,
) -> Result<Option<Generation>> {
    let present = Originals::open(folder.path())?;
    let mut originals = Originals::open(staged)?;
    let last_seen = originals.last();
    let withdrawn = carry(&present, &mut originals)?;
    report.originals = originals.count() as u64;
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
    // What the index of the backup has not seen, the next writer still catches up with.
    if writer.sequence() >= last_seen {
        writer.set_sequence(present.last().max(originals.last()));
    }
    // Also those that the backup knows: it may have been made before their words were out of the files.
    let purges = originals.withdrawn().iter().any(|gone| gone.is_purged);
    report.documents = Some(take_out(writer, &withdrawn, purges)?);
    // A second writer removes the files that the first one has made needless.
    IndexWriter::staged(staged, to)?.finish()?;
    Ok(Some(generation))
}

/// What is left to do where another version of the program made the index of the backup.
fn remedy(error: Error) -> Result<String> {
    match error {
        Error::VersionMismatch { what, found, expected, .. } => Ok(format!(
            "the index of the backup has {what} `{found}`, this program needs `{expected}`: \
             run `skorowidz index --rebuild`"
        )),
        error => Err(error),
    }
}

/// Hands the withdrawals of the present state on to what is staged, under numbers that neither has; returns those
/// that it did not have.
fn carry(present: &Originals, staged: &mut Originals) -> Result<HashMap<Key, Withdrawn>> {
    let mut next = present.last().max(staged.last());
    let mut carried = HashMap::new();
    for withdrawn in present.withdrawn() {
        if !staged.holds(&withdrawn) {
            next = originals::next_after(next)?;
            staged.adopt(&withdrawn, next)?;
            carried.insert(withdrawn.key.clone(), withdrawn);
        }
    }
    staged.sync()?;
    staged.list()?;
    Ok(carried)
}

/// Takes documents out of the staged index; returns how many are left. What was purged is not left on disk.
fn take_out(mut writer: IndexWriter, withdrawn: &HashMap<Key, Withdrawn>, purges: bool) -> Result<u64> {
    let indexed = if withdrawn.is_empty() { HashMap::new() } else { writer.index().snapshot().indexed() };
    for id in indexed.into_keys() {
        let Ok(id) = id.parse::<DocumentId>() else { continue };
        if withdrawn.contains_key(&Key::of(&id)) {
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

/// Removes from the staged cache what the present one does not have: of contents that were purged it is not known any
/// more which they were.
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
