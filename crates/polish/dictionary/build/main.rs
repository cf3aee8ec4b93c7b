//! Compiles the built-in Polish dictionary; run by hand, see `dictionary/README.md`.
//!
//! `count FILE...` counts the word forms of running text; `compile` turns a dump of SGJP, the local
//! supplement and those counts into `polish.dict`. The same input gives the same bytes.

// With an explicit path, its own modules can lie next to it and the tests can include it as well.
#[path = "builder.rs"]
mod builder;

use std::{
    env, fs,
    io::{self, Read, Write},
    process::ExitCode,
};

const USAGE: &str = "usage: build-dictionary count FILE... > frequencies.tsv
       xz -dc sgjp.pos.tsv.xz | build-dictionary compile EDITION SUPPLEMENT FREQUENCIES OUTPUT";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["count", files @ ..] if !files.is_empty() => count(files),
        ["compile", edition, supplement, frequencies, output] => {
            compile(edition, supplement, frequencies, output)
        }
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn count(files: &[&str]) -> Result<(), String> {
    let mut counts = builder::frequencies::Counts::default();
    for path in files {
        let text = fs::read_to_string(path).map_err(|error| format!("cannot read `{path}`: {error}"))?;
        counts.add_file(path, &text)?;
    }
    io::stdout().lock().write_all(counts.to_tsv().as_bytes()).map_err(|error| error.to_string())
}

fn compile(edition: &str, supplement: &str, frequencies: &str, output: &str) -> Result<(), String> {
    let read =
        |path: &str| fs::read_to_string(path).map_err(|error| format!("cannot read `{path}`: {error}"));
    let mut dump = String::new();
    io::stdin().read_to_string(&mut dump).map_err(|error| format!("cannot read the dump: {error}"))?;
    let built = builder::build(edition, &dump, &read(supplement)?, &read(frequencies)?)?;
    fs::write(output, &built.bytes).map_err(|error| format!("cannot write `{output}`: {error}"))?;
    eprint!("{}", built.summary);
    Ok(())
}
