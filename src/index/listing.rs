//! The documents of one state of the index in turn: their ids and days, and nothing that takes long to read.
//!
//! Always holds: on the same state every document stands in one place; only the part asked for is held in memory.

use jiff::civil::Date;
use tantivy::{DocId, SegmentReader, TantivyError, columnar::Column};

use super::{Snapshot, schema::column};
use crate::{document::DocumentId, error::Result};

/// A document among all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: DocumentId,
    /// Its day, as for date filters; `None` where it has none.
    pub date: Option<Date>,
}

impl Snapshot {
    /// Up to `count` documents, after passing over `skipped` of them; in no order that means anything.
    pub fn listed(&self, skipped: usize, count: usize) -> Result<Vec<Listed>> {
        let (mut passing, mut listed) = (skipped, Vec::new());
        for segment in self.searcher().segment_readers() {
            let Some(ids) = segment.fast_fields().str(column::ID)? else { continue };
            let dates = segment.fast_fields().u64(column::DATE)?;
            let mut found: Vec<(u64, Option<Date>)> = Vec::new();
            for doc in alive(segment, ids.ords()) {
                if listed.len() + found.len() == count {
                    break;
                }
                if passing > 0 {
                    passing -= 1;
                    continue;
                }
                found.extend(ids.ords().first(doc).map(|ord| (ord, dates.first(doc).and_then(date))));
            }
            // In the order of the ids: the dictionary is unpacked once.
            found.sort_unstable();
            let (ords, dates): (Vec<u64>, Vec<Option<Date>>) = found.into_iter().unzip();
            let mut dates = dates.into_iter();
            let take = |id: &[u8]| {
                let date = dates.next().flatten();
                let id = std::str::from_utf8(id).ok().and_then(|id| id.parse().ok());
                listed.extend(id.map(|id| Listed { id, date }));
            };
            ids.dictionary().sorted_ords_to_term_cb(&ords, take).map_err(TantivyError::from)?;
        }
        Ok(listed)
    }
}

/// The main engine documents of a segment that are not deleted.
fn alive<'a>(segment: &'a SegmentReader, ids: &'a Column<u64>) -> impl Iterator<Item = DocId> + 'a {
    segment.doc_ids_alive().filter(|doc| ids.index.has_value(*doc))
}

/// The day of a number `YYYYMMDD`, where there is such a day.
fn date(number: u64) -> Option<Date> {
    let part = |number: u64| i8::try_from(number % 100).ok();
    Date::new(i16::try_from(number / 10_000).ok()?, part(number / 100)?, part(number)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        document::Document,
        index::{IndexWriter, Prepared, snapshot::date_number},
    };

    fn document(id: &str, published: Option<Date>) -> Document {
        // Some are stored in chunks, which are no documents.
        let text = "Konwent obradował o zieleni. ".repeat(if id < "d05" { 2_000 } else { 1 });
        Document { published, ..Document::new(id.parse().expect("an id"), id, text) }
    }

    #[test]
    fn parts_together_list_every_document_once_and_none_that_was_deleted() {
        let place = tempfile::tempdir().expect("a folder");
        let mut writer = IndexWriter::open(place.path()).expect("an index");
        let day = |number: i8| (number > 3).then(|| jiff::civil::date(2022, 1, number));
        for number in 0..20_i8 {
            let id = format!("d{number:02}");
            writer.add(Prepared::new(&document(&id, day(number)), None)).expect("added");
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
        listed.sort_by(|a, b| a.id.cmp(&b.id));
        let expected = (0..20_i8).filter(|number| *number != 10);
        let expected = expected
            .map(|number| Listed { id: format!("d{number:02}").parse().expect("an id"), date: day(number) });
        assert_eq!(listed, expected.collect::<Vec<_>>());
    }

    #[test]
    fn numbers_of_days_are_days_again() {
        let day = jiff::civil::date(2017, 2, 13);
        assert_eq!(date(date_number(day)), Some(day));
        assert_eq!(date(20_170_230), None);
        assert_eq!(date(0), None);
    }
}
