//! The names of an index's contents: generations and the engine's files.
//!
//! Checking the lists of names that the engine keeps is left to `engine_lists`.
//!
//! Invariant: an accepted name is the plain name of a file in the folder of its generation.

use serde::{Deserialize, Serialize};

use crate::document::ContentHash;

/// The engine's list of files that it may delete.
pub(super) const MANAGED: &str = ".managed.json";
/// The engine's list of segments.
pub(super) const META: &str = "meta.json";
/// The file with the versions that wrote a generation.
pub(super) const VERSION: &str = "version.json";

/// The prefix of generation names.
const GENERATION: &str = "generation-";
/// The highest generation number: nobody rebuilds that often.
const MAX_GENERATION: u64 = 999_999_999;
/// The extensions of a segment's files. Those of deletions are preceded by a number.
const SEGMENT_FILES: [&str; 7] = ["store", "store.temp", "idx", "pos", "term", "fast", "fieldnorm"];
const DELETIONS: &str = ".del";

/// A generation number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub(crate) struct Generation(u64);

impl Generation {
    pub(crate) fn get(self) -> u64 {
        self.0
    }

    /// Parses the name of a generation folder.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let number: u64 = name.strip_prefix(GENERATION)?.parse().ok()?;
        // Only the canonical spelling: no sign, no leading zeros.
        Self::try_from(number).ok().filter(|generation| generation.name() == name)
    }

    /// Returns the name of the generation's folder.
    pub(crate) fn name(self) -> String {
        format!("{GENERATION}{}", self.0)
    }
}

impl TryFrom<u64> for Generation {
    type Error = String;

    fn try_from(number: u64) -> Result<Self, String> {
        let is_right = number <= MAX_GENERATION;
        is_right
            .then_some(Self(number))
            .ok_or_else(|| format!("generation number {number} is too high: the maximum is {MAX_GENERATION}"))
    }
}

impl From<Generation> for u64 {
    fn from(generation: Generation) -> Self {
        generation.0
    }
}

/// Whether a file in a generation folder may have this name.
pub(crate) fn is_generation_file(name: &str) -> bool {
    name == MANAGED || name == VERSION || is_engine_file(name)
}

/// Whether the engine writes, and may delete, files with this name.
pub(super) fn is_engine_file(name: &str) -> bool {
    let Some((segment, end)) = name.split_once('.') else { return false };
    let is_deletions =
        |end: &str| end.strip_suffix(DELETIONS).is_some_and(|number| number.parse::<u64>().is_ok());
    // Segment names have 32 hexadecimal digits, like half a hash.
    name == META || ContentHash::is_short(segment) && (SEGMENT_FILES.contains(&end) || is_deletions(end))
}

/// Whether a text may be a version: short, and only printable ASCII characters.
pub(crate) fn is_version(text: &str) -> bool {
    const MAX_BYTES: usize = 100;
    (1..=MAX_BYTES).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generation_has_only_one_name() {
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
    fn the_engine_may_delete_only_its_own_files() {
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
