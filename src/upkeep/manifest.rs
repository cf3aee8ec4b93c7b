//! What a backup says of itself: the versions it was made with, and each file with its size and hash.
//!
//! Always holds: a name that is accepted lies below the index folder and is one of those that an index has.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What the file says it is.
const FORMAT: &str = "skorowidz-backup";
/// Changes with every change that an older program could not read.
pub(super) const VERSION: u32 = 1;
/// The parts of an index that are folders of files, beside the generation.
const FOLDERS: [&str; 2] = ["documents", "queries"];
/// The part that is a folder of folders.
const CACHE: &str = "cache";
const ROOTS: &str = "roots.json";

/// The first file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    format: String,
    version: u32,
    /// The version of the program that made it.
    pub(super) program: String,
    pub(super) created: Timestamp,
    /// The number of the generation among the files; `None` where nothing had been indexed.
    pub(super) generation: Option<u64>,
    /// The versions that wrote the generation.
    pub(super) analyser: Option<String>,
    pub(super) schema: Option<String>,
    /// The number of the last change over HTTP that the generation holds.
    pub(super) sequence: u64,
    pub(super) files: Vec<FileEntry>,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileEntry {
    /// Its path below the index folder, with `/`.
    pub(super) name: String,
    pub(super) bytes: u64,
    /// BLAKE3, in hexadecimal.
    pub(super) hash: String,
}

impl Manifest {
    pub(super) fn new(generation: Option<u64>, sequence: u64, files: Vec<FileEntry>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            created: Timestamp::now(),
            generation,
            analyser: None,
            schema: None,
            sequence,
            files,
        }
    }

    /// Reads a manifest; what is none is no backup.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self> {
        /// What every version of the format begins with.
        #[derive(Deserialize)]
        struct Beginning {
            format: String,
            version: u32,
        }
        let foreign =
            |_| invalid("the file is no backup of Skorowidz: name one that `skorowidz backup` made");
        let beginning: Beginning = serde_json::from_slice(bytes).map_err(foreign)?;
        if beginning.format != FORMAT {
            return Err(invalid("the file is no backup of Skorowidz: name one that `skorowidz backup` made"));
        }
        if beginning.version > VERSION {
            return Err(invalid(&format!(
                "the backup has format `{}`, this program reads up to `{VERSION}`: restore it with the version that made it",
                beginning.version
            )));
        }
        serde_json::from_slice(bytes).map_err(|error| {
            invalid(&format!("the list of the backup is damaged ({error}): use another one"))
        })
    }

    /// Refuses a list with names that no index has, or has once.
    pub(super) fn check_names(&self) -> Result<()> {
        let mut names: Vec<&str> = self.files.iter().map(|file| file.name.as_str()).collect();
        names.sort_unstable();
        let twice = names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
        let foreign = names.iter().copied().find(|name| !is_ours(name, self.generation));
        match foreign.or(twice) {
            Some(name) => {
                let shown: String = name.chars().take(60).flat_map(char::escape_debug).collect();
                Err(invalid(&format!("the backup holds `{shown}`, which no index has: it was tampered with")))
            }
            None => Ok(()),
        }
    }
}

pub(super) fn invalid(message: &str) -> Error {
    Error::Invalid(message.to_owned())
}

/// Whether an index has files of that name, with this generation.
pub(super) fn is_ours(name: &str, generation: Option<u64>) -> bool {
    let parts: Vec<&str> = name.split('/').collect();
    let is_generation =
        |folder: &str| generation.is_some_and(|generation| folder == format!("generation-{generation}"));
    match parts.as_slice() {
        [file] => *file == ROOTS,
        [folder, file] if FOLDERS.contains(folder) => is_plain(file),
        [folder, file] if is_generation(folder) => is_plain(file) || *file == ".managed.json",
        [folder, hash, file] => *folder == CACHE && is_plain(hash) && is_plain(file),
        _ => false,
    }
}

/// Letters, digits, `-`, `_` and, not at the beginning, dots.
fn is_plain(name: &str) -> bool {
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(is_good)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_an_index_has_are_taken() {
        for name in [
            "roots.json",
            "generation-3/meta.json",
            "generation-3/.managed.json",
            "documents/000000000012-0123456789abcdef0123456789abcdef.gone",
            "queries/2026-03-02.json",
            "cache/0123456789abcdef/page-1.json",
        ] {
            assert!(is_ours(name, Some(3)), "{name}");
        }
        for name in [
            "",
            "/etc/passwd",
            "..",
            "../roots.json",
            "documents/..",
            "documents/../CURRENT",
            "documents/a/b",
            "documents//a",
            "documents/.hidden",
            "cache/../x",
            "cache/../../x",
            "cache/a/b/c",
            "CURRENT",
            "lock",
            "generation-4/meta.json",
            "generation-3/../meta.json",
            "documents\\a",
            "documents/a\u{0}",
            "documents/ż",
        ] {
            assert!(!is_ours(name, Some(3)), "{name}");
        }
        assert!(!is_ours("generation-3/meta.json", None));
    }
}
