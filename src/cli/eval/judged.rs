//! The evaluation of one index, and its comparison with an earlier one.

use std::{path::Path, sync::atomic::AtomicBool, thread};

use anyhow::Context;

use serde::Serialize;

use crate::{
    cli::module_settings::{curated_files, installed_meaning},
    config::Config,
    eval::{self, Compared, Evaluation, JudgedQuery, Scores},
    index::Index,
    meaning::Meaning,
    search::Mode,
};

/// An evaluation and, if requested, its comparison with an earlier one.
#[derive(Debug, Serialize)]
pub(super) struct Judged {
    #[serde(flatten)]
    pub(super) evaluation: Evaluation,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) compared: Option<Compared>,
}

/// Returns whether there are scores for any of these queries.
pub(super) fn share_a_query(scores: &Scores, judged: &[JudgedQuery]) -> bool {
    judged.iter().any(|query| scores.contains_key(&query.id))
}

/// Evaluates an index and compares the result with earlier scores, if any.
pub(super) fn judge(
    config: &Config,
    (index, mode): (&Path, Mode),
    judged: &[JudgedQuery],
    before: Option<&Scores>,
) -> anyhow::Result<Judged> {
    let analyzer = curated_files(config).read()?.analyzer();
    let opened = Index::open(index)?;
    let meaning = match mode {
        Mode::Words => None,
        Mode::Both => Some(meaning(config, index, &opened)?),
    };
    let evaluation = eval::evaluate(&opened.snapshot(), analyzer, meaning.as_ref(), judged)?;
    let compared = before.and_then(|before| eval::compare(before, judged, &evaluation));
    Ok(Judged { evaluation, compared })
}

/// Returns the model, with the vectors of all documents.
fn meaning(config: &Config, path: &Path, index: &Index) -> anyhow::Result<Meaning> {
    let meaning = installed_meaning(config, path)?;
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let made = meaning.complete(index, (threads, usize::MAX), &AtomicBool::new(false), &|_| {})?;
    made.context("another process makes vectors: evaluate when it has finished")?;
    Ok(meaning)
}
