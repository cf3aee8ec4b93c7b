//! Opens the postings of a query in one segment.

use tantivy::{
    Score, SegmentReader,
    fieldnorm::FieldNormReader,
    postings::SegmentPostings,
    schema::{Field, IndexRecordOption},
};

use super::{
    node::{Postings, TermPostings},
    scorer::FieldScorer,
    sequence::SequencePostings,
    word::WordPostings,
};
use crate::{
    error::Result,
    index::TermLocation,
    search::{
        minimum_match::MinimumShouldMatch,
        positions::SequencePositions,
        posting_lists::PostingLists,
        query_node::QueryNode,
        scored_clause::ScoredClause,
        sequence_terms::SequenceTerms,
        weighted_query::WeightedQuery,
        weighted_term::{SearchField, WeightedSequence, WeightedTerms, WeightedWord},
    },
};

/// How a part of a query is matched.
#[derive(Debug, Clone, Copy)]
pub(in crate::search) struct PostingsOptions {
    /// Whether words of the same word family count.
    pub(super) has_related_terms: bool,
}

impl PostingsOptions {
    /// The words themselves.
    pub(in crate::search) const OWN: Self = Self { has_related_terms: false };

    /// Returns how a clause is matched for a requirement. A document that must contain a word itself gains
    /// nothing from words of its family.
    pub(in crate::search) fn for_clause(
        scored_clause: &ScoredClause,
        minimum_match: MinimumShouldMatch,
    ) -> Self {
        let is_required = scored_clause.is_required(minimum_match == MinimumShouldMatch::All);
        Self { has_related_terms: !is_required }
    }
}

/// A segment with what is needed to open postings in it.
pub(in crate::search) struct SegmentContext<'a> {
    pub(in crate::search) weighted_query: &'a WeightedQuery<'a>,
    pub(in crate::search) reader: &'a SegmentReader,
    pub(in crate::search) ord: usize,
    pub(in crate::search) lists: PostingLists<'a>,
}

impl<'a> SegmentContext<'a> {
    pub(in crate::search) fn new(weighted_query: &'a WeightedQuery<'a>, ord: usize) -> Self {
        let reader = weighted_query.snapshot.searcher().segment_reader(ord as u32);
        Self { weighted_query, reader, ord, lists: PostingLists::new(reader, ord) }
    }

    /// Creates the contexts of all segments.
    pub(in crate::search) fn all(weighted_query: &'a WeightedQuery<'a>) -> Vec<Self> {
        (0..weighted_query.snapshot.segments()).map(|ord| Self::new(weighted_query, ord)).collect()
    }

    /// Opens the postings of a clause for a requirement.
    pub(in crate::search) fn open_clause(
        &self,
        scored_clause: &ScoredClause,
        minimum_match: MinimumShouldMatch,
    ) -> Result<Postings<'a>> {
        self.open(&scored_clause.part, PostingsOptions::for_clause(scored_clause, minimum_match))
    }

    /// Opens the postings of a part.
    pub(in crate::search) fn open(
        &self,
        part: &QueryNode<WeightedTerms>,
        reading: PostingsOptions,
    ) -> Result<Postings<'a>> {
        let node = part.try_map(&mut |terms, _| self.terms(terms, reading))?;
        Ok(Postings::new(node))
    }

    fn terms(&self, terms: &WeightedTerms, reading: PostingsOptions) -> Result<TermPostings<'a>> {
        Ok(match terms {
            WeightedTerms::Word(placed) | WeightedTerms::Prefix(placed) => {
                // A prefix may have a thousand forms, whose positions only snippets read.
                let is_prefix = matches!(terms, WeightedTerms::Prefix(_));
                let words = placed.iter().map(|word| self.word(word, reading.has_related_terms, is_prefix));
                TermPostings::Word(words.collect::<Result<_>>()?)
            }
            WeightedTerms::Sequence(placed) => {
                let sequences = placed.iter().map(|sequence| self.sequence(sequence));
                TermPostings::Sequence(sequences.collect::<Result<_>>()?)
            }
        })
    }

    fn word(&self, word: &WeightedWord, has_relatives: bool, is_prefix: bool) -> Result<WordPostings<'a>> {
        let exact_field = word.place.exact(self.weighted_query.snapshot.fields());
        let related_terms: &[_] = if has_relatives { &word.related_terms } else { &[] };
        // Proximity and snippets read the positions of words in the text.
        let own = if word.place == SearchField::Text && !is_prefix {
            self.lists.all_with_positions(word.field, &word.own)?
        } else {
            self.opened(word.field, &word.own, IndexRecordOption::WithFreqs)?
        };
        Ok(WordPostings {
            own,
            exact: self.opened(exact_field, &word.exact, IndexRecordOption::WithFreqs)?,
            others: self.weighted(word.field, &word.others)?,
            related_terms: self.weighted(word.field, related_terms)?,
            weighing: self.weighing(word.place, word.weight, word.idf, word.idf_weight)?,
        })
    }

    fn sequence(&self, sequence: &WeightedSequence) -> Result<SequencePostings<'a>> {
        let open = |word: &SequenceTerms| self.opened(word.field, &word.terms, IndexRecordOption::Basic);
        let words = sequence.words.iter().map(open).collect::<Result<_>>()?;
        let order = || SequencePositions::open(&self.lists, &sequence.words);
        let order = sequence.is_ordered.then(order).transpose()?;
        let weighing = self.weighing(sequence.place, sequence.weight, sequence.idf, sequence.idf_weight)?;
        Ok(SequencePostings::new(words, order, weighing))
    }

    fn opened(
        &self,
        field: Field,
        terms: &[TermLocation],
        option: IndexRecordOption,
    ) -> Result<Vec<SegmentPostings>> {
        terms.iter().filter_map(|term| self.lists.open(field, term, option).transpose()).collect()
    }

    fn weighted(
        &self,
        field: Field,
        terms: &[(TermLocation, Score)],
    ) -> Result<Vec<(SegmentPostings, Score)>> {
        let mut opened = Vec::new();
        for (term, weight) in terms {
            let postings = self.lists.open(field, term, IndexRecordOption::WithFreqs)?;
            opened.extend(postings.map(|postings| (postings, *weight)));
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
            _ => self.lists.norms(field)?,
        };
        Ok(FieldScorer {
            place,
            weight,
            idf,
            idf_weight,
            saturation: self.weighted_query.saturations[place as usize],
            norms,
        })
    }
}
