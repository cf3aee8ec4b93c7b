//! Scores occurrences in one place of a segment.

use tantivy::{DocId, Score, fieldnorm::FieldNormReader};

use crate::search::{
    ranking::{EXACT_WEIGHT, Saturation},
    weighted_term::SearchField,
    window::WindowScores,
};

/// How occurrences in a place are scored.
pub(super) struct FieldScorer<'a> {
    pub(super) place: SearchField,
    pub(super) weight: Score,
    pub(super) idf: Score,
    pub(super) idf_weight: Score,
    pub(super) saturation: Saturation<'a>,
    pub(super) norms: FieldNormReader,
}

impl FieldScorer<'_> {
    /// Returns the saturated number of occurrences in a document.
    pub(super) fn saturated(&self, doc: DocId, occurrences: Score) -> Score {
        self.saturation.score(occurrences, self.norms.fieldnorm_id(doc))
    }

    /// Adds the score of some occurrences of words in order in the document `doc`, at index `at` of the
    /// window.
    pub(super) fn add_sequence(&self, at: usize, doc: DocId, occurrences: usize, matches: &mut WindowScores) {
        let score = self.weight * self.idf * self.saturated(doc, occurrences as Score);
        match self.place {
            SearchField::Title => matches.add_title(at, score, self.idf_weight),
            _ => matches.add(at, score),
        }
    }

    /// Adds the score of the counts for the document at index `at` of the window.
    pub(super) fn add(&self, start: DocId, at: usize, counts: TermCounts, matches: &mut WindowScores) {
        let doc = start + at as DocId;
        let own = self.idf * self.saturated(doc, counts.own);
        let exact = if counts.exact > 0.0 { self.idf * self.saturated(doc, counts.exact) } else { 0.0 };
        let score = self.weight * (own.max(counts.other) + EXACT_WEIGHT * exact);
        if self.place == SearchField::Title {
            let share = if counts.own > 0.0 { 1.0 } else { (counts.other / self.idf).min(1.0) };
            matches.add_title(at, score, self.idf_weight * share);
        } else {
            matches.add(at, score);
        }
    }
}

/// The occurrences of a word in a place of a document, before scoring.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TermCounts {
    /// The frequency of the most frequent of its terms.
    pub(super) own: Score,
    /// The frequency of the exact form that was typed.
    pub(super) exact: Score,
    /// The best score of its alternatives and of words of its family.
    pub(super) other: Score,
}

impl TermCounts {
    /// Adds the counts of the title: a word in the title also counts as a word of the text.
    pub(super) fn add_title(&mut self, title: Self) {
        self.own += title.own;
        self.exact += title.exact;
        self.other = self.other.max(title.other);
    }
}
