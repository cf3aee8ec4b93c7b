//! The register of a segment: its suggest index, which provides suggestions for text being typed.
//!
//! `words` holds the forms of titles and the frequent ones of texts in alphabetical order, and `titles` maps
//! words to titles, newest first. `segment` is what is read of them. `topics` does the same for the topics of
//! meetings. `build` reads both from the segment's
//! term dictionaries, postings and columns. `live_counts` counts documents that are not deleted and words
//! that are adjacent in them. What is suggested is left to `search::suggest`.
//!
//! Invariants: a register depends on the segment alone, not on its deletions, so it is built once in the
//! lifetime of a segment, on first use; readers skip deleted documents. It takes 12 bytes plus 8 bytes per
//! word for each title, about 30 bytes for each distinct word, and no more than 3 MB for the words of texts
//! and the titles that were shown (`docs/decisions/017-suggestions.md`).

mod build;
mod live_counts;
mod segment;
mod titles;
mod topics;
mod words;

use std::sync::{Mutex, OnceLock, PoisonError};

use tantivy::SegmentReader;

use super::schema::Fields;
use crate::error::Result;
pub(super) use live_counts::{documents_with, documents_with_pair};
pub(crate) use segment::SuggestIndex;
pub(crate) use titles::TitleWord;
pub(crate) use topics::{RankedTopic, TopicIndex};
pub(crate) use words::Frequent;

/// A cell for a segment's register, empty until first use.
#[derive(Default)]
pub(super) struct SuggestIndexSlot {
    index: OnceLock<SuggestIndex>,
    /// Held while the register is built, so that it is built only once.
    making: Mutex<()>,
}

impl SuggestIndexSlot {
    /// Returns the register, building it if necessary.
    pub(super) fn get(&self, segment: &SegmentReader, fields: Fields) -> Result<&SuggestIndex> {
        if self.index.get().is_none() {
            let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
            if self.index.get().is_none() {
                let _ = self.index.set(build::build(segment, fields)?);
            }
        }
        let missing = || crate::error::Error::Internal("the register was not built".to_owned());
        self.index.get().ok_or_else(missing)
    }
}

#[cfg(test)]
mod tests {
    use std::ptr;

    use crate::{
        document::Document,
        index::{Index, IndexWriter, IndexableDocument, WriterMode},
    };

    fn prepared(id: &str, title: &str) -> IndexableDocument {
        IndexableDocument::new(&Document::new(id.parse().expect("an id"), title, "Zieleń."), None)
    }

    #[test]
    fn a_register_is_built_once_in_the_lifetime_of_a_segment() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut writer = IndexWriter::open_sized(folder.path(), WriterMode::Single).expect("an index");
        writer.add(prepared("a", "Konwent o zieleni")).expect("added");
        writer.add(prepared("b", "Rada")).expect("added");
        writer.commit().expect("committed");
        let before = writer.index().snapshot();
        let made = before.suggest_index(0).expect("built");
        assert_eq!(made.beginning("konw").len(), 1);

        writer.delete(&"b".parse().expect("an id")).expect("deleted");
        writer.add(prepared("c", "Konwent")).expect("added");
        writer.commit().expect("committed");
        let after = writer.index().snapshot();
        assert_eq!(after.segments(), 2);
        let is_kept = |index: &Index| {
            let snapshot = index.snapshot();
            (0..2).any(|segment| ptr::eq(snapshot.suggest_index(segment).expect("built"), made))
        };
        assert!(is_kept(writer.index()));

        let other = Index::open(folder.path()).expect("the index");
        other.adopt(writer.index());
        assert!(is_kept(&other));
    }
}
