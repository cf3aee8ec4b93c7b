//! Finds the documents that match a request: how many, the best of them, and the facet counts.
//!
//! Invariants: the total is exact; equal scores and equal dates are ordered by id.

use std::{cell::Cell, collections::BTreeMap};

use tantivy::{DocAddress, Score};

use super::{
    boost::Boosts,
    budget,
    candidates::{Candidate, ProximityBonus, TopKMerger},
    facets::{FacetCount, FacetCounts},
    matched_shares::MatchLevel,
    minimum_match::MinimumShouldMatch,
    plan::Plan,
    postings::SegmentContext,
    proximity,
    request::{Facet, SearchRequest, Sort},
    segment_search::{SearchBuffers, SegmentOutcome, SegmentSearch},
    weighted_query::WeightedQuery,
};
use crate::error::Result;

/// The result of a request.
pub(super) struct SearchHits {
    /// The total number of matching documents.
    pub(super) total: usize,
    /// The requested page of documents, each with its score.
    pub(super) top: Vec<(Score, DocAddress)>,
    /// The counts of the requested facets.
    pub(super) facets: BTreeMap<Facet, Vec<FacetCount>>,
    /// The requirement that the documents meet.
    pub(super) minimum_match: MinimumShouldMatch,
    /// The share of the words' worth that was finally required, if no document contained all words.
    pub(super) relaxed: Option<Score>,
}

/// Finds the documents that meet the requirement of the plan or, if there are none, the highest lower one
/// that any document meets.
///
/// The postings are read once, except where all words are required: documents with all of them are looked for
/// first, which skips most postings, because what they contain is counted in another way.
pub(super) fn find(
    weighted_query: &WeightedQuery<'_>,
    segments: &[SegmentContext<'_>],
    plan: &Plan,
    request: &SearchRequest,
) -> Result<SearchHits> {
    let steps = MinimumShouldMatch::steps(plan);
    let mut failed = 0;
    if let [MinimumShouldMatch::All, _, ..] = steps[..] {
        if budget::may_all_match(&weighted_query.wanted) {
            let (found, _) = find_in_one_pass(weighted_query, segments, plan, request, &steps[..1])?;
            if found.total > 0 {
                return Ok(found);
            }
        }
        failed = 1;
    }
    let (mut found, number) = find_in_one_pass(weighted_query, segments, plan, request, &steps[failed..])?;
    found.relaxed = (failed + number > 0).then(|| found.minimum_match.share());
    Ok(found)
}

/// Finds the documents that meet the highest of some requirements, given from the highest to the lowest, that
/// any document meets; returns its number, too. If none meets any, that is the lowest one. If there are
/// several, all must be shares.
pub(super) fn find_in_one_pass(
    weighted_query: &WeightedQuery<'_>,
    segments: &[SegmentContext<'_>],
    plan: &Plan,
    request: &SearchRequest,
    steps: &[MinimumShouldMatch],
) -> Result<(SearchHits, usize)> {
    let end = request.page * request.per_page;
    let words = match request.sort {
        Sort::Relevance => proximity::words(weighted_query),
        Sort::Newest | Sort::Oldest => Vec::new(),
    };
    let proximity_bonus = ProximityBonus {
        most: proximity::limit(&words) * Boosts::highest(weighted_query),
        documents: proximity::documents(&words),
    };
    let mut pass = Pass {
        level: MatchLevel::lowest(steps),
        total: 0,
        tally: FacetCounts::default(),
        best: TopKMerger::new(end, proximity_bonus),
    };
    if !plan.is_empty() || request.needs_no_word() {
        let mut buffers = BUFFERS.take().unwrap_or_default();
        for segment in segments {
            pass.search(segment, request, &mut buffers)?;
        }
        BUFFERS.set(Some(buffers));
    }
    let Pass { level, total, tally, mut best } = pass;
    if proximity_bonus.most > 0.0 {
        best.decide(segments, &words)?;
    }
    let mut top = best.merged(weighted_query.snapshot)?;
    let top = top.split_off((end - request.per_page).min(top.len()));
    let score = |one: &Candidate| if request.sort == Sort::Relevance { one.score } else { 0.0 };
    let top = top.into_iter().map(|(ord, one)| (score(&one), DocAddress::new(ord, one.doc))).collect();
    let (facets, minimum_match) = (tally.into_counts(request, level.number()), level.minimum_match());
    Ok((SearchHits { total, top, facets, minimum_match, relaxed: None }, level.number()))
}

thread_local! {
    /// The buffers of the last search on this thread. They hold numbers only, and no search relies on what
    /// another has left in them.
    static BUFFERS: Cell<Option<Box<SearchBuffers>>> = const { Cell::new(None) };
}

/// What one pass over the segments has found so far.
struct Pass<'s> {
    level: MatchLevel<'s>,
    total: usize,
    tally: FacetCounts,
    best: TopKMerger,
}

impl<'s> Pass<'s> {
    /// Searches the next segment. Where a document meets a higher level, the search goes on from there at
    /// that level, and what was found before is forgotten.
    fn search(
        &mut self,
        segment: &'s SegmentContext<'s>,
        request: &SearchRequest,
        buffers: &mut SearchBuffers,
    ) -> Result<()> {
        let mut start = 0;
        loop {
            let search = SegmentSearch::open(segment, request, self.level, self.best.candidates())?;
            match search.run(start, buffers) {
                SegmentOutcome::Raised { level, from, counters } => {
                    self.raise(level);
                    for counter in &counters {
                        self.tally.add(counter);
                    }
                    start = from;
                }
                SegmentOutcome::Done(found) => {
                    if found.level != self.level {
                        self.raise(found.level);
                    }
                    self.total += found.total;
                    for counter in &found.counters {
                        self.tally.add(counter);
                    }
                    self.best.add(found.candidates);
                    return Ok(());
                }
            }
        }
    }

    /// Forgets the documents of the lower level. Facets are counted for each level apart.
    fn raise(&mut self, level: MatchLevel<'s>) {
        self.level = level;
        self.total = 0;
        self.best.clear();
    }
}
