//! Prints an evaluation and its comparison as tables.

use std::io::{Result, Write};

use super::judged::Judged;
use crate::eval::{Compared, Comparison, Evaluation, QualityFigures};

/// Prints an evaluation, followed by its comparison, if any.
pub(super) fn print(out: &mut impl Write, judged: &Judged) -> Result<()> {
    print_evaluation(out, &judged.evaluation)?;
    judged.compared.as_ref().map_or(Ok(()), |compared| print_comparison(out, compared))
}

fn print_evaluation(out: &mut impl Write, evaluation: &Evaluation) -> Result<()> {
    let with_block = if evaluation.all.ndcg_with_by_meaning.is_some() { "  with block" } else { "" };
    let titles = ("queries", "NDCG@10", "MRR@10", "recall@100");
    writeln!(out, "{:<16} {:>7} {:>8} {:>8} {:>10}{with_block}", "", titles.0, titles.1, titles.2, titles.3)?;
    let figures = evaluation.by_variant.iter().map(|(name, figures)| (name.as_str(), figures));
    for (name, figures) in std::iter::once(("all", &evaluation.all)).chain(figures) {
        let QualityFigures { queries, ndcg_at_10, mrr_at_10, recall_at_100, ndcg_with_by_meaning } = figures;
        write!(out, "{name:<16} {queries:>7} {ndcg_at_10:>8.4} {mrr_at_10:>8.4} {recall_at_100:>10.4}")?;
        match ndcg_with_by_meaning {
            Some(with_block) => writeln!(out, " {with_block:>11.4}")?,
            None => writeln!(out)?,
        }
    }
    let latency = &evaluation.latency_ms;
    writeln!(out, "latency: p50 {} ms, p95 {} ms, p99 {} ms", latency.p50, latency.p95, latency.p99)
}

fn print_comparison(out: &mut impl Write, compared: &Compared) -> Result<()> {
    writeln!(
        out,
        "\n{:<16} {:>7} {:>8} {:>8} {:>10} {:>8} {:>6} {:>6} {:>6}  verdict",
        "NDCG@10", "queries", "before", "after", "difference", "p", "better", "worse", "same"
    )?;
    print_change(out, "all", &compared.all)?;
    compared.by_variant.iter().try_for_each(|(name, change)| print_change(out, name, change))
}

fn print_change(out: &mut impl Write, name: &str, change: &Comparison) -> Result<()> {
    let Comparison { queries, before, after, difference, p_value, better, worse, same, verdict } = change;
    let p_value = if *p_value < 1e-4 { "<0.0001".to_owned() } else { format!("{p_value:.4}") };
    writeln!(
        out,
        "{name:<16} {queries:>7} {before:>8.4} {after:>8.4} {difference:>+10.4} {p_value:>8} {better:>6} {worse:>6} \
         {same:>6}  {}",
        verdict.words()
    )
}
