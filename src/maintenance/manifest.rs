//! The manifest of a backup: the versions it was made with, and each file with its size and hash.
//!
//! Invariant: in an accepted manifest every name is one that an index can have, every file has a plausible
//! size, and every text is short and printable.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::names::IndexFileKind;
use crate::{
    document::{ContentHash, quoted::brief},
    error::{Error, Result, quoted},
    index::{Generation, is_version},
};

/// The format identifier.
const FORMAT: &str = "skorowidz-backup";
/// The format version; bump it with every change that an older program could not read.
pub(super) const VERSION: u32 = 2;

/// The first file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    format: String,
    version: u32,
    /// The version of the program that made it.
    program: String,
    pub(super) created: Timestamp,
    /// The number of the generation among the files; `None` if nothing had been indexed.
    generation: Option<Generation>,
    /// The versions that wrote the generation.
    #[serde(rename = "analyser")]
    pub(super) analyzer: Option<String>,
    pub(super) schema: Option<String>,
    /// The number of the last change over HTTP contained in the generation.
    pub(super) sequence: u64,
    pub(super) files: Vec<FileEntry>,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileEntry {
    /// Its path below the index folder, with `/`.
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) hash: ContentHash,
}

impl Manifest {
    pub(super) fn new(generation: Option<Generation>, sequence: u64, files: Vec<FileEntry>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            created: Timestamp::now(),
            generation,
            analyzer: None,
            schema: None,
            sequence,
            files,
        }
    }

    /// Parses a manifest; anything else means that the file is not a backup.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self> {
        /// The fields common to every version of the format.
        #[derive(Deserialize)]
        struct ManifestHead {
            format: String,
            version: u32,
        }
        let foreign = |_| invalid("the file is not a Skorowidz backup: use one made by `skorowidz backup`");
        let beginning: ManifestHead = serde_json::from_slice(bytes).map_err(foreign)?;
        if beginning.format != FORMAT {
            return Err(invalid("the file is not a Skorowidz backup: use one made by `skorowidz backup`"));
        }
        if beginning.version > VERSION {
            return Err(invalid(&format!(
                "the backup has format `{}`, this program reads formats up to `{VERSION}`: restore it with the version that made it",
                beginning.version
            )));
        }
        serde_json::from_slice(bytes).map_err(|error| {
            invalid(&format!("the manifest of the backup is damaged ({}): use another one", brief(&error)))
        })
    }

    /// The number of the generation among the files; `None` if nothing had been indexed.
    pub(super) fn generation(&self) -> Option<u64> {
        self.generation.map(Generation::get)
    }

    /// Refuses a manifest with a name, size or version that no index has, or with a duplicate name.
    pub(super) fn check(&self) -> Result<()> {
        let mut names: Vec<&str> = self.files.iter().map(|file| file.name.as_str()).collect();
        names.sort_unstable();
        let twice = names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
        let is_foreign = |file: &&FileEntry| {
            let part = IndexFileKind::named(&file.name, self.generation());
            part.is_none_or(|part| file.bytes > part.max_bytes())
        };
        let foreign = self.files.iter().find(is_foreign).map(|file| file.name.as_str());
        let versions = [Some(&self.program), self.analyzer.as_ref(), self.schema.as_ref()];
        let version = versions.into_iter().flatten().find(|version| !is_version(version));
        match foreign.or(twice).or(version.map(String::as_str)) {
            Some(name) => {
                let held = quoted(name);
                Err(invalid(&format!("the backup contains {held}, which no index has: it was tampered with")))
            }
            None => Ok(()),
        }
    }
}

pub(super) fn invalid(message: &str) -> Error {
    Error::Invalid(message.to_owned())
}
