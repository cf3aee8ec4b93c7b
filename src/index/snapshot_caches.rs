//! What a snapshot caches about all of its segments together.
//!
//! Invariant: it goes with the snapshot, so every commit begins with empty caches; they are filled from what
//! `segment_terms` keeps of the segments that survived.

use std::sync::{Arc, OnceLock};

use super::{
    length_table::LengthTable,
    lookup_cache::LookupCache,
    variants::VariantGroups,
    word_family::{RelatedTerm, TermLocation},
};

/// The maximum number of words cached for each purpose: some 8 MB at most.
const MAX_CACHED: usize = 4096;

/// The caches of one snapshot.
pub(super) struct SnapshotCaches {
    pub(super) located: LookupCache<Option<TermLocation>>,
    pub(super) related_terms: LookupCache<Arc<[RelatedTerm]>>,
    /// Forms that equal an unaccented form after accent folding.
    pub(super) likes: LookupCache<Arc<[String]>>,
    /// Forms that follow another form.
    pub(super) followers: LookupCache<Option<Arc<str>>>,
    pub(super) newest: OnceLock<u64>,
    pub(super) length_tables: OnceLock<[LengthTable; 4]>,
    pub(super) variants: OnceLock<VariantGroups>,
}

impl Default for SnapshotCaches {
    fn default() -> Self {
        Self {
            located: LookupCache::new(MAX_CACHED),
            related_terms: LookupCache::new(MAX_CACHED),
            likes: LookupCache::new(MAX_CACHED),
            followers: LookupCache::new(MAX_CACHED),
            newest: OnceLock::new(),
            length_tables: OnceLock::new(),
            variants: OnceLock::new(),
        }
    }
}
