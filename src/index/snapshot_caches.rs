//! What a snapshot caches about all of its segments together.
//!
//! Invariant: it goes with the snapshot, so every commit begins with empty caches; they are filled from what
//! `segment_terms` keeps of the segments that survived.

use std::sync::{Arc, Mutex, OnceLock};

use super::{
    graph::StatusTable,
    length_table::LengthTable,
    lookup_cache::LookupCache,
    meetings::MeetingRegister,
    prepared_segments::PreparedSegments,
    variants::VariantGroups,
    word_family::{RelatedTerm, TermLocation},
};
use crate::document::ActStatus;

/// The maximum number of words cached for each purpose: some 8 MB at most.
const MAX_CACHED: usize = 4096;

/// The maximum number of queries whose corrections are cached: some 0.5 MB at most.
const MAX_QUERIES: usize = 1024;

/// The maximum number of days whose statuses of acts are cached: a byte for each engine document.
const MAX_DAYS: usize = 8;

/// The caches of one snapshot.
pub(super) struct SnapshotCaches {
    pub(super) located: LookupCache<Option<TermLocation>>,
    pub(super) related_terms: LookupCache<Arc<[RelatedTerm]>>,
    /// Forms that equal an unaccented form after accent folding.
    pub(super) likes: LookupCache<Arc<[String]>>,
    /// Forms that follow another form.
    pub(super) followers: LookupCache<Option<Arc<str>>>,
    /// Corrections of queries, and queries offered instead, by the query as typed.
    pub(super) corrections: LookupCache<Option<Arc<str>>>,
    pub(super) offers: LookupCache<Option<Arc<str>>>,
    /// Texts being typed without their typing errors, by the text as typed.
    pub(super) forgiven: LookupCache<Option<Arc<str>>>,
    /// The statuses of acts, by day.
    pub(super) statuses: LookupCache<Arc<StatusTable>>,
    /// The ids of the acts with a status, by day and status.
    pub(super) status_ids: LookupCache<Arc<[String]>>,
    pub(super) newest: OnceLock<u64>,
    pub(super) length_tables: OnceLock<[LengthTable; 4]>,
    pub(super) variants: OnceLock<VariantGroups>,
    /// Documents fetched from the cluster of a catalog.
    prepared: OnceLock<PreparedSegments>,
    pub(super) meetings: OnceLock<MeetingRegister>,
    /// Held while the register is made.
    pub(super) making_meetings: Mutex<()>,
}

impl Default for SnapshotCaches {
    fn default() -> Self {
        Self {
            located: LookupCache::new(MAX_CACHED),
            related_terms: LookupCache::new(MAX_CACHED),
            likes: LookupCache::new(MAX_CACHED),
            followers: LookupCache::new(MAX_CACHED),
            corrections: LookupCache::new(MAX_QUERIES),
            offers: LookupCache::new(MAX_QUERIES),
            forgiven: LookupCache::new(MAX_QUERIES),
            statuses: LookupCache::new(MAX_DAYS),
            status_ids: LookupCache::new(MAX_DAYS * ActStatus::ALL.len()),
            newest: OnceLock::new(),
            length_tables: OnceLock::new(),
            variants: OnceLock::new(),
            prepared: OnceLock::new(),
            meetings: OnceLock::new(),
            making_meetings: Mutex::new(()),
        }
    }
}

impl SnapshotCaches {
    /// Returns the documents fetched from the cluster of a catalog.
    pub(super) fn prepared(&self) -> &PreparedSegments {
        self.prepared.get_or_init(PreparedSegments::default)
    }
}
