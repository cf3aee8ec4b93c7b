//! Reads the terms of the graph in one segment, with the documents that have them.
//!
//! Invariant: deleted documents are among them; whoever uses them asks the segment.

use tantivy::{
    DocId, DocSet, SegmentReader, TERMINATED, TantivyError,
    schema::{Field, IndexRecordOption, Schema},
};

use crate::{error::Result, index::schema::ACT};

/// Whether an index is of a version with the terms of the graph.
pub(super) fn has_graph(schema: &Schema) -> bool {
    schema.get_field(ACT).is_ok()
}

/// Calls `each` with the terms of a field that begin with `prefix`, which ends in ASCII or is empty, and the
/// documents that have them.
///
/// # Errors
///
/// Returns an error if the index cannot be read, or the error of `each`.
pub(super) fn each_term(
    segment: &SegmentReader,
    field: Field,
    prefix: &str,
    mut each: impl FnMut(&str, &[DocId]) -> Result<()>,
) -> Result<()> {
    let index = segment.inverted_index(field)?;
    let range = index.terms().range().ge(prefix);
    let range = if prefix.is_empty() { range } else { range.lt(after(prefix)) };
    let mut terms = range.into_stream().map_err(TantivyError::from)?;
    let mut documents = Vec::new();
    while terms.advance() {
        let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
        let postings = index.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic);
        let mut postings = postings.map_err(TantivyError::from)?;
        documents.clear();
        while postings.doc() != TERMINATED {
            documents.push(postings.doc());
            postings.advance();
        }
        each(term, &documents)?;
    }
    Ok(())
}

/// Returns the least text that is greater than all that begin with `prefix`, which ends in ASCII.
fn after(prefix: &str) -> Vec<u8> {
    let mut after = prefix.as_bytes().to_vec();
    if let Some(last) = after.last_mut() {
        *last += 1;
    }
    after
}
