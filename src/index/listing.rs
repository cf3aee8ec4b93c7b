//! Lists the documents of a snapshot: what lists show of them, and nothing that takes long to read.
//!
//! Invariants: on the same snapshot every document has one position; only the requested part is held in
//! memory.

use std::collections::HashSet;

use jiff::Timestamp;
use tantivy::{
    DocAddress, DocId, SegmentReader, TantivyError,
    columnar::{Column, StrColumn, TermOrdHit},
    index::SegmentId,
};

use super::{schema::column, snapshot::Snapshot};
use crate::{
    document::{DocumentId, Fingerprint},
    error::Result,
};

/// A document in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedDocument {
    /// The document's id.
    pub id: DocumentId,
    /// When the content last changed, or `None` if the index does not say.
    pub changed: Option<Timestamp>,
    /// What it was made from; `None` if that was not requested or the index does not say.
    pub fingerprint: Option<Fingerprint>,
}

/// Segments whose documents have been listed. A segment never gets more documents.
#[derive(Debug, Clone, Default)]
pub(crate) struct SegmentsSeen(HashSet<SegmentId>);

/// A document of a segment, with the ordinal of its id.
type Numbered = (u64, DocId);

impl Snapshot {
    /// Returns up to `count` documents after skipping `skipped`, in no particular order.
    pub fn listed(&self, skipped: usize, count: usize) -> Result<Vec<IndexedDocument>> {
        let (mut passing, mut listed) = (skipped, Vec::new());
        for segment in self.searcher().segment_readers() {
            let Some(ids) = segment.fast_fields().str(column::ID)? else { continue };
            let mut found: Vec<Numbered> = Vec::new();
            for doc in alive(segment, ids.ords()) {
                if listed.len() + found.len() == count {
                    break;
                }
                if passing > 0 {
                    passing -= 1;
                    continue;
                }
                found.extend(ids.ords().first(doc).map(|id| (id, doc)));
            }
            listed.append(&mut named(segment, &ids, found, None)?);
        }
        Ok(listed)
    }

    /// Returns up to `count` documents after an id, sorted by the bytes of their ids, with their
    /// fingerprints. Takes time in proportion to the number of all documents.
    pub fn listed_after(&self, after: Option<&DocumentId>, count: usize) -> Result<Vec<IndexedDocument>> {
        let mut listed = Vec::new();
        for segment in self.searcher().segment_readers() {
            let Some(ids) = segment.fast_fields().str(column::ID)? else { continue };
            let first = after.map_or(Ok(0), |after| number_after(&ids, after))?;
            let numbered = alive(segment, ids.ords())
                .filter_map(|doc| Some((ids.ords().first(doc)?, doc)))
                .filter(|(id, _)| *id >= first);
            let hashes = segment.fast_fields().str(column::HASH)?;
            listed.append(&mut named(segment, &ids, least(numbered, count), hashes.as_ref())?);
        }
        listed.sort_by(|one, other| one.id.cmp(&other.id));
        listed.truncate(count);
        Ok(listed)
    }

    /// Passes the documents of the segments that have not been seen to `take`, with their fingerprints.
    pub(crate) fn list_unseen(
        &self,
        seen: &mut SegmentsSeen,
        mut take: impl FnMut(IndexedDocument),
    ) -> Result<()> {
        for segment in self.searcher().segment_readers() {
            if seen.0.contains(&segment.segment_id()) {
                continue;
            }
            if let Some(ids) = segment.fast_fields().str(column::ID)? {
                let numbered = alive(segment, ids.ords());
                let numbered = numbered.filter_map(|doc| Some((ids.ords().first(doc)?, doc))).collect();
                let hashes = segment.fast_fields().str(column::HASH)?;
                named(segment, &ids, numbered, hashes.as_ref())?.into_iter().for_each(&mut take);
            }
        }
        seen.0 = self.segment_ids().collect();
        Ok(())
    }

    /// Returns when the content of a document last changed, or `None` if the index does not say.
    pub(crate) fn changed(&self, address: DocAddress) -> Option<Timestamp> {
        changed(self.searcher().segment_reader(address.segment_ord), address.doc_id)
    }
}

/// Returns the lowest `count` items, sorted.
fn least(numbered: impl Iterator<Item = Numbered>, count: usize) -> Vec<Numbered> {
    let mut least = std::collections::BinaryHeap::with_capacity(count + 1);
    for one in numbered {
        if least.len() < count {
            least.push(one);
        } else if least.peek().is_some_and(|most| one < *most) {
            least.pop();
            least.push(one);
        }
    }
    least.into_sorted_vec()
}

/// Returns the ordinal of the first id in a segment after this one.
fn number_after(ids: &StrColumn, id: &DocumentId) -> Result<u64> {
    let found = ids.dictionary().term_ord_or_next(id.as_str()).map_err(TantivyError::from)?;
    Ok(match found {
        TermOrdHit::Exact(number) => number.saturating_add(1),
        TermOrdHit::Next(number) => number,
    })
}

/// Returns the documents with these ordinals, sorted by id, so that the dictionary is unpacked only once.
fn named(
    segment: &SegmentReader,
    ids: &StrColumn,
    mut found: Vec<Numbered>,
    hashes: Option<&StrColumn>,
) -> Result<Vec<IndexedDocument>> {
    found.sort_unstable();
    let numbers: Vec<u64> = found.iter().map(|(id, _)| *id).collect();
    let (mut named, mut docs) = (Vec::with_capacity(found.len()), found.iter().map(|(_, doc)| *doc));
    let take = |id: &[u8]| {
        let id = std::str::from_utf8(id).ok().and_then(|id| id.parse::<DocumentId>().ok());
        named.extend(docs.next().and_then(|doc| Some((id?, doc))));
    };
    ids.dictionary().sorted_ords_to_term_cb(&numbers, take).map_err(TantivyError::from)?;
    let list = |(id, doc)| {
        let (changed, fingerprint) = (changed(segment, doc), fingerprint(hashes, doc)?);
        Ok(IndexedDocument { id, changed, fingerprint })
    };
    named.into_iter().map(list).collect()
}

fn changed(segment: &SegmentReader, doc: DocId) -> Option<Timestamp> {
    let seconds = segment.fast_fields().i64(column::CHANGED).ok()?.first(doc)?;
    Timestamp::from_second(seconds).ok()
}

fn fingerprint(hashes: Option<&StrColumn>, doc: DocId) -> Result<Option<Fingerprint>> {
    let mut hash = String::new();
    if let Some((hashes, number)) = hashes.and_then(|hashes| Some((hashes, hashes.ords().first(doc)?))) {
        hashes.ord_to_str(number, &mut hash).map_err(TantivyError::from)?;
    }
    Ok(hash.parse().ok())
}

/// Returns the main engine documents of a segment that are not deleted.
fn alive<'a>(segment: &'a SegmentReader, ids: &'a Column<u64>) -> impl Iterator<Item = DocId> + 'a {
    segment.doc_ids_alive().filter(|doc| ids.index.has_value(*doc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        document::Document,
        index::{Index, IndexWriter, IndexableDocument, Origin, SourceRecord},
    };

    fn document(id: &str) -> Document {
        // Some are stored in chunks, which are not documents.
        let text = "Konwent obradował o zieleni. ".repeat(if id < "d05" { 2_000 } else { 1 });
        Document::new(id.parse().expect("an id"), id, text)
    }

    /// Returns twenty documents in segments of seven, without the eleventh.
    fn twenty() -> (tempfile::TempDir, Snapshot) {
        let place = tempfile::tempdir().expect("a folder");
        let mut writer = IndexWriter::open(place.path()).expect("an index");
        for number in 0..20_i64 {
            let id = format!("d{number:02}");
            let origin = Origin { source: None, fingerprint: Some(Fingerprint::of(&id)) };
            let source = SourceRecord { origin, file: None };
            let changed = Timestamp::from_second(1_700_000_000 + number).ok();
            writer
                .add(IndexableDocument::new(&document(&id), Some(&source)).changed_at(changed))
                .expect("added");
            if number % 7 == 0 {
                writer.commit().expect("committed");
            }
        }
        writer.delete(&"d10".parse().expect("an id")).expect("deleted");
        writer.commit().expect("committed");
        let snapshot = Index::open(place.path()).expect("open").snapshot();
        (place, snapshot)
    }

    fn ids() -> Vec<DocumentId> {
        let numbers = (0..20_i8).filter(|number| *number != 10);
        numbers.map(|number| format!("d{number:02}").parse().expect("an id")).collect()
    }

    #[test]
    fn all_parts_list_every_document_once_except_deleted_ones() {
        let (_place, snapshot) = twenty();
        let mut listed = Vec::new();
        for part in 0..4 {
            let found = snapshot.listed(part * 6, 6).expect("readable");
            assert_eq!(found.len(), [6, 6, 6, 1][part], "{part}");
            listed.extend(found.into_iter().map(|document| document.id));
        }
        assert_eq!(snapshot.listed(19, 6).expect("readable"), []);
        listed.sort();
        assert_eq!(listed, ids());
    }

    #[test]
    fn a_list_continues_after_any_id_in_the_order_of_ids() {
        let (_place, snapshot) = twenty();
        for step in [1, 6, 100] {
            let (mut listed, mut after) = (Vec::new(), None);
            loop {
                let part = snapshot.listed_after(after.as_ref(), step).expect("readable");
                let Some(last) = part.last() else { break };
                after = Some(last.id.clone());
                assert!(
                    part.iter()
                        .all(|document| document.fingerprint == Some(Fingerprint::of(document.id.as_str())))
                );
                listed.extend(part.into_iter().map(|document| document.id));
            }
            assert_eq!(listed, ids(), "{step}");
        }
        // The id may be missing or deleted.
        let after = |id: &str| {
            let after = id.parse().expect("an id");
            snapshot
                .listed_after(Some(&after), 1)
                .expect("readable")
                .into_iter()
                .map(|next| next.id.to_string())
                .next()
        };
        assert_eq!(
            (after("d10").as_deref(), after("d0x").as_deref(), after("e")),
            (Some("d11"), Some("d11"), None)
        );
    }

    #[test]
    fn every_document_has_the_time_of_its_last_change() {
        let (_place, snapshot) = twenty();
        for document in snapshot.listed(0, 100).expect("readable") {
            let number: i64 = document.id.as_str()[1..].parse().expect("a number");
            assert_eq!(document.changed.map(Timestamp::as_second), Some(1_700_000_000 + number));
            let address = snapshot.address(&document.id).expect("readable").expect("the document exists");
            assert_eq!(snapshot.changed(address), document.changed);
        }
    }
}
