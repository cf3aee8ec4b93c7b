//! `skorowidz man`: manual pages, generated from the same definitions as `--help`.

use std::{
    fs,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::Context;

use super::command_result::CommandResult;

#[derive(Debug, clap::Args)]
pub(super) struct ManArguments {
    /// Write a page for the program and each of its commands to this folder, instead of printing one
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Prints or writes the pages of a program.
pub(super) fn run(program: clap::Command, arguments: &ManArguments) -> CommandResult {
    match &arguments.dir {
        None => clap_mangen::Man::new(program).render(&mut io::stdout().lock())?,
        Some(folder) => {
            fs::create_dir_all(folder).with_context(|| format!("cannot create `{}`", folder.display()))?;
            let written = clap_mangen::generate_to(program, folder);
            written.with_context(|| format!("cannot write manual pages to `{}`", folder.display()))?;
            writeln!(io::stdout(), "{}", folder.display())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
