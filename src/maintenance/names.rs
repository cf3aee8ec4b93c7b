//! Recognizes the files of an index by name, and knows the maximum size of each.
//!
//! Invariant: an accepted name lies below the index folder and is one that an index can have.

use jiff::civil::Date;

use crate::{document::ContentHash, index, uploads};

/// Maximum file sizes; the program never writes larger files.
const SMALL: u64 = 16 << 10;
const LIST: u64 = 16 << 20;
const PAGE: u64 = 64 << 20;
const SEGMENTS: u64 = 256 << 20;

/// The kind of an index file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IndexFileKind {
    /// The list of indexed folders.
    Roots,
    /// The query counts of a day.
    Queries,
    /// A cached result about some content.
    Cache,
    /// An upload: a document received over HTTP.
    Upload,
    /// A withdrawal.
    Withdrawal,
    /// The versions of a generation.
    Version,
    /// The engine's lists of files.
    Lists,
    /// A segment file of the engine.
    Segment,
}

impl IndexFileKind {
    /// Classifies a file by its path below the index folder, given the live generation; `None` if no index
    /// has such a file.
    pub(super) fn named(name: &str, generation: Option<u64>) -> Option<Self> {
        let is_live =
            |folder: &str| generation.is_some_and(|generation| folder == format!("generation-{generation}"));
        match name.split('/').collect::<Vec<_>>().as_slice() {
            ["roots.json"] => Some(Self::Roots),
            ["queries", file] => is_day(file).then_some(Self::Queries),
            ["documents", file] => uploads::is_name(file).then(|| Self::of_document(file)),
            ["cache", hash, file] => (is_content(hash) && is_kept(file)).then_some(Self::Cache),
            [folder, file] if is_live(folder) => {
                index::is_generation_file(file).then(|| Self::of_generation(file))
            }
            _ => None,
        }
    }

    fn of_document(file: &str) -> Self {
        if file.contains('.') { Self::Withdrawal } else { Self::Upload }
    }

    fn of_generation(file: &str) -> Self {
        match file {
            "version.json" => Self::Version,
            "meta.json" | ".managed.json" => Self::Lists,
            _ => Self::Segment,
        }
    }

    /// The maximum size of such a file, in bytes.
    pub(super) const fn max_bytes(self) -> u64 {
        match self {
            Self::Withdrawal | Self::Version => SMALL,
            Self::Roots | Self::Queries => LIST,
            Self::Cache => PAGE,
            Self::Lists => SEGMENTS,
            Self::Upload | Self::Segment => u64::MAX,
        }
    }
}

/// Whether a cache folder may have this name: a content hash, or half of one from an earlier version.
pub(super) fn is_content(name: &str) -> bool {
    name.parse::<ContentHash>().is_ok() || ContentHash::is_short(name)
}

/// Whether a cache file may have this name.
pub(super) fn is_kept(name: &str) -> bool {
    let stem = name.strip_suffix(".json").unwrap_or_default();
    !stem.is_empty() && stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Whether a file of query counts may have this name.
pub(super) fn is_day(name: &str) -> bool {
    let day = name.strip_suffix(".json").and_then(|day| day.parse::<Date>().ok());
    day.is_some_and(|day| format!("{day}.json") == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_an_index_has_are_accepted() {
        let (hash, half) = ("0123456789abcdef".repeat(4), "0123456789abcdef".repeat(2));
        for name in [
            "roots.json",
            "generation-3/meta.json",
            "generation-3/.managed.json",
            "generation-3/version.json",
            &format!("generation-3/{half}.fast"),
            &format!("generation-3/{half}.12.del"),
            &format!("documents/000000000012-{half}"),
            &format!("documents/000000000012-{half}.gone"),
            "queries/2026-03-02.json",
            &format!("cache/{half}/page-1.json"),
            &format!("cache/{hash}/failure.json"),
        ] {
            assert!(IndexFileKind::named(name, Some(3)).is_some(), "{name}");
        }
        for name in [
            "",
            "/etc/passwd",
            "..",
            "../roots.json",
            "documents/..",
            "documents/../CURRENT",
            "documents/a",
            "documents//a",
            "documents/.hidden",
            &format!("documents/12-{half}"),
            &format!("documents/99999999999999999999-{half}"),
            &format!("documents/000000000012-{half}.gone/x"),
            "cache/../x",
            "cache/../../x",
            "cache/0123/page-1.json",
            &format!("cache/{half}/../x.json"),
            &format!("cache/{half}/.json"),
            &format!("cache/{half}/page-1"),
            "queries/lock",
            "queries/2026-3-2.json",
            "CURRENT",
            "lock",
            "purge",
            "restore.json",
            "generation-4/meta.json",
            "generation-3/../meta.json",
            "generation-3/x",
            "generation-3/.tantivy-writer.lock",
            "documents\\a",
            "documents/a\u{0}",
            "documents/ż",
        ] {
            assert_eq!(IndexFileKind::named(name, Some(3)), None, "{name}");
        }
        assert_eq!(IndexFileKind::named("generation-3/meta.json", None), None);
    }
}
