//! `skorowidz eval`: evaluates the index, or whole test sets, with judged queries and compares two
//! evaluations.

mod judged;
mod sets;
mod table;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::bail;

use super::{command_result::CommandResult, global_arguments::GlobalArguments, terminal};
use crate::{
    config::Config,
    eval::{self, Baseline, JudgedQuery, Scores},
    search::Mode,
};
use judged::{judge, share_a_query};

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("judged").required(true).args(["queries", "sets"]))]
pub(super) struct EvalArguments {
    /// The queries: one JSON object per line with `id`, `text` and optionally `variant`
    #[arg(long, value_name = "FILE", requires = "qrels")]
    queries: Option<PathBuf>,
    /// The judgments: a header line, then tab-separated query id, document id and grade
    #[arg(long, value_name = "FILE", requires = "queries", conflicts_with = "sets")]
    qrels: Option<PathBuf>,
    /// Evaluate instead every folder in DIR with `docs.jsonl`, `queries.jsonl` and `qrels.tsv`, each in a
    /// temporary index
    #[arg(long, value_name = "DIR")]
    sets: Option<PathBuf>,
    /// The output of an earlier `eval --json`: report what improved or got worse, and whether by chance
    #[arg(long, value_name = "FILE")]
    compare: Option<PathBuf>,
    /// Rank by words alone, or by meaning, too, with the model of the index
    #[arg(long, value_name = "MODE", default_value = "words", value_parser = ["words", "both"])]
    mode: String,
}

impl EvalArguments {
    fn mode(&self) -> Mode {
        self.mode.parse().unwrap_or(Mode::Words)
    }
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &EvalArguments) -> CommandResult {
    let base = arguments.compare.as_deref();
    match (&arguments.queries, &arguments.qrels, &arguments.sets) {
        (Some(queries), Some(qrels), None) => one(config, common, (queries, qrels), (base, arguments.mode())),
        (_, _, Some(folder)) => sets::run(config, common, folder, (base, arguments.mode())),
        _ => bail!("no judged queries: use `--queries` with `--qrels`, or `--sets`"),
    }
}

/// Evaluates the index with one set of judged queries.
fn one(
    config: &Config,
    common: &GlobalArguments,
    files: (&Path, &Path),
    (base, mode): (Option<&Path>, Mode),
) -> CommandResult {
    let judged = eval::load(files.0, files.1)?;
    let before = base.map(|base| scores(base, &judged)).transpose()?;
    let result = judge(config, (&config.index, mode), &judged, before.as_ref())?;
    if common.json {
        terminal::print_json(&result)?;
    } else {
        table::print(&mut terminal::styled(), &result)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads the scores of an earlier evaluation of the same queries.
fn scores(base: &Path, judged: &[JudgedQuery]) -> anyhow::Result<Scores> {
    let Baseline::One(scores) = Baseline::read(base)? else {
        bail!("`{}` is an evaluation of several sets: compare it with `--sets DIR`", base.display());
    };
    if !share_a_query(&scores, judged) {
        bail!("`{}` has none of these queries: compare evaluations of the same queries", base.display());
    }
    Ok(scores)
}
