//! Best bets and synonyms in force: reloading them, and what they do to a query.
//!
//! Reading and checking their files is left to `curated_files`. Invariant: a file with an error changes nothing.

use std::sync::Arc;

use serde::Serialize;

use super::{
    Service,
    curated_files::{CuratedFiles, Curation, FileProblem},
};
use crate::{
    analysis::Synonyms,
    error::Result,
    search::{self, BetTrial, Bets},
};

/// What is in force, as counts and warnings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CurationReport {
    /// The number of best bets that apply today.
    pub bets: usize,
    /// The number of synonyms, each a line of a file or of the built-in one.
    pub synonyms: usize,
    /// Best bets that have expired or name documents that the index does not contain.
    pub warnings: Vec<String>,
}

impl Service {
    /// Puts into force what has been read from the files. Running searches keep what they began with.
    pub fn curate(&self, files: CuratedFiles, curation: Curation) {
        self.analyzers().set_curation(files, curation);
    }

    /// Reads the files again, where the settings had them last.
    ///
    /// # Errors
    /// Returns the problems of the files; then what was in force stays in force.
    pub async fn reload_curation(&self) -> Result<Result<CurationReport, Vec<FileProblem>>> {
        self.blocking(|service| {
            let files = service.analyzers().files().clone();
            match files.check() {
                Ok(curation) => service.curate(files, curation),
                Err(problems) => return Ok(Err(problems)),
            }
            service.curation_report().map(Ok)
        })
        .await
    }

    /// Returns what is in force.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub fn curation_report(&self) -> Result<CurationReport> {
        let curation = self.analyzers().curation().clone();
        let synonyms = curation.synonyms.as_deref().unwrap_or(Synonyms::built_in()).entries();
        let warnings = self.curation_warnings()?.iter().map(FileProblem::without_folder).collect();
        Ok(CurationReport { bets: curation.bets.live_today(), synonyms, warnings })
    }

    /// Returns what is outdated in the best bets in force: entries that have expired, and documents that the
    /// index does not contain, if it has any.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub fn curation_warnings(&self) -> Result<Vec<FileProblem>> {
        let (files, bets) = {
            let pool = self.analyzers();
            (pool.files().clone(), Arc::clone(&pool.curation().bets))
        };
        let mut problems = files.expired(&bets);
        if self.is_ready() {
            problems.extend(self.unknown_in_bets(&files, &bets)?);
        }
        problems.sort_by_key(|problem| problem.line);
        Ok(problems)
    }

    /// Returns the documents of best bets that the index does not contain.
    ///
    /// # Errors
    /// Returns an error if there is no index, or if it cannot be read.
    pub fn unknown_in_bets(&self, files: &CuratedFiles, bets: &Bets) -> Result<Vec<FileProblem>> {
        Ok(files.of_bets(&bets.unknown(&self.index()?.snapshot())?))
    }

    /// Shows what best bets and synonyms do to a query.
    ///
    /// # Errors
    /// Returns an error if there is no index, or if it cannot be read.
    pub fn try_query(&self, query: &str) -> Result<BetTrial> {
        let bets = Arc::clone(&self.analyzers().curation().bets);
        self.with_analyzer(|snapshot, analyzer| search::try_query(snapshot, analyzer, &bets, query))
    }
}
