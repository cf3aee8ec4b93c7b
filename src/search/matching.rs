//! Finds the documents that match a request: how many, the best of them, and the facet counts.
//!
//! Invariants: the total is exact; equal scores and equal dates are ordered by id.

use std::collections::BTreeMap;

use tantivy::{DocAddress, Score};

use super::{
    boost::Boosts,
    candidates::{Candidate, ProximityBonus, TopKMerger},
    facets::{FacetCount, FacetCounts},
    plan::{Plan, QueryNode},
    postings::SegmentContext,
    proximity,
    request::{Facet, SearchRequest, Sort},
    segment_search::{SearchBuffers, SegmentSearch},
    weighted_query::WeightedQuery,
};
use crate::error::Result;

/// The shares of the words' worth that are required step by step if no document contains all words.
const RELAXED_SHARES: [Score; 3] = [0.7, 0.4, 0.0];

/// The maximum number of words of a query that names its target, so that a document must contain all of them
/// (Kraków budget titles, two or three words: NDCG@10 0.806, against 0.759 with any of them).
const MAX_NAMING_WORDS: usize = 3;
/// The share of the words' worth that a longer query requires. Requiring all words misses documents that say
/// the same in other words: half sentences of the sample corpus 0.81 with all, 0.89 with half, 0.91 with
/// this.
const LONG_SHARE: Score = 0.3;

/// How many of the wanted words a document must contain. Phrases are always required, because quotation marks
/// are how users insist on something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum MinimumShouldMatch {
    /// All words.
    All,
    /// Words with this share of the total worth.
    Share(Score),
}

impl MinimumShouldMatch {
    /// Returns the quorums to try in turn until something is found. A question describes its target in words
    /// that the document need not contain: measured on articles of statutes 0.799 with any of them, 0.649
    /// with all.
    fn steps(plan: &Plan) -> Vec<Self> {
        if plan.is_question {
            return vec![Self::Share(0.0)];
        }
        // If everything is required anyway, a lower quorum finds no more.
        if plan.wanted.iter().all(QueryNode::is_required) {
            return vec![Self::All];
        }
        if plan.typed > MAX_NAMING_WORDS {
            return vec![Self::Share(LONG_SHARE), Self::Share(0.0)];
        }
        let mut steps = vec![Self::All];
        if plan.can_be_relaxed() {
            steps.extend(RELAXED_SHARES.map(Self::Share));
        }
        steps
    }
}

/// The result of a request.
pub(super) struct SearchHits {
    /// The total number of matching documents.
    pub(super) total: usize,
    /// The requested page of documents, each with its score.
    pub(super) top: Vec<(Score, DocAddress)>,
    /// The counts of the requested facets.
    pub(super) facets: BTreeMap<Facet, Vec<FacetCount>>,
    /// The quorum that the documents meet.
    pub(super) minimum_match: MinimumShouldMatch,
    /// The share of the words' worth that was finally required, if no document contained all words.
    pub(super) relaxed: Option<Score>,
}

/// Finds the documents that meet the quorum of the plan or, if there are none, a lower one.
pub(super) fn find(
    weighted_query: &WeightedQuery<'_>,
    plan: &Plan,
    request: &SearchRequest,
) -> Result<SearchHits> {
    let steps = MinimumShouldMatch::steps(plan);
    for (number, &minimum_match) in steps.iter().enumerate() {
        let mut found = find_by(weighted_query, plan, request, minimum_match)?;
        if found.total > 0 || number + 1 == steps.len() {
            found.relaxed = match minimum_match {
                MinimumShouldMatch::Share(share) if number > 0 => Some(share),
                _ => None,
            };
            return Ok(found);
        }
    }
    unreachable!("there is at least one step")
}

fn find_by(
    weighted_query: &WeightedQuery<'_>,
    plan: &Plan,
    request: &SearchRequest,
    minimum_match: MinimumShouldMatch,
) -> Result<SearchHits> {
    let end = request.page * request.per_page;
    let words = match request.sort {
        Sort::Relevance => proximity::words(weighted_query),
        Sort::Newest | Sort::Oldest => Vec::new(),
    };
    let proximity_bonus = ProximityBonus {
        most: proximity::limit(&words) * Boosts::highest(weighted_query),
        documents: proximity::documents(&words),
    };
    let (mut total, mut tally) = (0, FacetCounts::default());
    let (mut best, mut room) = (TopKMerger::new(end, proximity_bonus), SearchBuffers::default());
    if !plan.is_empty() || request.needs_no_word() {
        for ord in 0..weighted_query.snapshot.searcher().segment_readers().len() {
            let segment = SegmentContext::new(weighted_query, ord);
            let found =
                SegmentSearch::open(&segment, request, minimum_match, best.candidates())?.run(&mut room);
            total += found.total;
            found.counters.into_iter().try_for_each(|counter| tally.add(&counter))?;
            best.add(found.candidates);
        }
    }
    if proximity_bonus.most > 0.0 {
        best.decide(weighted_query, &words)?;
    }
    let mut top = best.merged(weighted_query.snapshot)?;
    let top = top.split_off((end - request.per_page).min(top.len()));
    let score = |one: &Candidate| if request.sort == Sort::Relevance { one.score } else { 0.0 };
    let top = top.into_iter().map(|(ord, one)| (score(&one), DocAddress::new(ord, one.doc))).collect();
    Ok(SearchHits { total, top, facets: tally.into_counts(request), minimum_match, relaxed: None })
}
