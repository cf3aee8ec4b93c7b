//! The documents that are attached to one: annexes, and what else names it as its parent.
//!
//! Leaves to `search::related` where they are shown. Always holds: what is deleted is not among them; on the same
//! state they come in one order.

use std::cmp::Reverse;

use tantivy::{
    DocAddress, DocId, DocSet, SegmentReader, TERMINATED, TantivyError, Term, schema::IndexRecordOption,
};

use super::{
    Head, Snapshot,
    schema::{PARENT, column},
};
use crate::{document::DocumentId, error::Result};

/// The day of a document as a number, the newest first, and those without one last.
type NewestFirst = Reverse<Option<u64>>;

impl Snapshot {
    /// The documents of which this is the parent, the newest first, then by id; at most `most`. Takes time in
    /// proportion to how many there are, and reads from the store up to `most` for each segment.
    pub(crate) fn attached_to(&self, id: &DocumentId, most: usize) -> Result<Vec<(DocAddress, Head)>> {
        if self.searcher().schema().get_field(PARENT).is_err() {
            return Ok(Vec::new());
        }
        let term = Term::from_field_text(self.fields().parent, id.as_str());
        let mut attached = Vec::new();
        for (ord, segment) in (0..).zip(self.searcher().segment_readers()) {
            for (day, doc) in newest(segment, &term, most)? {
                let address = DocAddress::new(ord, doc);
                attached.push((day, address, self.head(address)?));
            }
        }
        attached.sort_by(|(day, _, head), (next_day, _, next)| (day, &head.id).cmp(&(next_day, &next.id)));
        attached.truncate(most);
        Ok(attached.into_iter().map(|(_, address, head)| (address, head)).collect())
    }
}

/// The documents of a segment that have a term, in the same order.
fn newest(segment: &SegmentReader, term: &Term, most: usize) -> Result<Vec<(NewestFirst, DocId)>> {
    let columns = segment.fast_fields();
    let (ids, days) = (columns.str(column::ID)?, columns.u64(column::DATE)?);
    let index = segment.inverted_index(term.field())?;
    let postings = index.read_postings(term, IndexRecordOption::Basic).map_err(TantivyError::from)?;
    let Some(mut postings) = postings else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    while postings.doc() != TERMINATED {
        let doc = postings.doc();
        if !segment.is_deleted(doc) {
            // Within a segment ids are numbered in their order.
            let id = ids.as_ref().and_then(|ids| ids.ords().first(doc));
            found.push((Reverse(days.first(doc)), id, doc));
        }
        postings.advance();
    }
    found.sort_unstable();
    Ok(found.into_iter().take(most).map(|(day, _, doc)| (day, doc)).collect())
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use crate::{
        document::Document,
        index::{Index, IndexWriter, Prepared},
    };

    fn annex(id: &str, published: Option<Date>) -> Document {
        let text = "Wzór wniosku. ".repeat(if id < "a3" { 2_000 } else { 1 });
        let parent = Some("act".parse().expect("an id"));
        Document { published, parent, ..Document::new(id.parse().expect("an id"), id, text) }
    }

    #[test]
    fn attachments_are_sorted_newest_first_then_by_id_across_segments() {
        let place = tempfile::tempdir().expect("a folder");
        let mut writer = IndexWriter::open(place.path()).expect("an index");
        let day = |day: i8| Some(jiff::civil::date(2022, 1, day));
        for (id, day) in
            [("a5", day(1)), ("a1", None), ("a9", day(2)), ("a4", day(1)), ("a2", day(2)), ("a0", day(3))]
        {
            writer.add(Prepared::new(&annex(id, day), None)).expect("added");
            writer.commit().expect("committed");
        }
        let other = Document { parent: "act/2".parse().ok(), ..annex("a7", day(9)) };
        writer.add(Prepared::new(&other, None)).expect("added");
        writer.delete(&"a0".parse().expect("an id")).expect("deleted");
        writer.commit().expect("committed");
        let snapshot = Index::open(place.path()).expect("open").snapshot();
        let attached = |most| {
            let found = snapshot.attached_to(&"act".parse().expect("an id"), most).expect("readable");
            found.into_iter().map(|(_, head)| head.id.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(attached(9), ["a2", "a9", "a4", "a5", "a1"]);
        assert_eq!(attached(3), ["a2", "a9", "a4"]);
    }
}
