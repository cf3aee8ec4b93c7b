//! `skorowidz eval`: judged queries to figures.

use std::{io::Write, path::PathBuf, process::ExitCode};

use super::{Common, Outcome, terminal};
use crate::{
    analysis::Analyzer,
    config::Config,
    eval::{self, Figures},
    index::Index,
    service::read_synonyms,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The queries: a JSON object a line with `id`, `text` and perhaps `variant`
    #[arg(long, value_name = "FILE")]
    queries: PathBuf,
    /// The judgements: tab-separated query id, document id and grade, below a header line
    #[arg(long, value_name = "FILE")]
    qrels: PathBuf,
}

pub(super) fn run(config: &Config, common: &Common, arguments: &Arguments) -> Outcome {
    let judged = eval::load(&arguments.queries, &arguments.qrels)?;
    let synonyms = config.synonyms.as_deref().map(read_synonyms).transpose()?;
    let analyzer = synonyms.map_or_else(Analyzer::default, Analyzer::with_synonyms);
    let evaluation = eval::evaluate(&Index::open(&config.index)?.snapshot(), analyzer, &judged)?;
    if common.json {
        terminal::print_json(&evaluation)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = terminal::styled();
    writeln!(out, "{:<16} {:>7} {:>8} {:>8} {:>10}", "", "queries", "NDCG@10", "MRR@10", "recall@100")?;
    print(&mut out, "all", &evaluation.all)?;
    for (variant, figures) in &evaluation.by_variant {
        print(&mut out, variant, figures)?;
    }
    let latency = &evaluation.latency_ms;
    writeln!(out, "latency: p50 {} ms, p95 {} ms, p99 {} ms", latency.p50, latency.p95, latency.p99)?;
    Ok(ExitCode::SUCCESS)
}

fn print(out: &mut impl Write, name: &str, figures: &Figures) -> std::io::Result<()> {
    let Figures { queries, ndcg_at_10, mrr_at_10, recall_at_100 } = figures;
    writeln!(out, "{name:<16} {queries:>7} {ndcg_at_10:>8.4} {mrr_at_10:>8.4} {recall_at_100:>10.4}")
}
