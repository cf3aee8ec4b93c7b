//! Counts documents that contain words together, excluding deleted ones.
//!
//! The work is bounded: only the beginning of the postings is examined, which is enough for words that often
//! occur together.

use std::io;

use tantivy::{
    DocId, DocSet, SegmentReader, TERMINATED, TantivyError, Term,
    postings::{Postings, SegmentPostings},
    schema::{Field, IndexRecordOption},
};

use crate::{error::Result, index::Fields};

/// The maximum number of documents with the rarest word that are examined in each field of a segment.
const MAX_LOOKS: usize = 256;

/// Returns the number of documents in a segment that contain all these forms, each in the text or the title,
/// up to `most`.
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
        words.push(FormPostings(postings.map_err(TantivyError::from)?));
    }
    words.sort_by_key(FormPostings::count);
    let Some((rarest, others)) = words.split_first_mut() else { return Ok(0) };
    let together = rarest
        .first()
        .into_iter()
        .filter(|doc| !segment.is_deleted(*doc) && others.iter_mut().all(|other| other.has_any(*doc)));
    Ok(together.take(most).count())
}

/// Returns the number of documents in a segment that contain one term directly after another in any of some
/// fields, counting each field separately.
pub(in crate::index) fn documents_with_pair(
    segment: &SegmentReader,
    fields: [Field; 2],
    [before, after]: [&str; 2],
) -> Result<usize> {
    let mut count = 0;
    for field in fields {
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

/// Returns the number of documents that have a position of the second form directly after one of the first.
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

/// The postings of a form in each field that contains it.
struct FormPostings(Vec<SegmentPostings>);

impl FormPostings {
    fn count(&self) -> u32 {
        self.0.iter().map(SegmentPostings::doc_freq).sum()
    }

    /// Returns the first documents, in order.
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

    /// Whether a document contains the form. Documents must be asked for in increasing order.
    fn has_any(&mut self, doc: DocId) -> bool {
        let mut holds = |postings: &mut SegmentPostings| {
            postings.doc() == doc || postings.doc() < doc && postings.seek(doc) == doc
        };
        self.0.iter_mut().any(&mut holds)
    }
}
