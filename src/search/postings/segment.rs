//! Opens the postings of a query in one segment.

use tantivy::{
    Score, SegmentReader, TantivyError, fieldnorm::FieldNormReader, index::InvertedIndexReader,
    postings::SegmentPostings, schema::IndexRecordOption,
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
        positions::{self, SequencePositions},
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
    /// Whether all words of a group are required, rather than some of them.
    pub(super) is_whole: bool,
    /// Whether words of the same word family count.
    pub(super) has_related_terms: bool,
}

impl PostingsOptions {
    /// The words themselves, all of them.
    pub(in crate::search) const WHOLE: Self = Self { is_whole: true, has_related_terms: false };

    /// Returns how a clause is matched for a requirement. A document that must contain a word itself gains
    /// nothing from words of its family.
    pub(in crate::search) fn for_clause(
        scored_clause: &ScoredClause,
        minimum_match: MinimumShouldMatch,
    ) -> Self {
        let is_required = scored_clause.is_required(minimum_match == MinimumShouldMatch::All);
        let is_share = matches!(minimum_match, MinimumShouldMatch::Share(share) if share > 0.0);
        Self { is_whole: is_required || is_share, has_related_terms: !is_required }
    }
}

/// A segment with what is needed to open postings in it.
pub(in crate::search) struct SegmentContext<'a> {
    pub(in crate::search) weighted_query: &'a WeightedQuery<'a>,
    pub(in crate::search) reader: &'a SegmentReader,
    pub(in crate::search) ord: usize,
}

impl<'a> SegmentContext<'a> {
    pub(in crate::search) fn new(weighted_query: &'a WeightedQuery<'a>, ord: usize) -> Self {
        Self { weighted_query, reader: weighted_query.snapshot.searcher().segment_reader(ord as u32), ord }
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
        Ok(Postings::new(node, reading.is_whole))
    }

    fn terms(&self, terms: &WeightedTerms, reading: PostingsOptions) -> Result<TermPostings<'a>> {
        Ok(match terms {
            WeightedTerms::Word(placed) | WeightedTerms::Prefix(placed) => {
                let words = placed.iter().map(|word| self.word(word, reading.has_related_terms));
                TermPostings::Word(words.collect::<Result<_>>()?)
            }
            WeightedTerms::Sequence(placed) => {
                let sequences = placed.iter().map(|sequence| self.sequence(sequence));
                TermPostings::Sequence(sequences.collect::<Result<_>>()?)
            }
        })
    }

    fn word(&self, word: &WeightedWord, has_relatives: bool) -> Result<WordPostings<'a>> {
        let fields = self.weighted_query.snapshot.fields();
        let base = self.reader.inverted_index(word.field)?;
        let exact = self.reader.inverted_index(word.place.exact(fields))?;
        let option = IndexRecordOption::WithFreqs;
        Ok(WordPostings {
            own: positions::open(&base, &word.own, self.ord, option)?,
            exact: positions::open(&exact, &word.exact, self.ord, option)?,
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
            positions::open(&inverted, &word.terms, self.ord, IndexRecordOption::Basic)
        };
        let words = sequence.words.iter().map(open).collect::<Result<_>>()?;
        let order = || SequencePositions::open(self.reader, self.ord, &sequence.words);
        let order = sequence.is_ordered.then(order).transpose()?;
        let weighing = self.weighing(sequence.place, sequence.weight, sequence.idf, sequence.idf_weight)?;
        Ok(SequencePostings::new(words, order, weighing))
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
            saturation: self.weighted_query.saturations[place as usize],
            norms,
        })
    }
}
