//! The names of what lies in an index: generations and the files of the engine, told from their text.
//!
//! The engine removes whatever its list of files names, so the list is read before the engine reads it. Always holds:
//! a name that is accepted is a plain one of the folder of its generation.

use std::{fs, io::ErrorKind};

use serde::{Deserialize, Serialize};
use tantivy::schema::Schema;

use super::{folder::Folder, schema, soundness::Damage};
use crate::{
    document::{ContentHash, quoted::brief},
    error::{Error, Result, quoted},
};

/// The engine's list of the files that it may remove.
pub(super) const MANAGED: &str = ".managed.json";
/// The engine's list of segments.
pub(super) const META: &str = "meta.json";
/// Where the versions stand that wrote a generation.
pub(super) const VERSION: &str = "version.json";

/// What the names of generations begin with.
const GENERATION: &str = "generation-";
/// The highest number of a generation: nobody rebuilds so often.
const MAX_GENERATION: u64 = 999_999_999;
/// The ends of the names of a segment's files; those of deletions have a number before theirs.
const SEGMENT_FILES: [&str; 7] = ["store", "store.temp", "idx", "pos", "term", "fast", "fieldnorm"];
const DELETIONS: &str = ".del";

/// The number of a generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub(crate) struct Generation(u64);

impl Generation {
    pub(crate) fn get(self) -> u64 {
        self.0
    }

    /// The generation that a folder of this name holds.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let number: u64 = name.strip_prefix(GENERATION)?.parse().ok()?;
        // Only as it is written: no sign, no zeros.
        Self::try_from(number).ok().filter(|generation| generation.name() == name)
    }

    /// The name of its folder.
    pub(crate) fn name(self) -> String {
        format!("{GENERATION}{}", self.0)
    }
}

impl TryFrom<u64> for Generation {
    type Error = String;

    fn try_from(number: u64) -> std::result::Result<Self, String> {
        let is_right = number <= MAX_GENERATION;
        is_right
            .then_some(Self(number))
            .ok_or_else(|| format!("no generation has the number {number}: the highest is {MAX_GENERATION}"))
    }
}

impl From<Generation> for u64 {
    fn from(generation: Generation) -> Self {
        generation.0
    }
}

/// Whether a generation has files of that name.
pub(crate) fn is_generation_file(name: &str) -> bool {
    name == MANAGED || name == VERSION || is_engine_file(name)
}

/// Whether the engine writes, and may remove, files of that name.
pub(super) fn is_engine_file(name: &str) -> bool {
    let Some((segment, end)) = name.split_once('.') else { return false };
    let is_deletions =
        |end: &str| end.strip_suffix(DELETIONS).is_some_and(|number| number.parse::<u64>().is_ok());
    // Segments are named by 32 hexadecimal digits, as half a hash is.
    name == META || ContentHash::is_short(segment) && (SEGMENT_FILES.contains(&end) || is_deletions(end))
}

/// Whether a text may be a version: short, and nothing but printable characters of ASCII.
pub(crate) fn is_version(text: &str) -> bool {
    const MAX_BYTES: usize = 100;
    (1..=MAX_BYTES).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// What is wrong with what the engine will believe of a generation, if anything: files that it may remove and are none
/// of its own, fields that are not ours.
///
/// # Errors
/// [`Error::Io`].
pub(super) fn check_lists(folder: &Folder, generation: u64) -> Result<Option<Damage>> {
    let damage = |file: &str, problem: String| Some(Damage { file: file.to_owned(), problem });
    match read_list::<Vec<String>>(folder, generation, MANAGED)? {
        Ok(Some(names)) => {
            if let Some(name) = names.iter().find(|name| !is_engine_file(name)) {
                let problem = format!("names {}, which is no file of an index", quoted(name));
                return Ok(damage(MANAGED, problem));
            }
        }
        Ok(None) => {}
        Err(problem) => return Ok(damage(MANAGED, problem)),
    }
    let is_ours = folder.check_version(generation).is_ok();
    Ok(match read_list::<Meta>(folder, generation, META)? {
        Ok(None) => damage(META, "is missing".to_owned()),
        Ok(Some(meta)) if is_ours && meta.schema != schema::schema() => {
            damage(META, "names other fields than its version has".to_owned())
        }
        Ok(Some(meta)) if !meta.persisted_custom_extensions.is_empty() => {
            damage(META, "names parts of segments that no index has".to_owned())
        }
        Ok(_) => None,
        Err(problem) => damage(META, problem),
    })
}

/// Of the list of segments what the engine does not check itself.
#[derive(Deserialize)]
struct Meta {
    schema: Schema,
    #[serde(default)]
    persisted_custom_extensions: Vec<String>,
}

/// What a list says, or what is wrong with it; nothing where there is none.
fn read_list<T: serde::de::DeserializeOwned>(
    folder: &Folder,
    generation: u64,
    name: &str,
) -> Result<std::result::Result<Option<T>, String>> {
    let path = folder.generation(generation).join(name);
    Ok(match super::folder::read_bounded(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|error| format!("is not what was written ({})", brief(&error))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => return Err(Error::io("read", path)(error)),
    })
}

/// Writes the engine's list of files from the files that are there, whatever it said before.
///
/// # Errors
/// [`Error::Io`].
pub(crate) fn list_files_again(folder: &Folder, generation: u64) -> Result<()> {
    let path = folder.generation(generation);
    let read = |error| Error::io("read", &path)(error);
    let mut names = Vec::new();
    for entry in fs::read_dir(&path).map_err(read)? {
        let name = entry.map_err(read)?.file_name().to_string_lossy().into_owned();
        names.extend(is_engine_file(&name).then_some(name));
    }
    folder.write_json(&path.join(MANAGED), &names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generation_name_has_one_spelling() {
        assert_eq!(Generation::named("generation-7").map(Generation::get), Some(7));
        for name in ["generation-", "generation-07", "generation-+7", "generation--7", "generation-7/..", "7"]
        {
            assert_eq!(Generation::named(name), None, "{name}");
        }
        for number in [MAX_GENERATION + 1, u64::MAX] {
            assert_eq!(Generation::named(&format!("generation-{number}")), None);
            serde_json::from_str::<Generation>(&number.to_string()).expect_err("too high");
        }
    }

    #[test]
    fn the_engine_may_only_remove_its_own_files() {
        let segment = "0123456789abcdef0123456789abcdef";
        for name in ["meta.json", "S.store", "S.idx", "S.pos", "S.term", "S.fast", "S.fieldnorm", "S.12.del"]
        {
            assert!(is_engine_file(&name.replace('S', segment)), "{name}");
        }
        for name in [
            "",
            ".",
            "..",
            "version.json",
            ".managed.json",
            "/etc/passwd",
            "../S.store",
            "S.store/../../x",
            "S",
            "S.",
            "S.txt",
            "S.x.del",
            "S.del",
            "x.store",
            "./meta.json",
            "S.store\0",
            "S.store\n",
        ] {
            assert!(!is_engine_file(&name.replace('S', segment)), "{name}");
        }
    }

    #[test]
    fn a_version_is_short_and_printable() {
        assert!(is_version("polish-3-0a1b2c3d"));
        for text in ["", "\u{1b}[31m", "a\nb", "ż", &"a".repeat(101)] {
            assert!(!is_version(text), "{text:?}");
        }
    }
}
