//! Finds the documents that match a request in the segments of an index, in one pass over the postings.
//!
//! Invariants: the total is exact; equal scores and equal dates are ordered by id.

use std::{cell::Cell, sync::Arc};

use tantivy::DocAddress;

use super::{
    act_filter,
    boost::Boosts,
    candidates::{Candidate, ProximityBonus, TopKMerger},
    facets::FacetCounts,
    matched_shares::MatchLevel,
    minimum_match::MinimumShouldMatch,
    plan::Plan,
    postings::SegmentContext,
    proximity,
    request::{SearchRequest, Sort, Variants},
    search_hits::{SearchHits, first_of_each_group},
    segment_search::{SearchBuffers, SegmentOutcome, SegmentSearch},
    weighted_query::WeightedQuery,
};
use crate::{
    error::Result,
    index::{StatusTable, VariantGroups},
};

/// Finds the documents that meet the highest of some requirements; see `matching::find_in_one_pass`.
pub(super) fn find(
    weighted_query: &WeightedQuery<'_>,
    segments: &[SegmentContext<'_>],
    plan: &Plan,
    request: &SearchRequest,
    steps: &[MinimumShouldMatch],
) -> Result<(SearchHits, usize)> {
    let groups = match request.variants {
        Variants::Folded => Some(weighted_query.snapshot.variants()?),
        Variants::All => None,
    };
    let end = request.page * request.per_page;
    // Half of these are of different groups, unless a group has more than two documents.
    let mut wanted = end + groups.map_or(0, |groups| groups.surplus().min(end));
    loop {
        let (pass, top) = one_pass(weighted_query, segments, (plan, request), steps, (groups, wanted))?;
        let is_all = top.len() < wanted;
        let top = first_of_each_group(top, groups, |(ord, one)| DocAddress::new(*ord, one.doc));
        if is_all || top.len() >= end {
            let number = pass.level.number();
            return Ok((pass.found(top, request), number));
        }
        wanted *= 2;
    }
}

/// Goes once over the segments and returns the `wanted` best documents, too.
fn one_pass<'s>(
    weighted_query: &'s WeightedQuery<'_>,
    segments: &'s [SegmentContext<'s>],
    (plan, request): (&Plan, &SearchRequest),
    steps: &'s [MinimumShouldMatch],
    (groups, wanted): (Option<&'s VariantGroups>, usize),
) -> Result<(Pass<'s>, Vec<(u32, Candidate)>)> {
    let words = match request.sort {
        Sort::Relevance => proximity::words(weighted_query),
        Sort::Newest | Sort::Oldest => Vec::new(),
    };
    let proximity_bonus = ProximityBonus {
        most: proximity::limit(&words) * Boosts::highest(weighted_query),
        documents: proximity::documents(&words),
    };
    let mut pass = Pass {
        statuses: act_filter::statuses(weighted_query.snapshot, request)?,
        level: MatchLevel::lowest(steps),
        groups,
        total: 0,
        hit_groups: Vec::new(),
        tally: FacetCounts::default(),
        best: TopKMerger::new(wanted, proximity_bonus),
    };
    if !plan.is_empty() || request.needs_no_word() {
        let mut buffers = BUFFERS.take().unwrap_or_default();
        for segment in segments {
            pass.search(segment, request, &mut buffers)?;
        }
        BUFFERS.set(Some(buffers));
    }
    if proximity_bonus.most > 0.0 {
        pass.best.decide(segments, &words)?;
    }
    let top = pass.best.merged(weighted_query.snapshot)?;
    Ok((pass, top))
}

thread_local! {
    /// The buffers of the last search on this thread. They hold numbers only, and no search relies on what
    /// another has left in them.
    static BUFFERS: Cell<Option<Box<SearchBuffers>>> = const { Cell::new(None) };
}

/// What one pass over the segments has found so far.
struct Pass<'s> {
    /// The statuses of acts; `None` if the request needs none.
    statuses: Option<Arc<StatusTable>>,
    level: MatchLevel<'s>,
    /// The groups of which only one document counts; `None` if each counts.
    groups: Option<&'s VariantGroups>,
    /// The number of documents.
    total: usize,
    /// The groups of those that are in one.
    hit_groups: Vec<u32>,
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
            let members = self.groups.map_or(&[][..], |groups| groups.of_segment(segment.ord));
            let (statuses, candidates) = (self.statuses.as_ref(), self.best.candidates());
            let search = SegmentSearch::open(segment, request, self.level, candidates, members, statuses)?;
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
                    self.hit_groups.extend(found.groups);
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
        self.hit_groups.clear();
        self.best.clear();
    }

    /// Returns what was found, with the requested page of `top`.
    fn found(mut self, mut top: Vec<(u32, Candidate)>, request: &SearchRequest) -> SearchHits {
        let grouped = self.hit_groups.len();
        self.hit_groups.sort_unstable();
        self.hit_groups.dedup();
        let end = request.page * request.per_page;
        top.truncate(end);
        let top = top.split_off((end - request.per_page).min(top.len()));
        let score = |one: &Candidate| if request.sort == Sort::Relevance { one.score } else { 0.0 };
        SearchHits {
            total: self.total - (grouped - self.hit_groups.len()),
            top: top.into_iter().map(|(ord, one)| (score(&one), DocAddress::new(ord, one.doc))).collect(),
            facets: self.tally.into_counts(request, self.level.number()),
            minimum_match: self.level.minimum_match(),
            relaxed: None,
            fetched: None,
        }
    }
}
