//! `skorowidz eval --sets`: evaluates every test set in a folder, each in its own index.
//!
//! The indexes are in temporary folders that are removed after the run. All input errors are reported before
//! the first document is read. An interrupted run stops after the current set.

use std::{
    collections::BTreeMap,
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::atomic::{AtomicBool, Ordering},
};

use anyhow::{Context, bail};
use serde::Serialize;

use super::{
    judged::{Judged, judge, share_a_query},
    table,
};
use crate::{
    cli::{
        command_result::CommandResult,
        global_arguments::GlobalArguments,
        index::{INTERRUPTED, stop_on_signals},
        module_settings::ingest_config,
        progress::ProgressDisplay,
        terminal::{self, TITLE, escaped_line},
    },
    config::Config,
    eval::{self, Baseline, JudgedQuery, Scores},
    ingest::{self, Report, RunObserver, Task},
    search::Mode,
};

/// The files that make a folder a test set: documents, queries and judgments.
const FILES: [&str; 3] = ["docs.jsonl", "queries.jsonl", "qrels.tsv"];

/// A test set: documents with judged queries.
struct JudgedSet {
    name: String,
    documents: PathBuf,
    judged: Vec<JudgedQuery>,
}

/// The complete JSON output.
#[derive(Serialize)]
struct AllJudged {
    sets: BTreeMap<String, Judged>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    unmatched: Option<Unmatched>,
}

/// Sets that exist in only one of the two compared evaluations.
#[derive(Serialize)]
struct Unmatched {
    only_before: Vec<String>,
    only_after: Vec<String>,
}

/// Evaluates every set in the folder.
pub(super) fn run(
    config: &Config,
    common: &GlobalArguments,
    folder: &Path,
    (base, mode): (Option<&Path>, Mode),
) -> CommandResult {
    let sets = find(folder)?;
    let before = base.map(|base| scores(base, &sets)).transpose()?;
    let stop = stop_on_signals()?;
    let mut all = BTreeMap::new();
    for set in &sets {
        let before = before.as_ref().and_then(|before| before.get(&set.name));
        let Some(judged) = judge_set(config, common, (set, mode), before, &stop)? else {
            return Ok(ExitCode::from(INTERRUPTED));
        };
        if !common.json {
            print(&set.name, &judged)?;
        }
        all.insert(set.name.clone(), judged);
    }
    let unmatched = before.map(|before| unmatched(&before, &sets));
    finish(common, AllJudged { sets: all, unmatched })
}

/// Reads the sets in a folder, sorted by name.
fn find(folder: &Path) -> anyhow::Result<Vec<JudgedSet>> {
    let unreadable = || format!("cannot read `{}`", folder.display());
    let entries: io::Result<Vec<_>> = fs::read_dir(folder).with_context(unreadable)?.collect();
    let mut paths: Vec<PathBuf> = entries.with_context(unreadable)?.iter().map(fs::DirEntry::path).collect();
    paths.retain(|path| FILES.iter().all(|file| path.join(file).is_file()));
    if paths.is_empty() {
        let files = FILES.join("`, `");
        bail!("no set in `{}`: a set is a subfolder that contains `{files}`", folder.display());
    }
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> anyhow::Result<JudgedSet> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let [documents, queries, qrels] = FILES.map(|file| path.join(file));
    Ok(JudgedSet { name, documents, judged: eval::load(&queries, &qrels)? })
}

/// Reads the scores of earlier evaluations of these sets.
fn scores(base: &Path, sets: &[JudgedSet]) -> anyhow::Result<BTreeMap<String, Scores>> {
    let Baseline::Sets(before) = Baseline::read(base)? else {
        bail!("`{}` is an evaluation of one set: compare it with `--queries` and `--qrels`", base.display());
    };
    let mut shared = sets.iter().filter_map(|set| Some((set, before.get(&set.name)?))).peekable();
    if shared.peek().is_none() {
        bail!("`{}` has none of these sets: compare evaluations of the same sets", base.display());
    }
    if let Some((set, _)) = shared.find(|(set, scores)| !share_a_query(scores, &set.judged)) {
        let (base, name) = (base.display(), &set.name);
        bail!(
            "`{base}` has none of the queries of the set `{name}`: compare evaluations of the same queries"
        );
    }
    Ok(before)
}

/// Indexes a set in a temporary folder and evaluates it; returns `None` if the run was interrupted.
fn judge_set(
    config: &Config,
    common: &GlobalArguments,
    (set, mode): (&JudgedSet, Mode),
    before: Option<&Scores>,
    stop: &AtomicBool,
) -> anyhow::Result<Option<Judged>> {
    let place = tempfile::tempdir().context("cannot create a temporary folder")?;
    let report = index(config, common, set, place.path(), stop)?;
    if report.stopped {
        return Ok(None);
    }
    if let Some(failure) = report.failures.first() {
        let (source, error) = (escaped_line(&failure.source), escaped_line(&failure.error));
        bail!("the set `{}` cannot be evaluated without all its documents: {source}: {error}", set.name);
    }
    let judged = judge(config, (place.path(), mode), &set.judged, before)?;
    Ok((!stop.load(Ordering::Relaxed)).then_some(judged))
}

fn index(
    config: &Config,
    common: &GlobalArguments,
    set: &JudgedSet,
    place: &Path,
    stop: &AtomicBool,
) -> anyhow::Result<Report> {
    if !common.quiet {
        eprintln!("{}", escaped_line(&set.name));
    }
    let display = ProgressDisplay::new(common.quiet);
    let observer = RunObserver { stop, progress: &|progress| display.show(progress), metrics: None };
    let task = Task::Update(vec![set.documents.clone()]);
    let report = ingest::run(place, &task, &ingest_config(config, false)?, &observer);
    display.finish();
    Ok(report?)
}

fn print(name: &str, judged: &Judged) -> io::Result<()> {
    let mut out = terminal::styled();
    writeln!(out, "{TITLE}{}{TITLE:#}", escaped_line(name))?;
    table::print(&mut out, judged)?;
    writeln!(out)
}

fn unmatched(before: &BTreeMap<String, Scores>, sets: &[JudgedSet]) -> Unmatched {
    let is_here = |name: &&String| sets.iter().any(|set| set.name == **name);
    let after = sets.iter().map(|set| &set.name).filter(|name| !before.contains_key(*name));
    Unmatched {
        only_before: before.keys().filter(|name| !is_here(name)).cloned().collect(),
        only_after: after.cloned().collect(),
    }
}

/// Prints the final output after all sets have been evaluated.
fn finish(common: &GlobalArguments, all: AllJudged) -> CommandResult {
    if common.json {
        terminal::print_json(&all)?;
        return Ok(ExitCode::SUCCESS);
    }
    let Some(Unmatched { only_before, only_after }) = all.unmatched else { return Ok(ExitCode::SUCCESS) };
    let mut out = terminal::styled();
    for (names, missing) in
        [(only_before, "not in the folder"), (only_after, "not in the earlier evaluation")]
    {
        for name in names {
            writeln!(out, "not compared: `{}` is {missing}", escaped_line(&name))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
