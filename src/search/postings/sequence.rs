//! Matches words in order in one place of a segment.
//!
//! Positions are the most expensive part, so they are read last: first the documents that contain all of the
//! words are found, and only those of them that may still be hits are checked, rarest word first.

use std::ops::Range;

use tantivy::{DocId, DocSet as _, TERMINATED, postings::SegmentPostings};

use super::{
    scorer::FieldScorer,
    window_scan::{DocumentMask, visit},
};
use crate::search::{
    positions::{SequencePositions, seek},
    window::{WindowDocuments, WindowScores},
};

/// Words in order in one place.
pub(super) struct SequencePostings<'a> {
    /// The postings of the distinct words, rarest first, each with all of its terms together.
    words: Vec<Vec<SegmentPostings>>,
    /// A second copy of the postings with positions, which is advanced only on demand, if the order matters.
    order: Option<SequencePositions>,
    /// The documents that contain all of the words, with the first document of the window they belong to.
    holding: Option<(DocId, WindowDocuments)>,
    weighing: FieldScorer<'a>,
}

impl<'a> SequencePostings<'a> {
    pub(super) fn new(
        words: Vec<Vec<SegmentPostings>>,
        order: Option<SequencePositions>,
        weighing: FieldScorer<'a>,
    ) -> Self {
        Self { words, order, holding: None, weighing }
    }

    pub(super) fn next_doc(&self) -> DocId {
        let next =
            |word: &Vec<SegmentPostings>| word.iter().map(SegmentPostings::doc).min().unwrap_or(TERMINATED);
        self.words.iter().map(next).max().unwrap_or(TERMINATED)
    }

    pub(super) fn seek(&mut self, target: DocId) {
        for postings in self.words.iter_mut().flatten() {
            seek(postings, target);
        }
    }

    /// Returns the documents of a window that contain all of the words, as far as they are among `hits`.
    pub(super) fn holding(
        &mut self,
        window: &Range<DocId>,
        hits: Option<&WindowDocuments>,
    ) -> WindowDocuments {
        if let Some((start, known)) = self.holding.take().filter(|(start, _)| *start == window.start) {
            self.holding = Some((start, known.clone()));
            return known;
        }
        let mut holding = hits.cloned();
        for word in &mut self.words {
            let mut held = WindowDocuments::NONE;
            for postings in word {
                visit(postings, window, holding.as_ref(), |doc, _| {
                    held.insert((doc - window.start) as usize);
                });
            }
            holding = Some(held);
        }
        let holding = holding.filter(|_| !self.words.is_empty()).unwrap_or(WindowDocuments::NONE);
        self.holding = Some((window.start, holding.clone()));
        holding
    }

    pub(super) fn add(&mut self, window: &Range<DocId>, only: DocumentMask<'_>, matches: &mut WindowScores) {
        let mut holding = self.holding(window, only.hits);
        if let Some(hits) = only.hits {
            holding.intersect(hits);
        }
        for at in holding.iter() {
            let doc = window.start + at as DocId;
            let occurrences = self.order.as_mut().map_or(1, |order| order.starts(doc).len());
            if occurrences > 0 {
                matches.held.insert(at);
                if only.matters(at) {
                    self.weighing.add_sequence(at, doc, occurrences, matches);
                }
            }
        }
    }
}
