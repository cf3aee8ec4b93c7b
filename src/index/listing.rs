//! The documents of one state of the index in turn: their ids, and nothing that takes long to read.
//!
//! Always holds: on the same state every document stands in one place; only the part asked for is held in memory.

use tantivy::{DocId, SegmentReader, TantivyError, columnar::Column};

use super::{Snapshot, schema::column};
use crate::{document::DocumentId, error::Result};

impl Snapshot {
    /// Up to `count` documents, after passing over `skipped` of them; in no order that means anything.
    pub fn listed(&self, skipped: usize, count: usize) -> Result<Vec<DocumentId>> {
        let (mut passing, mut listed) = (skipped, Vec::new());
        for segment in self.searcher().segment_readers() {
            let Some(ids) = segment.fast_fields().str(column::ID)? else { continue };
            let mut found: Vec<u64> = Vec::new();
            for doc in alive(segment, ids.ords()) {
                if listed.len() + found.len() == count {
                    break;
                }
                if passing > 0 {
                    passing -= 1;
                    continue;
                }
                found.extend(ids.ords().first(doc));
            }
            // In the order of the ids: the dictionary is unpacked once.
            found.sort_unstable();
            let take = |id: &[u8]| {
                listed.extend(std::str::from_utf8(id).ok().and_then(|id| id.parse::<DocumentId>().ok()));
            };
            ids.dictionary().sorted_ords_to_term_cb(&found, take).map_err(TantivyError::from)?;
        }
        Ok(listed)
    }
}

/// The main engine documents of a segment that are not deleted.
fn alive<'a>(segment: &'a SegmentReader, ids: &'a Column<u64>) -> impl Iterator<Item = DocId> + 'a {
    segment.doc_ids_alive().filter(|doc| ids.index.has_value(*doc))
}

#[cfg(test)]
mod tests {
    use crate::{
        document::Document,
        index::{IndexWriter, Prepared},
    };

    fn document(id: &str) -> Document {
        // Some are stored in chunks, which are no documents.
        let text = "Konwent obradował o zieleni. ".repeat(if id < "d05" { 2_000 } else { 1 });
        Document::new(id.parse().expect("an id"), id, text)
    }

    #[test]
    fn parts_together_list_every_document_once_and_none_that_was_deleted() {
        let place = tempfile::tempdir().expect("a folder");
        let mut writer = IndexWriter::open(place.path()).expect("an index");
        for number in 0..20_i8 {
            let id = format!("d{number:02}");
            writer.add(Prepared::new(&document(&id), None)).expect("added");
            if number % 7 == 0 {
                writer.commit().expect("committed");
            }
        }
        writer.delete(&"d10".parse().expect("an id")).expect("deleted");
        writer.commit().expect("committed");
        let snapshot = crate::index::Index::open(place.path()).expect("open").snapshot();
        let mut listed = Vec::new();
        for part in 0..4 {
            let found = snapshot.listed(part * 6, 6).expect("readable");
            assert_eq!(found.len(), [6, 6, 6, 1][part], "{part}");
            listed.extend(found);
        }
        assert_eq!(snapshot.listed(19, 6).expect("readable"), []);
        listed.sort();
        let expected = (0..20_i8).filter(|number| *number != 10);
        let expected = expected.map(|number| format!("d{number:02}").parse().expect("an id"));
        assert_eq!(listed, expected.collect::<Vec<_>>());
    }
}
