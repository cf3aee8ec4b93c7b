//! Validates the content of index files one by one, against what this program writes.
//!
//! Shared by `verify`, `backup` and `restore` (for unpacked files). Invariants: text from a file is always
//! quoted when reported; nothing is changed.

use std::{collections::HashMap, fs, io::Read, path::Path};

use serde::{Deserialize, Serialize, de::DeserializeOwned, de::IgnoredAny};

use super::{ByteProgress, can_be_made_again, frozen::is_passing, names};
use crate::{
    document::quoted::{Escaped, brief, is_misleading},
    error::{Error, Result},
    index::{self, Folder},
    uploads::Uploads,
};

pub(super) const REBUILD: &str = "run `skorowidz index --rebuild`, or restore a backup";
const RESEND: &str = "send the document again, or restore a backup";
const FORGET: &str = "delete it: it is regenerated when needed";
const NAME_FOLDERS: &str = "list the folders: `skorowidz index --rebuild PATH...`";

const NOT_WRITTEN: &str = "is not what was written";
const FOREIGN: &str = "is not an index file";
/// The maximum length of a counted query and of a cache stamp, in bytes.
const MAX_TEXT_BYTES: usize = 1000;
/// More searches than any site has in a day.
const MAX_COUNT: u64 = 1_000_000_000_000;

/// A problem found, with the remedy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file below the index folder, or another subject of the problem.
    pub place: String,
    /// The problem.
    pub problem: String,
    /// The remedy.
    pub remedy: String,
}

impl Problem {
    pub(super) fn new(place: &str, problem: &str, remedy: &str) -> Self {
        // File names are untrusted.
        let place = Escaped(place).to_string();
        Self { place, problem: problem.to_owned(), remedy: remedy.to_owned() }
    }

    /// Whether the problem concerns a file that can be regenerated.
    pub(super) fn is_of_little_weight(&self) -> bool {
        can_be_made_again(&self.place)
    }

    /// Whether the problem concerns a file in the uploads folder that no index has and no backup includes.
    pub(super) fn is_of_no_index(&self, generation: Option<u64>) -> bool {
        self.place.starts_with("documents/") && names::IndexFileKind::named(&self.place, generation).is_none()
    }
}

/// Returns the problems of an index whose live generation is `generation`.
///
/// # Errors
/// Returns [`Error::Io`] if a folder cannot be read.
pub(super) fn problems(
    path: &Path,
    generation: Option<u64>,
    advance: ByteProgress<'_>,
) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let mut tell = |place: &str, problem: &str, remedy: &str| {
        problems.push(Problem::new(place, problem, remedy));
    };
    Uploads::open(path)?.check(&mut |name, problem| tell(&format!("documents/{name}"), problem, RESEND));
    let folder = Folder::new(path);
    if let Some(generation) = generation {
        check_generation(&folder, generation, advance, &mut tell);
    }
    if let Err(error) = folder.roots() {
        tell("roots.json", &reason_of(&error), NAME_FOLDERS);
    }
    check_queries(path, &mut tell).map_err(Error::io("read", path))?;
    check_cache(path, &mut tell).map_err(Error::io("read", path))?;
    Ok(problems)
}

fn check_generation(
    folder: &Folder,
    generation: u64,
    advance: ByteProgress<'_>,
    tell: &mut dyn FnMut(&str, &str, &str),
) {
    let place = format!("generation-{generation}");
    if let Err(error) = folder.version(generation) {
        tell(&format!("{place}/version.json"), &reason_of(&error), REBUILD);
    }
    match index::damage(folder, generation, advance) {
        Err(error) => tell(&place, &reason_of(&error), REBUILD),
        Ok(damaged) => {
            for damage in damaged {
                tell(&format!("{place}/{}", damage.file), &damage.problem, REBUILD);
            }
        }
    }
}

/// Returns the reason of an error, without a remedy and without the path, which may be that of a snapshot.
pub(super) fn reason_of(error: &Error) -> String {
    match error {
        Error::Damaged { .. } => NOT_WRITTEN.to_owned(),
        error => format!("cannot be read ({})", brief(error)),
    }
}

/// The query counts of a day.
#[derive(Deserialize)]
struct DayRecord {
    queries: HashMap<String, CountRecord>,
}

#[derive(Deserialize)]
struct CountRecord {
    count: u64,
    empty: u64,
}

/// A cached result about some content.
#[derive(Deserialize)]
struct CacheRecord {
    stamp: String,
    #[serde(rename = "value")]
    _value: IgnoredAny,
}

impl DayRecord {
    /// Whether all of it may be shown, and added to the counts of other days.
    fn is_plain(&self) -> bool {
        let is_small = |count: &CountRecord| count.count.max(count.empty) <= MAX_COUNT;
        self.queries.iter().all(|(query, count)| is_plain(query) && is_small(count))
    }
}

/// Whether a text may be shown.
fn is_plain(text: &str) -> bool {
    text.len() <= MAX_TEXT_BYTES && !text.contains(is_misleading)
}

fn check_queries(path: &Path, tell: &mut dyn FnMut(&str, &str, &str)) -> std::io::Result<()> {
    for (name, file) in files(&path.join("queries"))? {
        let is_sound =
            || read::<DayRecord>(&file, &format!("queries/{name}")).is_some_and(|day| day.is_plain());
        if !names::is_day(&name) {
            tell(&format!("queries/{name}"), FOREIGN, "delete it");
        } else if !is_sound() {
            tell(&format!("queries/{name}"), NOT_WRITTEN, "delete it: the counts of that day are lost");
        }
    }
    Ok(())
}

fn check_cache(path: &Path, tell: &mut dyn FnMut(&str, &str, &str)) -> std::io::Result<()> {
    for (hash, folder) in files(&path.join("cache"))? {
        if !names::is_content(&hash) || !folder.is_dir() {
            tell(&format!("cache/{hash}"), FOREIGN, "delete it");
            continue;
        }
        for (name, file) in files(&folder)? {
            let place = format!("cache/{hash}/{name}");
            if !names::is_kept(&name) {
                tell(&place, FOREIGN, "delete it");
            } else if !read::<CacheRecord>(&file, &place).is_some_and(|kept| is_plain(&kept.stamp)) {
                tell(&place, NOT_WRITTEN, FORGET);
            }
        }
    }
    Ok(())
}

/// Returns the names and paths in a folder, sorted, without temporary files; empty if there is no such
/// folder.
fn files(folder: &Path) -> std::io::Result<Vec<(String, std::path::PathBuf)>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !is_passing(&name) {
            files.push((name, entry.path()));
        }
    }
    files.sort_unstable();
    Ok(files)
}

/// Parses a file, unless it is larger than such a file can be.
fn read<T: DeserializeOwned>(file: &Path, name: &str) -> Option<T> {
    let most = names::IndexFileKind::named(name, None)?.max_bytes();
    let mut bytes = Vec::new();
    fs::File::open(file).ok()?.take(most.saturating_add(1)).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= most).then_some(())?;
    serde_json::from_slice(&bytes).ok()
}
