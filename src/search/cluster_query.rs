//! A weighted query in the language of OpenSearch.
//!
//! All weights come from `weighted_query`; the cluster only saturates frequencies, so that both engines weigh alike.
//! `held` says which documents contain a part of the query, `scores` what a part adds, `closeness` what neighbors add,
//! `filters` which documents are allowed, `counts` asks for totals and facets and reads them. Running the query is left
//! to `cluster_search`.

mod closeness;
mod counts;
mod filters;
mod held;
mod scores;

use serde_json::{Value, json};

use self::{closeness::closeness, filters::AllowedDocuments, held::Held, scores::PartScores};
use super::{
    boost::years,
    minimum_match::MinimumShouldMatch,
    ranking::{FADING, HALF_LIFE_YEARS, KIND_LIFT},
    request::{SearchRequest, Sort},
    scored_clause::ScoredClause,
    weighted_query::WeightedQuery,
};
use crate::{
    document::Kind,
    error::Result,
    index::{STORED, column},
};
pub(super) use counts::ReadCounts;

/// Sums of floats within this factor are considered equal.
const EQUAL: f32 = 0.9999;
/// A worth that counts for nothing. Where no function of a score matches, its factor would be 1.
const NOTHING: f32 = 1e-6;
/// The number of best hits to which closeness is added.
const CLOSENESS_WINDOW: usize = 50;
/// The factor of a news post by its age: `ranking::faded`.
const FADE: &str = "if (doc['date'].size() == 0) { return 1.0; } long day = doc['date'].value; \
     double year = day / 10000 + (day / 100 % 100 - 1) / 12.0 + (day % 100 - 1) / 365.0; \
     double age = Math.max(0.0, params.newest - year); \
     return 1.0 - params.fading * (1.0 - Math.pow(2.0, -age / params.half_life));";

/// Returns the body of a search for the first `size` documents that meet a requirement, with their texts or without.
///
/// # Errors
///
/// Returns an error if the catalog cannot be read.
pub(super) fn body(
    weighted_query: &WeightedQuery<'_>,
    request: &SearchRequest,
    minimum_match: MinimumShouldMatch,
    (size, has_texts): (usize, bool),
) -> Result<Value> {
    let allowed = AllowedDocuments::of(weighted_query, request)?;
    let parts = Parts { weighted_query, minimum_match };
    let is_ranked = request.sort == Sort::Relevance && !weighted_query.wanted.is_empty();
    let scores = if is_ranked { parts.scores() } else { Vec::new() };
    let matching = json!({"bool": {
        "filter": parts.required(),
        "must_not": weighted_query.excluded.iter().map(|part| part.accept(&mut Held)).collect::<Vec<_>>(),
        "should": scores,
    }});
    let mut body = json!({
        "size": size,
        "track_total_hits": true,
        "_source": if has_texts { json!([STORED]) } else { json!(false) },
        "query": if is_ranked { parts.boosted(&matching) } else { matching },
        "post_filter": allowed.all(),
        "aggs": counts::aggregations(weighted_query, request, &allowed)?,
    });
    match request.sort {
        Sort::Relevance if is_ranked => {
            if let Some(near) = closeness(weighted_query) {
                let query = json!({"rescore_query": parts.boosted(&near)});
                body["rescore"] = json!({"window_size": CLOSENESS_WINDOW.max(size), "query": query});
            }
        }
        Sort::Relevance => body["sort"] = json!([{column::ID: "asc"}]),
        Sort::Newest => body["sort"] = by_date("desc"),
        Sort::Oldest => body["sort"] = by_date("asc"),
    }
    Ok(body)
}

fn by_date(order: &str) -> Value {
    json!([{column::DATE: {"order": order, "missing": "_last"}}, {column::ID: "asc"}])
}

/// The parts of a query with the requirement that documents meet.
struct Parts<'a> {
    weighted_query: &'a WeightedQuery<'a>,
    minimum_match: MinimumShouldMatch,
}

impl Parts<'_> {
    /// Returns the filters by words that every hit passes.
    fn required(&self) -> Vec<Value> {
        let needs_all = self.minimum_match == MinimumShouldMatch::All;
        let clauses = || self.weighted_query.wanted.iter().filter(|clause| !clause.is_optional());
        let required = clauses().filter(|clause| clause.is_required(needs_all));
        let mut filters: Vec<Value> = required.map(|clause| clause.part.accept(&mut Held)).collect();
        let share = self.minimum_match.share();
        if filters.is_empty() && clauses().next().is_some() {
            filters.push(any(clauses().map(|clause| clause.part.accept(&mut held::Touched)).collect()));
        }
        if share > 0.0 {
            filters.push(self.worth(clauses(), share * self.weighted_query.idf_weight * EQUAL));
        }
        filters
    }

    /// Returns a filter for documents that contain clauses of this worth together.
    fn worth<'c>(&self, clauses: impl Iterator<Item = &'c ScoredClause> + Clone, least: f32) -> Value {
        let held = clauses.map(|clause| (clause.part.accept(&mut Held), clause.idf_weight));
        let held: Vec<(Value, f32)> = held.collect();
        let functions =
            held.iter().map(|(held, weight)| json!({"filter": held, "weight": weight.max(NOTHING)}));
        json!({"function_score": {
            "query": any(held.iter().map(|(held, _)| held.clone()).collect()),
            "functions": functions.chain([json!({"filter": {"match_all": {}}, "weight": NOTHING})]).collect::<Vec<_>>(),
            "score_mode": "sum",
            "boost_mode": "replace",
            "min_score": least,
        }})
    }

    /// Returns the queries whose scores are added up.
    fn scores(&self) -> Vec<Value> {
        let needs_all = self.minimum_match == MinimumShouldMatch::All;
        let (fields, mut sum) = (self.weighted_query.snapshot.fields(), PartScores::default());
        for clause in &self.weighted_query.wanted {
            let has_related_terms = !clause.is_required(needs_all);
            sum.add(clause.part.accept(&mut scores::Scores { fields, has_related_terms }));
        }
        sum.into_queries(self.weighted_query.idf_weight)
    }

    /// Returns a query whose score is multiplied by what a document is.
    fn boosted(&self, query: &Value) -> Value {
        let mut functions = vec![json!({
            "filter": {"term": {column::KIND: Kind::News.as_str()}},
            "script_score": {"script": {"source": FADE, "params": {
                "newest": years(self.weighted_query.newest),
                "fading": FADING,
                "half_life": HALF_LIFE_YEARS,
            }}},
        })];
        if !self.weighted_query.kinds.is_empty() {
            let kinds: Vec<&str> = self.weighted_query.kinds.iter().map(|kind| kind.as_str()).collect();
            functions.push(json!({"filter": {"terms": {column::KIND: kinds}}, "weight": KIND_LIFT}));
        }
        json!({"function_score": {"query": query, "functions": functions, "score_mode": "multiply"}})
    }
}

/// Returns a query for documents that match any of some; nothing matches none.
fn any(mut queries: Vec<Value>) -> Value {
    match queries.len() {
        0 => json!({"match_none": {}}),
        1 => queries.remove(0),
        _ => json!({"bool": {"should": queries, "minimum_should_match": 1}}),
    }
}

/// Returns a query for documents that match all of some.
fn all(mut queries: Vec<Value>) -> Value {
    if queries.len() == 1 { queries.remove(0) } else { json!({"bool": {"filter": queries}}) }
}
