//! Ranks the best hits again by how near their meaning is to that of the query.
//!
//! The model and the vectors are left to `meaning`. Invariants: only the first hits change places, and only
//! with each other, so that pages stay disjoint and totals the same; where there is no vector in time, hits
//! stay as words ranked them.

use std::{
    cell::{OnceCell, RefCell},
    sync::Arc,
};

use tantivy::{DocAddress, Score};

use super::{
    matching,
    plan::Plan,
    postings::SegmentContext,
    query::{Operand, parse},
    request::{Mode, SearchRequest, Sort},
    search_hits::SearchHits,
    weighted_query::WeightedQuery,
};
use crate::{
    acts::query_reference,
    error::Result,
    index::Snapshot,
    meaning::{Meaning, NearestWindow, PendingVector, QueryVector},
};

/// The number of hits that are ranked again.
const POOL: usize = 50;
/// The weight of the cosine against the best score by words. 4 lifts questions by .05 of NDCG@10 and costs half
/// sentences from memory .002; 6 lifts them by .06 and costs those .02 (decision 042, `eval --mode`).
pub(super) const FACTOR: Score = 4.0;
/// What the cosine of the nearest of `n` windows counts less, divided by the logarithm of `n`: the nearest of many is
/// nearer by chance. With it NDCG@10 on poleval22-legal is .848, without it .844 (decision 042).
const BY_CHANCE: Score = 0.015;
/// Cosines are compared in steps of one by this, so that machines agree.
const STEPS: Score = 512.0;
/// The minimum number of letters of a word with a meaning of its own.
const MIN_WORD_LETTERS: usize = 3;

/// What meaning adds to the score of a hit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct MeaningPart {
    /// The cosine of the query and the nearest window; `None` if the document has no vectors yet.
    pub(super) cosine: Option<Score>,
    /// What it adds to the score.
    pub(super) added: Score,
}

/// Ranking by meaning in one search.
pub(super) struct Reranking<'a> {
    pub(super) meaning: &'a Meaning,
    /// `None` if all encoding threads were busy.
    pending: Option<PendingVector>,
    vector: OnceCell<Option<Arc<QueryVector>>>,
    /// The hits that were ranked again, with what that added.
    ranked: RefCell<Vec<(DocAddress, MeaningPart)>>,
}

impl<'a> Reranking<'a> {
    /// Begins to encode the query; `None` if a request is not for search by meaning: it asks for another
    /// order, or for nothing but phrases, numbers and prefixes.
    pub(super) fn begin(
        meaning: Option<&'a Meaning>,
        request: &SearchRequest,
        searched: &str,
    ) -> Option<Self> {
        let is_wanted = request.mode == Mode::Both && request.sort == Sort::Relevance;
        let is_within = (request.page - 1) * request.per_page < POOL;
        // A query that refers to an act means that act, whether it is there or not.
        let is_reference = query_reference::parse(&request.text).is_some();
        let meaning = meaning.filter(|_| is_wanted && is_within && !is_reference)?;
        let pending = meaning.begin(meant(searched)?);
        Some(Self { meaning, pending, vector: OnceCell::new(), ranked: RefCell::default() })
    }

    /// Returns the vector of the query, waiting for it; `None` if it did not come in time.
    pub(super) fn vector(&self) -> Option<&QueryVector> {
        self.vector.get_or_init(|| self.pending.as_ref()?.wait()).as_deref()
    }

    /// Returns the documents that were ranked again.
    pub(super) fn pool(&self) -> Vec<DocAddress> {
        self.ranked.borrow().iter().map(|(address, _)| *address).collect()
    }

    /// Returns what meaning added to the score of a document.
    pub(super) fn part(&self, address: DocAddress) -> Option<MeaningPart> {
        self.ranked.borrow().iter().find(|(ranked, _)| *ranked == address).map(|(_, part)| *part)
    }

    /// Ranks hits again, best first.
    fn apply(&self, snapshot: &Snapshot, top: &mut [(Score, DocAddress)]) {
        let Some(vector) = self.vector() else { return };
        let addresses = top.iter().map(|(_, address)| *address);
        let nearest = self.meaning.nearest_windows(snapshot, addresses, vector);
        let parts = parts(top.first().map_or(0.0, |hit| hit.0), &nearest);
        *self.ranked.borrow_mut() = top.iter().zip(&parts).map(|(hit, part)| (hit.1, *part)).collect();
        for (hit, part) in top.iter_mut().zip(&parts) {
            hit.0 += part.added;
        }
        // Stable: hits with equal scores keep the order of words.
        top.sort_by(|one, other| other.0.total_cmp(&one.0));
    }
}

/// Returns what meaning adds to each of some scores, the best of which is `best`: nothing to the one that is
/// farthest from the query, and to those without vectors what the middle one gets, so that they stay about where words
/// ranked them.
fn parts(best: Score, nearest: &[Option<NearestWindow>]) -> Vec<MeaningPart> {
    let counted: Vec<Option<Score>> = nearest.iter().map(|window| window.as_ref().map(counted)).collect();
    let mut known: Vec<Score> = counted.iter().flatten().copied().collect();
    known.sort_by(Score::total_cmp);
    let lowest = known.first().copied().unwrap_or(0.0);
    let middle = known.get(known.len() / 2).copied().unwrap_or(0.0);
    let part = |(window, counted): (&Option<NearestWindow>, Option<Score>)| MeaningPart {
        cosine: window.as_ref().map(|window| window.cosine),
        added: FACTOR * best * (counted.unwrap_or(middle) - lowest),
    };
    nearest.iter().zip(counted).map(part).collect()
}

/// Returns the cosine of a window less what it has by chance.
fn counted(window: &NearestWindow) -> Score {
    let by_chance = BY_CHANCE * (window.of.max(1) as Score).ln();
    window.cosine - (by_chance * STEPS).round() / STEPS
}

/// Finds the requested page of hits, as [`matching::find`] does, and ranks it by meaning, too.
pub(super) fn find(
    weighted_query: &WeightedQuery<'_>,
    segments: &[SegmentContext<'_>],
    plan: &Plan,
    request: &SearchRequest,
    reranking: Option<&Reranking<'_>>,
) -> Result<SearchHits> {
    let end = request.page * request.per_page;
    let start = end - request.per_page;
    let Some(reranking) = reranking else {
        return matching::find(weighted_query, segments, plan, request);
    };
    let deep = SearchRequest { page: 1, per_page: end.max(POOL), ..request.clone() };
    let mut hits = matching::find(weighted_query, segments, plan, &deep)?;
    let pool = POOL.min(hits.top.len());
    reranking.apply(weighted_query.snapshot, &mut hits.top[..pool]);
    hits.top.truncate(end);
    hits.top.drain(..start.min(hits.top.len()));
    Ok(hits)
}

/// Returns the text of a query whose meaning counts: without its marks. `None` if it has no ordinary word.
fn meant(query: &str) -> Option<String> {
    let (mut pieces, mut has_word) = (Vec::new(), false);
    for clause in parse(query).clauses {
        if !clause.is_excluded {
            gather(&clause.operand, &mut pieces, &mut has_word);
        }
    }
    has_word.then(|| pieces.join(" "))
}

/// Collects what is searched for, and whether there is an ordinary word.
fn gather(operand: &Operand, pieces: &mut Vec<String>, has_word: &mut bool) {
    match operand {
        Operand::Words(text) => {
            *has_word |= text.split_whitespace().any(is_word);
            pieces.push(text.clone());
        }
        Operand::Phrase(text) => pieces.push(text.clone()),
        Operand::AnyOf(alternatives) => {
            for alternative in alternatives {
                gather(alternative, pieces, has_word);
            }
        }
        Operand::Prefix(_) | Operand::Field { .. } => {}
    }
}

fn is_word(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    letters >= MIN_WORD_LETTERS && !text.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests;
