//! Searches one segment, a window of documents at a time.
//!
//! Invariants: every match is counted; a document that is not scored could not have been among the best.

use std::ops::Range;

use tantivy::{DocId, Score, TERMINATED, columnar::Column, query::Scorer};

use super::{
    Facet, SearchRequest, Sort,
    boost::Boosts,
    candidates::{Candidate, Candidates},
    facets::Counter,
    filters,
    matching::Quorum,
    postings::{Only, Postings, Reading, Scratch, Segment},
    prepared::Concept,
    ranking::{closeness_rate, coverage},
    window::{Documents, Matches, WINDOW},
};
use crate::{error::Result, index::column};

/// Tolerance for sums of scores that are added in a different order.
const ROUNDING: Score = 1.0001;

/// Buffers for a window, shared by all segments of a search: allocating them costs more than a small search.
#[derive(Default)]
pub(super) struct Room {
    scratch: Scratch,
    sum: Matches,
    excluded: Matches,
}

/// The result of a search in one segment.
pub(super) struct FoundInSegment {
    pub(super) total: usize,
    pub(super) counters: Vec<Counter>,
    pub(super) candidates: Candidates,
}

/// Returns an upper bound of the score of a document that matches only `concepts`, after boosts, less the
/// part of `slack` (what closeness may add to any document) that such a document cannot get.
fn limit(concepts: &[&Concept], all: Score, highest: Score, slack: Score) -> Score {
    let (mut text, mut title, mut worth) = (0.0, 0.0, 0.0);
    for concept in concepts {
        let limit = concept.part.limit();
        (text, title, worth) = (text + limit.0, title + limit.1, worth + concept.worth);
    }
    let closeness = closeness_rate() * worth * highest;
    (text + title * coverage(worth, all)) * ROUNDING * highest - (slack - closeness).max(0.0)
}

/// Returns an upper bound of what `concepts` add to a score.
fn rest(concepts: &[&Concept]) -> Score {
    let limits = concepts.iter().map(|concept| concept.part.limit());
    limits.map(|(text, title)| text + title).sum::<Score>() * ROUNDING
}

/// Returns the documents whose score so far, plus what may follow, may still be among the best.
fn promising(sum: &Matches, rest: Score, highest: Score, candidates: &Candidates) -> Documents {
    let mut promising = Documents::NONE;
    for at in sum.scored.iter() {
        let most = (sum.text(at) + sum.title(at).0 + rest) * highest;
        if candidates.may_take(Candidate::key_of(most)) {
            promising.insert(at);
        }
    }
    promising
}

/// The worth of the words that each document of a window contains, if hits need a share of the total.
struct Shares {
    least: Score,
    worths: Vec<Score>,
}

impl Shares {
    fn new(quorum: Quorum) -> Self {
        let least = if let Quorum::Share(share) = quorum { share } else { 0.0 };
        Self { least, worths: vec![0.0; if least > 0.0 { WINDOW as usize } else { 0 }] }
    }

    fn add(&mut self, held: &Documents, worth: Score) {
        if self.least > 0.0 {
            held.iter().for_each(|at| self.worths[at] += worth);
        }
    }

    /// Removes documents that contain less than the share. Sums of floats within a ten-thousandth are
    /// considered equal.
    fn leave_out_poor(&self, matching: &mut Documents, all: Score) {
        if self.least > 0.0 {
            let mut poor = Documents::NONE;
            let least = self.least * all * 0.9999;
            matching.iter().filter(|at| self.worths[*at] < least).for_each(|at| poor.insert(at));
            matching.subtract(&poor);
        }
    }
}

/// A filter in one segment.
struct SegmentFilter {
    facet: Option<Facet>,
    documents: Box<dyn Scorer>,
}

impl SegmentFilter {
    fn window(&mut self, window: Range<DocId>) -> Documents {
        let (start, end, mut found) = (window.start, window.end, Documents::NONE);
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

/// A concept in one segment.
struct Wanted<'a> {
    postings: Postings<'a>,
    /// Whether every hit must contain it.
    is_required: bool,
    /// Whether it is the first required concept whose words are in order.
    is_first_ordered: bool,
    /// Whether it only adds to the score.
    is_optional: bool,
    worth: Score,
}

/// A search in one segment.
pub(super) struct SegmentSearch<'a> {
    segment: &'a Segment<'a>,
    quorum: Quorum,
    /// Required concepts first, among them single words first, then by decreasing upper bound.
    wanted: Vec<Wanted<'a>>,
    /// Upper bounds of the score of a document that matches only the concept at an index and those after it.
    limits: Vec<Score>,
    /// Upper bounds of what the same concepts add to the score from the concepts before them.
    rests: Vec<Score>,
    excluded: Vec<Postings<'a>>,
    filters: Vec<SegmentFilter>,
    counters: Vec<Counter>,
    candidates: Candidates,
    ids: Column<u64>,
    dates: Column<u64>,
    boosts: Boosts,
    /// The highest possible boost.
    highest: Score,
    sort: Sort,
    total: usize,
}

impl<'a> SegmentSearch<'a> {
    pub(super) fn open(
        segment: &'a Segment<'a>,
        request: &SearchRequest,
        quorum: Quorum,
        candidates: Candidates,
    ) -> Result<Self> {
        let (prepared, reader) = (segment.prepared, segment.reader);
        let needs_all = quorum == Quorum::All;
        let mut concepts: Vec<&Concept> = prepared.wanted.iter().collect();
        concepts.sort_by(|a, b| {
            let turn = |concept: &Concept| {
                let is_required = concept.is_required(needs_all);
                (!is_required, is_required && concept.part.has_order())
            };
            turn(a).cmp(&turn(b)).then_with(|| b.part.limit().0.total_cmp(&a.part.limit().0))
        });
        let highest = Boosts::highest(prepared);
        let limits = (0..concepts.len())
            .map(|first| limit(&concepts[first..], prepared.worth, highest, candidates.slack()))
            .collect();
        let rests = (0..concepts.len()).map(|first| rest(&concepts[first..])).collect();
        let first_ordered =
            concepts.iter().position(|concept| concept.is_required(needs_all) && concept.part.has_order());
        let wanted = concepts.into_iter().enumerate().map(|(number, concept)| {
            Ok(Wanted {
                postings: segment.open_concept(concept, quorum)?,
                is_required: concept.is_required(needs_all),
                is_first_ordered: first_ordered == Some(number),
                is_optional: concept.is_optional(),
                worth: concept.worth,
            })
        });
        let wanted = wanted.collect::<Result<Vec<_>>>()?;
        let excluded = prepared.excluded.iter().map(|part| segment.open(part, Reading::WHOLE));
        let excluded = excluded.collect::<Result<Vec<_>>>()?;
        let mut filters = Vec::new();
        for (facet, query) in filters::queries(prepared, request) {
            let weight = query.weight(tantivy::query::EnableScoring::disabled_from_searcher(
                prepared.snapshot.searcher(),
            ))?;
            filters.push(SegmentFilter { facet, documents: weight.scorer(reader, 1.0)? });
        }
        let counters = request.facets.iter().map(|facet| Counter::open(reader, *facet));
        let counters = counters.collect::<Result<Vec<_>>>()?;
        let ids = reader.fast_fields().str(column::ID)?.map(|ids| ids.ords().clone());
        let max_doc = reader.max_doc();
        Ok(Self {
            quorum,
            wanted,
            limits,
            rests,
            excluded,
            filters,
            counters,
            candidates,
            ids: ids.unwrap_or_else(|| Column::build_empty_column(max_doc)),
            dates: reader.fast_fields().u64(column::DATE)?,
            highest,
            boosts: Boosts::open(prepared, reader)?,
            sort: request.sort,
            total: 0,
            segment,
        })
    }

    /// Runs the search over the whole segment.
    pub(super) fn run(mut self, room: &mut Room) -> FoundInSegment {
        let Room { scratch, sum, excluded } = room;
        let max_doc = self.segment.reader.max_doc();
        let mut start = self.next_start(0);
        while start < max_doc {
            let end = (start + WINDOW).min(max_doc);
            sum.clear();
            let mut matching = self.wanted(start..end, scratch, sum);
            self.leave_out(start..end, scratch, excluded, &mut matching);
            self.take(start..end, matching, sum);
            start = self.next_start(end);
        }
        FoundInSegment { total: self.total, counters: self.counters, candidates: self.candidates }
    }

    /// Returns the start of the next window that may contain a match.
    fn next_start(&mut self, from: DocId) -> DocId {
        if self.wanted.is_empty() {
            return from;
        }
        self.wanted.iter_mut().for_each(|wanted| wanted.postings.seek(from));
        let required = self.wanted.iter().filter(|wanted| wanted.is_required);
        let all = self.wanted.iter().map(|wanted| wanted.postings.next_doc());
        let next = required.map(|wanted| wanted.postings.next_doc()).max().or_else(|| all.min());
        let start = next.unwrap_or(TERMINATED).max(from);
        if start == TERMINATED {
            return TERMINATED;
        }
        let start = start - start % WINDOW;
        let wanted = self.wanted.iter_mut().map(|wanted| &mut wanted.postings);
        wanted.chain(&mut self.excluded).for_each(|postings| postings.seek(start));
        start
    }

    /// Returns the number of essential concepts. A document that contains only the remaining ones cannot be
    /// among the best.
    fn essential(&self) -> usize {
        if self.sort != Sort::Relevance {
            return 0;
        }
        let is_enough = |limit: &&Score| self.candidates.may_take(Candidate::key_of(**limit));
        self.limits.iter().take_while(is_enough).count()
    }

    /// Returns the documents of a window that contain enough of the wanted concepts, and adds to `sum` the
    /// scores of those that may be among the best.
    fn wanted(&mut self, window: Range<DocId>, scratch: &mut Scratch, sum: &mut Matches) -> Documents {
        let essential = self.essential();
        let (mut hits, mut any) = (None::<Documents>, Documents::NONE);
        let mut shares = Shares::new(self.quorum);
        for number in 0..self.wanted.len() {
            if self.wanted[number].is_first_ordered {
                hits = self.narrowed(number, &window, hits);
            }
            let scored = (number >= essential).then(|| {
                let mut promising = promising(sum, self.rests[number], self.highest, &self.candidates);
                if let Some(hits) = &hits {
                    promising.intersect(hits);
                }
                promising
            });
            sum.held = Documents::NONE;
            let only = Only { hits: hits.as_ref(), scored: scored.as_ref().or(hits.as_ref()) };
            let wanted = &mut self.wanted[number];
            wanted.postings.add(window.clone(), only, scratch, sum);
            if !wanted.is_optional {
                any.unite(&sum.held);
                shares.add(&sum.held, wanted.worth);
            }
            if wanted.is_required {
                hits.get_or_insert_with(|| sum.held.clone()).intersect(&sum.held);
            }
        }
        let mut matching = match hits {
            Some(hits) => hits,
            None if self.wanted.is_empty() => self.all(window),
            None => any,
        };
        shares.leave_out_poor(&mut matching, self.segment.prepared.worth);
        matching
    }

    /// Narrows the hits of a window to documents that contain all words of each required sequence, from the
    /// concept at index `from` on.
    fn narrowed(&mut self, from: usize, window: &Range<DocId>, hits: Option<Documents>) -> Option<Documents> {
        let mut hits = hits;
        for wanted in self.wanted[from..].iter_mut().filter(|wanted| wanted.is_required) {
            if let Some(held) = wanted.postings.may_hold(window, hits.as_ref()) {
                hits = Some(held);
            }
        }
        hits
    }

    /// Removes excluded and deleted documents.
    fn leave_out(
        &mut self,
        window: Range<DocId>,
        scratch: &mut Scratch,
        excluded: &mut Matches,
        matching: &mut Documents,
    ) {
        for postings in &mut self.excluded {
            excluded.clear();
            postings.add(window.clone(), Only::held(matching), scratch, excluded);
            matching.subtract(&excluded.held);
        }
        let Some(alive) = self.segment.reader.alive_bitset() else { return };
        let mut dead = Documents::NONE;
        for at in matching.iter().filter(|at| alive.is_deleted(window.start + *at as DocId)) {
            dead.insert(at);
        }
        matching.subtract(&dead);
    }

    /// Returns all documents of a window.
    fn all(&self, window: Range<DocId>) -> Documents {
        let (start, mut all) = (window.start, Documents::NONE);
        for doc in window.filter(|doc| self.ids.first(*doc).is_some()) {
            all.insert((doc - start) as usize);
        }
        all
    }

    /// Counts the matches of a window and keeps those that may be among the best.
    fn take(&mut self, window: Range<DocId>, matching: Documents, sum: &Matches) {
        let start = window.start;
        let allowed: Vec<Documents> =
            self.filters.iter_mut().map(|filter| filter.window(window.clone())).collect();
        for counter in &mut self.counters {
            let mut counted = matching.clone();
            for (filter, allowed) in self.filters.iter().zip(&allowed) {
                if filter.facet != Some(counter.facet) {
                    counted.intersect(allowed);
                }
            }
            counter.count(start, &counted);
        }
        let mut hits = matching;
        for allowed in &allowed {
            hits.intersect(allowed);
        }
        self.total += hits.len();
        if self.sort == Sort::Relevance && !self.wanted.is_empty() {
            hits.intersect(&sum.scored);
        }
        for at in hits.iter() {
            self.consider(start + at as DocId, sum.total(at, self.segment.prepared.worth));
        }
    }

    /// Keeps a hit if it may be among the best.
    fn consider(&mut self, doc: DocId, score: Score) {
        let (score, boost) = match self.sort {
            Sort::Relevance if self.candidates.may_take(Candidate::key_of(score * self.highest)) => {
                let boost = self.boosts.of(doc);
                (score * boost, boost)
            }
            Sort::Relevance => return,
            Sort::Newest | Sort::Oldest => (score, 1.0),
        };
        let key = match self.sort {
            Sort::Relevance => Candidate::key_of(score),
            Sort::Newest => self.dates.first(doc).unwrap_or(0),
            Sort::Oldest => self.dates.first(doc).map_or(0, |date| u64::MAX - date),
        };
        if self.candidates.may_take(key) {
            let id = self.ids.first(doc).unwrap_or(0);
            self.candidates.push(Candidate { key, id, doc, score, boost, is_close: false });
        }
    }
}
