//! The files that editors keep: best bets and synonyms.
//!
//! What they do to a query is left to `search` and `analysis`. Invariants: all errors of both files are
//! reported together, each with its file and line; a file with an error changes nothing.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::Serialize;

use super::Service;
use crate::{
    analysis::{Analyzer, Synonyms, SynonymsError},
    document::quoted::brief,
    error::{Error, Result, unreadable},
    regular,
    search::{self, BetTrial, Bets, BetsError},
};

/// Where the files are; without a file there are no best bets, or only the built-in synonyms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CuratedFiles {
    /// The file of best bets.
    pub bets: Option<PathBuf>,
    /// The file of synonyms.
    pub synonyms: Option<PathBuf>,
}

/// What the files say.
#[derive(Debug, Clone, Default)]
pub struct Curation {
    /// The best bets.
    pub bets: Arc<Bets>,
    /// The synonyms, if they differ from the built-in ones.
    pub synonyms: Option<Arc<Synonyms>>,
}

/// An error or a warning about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProblem {
    /// The file as given in the settings.
    pub file: PathBuf,
    /// The line, counted from 1; `None` if the problem is the whole file.
    pub line: Option<usize>,
    /// What is wrong and what would be right.
    pub message: String,
}

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

impl FileProblem {
    fn new(file: &Path, line: Option<usize>, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, message: message.into() }
    }

    fn of_bets(file: &Path, error: &BetsError) -> Self {
        Self::new(file, Some(error.line()), error.message())
    }

    fn of_synonyms(file: &Path, error: &SynonymsError) -> Self {
        Self::new(file, Some(error.line()), error.message())
    }

    /// Formats the problem with the name of the file, without its folder.
    pub fn without_folder(&self) -> String {
        let file = self.file.file_name().map_or_else(|| self.file.clone(), PathBuf::from);
        Self { file, ..self.clone() }.to_string()
    }
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl CuratedFiles {
    /// Reads and checks the files.
    ///
    /// # Errors
    /// Returns all problems.
    pub fn check(&self) -> Result<Curation, Vec<FileProblem>> {
        let mut problems = Vec::new();
        let parse_bets = |text: &str| Bets::parse(text, &mut Analyzer::default());
        let bets = read(self.bets.as_deref(), parse_bets, FileProblem::of_bets, &mut problems);
        let parse = Synonyms::extending_built_in;
        let synonyms = read(self.synonyms.as_deref(), parse, FileProblem::of_synonyms, &mut problems);
        let curation =
            Curation { bets: Arc::new(bets.unwrap_or_default()), synonyms: synonyms.map(Arc::new) };
        if problems.is_empty() { Ok(curation) } else { Err(problems) }
    }

    /// Reads the files.
    ///
    /// # Errors
    /// Returns [`Error::Config`] with all problems and the way out.
    pub fn read(&self) -> Result<Curation> {
        self.check().map_err(|problems| {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            let way_out = "correct the file, or leave its setting (`bets`, `synonyms`) empty; \
                           `skorowidz bets check` checks both files";
            Error::Config(format!("{}\n  {way_out}", lines.join("\n  ")))
        })
    }

    /// Returns the problems of best bets: entries that have expired.
    pub fn expired(&self, bets: &Bets) -> Vec<FileProblem> {
        self.of_bets(&bets.expired(Bets::today()))
    }

    fn of_bets(&self, errors: &[BetsError]) -> Vec<FileProblem> {
        let file = self.bets.as_deref().unwrap_or(Path::new(""));
        errors.iter().map(|error| FileProblem::of_bets(file, error)).collect()
    }
}

/// Reads and parses a file, if there is one.
fn read<T, E>(
    file: Option<&Path>,
    parse: impl FnOnce(&str) -> Result<T, Vec<E>>,
    problem: impl Fn(&Path, &E) -> FileProblem,
    problems: &mut Vec<FileProblem>,
) -> Option<T> {
    let file = file?;
    match regular::text(file).map(|text| parse(&text)) {
        Ok(Ok(read)) => return Some(read),
        Ok(Err(errors)) => problems.extend(errors.iter().map(|error| problem(file, error))),
        Err(error) => problems.push(FileProblem::new(file, None, unreadable(&brief(&error)))),
    }
    None
}

impl Curation {
    /// Returns an analyzer with the synonyms.
    pub fn analyzer(&self) -> Analyzer {
        self.synonyms.clone().map_or_else(Analyzer::default, Analyzer::with_synonyms)
    }
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
