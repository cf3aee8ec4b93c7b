//! The documents that a request matches: how many, which come first, and how many of each sort.
//!
//! Always holds: the total is exact; equal scores and equal dates come in the order of the ids.

use std::collections::BTreeMap;

use tantivy::{DocAddress, Score};

use super::{
    Facet, SearchRequest, Sort,
    boost::Boosts,
    candidates::{Candidate, Contest, Slack},
    closeness,
    facets::{FacetCount, Tally},
    plan::{Matcher, Plan},
    postings::Segment,
    prepared::Prepared,
    segment_search::{Room, SegmentSearch},
};
use crate::error::Result;

/// What share of the words' worth is asked for, step by step, where no document has them all.
const RELAXED_SHARES: [Score; 3] = [0.7, 0.4, 0.0];

/// A query of up to this many words names what is sought, and all of them must stand in a document
/// (Kraków budget titles, two or three words: NDCG@10 0.806, against 0.759 with any of them).
const MAX_NAMING_WORDS: usize = 3;
/// What share of the words' worth a longer query asks for. Asking for all leaves out documents that
/// say the same in other words: half sentences of the sample corpus 0.81 with all, 0.89 with half, 0.91
/// with this.
const LONG_SHARE: Score = 0.3;

/// How many of the wanted words a document must hold. Phrases it must always hold: quotation marks
/// are how a searcher insists.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Quorum {
    /// All of them.
    All,
    /// Words that are worth this share of all.
    Share(Score),
}

impl Quorum {
    /// What a plan asks for, step by step until something is found. A question describes what is sought
    /// in words that the document need not use: measured on articles of statutes 0.799 with any of
    /// them, 0.649 with all.
    fn steps(plan: &Plan) -> Vec<Self> {
        if plan.is_question {
            return vec![Self::Share(0.0)];
        }
        // Asking for less of what must all be held anyway finds no more.
        if plan.wanted.iter().all(Matcher::insists) {
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

/// What a request finds.
pub(super) struct Found {
    /// How many documents there are.
    pub(super) total: usize,
    /// The requested page of them, each with its score.
    pub(super) top: Vec<(Score, DocAddress)>,
    /// How many of each sort.
    pub(super) facets: BTreeMap<Facet, Vec<FacetCount>>,
    /// How many of the words they hold.
    pub(super) quorum: Quorum,
    /// The share of the words' worth that was asked for in the end, where no document had them all.
    pub(super) relaxed: Option<Score>,
}

/// Finds what a request asks for: the documents that hold as many of the wanted words as the plan
/// asks for; where there are none, those that hold fewer.
pub(super) fn find(prepared: &Prepared<'_>, plan: &Plan, request: &SearchRequest) -> Result<Found> {
    let steps = Quorum::steps(plan);
    for (number, &quorum) in steps.iter().enumerate() {
        let mut found = find_by(prepared, plan, request, quorum)?;
        if found.total > 0 || number + 1 == steps.len() {
            found.relaxed = match quorum {
                Quorum::Share(share) if number > 0 => Some(share),
                _ => None,
            };
            return Ok(found);
        }
    }
    unreachable!("there is at least one step")
}

fn find_by(prepared: &Prepared<'_>, plan: &Plan, request: &SearchRequest, quorum: Quorum) -> Result<Found> {
    let end = request.page * request.per_page;
    let words = match request.sort {
        Sort::Relevance => closeness::words(prepared),
        Sort::Newest | Sort::Oldest => Vec::new(),
    };
    let slack = Slack {
        most: closeness::limit(&words) * Boosts::highest(prepared),
        documents: closeness::documents(&words),
    };
    let (mut total, mut tally) = (0, Tally::default());
    let (mut best, mut room) = (Contest::new(end, slack), Room::default());
    if !plan.is_empty() || request.needs_no_word() {
        for ord in 0..prepared.snapshot.searcher().segment_readers().len() {
            let segment = Segment::of(prepared, ord);
            let found = SegmentSearch::open(&segment, request, quorum, best.candidates())?.run(&mut room);
            total += found.total;
            found.counters.into_iter().try_for_each(|counter| tally.add(&counter))?;
            best.add(found.candidates);
        }
    }
    if slack.most > 0.0 {
        best.decide(prepared, &words)?;
    }
    let mut top = best.merged(prepared.snapshot)?;
    let top = top.split_off((end - request.per_page).min(top.len()));
    let score = |one: &Candidate| if request.sort == Sort::Relevance { one.score } else { 0.0 };
    let top = top.into_iter().map(|(ord, one)| (score(&one), DocAddress::new(ord, one.doc))).collect();
    Ok(Found { total, top, facets: tally.into_counts(request), quorum, relaxed: None })
}
