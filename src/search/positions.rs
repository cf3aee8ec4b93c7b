//! Reads where words occur in documents.
//!
//! Matching, proximity and snippets all read positions here. Positions are the most expensive data of an
//! index, so which documents they are read of is left to the caller.
//!
//! Invariant: documents are visited in ascending order.

use tantivy::{
    DocId, DocSet as _,
    postings::{Postings as _, SegmentPostings},
};

use super::{posting_lists::PostingLists, sequence_terms::SequenceTerms};
use crate::error::Result;

/// Where words occur one after the other in the documents of a segment.
pub(super) struct SequencePositions {
    words: Vec<WordPositions>,
    /// Buffers for positions.
    starts: Vec<u32>,
    positions: Vec<u32>,
}

/// The postings of a word with all of its terms together.
struct WordPositions {
    terms: Vec<SegmentPostings>,
    /// The offsets of each of its occurrences from the first word.
    offsets: Vec<u32>,
}

impl SequencePositions {
    /// Opens the postings of the words in a segment.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(super) fn open(lists: &PostingLists<'_>, words: &[SequenceTerms]) -> Result<Self> {
        let open = |word: &SequenceTerms| {
            let terms = lists.all_with_positions(word.field, &word.terms)?;
            Ok(WordPositions { terms, offsets: word.offsets.clone() })
        };
        let words = words.iter().map(open).collect::<Result<_>>()?;
        Ok(Self { words, starts: Vec::new(), positions: Vec::new() })
    }

    /// Returns the sorted positions in a document where the words begin to occur one after the other.
    pub(super) fn starts(&mut self, doc: DocId) -> &[u32] {
        let Self { words, starts, positions } = self;
        starts.clear();
        for (number, word) in words.iter_mut().enumerate() {
            positions_of(&mut word.terms, doc, positions);
            let mut offsets = word.offsets.iter();
            if number == 0
                && let Some(first) = offsets.next()
            {
                starts.extend(positions.iter().filter_map(|at| at.checked_sub(*first)));
            }
            for offset in offsets {
                let follows = |at: Option<u32>| at.is_some_and(|at| positions.binary_search(&at).is_ok());
                starts.retain(|start| follows(start.checked_add(*offset)));
            }
            if starts.is_empty() {
                break;
            }
        }
        starts
    }
}

/// Advances postings to the first document at or after `target` and returns it.
pub(super) fn seek(postings: &mut SegmentPostings, target: DocId) -> DocId {
    if postings.doc() < target { postings.seek(target) } else { postings.doc() }
}

/// Writes the sorted positions of a word in a document, for all of its terms together.
pub(super) fn positions_of(word: &mut [SegmentPostings], doc: DocId, positions: &mut Vec<u32>) {
    positions.clear();
    let mut found = 0;
    for postings in word {
        if seek(postings, doc) == doc {
            if found == 0 {
                postings.positions(positions);
            } else {
                let mut own = Vec::new();
                postings.positions(&mut own);
                positions.extend(own);
            }
            found += 1;
        }
    }
    if found > 1 {
        positions.sort_unstable();
        positions.dedup();
    }
}
