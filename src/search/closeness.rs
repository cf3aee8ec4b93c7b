//! Scores the proximity of the query's words in a document.
//!
//! This reads positions, which costs more than anything else, so it is done only for documents that may still
//! come first. The weight of proximity is left to `ranking`.

use tantivy::{DocId, Score, postings::SegmentPostings, schema::IndexRecordOption};

use super::{
    postings::{Segment, positions_of},
    prepared::{Part, Place, PlacedWord, Prepared},
    ranking::{self, best_stretch, neighbours, pair_score, stretch_score},
};
use crate::error::Result;

/// Returns the words of a query in the order typed, without compounds and synonyms of several words.
pub(super) fn words<'a>(prepared: &'a Prepared<'_>) -> Vec<&'a PlacedWord> {
    let mut words = Vec::new();
    for concept in &prepared.wanted {
        gather(&concept.part, &mut words);
    }
    words
}

fn gather<'a>(part: &'a Part, found: &mut Vec<&'a PlacedWord>) {
    match part {
        Part::Word(placed) => found.extend(placed.iter().filter(|word| word.place == Place::Text)),
        // A compound is a single thing.
        Part::Group { wholes, .. } if !wholes.is_empty() => {}
        Part::Group { words, .. } => words.iter().for_each(|word| gather(word, found)),
        // A prefix stands for too many words to be worth reading their positions.
        Part::Prefix(_) | Part::AnyOf(_) | Part::Sequence(_) => {}
    }
}

/// The maximum number of positions read for closeness: for two frequent words, those of 100,000 documents.
const MAX_POSITIONS: u64 = 400_000;

/// Returns the number of documents that closeness is added to. The work is bounded however many documents are
/// equal without it, and the number depends on the words alone, so that pages are consistent.
pub(super) fn documents(words: &[&PlacedWord]) -> usize {
    let terms = words.iter().flat_map(|word| &word.own);
    let positions: u64 = terms.map(|term| 1 + term.positions() / term.doc_freq.max(1)).sum();
    (MAX_POSITIONS / positions.max(1)) as usize
}

/// Returns the most that closeness can add.
pub(super) fn limit(words: &[&PlacedWord]) -> Score {
    if words.len() < 2 { 0.0 } else { ranking::closeness_limit(&worths(words)) }
}

fn worths(words: &[&PlacedWord]) -> Vec<Score> {
    words.iter().map(|word| word.worth).collect()
}

/// Returns what closeness adds to the score of each of the documents, which must be sorted.
pub(super) fn of(segment: &Segment<'_>, words: &[&PlacedWord], documents: &[DocId]) -> Result<Vec<Score>> {
    if words.len() < 2 {
        return Ok(vec![0.0; documents.len()]);
    }
    let fields = segment.prepared.snapshot.fields();
    let inverted = segment.reader.inverted_index(Place::Text.base(fields))?;
    let norms = segment.reader.get_fieldnorms_reader(Place::Text.exact(fields))?;
    let option = IndexRecordOption::WithFreqsAndPositions;
    let opened = words.iter().map(|word| segment.postings(&inverted, &word.own, option));
    let mut opened: Vec<Vec<SegmentPostings>> = opened.collect::<Result<_>>()?;
    let saturation = &segment.prepared.saturations[Place::Text as usize];
    let (worths, mut positions) = (worths(words), vec![Vec::new(); words.len()]);
    let mut scores = Vec::with_capacity(documents.len());
    for &doc in documents {
        for (word, positions) in opened.iter_mut().zip(&mut positions) {
            positions_of(word, doc, positions);
        }
        let pair = |(worths, positions): (&[Score], &[Vec<u32>])| {
            let together = neighbours(&positions[0], &positions[1]);
            pair_score(worths[0], worths[1], saturation.of(together, norms.fieldnorm_id(doc)))
        };
        let pairs: Score = worths.windows(2).zip(positions.windows(2)).map(pair).sum();
        scores.push(pairs + stretch_score(best_stretch(&worths, &positions)));
    }
    Ok(scores)
}
