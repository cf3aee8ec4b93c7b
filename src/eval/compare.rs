//! Decides whether an evaluation is better than an earlier one, or differs by chance.
//!
//! The results of the same queries in both evaluations form pairs. The test is the two-sided paired
//! randomization test (R. A. Fisher, "The Design of Experiments", 1935), which M. D. Smucker, J. Allan and B.
//! Carterette recommend for retrieval ("A Comparison of Statistical Significance Tests for Information
//! Retrieval Evaluation", CIKM 2007). If there were no difference between the two, each query's difference
//! could equally well have the opposite sign; the p-value is the share of sign assignments for which the sum
//! is at least as far from zero as the observed one.
//!
//! Invariant: the same two evaluations always have the same p-value. Scores are counted in whole
//! ten-thousandths, as they are printed, so that no sum depends on the order of its terms. There is no
//! correction for testing several variants at once.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Evaluation, JudgedQuery, Scores, rounded};

/// The maximum number of differing queries for which all sign assignments are tried: 65,536 of them.
const MAX_ENUMERATED: usize = 16;
/// The number of random sign assignments beyond that. A p-value of 0.05 is then accurate to 0.004 (two
/// standard errors).
const RANDOM_SIGNS: u32 = 10_000;
/// The seed of the random signs. Any number would do, as long as it never changes.
const SEED: u64 = 1935;
/// The significance level: from this p-value on, a difference is attributed to chance, as is customary in the
/// field.
const CHANCE: f64 = 0.05;
/// The smallest relevant difference, in ten-thousandths of NDCG@10. Nobody would notice a smaller one,
/// however certain.
const NOTICED: u64 = 10;

/// Comparison of two evaluations.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// The comparison of all queries in both.
    pub all: Comparison,
    /// The comparison of the queries of each variant.
    pub by_variant: BTreeMap<String, Comparison>,
}

/// NDCG@10 of the same queries before and after.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Comparison {
    /// The number of queries in both evaluations.
    pub queries: usize,
    /// The mean before.
    pub before: f64,
    /// The mean after.
    pub after: f64,
    /// The increase of the mean.
    pub difference: f64,
    /// The probability that chance alone causes a difference this large.
    pub p_value: f64,
    /// The number of queries that improved.
    pub better: usize,
    /// The number of queries that got worse.
    pub worse: usize,
    /// The number of queries with the same score.
    pub same: usize,
    /// The conclusion.
    pub verdict: Verdict,
}

/// The conclusion of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Verdict {
    /// The mean increased, and not by chance.
    #[serde(rename = "better")]
    Better,
    /// The mean decreased, and not by chance.
    #[serde(rename = "worse")]
    Worse,
    /// The p-value is 0.05 or more, or the means are less than 0.001 apart.
    #[serde(rename = "no difference")]
    NoDifference,
}

impl Verdict {
    /// Returns the verdict in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::NoDifference => "no difference",
        }
    }
}

/// The scores of a query before and after, in ten-thousandths.
type ScorePair = (i64, i64);

/// Compares an evaluation of these queries with earlier scores. Returns `None` if they share no query.
pub fn compare(before: &Scores, judged: &[JudgedQuery], after: &Evaluation) -> Option<Compared> {
    let (mut all, mut by_variant) = (Vec::new(), BTreeMap::<String, Vec<ScorePair>>::new());
    for query in judged {
        let scores = (before.get(&query.id), after.by_query.get(&query.id));
        let (Some(before), Some(after)) = scores else { continue };
        let pair = (ten_thousandths(*before), ten_thousandths(*after));
        all.push(pair);
        if let Some(variant) = &query.variant {
            by_variant.entry(variant.clone()).or_default().push(pair);
        }
    }
    let by_variant = by_variant.into_iter().map(|(variant, pairs)| (variant, comparison(&pairs))).collect();
    (!all.is_empty()).then(|| Compared { all: comparison(&all), by_variant })
}

fn ten_thousandths(score: f64) -> i64 {
    (score * 1e4).round() as i64
}

fn comparison(pairs: &[ScorePair]) -> Comparison {
    let differences: Vec<i64> = pairs.iter().map(|(before, after)| after - before).collect();
    let mean = |sum: i64| rounded(sum as f64 / pairs.len() as f64 / 1e4);
    let count = |sign: i64| differences.iter().filter(|difference| difference.signum() == sign).count();
    let p_value = p_value(&differences);
    Comparison {
        queries: pairs.len(),
        before: mean(pairs.iter().map(|(before, _)| before).sum()),
        after: mean(pairs.iter().map(|(_, after)| after).sum()),
        difference: mean(differences.iter().sum()),
        p_value: (p_value * 1e6).round() / 1e6,
        better: count(1),
        worse: count(-1),
        same: count(0),
        verdict: verdict(&differences, p_value),
    }
}

fn verdict(differences: &[i64], p_value: f64) -> Verdict {
    let sum: i64 = differences.iter().sum();
    if p_value >= CHANCE || sum.unsigned_abs() < NOTICED * differences.len() as u64 {
        return Verdict::NoDifference;
    }
    if sum > 0 { Verdict::Better } else { Verdict::Worse }
}

/// Returns the p-value of the two-sided paired randomization test. Differences of zero have no sign and are
/// ignored. With random signs, the observed ones count as one more draw, so that the p-value is never zero.
fn p_value(differences: &[i64]) -> f64 {
    let changed: Vec<i64> = differences.iter().copied().filter(|difference| *difference != 0).collect();
    let observed = changed.iter().sum::<i64>().abs();
    if changed.len() <= MAX_ENUMERATED {
        let all = 1_u64 << changed.len();
        let extreme = (0..all).filter(|signs| signed_sum(&changed, || *signs).abs() >= observed).count();
        return extreme as f64 / all as f64;
    }
    let mut random = fastrand::Rng::with_seed(SEED);
    let is_extreme = |_: &u32| signed_sum(&changed, || random.u64(..)).abs() >= observed;
    let extreme = (0..RANDOM_SIGNS).filter(is_extreme).count();
    (extreme + 1) as f64 / f64::from(RANDOM_SIGNS + 1)
}

/// Returns the sum with other signs: each set bit negates one difference.
fn signed_sum(differences: &[i64], mut bits: impl FnMut() -> u64) -> i64 {
    let mut sum = 0;
    for some in differences.chunks(64) {
        let bits = bits();
        let signed = |(at, difference): (usize, &i64)| {
            if bits & (1 << at) == 0 { *difference } else { -difference }
        };
        sum += some.iter().enumerate().map(signed).sum::<i64>();
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_p(differences: &[i64], expected: f64) {
        let found = p_value(differences);
        assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
    }

    #[test]
    fn p_values_of_few_differences_match_those_calculated_by_hand() {
        check_p(&[], 1.0);
        check_p(&[0, 0, 0], 1.0);
        check_p(&[7], 1.0);
        // Only all plus and all minus reach the sum.
        check_p(&[1, 2, 3, 4, 5], 2.0 / 32.0);
        check_p(&[-3, -3, -3, -3, -3, -3], 2.0 / 64.0);
        // 4 of 4 or 3 of 4 with the same sign, in both directions: 2 + 8 of 16.
        check_p(&[1, 1, 1, -1], 10.0 / 16.0);
        // 2 and 3 with the same sign, whatever the sign of 1: 6 and 4, in both directions.
        check_p(&[-1, 2, 3], 4.0 / 8.0);
        check_p(&[5, -5], 1.0);
    }

    #[test]
    fn a_query_without_a_difference_does_not_change_the_p_value() {
        check_p(&[1, 0, 2, 0, 0, 3, 4, 5, 0], 2.0 / 32.0);
    }

    #[test]
    fn sixteen_differences_are_enumerated_and_seventeen_sampled() {
        check_p(&[9; 16], 2.0 / 65_536.0);
        check_p(&[9; 17], 1.0 / 10_001.0);
    }

    #[test]
    fn random_signs_approximate_the_exact_p_value_and_are_reproducible() {
        // 13 of 20 with one sign: twice the upper tail of 20 coin tosses, 2 x 137,980 of 1,048,576.
        let differences: Vec<i64> = (0..20).map(|at| if at < 13 { 4 } else { -4 }).collect();
        let (found, exact) = (p_value(&differences), 2.0 * 137_980.0 / 1_048_576.0);
        assert!((found - exact).abs() < 0.02, "{found} is far from {exact}");
        check_p(&differences, found);
        // More than one word of bits.
        let many: Vec<i64> = (0..200).map(|at| if at % 2 == 0 { 3 } else { -3 }).collect();
        check_p(&many, 1.0);
    }

    #[track_caller]
    fn check_verdict(pairs: &[ScorePair], expected: Verdict) {
        let found = comparison(pairs);
        assert_eq!(found.verdict, expected, "{found:?}");
    }

    #[test]
    fn a_verdict_requires_a_significant_and_large_difference() {
        check_verdict(&[(5000, 9000); 6], Verdict::Better);
        check_verdict(&[(9000, 5000); 6], Verdict::Worse);
        // Five of five: 2 of 32 is more than 0.05.
        check_verdict(&[(5000, 9000); 5], Verdict::NoDifference);
        // Certain, but smaller than anybody would notice.
        check_verdict(&[(5000, 5009); 16], Verdict::NoDifference);
        check_verdict(&[(5000, 5010); 16], Verdict::Better);
    }

    #[test]
    fn a_comparison_counts_queries_in_both_evaluations() {
        let query = |id: &str, variant: Option<&str>| JudgedQuery {
            id: id.to_owned(),
            text: String::new(),
            variant: variant.map(str::to_owned),
            grades: std::collections::HashMap::new(),
        };
        let judged = [query("a", Some("x")), query("b", Some("y")), query("c", None), query("new", None)];
        let scores = |scores: &[(&str, f64)]| -> Scores {
            scores.iter().map(|(id, score)| ((*id).to_owned(), *score)).collect()
        };
        let after = Evaluation {
            all: crate::eval::QualityFigures::default(),
            latency_ms: crate::eval::Latency::default(),
            by_variant: BTreeMap::new(),
            by_query: scores(&[("a", 0.5), ("b", 0.25), ("c", 1.0), ("new", 1.0)]),
        };
        let before = scores(&[("a", 0.25), ("b", 0.5), ("c", 1.0), ("gone", 0.0)]);
        let Compared { all, by_variant } = compare(&before, &judged, &after).expect("shared queries");
        assert_eq!((all.queries, all.better, all.worse, all.same), (3, 1, 1, 1));
        assert_eq!((all.before, all.after, all.difference, all.p_value), (0.5833, 0.5833, 0.0, 1.0));
        assert_eq!(by_variant.keys().collect::<Vec<_>>(), ["x", "y"]);
        assert_eq!((by_variant["x"].difference, by_variant["y"].difference), (0.25, -0.25));
        assert_eq!(compare(&scores(&[("gone", 1.0)]), &judged, &after), None);
    }
}
