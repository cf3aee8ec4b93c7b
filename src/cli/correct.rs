//! `skorowidz correct`: the misspelled words of a text, and what may have been meant.

use std::{
    io::{BufRead, BufWriter, Write},
    process::ExitCode,
};

use super::{command_result::CommandResult, global_arguments::GlobalArguments};
use crate::{
    analysis::Analyzer,
    config::Config,
    index::Index,
    search::{Correction, corrections},
};

#[derive(Debug, clap::Args)]
pub(super) struct CorrectArguments {
    /// The text [default: each line of standard input]
    text: Option<String>,
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &CorrectArguments) -> CommandResult {
    let snapshot = Index::open(&config.index)?.snapshot();
    let mut analyzer = Analyzer::default();
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut show = |text: &str| print(&mut out, &corrections(&snapshot, &mut analyzer, text)?, common.json);
    match &arguments.text {
        Some(text) => show(text)?,
        None => {
            for line in std::io::stdin().lock().split(b'\n') {
                let line = String::from_utf8_lossy(&line?).into_owned();
                show(line.trim_end_matches('\r'))?;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn print(out: &mut impl Write, corrections: &[Correction], json: bool) -> anyhow::Result<()> {
    if json {
        serde_json::to_writer(&mut *out, corrections).map_err(std::io::Error::from)?;
        writeln!(out)?;
        return Ok(());
    }
    for Correction { word, start, end, candidates } in corrections {
        writeln!(out, "{start}-{end}  {word}  ->  {}", candidates.join(", "))?;
    }
    Ok(())
}
