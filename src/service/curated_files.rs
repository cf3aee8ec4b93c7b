//! The files that editors keep, best bets and synonyms, as read and checked.
//!
//! What is in force is left to `curation`, and what it does to a query to `search` and `analysis`. Invariants: all errors of both files are
//! reported together, each with its file and line; a file with an error changes nothing.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    analysis::{Analyzer, Synonyms, SynonymsError},
    document::{quoted::brief, today},
    error::{Error, Result, unreadable},
    regular,
    search::{Bets, BetsError},
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
        self.of_bets(&bets.expired(today()))
    }

    /// Returns errors of the best bets as problems of their file.
    pub(super) fn of_bets(&self, errors: &[BetsError]) -> Vec<FileProblem> {
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
