//! What is searched for instead of a misspelled query, and what is offered where little is found.
//!
//! How words are corrected is left to `correct`. Invariant: a query whose words all occur is searched for as
//! typed.

use super::{
    SearchRequest, correct, matching, plan::Plan, postings::SegmentContext, search_hits::SearchHits,
    weighted_query::WeightedQuery,
};
use crate::{analysis::Analyzer, error::Result, index::Snapshot};

/// The number of hits up to which another query is offered.
const LITTLE: usize = 1;
/// How many times as many hits the other query must have; chosen so that `lada dzielnicy` offers
/// `rada dzielnicy` in the sample corpus, and rare words that are right offer nothing.
const MANY_TIMES: usize = 10;

/// The plan of a query, or of its correction.
pub(super) struct CorrectedPlan {
    pub(super) plan: Plan,
    /// The query that is searched for instead of the typed one.
    pub(super) corrected: Option<String>,
}

/// A query that may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OfferedQuery {
    pub(super) text: String,
    /// The number of documents that it finds under the filters of the request.
    pub(super) total: usize,
}

impl CorrectedPlan {
    /// Plans a query, corrected unless it is to be searched for exactly as typed.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub(super) fn new(
        snapshot: &Snapshot,
        analyzer: &mut Analyzer,
        text: &str,
        is_exact: bool,
    ) -> Result<Self> {
        let plan = Plan::from_text(snapshot, analyzer, text);
        if is_exact || !correct::has_unfound_word(snapshot, &plan)? {
            return Ok(Self { plan, corrected: None });
        }
        let corrected = correct::corrected(snapshot, analyzer, text)?;
        let plan = corrected.as_deref().map_or(plan, |text| Plan::from_text(snapshot, analyzer, text));
        Ok(Self { plan, corrected })
    }
}

/// Returns a query that finds more than the typed one did, if that found little.
///
/// # Errors
/// Returns an error if the index cannot be read.
pub(super) fn offered(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    request: &SearchRequest,
    found: &SearchHits,
) -> Result<Option<OfferedQuery>> {
    let has_hits = found.total > 0 && found.relaxed.is_none();
    if has_hits && found.total > LITTLE || request.page > 1 || request.text.trim().is_empty() {
        return Ok(None);
    }
    let corrected = if request.exact { correct::corrected(snapshot, analyzer, &request.text)? } else { None };
    let text = match corrected {
        Some(text) => Some(text),
        None => correct::offered(snapshot, analyzer, &request.text, has_hits)?,
    };
    let Some(text) = text else { return Ok(None) };
    let total = total_of(snapshot, analyzer, request, &text)?;
    let least = if has_hits { found.total * MANY_TIMES } else { 1 };
    Ok((total >= least).then_some(OfferedQuery { text, total }))
}

/// Returns the number of documents that have all words of a query, under the filters of a request.
fn total_of(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    request: &SearchRequest,
    text: &str,
) -> Result<usize> {
    let plan = Plan::from_text(snapshot, analyzer, text);
    let weighted_query = WeightedQuery::new(snapshot, &plan)?;
    let segments = SegmentContext::all(&weighted_query);
    let request = SearchRequest { page: 1, per_page: 1, facets: Vec::new(), ..request.clone() };
    let found = matching::find(&weighted_query, &segments, &plan, &request)?;
    Ok(if found.relaxed.is_some() { 0 } else { found.total })
}
