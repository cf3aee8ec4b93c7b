//! Matches a word in one place of a segment.
//!
//! All terms of a word are read together, and the most frequent of them in a document counts.

use std::ops::Range;

use tantivy::{DocId, DocSet as _, Score, TERMINATED, postings::SegmentPostings};

use super::{
    scorer::{FieldScorer, TermCounts},
    window_scan::{DocumentMask, visit},
};
use crate::search::{
    positions::seek,
    weighted_term::SearchField,
    window::WindowScores,
    window::{WINDOW, WindowDocuments},
};

/// The postings of a word in one place.
pub(super) struct WordPostings<'a> {
    pub(super) own: Vec<SegmentPostings>,
    pub(super) exact: Vec<SegmentPostings>,
    pub(super) others: Vec<(SegmentPostings, Score)>,
    pub(super) related_terms: Vec<(SegmentPostings, Score)>,
    pub(super) weighing: FieldScorer<'a>,
}

/// Buffers for the counts of a window.
pub(super) struct WindowCounts {
    pub(super) here: Box<[TermCounts]>,
    /// The counts of the title, which are added to those of the text.
    pub(super) title: Box<[TermCounts]>,
    pub(super) in_title: WindowDocuments,
}

impl Default for WindowCounts {
    fn default() -> Self {
        let room = || vec![TermCounts::default(); WINDOW as usize].into_boxed_slice();
        Self { here: room(), title: room(), in_title: WindowDocuments::NONE }
    }
}

impl WordPostings<'_> {
    fn all(&self) -> impl Iterator<Item = &SegmentPostings> {
        self.own.iter().chain(self.others.iter().map(|(postings, _)| postings))
    }

    pub(super) fn next_doc(&self) -> DocId {
        self.all().map(SegmentPostings::doc).min().unwrap_or(TERMINATED)
    }

    pub(super) fn seek(&mut self, target: DocId) {
        let weighted = self.others.iter_mut().chain(&mut self.related_terms).map(|(postings, _)| postings);
        for postings in self.own.iter_mut().chain(&mut self.exact).chain(weighted) {
            seek(postings, target);
        }
    }

    pub(super) fn add(
        &mut self,
        window: Range<DocId>,
        only: DocumentMask<'_>,
        counts: &mut WindowCounts,
        matches: &mut WindowScores,
    ) {
        let start = window.start;
        let mut found = if self.is_at_end(&window) {
            WindowDocuments::NONE
        } else {
            self.count(window, only, &mut counts.here, &mut matches.held)
        };
        match self.weighing.place {
            SearchField::Title => {
                for at in found.iter() {
                    counts.title[at] = counts.here[at];
                }
                counts.in_title = found.clone();
            }
            SearchField::Text => {
                found.unite(&counts.in_title);
                for at in counts.in_title.iter() {
                    counts.here[at].add_title(counts.title[at]);
                }
                counts.in_title = WindowDocuments::NONE;
            }
            SearchField::Lead | SearchField::Number => {}
        }
        for at in found.iter() {
            let counts = std::mem::take(&mut counts.here[at]);
            self.weighing.add(start, at, counts, matches);
        }
    }

    /// Whether there are no more postings in the window.
    fn is_at_end(&self, window: &Range<DocId>) -> bool {
        let related_terms = self.related_terms.iter().map(|(postings, _)| postings);
        self.all().chain(&self.exact).chain(related_terms).all(|postings| postings.doc() >= window.end)
    }

    /// Counts occurrences in a window and records which documents contain the word. Returns the documents to
    /// be scored that have any occurrence.
    fn count(
        &mut self,
        window: Range<DocId>,
        only: DocumentMask<'_>,
        counts: &mut [TermCounts],
        held: &mut WindowDocuments,
    ) -> WindowDocuments {
        let start = window.start;
        let mut found = WindowDocuments::NONE;
        for postings in &mut self.own {
            visit(postings, &window, only.hits, |doc, frequency| {
                let at = (doc - start) as usize;
                found.insert(at);
                if only.matters(at) {
                    counts[at].own = counts[at].own.max(frequency as Score);
                }
            });
        }
        held.unite(&found);
        if let Some(scored) = only.scored {
            found.intersect(scored);
        }
        let weighing = &self.weighing;
        let mut count_other = |doc: DocId, score: Score, found: &mut WindowDocuments| {
            let at = (doc - start) as usize;
            found.insert(at);
            counts[at].other = counts[at].other.max(score);
        };
        for (postings, weight) in &mut self.others {
            visit(postings, &window, only.hits, |doc, frequency| {
                held.insert((doc - start) as usize);
                if only.matters((doc - start) as usize) {
                    count_other(doc, *weight * weighing.saturated(doc, frequency as Score), &mut found);
                }
            });
        }
        for (postings, weight) in &mut self.related_terms {
            visit(postings, &window, only.scored, |doc, frequency| {
                count_other(doc, *weight * weighing.saturated(doc, frequency as Score), &mut found);
            });
        }
        for postings in &mut self.exact {
            visit(postings, &window, only.scored, |doc, frequency| {
                let at = (doc - start) as usize;
                found.insert(at);
                counts[at].exact += frequency as Score;
            });
        }
        found
    }
}
