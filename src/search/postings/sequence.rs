//! Matches words in order in one place of a segment.
//!
//! Positions are the most expensive part, so they are read last: first the documents that contain all of the
//! words are found, and only those of them that may still be hits are checked, rarest word first.

use std::ops::Range;

use tantivy::{
    DocId, DocSet as _, Score, TERMINATED,
    postings::{Postings as _, SegmentPostings},
};

use super::{DocumentMask, FieldScorer, seek, visit};
use crate::search::{
    weighted_query::SearchField,
    window::{WindowDocuments, WindowScores},
};

/// Words in order in one place.
pub(in crate::search) struct SequencePostings<'a> {
    /// The distinct words, rarest first.
    words: Vec<SequenceWord>,
    /// Whether the order matters.
    is_ordered: bool,
    /// The documents that contain all of the words, with the first document of the window they belong to.
    holding: Option<(DocId, WindowDocuments)>,
    weighing: FieldScorer<'a>,
    /// Buffers for positions.
    starts: Vec<u32>,
    positions: Vec<u32>,
}

/// A word of a sequence, with all of its terms together.
pub(super) struct SequenceWord {
    /// Postings that say which documents contain it.
    pub(super) documents: Vec<SegmentPostings>,
    /// A second copy of the postings with positions, which is advanced only on demand.
    pub(super) places: Vec<SegmentPostings>,
    /// The offsets of each of its occurrences from the first word.
    pub(super) offsets: Vec<u32>,
}

impl<'a> SequencePostings<'a> {
    pub(super) fn new(words: Vec<SequenceWord>, is_ordered: bool, weighing: FieldScorer<'a>) -> Self {
        Self { words, is_ordered, holding: None, weighing, starts: Vec::new(), positions: Vec::new() }
    }

    pub(super) fn next_doc(&self) -> DocId {
        let next =
            |word: &SequenceWord| word.documents.iter().map(SegmentPostings::doc).min().unwrap_or(TERMINATED);
        self.words.iter().map(next).max().unwrap_or(TERMINATED)
    }

    pub(super) fn seek(&mut self, target: DocId) {
        for postings in self.words.iter_mut().flat_map(|word| &mut word.documents) {
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
            for postings in &mut word.documents {
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
            let occurrences = if self.is_ordered { self.occurrences(doc) } else { 1 };
            if occurrences > 0 {
                matches.held.insert(at);
                if only.matters(at) {
                    self.score(at, doc, occurrences, matches);
                }
            }
        }
    }

    fn score(&self, at: usize, doc: DocId, occurrences: usize, matches: &mut WindowScores) {
        let weighing = &self.weighing;
        let score = weighing.weight * weighing.idf * weighing.saturated(doc, occurrences as Score);
        match weighing.place {
            SearchField::Title => matches.add_title(at, score, weighing.idf_weight),
            _ => matches.add(at, score),
        }
    }

    /// Returns how often the words occur in order in a document that contains all of them.
    fn occurrences(&mut self, doc: DocId) -> usize {
        let Self { words, starts, positions, .. } = self;
        starts.clear();
        for (number, word) in words.iter_mut().enumerate() {
            positions_of(&mut word.places, doc, positions);
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
                return 0;
            }
        }
        starts.len()
    }
}

/// Writes the sorted positions of a word in a document, for all of its terms together.
pub(in crate::search) fn positions_of(word: &mut [SegmentPostings], doc: DocId, positions: &mut Vec<u32>) {
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
