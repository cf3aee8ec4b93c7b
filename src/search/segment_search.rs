//! Searches one segment, a window of documents at a time.
//!
//! Invariants: every match is counted; a document that is not scored could not have been among the best.

use std::{ops::Range, sync::Arc};

use tantivy::{DocId, Score, TERMINATED, query::Scorer};

use super::{
    act_filter,
    boost::Boosts,
    candidates::{Candidate, TopKCollector},
    facets::FacetCounter,
    filters,
    matched_shares::{MatchLevel, MatchedShares},
    minimum_match::MinimumShouldMatch,
    postings::{DocumentMask, MatchBuffers, Postings, PostingsOptions, SegmentContext},
    ranking::{coverage, proximity_rate},
    request::{Facet, SearchRequest, Sort},
    scored_clause::ScoredClause,
    window::{WINDOW, WindowDocuments, WindowScores},
};
use crate::{
    error::Result,
    index::{SegmentColumns, StatusTable, members_in},
};

/// Tolerance for sums of scores that are added in a different order.
const ROUNDING: Score = 1.0001;

/// Buffers for a window, shared by all segments of a search: allocating them costs more than a small search.
#[derive(Default)]
pub(super) struct SearchBuffers {
    scratch: MatchBuffers,
    sum: WindowScores,
    excluded: WindowScores,
    shares: MatchedShares,
}

/// How a search in one segment ended.
pub(super) enum SegmentOutcome<'a> {
    Done(SegmentHits<'a>),
    /// A document meets a higher level: the search must go on at that level, from the window that begins at
    /// `from`. Nothing before it counts, except in facets.
    Raised {
        level: MatchLevel<'a>,
        from: DocId,
        counters: Vec<FacetCounter<'a>>,
    },
}

/// The result of a search in one segment.
pub(super) struct SegmentHits<'a> {
    /// The level of the hits. If it is above the one that the search began with, nothing in the segments
    /// before counts.
    pub(super) level: MatchLevel<'a>,
    pub(super) total: usize,
    /// The groups of those hits that are in one, see [`VariantGroups`](crate::index::VariantGroups).
    pub(super) groups: Vec<u32>,
    pub(super) counters: Vec<FacetCounter<'a>>,
    pub(super) candidates: TopKCollector,
}

/// Returns an upper bound of the score of a document that matches only `scored_clauses`, after boosts, less
/// the part of `proximity_bonus` (what closeness may add to any document) that such a document cannot get.
fn max_score(scored_clauses: &[&ScoredClause], all: Score, highest: Score, proximity_bonus: Score) -> Score {
    let (mut text, mut title, mut idf_weight) = (0.0, 0.0, 0.0);
    for scored_clause in scored_clauses {
        let limit = scored_clause.limit();
        (text, title, idf_weight) = (text + limit.0, title + limit.1, idf_weight + scored_clause.idf_weight);
    }
    let proximity = proximity_rate() * idf_weight * highest;
    (text + title * coverage(idf_weight, all)) * ROUNDING * highest - (proximity_bonus - proximity).max(0.0)
}

/// Returns an upper bound of what `scored_clauses` add to a score.
fn rest(scored_clauses: &[&ScoredClause]) -> Score {
    let limits = scored_clauses.iter().map(|scored_clause| scored_clause.limit());
    limits.map(|(text, title)| text + title).sum::<Score>() * ROUNDING
}

/// Returns the documents whose score so far, plus what may follow, may still be among the best.
fn candidates_above(
    sum: &WindowScores,
    rest: Score,
    highest: Score,
    candidates: &TopKCollector,
) -> WindowDocuments {
    let mut promising = WindowDocuments::NONE;
    for at in sum.scored.iter() {
        let most = (sum.text(at) + sum.title(at).0 + rest) * highest;
        if candidates.may_take(Candidate::key_of(most)) {
            promising.insert(at);
        }
    }
    promising
}

/// Returns those of the matching documents that all filters allow.
fn hits(matching: &WindowDocuments, allowed: &[WindowDocuments]) -> WindowDocuments {
    let mut hits = matching.clone();
    for allowed in allowed {
        hits.intersect(allowed);
    }
    hits
}

/// A filter in one segment.
struct SegmentFilter {
    facet: Option<Facet>,
    documents: Box<dyn Scorer>,
}

impl SegmentFilter {
    fn window(&mut self, window: Range<DocId>) -> WindowDocuments {
        let (start, end, mut found) = (window.start, window.end, WindowDocuments::NONE);
        if self.documents.doc() < start {
            self.documents.seek(start);
        }
        while self.documents.doc() < end {
            found.insert((self.documents.doc() - start) as usize);
            self.documents.advance();
        }
        found
    }
}

/// A clause in one segment.
struct SegmentClause<'a> {
    postings: Postings<'a>,
    /// Whether every hit must contain it.
    is_required: bool,
    /// Whether it is the first required clause whose words are in order.
    is_first_ordered: bool,
    /// Whether it only adds to the score.
    is_optional: bool,
    idf_weight: Score,
}

/// A search in one segment.
pub(super) struct SegmentSearch<'a> {
    segment: &'a SegmentContext<'a>,
    level: MatchLevel<'a>,
    /// The worth of all words.
    all: Score,
    /// Required clauses first, among them single words first, then by decreasing upper bound.
    clauses: Vec<SegmentClause<'a>>,
    /// Upper bounds of the score of a document that matches only the clause at an index and those after it.
    limits: Vec<Score>,
    /// Upper bounds of what the same clauses add to the score from the clauses before them.
    rests: Vec<Score>,
    excluded: Vec<Postings<'a>>,
    filters: Vec<SegmentFilter>,
    counters: Vec<FacetCounter<'a>>,
    candidates: TopKCollector,
    columns: &'a SegmentColumns,
    boosts: Boosts<'a>,
    /// The highest possible boost.
    highest: Score,
    sort: Sort,
    /// The documents of the segment in groups, of which each counts once; none if each document counts.
    members: &'a [(DocId, u32)],
    total: usize,
    groups: Vec<u32>,
}

impl<'a> SegmentSearch<'a> {
    pub(super) fn open(
        segment: &'a SegmentContext<'a>,
        request: &SearchRequest,
        level: MatchLevel<'a>,
        candidates: TopKCollector,
        members: &'a [(DocId, u32)],
        statuses: Option<&Arc<StatusTable>>,
    ) -> Result<Self> {
        let (weighted_query, reader) = (segment.weighted_query, segment.reader);
        let minimum_match = level.minimum_match();
        let needs_all = minimum_match == MinimumShouldMatch::All;
        let mut scored_clauses: Vec<&ScoredClause> = weighted_query.wanted.iter().collect();
        scored_clauses.sort_by(|a, b| {
            let turn = |scored_clause: &ScoredClause| {
                let is_required = scored_clause.is_required(needs_all);
                (!is_required, is_required && scored_clause.has_order())
            };
            turn(a).cmp(&turn(b)).then_with(|| b.limit().0.total_cmp(&a.limit().0))
        });
        let highest = Boosts::highest(weighted_query);
        let limits = (0..scored_clauses.len())
            .map(|first| {
                max_score(
                    &scored_clauses[first..],
                    weighted_query.idf_weight,
                    highest,
                    candidates.max_proximity_bonus(),
                )
            })
            .collect();
        let rests = (0..scored_clauses.len()).map(|first| rest(&scored_clauses[first..])).collect();
        let first_ordered = scored_clauses
            .iter()
            .position(|scored_clause| scored_clause.is_required(needs_all) && scored_clause.has_order());
        let clauses = scored_clauses.into_iter().enumerate().map(|(number, scored_clause)| {
            Ok(SegmentClause {
                postings: segment.open_clause(scored_clause, minimum_match)?,
                is_required: scored_clause.is_required(needs_all),
                is_first_ordered: first_ordered == Some(number),
                is_optional: scored_clause.is_optional(),
                idf_weight: scored_clause.idf_weight,
            })
        });
        let clauses = clauses.collect::<Result<Vec<_>>>()?;
        let excluded = weighted_query.excluded.iter().map(|part| segment.open(part, PostingsOptions::OWN));
        let excluded = excluded.collect::<Result<Vec<_>>>()?;
        let mut filters = Vec::new();
        for (facet, query) in filters::queries(weighted_query, request)? {
            let weight = query.weight(tantivy::query::EnableScoring::disabled_from_searcher(
                weighted_query.snapshot.searcher(),
            ))?;
            filters.push(SegmentFilter { facet, documents: weight.scorer(reader, 1.0)? });
        }
        if let Some(table) = statuses {
            let by_status = act_filter::documents(table, segment.ord, request).into_iter();
            filters.extend(by_status.map(|(facet, documents)| SegmentFilter { facet, documents }));
        }
        let columns = weighted_query.snapshot.columns(segment.ord)?;
        let counters = request
            .facets
            .iter()
            .map(|facet| {
                let statuses = statuses.map(|table| (table, segment.ord));
                FacetCounter::new(columns, statuses, *facet, level.number() + 1)
            })
            .collect();
        Ok(Self {
            level,
            all: weighted_query.idf_weight,
            clauses,
            limits,
            rests,
            excluded,
            filters,
            counters,
            candidates,
            columns,
            highest,
            boosts: Boosts::open(weighted_query, segment.ord)?,
            sort: request.sort,
            members,
            total: 0,
            groups: Vec::new(),
            segment,
        })
    }

    /// Runs the search over the segment, from the window that contains `from`.
    pub(super) fn run(mut self, from: DocId, buffers: &mut SearchBuffers) -> SegmentOutcome<'a> {
        let max_doc = self.segment.reader.max_doc();
        let mut start = self.next_start(from);
        while start < max_doc {
            let window = start..(start + WINDOW).min(max_doc);
            buffers.sum.clear();
            buffers.shares.clear();
            let mut matching = self.clauses(&window, buffers);
            self.leave_out(&window, buffers, &mut matching);
            let allowed: Vec<WindowDocuments> =
                self.filters.iter_mut().map(|filter| filter.window(window.clone())).collect();
            if let Some(level) = self.raised(&matching, &allowed, &buffers.shares) {
                // Documents that could not be among the best of the lower level were not scored.
                if !self.candidates.may_take_any() {
                    return SegmentOutcome::Raised { level, from: start, counters: self.counters };
                }
                self.raise(level);
                self.keep_level(&buffers.shares, &mut matching);
            }
            self.count_facets(start, &matching, &allowed, &buffers.shares);
            self.take(start, &hits(&matching, &allowed), &buffers.sum);
            start = self.next_start(window.end);
        }
        let Self { level, total, groups, counters, candidates, .. } = self;
        SegmentOutcome::Done(SegmentHits { level, total, groups, counters, candidates })
    }

    /// Returns the start of the next window that may contain a match.
    fn next_start(&mut self, from: DocId) -> DocId {
        if self.clauses.is_empty() {
            return from;
        }
        self.clauses.iter_mut().for_each(|clause| clause.postings.seek(from));
        let required = self.clauses.iter().filter(|clause| clause.is_required);
        let all = self.clauses.iter().map(|clause| clause.postings.next_doc());
        let next = required.map(|clause| clause.postings.next_doc()).max().or_else(|| all.min());
        let start = next.unwrap_or(TERMINATED).max(from);
        if start == TERMINATED {
            return TERMINATED;
        }
        let start = start - start % WINDOW;
        let clauses = self.clauses.iter_mut().map(|clauses| &mut clauses.postings);
        clauses.chain(&mut self.excluded).for_each(|postings| postings.seek(start));
        start
    }

    /// Returns the number of essential clauses. A document that contains only the remaining ones cannot be
    /// among the best.
    fn essential(&self) -> usize {
        if self.sort != Sort::Relevance {
            return 0;
        }
        let is_enough = |limit: &&Score| self.candidates.may_take(Candidate::key_of(**limit));
        self.limits.iter().take_while(is_enough).count()
    }

    /// Returns the documents of a window that contain enough of the wanted clauses, and adds to the sum the
    /// scores of those that may be among the best.
    fn clauses(&mut self, window: &Range<DocId>, buffers: &mut SearchBuffers) -> WindowDocuments {
        let SearchBuffers { scratch, sum, shares, .. } = buffers;
        let (essential, is_counted) = (self.essential(), self.level.is_counted());
        let (mut hits, mut any) = (None::<WindowDocuments>, WindowDocuments::NONE);
        for number in 0..self.clauses.len() {
            if self.clauses[number].is_first_ordered {
                hits = self.narrowed(number, window, hits);
            }
            let scored = (number >= essential).then(|| {
                let mut promising = candidates_above(sum, self.rests[number], self.highest, &self.candidates);
                if let Some(hits) = &hits {
                    promising.intersect(hits);
                }
                promising
            });
            sum.forget_documents();
            let only = DocumentMask { hits: hits.as_ref(), scored: scored.as_ref().or(hits.as_ref()) };
            let clause = &mut self.clauses[number];
            clause.postings.add(window.clone(), only, scratch, sum);
            if !clause.is_optional {
                any.unite(&sum.touched);
                if is_counted {
                    shares.add(&sum.held, clause.idf_weight);
                }
            }
            if clause.is_required {
                hits.get_or_insert_with(|| sum.held.clone()).intersect(&sum.held);
            }
        }
        let mut matching = match hits {
            Some(hits) => hits,
            None if self.clauses.is_empty() => self.all(window),
            None => any,
        };
        self.keep_level(shares, &mut matching);
        matching
    }

    /// Removes documents that contain less than the level requires.
    fn keep_level(&self, shares: &MatchedShares, matching: &mut WindowDocuments) {
        if self.level.minimum_match().share() > 0.0 {
            shares.remove_below(self.level.least(self.all), matching);
        }
    }

    /// Returns the highest level that a hit of the window meets, if it is above the present one.
    fn raised(
        &self,
        matching: &WindowDocuments,
        allowed: &[WindowDocuments],
        shares: &MatchedShares,
    ) -> Option<MatchLevel<'a>> {
        if self.level.number() == 0 {
            return None;
        }
        self.level.raised(shares.most(&hits(matching, allowed)), self.all)
    }

    /// Raises the level, which no document before this window meets.
    fn raise(&mut self, level: MatchLevel<'a>) {
        self.level = level;
        self.total = 0;
        self.groups.clear();
        self.candidates.clear();
    }

    /// Narrows the hits of a window to documents that contain all words of each required sequence, from the
    /// clause at index `from` on.
    fn narrowed(
        &mut self,
        from: usize,
        window: &Range<DocId>,
        hits: Option<WindowDocuments>,
    ) -> Option<WindowDocuments> {
        let mut hits = hits;
        for clause in self.clauses[from..].iter_mut().filter(|clause| clause.is_required) {
            if let Some(held) = clause.postings.may_hold(window, hits.as_ref()) {
                hits = Some(held);
            }
        }
        hits
    }

    /// Removes excluded and deleted documents.
    fn leave_out(
        &mut self,
        window: &Range<DocId>,
        SearchBuffers { scratch, excluded, .. }: &mut SearchBuffers,
        matching: &mut WindowDocuments,
    ) {
        for postings in &mut self.excluded {
            excluded.clear();
            postings.add(window.clone(), DocumentMask::held(matching), scratch, excluded);
            matching.subtract(&excluded.held);
        }
        let Some(alive) = self.segment.reader.alive_bitset() else { return };
        let mut dead = WindowDocuments::NONE;
        for at in matching.iter().filter(|at| alive.is_deleted(window.start + *at as DocId)) {
            dead.insert(at);
        }
        matching.subtract(&dead);
    }

    /// Returns all documents of a window.
    fn all(&self, window: &Range<DocId>) -> WindowDocuments {
        let (start, mut all) = (window.start, WindowDocuments::NONE);
        for doc in window.clone().filter(|doc| self.columns.ids.first(*doc).is_some()) {
            all.insert((doc - start) as usize);
        }
        all
    }

    /// Counts the matches of a window by their facets, each under all filters except its own. Where that lets
    /// in documents that are no hits, those of the levels above count, too: a later hit may raise the level.
    fn count_facets(
        &mut self,
        start: DocId,
        matching: &WindowDocuments,
        allowed: &[WindowDocuments],
        shares: &MatchedShares,
    ) {
        let (number, mut higher) = (self.level.number(), WindowDocuments::NONE);
        let members = members_in(self.members, &(start..start + WINDOW));
        for counter in &mut self.counters {
            let (mut counted, mut has_own) = (matching.clone(), false);
            for (filter, allowed) in self.filters.iter().zip(allowed) {
                if filter.facet == Some(counter.facet) {
                    has_own = true;
                } else {
                    counted.intersect(allowed);
                }
            }
            counter.count(number, start, &counted);
            counter.note_members(number, start, &counted, members);
            for level in self.level.above().filter(|_| has_own) {
                higher.clone_from(&counted);
                shares.remove_below(level.least(self.all), &mut higher);
                counter.count(level.number(), start, &higher);
                counter.note_members(level.number(), start, &higher, members);
            }
        }
    }

    /// Counts the hits of a window and keeps those that may be among the best.
    fn take(&mut self, start: DocId, hits: &WindowDocuments, sum: &WindowScores) {
        self.total += hits.len();
        let members = members_in(self.members, &(start..start + WINDOW)).iter();
        let found = members.filter(|(doc, _)| hits.contains((doc - start) as usize));
        self.groups.extend(found.map(|(_, group)| group));
        let mut hits = hits.clone();
        if self.sort == Sort::Relevance && !self.clauses.is_empty() {
            hits.intersect(&sum.scored);
        }
        for at in hits.iter() {
            self.consider(start + at as DocId, sum.total(at, self.all));
        }
    }

    /// Keeps a hit if it may be among the best.
    fn consider(&mut self, doc: DocId, score: Score) {
        let (score, boost) = match self.sort {
            Sort::Relevance if self.candidates.may_take(Candidate::key_of(score * self.highest)) => {
                let boost = self.boosts.of_document(doc);
                (score * boost, boost)
            }
            Sort::Relevance => return,
            Sort::Newest | Sort::Oldest => (score, 1.0),
        };
        let key = match self.sort {
            Sort::Relevance => Candidate::key_of(score),
            Sort::Newest => self.columns.dates.first(doc).unwrap_or(0),
            Sort::Oldest => self.columns.dates.first(doc).map_or(0, |date| u64::MAX - date),
        };
        if self.candidates.may_take(key) {
            let id = self.columns.ids.first(doc).unwrap_or(0);
            self.candidates.push(Candidate { key, id, doc, score, boost, is_close: false });
        }
    }
}
