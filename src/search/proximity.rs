//! Scores the proximity of the query's words in a document.
//!
//! This reads positions, which costs more than anything else, so it is done only for documents that may still
//! come first. The weight of proximity is left to `ranking`.

use tantivy::{DocId, Score, postings::SegmentPostings};

use super::{
    positions::positions_of,
    postings::SegmentContext,
    query_node::{QueryGroup, QueryNode, QueryVisitor},
    ranking::{self, best_stretch, neighbors, pair_score, stretch_score},
    weighted_query::WeightedQuery,
    weighted_term::{SearchField, WeightedTerms, WeightedWord},
};
use crate::error::Result;

/// Returns the words of a query in the order typed, without compounds and synonyms of several words.
pub(super) fn words<'a>(weighted_query: &'a WeightedQuery<'_>) -> Vec<&'a WeightedWord> {
    let mut words = ProximityWords(Vec::new());
    for scored_clause in &weighted_query.wanted {
        scored_clause.part.accept(&mut words);
    }
    words.0
}

/// Collects the words of the text whose proximity counts.
struct ProximityWords<'q>(Vec<&'q WeightedWord>);

impl<'q> QueryVisitor<'q, WeightedTerms> for ProximityWords<'q> {
    type Output = ();

    fn leaf(&mut self, leaf: &'q WeightedTerms) {
        match leaf {
            WeightedTerms::Word(placed) => {
                self.0.extend(placed.iter().filter(|word| word.place == SearchField::Text));
            }
            // A prefix stands for too many words to be worth reading their positions.
            WeightedTerms::Prefix(_) | WeightedTerms::Sequence(_) => {}
        }
    }

    fn group(&mut self, group: &'q QueryGroup<WeightedTerms>) {
        // A compound is a single thing.
        if group.wholes() == 0 {
            group.words.iter().for_each(|word| word.accept(self));
        }
    }

    fn any_of(&mut self, _: &'q [QueryNode<WeightedTerms>]) {}
}

/// The maximum number of positions read for closeness: for two frequent words, those of 100,000 documents.
const MAX_POSITIONS: u64 = 400_000;

/// Returns the number of documents that closeness is added to. The work is bounded however many documents are
/// equal without it, and the number depends on the words alone, so that pages are consistent.
pub(super) fn documents(words: &[&WeightedWord]) -> usize {
    let terms = words.iter().flat_map(|word| &word.own);
    let positions: u64 = terms.map(|term| 1 + term.positions() / term.doc_freq.max(1)).sum();
    (MAX_POSITIONS / positions.max(1)) as usize
}

/// Returns the most that closeness can add.
pub(super) fn limit(words: &[&WeightedWord]) -> Score {
    if words.len() < 2 { 0.0 } else { ranking::proximity_limit(&idf_weights(words)) }
}

fn idf_weights(words: &[&WeightedWord]) -> Vec<Score> {
    words.iter().map(|word| word.idf_weight).collect()
}

/// Returns what closeness adds to the score of each of the documents, which must be sorted.
pub(super) fn proximity_scores(
    segment: &SegmentContext<'_>,
    words: &[&WeightedWord],
    documents: &[DocId],
) -> Result<Vec<Score>> {
    if words.len() < 2 {
        return Ok(vec![0.0; documents.len()]);
    }
    let fields = segment.weighted_query.snapshot.fields();
    let norms = segment.lists.norms(SearchField::Text.exact(fields))?;
    let field = SearchField::Text.base(fields);
    let opened = words.iter().map(|word| segment.lists.all_with_positions(field, &word.own));
    let mut opened: Vec<Vec<SegmentPostings>> = opened.collect::<Result<_>>()?;
    let saturation = segment.weighted_query.saturations[SearchField::Text as usize];
    let (idf_weights, mut positions) = (idf_weights(words), vec![Vec::new(); words.len()]);
    let mut scores = Vec::with_capacity(documents.len());
    for &doc in documents {
        for (word, positions) in opened.iter_mut().zip(&mut positions) {
            positions_of(word, doc, positions);
        }
        let pair = |(idf_weights, positions): (&[Score], &[Vec<u32>])| {
            let together = neighbors(&positions[0], &positions[1]);
            pair_score(idf_weights[0], idf_weights[1], saturation.score(together, norms.fieldnorm_id(doc)))
        };
        let pairs: Score = idf_weights.windows(2).zip(positions.windows(2)).map(pair).sum();
        scores.push(pairs + stretch_score(best_stretch(&idf_weights, &positions)));
    }
    Ok(scores)
}
