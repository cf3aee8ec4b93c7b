//! A weighted query in the language of OpenSearch.
//!
//! All weights come from `weighted_query`; the cluster only saturates frequencies, so that both engines weigh alike.
//! `word_places` and `sequences` say words and phrases in one place, `held` which documents contain a part of the
//! query, `scores` what a part adds, `title_shares` how much of the query a title contains, `closeness` what neighbors
//! add, `filters` which documents are allowed; `counts` asks for totals and facets and reads them. Running the query is
//! left to `cluster_search`.
//!
//! What the language cannot say: what a title has of words like those of the query counts as if it were there once; of
//! more than eight words, the best stretch is looked for around the three worth most; closeness is added to the best
//! documents of each shard only; a phrase of alternatives scores less on a shard that lacks one of them.
//!
//! Invariant: a query has at most [`MAX_LEAVES`] leaves, and so has what adds closeness; a longer one is said with less
//! detail.

mod closeness;
mod counts;
mod detail;
mod filters;
mod held;
mod pieces;
mod scores;
mod sequences;
mod title_shares;
mod word_places;

use serde_json::{Value, json};

use self::{
    closeness::closeness,
    detail::QueryDetail,
    filters::AllowedDocuments,
    held::{Held, Touched},
    pieces::{MAX_LEAVES, any_of, leaves, none, number},
    scores::ClauseScores,
    title_shares::{TitleShare, TitleShares},
};
use super::{
    boost::years,
    matched_shares::EQUAL,
    minimum_match::MinimumShouldMatch,
    ranking::{FADING, HALF_LIFE_YEARS, KIND_LIFT},
    request::{SearchRequest, Sort},
    scored_clause::ScoredClause,
    weighted_query::WeightedQuery,
};
use crate::{
    document::Kind,
    error::Result,
    index::{K1, STORED, TITLE_B, column},
};
pub(super) use counts::ReadCounts;

/// A worth that counts for nothing. Where no function of a score matches, its factor would be 1.
const NOTHING: f32 = 1e-6;
/// The number of best hits to which closeness is added.
const CLOSENESS_WINDOW: usize = 50;
/// The factor of a news post by its age: `ranking::faded`.
const FADE: &str = "if (doc['date'].size() == 0) { return 1.0; } long day = doc['date'].value; \
     double year = day / 10000 + (day / 100 % 100 - 1) / 12.0 + (day % 100 - 1) / 365.0; \
     double age = Math.max(0.0, params.newest - year); \
     return 1.0 - params.fading * (1.0 - Math.pow(2.0, -age / params.half_life));";

/// The share of a word's worth that something else counts in a title, where it occurs once.
const OTHERWISE: &str =
    "Math.min(1.0, params.share / (params.constant + params.by_length * doc['title_words'].value))";

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
    let mut body = json!({
        "size": size,
        "track_total_hits": true,
        "_source": if has_texts { json!([STORED]) } else { json!(false) },
        "query": parts.matching(allowed.always(), is_ranked)?,
        "post_filter": allowed.all(),
        "aggs": counts::aggregations(weighted_query, request, &allowed)?,
    });
    match request.sort {
        Sort::Relevance if is_ranked => {
            if let Some(near) = closeness(weighted_query) {
                // The same number for all pages, so that they follow from each other.
                let query = json!({"rescore_query": parts.boosted(&near)});
                body["rescore"] = json!({"window_size": CLOSENESS_WINDOW, "query": query});
            } else {
                body["sort"] = json!([{"_score": "desc"}, {column::ID: "asc"}]);
                body["track_scores"] = true.into();
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
    /// Returns the query for the documents that pass some filters, with as much detail as its leaves allow.
    fn matching(&self, filters: &[Value], is_ranked: bool) -> Result<Value> {
        let fields = self.weighted_query.snapshot.fields();
        let Some(required) = self.required() else { return Ok(none()) };
        let filters: Vec<&Value> = required.iter().chain(filters).collect();
        let excluded = self.weighted_query.excluded.iter();
        let excluded: Vec<Value> =
            excluded.filter_map(|part| part.accept(&mut Held::anywhere(fields))).collect();
        let said =
            |scores: Vec<Value>| json!({"bool": {"filter": filters, "must_not": excluded, "should": scores}});
        if !is_ranked {
            return Ok(said(Vec::new()));
        }
        let average = self.weighted_query.snapshot.average_words(fields.title)?;
        let details = QueryDetail::ALL.into_iter().map(|detail| said(self.scores(detail, average)));
        // Even without any scores the documents and their number are right.
        let query = { details }.find(|query| leaves(query) <= MAX_LEAVES).unwrap_or_else(|| said(Vec::new()));
        Ok(self.boosted(&query))
    }

    /// Returns the filters by words that every hit passes; `None` if no document passes them.
    fn required(&self) -> Option<Vec<Value>> {
        let fields = self.weighted_query.snapshot.fields();
        let mut held = Held::anywhere(fields);
        let needs_all = self.minimum_match == MinimumShouldMatch::All;
        let wanted = &self.weighted_query.wanted;
        let counted: Vec<&ScoredClause> = wanted.iter().filter(|clause| !clause.is_optional()).collect();
        let required = counted.iter().filter(|clause| clause.is_required(needs_all));
        let mut filters = required.map(|clause| clause.part.accept(&mut held)).collect::<Option<Vec<_>>>()?;
        if filters.is_empty() && !wanted.is_empty() {
            let mut touched = Touched::anywhere(fields);
            filters.push(any_of(
                counted.iter().filter_map(|clause| clause.part.accept(&mut touched)).collect(),
            )?);
        }
        let least = self.minimum_match.share() * self.weighted_query.idf_weight * EQUAL;
        if least > 0.0 {
            filters.push(worth_filter(&counted, &mut held, least)?);
        }
        Some(filters)
    }

    /// Returns the queries whose scores are added up.
    fn scores(&self, detail: QueryDetail, average_title: f32) -> Vec<Value> {
        let needs_all = self.minimum_match == MinimumShouldMatch::All;
        let fields = self.weighted_query.snapshot.fields();
        let (mut text, mut title, mut shares) = (Vec::new(), Vec::new(), Vec::new());
        for clause in &self.weighted_query.wanted {
            let has_relatives = detail == QueryDetail::Full && !clause.is_required(needs_all);
            let mut scores = ClauseScores { fields, detail, has_relatives, is_title: false };
            text.extend(clause.part.accept(&mut scores));
            title.extend(clause.part.accept(&mut ClauseScores { is_title: true, ..scores }));
            shares.extend(TitleShares::of(&clause.part, fields, (detail, has_relatives)));
        }
        let all = self.weighted_query.idf_weight;
        text.extend(any_of(title).map(|title| covered(title, &shares, all, average_title)));
        text
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

/// Returns a filter for documents that contain clauses of this worth together; `None` if none can.
fn worth_filter(counted: &[&ScoredClause], held: &mut Held, least: f32) -> Option<Value> {
    let held = counted.iter().filter_map(|clause| Some((clause.part.accept(held)?, clause.idf_weight)));
    let held: Vec<(Value, f32)> = held.collect();
    let any = any_of(held.iter().map(|(filter, _)| filter.clone()).collect())?;
    let worth = |(filter, worth): &(Value, f32)| json!({"filter": filter, "weight": number(*worth)});
    Some(json!({"function_score": {
        "query": {"bool": {"filter": [any]}},
        "functions": held.iter().map(worth).collect::<Vec<_>>(),
        "score_mode": "sum",
        "boost_mode": "replace",
        "min_score": number(least),
    }}))
}

/// Multiplies the score of a title by the square of the share of the query's worth that it contains.
fn covered(title: Value, shares: &[TitleShare], all: f32, average: f32) -> Value {
    let share = |TitleShare { filter, worth, otherwise }: &TitleShare| {
        let weight = number(worth / all.max(NOTHING));
        match otherwise {
            None => json!({"filter": filter, "weight": weight}),
            Some(share) => {
                let params = json!({
                    "share": number(share * (K1 + 1.0)),
                    "constant": number(1.0 + K1 * (1.0 - TITLE_B)),
                    "by_length": number(K1 * TITLE_B / average.max(1.0)),
                });
                let script = json!({"source": OTHERWISE, "params": params});
                json!({"filter": filter, "script_score": {"script": script}, "weight": weight})
            }
        }
    };
    let nothing = json!({"weight": NOTHING});
    let functions: Vec<Value> = shares.iter().map(share).chain([nothing]).collect();
    let times_share = |query: Value| {
        json!({"function_score": {
            "query": query, "functions": functions, "score_mode": "sum", "boost_mode": "multiply", "max_boost": 1.0,
        }})
    };
    times_share(times_share(title))
}

#[cfg(test)]
mod tests;
