//! The index on disk.
//!
//! `open` opens and creates it and checks its version. `folder` knows the files of the index folder, `lock`
//! and `write_lock` exclude a second run and a second writer, and `schema` defines the fields. `passages`
//! cuts a text into the pieces that snippets are made of, and `chunks` into those that are stored. `layout`
//! creates engine documents and `stored` reads them. `writer` changes the index, `snapshot` reads one state
//! of it, with what `segment_state` keeps of each segment, `vocabulary` looks up its words, `graph` follows
//! citations, `meetings` registers the meetings of all documents, and `listing` lists all of its documents.
//! This is the only owner of `tantivy::Index`.
//!
//! Invariant: an open index was written with this program's schema and analyzer versions.

mod accent_automaton;
mod at_hand;
mod attached;
mod carrying;
mod chunks;
mod cleanup;
mod cluster_check;
mod cluster_document;
mod cluster_watch;
mod directory;
mod engine;
mod engine_lists;
#[cfg(test)]
pub(crate) mod faults;
mod filling;
mod folder;
mod folding;
mod following;
mod generations;
mod graph;
mod handle;
mod integrity;
mod items;
mod layout;
mod length_table;
mod listing;
mod lock;
mod lookup_cache;
mod meetings;
mod merges;
mod missing;
mod near_words;
mod open;
mod origin;
mod originals;
mod pages;
mod parts;
mod passages;
mod prepared_segments;
mod purge;
mod record;
mod relocation;
mod remote_index;
mod remote_writer;
mod restore_commit;
mod saturation;
mod schema;
mod section_labels;
mod segment_columns;
mod segment_state;
mod segment_terms;
mod sentences;
mod snapshot;
mod snapshot_caches;
mod stored;
mod suggest_index;
mod variants;
mod vocabulary;
mod word_family;
mod write_lock;
mod writer;
mod writer_mode;

pub(crate) use at_hand::FetchedHits;
pub(crate) use carrying::CarriedDocuments;
pub(crate) use cleanup::claimed_folder;
pub(crate) use cluster_document::{FOLD, STORED, TITLE_MARK, name_of};
pub(crate) use cluster_watch::ClusterWatch;
pub use engine::{ClusterAddress, EngineKind, engine_kind, use_cluster};
pub(crate) use engine_lists::list_files_again;
pub use filling::{FillProgress, Joined};
pub(crate) use folder::Folder;
pub use folder::{Root, RootLoss};
pub(crate) use graph::{Citing, StatusTable};
pub use handle::DocumentHandle;
pub(crate) use integrity::damage;
pub(crate) use items::item_ends;
pub use layout::IndexableDocument;
pub(crate) use length_table::LengthTable;
pub use listing::IndexedDocument;
pub(crate) use listing::SegmentsSeen;
pub(crate) use lock::RunLock;
pub(crate) use meetings::{
    MeetingRegister, MeetingSource, Recurrence, RecurrenceReason, RegisteredMeeting, RegisteredTopic,
    StoredMeetings, body_key, districts_of, folded, topic_id, years,
};
pub use open::Index;
pub use origin::{Origin, SourceRecord};
pub(crate) use originals::{OriginalFile, OriginalKind, OriginalRow, Originals};
pub use pages::PagePiece;
pub(crate) use parts::{Generation, is_generation_file, is_version};
pub(crate) use purge::{Purge, begin_purge, end_purge, is_purging};
pub(crate) use record::DocumentRecord;
pub use record::FileRecord;
pub(crate) use relocation::Relocation;
pub(crate) use remote_index::RemoteIndex;
pub use remote_index::{ClusterState, is_in_cluster};
pub(crate) use remote_writer::RefusedDocument;
pub(crate) use restore_commit::{PARTS, commit_restore, is_restore_pending};
pub(crate) use saturation::{K1, TEXT_B, TITLE_B};
pub(crate) use schema::{Fields, SCHEMA_VERSION, column};
pub(crate) use segment_columns::{SegmentColumns, TextColumn};
pub use snapshot::{Snapshot, Statistics};
pub use stored::TextPosition;
pub(crate) use stored::{DocumentHead, StoredDocument, StoredPassage};
pub(crate) use suggest_index::{Frequent, RankedTopic, SuggestIndex, TitleWord};
pub(crate) use variants::{VariantGroups, members_in};
pub(crate) use word_family::TermLocation;
pub(crate) use write_lock::WriteLock;
pub use writer::IndexWriter;
pub use writer_mode::WriterMode;
