//! The contents of the index folder, which are always changed atomically.
//!
//! Every small file is written to a temporary name, synced and renamed over the old one, and then the folder
//! is synced, so that a crash leaves either the old or the new file. `CURRENT` names the live generation.

use std::{
    fs,
    io::{self, ErrorKind, Read, Write},
    path::{Component, Path, PathBuf},
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tantivy::{Directory, directory::error::OpenDirectoryError};

use super::{
    directory::EngineDirectory,
    parts::{self, Generation, VERSION},
    schema::SCHEMA_VERSION,
};
use crate::{
    analysis,
    document::quoted::brief,
    error::{Error, Result, quoted},
};

const CURRENT: &str = "CURRENT";
const ROOTS: &str = "roots.json";
/// The maximum size of a small file: an engine list of a million segments.
const MAX_FILE_BYTES: u64 = 256 << 20;
/// The maximum length of a root's path, in bytes.
const MAX_ROOT_BYTES: usize = 4096;
/// The version that may differ if an index is only searched: words are indexed slightly differently.
pub(super) const ANALYZER_VERSION: &str = "analyzer version";

/// A file or folder that has been indexed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "RootRecord")]
pub struct Root {
    /// The absolute path.
    pub path: PathBuf,
    /// Whether a run has read all of it. An interrupted run has to be repeated.
    pub is_complete: bool,
    /// What was missing in the latest run, if that was so much that nothing was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<RootLoss>,
}

/// What a root has lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RootLoss {
    /// The number of documents it contained.
    pub documents: u64,
    /// The number of them whose source no longer exists.
    pub gone: u64,
}

impl Root {
    /// Creates a root that no run has read yet.
    pub fn new(path: PathBuf) -> Self {
        Self { path, is_complete: false, loss: None }
    }
}

/// The serialized form of a root.
#[derive(Deserialize)]
struct RootRecord {
    path: PathBuf,
    is_complete: bool,
    #[serde(default)]
    loss: Option<RootLoss>,
}

impl TryFrom<RootRecord> for Root {
    type Error = String;

    fn try_from(RootRecord { path, is_complete, loss }: RootRecord) -> std::result::Result<Self, String> {
        let text = path.to_string_lossy();
        let is_plain = path.is_absolute()
            && path.components().all(|part| !matches!(part, Component::ParentDir))
            && text.len() <= MAX_ROOT_BYTES
            && !text.contains('\0');
        is_plain.then_some(()).ok_or_else(|| format!("{} is not an absolute path", quoted(&text)))?;
        Ok(Self { path, is_complete, loss })
    }
}

/// The versions that wrote a generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "VersionRecord")]
pub(crate) struct Version {
    /// The analyzer version, from [`analysis::version`].
    #[serde(rename = "analyser")]
    pub(crate) analyzer: String,
    /// The schema version, from [`SCHEMA_VERSION`].
    pub(crate) schema: String,
}

/// The serialized form of a version.
#[derive(Deserialize)]
struct VersionRecord {
    #[serde(rename = "analyser")]
    analyzer: String,
    schema: String,
}

impl TryFrom<VersionRecord> for Version {
    type Error = String;

    fn try_from(VersionRecord { analyzer, schema }: VersionRecord) -> std::result::Result<Self, String> {
        for text in [&analyzer, &schema] {
            parts::is_version(text)
                .then_some(())
                .ok_or_else(|| format!("{} is not a valid version", quoted(text)))?;
        }
        Ok(Self { analyzer, schema })
    }
}

impl Version {
    /// Returns the versions this program writes.
    pub(crate) fn ours() -> Self {
        Self { analyzer: analysis::version().to_owned(), schema: SCHEMA_VERSION.to_owned() }
    }
}

/// The index folder.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(crate) fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn generation(&self, generation: u64) -> PathBuf {
        self.path.join(format!("generation-{generation}"))
    }

    /// Returns the engine's directory of a generation.
    pub(super) fn directory(&self, generation: u64) -> Result<Box<dyn Directory>, OpenDirectoryError> {
        let directory = EngineDirectory::open(&self.generation(generation))?;
        #[cfg(test)]
        let directory = super::faults::FaultyDirectory::new(directory, &self.path);
        Ok(Box::new(directory))
    }

    /// Creates the folder if it does not exist.
    pub(crate) fn create(&self) -> Result<()> {
        fs::create_dir_all(&self.path).map_err(Error::io("create", &self.path))
    }

    /// Returns the number of the live generation, or `None` if nothing has been indexed.
    pub(crate) fn current(&self) -> Result<Option<u64>> {
        let path = self.path.join(CURRENT);
        let bytes = match read_bounded(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io("read", path)(error)),
        };
        let named = str::from_utf8(&bytes).ok().and_then(|text| Generation::named(text.trim_end()));
        named
            .map(|named| Some(named.get()))
            .ok_or_else(|| self.damaged("`CURRENT` does not name a generation"))
    }

    /// Returns an unused generation number, even if `CURRENT` is damaged.
    pub(crate) fn next_generation(&self) -> u64 {
        let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let taken = names.filter_map(|name| Generation::named(&name).map(Generation::get)).max();
        taken.unwrap_or(0) + 1
    }

    /// Makes `generation` the live one.
    pub(crate) fn set_current(&self, generation: u64) -> Result<()> {
        self.replace(&self.path.join(CURRENT), format!("generation-{generation}\n").as_bytes())
    }

    /// Creates the folder of a new generation, with its version, after removing the remains of an earlier,
    /// unfinished attempt.
    pub(crate) fn create_generation(&self, generation: u64) -> Result<()> {
        let path = self.generation(generation);
        if path.exists() {
            fs::remove_dir_all(&path).map_err(Error::io("remove", &path))?;
        }
        fs::create_dir_all(&path).map_err(Error::io("create", &path))?;
        self.write_json(&path.join(VERSION), &Version::ours())
    }

    /// Removes all generations except `live`. What cannot be removed now (a reader on Windows may hold it) is
    /// removed next time.
    pub(crate) fn remove_other_generations(&self, live: u64) {
        for path in self.other_generations(live) {
            let _ = fs::remove_dir_all(path);
        }
    }

    /// Whether there is a generation besides `live`: one that is being built or could not be removed.
    pub(super) fn has_other_generations(&self, live: u64) -> bool {
        self.other_generations(live).next().is_some()
    }

    fn other_generations(&self, live: u64) -> impl Iterator<Item = PathBuf> {
        let live = self.generation(live);
        let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
        let is_generation =
            |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with("generation-");
        entries.filter(is_generation).map(|entry| entry.path()).filter(move |path| *path != live)
    }

    /// Returns the versions that wrote a generation.
    pub(crate) fn version(&self, generation: u64) -> Result<Version> {
        let path = self.generation(generation).join(VERSION);
        self.read_json(&path)?.ok_or_else(|| self.damaged("`version.json` is missing"))
    }

    /// Returns an error if another version of the program wrote the generation.
    pub(crate) fn check_version(&self, generation: u64) -> Result<()> {
        let found = self.version(generation)?;
        let ours = Version::ours();
        let mismatch = |what, found: String, expected: String| {
            Err(Error::VersionMismatch { path: self.path.clone(), what, found, expected })
        };
        if found.schema != ours.schema {
            return mismatch("schema version", found.schema, ours.schema);
        }
        if found.analyzer != ours.analyzer {
            return mismatch(ANALYZER_VERSION, found.analyzer, ours.analyzer);
        }
        Ok(())
    }

    /// Returns the roots indexed so far.
    pub(crate) fn roots(&self) -> Result<Vec<Root>> {
        Ok(self.read_json(&self.path.join(ROOTS))?.unwrap_or_default())
    }

    /// Replaces the list of roots.
    pub(crate) fn set_roots(&self, roots: &[Root]) -> Result<()> {
        self.write_json(&self.path.join(ROOTS), &roots)
    }

    pub(crate) fn damaged(&self, reason: &str) -> Error {
        Error::Damaged { path: self.path.clone(), reason: reason.to_owned() }
    }

    pub(super) fn read_json<T: DeserializeOwned>(&self, path: &Path) -> Result<Option<T>> {
        let bytes = match read_bounded(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io("read", path)(error)),
        };
        serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|error| self.damaged(&format!("`{}`: {}", path.display(), brief(&error))))
    }

    pub(super) fn write_json<T: Serialize>(&self, path: &Path, value: &T) -> Result<()> {
        let bytes = serde_json::to_vec_pretty(value)
            .map_err(|error| self.damaged(&format!("`{}`: {error}", path.display())))?;
        self.replace(path, &bytes)
    }

    /// Makes the names in the folder durable.
    pub(super) fn sync(&self) -> Result<()> {
        let sync = || fs::File::open(&self.path)?.sync_all();
        sync().map_err(Error::io("sync", &self.path))
    }

    /// Atomically replaces the contents of the file `path` with `bytes`.
    fn replace(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        let beside = path.with_extension("new");
        let write = || {
            let mut file = fs::File::create(&beside)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&beside, path)?;
            fs::File::open(path.parent().unwrap_or(&self.path))?.sync_all()
        };
        write().map_err(Error::io("write", path))
    }
}

/// Reads a small file, or returns an error if it is too large.
pub(super) fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(io::Error::new(ErrorKind::InvalidData, "file is too large"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_live_generation_can_be_read_back() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let folder = Folder::new(place.path());
        assert_eq!(folder.current().expect("readable"), None);
        folder.set_current(7).expect("written");
        assert_eq!(folder.current().expect("readable"), Some(7));
        fs::write(place.path().join(CURRENT), "nonsense").expect("written");
        assert!(matches!(folder.current(), Err(Error::Damaged { .. })));
    }

    #[test]
    fn roots_and_versions_are_validated_when_read() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let folder = Folder::new(place.path());
        for path in
            ["posts", "../posts", "/srv/../etc", "", "/srv/a\\u0000b", &format!("/{}", "a".repeat(5000))]
        {
            let text = format!("[{{\"path\":\"{path}\",\"is_complete\":true}}]");
            fs::write(place.path().join(ROOTS), text).expect("written");
            let message = folder.roots().expect_err(path).to_string();
            assert!(message.contains("roots.json") && message.len() < 600, "{message}");
        }
        folder.create_generation(1).expect("created");
        let version = folder.generation(1).join(VERSION);
        fs::write(version, r#"{"analyser":"\u001b[31mx","schema":"5"}"#).expect("written");
        let message = folder.check_version(1).expect_err("no version").to_string();
        assert!(
            message.contains("is not a valid version") && !message.contains(char::is_control),
            "{message}"
        );
    }

    #[test]
    fn a_version_mismatch_names_the_version_and_the_remedy() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let folder = Folder::new(place.path());
        folder.create_generation(1).expect("created");
        let generation = folder.generation(1);
        folder.check_version(1).expect("the current version");
        let other = Version { analyzer: "other-9".to_owned(), ..Version::ours() };
        folder.write_json(&generation.join(VERSION), &other).expect("written");
        let message = folder.check_version(1).expect_err("another analyzer").to_string();
        assert!(message.contains("`other-9`") && message.contains("--rebuild"), "{message}");
    }
}
