//! `skorowidz bets`: checks the files of best bets and synonyms, and shows what they do to a query.
//!
//! Reading and checking is left to `service`. Invariant: `check` reports all problems of both files.

use std::{io::Write, process::ExitCode};

use serde::Serialize;

use super::{
    command_result::CommandResult,
    curated_arguments::CuratedArguments,
    global_arguments::GlobalArguments,
    module_settings::curated_files,
    terminal::{self, DIM, TITLE, escaped_line},
};
use crate::{
    config::{Config, Settings},
    search::{BetTrial, TriedBet},
    service::{CuratedFiles, Curation, FileProblem, Service},
};

#[derive(Debug, clap::Args)]
pub(super) struct BetsArguments {
    #[command(flatten)]
    files: CuratedArguments,
    #[command(subcommand)]
    command: BetsCommand,
}

#[derive(Debug, clap::Subcommand)]
enum BetsCommand {
    /// Check both files: syntax, repeated queries, bad dates, loops of synonyms and, if there is an index,
    /// whether it contains the documents; exit with status 2 if anything is wrong
    Check,
    /// Show which best bet a query fires, what stands on top, and which synonyms apply
    Try {
        /// The query
        #[arg(required = true, value_name = "QUERY")]
        query: Vec<String>,
    },
}

impl BetsArguments {
    /// Returns the settings given by the options.
    pub(super) fn settings(&self) -> Settings {
        self.files.settings()
    }
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &BetsArguments) -> CommandResult {
    let files = curated_files(config);
    if files == CuratedFiles::default() {
        anyhow::bail!("no files: give `--bets FILE` or `--synonyms FILE`, or set `bets` or `synonyms`");
    }
    match &arguments.command {
        BetsCommand::Check => check(config, common, &files),
        BetsCommand::Try { query } => {
            let service = Service::open_with(&config.index, &files)?;
            let trial = service.try_query(&query.join(" "))?;
            if common.json {
                terminal::print_json(&trial)?;
            } else {
                print_trial(&trial)?;
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// What is wrong with the files.
#[derive(Debug, Default, Serialize)]
struct CheckedFiles {
    /// The number of best bets and of synonyms, if both files can be read.
    bets: Option<usize>,
    synonyms: Option<usize>,
    /// Whether there is an index in which the documents were looked up.
    ids_checked: bool,
    errors: Vec<PrintedProblem>,
    warnings: Vec<PrintedProblem>,
}

/// A problem as JSON.
#[derive(Debug, Serialize)]
struct PrintedProblem {
    file: String,
    line: Option<usize>,
    message: String,
}

impl PrintedProblem {
    fn all(problems: &[FileProblem]) -> Vec<Self> {
        let printed = |problem: &FileProblem| Self {
            file: problem.file.display().to_string(),
            line: problem.line,
            message: problem.message.clone(),
        };
        problems.iter().map(printed).collect()
    }
}

fn check(config: &Config, common: &GlobalArguments, files: &CuratedFiles) -> CommandResult {
    let (mut checked, mut errors, mut warnings) = (CheckedFiles::default(), Vec::new(), Vec::new());
    match files.check() {
        Ok(curation) => {
            (checked.bets, checked.synonyms) = (Some(curation.bets.entries().len()), synonyms(&curation));
            warnings = files.expired(&curation.bets);
            let service = Service::open(&config.index)?;
            checked.ids_checked = service.has_index();
            if checked.ids_checked {
                errors = service.unknown_in_bets(files, &curation.bets)?;
            }
        }
        Err(problems) => errors = problems,
    }
    if common.json {
        checked.errors = PrintedProblem::all(&errors);
        checked.warnings = PrintedProblem::all(&warnings);
        terminal::print_json(&checked)?;
    } else {
        print_check(config, common, &checked, (&errors, &warnings))?;
    }
    Ok(ExitCode::from(if errors.is_empty() { 0 } else { 2 }))
}

fn synonyms(curation: &Curation) -> Option<usize> {
    curation.synonyms.as_ref().map(|synonyms| synonyms.entries())
}

fn print_check(
    config: &Config,
    common: &GlobalArguments,
    checked: &CheckedFiles,
    (errors, warnings): (&[FileProblem], &[FileProblem]),
) -> anyhow::Result<()> {
    let mut err = std::io::stderr();
    for problem in errors {
        writeln!(err, "error: {}", escaped_line(&problem.to_string()))?;
    }
    for problem in warnings {
        writeln!(err, "warning: {}", escaped_line(&problem.to_string()))?;
    }
    if let (Some(bets), true, false) = (checked.bets, errors.is_empty(), common.quiet) {
        let synonyms =
            checked.synonyms.map(|lines| format!(", {lines} lines of synonyms with the built-in ones"));
        writeln!(terminal::styled(), "valid: {bets} best bets{}", synonyms.unwrap_or_default())?;
        if !checked.ids_checked {
            let index = escaped_line(&config.index.display().to_string());
            writeln!(err, "note: no index in `{index}`, so the ids were not looked up")?;
        }
    }
    Ok(())
}

fn print_trial(trial: &BetTrial) -> anyhow::Result<()> {
    let mut out = terminal::styled();
    match &trial.bet {
        Some(bet) => print_bet(&mut out, "fires", bet)?,
        None => writeln!(out, "no best bet")?,
    }
    for bet in &trial.expired {
        print_bet(&mut out, "expired", bet)?;
    }
    for synonym in &trial.synonyms {
        let instead: Vec<String> = synonym.instead.iter().map(|side| escaped_line(side)).collect();
        writeln!(out, "synonyms of {}: {}", escaped_line(&synonym.words), instead.join(", "))?;
    }
    Ok(())
}

fn print_bet(out: &mut impl Write, what: &str, bet: &TriedBet) -> anyhow::Result<()> {
    let until = bet.until.as_ref().map(|until| format!(", until {until}")).unwrap_or_default();
    writeln!(out, "{what}: `{}` (line {}{until})", escaped_line(&bet.pattern), bet.line)?;
    for (number, document) in (1..).zip(&bet.documents) {
        let title = match &document.title {
            Some(title) => format!("{TITLE}{}{TITLE:#}", escaped_line(title)),
            None => "not in the index, not shown".to_owned(),
        };
        writeln!(out, "   {number}. {title} {DIM}· {}{DIM:#}", escaped_line(&document.id))?;
    }
    if !bet.note.is_empty() {
        writeln!(out, "   note: {}", escaped_line(&bet.note))?;
    }
    Ok(())
}
