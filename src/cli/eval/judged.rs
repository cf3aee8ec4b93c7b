//! The evaluation of one index, and its comparison with an earlier one.

use std::path::Path;

use serde::Serialize;

use crate::{
    cli::module_settings::curated_files,
    config::Config,
    eval::{self, Compared, Evaluation, JudgedQuery, Scores},
    index::Index,
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
    index: &Path,
    judged: &[JudgedQuery],
    before: Option<&Scores>,
) -> anyhow::Result<Judged> {
    let analyzer = curated_files(config).read()?.analyzer();
    let evaluation = eval::evaluate(&Index::open(index)?.snapshot(), analyzer, judged)?;
    let compared = before.and_then(|before| eval::compare(before, judged, &evaluation));
    Ok(Judged { evaluation, compared })
}
