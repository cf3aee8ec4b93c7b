//! The settings of `ingest`, `queries` and `service`, taken from the configuration.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context;

use crate::{
    config::Config,
    ingest::{DeletionLimits, IngestConfig},
    meaning::{Meaning, MeaningSettings},
    queries::QuerySettings,
    service::CuratedFiles,
};

/// Returns the files that editors keep.
pub(super) fn curated_files(config: &Config) -> CuratedFiles {
    CuratedFiles { bets: config.bets.clone(), synonyms: config.synonyms.clone() }
}

/// Returns the settings of search by meaning.
pub(super) fn meaning_settings(config: &Config) -> MeaningSettings {
    let (windows, patience) = (config.meaning_windows, config.meaning_timeout);
    MeaningSettings { is_on: config.meaning, windows, patience }
}

/// Loads the model of the configured index, even if the settings leave it unused, with the vectors of the index in
/// `index`.
pub(super) fn installed_meaning(config: &Config, index: &Path) -> anyhow::Result<Meaning> {
    let settings = MeaningSettings { is_on: true, ..patient_settings(config) };
    let meaning = Meaning::open_for(&config.index, index, settings)?;
    let path = config.index.display();
    meaning.with_context(|| format!("no model in `{path}`: import one with `skorowidz model import FILE`"))
}

/// Returns those of a command that waits for vectors however long they take.
pub(super) fn patient_settings(config: &Config) -> MeaningSettings {
    MeaningSettings { patience: Duration::from_mins(1), ..meaning_settings(config) }
}

/// Returns the settings for search statistics.
pub(super) fn query_settings(config: &Config) -> QuerySettings {
    QuerySettings {
        is_on: config.queries,
        days: config.queries_days as u32,
        min_count: config.queries_min_count,
    }
}

/// Returns the settings with which this process ingests files.
pub(super) fn ingest_config(config: &Config, retry_failed: bool) -> anyhow::Result<IngestConfig> {
    // This link refers to the running program even if an upgrade has replaced it on disk.
    let running = PathBuf::from("/proc/self/exe");
    let program = if running.exists() { Ok(running) } else { std::env::current_exe() };
    let program = program.context("cannot locate this program to start it as a worker process")?;
    let (percent, free) = (config.deletions_percent, config.deletions_free);
    let deletions = DeletionLimits { percent, free, ..DeletionLimits::default() };
    let (limits, ocr, converter) = (config.extract, config.ocr.clone(), config.converter.clone());
    Ok(IngestConfig { program, limits, ocr, converter, retry_failed, deletions })
}
