//! Finds the documents attached to a document: annexes, and others that name it as their parent.
//!
//! Where they are shown is left to `search::related`.
//!
//! Invariants: deleted documents are never included; the order is the same on the same snapshot.

use std::cmp::Reverse;

use tantivy::{
    DocAddress, DocId, DocSet, SegmentReader, TERMINATED, TantivyError, Term, schema::IndexRecordOption,
};

use super::{
    schema::{PARENT, column},
    snapshot::Snapshot,
    stored::DocumentHead,
};
use crate::{document::DocumentId, error::Result};

/// The sort key by date: newest first, documents without a date last.
type NewestFirst = Reverse<Option<u64>>;

impl Snapshot {
    /// Returns up to `most` documents whose parent is `id`, newest first, then by id. Takes time in
    /// proportion to the number of such documents, and reads up to `most` of each segment from the store.
    pub(crate) fn attached_to(
        &self,
        id: &DocumentId,
        most: usize,
    ) -> Result<Vec<(DocAddress, DocumentHead)>> {
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

/// Returns the documents of a segment that contain a term, in the same order.
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
            // Within a segment, the ordinals of ids are in the order of the ids.
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
        index::{Index, IndexWriter, IndexableDocument},
    };

    fn annex(id: &str, published: Option<Date>) -> Document {
        let text = "Wzór wniosku. ".repeat(if id < "a3" { 2_000 } else { 1 });
        let parent = Some("act".parse().expect("an id"));
        Document { published, parent, ..Document::new(id.parse().expect("an id"), id, text) }
    }

    #[test]
    fn attached_documents_are_sorted_by_date_then_id_across_segments() {
        let place = tempfile::tempdir().expect("a folder");
        let mut writer = IndexWriter::open(place.path()).expect("an index");
        let day = |day: i8| Some(jiff::civil::date(2022, 1, day));
        for (id, day) in
            [("a5", day(1)), ("a1", None), ("a9", day(2)), ("a4", day(1)), ("a2", day(2)), ("a0", day(3))]
        {
            writer.add(IndexableDocument::new(&annex(id, day), None)).expect("added");
            writer.commit().expect("committed");
        }
        let other = Document { parent: "act/2".parse().ok(), ..annex("a7", day(9)) };
        writer.add(IndexableDocument::new(&other, None)).expect("added");
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
