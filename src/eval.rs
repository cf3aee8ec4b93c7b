//! Evaluates search quality on judged queries: NDCG@10, MRR@10, recall@100 and latency.
//!
//! NDCG uses the gain 2^grade - 1 and the discount log2(rank + 1) (Burges et al. 2005, "Learning to rank
//! using gradient descent"). MRR is the mean reciprocal rank of the first relevant document. Queries without
//! judgments are skipped. The first pass ranks and warms the caches; the second, timed pass runs whole
//! searches with snippets on one thread. Judgments name documents, so the first pass ranks documents with the
//! same text one by one; the second one folds them, as searches do. Whether two evaluations differ by more than chance is left to
//! `compare`.

mod baseline;
mod compare;

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
    time::Instant,
};

use serde::{Deserialize, Serialize};

pub use baseline::{Baseline, Scores};
pub use compare::{Compared, Comparison, Verdict, compare};

use crate::{
    analysis::Analyzer,
    error::{Error, Result},
    index::Snapshot,
    meaning::Meaning,
    regular,
    search::{self, Bets, Checked, RankedIds, SearchRequest, Variants},
};

/// The depth of recall.
const RECALL_DEPTH: usize = 100;
/// The depth of NDCG and MRR.
const DEPTH: usize = 10;

/// A query with graded documents.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgedQuery {
    /// The id, unique within its set.
    pub id: String,
    /// The query as typed.
    pub text: String,
    /// The group that is also evaluated separately.
    pub variant: Option<String>,
    /// The grade of each document, by id. A document that is not listed has no grade.
    pub grades: HashMap<String, u32>,
}

/// The result of an evaluation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// The figures of all queries.
    #[serde(flatten)]
    pub all: QualityFigures,
    /// The latency of searches, in milliseconds.
    pub latency_ms: Latency,
    /// The figures of the queries of each variant.
    pub by_variant: BTreeMap<String, QualityFigures>,
    /// The score of each query, for comparison with another evaluation.
    pub by_query: Scores,
}

/// Means over queries, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct QualityFigures {
    /// The number of queries.
    pub queries: usize,
    /// Normalized discounted cumulative gain of the first ten hits.
    pub ndcg_at_10: f64,
    /// Mean reciprocal rank within the first ten hits.
    pub mrr_at_10: f64,
    /// The share of relevant documents among the first hundred hits.
    pub recall_at_100: f64,
    /// NDCG@10 with the documents found by meaning alone after the hits; only with a model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ndcg_with_by_meaning: Option<f64>,
}

/// Percentiles of search latency, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Latency {
    /// The median.
    pub p50: f64,
    /// 95% of searches are faster.
    pub p95: f64,
    /// 99% of searches are faster.
    pub p99: f64,
}

#[derive(Deserialize)]
struct Query {
    id: String,
    text: String,
    variant: Option<String>,
}

/// Reads judged queries, skipping those without a relevant document.
///
/// # Errors
///
/// Returns an error if a file cannot be read or a line is malformed.
pub fn load(queries: &Path, qrels: &Path) -> Result<Vec<JudgedQuery>> {
    let mut grades = read_grades(qrels)?;
    let text = regular::text(queries).map_err(Error::io("read", queries))?;
    let mut judged = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let query: Query =
            serde_json::from_str(line).map_err(|error| bad_line(queries, number, &error.to_string()))?;
        if let Some(grades) =
            grades.remove(&query.id).filter(|grades| grades.values().any(|grade| *grade > 0))
        {
            judged.push(JudgedQuery { id: query.id, text: query.text, variant: query.variant, grades });
        }
    }
    Ok(judged)
}

fn read_grades(qrels: &Path) -> Result<HashMap<String, HashMap<String, u32>>> {
    let text = regular::text(qrels).map_err(Error::io("read", qrels))?;
    let mut grades: HashMap<String, HashMap<String, u32>> = HashMap::new();
    for (number, line) in (2..).zip(text.lines().skip(1)).filter(|(_, line)| !line.trim().is_empty()) {
        let mut columns = line.split('\t');
        let (Some(query), Some(document), Some(Ok(grade))) =
            (columns.next(), columns.next(), columns.next().map(|grade| grade.trim().parse()))
        else {
            return Err(bad_line(qrels, number, "use query id, document id and grade, separated by tabs"));
        };
        grades.entry(query.to_owned()).or_default().insert(document.to_owned(), grade);
    }
    Ok(grades)
}

fn bad_line(path: &Path, number: usize, reason: &str) -> Error {
    Error::Unreadable(format!("`{}` line {number}: {reason}", path.display()))
}

/// Evaluates the queries on one snapshot of the index.
///
/// # Errors
///
/// Returns the first error of [`search::search`].
pub fn evaluate(
    snapshot: &Snapshot,
    mut analyzer: Analyzer,
    meaning: Option<&Meaning>,
    judged: &[JudgedQuery],
) -> Result<Evaluation> {
    let figures = judge(snapshot, &mut analyzer, meaning, judged)?;
    let times = time(snapshot, &mut analyzer, meaning, judged)?;
    let mut by_variant = BTreeMap::<String, Vec<QualityFigures>>::new();
    for (query, figures) in judged.iter().zip(&figures) {
        if let Some(variant) = &query.variant {
            by_variant.entry(variant.clone()).or_default().push(*figures);
        }
    }
    let score =
        |(query, figures): (&JudgedQuery, &QualityFigures)| (query.id.clone(), rounded(figures.ndcg_at_10));
    Ok(Evaluation {
        all: mean(&figures),
        latency_ms: latency(times),
        by_variant: by_variant.into_iter().map(|(variant, figures)| (variant, mean(&figures))).collect(),
        by_query: judged.iter().zip(&figures).map(score).collect(),
    })
}

/// Returns the figures of each query, in order.
fn judge(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    meaning: Option<&Meaning>,
    judged: &[JudgedQuery],
) -> Result<Vec<QualityFigures>> {
    let judge = |query: &JudgedQuery| {
        let request = request(query, RECALL_DEPTH, Variants::All)?;
        let RankedIds { hits, by_meaning } = search::rank(snapshot, analyzer, meaning, &request)?;
        let with_block: Vec<String> = hits.iter().chain(&by_meaning).cloned().collect();
        let ndcg_with_by_meaning = meaning.map(|_| figures(&with_block, &query.grades).ndcg_at_10);
        Ok(QualityFigures { ndcg_with_by_meaning, ..figures(&hits, &query.grades) })
    };
    judged.iter().map(judge).collect()
}

/// Returns the latency of each query, in milliseconds.
fn time(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    meaning: Option<&Meaning>,
    judged: &[JudgedQuery],
) -> Result<Vec<f64>> {
    let time = |query: &JudgedQuery| {
        let started = Instant::now();
        let request = request(query, DEPTH, Variants::Folded)?;
        search::search(snapshot, analyzer, (&Bets::default(), meaning), &request)?;
        Ok(started.elapsed().as_secs_f64() * 1000.0)
    };
    judged.iter().map(time).collect()
}

fn request(query: &JudgedQuery, per_page: usize, variants: Variants) -> Result<Checked<SearchRequest>> {
    SearchRequest { text: query.text.clone(), per_page, variants, ..SearchRequest::default() }.checked()
}

/// Returns the figures of one query.
fn figures(ranked: &[String], grades: &HashMap<String, u32>) -> QualityFigures {
    let grade = |id: &String| grades.get(id).copied().unwrap_or(0);
    let mut ideal: Vec<u32> = grades.values().copied().collect();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let best = gain(ideal.iter().copied());
    let first = ranked.iter().take(DEPTH).position(|id| grade(id) > 0);
    let relevant = grades.values().filter(|grade| **grade > 0).count();
    let found = ranked.iter().take(RECALL_DEPTH).filter(|id| grade(id) > 0).count();
    QualityFigures {
        queries: 1,
        ndcg_at_10: if best > 0.0 { gain(ranked.iter().map(grade)) / best } else { 0.0 },
        mrr_at_10: first.map_or(0.0, |rank| 1.0 / (rank + 1) as f64),
        recall_at_100: found as f64 / relevant.max(1) as f64,
        ndcg_with_by_meaning: None,
    }
}

/// Returns the discounted cumulative gain of the first ten grades.
fn gain(grades: impl Iterator<Item = u32>) -> f64 {
    let discounted =
        |(rank, grade): (usize, u32)| (f64::from(grade).exp2() - 1.0) / (rank as f64 + 2.0).log2();
    grades.take(DEPTH).enumerate().map(discounted).sum()
}

fn mean(figures: &[QualityFigures]) -> QualityFigures {
    let mean = |value: fn(&QualityFigures) -> f64| {
        let sum: f64 = figures.iter().map(value).sum();
        rounded(sum / figures.len().max(1) as f64)
    };
    let has_model = figures.iter().any(|figures| figures.ndcg_with_by_meaning.is_some());
    QualityFigures {
        queries: figures.len(),
        ndcg_at_10: mean(|figures| figures.ndcg_at_10),
        mrr_at_10: mean(|figures| figures.mrr_at_10),
        recall_at_100: mean(|figures| figures.recall_at_100),
        ndcg_with_by_meaning: has_model.then(|| mean(|figures| figures.ndcg_with_by_meaning.unwrap_or(0.0))),
    }
}

/// Rounds a figure to four decimals, as it is shown, and never to -0.
fn rounded(figure: f64) -> f64 {
    (figure * 1e4).round() / 1e4 + 0.0
}

fn latency(mut times: Vec<f64>) -> Latency {
    times.sort_by(f64::total_cmp);
    let percentile = |share: f64| {
        let at = (times.len() as f64 * share).ceil() as usize;
        let time = times.get(at.saturating_sub(1)).copied().unwrap_or(0.0);
        (time * 1000.0).round() / 1000.0
    };
    Latency { p50: percentile(0.50), p95: percentile(0.95), p99: percentile(0.99) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ranked: &[&str], grades: &[(&str, u32)], expected: [f64; 3]) {
        let ranked: Vec<String> = ranked.iter().map(|id| (*id).to_owned()).collect();
        let grades = grades.iter().map(|(id, grade)| ((*id).to_owned(), *grade)).collect();
        let found = figures(&ranked, &grades);
        let found = [found.ndcg_at_10, found.mrr_at_10, found.recall_at_100];
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
        }
    }

    #[test]
    fn figures_match_those_calculated_by_hand() {
        check(&["a"], &[("a", 1)], [1.0, 1.0, 1.0]);
        check(&["x", "a"], &[("a", 1)], [1.0 / 3_f64.log2(), 0.5, 1.0]);
        check(
            &["b", "a"],
            &[("a", 2), ("b", 1)],
            [(1.0 + 3.0 / 3_f64.log2()) / (3.0 + 1.0 / 3_f64.log2()), 1.0, 1.0],
        );
        check(
            &["x"; 10].iter().chain(&["a"]).copied().collect::<Vec<_>>(),
            &[("a", 1), ("b", 1)],
            [0.0, 0.0, 0.5],
        );
        check(&[], &[("a", 1)], [0.0, 0.0, 0.0]);
    }

    #[test]
    fn percentiles_are_taken_from_sorted_times() {
        let times = latency((1..=100).rev().map(f64::from).collect());
        assert_eq!((times.p50, times.p95, times.p99), (50.0, 95.0, 99.0));
        assert_eq!(latency(Vec::new()), Latency::default());
    }
}
