//! In how many documents words stand together, deleted ones left out.
//!
//! Bounded: it looks at the beginning of the postings only, which is enough for words that often stand together.

use std::io;

use tantivy::{
    DocId, DocSet, SegmentReader, TERMINATED, TantivyError, Term,
    postings::{Postings, SegmentPostings},
    schema::IndexRecordOption,
};

use crate::{error::Result, index::Fields};

/// So many documents with the rarest of the words are looked at in each field of a segment.
const MAX_LOOKS: usize = 256;

/// How many documents of a segment have all these forms, each in the text or in the title; counted up to `most`.
pub(in crate::index) fn documents_with(
    segment: &SegmentReader,
    fields: Fields,
    forms: &[&str],
    most: usize,
) -> Result<usize> {
    let indexes = [segment.inverted_index(fields.text)?, segment.inverted_index(fields.title)?];
    let mut words = Vec::new();
    for form in forms {
        let postings = indexes.iter().zip([fields.text, fields.title]).map(|(index, field)| {
            index.read_postings(&Term::from_field_text(field, form), IndexRecordOption::Basic)
        });
        let postings = postings.filter_map(io::Result::transpose).collect::<io::Result<_>>();
        words.push(Holders(postings.map_err(TantivyError::from)?));
    }
    words.sort_by_key(Holders::count);
    let Some((rarest, others)) = words.split_first_mut() else { return Ok(0) };
    let together = rarest
        .first()
        .into_iter()
        .filter(|doc| !segment.is_deleted(*doc) && others.iter_mut().all(|other| other.have(*doc)));
    Ok(together.take(most).count())
}

/// In how many documents of a segment one form stands right after another, counted in texts and in titles.
pub(in crate::index) fn documents_with_pair(
    segment: &SegmentReader,
    fields: Fields,
    [before, after]: [&str; 2],
) -> Result<usize> {
    let mut count = 0;
    for field in [fields.text, fields.title] {
        let index = segment.inverted_index(field)?;
        let read = |form| {
            let term = Term::from_field_text(field, form);
            index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions).map_err(TantivyError::from)
        };
        if let (Some(before), Some(after)) = (read(before)?, read(after)?) {
            count += pairs(segment, before, after);
        }
    }
    Ok(count)
}

/// How many documents have a position of the second right after one of the first.
fn pairs(segment: &SegmentReader, mut first: SegmentPostings, mut second: SegmentPostings) -> usize {
    let (mut before, mut after, mut count) = (Vec::new(), Vec::new(), 0);
    for _ in 0..MAX_LOOKS {
        let (doc, next) = (first.doc(), second.doc());
        if doc == TERMINATED || next == TERMINATED {
            break;
        } else if doc < next {
            first.seek(next);
        } else if next < doc {
            second.seek(doc);
        } else {
            first.positions(&mut before);
            second.positions(&mut after);
            let is_followed = before.iter().any(|at| after.binary_search(&(at + 1)).is_ok());
            count += usize::from(is_followed && !segment.is_deleted(doc));
            first.advance();
        }
    }
    count
}

/// Where a form stands: in each field that has it.
struct Holders(Vec<SegmentPostings>);

impl Holders {
    fn count(&self) -> u32 {
        self.0.iter().map(SegmentPostings::doc_freq).sum()
    }

    /// The first documents, in order.
    fn first(&mut self) -> Vec<DocId> {
        let mut first = Vec::new();
        for postings in &mut self.0 {
            let mut looks = 0;
            while postings.doc() != TERMINATED && looks < MAX_LOOKS {
                first.push(postings.doc());
                postings.advance();
                looks += 1;
            }
        }
        first.sort_unstable();
        first.dedup();
        first
    }

    /// Whether a document has it, which must come after those asked for before.
    fn have(&mut self, doc: DocId) -> bool {
        let mut holds = |postings: &mut SegmentPostings| {
            postings.doc() == doc || postings.doc() < doc && postings.seek(doc) == doc
        };
        self.0.iter_mut().any(&mut holds)
    }
}
