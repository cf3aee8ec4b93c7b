//! Reads the postings of a window, only of the documents that still matter.

use std::ops::Range;

use tantivy::{
    DocId, DocSet as _,
    postings::{Postings as _, SegmentPostings},
};

use crate::search::{positions::seek, window::WindowDocuments};

/// The documents of a window that still matter.
#[derive(Debug, Clone, Copy)]
pub(in crate::search) struct DocumentMask<'a> {
    /// Documents that may be hits, as far as known. Others need not be matched.
    pub(in crate::search) hits: Option<&'a WindowDocuments>,
    /// Those of the hits that may be among the best. Others need not be scored.
    pub(in crate::search) scored: Option<&'a WindowDocuments>,
}

impl<'a> DocumentMask<'a> {
    /// All documents of the window.
    pub(in crate::search) const ANY: Self = Self { hits: None, scored: None };

    /// Restricts matching to possible hits, without scores.
    pub(in crate::search) fn held(hits: &'a WindowDocuments) -> Self {
        Self { hits: Some(hits), scored: Some(&WindowDocuments::NONE) }
    }

    /// Whether the score of a document is needed.
    pub(super) fn matters(&self, at: usize) -> bool {
        self.scored.is_none_or(|scored| scored.contains(at))
    }
}

/// Up to this number of documents that matter, each is sought instead of scanning the postings: a seek costs
/// about as much as scanning ten.
const FEW: usize = 64;

/// Calls `each` with the documents of a window that matter and their term frequencies.
pub(super) fn visit(
    postings: &mut SegmentPostings,
    window: &Range<DocId>,
    only: Option<&WindowDocuments>,
    mut each: impl FnMut(DocId, u32),
) {
    if seek(postings, window.start) >= window.end {
        return;
    }
    let Some(only) = only else {
        while postings.doc() < window.end {
            each(postings.doc(), postings.term_freq());
            postings.advance();
        }
        return;
    };
    if only.len() <= FEW {
        for doc in only.iter().map(|at| window.start + at as DocId) {
            if seek(postings, doc) == doc {
                each(doc, postings.term_freq());
            }
        }
        return;
    }
    while postings.doc() < window.end {
        if only.contains((postings.doc() - window.start) as usize) {
            each(postings.doc(), postings.term_freq());
        }
        postings.advance();
    }
}
