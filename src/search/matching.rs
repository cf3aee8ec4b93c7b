//! The documents that a request matches: how many, and which come first.

use tantivy::{
    DocAddress, Order, Score,
    collector::{
        Count, TopDocs,
        sort_key::{SortBySimilarityScore, SortByStaticFastValue, SortByString},
    },
    query::Query,
};

use super::{
    Facet, SearchRequest, Sort, filters,
    plan::Plan,
    ranking::{self, Quorum},
};
use crate::{
    error::Result,
    index::{Snapshot, column},
};

/// The documents that a request matches.
pub(super) struct Matching {
    /// The words under the filters.
    pub(super) query: Box<dyn Query>,
    /// How many documents there are.
    pub(super) total: usize,
    /// How many of the words they hold.
    pub(super) quorum: Quorum,
    /// Whether fewer words were asked for than the plan wanted, because no document had them all.
    pub(super) is_relaxed: bool,
}

impl Matching {
    /// The documents that hold as many of the wanted words as the plan asks for; where there are
    /// none, those that hold any. The filter that `except` names is left out.
    pub(super) fn find(
        snapshot: &Snapshot,
        plan: &Plan,
        request: &SearchRequest,
        except: Option<Facet>,
    ) -> Result<Self> {
        let quorum = Quorum::of(plan);
        let query = query(snapshot, plan, request, except, quorum);
        let total = snapshot.searcher().search(&query, &Count)?;
        if total > 0 || quorum == Quorum::Any || !plan.can_be_relaxed() {
            return Ok(Self { query, total, quorum, is_relaxed: false });
        }
        let query = self::query(snapshot, plan, request, except, Quorum::Any);
        let total = snapshot.searcher().search(&query, &Count)?;
        Ok(Self { query, total, quorum: Quorum::Any, is_relaxed: true })
    }

    /// The requested page of matches, each with its score; equal ones in the order of their ids.
    pub(super) fn top(
        &self,
        snapshot: &Snapshot,
        request: &SearchRequest,
    ) -> Result<Vec<(Score, DocAddress)>> {
        let offset = (request.page - 1) * request.per_page;
        let top = TopDocs::with_limit(request.per_page).and_offset(offset);
        let by_id = (SortByString::for_field(column::ID), Order::Asc);
        let by_date = |order| (SortByStaticFastValue::<u64>::for_field(column::DATE), order);
        let searcher = snapshot.searcher();
        match request.sort {
            Sort::Relevance => {
                if let Some(found) = self.top_without_ties(snapshot, offset, request.per_page)? {
                    return Ok(found);
                }
                let found = searcher.search(&self.query, &top.order_by((SortBySimilarityScore, by_id)))?;
                Ok(found.into_iter().map(|((score, _), address)| (score, address)).collect())
            }
            Sort::Newest | Sort::Oldest => {
                let order = if request.sort == Sort::Newest { Order::Desc } else { Order::Asc };
                let found = searcher.search(&self.query, &top.order_by((by_date(order), by_id)))?;
                Ok(found.into_iter().map(|(_, address)| (0.0, address)).collect())
            }
        }
    }

    /// The page of the best matches, unless the last of them ties with one after it: which of these
    /// comes first only the ids of all can tell, and reading those costs more than the search.
    fn top_without_ties(
        &self,
        snapshot: &Snapshot,
        offset: usize,
        per_page: usize,
    ) -> Result<Option<Vec<(Score, DocAddress)>>> {
        let end = offset + per_page;
        let best = TopDocs::with_limit(end + 1).order_by_score();
        let mut found = snapshot.searcher().search(&self.query, &best)?;
        if found.len() > end && found[end].0.total_cmp(&found[end - 1].0).is_eq() {
            return Ok(None);
        }
        found.truncate(end);
        order_ties(snapshot, &mut found)?;
        Ok(Some(found.split_off(offset.min(found.len()))))
    }
}

/// Puts matches of one score in the order of their ids.
fn order_ties(snapshot: &Snapshot, found: &mut [(Score, DocAddress)]) -> Result<()> {
    for tied in found.chunk_by_mut(|a, b| a.0.total_cmp(&b.0).is_eq()).filter(|tied| tied.len() > 1) {
        let ids = tied.iter().map(|&(score, address)| Ok((snapshot.id(address)?, score, address)));
        let mut ids: Vec<(String, Score, DocAddress)> = ids.collect::<Result<_>>()?;
        ids.sort_by(|a, b| a.0.cmp(&b.0));
        for (place, (_, score, address)) in tied.iter_mut().zip(ids) {
            *place = (score, address);
        }
    }
    Ok(())
}

fn query(
    snapshot: &Snapshot,
    plan: &Plan,
    request: &SearchRequest,
    except: Option<Facet>,
    quorum: Quorum,
) -> Box<dyn Query> {
    if plan.is_empty() && !request.has_filter() {
        return ranking::nothing();
    }
    let words = ranking::query(snapshot.fields(), plan, quorum);
    filters::narrow(snapshot.fields(), words, request, except)
}
