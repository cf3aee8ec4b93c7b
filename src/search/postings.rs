//! Matches a query against one segment, a window of documents at a time.
//!
//! `sequence` handles words in order. All terms of a word are read together, and the most frequent of them in
//! a document counts. Weights are left to `ranking`, and which documents are hits to `matching`.

mod sequence;

use std::ops::Range;

use tantivy::{
    DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError,
    fieldnorm::FieldNormReader,
    index::InvertedIndexReader,
    postings::{Postings as _, SegmentPostings},
    schema::IndexRecordOption,
};

use super::{
    matching::MinimumShouldMatch,
    ranking::{APART_WEIGHT, EXACT_WEIGHT, Saturation},
    weighted_query::{
        ScoredClause, SearchField, SequenceTerms, WeightedNode, WeightedQuery, WeightedSequence, WeightedWord,
    },
    window::{WINDOW, WindowDocuments, WindowScores},
};
use crate::{error::Result, index::TermLocation};
use sequence::SequenceWord;
pub(super) use sequence::{SequencePostings, positions_of};

/// The postings of a part of a query in one segment.
pub(super) enum Postings<'a> {
    Word(Vec<WordPostings<'a>>),
    Sequence(Vec<SequencePostings<'a>>),
    Group {
        words: Vec<Postings<'a>>,
        /// Compounds that the words form together.
        wholes: Vec<Postings<'a>>,
        instead: Vec<Postings<'a>>,
        holding: GroupMatch,
        part: Box<WindowScores>,
        whole: Option<Box<WindowScores>>,
        sum: Box<WindowScores>,
    },
}

/// When a document contains a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GroupMatch {
    /// When it contains all of the words.
    All,
    /// When it contains some of the words.
    Some,
    /// When it contains one of the words, each of which is as good as all.
    AnyOf,
}

/// How a part of a query is matched.
#[derive(Debug, Clone, Copy)]
pub(super) struct PostingsOptions {
    /// Whether all words of a group are required, rather than some of them.
    is_whole: bool,
    /// Whether words of the same word family count.
    has_related_terms: bool,
}

impl PostingsOptions {
    /// The words themselves, all of them.
    pub(super) const WHOLE: Self = Self { is_whole: true, has_related_terms: false };

    /// Returns how a concept is matched for a quorum. A document that must contain a word itself gains
    /// nothing from words of its family.
    pub(super) fn for_clause(scored_clause: &ScoredClause, minimum_match: MinimumShouldMatch) -> Self {
        let is_required = scored_clause.is_required(minimum_match == MinimumShouldMatch::All);
        let is_share = matches!(minimum_match, MinimumShouldMatch::Share(share) if share > 0.0);
        Self { is_whole: is_required || is_share, has_related_terms: !is_required }
    }
}

/// The postings of a word in one place.
pub(super) struct WordPostings<'a> {
    own: Vec<SegmentPostings>,
    exact: Vec<SegmentPostings>,
    others: Vec<(SegmentPostings, Score)>,
    related_terms: Vec<(SegmentPostings, Score)>,
    weighing: FieldScorer<'a>,
}

/// How occurrences in a place are scored.
struct FieldScorer<'a> {
    place: SearchField,
    weight: Score,
    idf: Score,
    idf_weight: Score,
    saturation: &'a Saturation,
    norms: FieldNormReader,
}

impl FieldScorer<'_> {
    fn saturated(&self, doc: DocId, occurrences: Score) -> Score {
        self.saturation.score(occurrences, self.norms.fieldnorm_id(doc))
    }

    /// Adds the score of the counts for the document at index `at` of the window.
    fn add(&self, start: DocId, at: usize, counts: TermCounts, matches: &mut WindowScores) {
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
struct TermCounts {
    /// The frequency of the most frequent of its terms.
    own: Score,
    /// The frequency of the exact form that was typed.
    exact: Score,
    /// The best score of its alternatives and of words of its family.
    other: Score,
}

/// Buffers for the counts of a window.
pub(super) struct WindowCounts {
    here: Box<[TermCounts]>,
    /// The counts of the title, which are added to those of the text.
    title: Box<[TermCounts]>,
    in_title: WindowDocuments,
}

impl Default for WindowCounts {
    fn default() -> Self {
        let room = || vec![TermCounts::default(); WINDOW as usize].into_boxed_slice();
        Self { here: room(), title: room(), in_title: WindowDocuments::NONE }
    }
}

/// The documents of a window that still matter.
#[derive(Debug, Clone, Copy)]
pub(super) struct DocumentMask<'a> {
    /// Documents that may be hits, as far as known. Others need not be matched.
    pub(super) hits: Option<&'a WindowDocuments>,
    /// Those of the hits that may be among the best. Others need not be scored.
    pub(super) scored: Option<&'a WindowDocuments>,
}

impl<'a> DocumentMask<'a> {
    /// All documents of the window.
    pub(super) const ANY: Self = Self { hits: None, scored: None };

    /// Restricts matching to possible hits, without scores.
    pub(super) fn held(hits: &'a WindowDocuments) -> Self {
        Self { hits: Some(hits), scored: Some(&WindowDocuments::NONE) }
    }

    /// Whether the score of a document is needed.
    fn matters(&self, at: usize) -> bool {
        self.scored.is_none_or(|scored| scored.contains(at))
    }
}

/// Up to this number of documents that matter, each is sought instead of scanning the postings: a seek costs
/// about as much as scanning ten.
const FEW: usize = 64;

/// Calls `each` with the documents of a window that matter and their term frequencies.
fn visit(
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

pub(super) fn seek(postings: &mut SegmentPostings, target: DocId) -> DocId {
    if postings.doc() < target { postings.seek(target) } else { postings.doc() }
}

/// A segment with what is needed to open postings in it.
pub(super) struct SegmentContext<'a> {
    pub(super) weighted_query: &'a WeightedQuery<'a>,
    pub(super) reader: &'a SegmentReader,
    pub(super) ord: usize,
}

impl<'a> SegmentContext<'a> {
    pub(super) fn new(weighted_query: &'a WeightedQuery<'a>, ord: usize) -> Self {
        Self { weighted_query, reader: weighted_query.snapshot.searcher().segment_reader(ord as u32), ord }
    }

    /// Opens the postings of a concept as the quorum requires.
    pub(super) fn open_concept(
        &self,
        scored_clause: &'a ScoredClause,
        minimum_match: MinimumShouldMatch,
    ) -> Result<Postings<'a>> {
        self.open(&scored_clause.part, PostingsOptions::for_clause(scored_clause, minimum_match))
    }

    /// Opens the postings of a part.
    pub(super) fn open(&self, part: &'a WeightedNode, reading: PostingsOptions) -> Result<Postings<'a>> {
        let open = |part: &'a WeightedNode| self.open(part, reading);
        Ok(match part {
            WeightedNode::Word(placed) | WeightedNode::Prefix(placed) => {
                let words = placed.iter().map(|word| self.word(word, reading.has_related_terms));
                Postings::Word(words.collect::<Result<_>>()?)
            }
            WeightedNode::Sequence(placed) => {
                Postings::Sequence(placed.iter().map(|words| self.sequence(words)).collect::<Result<_>>()?)
            }
            WeightedNode::AnyOf(parts) => {
                let whole = PostingsOptions { is_whole: true, ..reading };
                let parts = parts.iter().map(|part| self.open(part, whole));
                let parts = parts.collect::<Result<_>>()?;
                Postings::group([parts, Vec::new(), Vec::new()], GroupMatch::AnyOf)
            }
            WeightedNode::Group { words, wholes, instead } => {
                let holding = if reading.is_whole { GroupMatch::All } else { GroupMatch::Some };
                let all = |parts: &'a [WeightedNode]| parts.iter().map(open).collect::<Result<_>>();
                Postings::group([all(words)?, all(wholes)?, all(instead)?], holding)
            }
        })
    }

    fn word(&self, word: &WeightedWord, has_relatives: bool) -> Result<WordPostings<'a>> {
        let fields = self.weighted_query.snapshot.fields();
        let base = self.reader.inverted_index(word.field)?;
        let exact = self.reader.inverted_index(word.place.exact(fields))?;
        let option = IndexRecordOption::WithFreqs;
        Ok(WordPostings {
            own: self.postings(&base, &word.own, option)?,
            exact: self.postings(&exact, &word.exact, option)?,
            others: self.weighted(&base, &word.others)?,
            related_terms: if has_relatives {
                self.weighted(&base, &word.related_terms)?
            } else {
                Vec::new()
            },
            weighing: self.weighing(word.place, word.weight, word.idf, word.idf_weight)?,
        })
    }

    fn sequence(&self, sequence: &WeightedSequence) -> Result<SequencePostings<'a>> {
        let open = |word: &SequenceTerms| {
            let inverted = self.reader.inverted_index(word.field)?;
            let option = IndexRecordOption::WithFreqsAndPositions;
            let places =
                if sequence.is_ordered { self.postings(&inverted, &word.terms, option)? } else { Vec::new() };
            let documents = self.postings(&inverted, &word.terms, IndexRecordOption::Basic)?;
            Ok(SequenceWord { documents, places, offsets: word.offsets.clone() })
        };
        let words = sequence.words.iter().map(open).collect::<Result<_>>()?;
        let weighing = self.weighing(sequence.place, sequence.weight, sequence.idf, sequence.idf_weight)?;
        Ok(SequencePostings::new(words, sequence.is_ordered, weighing))
    }

    pub(super) fn postings(
        &self,
        inverted: &InvertedIndexReader,
        terms: &[TermLocation],
        option: IndexRecordOption,
    ) -> Result<Vec<SegmentPostings>> {
        let infos = terms.iter().filter_map(|term| term.infos[self.ord].as_ref());
        let opened = infos.map(|info| inverted.read_postings_from_terminfo(info, option));
        Ok(opened.collect::<std::io::Result<_>>().map_err(TantivyError::from)?)
    }

    fn weighted(
        &self,
        inverted: &InvertedIndexReader,
        terms: &[(TermLocation, Score)],
    ) -> Result<Vec<(SegmentPostings, Score)>> {
        let mut opened = Vec::new();
        for (term, weight) in terms {
            if let Some(info) = &term.infos[self.ord] {
                let postings = inverted
                    .read_postings_from_terminfo(info, IndexRecordOption::WithFreqs)
                    .map_err(TantivyError::from)?;
                opened.push((postings, *weight));
            }
        }
        Ok(opened)
    }

    fn weighing(
        &self,
        place: SearchField,
        weight: Score,
        idf: Score,
        idf_weight: Score,
    ) -> Result<FieldScorer<'a>> {
        let field = place.exact(self.weighted_query.snapshot.fields());
        let norms = match place {
            SearchField::Number => FieldNormReader::constant(self.reader.max_doc(), 1),
            _ => self.reader.get_fieldnorms_reader(field)?,
        };
        Ok(FieldScorer {
            place,
            weight,
            idf,
            idf_weight,
            saturation: &self.weighted_query.saturations[place as usize],
            norms,
        })
    }
}

impl Postings<'_> {
    fn group([words, wholes, instead]: [Vec<Self>; 3], holding: GroupMatch) -> Self {
        let whole = (!wholes.is_empty()).then(Box::default);
        Self::Group { words, wholes, instead, holding, part: Box::default(), whole, sum: Box::default() }
    }

    /// Returns the first document that may match, at or after the last one seen.
    pub(super) fn next_doc(&self) -> DocId {
        match self {
            Self::Word(placed) => placed.iter().map(WordPostings::next_doc).min().unwrap_or(TERMINATED),
            Self::Sequence(placed) => {
                placed.iter().map(SequencePostings::next_doc).min().unwrap_or(TERMINATED)
            }
            Self::Group { words, wholes, instead, .. } => {
                let all = words.iter().chain(wholes).chain(instead);
                all.map(Self::next_doc).min().unwrap_or(TERMINATED)
            }
        }
    }

    /// Skips documents before `target`.
    pub(super) fn seek(&mut self, target: DocId) {
        match self {
            Self::Word(placed) => placed.iter_mut().for_each(|word| word.seek(target)),
            Self::Sequence(placed) => placed.iter_mut().for_each(|words| words.seek(target)),
            Self::Group { words, wholes, instead, .. } => {
                words.iter_mut().chain(wholes).chain(instead).for_each(|part| part.seek(target));
            }
        }
    }

    /// Returns the documents of a window that may contain a sequence, as far as known without positions.
    /// `None` if this is not a sequence.
    pub(super) fn may_hold(
        &mut self,
        window: &Range<DocId>,
        hits: Option<&WindowDocuments>,
    ) -> Option<WindowDocuments> {
        let Self::Sequence(placed) = self else { return None };
        let mut found = WindowDocuments::NONE;
        for words in placed {
            found.unite(&words.holding(window, hits));
        }
        Some(found)
    }

    /// Adds matches of the documents that matter in the window, which comes after everything seen so far.
    pub(super) fn add(
        &mut self,
        window: Range<DocId>,
        only: DocumentMask<'_>,
        scratch: &mut WindowCounts,
        matches: &mut WindowScores,
    ) {
        match self {
            Self::Word(placed) => {
                for word in placed {
                    word.add(window.clone(), only, scratch, matches);
                }
            }
            Self::Sequence(placed) => {
                for words in placed {
                    words.add(&window, only, matches);
                }
            }
            Self::Group { words, wholes, instead, holding, part, whole, sum } => {
                sum.clear();
                for (number, word) in words.iter_mut().enumerate() {
                    part.clear();
                    word.add(window.clone(), only, scratch, part);
                    match holding {
                        GroupMatch::AnyOf => sum.add_alternative(part),
                        GroupMatch::All | GroupMatch::Some => sum.add_scores(part),
                    }
                    if number == 0 || *holding != GroupMatch::All {
                        sum.held.unite(&part.held);
                    } else {
                        sum.held.intersect(&part.held);
                    }
                }
                if let Some(whole) = whole {
                    whole.clear();
                    for other in wholes {
                        part.clear();
                        other.add(window.clone(), only, scratch, part);
                        whole.take(part);
                    }
                    sum.add_others(&whole.held, APART_WEIGHT);
                    sum.take(whole);
                }
                for other in instead {
                    part.clear();
                    other.add(window.clone(), only, scratch, part);
                    sum.take(part);
                }
                matches.add_scores(sum);
                matches.held.unite(&sum.held);
            }
        }
    }
}

impl WordPostings<'_> {
    fn all(&self) -> impl Iterator<Item = &SegmentPostings> {
        self.own.iter().chain(self.others.iter().map(|(postings, _)| postings))
    }

    fn next_doc(&self) -> DocId {
        self.all().map(SegmentPostings::doc).min().unwrap_or(TERMINATED)
    }

    fn seek(&mut self, target: DocId) {
        let weighted = self.others.iter_mut().chain(&mut self.related_terms).map(|(postings, _)| postings);
        for postings in self.own.iter_mut().chain(&mut self.exact).chain(weighted) {
            seek(postings, target);
        }
    }

    fn add(
        &mut self,
        window: Range<DocId>,
        only: DocumentMask<'_>,
        scratch: &mut WindowCounts,
        matches: &mut WindowScores,
    ) {
        let start = window.start;
        let mut found = if self.is_at_end(&window) {
            WindowDocuments::NONE
        } else {
            self.count(window, only, &mut scratch.here, &mut matches.held)
        };
        match self.weighing.place {
            SearchField::Title => {
                for at in found.iter() {
                    scratch.title[at] = scratch.here[at];
                }
                scratch.in_title = found.clone();
            }
            SearchField::Text => {
                found.unite(&scratch.in_title);
                for at in scratch.in_title.iter() {
                    scratch.here[at].add_title(scratch.title[at]);
                }
                scratch.in_title = WindowDocuments::NONE;
            }
            SearchField::Lead | SearchField::Number => {}
        }
        for at in found.iter() {
            let counts = std::mem::take(&mut scratch.here[at]);
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

impl TermCounts {
    /// Adds the counts of the title: a word in the title also counts as a word of the text.
    fn add_title(&mut self, title: Self) {
        self.own += title.own;
        self.exact += title.exact;
        self.other = self.other.max(title.other);
    }
}
